"""The edits that rules on shape may offer: only what changes no meaning. In any doubt there is none."""

import math
import re
from collections.abc import Collection
from decimal import Decimal
from typing import Final

from protocols.document.document import Path
from protocols.evidence.widest import is_absurd, is_usual
from protocols.findings.rule import Edit
from protocols.lib.spelling import meant_key
from protocols.lib.units import (
    SIGNS,
    amount,
    convert,
    in_doubt,
    in_unit_of,
    plain,
    sign_of,
    spelled,
    unit_of,
    written,
)
from protocols.model.paths import every_key, home_of, table_at, takes_range, terms_at
from protocols.model.records import Source
from protocols.model.terms import is_doubtful, term_of
from protocols.model.values import Fault
from protocols.rules.wording import as_literal, as_toml, converted, is_date, key_of, takes

Fix = tuple[Edit, ...]

BOOLEANS: Final = {"true": "true", "yes": "true", "false": "false", "no": "false"}
WORDS: Final = frozenset({"days", "weeks", "months"})
"""Units that nobody writes by leaving out a letter of another."""
FOLLOW_EACH_OTHER: Final = "frequency_hz"
"""The key of which two numbers may be two frequencies that follow one another, 2-15 Hz, and no range."""
ONE_WORD: Final = re.compile(r"[A-Za-z0-9_.-]+")


def keys_at(parents: Path) -> list[str]:
    """Return the keys of the table at a path; of what is no table, the ends of a range."""
    table = Source if parents[:1] == ("sources",) else table_at(parents)
    return list(table.known_keys) if table is not None else ["min", "max"]


def other_unit(name: str, keys: Collection[str]) -> tuple[str, str] | None:
    """Return (its unit, the right key) where an unknown key differs from a known one in its unit alone."""
    stem, _, ending = name.rpartition("_")
    unit = spelled(ending)
    for key in keys:
        alike = stem and key.rpartition("_")[0] == stem and unit_of(key)
        if alike and convert(Decimal(1), unit, unit_of(key)) is not None:
            return unit, key
    return None


def misspelt(fault: Fault) -> str:
    """Return the key that an unknown one is misspelt for, where nothing else there speaks against it; else ""."""
    name, parents = str(fault.path[-1]), fault.path[:-1]
    right = meant_key(name, keys_at(parents), every_key())
    return right if right and not home_of(name, parents) and _is_free(right, fault) else ""


def renamed(fault: Fault, right: str) -> Fix:
    """Return the edit that gives a key its right name."""
    return (Edit(fault.path, "key", right),)


def in_right_unit(fault: Fault, unit: str, right: str) -> tuple[str, Fix]:
    """Say what to write for a key in another unit, and return the edits where it can mean nothing else."""
    if right in fault.context.get("siblings", ()):
        return f"{right} is written too; take one of the two out", ()
    meant = converted(fault.value, unit, right)
    if meant is None or not takes((*fault.path[:-1], right), as_toml(fault.value, meant)):
        # Whatever the value is, another spelling of the same unit is the same key.
        same = unit == unit_of(right)
        return f"write {right}, in {sign_of(right)}", _in_unit(fault, right, ()) if same else ()
    as_is = converted(fault.value, unit_of(right), right) or ()
    or_ = f"was {sign_of(right)} meant? then write: {right} = {as_toml(fault.value, as_is)}"
    absurd = any(is_absurd(right, float(end)) for end in as_is)
    if not any(is_absurd(right, float(end)) for end in meant):
        write = f"write: {right} = {as_toml(fault.value, meant)}"
        # A prefix left out or mistaken, as in step_a for step_ma, would make a thousand of one.
        slip = unit[-1:] == unit_of(right)[-1] and any(
            end > one for end, one in zip(meant, as_is, strict=False)
        )
        doubtful = slip and not absurd and not _can_only_mean(right, unit, meant)
        return f"{write}; or {or_}" if doubtful else write, _in_unit(fault, right, meant)
    return f"the key is in {sign_of(right)}" if absurd else or_, ()


def _in_unit(fault: Fault, right: str, numbers: tuple[Decimal, ...]) -> Fix:
    """Return the edits that put a key and its numbers into the unit of the right key."""
    ending, value, path = str(fault.path[-1]).rpartition("_")[2], fault.value, fault.path
    if ending.lower() == "min" or not _is_free(right, fault):  # ramp_min may be the least ramp
        return ()
    if spelled(ending) == unit_of(right):
        return renamed(fault, right)
    if not _can_only_mean(right, spelled(ending), numbers):
        return ()
    steps: list[Path] = [()]
    if isinstance(value, dict | list):
        steps = [(step,) for step in (value if isinstance(value, dict) else range(len(value)))]
    pairs = zip(steps, numbers, strict=True)
    return (*renamed(fault, right), *(Edit((*path, *step), "value", plain(number)) for step, number in pairs))


def _can_only_mean(key: str, unit: str, numbers: Collection[Decimal]) -> bool:
    """Say whether numbers that were converted from another unit into a key's can mean nothing else.

    `a` may be `ma` without its first letter. So a conversion has to arrive within what is known of the setting, and the
    number as it stands must not: the literature knows pulses of 250 µs, and none of 0.25 µs.
    """
    if {unit, unit_of(key)} <= WORDS:
        return True
    as_it_stands = (convert(number, unit_of(key), unit) for number in numbers)
    return all(is_usual(key, float(number)) for number in numbers) and not any(
        is_usual(key, float(number)) for number in as_it_stands if number is not None
    )


def _is_free(right: str, fault: Fault) -> bool:
    """Say whether nothing in the table stands under a key, excludes it, or may be meant by it as well."""
    parents, siblings = fault.path[:-1], fault.context.get("siblings", ())
    keys, table = keys_at(parents), table_at(parents)
    excluded = {other for pair in getattr(table, "exclusive", ()) if right in pair for other in pair} | {
        right
    }
    strangers = [name for name in siblings if name not in keys and name != fault.path[-1]]
    rivals = [meant_key(name, keys) for name in strangers]
    rivals += [found[1] for name in strangers if (found := other_unit(name, keys))]
    return not excluded & {*siblings, *rivals}


def retyped(fault: Fault) -> Fix:
    """Return the edit that writes a value of another type as the key takes it."""
    value, kind, text = fault.value, fault.kind, ""
    if kind in ("number_type", "whole_number_type"):
        text = _number(fault)
    elif kind == "yes_or_no_type" and isinstance(value, str):
        text = BOOLEANS.get(value.lower(), "")
    elif kind == "date_type" and isinstance(value, str):
        text = value if is_date(value) else ""
    elif kind == "list_type" and isinstance(value, str):
        text = _listed(fault.path, value)
    elif kind == "list_type" and isinstance(value, int | float) and math.isfinite(value):
        text = "" if isinstance(value, bool) else f"[{as_literal(value)}]"
    return (Edit(fault.path, "value", text),) if text and takes(fault.path, text) else ()


def _number(fault: Fault) -> str:
    value, name, whole = fault.value, key_of(fault.path), fault.kind == "whole_number_type"
    if isinstance(value, float) and whole and value.is_integer():
        return plain(value)
    found = amount(value) if isinstance(value, str) and not in_doubt(value) else None
    ends = in_unit_of(name, found) if found else None
    if ends is None or any(is_absurd(name, float(end)) for end in ends):
        return ""
    if len(ends) == 2 and (not takes_range(fault.path) or ends[0] >= ends[1]):
        return ""
    if len(ends) == 2 and name == FOLLOW_EACH_OTHER and "to" not in str(value):
        return ""
    other = found is not None and found.unit in SIGNS and found.unit != unit_of(name)
    if found and other and not _can_only_mean(name, found.unit, ends):
        return ""
    return "" if whole and any(end % 1 for end in ends) else written(ends)


def _listed(path: Path, value: str) -> str:
    """Return one entry as a list; what may be several entries in one text is left to people."""
    terms = terms_at((*path, 0))
    if not terms:
        return f"[{as_literal(value)}]" if ONE_WORD.fullmatch(value) else ""
    term = same_term(path, value, terms)
    return f"[{as_literal(term)}]" if term else ""


def as_term(fault: Fault, terms: Collection[str]) -> Fix:
    """Return the edit that writes the term for another spelling of it, or for a word that means the same."""
    term = same_term(fault.path, str(fault.value), terms)
    return (Edit(fault.path, "value", as_literal(term)),) if term else ()


def same_term(path: Path, value: str, terms: Collection[str]) -> str:
    """Return the term that a word means the same as; "" where it says more than the term, or may mean another."""
    key = key_of(path)
    name = "sites" if key.endswith("site") else key
    term = term_of(name, value, terms)
    return term if "/" not in value and not is_doubtful(name, value) else ""
