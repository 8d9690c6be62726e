"""Ranges: numbers of which only the ends are known, and what the ends of a quantity are."""

import math
from typing import NamedTuple


class Range(NamedTuple):
    """A number that is not one number, open on a side where that end is None. Two equal ends are read as the number."""

    min: float | None = None
    max: float | None = None


def low(quantity: float | Range | None) -> float | None:
    """Return the lowest value a quantity may take; None where that end is not written."""
    return quantity.min if isinstance(quantity, Range) else quantity


def high(quantity: float | Range | None) -> float | None:
    """Return the highest value a quantity may take; None where that end is not written."""
    return quantity.max if isinstance(quantity, Range) else quantity


def single(quantity: float | Range | None) -> float | None:
    """Return the value of a quantity that is one number (or a range of equal ends), else None."""
    if isinstance(quantity, Range):
        return quantity.min if quantity.min == quantity.max else None
    return quantity


def overlap(one: float | Range, other: float | Range) -> bool:
    """Say whether two quantities have a value in common."""
    if not isinstance(one, Range) and not isinstance(other, Range):
        return one == other
    start = max(_or(low(one), -math.inf), _or(low(other), -math.inf))
    return start <= min(_or(high(one), math.inf), _or(high(other), math.inf))


def _or(value: float | None, default: float) -> float:
    return default if value is None else value
