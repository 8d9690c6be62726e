"""What the drawings say in words: numbers with their units, arms, roles and sides."""

from typing import Final

from protocols.dose.electrical import in_words
from protocols.dose.formulas import Interval, Missing, Value
from protocols.lib.units import plain
from protocols.model import Arm, Range

ROLES: Final = {
    "active": "active",
    "sham": "sham",
    "active_comparator": "active comparator",
    "no_stimulation": "no stimulation",
}
SIDES: Final[dict[str | None, str]] = {
    "left": "left ear",
    "right": "right ear",
    "bilateral": "both ears",
    "alternating": "both ears in alternation",
    None: "side not said",
}
DIGITS: Final = 4
"""Significant digits of a number that was computed; one that was written keeps its own, up to nine."""


def amount(value: float, digits: int = 9) -> str:
    """Return a number as people write it; one that is very large or small in powers of ten, so that it fits."""
    # Rounded as the dose is in words: a picture stands beside them.
    rounded = float(in_words(Interval(value, value, value), digits))
    text = plain(abs(rounded)) if rounded == 0 or 1e-9 <= abs(rounded) < 1e9 else f"{abs(rounded):.3g}"
    return f"−{text}" if rounded < 0 else text


def quantity(value: Value | Range | float, unit: str = "", *, digits: int = 9) -> str:
    """Return a quantity with its unit: `250 µs`, `200–250 µs`, `up to 5 mA`, `from 60 min`, `not said`."""
    if isinstance(value, Missing):
        return "not said"
    low, high = (value, value) if isinstance(value, float | int) else (value.min, value.max)
    behind = unit and f" {unit}"
    if low is None or high is None:
        end = high if low is None else low
        return (
            "not said"
            if end is None
            else f"{'up to' if low is None else 'from'} {amount(end, digits)}{behind}"
        )
    if low == high or amount(low, digits) == amount(high, digits):
        return f"{amount(low, digits)}{behind}"
    return f"{amount(low, digits)}–{amount(high, digits)}{behind}"


def name_of(arm: Arm) -> str:
    """Return an arm's name for readers."""
    return arm.written.label or arm.name


def listed(parts: list[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 2 else parts)


def sentence(text: str) -> str:
    """Return a text with a capital letter and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
