"""One cause, one finding: what another finding already explains, arm by arm; and how findings of several arms are told."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from protocols.check.configuration.config import Profile
from protocols.document.document import Span
from protocols.findings.report import Waived
from protocols.findings.rule import Flag, Rule
from protocols.model import Arm, Study
from protocols.model.paths import Steps, inner
from protocols.model.study import NOBODY
from protocols.model.unread_arm import UnreadArm
from protocols.rules import house_policy_broken

Raised = tuple[Rule, Flag]
Accepted = dict[tuple[str, Flag], Waived]
"""The waivers that hold, by the code of a rule and its flag."""


class Heard(NamedTuple):
    """A finding, the waiver that accepts it, and the arms that it was said of before another explained it in some."""

    rule: Rule
    flag: Flag
    waived: Waived | None = None
    said_of: frozenset[str] = NOBODY


class _Places:
    """Findings by the place that they stand on."""

    def __init__(self) -> None:
        self._all: list[Raised] = []
        self._below: dict[Steps, list[Raised]] = defaultdict(list)
        self._above: list[Raised] = []

    def add(self, speaker: Raised) -> None:
        """Take a finding in."""
        self._all.append(speaker)
        root = _root(speaker[1].where)
        (self._below[root] if root else self._above).append(speaker)

    def of_the_same(self, used: set[Steps | Span]) -> Iterator[Raised]:
        """Yield the findings of one of these values, of a part of it or of the table that holds it."""
        roots = {_root(one) for one in used}
        # In a file of many arms most findings are of another arm: only those of the same key are looked at.
        near = (
            self._all
            if () in roots
            else [*self._above, *(one for root in roots for one in self._below.get(root, ()))]
        )
        for speaker in near:
            where = speaker[1].where
            if any(_within(where, one) or _within(one, where) for one in used):
                yield speaker


def _root(where: Steps | Span) -> Steps:
    """Return the key, of a table or of an arm's table, that a place is at or below; () for a place above such keys."""
    if isinstance(where, Span):
        return ()
    depth = len(where) - len(inner(where)) + 2
    return where[:depth] if len(where) >= depth else ()


def _within(inner: Steps | Span, outer: Steps | Span) -> bool:
    return not isinstance(inner, Span) and not isinstance(outer, Span) and inner[: len(outer)] == outer


class _Speakers:
    """The findings that may explain another one, found by the code and the arm of what they explain."""

    def __init__(self, speakers: Iterable[Raised]) -> None:
        self.of_all = _Places()
        self.of_code: dict[str, _Places] = defaultdict(_Places)
        self.of_no_arm: dict[str, _Places] = defaultdict(_Places)
        self.of_arm: dict[tuple[str, str], list[Raised]] = defaultdict(list)
        for speaker in speakers:
            rule, flag = speaker
            if "*" in rule.silences:
                self.of_all.add(speaker)
                continue
            for code in rule.silences:
                self.of_code[code].add(speaker)
                for arm in flag.arms if flag.arm else ():
                    self.of_arm[code, arm].append(speaker)
                if not flag.arm:
                    self.of_no_arm[code].add(speaker)

    def about(self, rule: Rule, flag: Flag) -> Iterator[tuple[Raised, frozenset[str]]]:
        """Yield what explains a finding, and in which of its arms.

        Where both name their arm it is of the same arm, else of the same value in an arm that both speak of. A value
        that is wrong in itself is so in every arm that has it.
        """
        if rule is house_policy_broken:  # what a board asks for is always heard
            return
        for arm in flag.arms if flag.arm else ():
            yield from ((speaker, frozenset((arm,))) for speaker in self.of_arm.get((rule.code, arm), ()))
        used = flag.uses()
        for speaker in self.of_all.of_the_same(used):
            yield speaker, flag.arms
        by_place = (self.of_no_arm if flag.arm else self.of_code).get(rule.code)
        for speaker in by_place.of_the_same(used) if by_place else ():
            yield speaker, speaker[1].arms or flag.arms


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


def _stands_at(part: Arm, keys: tuple[str, ...], where: Steps, roles: Collection[str]) -> bool:
    """Say whether a part of the course, of one of these roles, takes a value from a place."""
    at = () if isinstance(part, UnreadArm) or part.role not in roles else part.at(*keys)
    return bool(at) and where[: len(at)] == at


def _names(message: str, arm: str) -> bool:
    # A pattern for each arm of each file takes long to make: mostly its name is nowhere in the message.
    return arm in message and re.search(rf"(?<![\w-]){re.escape(arm)}(?![\w-])", message) is not None


class Teller:
    """Names the arms of a finding, where it stands on a line that others have, too, who were asked the same."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._order = {name: number for number, name in enumerate(study.parts)}
        self._having: dict[tuple[str, ...], dict[str, set[str]]] = {}

    def told(self, found: Heard) -> Flag:
        """Return a finding in words that name its arms where that is needed."""
        flag, where = found.flag, found.flag.where
        if not flag.arms or isinstance(where, Span):
            return flag
        if where[:1] == ("arms",) or self._study.has_parts:
            return self._of_parts(flag, where)
        by_role = self._arms_with(tuple(str(part) for part in where[:2]))
        alike = [
            by_role[role] for role in {self._study.parts[name].role for name in flag.arms} if role in by_role
        ]
        asked = [*alike, *(names & found.said_of for names in by_role.values())]
        named = sorted(flag.arms, key=self._order.__getitem__)
        if all(_names(flag.message, name) for name in named):
            return flag
        # Whether a set has others is a question of its size: a file may have thousands of arms.
        if not any(len(names) > len(names & flag.arms) for names in asked):
            return flag
        of = f"arm{'s' if len(named) > 1 else ''} {' and '.join(named)}"
        return replace(flag, message=f"{flag.message} ({of})")

    def _of_parts(self, flag: Flag, where: Steps) -> Flag:
        """Say of which periods or channels a finding is, where it stands on a line that others have, too."""
        parts, keys = self._study.parts, tuple(str(step) for step in inner(where)[:2])
        if not self._study.has_parts or not keys or not flag.arms <= parts.keys():
            return flag
        if all(not (parts[name].period or parts[name].channel) or name in flag.message for name in flag.arms):
            return flag
        roles = {parts[name].role for name in flag.arms}
        having = {name for name, part in parts.items() if _stands_at(part, keys, where, roles)}
        if having <= flag.arms:
            return flag
        named = [part.name for name, part in parts.items() if name in flag.arms]
        of = f"arm{'s' if len(named) > 1 else ''} {' and '.join(named)}"
        return replace(flag, message=f"{flag.message} ({of})")

    def _arms_with(self, key: tuple[str, ...]) -> dict[str, set[str]]:
        """Return the names of the arms that have a key from the shared table, by their role."""
        if key not in self._having:
            having: dict[str, set[str]] = defaultdict(set)
            for arm in self._study.parts.values():
                if not isinstance(arm, UnreadArm) and arm.stimulated and arm.inherits((key,)):
                    having[arm.role].add(arm.name)
            self._having[key] = having
        return self._having[key]
