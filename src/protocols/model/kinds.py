"""What kind of value a key takes, and what kind a value is: a text, a number, true or false, a date, a list, a table."""

import datetime as dt
import types
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from protocols.lib.units import amount
from protocols.model.paths import Steps, annotation_at, table_at, takes_range
from protocols.model.ranges import Range
from protocols.model.table import FixedKeys
from protocols.model.values import Fault, RefusedError

_SIMPLE: Final = {str: "text", bool: "bool", int: "number", float: "number", dt.date: "date", Range: "range"}


@cache
def kinds_at(path: Steps) -> frozenset[str]:
    """Return the kinds of value that the key at this path takes; none where the format has no such key."""
    return frozenset(_kinds(annotation_at(path)))


def _kinds(kind: Any) -> set[str]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _kinds(arguments[0])
    if origin in (Union, types.UnionType):
        return set().union(*(_kinds(one) for one in arguments if one is not type(None)))
    if origin is Literal:
        return {"text"}
    if origin is tuple:  # one entry without its brackets is of the same kind
        return {"list"} | _kinds(arguments[0])
    if origin is dict or (isinstance(kind, type) and issubclass(kind, FixedKeys)):
        return {"table"}
    return {_SIMPLE[kind]} if kind in _SIMPLE else set()


def kinds_of(value: object) -> frozenset[str]:
    """Return the kinds that a value may have been meant as: `"25 Hz"` is a text and a number."""
    if isinstance(value, bool):
        return frozenset({"bool"})
    if isinstance(value, int | float):
        return frozenset({"number"})
    if isinstance(value, str):
        return frozenset({"text", "number"} if amount(value) else {"text"})
    if isinstance(value, dict):
        return frozenset({"range"} if value and set(value) <= set(Range._fields) else {"table"})
    return frozenset({"list"} if isinstance(value, list) else {"date"})


def agree(path: Steps, value: object) -> bool:
    """Say whether a value is of a kind that the key at this path takes."""
    return bool(kinds_at(path) & kinds_of(value))


def accepts(path: Steps, value: object) -> bool:
    """Say whether the key at this path takes a value as it stands; other keys of its table are left out of account."""
    table = table_at(path[:-1])
    return table is not None and path[-1] in table.known_keys and not refusals(path, value)


def refusals(path: Steps, value: object) -> tuple[Fault, ...]:
    """Return why a key does not take a value, which may be an entry of its list or an end of its range; none where it does."""
    last, table = path[-1], table_at(path[:-1])
    if isinstance(last, int):
        return refusals(path[:-1], [value])
    if last in Range._fields and takes_range(path[:-1]):
        return refusals(path[:-1], {last: value})
    if table is None or last not in table.known_keys:
        return ()
    try:
        table.known_keys[last].value.read(value)
    except RefusedError as error:
        return error.faults
    return ()
