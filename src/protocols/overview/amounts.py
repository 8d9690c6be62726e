"""Derived numbers as every output shows them: the number or interval, its unit, and its words, made once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from protocols.dose.electrical import in_words
from protocols.dose.formulas import Interval, Missing, Value
from protocols.dose.limits import above
from protocols.lib.prefixes import shifted, suited, takes_prefix
from protocols.model import Arm
from protocols.model.paths import dotted
from protocols.model.quantity import DIGITS, PLAIN, Notation, between, number

MOST_DIGITS: Final = 15
LEAST: Final = 0.001
"""Below it a percentage is as good as nothing; of what has a prefix, an end below it has a unit of its own."""

Said = tuple[str, int]
"""The unit in which a number is said, and the power of ten by which its value is multiplied for that."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A derived number or interval of an arm, in words without its unit; or what is missing, and the key to write.

    min and max are the least and the most that the file allows, in `unit`, None where that end is not written; nominal
    is the value where it is one number. text_unit is the unit of the words: `unit`, another of its prefixes in words for
    people, "" where the words hold it.
    """

    unit: str
    text: str = ""
    min: float | None = None
    nominal: float | None = None
    max: float | None = None
    missing: str = ""
    key: str = ""
    text_unit: str = ""

    @property
    def with_unit(self) -> str:
        """The number with its unit, or what is missing."""
        return f"{self.text} {self.text_unit}".rstrip() if self.text else self.missing


def amount(  # noqa: PLR0913 - what is said, of which arm, beside what, and how
    value: Value,
    unit: str,
    arm: Arm,
    *,
    limit: float | None = None,
    notation: Notation = PLAIN,
    like: Said | None = None,
    told: Value | None = None,
) -> Amount:
    """Return a derived value of an arm, said in its own unit or in that of others beside it (`like`).

    Beside a limit it has as many digits as show on which side of it it lies. told is the value for the words, where that
    is another.
    """
    if isinstance(value, Missing):
        key = dotted(arm.at(*value.key)) if value.key else ""
        return Amount(unit, missing=value.reason, key=key)
    said = told if isinstance(told, Interval) else value
    text, text_unit = words_of(said, unit, notation, like, digits_of(value, limit))
    return Amount(unit, text, value.min, value.nominal, value.max, text_unit=text_unit)


def unit_for(values: Iterable[Value], unit: str, notation: Notation) -> Said:
    """Return the unit that suits the largest of some values, so that they can be compared."""
    ends = [abs(end) for value in values if isinstance(value, Interval) for end in value if end is not None]
    return suited(unit, max(ends, default=0)) if notation.prefixes else (unit, 0)


def words_of(
    value: Interval,
    unit: str,
    notation: Notation = PLAIN,
    like: Said | None = None,
    digits: int = DIGITS,
) -> tuple[str, str]:
    """Return a derived value in words, and their unit: "" where the words hold units of their own."""
    if not notation.prefixes:
        return in_words(value, digits, notation), unit
    if unit == "%":
        return _percent(value, digits, notation), unit
    said, power = like or unit_for([value], unit, notation)
    parts = _shifted(value, power)
    small = any(0 < abs(end) < LEAST for end in parts if end is not None)
    if small and takes_prefix(unit):
        return _each_with_unit(value, unit, digits, notation), ""
    return in_words(parts, digits, notation), said


def _shifted(value: Interval, power: int) -> Interval:
    return Interval(*(None if end is None else shifted(end, power) for end in value))


def _each_with_unit(value: Interval, unit: str, digits: int, notation: Notation) -> str:
    """Return an interval whose ends are too far from one another, or from what stands beside it, for one unit."""

    def alone(end: float | None) -> str | None:
        if end is None:
            return None
        said, power = suited(unit, end)
        return f"{number(shifted(end, power), notation, digits)} {said}"

    least, nominal, most = map(alone, value)
    if least is None and most is None:
        return nominal or ""
    ends = between(least, most)
    return ends if nominal in (None, ends) else f"{nominal} ({ends})"


def _percent(value: Interval, digits: int, notation: Notation) -> str:
    """Return a percentage: one that is as good as nothing is said to be less than that, and no range begins with it."""
    known = [end for end in value if end is not None]
    if known and 0 < max(known) < LEAST and (value.max is not None or value.min is None):
        return f"less than {LEAST}"
    ends = Interval(*(0.0 if end is not None and 0 < end < LEAST else end for end in value))
    return in_words(ends, digits, notation)


def digits_of(value: Interval, limit: float | None = None) -> int:
    """Return the digits of a derived value: as many as show, beside a limit, on which side of it each end lies."""
    ends = [end for end in value if end is not None]
    if limit is None:
        return DIGITS
    return next(
        (
            digits
            for digits in range(DIGITS, MOST_DIGITS)
            if all(_side(_rounded(end, digits), limit) == _side(end, limit) for end in ends)
        ),
        MOST_DIGITS,
    )


def _rounded(value: float, digits: int) -> float:
    return float(in_words(Interval(value, value, value), digits))


def _side(value: float, limit: float) -> int:
    """Return 1 above a limit, -1 below it, and 0 on it, but for an error of rounding."""
    return above(value, limit) - above(limit, value)
