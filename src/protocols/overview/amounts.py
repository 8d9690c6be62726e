"""Derived numbers as every output shows them: the number or interval, its unit, and its words, made once."""

from dataclasses import dataclass

from protocols.dose.electrical import in_words
from protocols.dose.formulas import Interval, Missing, Value
from protocols.dose.limits import above
from protocols.model import Arm
from protocols.model.paths import dotted
from protocols.model.quantity import PLAIN, Notation

DIGITS = 4
MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Amount:
    """A derived number or interval of an arm, in words without its unit; or what is missing, and the key to write.

    min and max are the least and the most that the file allows, None where that end is not written; nominal is the
    value where it is one number.
    """

    unit: str
    text: str = ""
    min: float | None = None
    nominal: float | None = None
    max: float | None = None
    missing: str = ""
    key: str = ""

    @property
    def with_unit(self) -> str:
        """The number with its unit, or what is missing."""
        return f"{self.text} {self.unit}".rstrip() if self.text else self.missing


def amount(
    value: Value, unit: str, arm: Arm, limit: float | None = None, notation: Notation = PLAIN
) -> Amount:
    """Return a derived value of an arm. Beside a limit it has as many digits as show on which side of it it lies."""
    if isinstance(value, Missing):
        key = dotted(arm.at(*value.key)) if value.key else ""
        return Amount(unit, missing=value.reason, key=key)
    return Amount(
        unit, in_words(value, digits_of(value, limit), notation), value.min, value.nominal, value.max
    )


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
