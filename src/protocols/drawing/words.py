"""What the drawings say in words: numbers with their units, arms, roles and sides."""

from typing import Final

from protocols.dose.formulas import Missing, Value
from protocols.model import Arm, Range
from protocols.model.quantity import NOT_SAID, TYPOGRAPHIC, number, show

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
    None: "side not stated",
}
DRAWN: Final = TYPOGRAPHIC._replace(powers=True)
"""How pictures write numbers: those that are very large or small in powers of ten, so that they fit."""


def amount(value: float, digits: int = 9) -> str:
    """Return a number as a picture writes it, rounded as the dose is in words: a picture stands beside them."""
    return number(value, DRAWN, digits)


def quantity(value: Value | Range | float, unit: str = "", *, digits: int = 9) -> str:
    """Return a quantity with its unit: `250 µs`, `200–250 µs`, `at most 5 mA`, `at least 60 min`, `not stated`."""
    return NOT_SAID if isinstance(value, Missing) else show(value, unit, DRAWN, digits)


def name_of(arm: Arm) -> str:
    """Return an arm's name for readers."""
    return arm.written.label or arm.name


def listed(parts: list[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 2 else parts)


def sentence(text: str) -> str:
    """Return a text with a capital letter and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
