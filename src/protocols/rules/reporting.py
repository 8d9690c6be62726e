"""REP: what must be written down. One rule an item of Farmer 2021, Table 3, then what other standards ask besides.

The rules are made from `data/checklists.toml`, where each topic has its code, its words and its keys. A draft is told
how many items are open (KEY011); the other profiles ask for each by name; a record is asked for nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import Final, NamedTuple

from protocols.document.document import Path
from protocols.findings.rule import Rule, Severity, rule
from protocols.lib.fillers import is_answer
from protocols.lib.references import Citation, cite
from protocols.model import Arm, Study
from protocols.model.paths import INHERITED, dotted
from protocols.standards.answers import (
    Shape,
    all_read,
    applicable,
    arms_asked,
    holds,
    lacking,
    says_some,
    shape,
    why_not,
)
from protocols.standards.items import FARMER, Need, Topic, Unreported, standards, topics

SAID_ELSEWHERE = (
    "it does not apply to this study, or the protocol says it in words the keys have no place for."
)


class Open(NamedTuple):
    """What a plan does not report of a topic: the number of the arm that lacks it, if it is asked of arms, and the needs.

    in_common says that all arms lack it; partly, that something is said of the topic.
    """

    arm: int | None
    needs: list[Need]
    in_common: bool
    partly: bool


class Lacks(NamedTuple):
    """What is lacking of a topic: its name, where each key would be written, and whether something is said of it."""

    topic: str
    missing: tuple[tuple[Path, ...], ...]
    partly: bool


SHAPES: Final = 256
"""Shapes of protocols that are remembered."""
_OF_SHAPE: dict[Shape, dict[str, list[Open]]] = {}


@lru_cache(maxsize=1)  # every rule asks the same study in turn
def unreported(study: Study) -> dict[str, tuple[Unreported, ...]]:
    """Return what a plan does not report, by the name of each topic of which something is open.

    It follows from which keys are written, and hardly from their values: of protocols of one shape it is looked up.
    """
    seen = shape(study)
    found = _OF_SHAPE.get(seen)
    if found is None:
        if len(_OF_SHAPE) >= SHAPES:
            _OF_SHAPE.clear()
        asked = [topic for topic in topics().values() if topic.code]
        found = {topic.name: some for topic in asked if (some := list(open_of(study, topic)))}
        _OF_SHAPE[seen] = found
    return {name: tuple(said_of(study, name, some)) for name, some in found.items()}


def open_of(study: Study, topic: Topic) -> Iterator[Open]:
    """Yield what a plan does not report of a topic, as a whole or arm by arm."""
    if why_not(study, topic):
        return
    asked: list[tuple[int | None, Arm | None]] = [(None, None)]
    if topic.asked != "study":
        numbers = {name: number for number, name in enumerate(study.arms)}
        arms = [arm for arm in arms_asked(study, topic) if holds(study, topic.when, arm)]
        asked = [(numbers[arm.name], arm) for arm in arms]
    open_ = [(number, arm, needs) for number, arm in asked if (needs := lacking(study, topic, arm))]
    in_common = len(open_) == len(asked) and not any(
        arm.owns(*need.of_arm[0]) for _, arm, needs in open_ if arm for need in needs
    )
    for number, arm, needs in open_:
        yield Open(number, needs, in_common, says_some(study, topic, arm))


def said_of(study: Study, name: str, found: Iterable[Open]) -> Iterator[Unreported]:
    """Yield what is open of a topic as it is said: once for all arms that lack the same, at the place where they do."""
    arms = list(study.arms.values())
    alike: dict[Lacks, list[str]] = {}
    for one in found:
        arm = None if one.arm is None else arms[one.arm]
        missing = tuple(dict.fromkeys(_places(need, arm, one.in_common) for need in one.needs))
        names = alike.setdefault(Lacks(name, missing, one.partly), [])
        if arm is not None:
            names.append(arm.name)
    for lacks, names in alike.items():
        of = 0 if study.unread else applicable(study, FARMER)
        asked = _asked(lacks, len(arms) > 1, of, frozenset(names))
        still = _still(study, lacks.missing, partly=lacks.partly)
        yield replace(asked, message=asked.message + still) if still else asked


def _places(need: Need, arm: Arm | None, in_common: bool) -> tuple[Path, ...]:
    """Return where each key of a need would be written: what all arms lack, in the table that they share."""
    if arm is None:
        return need.keys
    return tuple(key if in_common and key[0] in INHERITED else arm.at(*key) for key in need.of_arm)


def _filler(study: Study, path: Path) -> str:
    """Return the text that stands at a path, where it is one that is no answer; "" for anything else."""
    value: object = study.protocol
    for step in path:
        value = value.get(step) if isinstance(value, dict) else getattr(value, str(step), None)
    if isinstance(value, tuple):
        value = value[0] if value else None
    key = tuple(str(step) for step in (path[2:] if path[0] == "arms" else path))
    return value if isinstance(value, str) and not is_answer(key, value) else ""


def _still(study: Study, missing: tuple[tuple[Path, ...], ...], *, partly: bool) -> str:
    """Say which keys are not written, where others are, and which hold a text that is no answer."""
    held = {path: text for paths in missing for path in paths if (text := _filler(study, path))}
    absent = dict.fromkeys(str(paths[0][-1]) for paths in missing if held.keys().isdisjoint(paths))
    still = f"; {_listed(list(absent))} not written" if partly and absent else ""
    return still + "".join(f"; {path[-1]} = “{text}” is no answer" for path, text in held.items())


@lru_cache(maxsize=256)  # most drafts lack the same, and say nothing else of it
def _asked(lacks: Lacks, of_several: bool, of: int, arms: frozenset[str]) -> Unreported:
    name, missing, _ = lacks
    topic, where = topics()[name], missing[0][0]
    of_arm = f" (arm {where[1]})" if where[0] == "arms" and of_several else ""
    return Unreported(
        where,
        f"{topic.what} ({dotted(where)})",
        f"the protocol does not say {topic.what}{of_arm}",
        _help(missing),
        name,
        name in _of_farmer(),
        of,
        arms=arms,
    )


@cache
def _of_farmer() -> frozenset[str]:
    return frozenset(topic.name for item in standards()[FARMER].items for topic in item.topics)


def _help(missing: tuple[tuple[Path, ...], ...]) -> str:
    """Say what to write, table by table."""
    tables: dict[str, list[str]] = {}
    for first, *others in missing:
        near = [str(path[-1]) for path in others if path[:-1] == first[:-1]]
        line = f"{first[-1]} = …" + (f" (or {', '.join(near)})" if near else "")
        tables.setdefault(dotted(first[:-1]), []).append(line)
    return "write: " + "; ".join(f"{_listed(lines)} in [{table}]" for table, lines in tables.items())


def _listed(words: list[str]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else words[0]


def cited(topic: Topic) -> tuple[Citation, ...]:
    """Return the items of all standards that ask for a topic; both variants of Farmer's as one."""
    found: list[Citation] = []
    for name, standard in standards().items():
        ids = [item.id for item in standard.items if topic in item.topics]
        if ids:
            found.append(cite(name, f"item{'s' if len(ids) > 1 else ''} {', '.join(ids)}"))
    return tuple(found)


def _text(topic: Topic) -> str:
    planned = [need for need in topic.needs if "record" not in need.when]
    keys = [
        " or ".join(f"`{'.'.join(key)}`" for key in need.keys if "delivered" not in key) for need in planned
    ]
    return (
        f"The protocol does not say {topic.what}.\n\n{topic.why}\n\n"
        f"Fix: write {_listed(list(dict.fromkeys(keys)))}.\n\nWaive: {topic.waive or SAID_ELSEWHERE}"
    )


def made(topic: Topic) -> Rule:
    """Make the rule of a topic."""

    def check(study: Study) -> Iterator[Unreported]:
        if not study.unread:
            yield from unreported(study).get(topic.name, ())
        else:
            yield from said_of(study, topic.name, open_of(study, topic))
            all_read(study, topic)

    check.__name__ = f"{topic.name.replace('-', '_')}_not_reported"
    check.__doc__ = _text(topic)
    return rule(topic.code, Severity.WARNING, *cited(topic), silences=topic.silences, plans_only=True)(check)


REPORTED: Final = {topic.code: made(topic) for topic in topics().values() if topic.code.startswith("REP")}
globals().update(REPORTED)  # the rule book finds a family's rules among the names of its module
