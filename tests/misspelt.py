"""Hypothesis strategies for protocols that say what they mean, but not as the format has it: spellings, units, quotes."""

import datetime
from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any, NamedTuple

import tomli_w
from hypothesis import strategies as st

from protocols.lib.units import GROUPS, SIGNS, convert, plain, unit_of
from strategies import TABLES, Document, Kind, documents


class Key(NamedTuple):
    """One key of a document: the table it stands in, its name, and what it takes."""

    table: dict[str, Any]
    name: str
    kind: Kind

    @property
    def value(self) -> Any:
        return self.table[self.name]

    def becomes(self, name: str, value: Any) -> None:
        """Give the key another name and value, at its place in the table."""
        pairs = [(name, value) if one == self.name else (one, was) for one, was in self.table.items()]
        self.table.clear()
        self.table.update(pairs)


class Slip(NamedTuple):
    """A document as it is meant, and as somebody wrote it."""

    meant: Document
    written: Document


Written = tuple[str, Any]
Way = Callable[[Key], Iterator[Written]]


def keys(table: dict[str, Any], path: str = "") -> Iterator[Key]:
    """Yield every key of a document, but for those of `[sources]`, where any word is one."""
    for name, value in list(table.items()):
        here = f"{path}.{name}".lstrip(".")
        here = here if here in TABLES else here.removeprefix("arms.*.")
        yield Key(table, name, TABLES[path].get(name, Kind((), (), st.nothing())))
        if f"{here}.*" in TABLES:
            for inner in value.values():
                yield from keys(inner, f"{here}.*")
        elif f"{here}[]" in TABLES:
            for inner in value:
                yield from keys(inner, f"{here}[]")
        elif here in TABLES:
            yield from keys(value, here)


def respelled(word: str) -> Iterator[str]:
    """Yield other spellings of a word: capitals, hyphens, spaces."""
    others = {word.upper(), word.title(), word.capitalize(), word.replace("_", "-"), word.replace("_", " ")}
    yield from sorted(others - {word})


def spell_key(key: Key) -> Iterator[Written]:
    for word in respelled(key.name):
        yield word, key.value


def spell_term(key: Key) -> Iterator[Written]:
    value = key.value
    if isinstance(value, str) and value in key.kind.terms:
        for word in respelled(value):
            yield key.name, word
    if isinstance(value, list):
        for at, one in enumerate(value):
            for word in respelled(one) if one in key.kind.terms else ():
                yield key.name, [*value[:at], word, *value[at + 1 :]]


def quote(key: Key) -> Iterator[Written]:
    value = key.value
    if isinstance(value, bool):
        for word in ("true", "True", "yes") if value else ("false", "FALSE", "no"):
            yield key.name, word
    elif isinstance(value, datetime.date):
        yield key.name, value.isoformat()


def other_unit(key: Key) -> Iterator[Written]:
    """Yield key and number in each other unit in which the number is exact."""
    unit, value = unit_of(key.name), key.value
    if key.name == unit or isinstance(value, str):
        return
    for other in [one for group in GROUPS if unit in group for one in group if one != unit]:
        several = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        made = [_in(one, unit, other) for one in several]
        if None not in made:
            whole = dict(zip(value, made, strict=True)) if isinstance(value, dict) else made
            yield key.name.removesuffix(unit) + other, whole if isinstance(value, dict | list) else made[0]


def _in(value: float, unit: str, other: str) -> float | None:
    """Return a number in another unit, as TOML takes it; None where digits would be lost."""
    exact = convert(Decimal(repr(value)), unit, other)
    if exact is None or convert(exact, other, unit) != Decimal(repr(value)) or abs(exact) > 10**15:
        return None
    made = int(exact) if exact == int(exact) else float(exact)
    return made if Decimal(repr(made)) == exact else None


def spell_out(key: Key) -> Iterator[Written]:
    unit, value = unit_of(key.name), key.value
    if unit and isinstance(value, int | float) and not isinstance(value, bool):
        yield key.name, f"{plain(value)} {SIGNS[unit]}"
        yield key.name, f"{plain(value)}{unit}"


SURE: tuple[Way, ...] = (spell_key, spell_term, quote)
"""What is mended whatever the value is."""
PLAUSIBLE: tuple[Way, ...] = (other_unit, spell_out)
"""What is mended only where the number is one that somebody may have meant."""


@st.composite
def slips(draw: st.DrawFn, ways: tuple[Way, ...], most: int) -> Slip:
    """Draw a valid document, and the same with some of its keys or values written in other ways."""
    meant = draw(documents())
    written = deepcopy(meant)
    for way in draw(st.lists(st.sampled_from(ways), min_size=1, max_size=most)):
        options = [(key, other) for key in keys(written) for other in way(key)]
        if options:
            key, other = draw(st.sampled_from(options))
            key.becomes(*other)
    return Slip(meant, written)


@st.composite
def texts(draw: st.DrawFn, document: Document) -> bytes:
    """Draw a file that holds a document: with comments, either line end, a byte order mark or none."""
    lines = tomli_w.dumps(document).split("\n")
    for at in sorted(draw(st.sets(st.integers(0, len(lines) - 1), max_size=5)), reverse=True):
        lines.insert(at, draw(st.sampled_from(["", '# µ 250 ms = "25 Hz"', "  # [stimulation]", "\t"])))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + end.join(lines).encode("utf-8")
