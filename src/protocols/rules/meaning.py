"""The rows of data/advice.toml: words that people write, and the keys of the format that they mean."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final, NamedTuple

from protocols.document.document import Path
from protocols.lib.resources import data
from protocols.lib.spelling import level
from protocols.lib.units import SIGNS, spelled
from protocols.model.paths import holders
from protocols.rules.alike import PER

LISTS: Final = frozenset({"waivers", "amendments"})
PERCENT: Final = ("percent", "pct")


class Row(NamedTuple):
    """What some words mean: each key with what it is for. every says that all of them are to be written, not one."""

    keys: tuple[tuple[Path, str], ...] = ()
    at: tuple[str, ...] | None = None
    every: bool = False
    unit: str = ""
    end: str = ""
    when: tuple[object, str] | None = None
    split: str = ""
    also: str = ""
    say: str = ""


Fits = Callable[[Row], bool]


@cache
def rows() -> dict[str, tuple[Row, ...]]:
    """Return the rows of each word, in the order of the file."""
    found: dict[str, list[Row]] = {}
    for entry in data("advice")["advice"]:
        row = _row(**entry)
        for word in entry["words"]:
            found.setdefault(word, []).append(row)
    return {word: tuple(several) for word, several in found.items()}


def _row(
    words: list[str],
    write: str | list[str] | dict[str, str] = (),  # type: ignore[assignment]  # an empty list, and frozen
    at: list[str] | None = None,
    when: list[Any] | None = None,
    **rest: str,
) -> Row:
    del words
    named = (
        write if isinstance(write, dict) else dict.fromkeys([write] if isinstance(write, str) else write, "")
    )
    return Row(
        tuple((_path(key), label) for key, label in named.items()),
        tuple(at) if at is not None else None,
        every=isinstance(write, list),
        when=(when[0], when[1]) if when else None,
        **rest,
    )


def _path(text: str) -> Path:
    first, *rest = text.split(".")
    return (first, 0, *rest) if first in LISTS else (first, *rest)


def meant(name: str, fits: Fits) -> Iterator[tuple[Row, str]]:
    """Yield each row that a name has, with the unit at the name's end; a name that is a word as a whole has none."""
    for word, unit in readings(name):
        yield from ((row, unit) for row in rows().get(word, ()) if fits(row))


def readings(name: str) -> Iterator[tuple[str, str]]:
    """Yield a name as a word: whole, then without the unit at its end, and with that unit."""
    word = level(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name))
    yield word, ""
    stem, _, last = word.rpartition("_")
    unit = "%" if last in PERCENT else spelled(last)
    if stem and not stem.endswith(PER) and (unit in SIGNS or unit == "%"):
        yield stem, unit


def table_of(parents: Path) -> str:
    """Return a table as the rows call it: one of an arm, a period or a channel as the shared one, an arm or an outcome by NAME."""
    steps = [str(step) for step in parents if not isinstance(step, int)]
    within = max(map(len, holders(tuple(steps))), default=0)
    if within and len(steps) > within:
        steps = steps[within:]
    elif steps[:1] in (["arms"], ["outcomes"]) and len(steps) == 2:
        steps = [steps[0], "NAME"]
    return ".".join(steps)
