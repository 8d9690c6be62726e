"""What the rules said, judged: what a waiver accepts, what another finding already explains, what a profile asks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from protocols.config import Config, Profile
from protocols.model import Study
from protocols.model.paths import Steps
from protocols.report import Waived
from protocols.rule import Flag, Rule, Severity, Undecided
from protocols.rules import RULES, waivers
from protocols.rules.house import house_policy_broken
from protocols.rules.internal import not_yet_decided
from protocols.toml import Span

Raised = tuple[Rule, Flag]


@dataclass(frozen=True)
class Judged:
    """What the rules said, once waivers and silences are applied."""

    raised: list[Raised]
    undecided: list[tuple[Rule, Undecided]] = field(default_factory=list)
    waived: dict[int, Waived] = field(default_factory=dict)

    def under(self, chosen: Profile) -> list[Raised]:
        """Return the findings of a profile: what is not decided is gathered in one note, or asked for by name."""
        raised, gathered = self._spoken(chosen)
        return _heard(raised, self.waived, chosen) + gathered

    def _spoken(self, chosen: Profile) -> tuple[list[Raised], list[Raised]]:
        """Return what a profile raises, before one finding hides another; and the note that gathers the rest."""
        asked, left = chosen.split(self.undecided)
        flags = self._flags
        raised = self.raised + [(rule, flags[id(one)]) for rule, one in asked]
        return raised, [(not_yet_decided, flag) for flag in not_yet_decided.check(left)] if left else []

    @cached_property
    def _flags(self) -> dict[int, Flag]:
        return {id(one): flag_of(one) for _, one in self.undecided}

    def passes(self, chosen: Profile) -> bool:
        """Say whether no error would stand under a profile."""
        raised, gathered = self._spoken(chosen)
        # Mostly there is none at all, so that nothing has to be asked of what one hides of another.
        return not self._has_error(raised + gathered, chosen) or not self._has_error(
            self.under(chosen), chosen
        )

    def _has_error(self, raised: list[Raised], chosen: Profile) -> bool:
        return any(
            chosen.grade(rule, flag) is Severity.ERROR and id(flag) not in self.waived
            for rule, flag in raised
        )


def flag_of(one: Undecided) -> Flag:
    """Return what is not decided as the finding of its rule."""
    return Flag(one.where, one.message, one.help)


class _Speakers:
    """The findings that may explain another one, found by the code and the arm of what they explain."""

    def __init__(self, speakers: Iterable[Raised]) -> None:
        self.of_all: list[Raised] = []
        self.of_code: dict[str, list[Raised]] = defaultdict(list)
        self.of_arm: dict[tuple[str, str], list[Raised]] = defaultdict(list)
        for speaker in speakers:
            rule, flag = speaker
            if "*" in rule.silences:
                self.of_all.append(speaker)
                continue
            for code in rule.silences:
                self.of_code[code].append(speaker)
                self.of_arm[code, flag.arm].append(speaker)

    def about(self, rule: Rule, flag: Flag) -> Iterator[Raised]:
        """Yield what explains a finding: of the same arm where both name one, else of the same value."""
        if rule is house_policy_broken:  # what a board asks for is always heard
            return
        of_arm = self.of_arm[rule.code, flag.arm] if flag.arm else []
        by_place = self.of_arm[rule.code, ""] if flag.arm else self.of_code[rule.code]
        yield from of_arm
        used = flag.uses()
        for speaker in (*self.of_all, *by_place):
            where = speaker[1].where
            if any(_within(where, one) or _within(one, where) for one in used):
                yield speaker


def _heard(raised: list[Raised], waived: dict[int, Waived], chosen: Profile) -> list[Raised]:
    """Leave out what another rule's finding already explains: one cause, one finding. One that is waived explains nothing.

    Nor does one that weighs less, as where it was lowered: an error is never lost behind a note.
    """
    codes = {rule.code for rule, _ in raised}
    speakers = [
        (rule, flag)
        for rule, flag in raised
        if rule.silences
        and id(flag) not in waived
        and ("*" in rule.silences or not codes.isdisjoint(rule.silences))
    ]
    if not speakers:
        return raised
    explaining = _Speakers(speakers)
    return [
        (rule, flag)
        for rule, flag in raised
        if not any(
            speaker is not rule and chosen.grade(speaker, spoken).rank <= chosen.grade(rule, flag).rank
            for speaker, spoken in explaining.about(rule, flag)
        )
    ]


def _within(inner: Steps | Span, outer: Steps | Span) -> bool:
    return not isinstance(inner, Span) and not isinstance(outer, Span) and inner[: len(outer)] == outer


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
    waived: dict[int, Waived] = {}
    found: list[Raised] = []
    for index, waiver in enumerate(study.protocol.waivers or ()):
        case = waivers.Case(waiver, ("waivers", index), study, RULES, used=False, today=config.today)
        wrong = [(rule, flag) for rule in waivers.WRONG for flag in rule.check(case)]
        if wrong:
            found += wrong[:1]
            continue
        settled = [
            one for one in undecided if one[0].code == waiver.rule and _covers(case.where, one[1].where)
        ]
        undecided = [one for one in undecided if one not in settled]
        raised += [(rule, flag_of(one)) for rule, one in settled]
        covered = [
            flag for rule, flag in raised if rule.code == waiver.rule and _covers(case.where, flag.where)
        ]
        # Of a rule that the settings leave out nobody can say whether there is something to waive.
        used = bool(covered) or waiver.rule in left_out
        waived |= {id(flag): Waived(waiver.reason, waiver.approved_by, waiver.expires) for flag in covered}
        found += [(rule, flag) for rule in waivers.HOLDS for flag in rule.check(replace(case, used=used))]
    return Judged(raised + found, undecided, waived)


def _covers(waived: tuple[str, ...], where: Steps | Span) -> bool:
    return not isinstance(where, Span) and waivers.covers(waived, tuple(str(part) for part in where))
