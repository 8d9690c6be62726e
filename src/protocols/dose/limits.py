"""Limits and thresholds that standards and manufacturers give for a dose; the rules that use them cite them."""

from typing import Final

from protocols.lib.units import plain

ATTENTION_MA_CM2: Final = 2.0
"""The r.m.s. current density that instructions must speak of (AS 60601.2.10; r.m.s.: Enraf-Nonius Endomed 484)."""
ENERGY_MJ: Final = 300
"""The highest energy of a pulse into LOAD_OHM (IEC 60601-2-10)."""
NET_DC_MA_CM2: Final = 0.2
"""The highest net direct current density that a manufacturer's guidance allows."""
PEAK_V: Final = 500
"""The highest peak voltage of an output (IEC 60601-2-10)."""
RMS_MA: Final = 50
"""An r.m.s. current into LOAD_OHM that a maker's manual quotes from IEC 60601-2-10, cl. 201.12.4.104 (XBody Newave, p. 42).

The manual does not name the band of frequencies for which it holds, and the standard was not read.
"""
STATE_ABOVE_MA: Final = 10
"""A current above which the output has to be stated (AS 60601.2.10)."""
STATE_ABOVE_V: Final = 10
"""A voltage above which the output has to be stated (AS 60601.2.10)."""


def above(value: float, limit: float) -> bool:
    """Say whether a computed value passes its limit, and not by an error of rounding."""
    return value > limit * (1 + 1e-9)


def shown(value: float, limit: float) -> str:
    """Return a value that passes a limit in three digits, or in as many as show that it does."""
    texts = (plain(float(f"{value:.{digits}g}")) for digits in range(3, 16))
    return next((text for text in texts if float(text) > limit), plain(value))
