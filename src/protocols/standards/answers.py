"""Which items of a reporting standard apply to a study, what answers them, and what is missing."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, NamedTuple

from protocols.document.document import Path
from protocols.lib.fillers import is_answer
from protocols.model import Arm, Range, Study, Table, high, low
from protocols.model.derived import derived
from protocols.model.paths import INHERITED
from protocols.model.unread_arm import UnreadArm
from protocols.standards.items import Item, Key, Need, Standard, Topic, standards, within

NO_KEY: Final = "the format has no key for it: write it in notes"


class Answer(NamedTuple):
    """What a study says to some needs, as a whole or in one arm: where it stands, and which keys are lacking."""

    arm: str
    found: tuple[Path, ...]
    lacking: tuple[tuple[Path, ...], ...]


# ---------------------------------------------------------------- what applies


@derived
def timescale(study: Study) -> str:
    """Say whether a study is `acute` (its course is one day) or `long-term`; "" where the file does not say."""
    found = {_timescale(arm) for arm in study.stimulated()}
    if "long-term" in found:
        return "long-term"
    return "acute" if found == {"acute"} else ""


def _timescale(arm: Arm) -> str:
    plan = arm.schedule
    a_day = high(plan.sessions_per_day)
    # What is asked first decides alone, so that a key that could not be read keeps silent only what hangs on it.
    if plan.total_sessions is not None and a_day is not None and plan.total_sessions > a_day:
        return "long-term"
    if plan.months is not None:
        return "long-term"
    least, most = ([end(plan.days), _seven(end(plan.weeks))] for end in (low, high))
    if any(days is not None and days > 1 for days in least):
        return "long-term"
    if plan.total_sessions == 1 or any(days is not None and days <= 1 for days in most):
        return "acute"
    return ""


def _seven(weeks: float | None) -> float | None:
    return None if weeks is None else 7 * weeks


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
OF_AN_ARM: Final = frozenset({"voltage", "intermittent", "gated"})
ASKED: Final[dict[str, tuple[Callable[[Arm], bool], str]]] = {
    "stimulated": (lambda arm: arm.stimulated, "no arm is stimulated"),
    "current": (lambda arm: arm.delivers_current, "no current flows"),
    "sham": (lambda arm: arm.role == "sham", "there is no sham"),
    "comparator": (lambda arm: arm.role != "active", "there is no comparator"),
}


def holds(study: Study, when: tuple[str, ...], arm: Arm | None = None) -> bool:
    """Say whether all of these conditions hold."""
    if not when:
        return True
    if study.unread:  # each asked for by itself: what could not be read keeps silent only who asks for it
        return all(CONDITIONS[word][0](study, arm) for word in when)
    whole = _of_the_study(study)
    return all(CONDITIONS[word][0](study, arm) if word in OF_AN_ARM else whole[word] for word in when)


@derived
def _of_the_study(study: Study) -> dict[str, bool]:
    return {word: check(study, None) for word, (check, _) in CONDITIONS.items() if word not in OF_AN_ARM}


def arms_asked(study: Study, topic: Topic, only: str = "") -> list[Arm]:
    """Return the arms that a topic asks; none for a topic of the study as a whole."""
    if topic.asked == "study":
        return []
    asked = _asked(study)[topic.asked]
    return [arm for arm in asked if arm.role == only] if only else asked


@derived
def _asked(study: Study) -> dict[str, list[Arm]]:
    return {word: [arm for arm in study.arms.values() if asks(arm)] for word, (asks, _) in ASKED.items()}


def items(study: Study, standard: Standard) -> Iterator[tuple[Item, str]]:
    """Yield the items of the study's timescale, each with the reason why it does not apply; "" where it does.

    Where the timescale is not known both variants are asked, and what they share is asked once.
    """
    scale = timescale(study)
    twins, acute = _variants(standard.name)
    for item in standard.items:
        if scale and item.timescale not in ("both", scale):
            continue
        if not scale and item.timescale == "long-term" and _names(item) in acute:
            continue
        shared = not scale and item.timescale == "acute" and _names(item) in twins
        name = f"{item.id}/{twins[_names(item)]}" if shared else item.id
        yield Item(name, item.label, item.topics, item.timescale), _why_not(study, item, standard.only)


@cache
def _variants(standard: str) -> tuple[dict[tuple[str, ...], str], set[tuple[str, ...]]]:
    """Return the topics of the long-term items with their numbers, and the topics of the acute ones."""
    found = standards()[standard].items
    return (
        {_names(item): item.id for item in found if item.timescale == "long-term"},
        {_names(item) for item in found if item.timescale == "acute"},
    )


def _names(item: Item) -> tuple[str, ...]:
    return tuple(topic.name for topic in item.topics)


@derived
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
    if topic.asked == "study":
        return ""
    asked = arms_asked(study, topic, only)
    if not asked:
        return ASKED[topic.asked][1]
    # A condition may hold of an arm alone that is not asked: voltage, of one in which no current flows.
    lacking = [[word for word in topic.when if not holds(study, (word,), arm)] for arm in asked]
    return "" if [] in lacking else CONDITIONS[lacking[0][0]][1]


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
                found += [at(key, arm) for key in need.keys if is_said(study, key, arm)]
        found += [at(key, arm) for key in topic.shows if is_said(study, key, arm)]
    return Answer(arm.name if arm else "", tuple(dict.fromkeys(found)), tuple(dict.fromkeys(missing)))


def lacking(study: Study, topic: Topic, arm: Arm | None) -> list[Need]:
    """Return the needs of a topic that a study, or one of its arms, does not answer."""
    said = _said(study)[arm.name if arm else None]
    return [
        need
        for need in topic.needs
        if said.isdisjoint(need.of_arm if arm else need.keys) and holds(study, need.when, arm)
    ]


def unread_of(study: Study, topic: Topic) -> Path | None:
    """Return the path of something that answers a topic and stands in the file, but could not be read; None for nothing."""
    for key in dict.fromkeys(within(key) for need in topic.needs for key in need.keys):
        if found := next((path for path in study.unread if _touch(key, path)), None):
            return found
    return None


def _touch(key: Key, unread: Path) -> bool:
    """Say whether a place, as an arm has it, is one that could not be read, is in it or holds it."""
    of_arm = unread[2:] if unread[0] == "arms" else unread
    return key[: len(of_arm)] == of_arm[: len(key)]


def says_some(study: Study, topic: Topic, arm: Arm | None) -> bool:
    """Say whether a study, or one of its arms, says anything of a topic."""
    said = _said(study)[arm.name if arm else None]
    return not said.isdisjoint(topic.shows) or any(
        not said.isdisjoint(need.of_arm if arm else need.keys) and holds(study, need.when, arm)
        for need in topic.needs
    )


def is_said(study: Study, key: Key, arm: Arm | None) -> bool:
    """Say whether something is said at a key, of an arm in what it really gets."""
    return (within(key) if arm else key) in _said(study)[arm.name if arm else None]


@derived
def _said(study: Study) -> dict[str | None, set[Key]]:
    """Return the keys at which something is said: in the file (None), and in each arm by its name.

    Something stands at a key that could not be read, whatever it is.
    """
    found: dict[str | None, set[Key]] = {None: set(_keys(study.protocol))}
    for arm in study.arms.values():
        if isinstance(arm, UnreadArm):
            continue
        effective = {key for table in INHERITED for key in _keys(getattr(arm, table), (table,))}
        found[arm.name] = effective | {key for key in _keys(arm.written) if key[0] not in INHERITED}
    return found


PLAIN: Final = frozenset({int, float, bool, Range, dict})
"""Values that hold neither a text nor a table, told by their class: to ask whether one is a table takes long."""
Shape = tuple[object, ...]
"""All of a study that this module goes by: protocols of one shape answer, and lack, the same."""


def shape(study: Study) -> Shape:
    """Return which keys a study and its arms write, and the few values that decide what they are asked.

    What an arm really gets follows from what it and the file write. Its name is no part of it: protocols that differ in
    nothing else are of one shape.
    """
    arms = (
        (
            arm.role,
            arm.written.sham_method,
            _written(arm.written),
            *[asks(arm) for asks, _ in ASKED.values()],
            arm.stimulation.pattern,
            arm.device.control,
        )
        for arm in study.arms.values()
    )
    return (_written(study.protocol), tuple(_of_the_study(study).values()), *arms)


def _written(table: Table, parents: Key = ()) -> Shape:
    """Return the keys of a table that are written, those that say nothing, and the same of each table in it."""
    silent, tables = [], []
    values, written = table.__dict__, table.model_fields_set
    for name in written:
        value = values.get(name)
        kind = value.__class__
        if kind is str or kind is tuple:
            if not _says(value, (*parents, name)):
                silent.append(name)
        elif kind not in PLAIN and isinstance(value, Table):
            tables.append((name, _written(value, (*parents, name))))
    return frozenset(written), frozenset(silent), frozenset(tables)


def _keys(table: Table, parents: Key = ()) -> Iterator[Key]:
    for name in sorted(table.model_fields_set):  # in one order, whatever a run makes of sets
        key, value = (*parents, name), table.__dict__.get(name)
        if _says(value, key):
            yield key
        if isinstance(value, Table):
            yield from _keys(value, key)


def _says(value: object, key: Key) -> bool:
    """Say whether a value says something: a filler such as `tbd` does not, nor a list of fillers."""
    if isinstance(value, str):
        return is_answer(key, value)
    return not isinstance(value, tuple) or not value or any(_says(one, key) for one in value)


def at(key: Key, arm: Arm | None) -> Path:
    """Return where a key is written, or would be: of an arm its own, or the shared one."""
    if arm is None:
        return key
    return arm.at(*within(key))
