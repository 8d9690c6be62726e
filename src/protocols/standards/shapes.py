"""The shape of a study: which of its keys are written. What it answers of a standard, and lacks, follows from that."""

from typing import Final

from protocols.lib.fillers import is_answer
from protocols.model import Range, Study, Table
from protocols.standards.applying import ASKED, conditions_of
from protocols.standards.items import Key

PLAIN: Final = frozenset({int, float, bool, Range, dict})
"""Values that hold neither a text nor a table, told by their class: to ask whether one is a table takes long."""

Shape = tuple[object, ...]
"""All of a study that answers go by: protocols of one shape answer, and lack, the same."""


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
        for arm in study.parts.values()
    )
    return (_written(study.protocol), tuple(conditions_of(study).values()), *arms)


def _written(table: Table, parents: Key = ()) -> Shape:
    """Return the keys of a table that are written, those that say nothing, and the same of each table in it."""
    silent, tables = [], []
    values, written = table.__dict__, table.written_keys
    for name in written:
        value = values.get(name)
        kind = value.__class__
        if kind is str or kind is tuple:
            if not says(value, (*parents, name)):
                silent.append(name)
        elif kind not in PLAIN and isinstance(value, Table):
            tables.append((name, _written(value, (*parents, name))))
    return frozenset(written), frozenset(silent), frozenset(tables)


def says(value: object, key: Key) -> bool:
    """Say whether a value says something: a filler such as `tbd` does not, nor a list of fillers."""
    if isinstance(value, str):
        return is_answer(key, value)
    return not isinstance(value, tuple) or not value or any(says(one, key) for one in value)
