"""How much a protocol can hold. More is a fault of its own, so that no file takes long, whatever it is made of."""

import sys
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from protocols.document.document import Path
from protocols.lib.units import EXACT

MAX_KEYS: Final = 1000
"""Keys in a table, and entries in a list: far more than any protocol has."""
MAX_NAMED: Final = 256
"""Arms, and outcomes. Each is held against the others."""
MAX_SIGNS: Final = 128
"""Signs of a key, or of the name of an arm."""
MAX_NUMBER: Final = int(sys.float_info.max)
"""A whole number above this is none that anything can be reckoned from."""
MAX_FAULTS: Final = 500
"""Faults of which each is explained; behind these, a file is something else than a protocol."""
NAMED: Final = (("arms",), ("outcomes",))


class TooMuch(NamedTuple):
    """Something of which there is more than a protocol can hold: where, and what to say of it."""

    path: Path
    message: str
    value: object = None


def too_much(data: dict[str, Any]) -> list[TooMuch]:
    """Return what a file holds too much of; of each table or list it is said once."""
    return [*([] if _is_small(data) else _look(data, ())), *_too_many_periods(data)]


def _too_many_periods(data: dict[str, Any]) -> list[TooMuch]:
    """Return that the arms have too many periods between them: each is held against what others get at that time."""
    shared, arms = data.get("periods"), data.get("arms")
    if not isinstance(arms, dict):
        return []
    each = [arm.get("periods") if isinstance(arm, dict) else None for arm in arms.values()]
    if shared is None and not any(each):
        return []
    names = set(shared) if isinstance(shared, dict) else set()
    number = sum(len(names | set(own if isinstance(own, dict) else ())) for own in each)
    if number <= MAX_NAMED:
        return []
    path: Path = ("periods",) if len(names) * len(arms) > MAX_NAMED else ("arms",)
    return [TooMuch(path, f"the arms have {number} periods between them; at most {MAX_NAMED} are read")]


def _is_small(value: dict[str, Any] | list[Any]) -> bool:
    """Say whether nothing in a table or list comes near the limits: of most files no more has to be asked."""
    if len(value) > MAX_NAMED:
        return False
    if isinstance(value, dict):
        if value and max(map(len, value)) > MAX_SIGNS:
            return False
        value = list(value.values())
    for inner in value:
        kind = inner.__class__
        if kind is dict or kind is list:
            if not _is_small(inner):
                return False
        elif kind is int and not -EXACT <= inner <= EXACT:
            return False
    return True


def _look(value: Any, path: Path) -> Iterator[TooMuch]:
    if isinstance(value, dict):
        most = MAX_NAMED if path in NAMED else MAX_KEYS
        if len(value) > most:
            what = path[0] if path in NAMED else "keys"
            yield TooMuch(_end(value, path, most), f"there are {len(value)} {what}; at most {most} are read")
            return
        for key, inner in value.items():
            if len(key) > MAX_SIGNS:
                yield TooMuch((*path, key), f"a key of {len(key)} signs; at most {MAX_SIGNS} are read")
            else:
                yield from _look(inner, (*path, key))
    elif isinstance(value, list):
        if len(value) > MAX_KEYS:
            yield TooMuch(path, f"the list holds {len(value)} entries; at most {MAX_KEYS} are read")
            return
        for index, inner in enumerate(value):
            yield from _look(inner, (*path, index))
    elif isinstance(value, int) and abs(value) > MAX_NUMBER:
        digits = len(str(abs(value)))
        yield TooMuch(path, f"a whole number of {digits} digits; nothing of a protocol is as large", value)


def _end(table: dict[str, Any], path: Path, most: int) -> Path:
    """Return the path of a table; of the file itself, which has no key, its first one that is too much."""
    return path or (list(table)[most],)
