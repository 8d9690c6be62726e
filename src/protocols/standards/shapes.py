"""The shape of a study: which of its keys are written. What it answers of a standard, and lacks, follows from that."""

from typing import Any, Final, NamedTuple

from protocols.lib.fillers import is_answer, may_be_none
from protocols.model import Range, Study, Table
from protocols.model.derived import derived
from protocols.standards.applying import ASKED, conditions_of
from protocols.standards.items import Key

PLAIN: Final = frozenset({bool, dict})
"""Values that are not looked into, told by their class: to ask whether one is a table takes long."""

ZERO: Final = "0"
"""Among the words of a study: that some number is 0, or an end of a range."""

Shape = tuple[object, ...]
"""All of a study that answers go by: protocols of one shape answer, and lack, the same."""


def shape(study: Study) -> Shape:
    """Return which keys a study and its arms write, and the few values that decide what they are asked.

    What an arm really gets follows from what it and the file write. Its name is no part of it: protocols that differ in
    nothing else are of one shape.
    """
    conditions, written = tuple(conditions_of(study).values()), _keys(study)
    arms = [
        (
            arm.role,
            arm.written.sham_method,
            of_arm,
            *[asks(arm) for asks, _ in ASKED.values()],
            arm.stimulation.pattern,
            arm.device.control,
        )
        for arm, of_arm in zip(study.parts.values(), written.of_arms, strict=True)
    ]
    return (written.of_file, conditions, *arms)


def words(study: Study) -> set[str] | None:
    """Return the names of all keys that the tables of a file and of its arms write, and all terms and texts under them.

    ZERO is among them where a number, or an end of a range, is 0. None where others may say something: the tables of periods and channels, and what could not be read.
    """
    return None if study.has_parts or study.unread else _keys(study).words


class Keys(NamedTuple):
    """The keys that are written: of the file's tables, and of each arm's own; and the words of all these, names and terms."""

    of_file: Shape
    of_arms: list[Shape]
    words: set[str]


@derived
def _keys(study: Study) -> Keys:
    """Go through the tables of a study once, for all that asks which keys are written."""
    found: set[str] = set()
    of_arms = [_written(arm.written, (), found) for arm in study.parts.values()]
    return Keys(_written(study.protocol, (), found), of_arms, found)


def _written(table: Table, parents: Key, found: set[str]) -> Shape:
    """Return the keys of a table that are written, those that say nothing, and the same of each table in it; add all words to found."""
    written = table.written_keys
    found |= written
    silent: list[str] = []
    tables: list[tuple[str, Shape]] = []
    values: dict[str, Any] = table.__dict__
    for name in written:
        value: Any = values.get(name)
        kind = value.__class__
        if kind is str:
            found.add(value)
            if may_be_none(value) and not is_answer((*parents, name), value):
                silent.append(name)
        elif kind is float or kind is int:
            if value == 0:
                found.add(ZERO)
        elif kind is tuple or kind is Range:
            found.update(_words_of(value))
            if not says(value, (*parents, name)):
                silent.append(name)
        elif kind not in PLAIN and isinstance(value, Table):
            tables.append((name, _written(value, (*parents, name), found)))
    rest = (frozenset(silent), frozenset(tables)) if silent or tables else ()
    return (frozenset(written), *rest)


def _words_of(several: tuple[Any, ...]) -> tuple[str, ...]:
    """Return the texts of a list, or what its numbers are among the words: a zero, or nothing."""
    if several and several[0].__class__ is str:
        return several
    return (ZERO,) if 0 in several else ()


def says(value: object, key: Key) -> bool:
    """Say whether a value says something: a filler such as `tbd` does not, nor a list of fillers."""
    if isinstance(value, str):
        return is_answer(key, value)
    if not isinstance(value, tuple) or not value:
        return True
    return says(value[0], key) or any(says(one, key) for one in value)  # mostly the first one does
