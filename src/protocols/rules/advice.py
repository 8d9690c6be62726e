"""What to write for words that are no key of the format but mean one: the line, with the value that is written."""

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any, Final, NamedTuple

import tomli

from protocols.document.document import Path
from protocols.evidence.widest import is_absurd
from protocols.lib.units import (
    LONGEST,
    SIGNS,
    Amount,
    amount,
    convert,
    in_doubt,
    in_unit_of,
    plain,
    sign_of,
    unit_of,
    written,
)
from protocols.model.kinds import accepts, agree, kinds_at, kinds_of
from protocols.model.paths import (
    INHERITED,
    dotted,
    holders,
    is_known,
    is_named,
    table_at,
    takes_range,
    terms_at,
)
from protocols.model.terms import term_of
from protocols.rules.meaning import LISTS, Fits, Row, meant, table_of
from protocols.rules.wording import as_literal, as_toml

PERCENT_SIGN: Final = "%"
WEEK: Final = 7
SHOWN: Final = 60
"""Letters of a text that is shown in a line to write."""
PAIR: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*s?\s*(?:on)?\s*[/,:]\s*(\d+(?:\.\d+)?)\s*s?\s*(?:off)?\s*")


class Said(NamedTuple):
    """What is written: a name in a table, its value, and all names in that table."""

    name: str
    parents: Path
    value: object
    siblings: Collection[str] = ()


class Line(NamedTuple):
    """A line to write: the key's path, its value as TOML ("" where it is left to people), and what it is for."""

    path: Path
    literal: str
    what_for: str = ""

    def __str__(self) -> str:
        """Return the line as it is to be written."""
        return f"{self.path[-1]} = {self.literal or '…'}" + (f" ({self.what_for})" if self.what_for else "")


class Advice(NamedTuple):
    """Lines to write, one of them or every one; what to write beside them; and what has to be known."""

    lines: tuple[Line, ...]
    every: bool = False
    also: str = ""
    say: str = ""

    def seen_from(self, here: Path) -> str:
        """Return it as a help beside a key of the table `here`."""
        text, last = "", here
        for number, line in enumerate(self.lines, start=1):
            table = line.path[:-1]
            final = " and" if number == len(self.lines) else ","
            between = "write" if not text else final if self.every else ", or"
            where = f" in [{dotted(table)}]" if table not in (last, ()) else ""
            text += between + where + (":" if where or not text else "") + f" {line}"
            last = table
        text += f" and {self.also}" if self.also else ""
        return "; ".join(part for part in (text, self.say) if part)


def of_this_table(said: Said) -> Advice | None:
    """Return what to write for words that have a meaning of their own in the table where they stand."""
    place = table_of(said.parents)
    return _first(said, lambda row: row.at is not None and place in row.at)


def of_any_table(said: Said) -> Advice | None:
    """Return what to write for words that mean the same wherever they stand."""
    return _first(said, lambda row: row.at is None)


def _first(said: Said, fits: Fits) -> Advice | None:
    made = (
        advised(row, row.unit or unit or _unit_of_text(said), said) for row, unit in meant(said.name, fits)
    )
    return next((one for one in made if one is not None), None)


def advised(row: Row, unit: str, said: Said) -> Advice | None:
    """Return what a row advises; None where a unit is written that none of its keys takes."""
    keys = [(seen_from(path, said.parents), label) for path, label in row.keys]
    if keys and keys[0][0] == (*said.parents, said.name):  # a table, in which a value stands
        return None
    kept = _of_unit(keys, unit)
    if unit and keys and not kept and not row.unit:
        return None
    kept = kept or keys
    if not row.every:
        kept = [pair for pair in kept if agree(pair[0], said.value)] or kept
    if found := _of_names(kept, said.value):
        return Advice((), say=found)
    others = [_taken(path, said) for path, _ in kept]
    if others and all(others):
        both_tables = "table" in kinds_at(kept[0][0]) & kinds_of(said.value)
        what = "merge the two into one" if both_tables else "take one of the two out"
        return Advice((), say=f"{others[0]} is written too; {what}{_also(row)}")
    lines = tuple(_line(row, path, label, unit, said.value) for path, label in kept)
    if any(kinds_at(line.path) == {"table"} for line in lines):
        return Advice((), say="; ".join(filter(None, (_as_tables(lines), row.say))))
    return Advice(_split(row, lines, said.value), row.every, row.also, row.say)


def _of_names(keys: list[tuple[Path, str]], value: object) -> str:
    """Say what to write for a table of tables by name, such as all arms under another word; "" for any other."""
    if len(keys) != 1 or not is_named(keys[0][0]) or not isinstance(value, dict) or not value:
        return ""
    if not all(isinstance(one, dict) and name not in INHERITED for name, one in value.items()):
        return ""
    (path, _), first = keys[0], next(iter(value))
    return f"did you mean {path[-1]}? write: [{dotted((*path, first))}]"


def _also(row: Row) -> str:
    return f", and write {row.also}" if row.also else ""


def _as_tables(lines: Collection[Line]) -> str:
    shown = [
        f"[{dotted(line.path)}{'.NAME' if is_named(line.path) else ''}]"
        + (f" ({line.what_for})" if line.what_for else "")
        for line in lines
    ]
    return f"the table is {', or '.join(shown)}"


def _unit_of_text(said: Said) -> str:
    """Return the unit that stands in a text such as `4 weeks`; "" where none does that keys may be in."""
    found = amount(said.value) if isinstance(said.value, str) else None
    return found.unit if found and found.unit in (*SIGNS, PERCENT_SIGN) else ""


def seen_from(path: Path, here: Path) -> Path:
    """Return a key's path as seen from a table: what an arm, a period or a channel may have as its own stands in that."""
    own = path[2:] if path[0] == "arms" and len(path) > 1 else path
    for holder in holders(here) if path[0] == "arms" or path[0] in INHERITED else ():
        if holder[:1] == ("arms",) == holder[::2] or is_known((*holder, *own)):
            return (*holder, *own)
    if here[:1] == path[:1] and here[0] in ("outcomes", *LISTS) and len(here) > 1:
        return (*here[:2], *path[2:])
    return path


def _of_unit(keys: list[tuple[Path, str]], unit: str) -> list[tuple[Path, str]]:
    """Return the keys that take a unit: those that have it, else those into whose unit it converts."""
    if not unit:
        return keys
    named = [(pair, str(pair[0][-1])) for pair in keys]
    same = [pair for pair, key in named if unit_of(key) == unit]
    # A number of days is no number of days a week: what a key counts is not its unit.
    return same or [pair for pair, key in named if _converts(unit, key)]


def _converts(unit: str, key: str) -> bool:
    if unit == PERCENT_SIGN:
        return in_unit_of(key, Amount((Decimal(1),), unit)) is not None
    return convert(Decimal(1), unit, unit_of(key)) is not None


def _taken(path: Path, said: Said) -> str:
    """Return the key of the same table that is written and says this already, or excludes it; "" for none."""
    if path[:-1] != said.parents:
        return ""
    pairs = getattr(table_at(path[:-1]), "exclusive", ())
    rivals = [path[-1], *(other for pair in pairs if path[-1] in pair for other in pair)]
    return next((str(one) for one in rivals if one in said.siblings), "")


def _line(row: Row, path: Path, label: str, unit: str, value: object) -> Line:
    literal, guessed = _literal(row, path, unit, value)
    literal = taken(path, literal)
    guess = f"if it is in {sign_of(str(path[-1]))}" if literal and guessed and not row.every else ""
    return Line(path, literal, ", ".join(part for part in (label, guess) if part))


def taken(path: Path, literal: str) -> str:
    """Return a value as TOML where the key takes it; "" where it would be refused."""
    return literal if literal and accepts(path, tomli.loads(f"x = {literal}")["x"]) else ""


def _literal(row: Row, path: Path, unit: str, value: object) -> tuple[str, bool]:
    """Return the value of a line, and whether its unit is only taken to be that of the key."""
    if row.when and type(value) is type(row.when[0]) and value == row.when[0]:
        return row.when[1], False
    if "number" in kinds_at(path):
        return _number(row, path, unit, value)
    if isinstance(value, dict | list) or (isinstance(value, str) and len(value) > SHOWN):
        return "", False
    terms = terms_at(path) or terms_at((*path, 0))
    if terms and isinstance(value, str):
        value = term_of("sites" if str(path[-1]).endswith("site") else str(path[-1]), value, terms) or value
    text = as_literal(value)
    return (f"[{text}]" if "list" in kinds_at(path) else text), False


def _number(row: Row, path: Path, unit: str, value: object) -> tuple[str, bool]:
    key = str(path[-1])
    doubtful = isinstance(value, str) and in_doubt(value)
    found = None if doubtful else amount(value) if isinstance(value, str) else _numbers(value, unit)
    if found is None:
        return "", False
    found = found if found.unit else Amount(found.ends, unit)
    ends = in_unit_of(key, found)
    if ends is None or any(is_absurd(key, float(end)) for end in ends):
        return "", False
    guessed = bool(sign_of(key)) and not found.unit
    if row.end:
        return (f"{{ {row.end} = {plain(ends[0])} }}" if len(ends) == 1 else ""), guessed
    if isinstance(value, str):
        value = None
        shown = written(ends) if len(ends) == 1 or takes_range(path) else ""
    else:
        shown = as_toml(value, ends)
    listed = "list" in kinds_at(path) and not isinstance(value, list | dict)
    return (f"[{shown}]" if listed and shown else shown), guessed


def _numbers(value: object, unit: str) -> Amount | None:
    several: list[Any] = [value]
    if isinstance(value, dict | list):
        several = list(value.values()) if isinstance(value, dict) else value
    if not several or not all(_is_plain(one) for one in several):
        return None
    return Amount(tuple(Decimal(repr(one)) for one in several), unit)


def _is_plain(one: Any) -> bool:
    number = isinstance(one, int | float) and not isinstance(one, bool)
    return number and abs(one) < 10**LONGEST


def _split(row: Row, lines: tuple[Line, ...], value: object) -> tuple[Line, ...]:
    """Return the two lines that one value becomes: sessions a week, or on/off; without values where that is not plain."""
    values: tuple[str, ...] = ("",) * len(lines) if row.every else ()
    if row.split == "week" and isinstance(value, int) and not isinstance(value, bool):
        a_day = next((n for n in range(1, WEEK) if value > 0 and not value % n and value // n <= WEEK), 0)
        values = (str(a_day), str(value // a_day)) if a_day else values
        return (
            lines[0]._replace(literal=values[0]),
            lines[1]._replace(literal=values[1], what_for="for example" if a_day else ""),
        )
    if row.split == "pair" and isinstance(value, str) and (found := PAIR.fullmatch(value)):
        values = found.groups()
    return (
        tuple(line._replace(literal=taken(line.path, one)) for line, one in zip(lines, values, strict=True))
        if values
        else lines
    )
