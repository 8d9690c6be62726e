"""One cause, one finding: what another finding already explains, arm by arm; and how findings of several arms are told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from protocols.config import Profile
from protocols.model import Study
from protocols.model.paths import Steps
from protocols.model.study import NOBODY
from protocols.report import Waived
from protocols.rule import Flag, Rule
from protocols.rules.house import house_policy_broken
from protocols.toml import Span

Raised = tuple[Rule, Flag]
Accepted = dict[tuple[str, Flag], Waived]
"""The waivers that hold, by the code of a rule and its flag."""


class Heard(NamedTuple):
    """A finding, the waiver that accepts it, and the arms that it was said of before another explained it in some."""

    rule: Rule
    flag: Flag
    waived: Waived | None = None
    said_of: frozenset[str] = NOBODY


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
                for arm in flag.arms if flag.arm else ("",):
                    self.of_arm[code, arm].append(speaker)

    def about(self, rule: Rule, flag: Flag) -> Iterator[tuple[Raised, frozenset[str]]]:
        """Yield what explains a finding, and in which of its arms.

        Where both name their arm it is of the same arm, else of the same value in an arm that both speak of. A value
        that is wrong in itself is so in every arm that has it.
        """
        if rule is house_policy_broken:  # what a board asks for is always heard
            return
        if flag.arm:
            for arm in flag.arms:
                yield from ((speaker, frozenset((arm,))) for speaker in self.of_arm[rule.code, arm])
        by_place = self.of_arm[rule.code, ""] if flag.arm else self.of_code[rule.code]
        used = flag.uses()
        for speaker in self.of_all:
            if _of_the_same(speaker[1], used):
                yield speaker, flag.arms
        for speaker in by_place:
            if _of_the_same(speaker[1], used):
                yield speaker, speaker[1].arms or flag.arms


def _of_the_same(speaker: Flag, used: set[Steps | Span]) -> bool:
    """Say whether a finding is of one of these values, of a part of it or of the table that holds it."""
    return any(_within(speaker.where, one) or _within(one, speaker.where) for one in used)


def _within(inner: Steps | Span, outer: Steps | Span) -> bool:
    return not isinstance(inner, Span) and not isinstance(outer, Span) and inner[: len(outer)] == outer


def waiver_of(waived: Accepted, rule: Rule, flag: Flag) -> Waived | None:
    """Return the waiver that accepts a finding."""
    return waived.get((rule.code, flag)) if waived else None


def heard(raised: list[Raised], waived: Accepted, chosen: Profile) -> list[Heard]:
    """Leave out what another rule's finding already explains. One that is waived explains nothing.

    Nor does one that weighs less, as where it was lowered: an error is never lost behind a note. Nor does a finding of
    one arm explain another arm's: a finding of several stands for those in which nothing explains it.
    """
    codes = {rule.code for rule, _ in raised}
    speakers = [
        (rule, flag)
        for rule, flag in raised
        if rule.silences
        and not waiver_of(waived, rule, flag)
        and ("*" in rule.silences or not codes.isdisjoint(rule.silences))
    ]
    if not speakers:
        return [Heard(rule, flag, waiver_of(waived, rule, flag)) for rule, flag in raised]
    explaining, found = _Speakers(speakers), []
    for rule, flag in raised:
        weight = chosen.grade(rule, flag).rank
        explained = [
            arms
            for (speaker, spoken), arms in explaining.about(rule, flag)
            if speaker is not rule and chosen.grade(speaker, spoken).rank <= weight
        ]
        left = flag.arms.difference(*explained)
        if left or not explained:
            rest = flag if left == flag.arms else replace(flag, arms=left)
            found.append(Heard(rule, rest, waiver_of(waived, rule, flag), flag.arms))
    return found


def together(found: Iterable[Heard]) -> list[Heard]:
    """Return each finding once: what is said of several arms, at one place and in the same words, is one."""
    told: dict[tuple[object, ...], Heard] = {}
    said_of: dict[tuple[object, ...], frozenset[str]] = defaultdict(frozenset)
    for one in found:
        same = (one.rule.code, one.flag.where, one.flag.message)
        said_of[same] |= one.said_of | one.flag.arms
        first = told.setdefault((*same, one.waived), one)
        if first is not one:
            arms = first.flag.arms | one.flag.arms if first.flag.arms and one.flag.arms else NOBODY
            also = tuple(dict.fromkeys((*first.flag.also, *one.flag.also)))
            told[*same, one.waived] = first._replace(flag=replace(first.flag, arms=arms, also=also))
    return [one._replace(said_of=said_of[key[:3]]) for key, one in told.items()]


def told_of(study: Study | None, found: Heard) -> Flag:
    """Return a finding that names its arms, where it stands on a line that others have, too, who were asked the same."""
    flag, where = found.flag, found.flag.where
    if study is None or not flag.arms or isinstance(where, Span) or where[:1] == ("arms",):
        return flag
    key = tuple(str(part) for part in where[:2])
    roles = {study.arms[name].role for name in flag.arms}
    others = [arm for arm in study.stimulated() if arm.name not in flag.arms and arm.inherits((key,))]
    named = [name for name in study.arms if name in flag.arms and name not in flag.message]
    if not named or not any(arm.role in roles or arm.name in found.said_of for arm in others):
        return flag
    of = f"arm{'s' if len(named) > 1 else ''} {' and '.join(named)}"
    return replace(flag, message=f"{flag.message} ({of})")
