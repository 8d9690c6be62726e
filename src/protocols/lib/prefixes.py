"""The prefix of a unit that suits a number, so that people read 22 µW/cm² and not 0.000022 W/cm²."""

import re
from decimal import Decimal
from typing import Final

POWERS: Final = {"f": -15, "p": -12, "n": -9, "µ": -6, "m": -3, "": 0, "k": 3, "M": 6}
_UNIT: Final = re.compile(rf"([{''.join(POWERS)}]?)((?:A|C|J|V|W|Hz|Ω)(?:/.+)?)")
LEAST, MOST = 0.01, 1000
"""From the one, and below the other, a number stays in the unit that its field uses: 0.1 mA, not 100 µA."""


def suited(unit: str, largest: float) -> tuple[str, int]:
    """Return the unit that suits a number written in another unit, and the power of ten by which its value is multiplied.

    The unit stays where it takes no prefix, or where no prefix is small or large enough.
    """
    size, found = abs(largest), _UNIT.fullmatch(unit)
    if not found or size == 0 or LEAST <= size < MOST:
        return unit, 0
    wanted = POWERS[found[1]] + Decimal(repr(float(size))).adjusted() // 3 * 3
    power = min(max(wanted, min(POWERS.values())), max(POWERS.values()))
    prefix = next(name for name, of in POWERS.items() if of == power)
    return f"{prefix}{found[2]}", POWERS[found[1]] - power


def takes_prefix(unit: str) -> bool:
    """Say whether a unit is one that is used with prefixes."""
    return _UNIT.fullmatch(unit) is not None


def shifted(value: float, power: int) -> float:
    """Return a number times a power of ten, with the same digits."""
    return float(Decimal(repr(float(value))).scaleb(power)) if power else value
