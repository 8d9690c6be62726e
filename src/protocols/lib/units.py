"""Units in keys' names: one unit a key, and what a number in another unit would be in it."""

import re
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

# Each group holds units that convert into one another, as multiples of its first.
GROUPS: tuple[dict[str, Decimal], ...] = (
    {
        "us": Decimal(1),
        "ms": Decimal(1000),
        "s": Decimal(10**6),
        "min": Decimal(6 * 10**7),
        "h": Decimal(36 * 10**8),
    },
    {"hz": Decimal(1), "khz": Decimal(1000)},
    {"ma": Decimal(1), "ua": Decimal("0.001"), "a": Decimal(1000)},
    {"v": Decimal(1), "mv": Decimal("0.001")},
    {"mm2": Decimal(1), "cm2": Decimal(100)},
    {"kohm": Decimal(1), "ohm": Decimal("0.001")},
    {"days": Decimal(1), "weeks": Decimal(7)},
    {"bpm": Decimal(1)},
    {"years": Decimal(1)},
)
SPELLINGS = {
    "µs": "us", "μs": "us", "usec": "us", "msec": "ms", "sec": "s", "secs": "s", "second": "s", "seconds": "s",
    "mins": "min", "minute": "min", "minutes": "min", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
    "µa": "ua", "μa": "ua", "mm²": "mm2", "cm²": "cm2", "kω": "kohm", "ω": "ohm",
    "month": "months", "year": "years", "yrs": "years", "yr": "years", "y": "years",

    "day": "days", "week": "weeks", "wk": "weeks", "wks": "weeks",
}  # fmt: skip
SIGNS = {
    "us": "µs", "ms": "ms", "s": "s", "min": "min", "h": "h", "hz": "Hz", "khz": "kHz", "ma": "mA", "ua": "µA",
    "a": "A", "v": "V", "mv": "mV", "mm2": "mm²", "cm2": "cm²", "kohm": "kΩ", "ohm": "Ω", "days": "days", "weeks": "weeks",
    "months": "months", "years": "years", "bpm": "bpm",
}  # fmt: skip
NO_UNITS = frozenset({"age_min"})  # the lowest age, not minutes
# What is counted by a key without a unit in its name, as people write it behind the number.
COUNTED = {
    "days_per_week": ("days", "x", "times"),
    "sessions_per_day": ("sessions", "session", "x", "times"),
    "total_sessions": ("sessions", "session"),
    "participants": ("participants", "participant", "patients", "patient", "people", "persons"),
    "percent": ("%", "percent"),
    "dropout_percent": ("%", "percent"),
    "sessions_completed_percent": ("%", "percent"),
}
LONGEST = 12  # digits of a converted number; longer ones are no number that somebody meant
# A comma before three digits may part the thousands: 1,500 is no number that can be read.
_NUMBER = r"(\d+(?:\.\d+)?|0,\d+|\d+,(?!\d{3}(?!\d))\d+)"
_AMOUNT = re.compile(rf"\s*{_NUMBER}\s*(?:(?:-|–|to)\s*{_NUMBER}\s*)?([^\W\d]\w*²?|%)?\s*")

# A comma may be a decimal sign or part two values: 1,25 is one and a quarter, or 1 and 25. After a 0 alone it is decimal.
_COMMA = re.compile(r"(?<![\d.,])0*[1-9]\d*,\d")
# 1.500 is one and a half where points are decimal, and fifteen hundred where commas are.
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?!\d)")


class Amount(NamedTuple):
    """A number with its unit as somebody wrote it: one number, or two ends; unit "" where none is written."""

    ends: tuple[Decimal, ...]
    unit: str


def unit_of(key: str) -> str:
    """Return the unit at the end of a key's name (`us` of `pulse_width_us`), or "" where it has none."""
    if key in NO_UNITS:
        return ""
    last = key.rpartition("_")[2]
    return last if last in SIGNS else key if key in SIGNS else ""


def sign_of(key: str) -> str:
    """Return the unit of a key as people write it, such as µs."""
    return SIGNS.get(unit_of(key), "")


def spelled(unit: str) -> str:
    """Return a unit as keys spell it: `ms` for `msec`, `us` for `µs`."""
    low = unit.lower()
    return SPELLINGS.get(low, low)


def convert(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """Return a value in another unit, exactly; None where the two do not convert into one another."""
    for group in GROUPS:
        if unit in group and wanted in group:
            return (value * group[unit] / group[wanted]).normalize()
    return None


def amount(text: str) -> Amount | None:
    """Read `25 Hz`, `0.25 ms` or `200-250 µs`; None where the text is something else."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    ends = tuple(Decimal(end.replace(",", ".")) for end in found.group(1, 2) if end)
    return Amount(ends, spelled(found.group(3) or ""))


def in_doubt(text: str) -> bool:
    """Say whether a number in a text may be another one, or several: 1,25 or 1.500."""
    return bool(_COMMA.search(text) or _THOUSANDS.search(text))


EXACT: Final = 2**53
"""Up to here a whole number is exact as a float."""


FAR: Final = 1e-6
"""A share from which two numbers are apart in floats, too, whose errors are far smaller."""


def far_below(value: float, limit: float) -> bool:
    """Say whether what floats make is surely below a limit above 0, so that nothing has to be worked out exactly."""
    return value < limit * (1 - FAR)


def far_above(value: float, limit: float) -> bool:
    """Say whether what floats make is surely above a limit above 0."""
    return value > limit * (1 + FAR)


@lru_cache(maxsize=1024)
def exact(value: float) -> Fraction:
    """Return a number as it is written, so that 0.1 is a tenth."""
    if -EXACT < value < EXACT and value == int(value):
        return Fraction(int(value))
    return Fraction(Decimal(repr(value)))


def plain(value: float | Decimal) -> str:
    """Return a number as people write it: 250 rather than 250.0, and never in powers of ten."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return f"{exact:f}".removesuffix(".0")


def written(ends: tuple[Decimal, ...]) -> str:
    """Return a number or a range as TOML, the lower end first."""
    if len(ends) == 1:
        return plain(ends[0])
    return f"{{ min = {plain(min(ends))}, max = {plain(max(ends))} }}"


def in_unit_of(key: str, found: Amount) -> tuple[Decimal, ...] | None:
    """Return an amount's numbers in the unit of a key; None where its unit is of another kind, or nothing exact."""
    wanted = unit_of(key)
    if found.unit in ("", wanted) or found.unit in COUNTED.get(key, ()):
        return found.ends
    if found.unit == "%":
        return tuple(end / 100 for end in found.ends) if key == "duty_cycle" else None
    converted = [convert(end, found.unit, wanted) for end in found.ends]
    exact_ends = tuple(end for end in converted if end is not None and len(end.as_tuple().digits) <= LONGEST)
    return exact_ends if len(exact_ends) == len(found.ends) else None


def key_for(key: str, found: Amount) -> str:
    """Return the key that takes an amount: `months` for 3 months where `weeks` was written."""
    return key.removesuffix("weeks") + "months" if found.unit == "months" and key.endswith("weeks") else key


def line_for(key: str, text: str) -> str:
    """Return the line that says in the key's unit what a text such as `0.25 ms` says; "" where it is not plain."""
    found = amount(text)
    if found is None:
        return ""
    right = key_for(key, found)
    ends = in_unit_of(right, found)
    return f"{right} = {written(ends)}{if_meant(text)}" if ends else ""


def if_meant(text: str) -> str:
    """Return what to add to a number that is read from a text, where another one may have been meant; else ""."""
    sign = "comma" if _COMMA.search(text) else "point"
    return f" if the {sign} is a decimal sign" if in_doubt(text) else ""


def to_three_digits(value: float, rounding: str) -> float:
    """Return a number in three digits, rounded as the decimal module calls it: `ROUND_DOWN`, `ROUND_UP`."""
    # An error in the last digit of a float is no reason for another third digit.
    return float(Context(prec=3, rounding=rounding).create_decimal(Decimal(f"{value:.12g}")))
