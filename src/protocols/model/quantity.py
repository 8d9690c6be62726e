"""How a number, a range, an open end, a count and a unit are said: here alone, in three notations of the same numbers.

PLAIN is for findings, comments in TOML and what programs read (`20 to 30 Hz`), TERMINAL the same for tables in a terminal,
TYPOGRAPHIC for HTML, Markdown and texts for people (`20–30 Hz`). In each an end that is not written is `at least 20 Hz` or `at most 30 Hz`.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, NamedTuple, Protocol

from protocols.lib.units import plain

NOT_SAID: Final = "not stated"
NOUNS: Final = frozenset({"days", "weeks", "months", "years"})
"""Units that are words, and have no s where there is one."""
_NUMBER: Final = r"\d+(?:\.\d+)?"
# A text in quotes is somebody's own; behind "from", a dash would be wrong; 5th to 95th and 1-day are no numbers.
_RANGE: Final = re.compile(rf'"[^"]*"|(?<![\w.,-])(?<!from )({_NUMBER}) to ({_NUMBER})(?![\w-]|[.,]\d)')


PARTED_FROM: Final = 10_000
"""From here on the digits of a number are parted in threes, where a notation does."""
DIGITS: Final = 3
"""The significant digits of a number that was computed; one that was written keeps its own."""


class Notation(NamedTuple):
    """What stands between two ends and before a negative number; powers: numbers that are very large or small get them.

    thousands: what parts the digits of a number of five and more before the point. prefixes: what was computed is said in
    the unit that suits it, such as µW/cm² for W/cm².
    """

    between: str
    minus: str
    powers: bool = False
    thousands: str = ""
    prefixes: bool = False


PLAIN: Final = Notation(" to ", "-")
TERMINAL: Final = PLAIN._replace(thousands="\N{NO-BREAK SPACE}", prefixes=True)
TYPOGRAPHIC: Final = Notation("–", "−", thousands="\N{NARROW NO-BREAK SPACE}", prefixes=True)


class Ends(Protocol):
    """What has a lowest and a highest value, None where that end is not written: a Range, or an interval of a dose."""

    @property
    def min(self) -> float | None:
        """The lowest value."""

    @property
    def max(self) -> float | None:
        """The highest value."""


def number(value: float, notation: Notation = PLAIN, digits: int | None = None) -> str:
    """Return a number as it is written, or in so many significant digits; no digit before the point is lost."""
    shown = value if digits is None else _rounded(value, digits)
    size = shown.copy_abs() if isinstance(shown, Decimal) else abs(shown)
    in_powers = notation.powers and size != 0 and not 1e-9 <= size < 1e9
    text = f"{float(size):.3g}" if in_powers else plain(size)
    if notation.thousands and not in_powers and size >= PARTED_FROM:
        whole, point, rest = text.partition(".")
        text = f"{int(whole):,}".replace(",", notation.thousands) + point + rest
    return f"{notation.minus}{text}" if shown < 0 else text


def _rounded(value: float, digits: int) -> float | Decimal:
    if float(value).is_integer():
        return value
    # 1.5625 µJ and 0.0015625 mJ are the same digits, whatever a float makes of them.
    exact = Decimal(f"{value:.12g}")
    kept = max(digits, exact.adjusted() + 1)
    return Context(prec=kept, rounding=ROUND_HALF_UP).create_decimal(exact).normalize()


def show(
    quantity: float | Ends, unit: str = "", notation: Notation = PLAIN, digits: int | None = None
) -> str:
    """Return a number, a range or an open end with its unit; ends that read alike are said once.

    Plain: `250 µs`, `200 to 250 µs`, `at least 60 min`, `at most 1 week`. Neither end known: `not stated`.
    """
    least, most = _ends(quantity)
    if least is None and most is None:
        return NOT_SAID
    # A dash behind a minus is hard to read.
    joint = PLAIN.between if min(least or 0, most or 0) < 0 else notation.between
    low, high = (None if end is None else number(end, notation, digits) for end in (least, most))
    behind = plural(quantity, unit.removesuffix("s")) if unit in NOUNS else unit
    return f"{between(low, high, joint)} {behind}".rstrip()


def between(least: str | None, most: str | None, joint: str = PLAIN.between) -> str:
    """Return two ends that are in words already, of which at least one is there."""
    if least is None or most is None:
        return f"at most {most}" if least is None else f"at least {least}"
    return least if least == most else f"{least}{joint}{most}"


def counted(quantity: float | Ends, noun: str, notation: Notation = PLAIN) -> str:
    """Return a number of things: `1 week`, `4 weeks`, `2 to 3 days`."""
    return f"{show(quantity, notation=notation)} {plural(quantity, noun)}"


def plural(quantity: float | Ends, noun: str) -> str:
    """Return a noun as it stands behind a number: `week` behind 1, else `weeks`."""
    return noun if {*_ends(quantity)} - {None} == {1} else f"{noun}s"


def _ends(quantity: float | Ends) -> tuple[float | None, float | None]:
    return (quantity, quantity) if isinstance(quantity, float | int) else (quantity.min, quantity.max)


def typeset(text: str) -> str:
    """Return a sentence of a finding, which is in plain notation, with its ranges as typographic notation has them."""
    return _RANGE.sub(
        lambda found: f"{found[1]}{TYPOGRAPHIC.between}{found[2]}" if found[1] else found[0], text
    )
