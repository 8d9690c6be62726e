"""What the rules said, judged: what a waiver accepts, what another finding already explains, what a profile asks."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from protocols.check.configuration.config import Config, Profile
from protocols.check.silence import Accepted, Heard, Raised, heard, waiver_of
from protocols.check.whole import Whole
from protocols.document.document import Span
from protocols.findings.report import Waived
from protocols.findings.rule import Flag, Rule, Severity, Undecided
from protocols.model import Arm, Study
from protocols.model.keys import UnreadError
from protocols.model.paths import covers, holders, inner
from protocols.model.records import Waiver
from protocols.model.study import NOBODY
from protocols.rules import RULES, WAIVER_HOLDS, WRONG_WAIVER, WaiverCase, not_yet_decided

Spoken = TypeVar("Spoken", Flag, Undecided)


@dataclass(frozen=True)
class Judged:
    """What the rules said, once waivers and silences are applied."""

    raised: list[Raised]
    undecided: list[tuple[Rule, Undecided]] = field(default_factory=list)
    waived: Accepted = field(default_factory=dict)
    study: Study | None = None
    _flags: dict[int, Flag] = field(default_factory=dict)

    def under(self, chosen: Profile) -> list[Heard]:
        """Return the findings of a profile: what is not decided is gathered in one note, or asked for by name."""
        raised, gathered = self._spoken(chosen)
        return [*heard(raised, self.waived, chosen), *(Heard(*one) for one in gathered)]

    def _spoken(self, chosen: Profile) -> tuple[list[Raised], list[Raised]]:
        """Return what a profile raises, before one finding hides another; and the note that gathers the rest."""
        asked, left = chosen.split(self.undecided)
        raised = self.raised + [(rule, self._flag(one)) for rule, one in asked]
        if left and self.study is not None and self.study.has_parts:
            left = Whole(self.study).undecided(left)
        return raised, [(not_yet_decided, flag) for flag in not_yet_decided.check(left)] if left else []

    def _flag(self, one: Undecided) -> Flag:
        """Return what is not decided as a finding: the same for every profile."""
        if id(one) not in self._flags:
            self._flags[id(one)] = one.flag()
        return self._flags[id(one)]

    def passes(self, chosen: Profile) -> bool:
        """Say whether no error would stand under a profile."""
        errors = self._errors(chosen)
        # Mostly no other finding could explain one of them, so that nothing has to be asked of what hides what.
        if not errors:
            return True
        if "*" not in self._silenced and any(rule.code not in self._silenced for rule in errors):
            return False
        return not any(
            one.waived is None and chosen.grade(one.rule, one.flag) is Severity.ERROR
            for one in self.under(chosen)
        )

    def _errors(self, chosen: Profile) -> set[Rule]:
        """Return the rules whose errors stand under a profile, before one finding hides another."""
        raised = {
            rule
            for rule, flag in self.raised
            if chosen.grade(rule, flag) is Severity.ERROR and not waiver_of(self.waived, rule, flag)
        }
        return raised | (self._open & chosen.insists)

    @cached_property
    def _open(self) -> frozenset[Rule]:
        """The rules for which something is not decided yet."""
        return frozenset(rule for rule, _ in self.undecided)

    @cached_property
    def _silenced(self) -> frozenset[str]:
        """The codes of all that some finding here may explain."""
        return frozenset(code for rule, _ in (*self.raised, *self.undecided) for code in rule.silences)


def judge(
    study: Study,
    raised: list[Raised],
    undecided: list[tuple[Rule, Undecided]],
    config: Config,
    left_out: set[str],
) -> Judged:
    """Apply the waivers and judge them. A waived finding stays, with its reason; so does what a waiver settles.

    left_out are the codes of the rules that the settings leave out.
    """
    waived: Accepted = {}
    found: list[Raised] = []
    for index, waiver in _readable_waivers(study):
        case = WaiverCase(waiver, ("waivers", index), study, RULES, used=False, today=config.today)
        wrong = [(rule, flag) for rule in WRONG_WAIVER for flag in rule.check(case)]
        if wrong:
            found += wrong[:1]
            continue
        settled, undecided = _parted(study, undecided, waiver.rule, case.where)
        raised += [(rule, one.flag()) for rule, one in settled]
        # What is accepted already is not parted anew: the first waiver of it holds.
        before = [one for one in raised if waiver_of(waived, *one)]
        open_ = [one for one in raised if not waiver_of(waived, *one)]
        covered, others = _parted(study, open_, waiver.rule, case.where)
        again, _ = _parted(study, before, waiver.rule, case.where)
        raised = before + covered + others
        # Of a rule that is left out, or a file that could not be read whole, nobody can say whether there is something to waive.
        used = bool(covered or again or study.unread) or waiver.rule in left_out
        accepted = Waived(waiver.reason, case.approver, waiver.expires)
        waived |= {(rule.code, flag): accepted for rule, flag in covered}
        found += [(rule, flag) for rule in WAIVER_HOLDS for flag in rule.check(replace(case, used=used))]
    return Judged(raised + found, undecided, waived, study)


def _parted(
    study: Study, said: list[tuple[Rule, Spoken]], code: str, path: tuple[str, ...]
) -> tuple[list[tuple[Rule, Spoken]], list[tuple[Rule, Spoken]]]:
    """Part what the rules said into what a waiver covers and what it does not; of several arms it may cover one."""
    covered, others = [], []
    for rule, one in said:
        arms = _covered_arms(study, path, one) if rule.code == code else None
        if arms is None:
            others.append((rule, one))
        elif not arms or arms == one.arms:
            covered.append((rule, one))
        else:
            covered.append((rule, one.of(arms)))
            others.append((rule, one.of(one.arms - arms)))
    return covered, others


def _covered_arms(study: Study, path: tuple[str, ...], one: Flag | Undecided) -> frozenset[str] | None:
    """Return for which of its arms a waiver's path covers what was said, none where for all; None where it does not.

    The path of an arm, a period or a channel covers what is said of that, wherever the value is written.
    """
    if isinstance(one.where, Span):
        return None
    where = tuple(str(part) for part in one.where)
    if covers(path, where):
        return NOBODY
    own = holders(path)
    if not own or where[: len(own[0])] == own[0] or not covers(inner(path), inner(where)):
        return None
    every = study.arms | study.given | study.parts
    named = [name for name in one.arms if _is_within(every.get(name), own[0])]
    return frozenset(named) or None


def _is_within(part: Arm | None, holder: tuple[str, ...]) -> bool:
    """Say whether something is given in an arm, a period or a channel that stands at a path."""
    if part is None:
        return False
    arm, within = (holder[1], holder[2:]) if holder[0] == "arms" else (part.arm_name, holder)
    if part.arm_name != arm or not within:
        return part.arm_name == arm
    return within[1] == (part.period if within[0] == "periods" else part.channel)


def _readable_waivers(study: Study) -> Iterator[tuple[int, Waiver]]:
    """Yield each waiver with its number; one that could not be read accepts nothing."""
    with suppress(UnreadError):
        yield from ((index, one) for index, one in enumerate(study.protocol.waivers or ()) if not one.unread)
