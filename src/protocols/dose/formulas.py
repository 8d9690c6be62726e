"""The formulae of electrical dose, for numbers and for intervals of numbers.

From the evidence base (`formulas`), whose r.m.s. current agrees with the instructions of Enraf-Nonius (phase duration
doubled for symmetric pulses) and whose load of 500 Ω is that of IEC 60601-2-10. Units are in the names. Every formula
rises or falls evenly in each of its factors, so that the ends of an interval come from the ends of its factors.
"""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from protocols.dose.limits import ATTENTION_MA_CM2
from protocols.lib.units import exact
from protocols.model import Range, high, low, single

LOAD_OHM = 500
"""The load into which stimulators are measured (IEC 60601-2-10, quoted by BIOPAC)."""


# The mean of |i| and of i² over one phase as a share of the peak: integrals of the shape. Not said counts as
# rectangular, the highest. An exponential has no end that the format says, so that it has no entry.
MEAN = {None: 1.0, "rectangular": 1.0, "triangular": 0.5, "half_sine": 2 / math.pi}
SQUARE = {None: 1.0, "rectangular": 1.0, "triangular": 1 / 3, "half_sine": 0.5}


class Interval(NamedTuple):
    """What a quantity may be: at least min, at most max, and nominal where it is one number. None: not said."""

    min: float | None
    nominal: float | None
    max: float | None

    @classmethod
    def of(cls, quantity: float | Range | None) -> "Interval":
        """Return a written number or range as an interval."""
        if not isinstance(quantity, Range):
            return cls(quantity, quantity, quantity)
        return cls(low(quantity), single(quantity), high(quantity))


class Missing(NamedTuple):
    """A quantity that cannot be computed: why, and the path of the key it wants (empty where none would help)."""

    reason: str
    key: tuple[str, ...] = ()


Value = Interval | Missing
NOTHING = Interval(0.0, 0.0, 0.0)


@cache
def needs(path: str, why: str = "") -> Missing:
    """Return what is missing for want of a key, such as `needs("stimulation.frequency_hz")`."""
    return Missing(f"needs {path}{why and f': {why}'}", tuple(path.split(".")))


def combine(formula: Callable[..., float], *values: Value, falling: int = 0) -> Value:
    """Apply a formula to intervals. The last `falling` of them lower the result as they rise, the others raise it."""
    for value in values:
        if isinstance(value, Missing):
            return value
    least, nominal, most = zip(*values, strict=True)
    if least == nominal == most and None not in nominal:
        # Numbers alone: what is said of one end is said of all.
        return _of_numbers(formula, nominal)
    rising = len(values) - falling
    ends = (least[:rising] + most[rising:], nominal, most[:rising] + least[rising:])
    try:
        found = [None if None in end else formula(*end) for end in ends]
    except (ArithmeticError, ValueError):  # too large, or so small that it counts as 0
        found = [math.inf]
    if math.inf in found:
        return Missing("a value is beyond all measure")
    if all(end is None for end in found):
        return Missing("needs the other end of a range")
    return Interval(*found)


def _of_numbers(formula: Callable[..., float], numbers: Sequence[float | None]) -> Value:
    try:
        found = formula(*numbers)
    except (ArithmeticError, ValueError):
        found = math.inf
    return Missing("a value is beyond all measure") if found == math.inf else Interval(found, found, found)


def above_0(value: Value) -> Value:
    """Return a value without its ends that are 0, where a formula has no answer."""
    if isinstance(value, Missing):
        return value
    if value == NOTHING:
        return Missing("needs a value above 0")
    return Interval(value.min or None, value.nominal or None, value.max or None)


def product(*factors: float) -> float:
    """Return a product of numbers as they are written: 0.1 × 30 is 3."""
    return float(math.prod((exact(factor) for factor in factors), start=Fraction(1)))


def charge_per_phase_uc(current_ma: float, width_us: float, shape_mean: float = 1.0) -> float:
    """Return the charge of one phase in µC: I (mA) × phase (µs) / 1000 × mean of the shape."""
    return current_ma * width_us / 1000 * shape_mean


def charge_density_uc_cm2(charge_uc: float, area_cm2: float) -> float:
    """Return charge per phase over the smallest contact, µC/cm²."""
    return charge_uc / area_cm2


def pulse_duty(phases: float, width_us: float, rate_hz: float) -> float:
    """Return the share of the on-time in which current flows: phases × phase (µs) × rate (Hz) × 1e-6."""
    return phases * width_us * rate_hz * 1e-6


def rms_on_ma(current_ma: float, duty: float, shape_square: float = 1.0) -> float:
    """Return the r.m.s. current in the on-time, mA: I × √(pulse duty × mean square of the shape)."""
    return current_ma * math.sqrt(duty * shape_square)


def rms_cycle_ma(rms_ma: float, gating_duty: float) -> float:
    """Return the r.m.s. current over whole on–off cycles, mA: r.m.s. in the on-time × √(gating duty)."""
    return rms_ma * math.sqrt(gating_duty)


def density_ma_cm2(current_ma: float, area_cm2: float) -> float:
    """Return a current over the smallest contact, mA/cm²."""
    return current_ma / area_cm2


def current_at_density_ma(
    area_cm2: float, duty: float, shape_square: float = 1.0, density_ma_cm2: float = ATTENTION_MA_CM2
) -> float:
    """Return the peak current at which the r.m.s. density is reached, mA: density × area / √(duty × mean square)."""
    return density_ma_cm2 * area_cm2 / math.sqrt(duty * shape_square)


def mean_rectified_ma(charge_uc: float, phases: float, rate_hz: float, gating_duty: float) -> float:
    """Return the mean of |i| over whole cycles, mA: charge per phase (µC) × phases × rate (Hz) × gating duty / 1000."""
    return charge_uc * phases * rate_hz * gating_duty / 1000


def net_dc_ua(charge_uc: float, rate_hz: float, gating_duty: float) -> float:
    """Return the net direct current of unbalanced pulses, µA: charge per phase (µC) × rate (Hz) × gating duty."""
    return charge_uc * rate_hz * gating_duty


def net_dc_density_ma_cm2(net_ua: float, area_cm2: float) -> float:
    """Return the net direct current over the smallest contact, mA/cm²: µA / 1000 / cm²."""
    return net_ua / 1000 / area_cm2


def energy_per_pulse_uj(
    current_ma: float, phases: float, width_us: float, shape_square: float = 1.0
) -> float:
    """Return the energy of one pulse into 500 Ω, µJ: I² × 500 × phases × phase (µs) × 1e-6 × mean square."""
    return current_ma * current_ma * LOAD_OHM * phases * width_us * 1e-6 * shape_square


def power_density_w_cm2(rms_cycle_ma: float, area_cm2: float) -> float:
    """Return the mean power into 500 Ω over the smallest contact, W/cm²: (r.m.s. of the cycle / 1000)² × 500 / cm²."""
    return (rms_cycle_ma / 1000) ** 2 * LOAD_OHM / area_cm2


def voltage_v(current_ma: float, impedance_kohm: float = LOAD_OHM / 1000) -> float:
    """Return the voltage a current needs, V: mA × kΩ."""
    return current_ma * impedance_kohm


def shannon_k(charge_uc: float, area_cm2: float) -> float:
    """Return log10(Q) + log10(Q/A). Information only: it comes from electrodes on cat cortex and is no limit on skin."""
    return math.log10(charge_uc) + math.log10(charge_uc / area_cm2)


def on_time_s(session_s: float, on_s: float, off_s: float) -> float:
    """Return the seconds of a session in which trains run; it starts with an on-time, and ramps count as on."""
    whole, rest = divmod(exact(session_s), exact(on_s) + exact(off_s))
    return float(whole * exact(on_s) + min(rest, exact(on_s)))


def pulses(rate_hz: float, seconds: float) -> int:
    """Return the pulses in a time: 3 Hz for 16 s is 48, the first at 0."""
    return math.floor(exact(rate_hz) * exact(seconds))


def alternating_pulses(rates_hz: Sequence[float], times_s: Sequence[float], seconds: float) -> int:
    """Return the pulses where frequencies follow one another; a pause does not start them anew."""
    steps = [(exact(rate), exact(time)) for rate, time in zip(rates_hz, times_s, strict=True)]
    whole, left = divmod(exact(seconds), sum((time for _, time in steps), Fraction(0)))
    total = whole * sum((rate * time for rate, time in steps), Fraction(0))
    for rate, time in steps:
        total += rate * min(left, time)
        left -= min(left, time)
    return math.floor(total)


def mean_rate_hz(rates_hz: Sequence[float], times_s: Sequence[float]) -> float:
    """Return the mean of frequencies that follow one another, by the time on each."""
    return sum(rate * time for rate, time in zip(rates_hz, times_s, strict=True)) / sum(times_s)
