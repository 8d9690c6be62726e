"""What is said in the same words of every channel of an arm, or of what channels cannot have, is said of the arm."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import NamedTuple

from protocols.check.silence import Heard
from protocols.document.document import Path, Span
from protocols.findings.report import Waived
from protocols.findings.rule import Flag, Rule, Undecided
from protocols.model import Study
from protocols.model.channel import OF_A_CHANNEL, Channel
from protocols.model.paths import inner
from protocols.model.study import NOBODY


class _Channels(NamedTuple):
    """The channels of an arm, or of one of its periods: their full names, and its own."""

    base: str
    names: frozenset[str]


class Whole:
    """Knows the channels of a study's arms."""

    def __init__(self, study: Study) -> None:
        bases: dict[str, set[str]] = defaultdict(set)
        self._channel: dict[str, str] = {}
        self._base_of: dict[str, str] = {}
        for name, part in study.parts.items() if study.has_parts else ():
            if isinstance(part, Channel):
                bases[part.base.name].add(name)
                self._channel[name], self._base_of[name] = part.channel, part.base.name
        self._bases = [_Channels(base, frozenset(names)) for base, names in bases.items()]

    def _folded(self, names: Collection[str]) -> list[str]:
        """Return names of arms, all channels of one as the arm's name."""
        every, found = set(names), dict.fromkeys(names)
        for base in self._bases:
            if base.names <= every:
                found = dict.fromkeys(base.base if name in base.names else name for name in found)
        return list(found)

    def findings(self, found: list[Heard]) -> list[Heard]:
        """Return findings, those of all channels of an arm as one of the arm."""
        if not self._bases:
            return found
        groups: dict[tuple[Rule, Flag, Waived | None], list[Heard]] = {}
        for one in found:
            groups.setdefault((one.rule, self._of_the_arm(one.flag), one.waived), []).append(one)
        made: list[Heard] = []
        for (_, own, _), several in groups.items():
            arms = frozenset[str]().union(*(one.flag.arms for one in several))
            if self._is_whole(arms):
                made.append(several[0]._replace(flag=replace(own, arms=frozenset(self._folded(arms)))))
            elif _is_of_arms(own.where):
                of = frozenset(self._base_of.get(name, name) for name in arms)
                made.append(several[0]._replace(flag=replace(own, arms=of)))
            else:
                made += several
        return made

    def undecided(self, open_: list[Undecided]) -> list[Undecided]:
        """Return what is not decided, that of all channels of an arm as one of the arm."""
        if not self._bases:
            return open_
        groups: dict[tuple[Path, str], list[Undecided]] = {}
        made: list[Undecided] = []
        for one in open_:
            if type(one) is Undecided:
                groups.setdefault((one.where, self._renamed(one.what, one.arms)), []).append(one)
            else:  # items of a standard are only counted
                made.append(one)
        for (_, what), several in groups.items():
            arms = frozenset[str]().union(*(one.arms for one in several))
            made += [replace(several[0], what=what)] if self._is_whole(arms) else several
        return made

    def _is_whole(self, arms: frozenset[str]) -> bool:
        """Say whether these are all channels of each arm of which they are some."""
        return not arms.isdisjoint(self._channel) and self._channel.keys().isdisjoint(self._folded(arms))

    def _of_the_arm(self, flag: Flag) -> Flag:
        """Return a finding of a channel as if it were of its arm."""
        return replace(
            flag,
            message=self._renamed(flag.message, flag.arms),
            help=self._renamed(flag.help, flag.arms),
            also=tuple((place, self._renamed(text, flag.arms)) for place, text in flag.also),
            arm=self._renamed(flag.arm, flag.arms),
            arms=NOBODY,
        )

    def _renamed(self, text: str, arms: Iterable[str]) -> str:
        """Return a text with the channels of these names called by their arms, in every arm that is named."""
        channels = {self._channel[name] for name in arms if name in self._channel}
        for base in self._bases:
            for name in base.names:
                if self._channel[name] in channels and name in text:
                    text = re.sub(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", base.base, text)
            again = rf"(?<![\w.-])({re.escape(base.base)})(?:(?:,| and|, and) \1(?![\w.-]))+"
            text = re.sub(again, r"\1", text) if text.count(base.base) > 1 else text
        return re.sub(r"\(arms ([\w.-]+)\)", r"(arm \1)", text)


def _is_of_arms(where: Path | Span) -> bool:
    """Say whether a place holds what an arm has for all its channels: its schedule and device, its role, its texts."""
    own = () if isinstance(where, Span) else inner(where)
    within = not isinstance(where, Span) and bool({"channels"} & {*where[:1], *where[2:3]})
    return bool(own) and own[0] not in OF_A_CHANNEL and not within
