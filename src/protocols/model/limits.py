"""How much a protocol can hold. More is a fault of its own, so that no file takes long, whatever it is made of."""

import sys
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from protocols.document.document import Path
from protocols.lib.units import EXACT
from protocols.model.paths import WITHIN_AN_ARM

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
    return [*([] if _is_small(data) else _look(data, ())), *_too_many_parts(data)]


def _too_many_parts(data: dict[str, Any]) -> list[TooMuch]:
    """Return that the arms have too many periods, or channels, between them: each is held against what others get."""
    arms = data.get("arms")
    if not isinstance(arms, dict):
        return []
    holders = [one for one in (data, *arms.values()) if isinstance(one, dict)]
    if not any(several in one for one in holders for several in WITHIN_AN_ARM):
        return []
    periods, channels = (_numbers(data, arms, several) for several in WITHIN_AN_ARM)
    found = [_too_many("periods", sum(periods), data, len(arms))] if any(periods) else []
    if any(channels):  # a period may give any arm, with that arm's channels
        number = sum(max(1, one) for one in periods) * max(channels)
        found.append(_too_many("channels", number, data, len(arms)))
    return [one for one in found if one is not None]


def _numbers(data: dict[str, Any], arms: dict[str, Any], several: str) -> list[int]:
    """Return how many periods, or channels, each arm has, those of all arms included."""
    each = [data, *arms.values()]
    shared, *own = (one.get(several) if isinstance(one, dict) else None for one in each)
    names = set(shared) if isinstance(shared, dict) else set()
    return [len(names | set(one if isinstance(one, dict) else ())) for one in own]


def _too_many(several: str, number: int, data: dict[str, Any], arms: int) -> TooMuch | None:
    if number <= MAX_NAMED:
        return None
    shared = data.get(several)
    of_all = isinstance(shared, dict) and len(shared) * arms > MAX_NAMED
    message = f"the arms have {number} {several} between them; at most {MAX_NAMED} are read"
    return TooMuch((several,) if of_all else ("arms",), message)


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
