"""What to write instead of a value: of a word that is no term, of one value for a table, of two numbers in one text."""

import re
from functools import cache
from typing import Any, Final

from protocols.document.document import Path
from protocols.lib.resources import data
from protocols.lib.spelling import level
from protocols.model.faults import Fault
from protocols.rules.advice import PAIR, Advice, Line, Said, of_any_table, of_this_table, seen_from
from protocols.rules.wording import as_literal, key_of

_SLASHED: Final = re.compile(r"\s*\d+(?:\.\d+)?(?:\s*/\s*\d+(?:\.\d+)?)+\s*(?:hz)?\s*", re.IGNORECASE)


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
    found = _two_numbers(said) if fault.kind == "float_type" else None
    if fault.kind == "model_type" and not isinstance(fault.value, dict | list):
        found = of_this_table(said) or of_any_table(said)
    return found.seen_from(said.parents) if found else ""


def _two_numbers(said: Said) -> Advice | None:
    """Return the lines for frequencies that follow one another, `4/20`, and for on- and off-times, `30/30`."""
    if said.name == "frequency_hz" and said.parents[-1:] == ("stimulation",):
        return _frequencies(said)
    if said.name not in ("duty_cycle", "on_s", "off_s") or not isinstance(said.value, str):
        return None
    found = PAIR.fullmatch(said.value)
    names = ("on_s", "off_s")
    lines = (
        [Line((*said.parents, name), number) for name, number in zip(names, found.groups(), strict=True)]
        if found
        else []
    )
    return Advice(tuple(lines), every=True) if lines else None


def _frequencies(said: Said) -> Advice | None:
    value = said.value
    if isinstance(value, str) and _SLASHED.fullmatch(value):
        value = re.findall(r"\d+(?:\.\d+)?", value)
    elif not isinstance(value, list) or len(value) < 2 or not all(type(one) in (int, float) for one in value):
        return None
    in_turn = Line(
        (*said.parents, "alternating_hz"), f"[{', '.join(map(str, value))}]", "one after the other"
    )
    if isinstance(said.value, list) and len(value) == 2 and value[0] < value[1]:
        ends = f"{{ min = {value[0]}, max = {value[1]} }}"
        return Advice((in_turn, Line((*said.parents, "frequency_hz"), ends, "anything between the two")))
    return Advice((in_turn,), say="alternating_s is the time on each")
