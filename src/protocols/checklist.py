"""What reporting standards ask of a study: which items apply, what answers them, and what is missing.

The items, and the keys that answer them, are data: `data/checklists.toml`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from protocols.model import Arm, Study, high, low
from protocols.model.study import INHERITED
from protocols.resources import data
from protocols.rule import Undecided
from protocols.toml import Path

Key = tuple[str, ...]
FARMER: Final = "farmer-2021"
NO_KEY: Final = "the format has no key for it: write it in notes"


class Need(NamedTuple):
    """A key that is asked for, or several of which any answers; asked only under its conditions."""

    keys: tuple[Key, ...]
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """What one rule asks for: its words and its keys, of the study as a whole or of some of its arms."""

    name: str
    what: str
    needs: tuple[Need, ...]
    code: str = ""
    asked: str = "study"
    when: tuple[str, ...] = ()
    shows: tuple[Key, ...] = ()
    why: str = ""
    waive: str = ""
    silences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a standard; answered when all its topics are."""

    id: str
    label: str
    topics: tuple[Topic, ...]
    timescale: str = "both"


@dataclass(frozen=True, slots=True)
class Standard:
    """A reporting standard. only names the one role whose arms it is about, such as sham; "" where it is all."""

    name: str
    title: str
    items: tuple[Item, ...]
    only: str = ""


class Answer(NamedTuple):
    """What a study says to some needs, as a whole or in one arm: where it stands, and which keys are lacking."""

    arm: str
    found: tuple[Path, ...]
    lacking: tuple[tuple[Path, ...], ...]


@dataclass(frozen=True, slots=True)
class Unreported(Undecided):
    """A topic that a plan does not report yet. of counts the items of Farmer 2021 that apply to the study."""

    topic: str = ""
    in_farmer: bool = False
    of: int = 0


@cache
def topics() -> dict[str, Topic]:
    """Return every topic by its name."""
    return {name: _topic(name, written) for name, written in data("checklists")["topics"].items()}


@cache
def standards() -> dict[str, Standard]:
    """Return every standard by its key among the references."""
    found = {}
    for name, written in data("checklists")["standards"].items():
        items = tuple(
            Item(**{**item, "topics": tuple(topics()[topic] for topic in item["topics"])})
            for item in written["items"]
        )
        found[name] = Standard(name, written["title"], items, written.get("only", ""))
    return found


def _topic(name: str, written: dict[str, Any]) -> Topic:
    rest = {key: value for key, value in written.items() if key not in ("keys", "when", "shows", "silences")}
    return Topic(
        name,
        needs=tuple(_need(entry) for entry in written["keys"]),
        when=_words(written.get("when", "")),
        shows=tuple(_key(text) for text in written.get("shows", ())),
        silences=tuple(written.get("silences", ())),
        **rest,
    )


def _need(entry: str | dict[str, str]) -> Need:
    text, when = (entry, "") if isinstance(entry, str) else (entry["key"], entry["when"])
    return Need(tuple(_key(one) for one in text.split("|")), _words(when))


def _key(text: str) -> Key:
    return tuple(text.strip().split("."))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


# ---------------------------------------------------------------- what applies


@lru_cache(maxsize=1)  # every rule asks the same study in turn
def timescale(study: Study) -> str:
    """Say whether a study is `acute` (its course is one day) or `long-term`; "" where the file does not say."""
    found = {_timescale(arm) for arm in study.stimulated()}
    if "long-term" in found:
        return "long-term"
    return "acute" if found == {"acute"} else ""


def _timescale(arm: Arm) -> str:
    plan = arm.schedule
    lengths = [(end(plan.days), 1) for end in (low, high)] + [(end(plan.weeks), 7) for end in (low, high)]
    days = [length and length * many for length, many in lengths]
    a_day = high(plan.sessions_per_day)
    if plan.months is not None or any(least is not None and least > 1 for least in days[::2]):
        return "long-term"
    if plan.total_sessions is not None and a_day is not None and plan.total_sessions > a_day:
        return "long-term"
    if plan.total_sessions == 1 or any(most is not None and most <= 1 for most in days[1::2]):
        return "acute"
    return ""


def _is_blinded(study: Study, _: Arm | None) -> bool:
    """Say whether anybody is blinded, or may be: nothing is said yet and there is something to compare."""
    said = study.blinding
    who = (said.participants, said.care_providers, said.outcome_assessors, said.analysts)
    return True in who or (len(study.arms) > 1 and None in who)


# Each condition with what is said where it does not hold. Of an arm's conditions the arm is given.
CONDITIONS: Final[dict[str, tuple[Callable[[Study, Arm | None], bool], str]]] = {
    "acute": (lambda study, _: timescale(study) != "long-term", "for a course of one day"),
    "long-term": (lambda study, _: timescale(study) != "acute", "for a course of more than one day"),
    "sham": (lambda study, _: bool(study.by_role("sham")), "there is no sham"),
    "randomized": (lambda study, _: study.about.randomized is True, "not randomised"),
    "crossover": (lambda study, _: study.about.design == "crossover", "no crossover"),
    "comparison": (lambda study, _: len(study.arms) > 1, "there is one arm"),
    "blinded": (_is_blinded, "nobody is blinded"),
    "amended": (lambda study, _: study.protocol.amendments is not None, "no amendment is written"),
    "record": (lambda study, _: study.is_record, "for a report of what was done"),
    "plan": (lambda study, _: not study.is_record, "for a plan"),
    "voltage": (
        lambda study, arm: (
            "voltage" in {one.device.control for one in ([arm] if arm else study.stimulated())}
        ),
        "no device is said to hold the voltage",
    ),
    "intermittent": (lambda _, arm: arm is not None and arm.stimulation.pattern == "intermittent", ""),
    "gated": (lambda _, arm: arm is not None and arm.stimulation.pattern == "gated", ""),
}
ASKED: Final[dict[str, tuple[Callable[[Arm], bool], str]]] = {
    "stimulated": (lambda arm: arm.stimulated, "no arm is stimulated"),
    "current": (lambda arm: arm.delivers_current, "no current flows"),
    "sham": (lambda arm: arm.role == "sham", "there is no sham"),
    "comparator": (lambda arm: arm.role != "active", "there is no comparator"),
}


def holds(study: Study, when: tuple[str, ...], arm: Arm | None = None) -> bool:
    """Say whether all of these conditions hold."""
    return not when or all(CONDITIONS[word][0](study, arm) for word in when)


def arms_asked(study: Study, topic: Topic, only: str = "") -> list[Arm]:
    """Return the arms that a topic asks; none for a topic of the study as a whole."""
    if topic.asked == "study":
        return []
    return [arm for arm in study.arms.values() if ASKED[topic.asked][0](arm) and only in ("", arm.role)]


def items(study: Study, standard: Standard) -> Iterator[tuple[Item, str]]:
    """Yield the items of the study's timescale, each with the reason why it does not apply; "" where it does.

    Where the timescale is not known both variants are asked, and what they share is asked once.
    """
    scale = timescale(study)
    twins = {item.topics: item.id for item in standard.items if item.timescale == "long-term"}
    acute = {item.topics for item in standard.items if item.timescale == "acute"}
    for item in standard.items:
        if scale and item.timescale not in ("both", scale):
            continue
        if not scale and item.timescale == "long-term" and item.topics in acute:
            continue
        shared = not scale and item.timescale == "acute" and item.topics in twins
        name = f"{item.id}/{twins[item.topics]}" if shared else item.id
        yield Item(name, item.label, item.topics, item.timescale), _why_not(study, item, standard.only)


@lru_cache(maxsize=1)
def applicable(study: Study, standard: str) -> int:
    """Return how many items of a standard apply to a study."""
    return sum(not reason for _, reason in items(study, standards()[standard]))


def _why_not(study: Study, item: Item, only: str) -> str:
    if only and not study.by_role(only):
        return CONDITIONS[only][1]
    reasons = [why_not(study, topic, only) for topic in item.topics]
    return "" if "" in reasons else next(iter(reasons), NO_KEY)


def why_not(study: Study, topic: Topic, only: str = "") -> str:
    """Return the reason why a topic does not apply to a study; "" where it does."""
    for word in topic.when:
        if not holds(study, (word,)):
            return CONDITIONS[word][1]
    lacks_arms = topic.asked != "study" and not arms_asked(study, topic, only)
    return ASKED[topic.asked][1] if lacks_arms else ""


# ---------------------------------------------------------------- what is answered


def answers(study: Study, asked: tuple[Topic, ...], only: str = "") -> list[Answer]:
    """Return what a study says to topics: as a whole (arm ""), then arm by arm."""
    applying = [topic for topic in asked if not why_not(study, topic, only)]
    whole = [topic for topic in applying if topic.asked == "study"]
    found = [_answer(study, whole, None)] if whole else []
    of_arms: dict[str, list[Topic]] = {}
    for topic in applying:
        for arm in arms_asked(study, topic, only):
            if holds(study, topic.when, arm):
                of_arms.setdefault(arm.name, []).append(topic)
    return found + [_answer(study, of_arms[name], arm) for name, arm in study.arms.items() if name in of_arms]


def _answer(study: Study, asked: list[Topic], arm: Arm | None) -> Answer:
    found: list[Path] = []
    missing: list[tuple[Path, ...]] = []
    for topic in asked:
        open_ = lacking(study, topic, arm)
        for need in topic.needs:
            if need in open_:
                missing.append(tuple(at(key, arm) for key in need.keys))
            elif holds(study, need.when, arm):
                found += [at(key, arm) for key in need.keys if value(study, key, arm) is not None]
        found += [at(key, arm) for key in topic.shows if value(study, key, arm) is not None]
    return Answer(arm.name if arm else "", tuple(dict.fromkeys(found)), tuple(dict.fromkeys(missing)))


def lacking(study: Study, topic: Topic, arm: Arm | None) -> list[Need]:
    """Return the needs of a topic that a study, or one of its arms, does not answer."""
    return [
        need
        for need in topic.needs
        if all(value(study, key, arm) is None for key in need.keys) and holds(study, need.when, arm)
    ]


def says_some(study: Study, topic: Topic, arm: Arm | None) -> bool:
    """Say whether a study, or one of its arms, says anything of a topic."""
    keys = (key for need in topic.needs if holds(study, need.when, arm) for key in need.keys)
    return any(value(study, key, arm) is not None for key in (*keys, *topic.shows))


def value(study: Study, key: Key, arm: Arm | None) -> object:
    """Return what stands at a key, of an arm what it really gets; None where nothing is said."""
    found: object = study.protocol
    if arm is not None:
        key = key[2:] if key[0] == "arms" else key
        found = arm if key[0] in INHERITED else arm.written
    for name in key:
        found = getattr(found, name, None)
    return found


def at(key: Key, arm: Arm | None) -> Path:
    """Return where a key is written, or would be: of an arm its own, or the shared one."""
    if arm is None:
        return key
    return arm.at(*(key[2:] if key[0] == "arms" else key))
