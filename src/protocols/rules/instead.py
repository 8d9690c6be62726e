"""What to write instead of a value: of a word that is no term, of one value for a table, of two numbers in one text."""

import re
from functools import cache
from typing import Any, Final

from protocols.document.document import Path
from protocols.lib.resources import data
from protocols.lib.spelling import level
from protocols.lib.units import amount, if_meant, in_unit_of, plain, written
from protocols.model.values import Fault
from protocols.rules.advice import PAIR, Advice, Line, Said, of_any_table, of_this_table, seen_from, taken
from protocols.rules.wording import as_literal, key_of

NUMBER: Final = r"\d+(?:\.\d+)?"
# 1,25 may be 1 and 25, or one and a quarter; 0,5 is one half.
_SEVERAL: Final = re.compile(
    rf"\s*(?!0+,){NUMBER}(?:(?:\s*/\s*{NUMBER})+|(?:\s*,\s*{NUMBER})+|\s*[-–]\s*{NUMBER})\s*(?:hz)?\s*",
    re.IGNORECASE,
)


@cache
def values() -> dict[tuple[str, str], dict[str, Any]]:
    """Return the entries of data/advice.toml for words behind a key, by the key and the word."""
    return {(entry["key"], word): entry for entry in data("advice")["value"] for word in entry["words"]}


def of_word(fault: Fault) -> str:
    """Return what to write for a word that is no term of its key; "" where the table has none."""
    word = level(str(fault.value))
    entry = values().get((key_of(fault.path), word))
    if entry is None:
        return ""
    here = _table(fault.path)
    lines = tuple(
        _line(seen_from(tuple(path.split(".")), here), literal, word, *what_for)
        for path, literal, *what_for in entry.get("lines", ())
    )
    return Advice(lines, entry.get("every", False), say=entry.get("say", "")).seen_from(here)


def _line(path: Path, literal: str, word: str, what_for: str = "") -> Line:
    return Line(path, as_literal(word) if literal == "same" else literal, what_for)


def _table(path: Path) -> Path:
    """Return the table in which a value stands, alone or in a list."""
    while isinstance(path[-1], int):
        path = path[:-1]
    return path[:-1]


def of_one_value(fault: Fault) -> str:
    """Return what to write where one value stands for a table, or two numbers in one key; "" for any other value."""
    said = Said(str(fault.path[-1]), fault.path[:-1], fault.value)
    found = _two_numbers(said) if fault.kind == "number_type" else None
    if fault.kind == "table_type" and not isinstance(fault.value, dict | list):
        found = of_this_table(said) or of_any_table(said)
    if found:
        lines = tuple(line._replace(literal=taken(line.path, line.literal)) for line in found.lines)
        found = found._replace(lines=lines)
    return found.seen_from(said.parents) if found else ""


def _two_numbers(said: Said) -> Advice | None:
    """Return the lines for frequencies that follow one another, `4/20`, and for on- and off-times, `30/30`."""
    if said.name == "frequency_hz" and said.parents[-1:] == ("stimulation",):
        return _frequencies(said)
    if said.name not in ("duty_cycle", "on_s", "off_s") or not isinstance(said.value, str):
        return None
    # With a comma it may be one number, 0,5; then it is read as that.
    found = None if _one_number(said) else PAIR.fullmatch(said.value)
    names = ("on_s", "off_s")
    lines = (
        [Line((*said.parents, name), number) for name, number in zip(names, found.groups(), strict=True)]
        if found
        else []
    )
    return Advice(tuple(lines), every=True) if lines else None


def _one_number(said: Said) -> bool:
    found = amount(said.value) if isinstance(said.value, str) else None
    ends = found and in_unit_of(said.name, found)
    return ends is not None and len(ends) == 1 and bool(taken((*said.parents, said.name), plain(ends[0])))


def _frequencies(said: Said) -> Advice | None:
    """Return the frequencies that are meant to follow one another, and what else the two numbers may mean."""
    value = said.value
    if isinstance(value, str):
        several: list[Any] = re.findall(NUMBER, value) if _SEVERAL.fullmatch(value) else []
    else:
        several = value if isinstance(value, list) and all(type(one) in (int, float) for one in value) else []
    if len(several) < 2:
        return None
    in_turn = Line(
        (*said.parents, "alternating_hz"), f"[{', '.join(map(str, several))}]", "one after the other"
    )
    other = _as_one(value, several)
    number = [Line((*said.parents, "frequency_hz"), *other)] if other else []
    say = "" if number and not isinstance(value, str) else "alternating_s is the time on each"
    return Advice((in_turn, *number), say=say)


def _as_one(value: object, several: list[Any]) -> tuple[str, str] | None:
    """Return the one number, or the range, that two frequencies may be as well, and in which case; None for neither."""
    found = amount(value) if isinstance(value, str) else None
    if found is not None and len(found.ends) == 1:
        return written(found.ends), if_meant(str(value)).strip()
    if len(several) != 2 or (isinstance(value, str) and found is None):
        return None
    least, most = several
    range_ = f"{{ min = {least}, max = {most} }}"
    return (range_, "anything between the two") if float(least) < float(most) else None
