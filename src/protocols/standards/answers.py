"""What a study answers of a reporting standard, and what is missing."""

from collections.abc import Iterator
from typing import NamedTuple

from protocols.document.document import Path
from protocols.model import Arm, Study, Table
from protocols.model.derived import derived
from protocols.model.paths import INHERITED, inner
from protocols.model.unread_arm import UnreadArm
from protocols.standards.applying import arms_asked, holds, why_not
from protocols.standards.items import Key, Need, Topic, within
from protocols.standards.shapes import says


class Answer(NamedTuple):
    """What a study says to some needs, as a whole or in one arm: where it stands, and which keys are lacking."""

    arm: str
    found: tuple[Path, ...]
    lacking: tuple[tuple[Path, ...], ...]


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
    return found + [
        _answer(study, of_arms[name], arm) for name, arm in study.parts.items() if name in of_arms
    ]


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
    of_arm = inner(unread)
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
    for arm in study.parts.values():
        if isinstance(arm, UnreadArm):
            continue
        effective = {key for table in INHERITED for key in _keys(getattr(arm, table), (table,))}
        found[arm.name] = effective | {key for key in _keys(arm.written) if key[0] not in INHERITED}
    return found


def _keys(table: Table, parents: Key = ()) -> Iterator[Key]:
    for name in sorted(table.written_keys):  # in one order, whatever a run makes of sets
        key, value = (*parents, name), table.__dict__.get(name)
        if says(value, key):
            yield key
        if isinstance(value, Table):
            yield from _keys(value, key)


def at(key: Key, arm: Arm | None) -> Path:
    """Return where a key is written, or would be: of an arm its own, or the shared one."""
    if arm is None:
        return key
    return arm.at(*within(key))
