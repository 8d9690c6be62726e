"""What a value of TOML is called in a sentence, and when two are the same."""

import datetime as dt
import sys
from typing import Any, Final

ENDS: Final = frozenset({"min", "max"})
"""The keys of a range."""

LARGEST: Final = sys.float_info.max


def called(value: object) -> str:
    """Return what a value is, for a sentence."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a range" if value and set(value) <= ENDS else "a table"
    if isinstance(value, int) and abs(value) > LARGEST:
        return "one beyond all measure"
    kinds = {str: "a text", int: "a number", float: "a number with a point", list: "a list"}
    kinds |= {dt.datetime: "a date with a time", dt.time: "a time of day"}
    return kinds.get(type(value), "a date")


def same(one: Any, other: Any) -> bool:
    """Say whether two values are the same value of TOML: 1, 1.0 and true are three."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and (one == other or repr(one) == repr(other))
