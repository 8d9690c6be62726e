"""Derived electrical quantities of an arm, each with its interval.

Ranges go through as intervals; nothing is made one number that is not one. What cannot be computed says which key is
lacking. Formulae: the evidence base (`formulas`), after IEC 60601-2-10 and the instructions of Enraf-Nonius, which double
the phase duration for symmetric pulses; six worked cases hold them in the tests.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from protocols.model import Arm, Range, high, low, single
from protocols.units import exact

LOAD_OHM = 500
"""The load into which stimulators are measured (IEC 60601-2-10)."""

# The mean of |i| and of i², over one phase, as a share of the peak; integrals of the shape. An exponential has no end
# that the format says, so that it has no entry.
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
        return cls(low(quantity), single(quantity), high(quantity))


class Missing(NamedTuple):
    """A quantity that cannot be computed, and why: the key to write, or what the format cannot say."""

    reason: str


Value = Interval | Missing


class Metric(NamedTuple):
    """A derived quantity: its name, unit and value."""

    key: str
    label: str
    unit: str
    value: Value


def charge_per_phase_uc(current_ma: float, width_us: float, shape_mean: float = 1.0) -> float:
    """Return the charge of one phase in µC: I (mA) × phase (µs) / 1000 × mean of the shape."""
    return current_ma * width_us / 1000 * shape_mean


def charge_density_uc_cm2(charge_uc: float, area_cm2: float) -> float:
    """Return charge per phase over the smallest contact, µC/cm²."""
    return charge_uc / area_cm2


def pulse_duty(phases: int, width_us: float, rate_hz: float) -> float:
    """Return the share of the on-time in which current flows: phases × phase (µs) × rate (Hz) × 1e-6."""
    return phases * width_us * rate_hz * 1e-6


def rms_on_ma(current_ma: float, duty: float, shape_square: float = 1.0) -> float:
    """Return the r.m.s. current in the on-time, mA: I × √(pulse duty × mean square of the shape)."""
    return current_ma * math.sqrt(duty * shape_square)


def net_dc_ua(charge_uc: float, rate_hz: float, gating_duty: float) -> float:
    """Return the net direct current of unbalanced pulses, µA: charge per phase (µC) × rate (Hz) × gating duty."""
    return charge_uc * rate_hz * gating_duty


def energy_per_pulse_uj(current_ma: float, phases: int, width_us: float, shape_square: float = 1.0) -> float:
    """Return the energy of one pulse into 500 Ω, µJ: I² × 500 × phases × phase (µs) × 1e-6 × mean square."""
    return current_ma**2 * LOAD_OHM * phases * width_us * 1e-6 * shape_square


def shannon_k(charge_uc: float, area_cm2: float) -> float:
    """Return log10(Q) + log10(Q/A). Information only: it comes from electrodes on cat cortex and is no limit on skin."""
    return math.log10(charge_uc) + math.log10(charge_uc / area_cm2)


def on_time_s(session_s: float, on_s: float | None, off_s: float | None) -> float:
    """Return the seconds of a session in which trains run; it starts with an on-time, and ramps count as on."""
    if on_s is None or off_s is None:
        return session_s
    whole, rest = divmod(exact(session_s), exact(on_s) + exact(off_s))
    return float(whole * exact(on_s) + min(rest, exact(on_s)))


def pulses(rate_hz: float, seconds: float) -> int:
    """Return the pulses in a time: 3 Hz for 16 s is 48, the first at 0."""
    return math.floor(exact(rate_hz) * exact(seconds))


def current_of(arm: Arm, device_max_ma: float | None = None) -> Value:
    """Return the current an arm may get, mA: up to the cap, else the current written, else the device's limit.

    A sham without current has 0, whatever it inherits.
    """
    if not arm.delivers_current:
        return Interval(0.0, 0.0, 0.0)
    said = arm.intensity
    if said.voltage_v is not None:
        return Missing("the intensity is given in volts")
    written = Interval.of(said.current_ma)
    most = next((v for v in (said.max_ma, written.max, device_max_ma) if v is not None), None)
    least = next((v for v in (said.min_ma, written.min) if v is not None), None)
    if most is None and least is None:
        return Missing("needs stimulation.intensity.max_ma or current_ma")
    return Interval(least, written.nominal, most)


def dose(arm: Arm, device_max_ma: float | None = None) -> dict[str, Metric]:
    """Return every derived quantity of an arm, by key, in the order of a dose table.

    device_max_ma is the highest current of the device, used where the file sets no limit of its own.
    """
    said = arm.stimulation
    current, width, rate, duty = current_of(arm, device_max_ma), phase_us(arm), rate_hz(arm), gating_duty(arm)
    area, shape = area_cm2(arm), said.pulse_shape
    mean, square = _shape(MEAN, shape), _shape(SQUARE, shape)
    phases = Interval.of(float(phases_of(arm)))
    charge = combine(charge_per_phase_uc, current, width, mean)
    share = combine(lambda n, w, f: pulse_duty(round(n), w, f), phases, width, rate)
    rms = combine(rms_on_ma, current, share, square)
    net = _net(arm, charge, rate, duty)
    time, number = _on_time(arm), sessions(arm)
    count = combine(pulses, rate, time)
    through = combine(lambda n, q: n * q / 1000, count, charge)
    found = (
        ("charge_per_phase", "charge per phase", "µC", charge),
        (
            "charge_density",
            "charge density per phase",
            "µC/cm²",
            combine(charge_density_uc_cm2, charge, area, falling=1),
        ),
        ("pulse_duty", "pulse duty", "", share),
        ("gating_duty", "gating duty", "", duty),
        ("rms_on", "r.m.s. current, on-time", "mA", rms),
        ("rms_cycle", "r.m.s. current, whole cycle", "mA", combine(lambda i, d: i * math.sqrt(d), rms, duty)),
        (
            "rms_density",
            "r.m.s. current density, on-time",
            "mA/cm²",
            combine(lambda i, a: i / a, rms, area, falling=1),
        ),
        ("mean_rectified", "mean rectified current", "mA", combine(_product, current, share, duty, mean)),
        ("net_dc", "net direct current", "µA", net),
        (
            "net_dc_density",
            "net direct current density",
            "mA/cm²",
            combine(lambda i, a: i / 1000 / a, net, area, falling=1),
        ),
        (
            "energy_per_pulse",
            f"energy per pulse into {LOAD_OHM} Ω",
            "µJ",
            combine(_energy, current, phases, width, square),
        ),
        (
            "voltage_at_load",
            f"voltage into {LOAD_OHM} Ω",
            "V",
            combine(lambda i: i * LOAD_OHM / 1000, current),
        ),
        (
            "voltage_at_impedance",
            "voltage at the written impedance",
            "V",
            combine(_product, current, _impedance(arm)),
        ),
        ("on_time", "on-time per session", "s", time),
        ("pulses_per_session", "pulses per session", "", count),
        ("sessions", "sessions per course", "", number),
        ("pulses_per_course", "pulses per course", "", combine(_product, count, number)),
        ("charge_per_session", "charge per session, leading phase", "mC", through),
        ("charge_per_course", "charge per course, leading phase", "mC", combine(_product, through, number)),
        ("shannon_k", "Shannon's k (information only)", "", _shannon(charge, area)),
    )
    return {key: Metric(key, label, unit, value) for key, label, unit, value in found}


def combine(formula: Callable[..., float], *values: Value, falling: int = 0) -> Value:
    """Apply a formula to intervals. The last `falling` of them lower the result as they rise, the others raise it."""
    known: list[Interval] = []
    for value in values:
        if isinstance(value, Missing):
            return value
        known.append(value)
    rising = len(known) - falling
    ends = (
        [value.min for value in known[:rising]] + [value.max for value in known[rising:]],
        [value.nominal for value in known],
        [value.max for value in known[:rising]] + [value.min for value in known[rising:]],
    )
    found = [formula(*(n for n in end if n is not None)) if None not in end else None for end in ends]
    return (
        Interval(*found)
        if any(end is not None for end in found)
        else Missing("needs the other end of a range")
    )


def phases_of(arm: Arm) -> int:
    """Return the phases of a pulse: 1 when monophasic, else 2; not said counts as 2, the higher dose."""
    return 1 if (arm.stimulation.waveform or "").startswith("monophasic") else 2


def phase_us(arm: Arm) -> Value:
    """Return the duration of one phase, µs."""
    said = arm.stimulation
    if said.pulse_width_us is None:
        return Missing("needs stimulation.pulse_width_us")
    if said.pulse_width_covers != "whole_pulse":
        return Interval.of(said.pulse_width_us)
    if said.waveform in (None, "biphasic", "biphasic_asymmetric"):
        return Missing("needs the width of one phase: the whole pulse is given, and its phases may differ")
    return combine(lambda width: width / phases_of(arm), Interval.of(said.pulse_width_us))


def rate_hz(arm: Arm) -> Value:
    """Return the pulses a second in the on-time: of bursts, bursts × pulses; alternating, from lowest to highest."""
    said = arm.stimulation
    if said.alternating_hz:
        return Interval(min(said.alternating_hz), None, max(said.alternating_hz))
    if said.frequency_hz is None:
        return Missing("needs stimulation.frequency_hz")
    frequency = Interval.of(said.frequency_hz)
    if said.burst is None or not said.burst.model_fields_set:
        return frequency
    if said.burst.pulses is None:
        return Missing("needs stimulation.burst.pulses")
    return combine(_product, frequency, Interval.of(float(said.burst.pulses)))


def gating_duty(arm: Arm) -> Value:
    """Return the share of a session that is on: 1 when continuous, on / (on + off) when intermittent."""
    said = arm.stimulation
    on, off = Interval.of(said.on_s), Interval.of(said.off_s)
    if said.pattern == "gated":
        return Missing("gated: how long it is on depends on the signal")
    if said.pattern == "continuous":
        return Interval(1.0, 1.0, 1.0)
    if said.on_s is not None and said.off_s is not None:
        return combine(lambda a, b: a / (a + b), on, off, falling=1)
    if said.duty_cycle is not None:
        return Interval.of(said.duty_cycle)
    return Missing("needs stimulation.pattern, or on_s and off_s")


def area_cm2(arm: Arm) -> Value:
    """Return the area of the smallest contact, cm²."""
    area = arm.electrode.contact_area_mm2
    if area is None:
        return Missing("needs electrode.contact_area_mm2")
    return combine(lambda mm2: mm2 / 100, Interval.of(area))


def sessions(arm: Arm) -> Value:
    """Return the sessions of a course: as written, else sessions a day × days."""
    plan = arm.schedule
    if plan.total_sessions is not None:
        return Interval.of(float(plan.total_sessions))
    if plan.months is not None:
        return Missing("the course is in months, which have no whole number of weeks")
    keys = (
        ("sessions_per_day", "days")
        if plan.days is not None
        else ("sessions_per_day", "days_per_week", "weeks")
    )
    lacking = next((key for key in keys if getattr(plan, key) is None), None)
    if lacking is not None:
        return Missing(f"needs schedule.{lacking}")
    return combine(_product, *(Interval.of(getattr(plan, key)) for key in keys))


def _on_time(arm: Arm) -> Value:
    said, session = arm.stimulation, arm.schedule.session_min
    if session is None:
        return Missing("needs schedule.session_min")
    length = combine(lambda minutes: minutes * 60, Interval.of(session))
    duty = gating_duty(arm)
    if isinstance(duty, Missing) or said.pattern == "continuous":
        return duty if isinstance(duty, Missing) else length
    if said.on_s is None or said.off_s is None:
        return combine(_product, length, duty)
    return combine(on_time_s, length, Interval.of(said.on_s), Interval.of(said.off_s), falling=1)


def _net(arm: Arm, charge: Value, rate: Value, duty: Value) -> Value:
    waveform = arm.stimulation.waveform
    if waveform in ("biphasic_symmetric", "monophasic_alternating"):
        return Interval(0.0, 0.0, 0.0)
    if waveform != "monophasic":
        return Missing("needs stimulation.waveform: what the second phase takes back is not said")
    if arm.stimulation.charge_balance is not None:
        return Missing("charge_balance says in words how net charge is kept from building up")
    return combine(net_dc_ua, charge, rate, duty)


def _shape(table: dict[str | None, float], shape: str | None) -> Value:
    if shape not in table:
        return Missing(f"the pulse shape {shape} has no end that the format says")
    return Interval.of(table[shape])


def _impedance(arm: Arm) -> Value:
    impedance = arm.electrode.impedance_kohm
    return Missing("needs electrode.impedance_kohm") if impedance is None else Interval.of(impedance)


def _shannon(charge: Value, area: Value) -> Value:
    if isinstance(charge, Interval) and not (charge.max or 0) > 0:
        return Missing("no charge, no k")
    positive = (
        charge if isinstance(charge, Missing) else Interval(charge.min or None, charge.nominal, charge.max)
    )
    return combine(shannon_k, positive, area, falling=1)


def _energy(current_ma: float, phases: float, width_us: float, shape_square: float) -> float:
    return energy_per_pulse_uj(current_ma, round(phases), width_us, shape_square)


def _product(*factors: float) -> float:
    return math.prod(factors)
