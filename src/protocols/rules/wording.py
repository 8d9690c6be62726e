"""The words in which the rules on shape say what was meant."""

import datetime as dt
import json
import math
import re
from contextlib import suppress
from decimal import Decimal

import tomli

from protocols.document.document import Path
from protocols.evidence.widest import is_absurd, likely
from protocols.lib.units import (
    LONGEST,
    Amount,
    amount,
    convert,
    if_meant,
    in_doubt,
    in_unit_of,
    key_for,
    plain,
    sign_of,
    unit_of,
    written,
)
from protocols.model.kinds import kinds_at, refusals
from protocols.model.paths import dotted, is_table_list, takes_range
from protocols.model.ranges import Range
from protocols.model.values import Fault

ENDS = Range._fields
NUMBER = r"-?\d+(?:\.\d+)?"
SEVERAL = re.compile(rf"\s*{NUMBER}(?:(?:\s*[,;/]\s*|\s+){NUMBER})*\s*")
"""Numbers of a list that somebody wrote as one text."""
REQUIRED = (("study", "title"), ("arms",))


def key_of(path: Path) -> str:
    """Return the key whose unit and terms a value has: that of the list or the range it is part of."""
    *parents, last = path
    if isinstance(last, int) or (last in ENDS and takes_range(tuple(parents))):
        return key_of(tuple(parents))
    return last


def said_of(path: Path) -> str:
    """Name a value for a sentence: its key, an end of its range, or an entry of its list."""
    last = path[-1]
    if last == key_of(path):
        return str(last)
    return f"an entry of {key_of(path)}" if isinstance(last, int) else f"{last} of {key_of(path)}"


def as_name(word: str, table: str) -> str:
    """Return the nearest word that may be a name of an arm or outcome; "" where nothing is left of it."""
    name = re.sub(r"[^a-z0-9_-]+", "_", word.lower()).strip("_-")
    prefix = {"arms": "arm_", "outcomes": "outcome_"}.get(table, "cohort_")
    return name if not name or name[0].isalpha() else prefix + name


def retyping(fault: Fault) -> str:
    """Return what to write, where the value shows what was meant; "" where it does not."""
    value, kind, name = fault.value, fault.kind, key_of(fault.path)
    if kind in ("number_type", "whole_number_type") and isinstance(value, str):
        return _number_from_text(fault, name, value)
    if kind in ("table_type", "tables_type", "list_type") and isinstance(value, list | dict):
        return _other_brackets(fault, name)
    meant = _meant(fault, value)
    if (
        kind == "list_type"
        and isinstance(value, str)
        and in_doubt(value)
        and "number" in kinds_at(fault.path)
    ):
        return f"{_write(fault, meant)} if the comma parts two values" if meant else ""
    if kind == "date_type" and isinstance(value, str) and not meant:
        month = ' or, while the day is not set, "2026-11"' if "text" in kinds_at(fault.path) else ""
        return f"a date is written such as {name} = 2026-11-23{month}"
    return _write(fault, meant) if meant else ""


def _write(fault: Fault, value: str) -> str:
    """Say what to write: the whole line, or of a list only the entry; "" where the key would not take it either."""
    last = fault.path[-1]
    if not takes(fault.path, value):
        return ""
    if isinstance(last, int):
        return f"write: {value}"
    name = _quoted(last) if fault.path[0] == "sources" else last
    return f"write: {name} = {value}"


def takes(path: Path, literal: str) -> bool:
    """Say whether the key at this path takes a value that is written so: what would be refused is never advised."""
    with suppress(tomli.TOMLDecodeError):
        return not refusals(path, _read(literal))
    return False


def _read(literal: str) -> object:
    return tomli.loads(f"x = {literal}")["x"]


def _other_brackets(fault: Fault, name: str) -> str:
    """Say how many brackets a table takes, or how a list becomes a number or a range."""
    if fault.kind == "list_type":
        return f"write: [[{name}]]" if is_table_list(fault.path) else ""
    return (
        "write: [arms.NAME], with a name for each"
        if name == "arms"
        else f"write: [{dotted(fault.path)}], once"
    )


def _meant(fault: Fault, value: object) -> str:
    """Return a value as the key wants it, where that is plain."""
    low, kind = str(value).lower(), fault.kind
    if isinstance(value, list):
        return _from_list(fault, value)
    if kind == "whole_number_type":
        return plain(value) if isinstance(value, float) and value.is_integer() else ""
    if kind == "list_type":
        return _as_list(fault.path, value)
    if kind == "yes_or_no_type":
        return {
            "yes": "true",
            "true": "true",
            "1": "true",
            "no": "false",
            "false": "false",
            "0": "false",
        }.get(low, "")
    if kind == "date_type":
        return low if isinstance(value, str) and is_date(low) else ""
    number = isinstance(value, int) and not isinstance(value, bool)
    return f'"{value}"' if kind == "text_type" and number else ""


def _as_list(path: Path, value: object) -> str:
    """Return a value as the list that its key takes; of a text with numbers, these."""
    if isinstance(value, str) and "number" in kinds_at(path):
        return f"[{', '.join(re.findall(NUMBER, value))}]" if SEVERAL.fullmatch(value) else ""
    return f"[{as_literal(value)}]" if isinstance(value, str | int | float) else ""


def _from_list(fault: Fault, value: list[object]) -> str:
    numbers = [one for one in value if isinstance(one, int | float) and not isinstance(one, bool)]
    if fault.kind not in ("number_type", "whole_number_type", "unknown_term", "text_type") or not value:
        return ""
    if len(value) == 1 and not isinstance(value[0], list | dict):
        return as_literal(value[0])
    if len(numbers) == len(value) == 2 and takes_range(fault.path):
        return written((Decimal(repr(numbers[0])), Decimal(repr(numbers[1]))))
    return ""


def as_literal(value: object) -> str:
    """Return a simple value as TOML; the writer of TOML is not loaded for a check."""
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _quoted(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def is_date(text: str) -> bool:
    """Say whether a text is a date as TOML writes it; since Python 3.11 other forms are read as dates too."""
    try:
        return text[4:5] == text[7:8] == "-" and len(text) == 10 and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _number_from_text(fault: Fault, name: str, text: str) -> str:
    found, unit = amount(text), sign_of(name)
    if found is None:
        return (
            f"the key's name carries the unit: a number in {unit}"
            if unit
            else "write a number, without quotes"
        )
    if len(found.ends) == 2 and not takes_range(fault.path):
        return f"{name} takes one number"
    right = key_for(name, found)
    ends = in_unit_of(right, found)
    whole = ends is not None and all(end == end.to_integral_value() for end in ends)
    if ends is None or (fault.kind == "whole_number_type" and not whole):
        return f"the key is in {unit}" if unit else "write a number, without quotes"
    if any(is_absurd(name, float(end)) for end in ends):
        return _absurd(fault, name, found)
    if right != name:
        value = f"[{written(ends)}]" if isinstance(fault.path[-1], int) else written(ends)
        return f"write: {right} = {value}{if_meant(text)}"
    line = _write(fault, written(ends))
    return line + if_meant(text) if line else _refused(fault, ends, found.unit)


def _refused(fault: Fault, ends: tuple[Decimal, ...], unit: str) -> str:
    """Say why the number in a text is none that the key takes; a share in percent is converted."""
    share = tuple(end / 100 for end in ends)
    if key_of(fault.path) == "duty_cycle" and not unit and (line := _write(fault, written(share))):
        return f"{line} if {plain(ends[0])} % is meant"
    detail = refusals(fault.path, _read(written(ends)))[0]
    of_number = isinstance(detail.value, int | float) and not isinstance(detail.value, bool)
    return bound_broken(detail._replace(path=fault.path))[0] if of_number else ""


def _absurd(fault: Fault, name: str, found: Amount) -> str:
    """Ask, rather than convert, where the converted number would be outside all that is known."""
    plausible = not any(is_absurd(name, float(end)) for end in found.ends)
    line = _write(fault, written(found.ends))
    if found.unit != unit_of(name) and plausible and line:
        return f"was {sign_of(name)} meant? then {line}"
    meant = likely(name, float(found.ends[0]))
    return f"{meant}?" if meant else f"the key is in {sign_of(name)}"


def converted(value: object, unit: str, key: str) -> tuple[Decimal, ...] | None:
    """Return the number, or the numbers of a range or list, in the unit of a key; None where there are none."""
    several = (
        list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    )
    found = []
    for one in several:
        number = isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one)
        meant = convert(Decimal(repr(one)), unit, unit_of(key)) if number else None
        if meant is None or len(meant.as_tuple().digits) > LONGEST:
            return None
        found.append(meant)
    return tuple(found) or None


def as_toml(like: object, numbers: tuple[Decimal, ...]) -> str:
    """Write numbers in the shape of the value they were taken from: a number, a range, or a list."""
    shown = [plain(number) for number in numbers]
    if isinstance(like, dict):
        return "{ " + ", ".join(f"{name} = {number}" for name, number in zip(like, shown, strict=True)) + " }"
    return f"[{', '.join(shown)}]" if isinstance(like, list) else shown[0]


def bound_broken(fault: Fault) -> tuple[str, str]:
    """Return the sentence and the help for a value that cannot be."""
    value, context, name = fault.value, fault.context, said_of(fault.path)
    finite = isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    shown = plain(value) if finite else str(value)
    limits = {"not_above": "above", "below_least": "at least", "above_most": "at most"}
    if fault.kind in limits:
        percent = name == "duty_cycle" and 1 < value <= 100
        help_ = f"{shown} % is {plain(value / 100)}" if percent else ""
        return f"{name} must be {limits[fault.kind]} {plain(context['bound'])}, not {shown}", help_
    if fault.kind in ("empty_text", "empty"):
        needed = fault.path in REQUIRED
        return f"{name} is empty", "it is required" if needed else "leave it out while it is not known"
    if fault.kind == "not_finite":
        return f"{name} must be a finite number, not {shown}", "leave the key out while it is not known"
    return f"{name} cannot be {shown}", ""
