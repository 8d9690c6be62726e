"""What an arm says of its stimulation, as numbers of its dose: each an interval, or what is missing."""

import math

from protocols.dose import formulas
from protocols.dose.formulas import NOTHING, Interval, Missing, Value, combine, needs, product
from protocols.dose.pulses import heating_phases, phase_us, phases_of, recovery_ratio
from protocols.evidence.devices import limit, limit_ma
from protocols.lib.units import plain
from protocols.model import Arm, high, low
from protocols.model.course import LENGTHS, contradiction, sessions_of_course


def device_limit_ma(arm: Arm) -> float | None:
    """Return the highest current that the arm's device delivers, mA; None where it is not known."""
    return limit_ma(arm.device)


def device_limit_v(arm: Arm) -> float | None:
    """Return the highest voltage that the arm's device puts out, V; None where it is not known."""
    found = limit(arm.device, "max_voltage_v")
    return found.value if found else None


def highest_current(arm: Arm) -> tuple[float | None, tuple[str, ...]]:
    """Return the highest current the file allows, mA, and its key: the cap, else what is written, else the device's.

    A current that is written above the cap contradicts it (TIM009); the higher of the two is what may flow.
    """
    said, intensity = arm.intensity, ("stimulation", "intensity")
    written = high(said.current_ma)
    if said.max_ma is not None and (written is None or written <= said.max_ma):
        return said.max_ma, (*intensity, "max_ma")
    if written is not None:
        return written, (*intensity, "current_ma")
    device = device_limit_ma(arm)
    if device is None:
        return None, (*intensity, "max_ma")
    own = arm.device.limits is not None and arm.device.limits.current_ma is not None
    return device, ("device", "limits", "current_ma") if own else ("device", "model")


def current_of(arm: Arm) -> Value:
    """Return the current an arm may get, mA. A sham without current has 0, whatever it inherits."""
    if not arm.delivers_current:
        return NOTHING
    said, (most, _) = arm.intensity, highest_current(arm)
    written = Interval.of(said.current_ma)
    least = said.min_ma if said.min_ma is not None else written.min
    if said.voltage_v is not None and said.max_ma is None:
        why = "the intensity is given in volts: the current then follows from the skin"
        return Missing(why, ("stimulation", "intensity", "voltage_v"))
    if most is None and least is None:
        return Missing(
            "needs stimulation.intensity.max_ma or current_ma", ("stimulation", "intensity", "max_ma")
        )
    if most is not None:
        # Numbers that contradict each other are TIM009's; an interval stays one.
        least = least if least is None or least <= most else None
        if written.nominal is not None and written.nominal > most:
            return Interval(least, None, most)
    return Interval(least, written.nominal, most)


def trains_hz(arm: Arm) -> Value:
    """Return how often pulses, or bursts of them, come in the on-time, Hz; alternating, from lowest to highest."""
    rates = arm.stimulation.frequencies
    if len(rates) == 1:
        return Interval.of(rates[0])
    ends = [high(one) or 0.0 for one in rates]  # alternating ones are numbers
    return Interval(min(ends), None, max(ends)) if ends else needs("stimulation.frequency_hz")


def pulses_in_burst(arm: Arm) -> Value:
    """Return the pulses in a burst; 1 where there are no bursts."""
    burst = arm.stimulation.burst
    if burst is None:
        return Interval.of(1.0)
    return needs("stimulation.burst.pulses") if burst.pulses is None else Interval.of(float(burst.pulses))


def rate_hz(arm: Arm) -> Value:
    """Return the pulses a second in the on-time; alternating, of each frequency, as the r.m.s. current is highest at one."""
    if arm.stimulation.burst is None:
        return trains_hz(arm)
    return combine(product, trains_hz(arm), pulses_in_burst(arm))


def mean_rate_hz(arm: Arm) -> Value:
    """Return the pulses a second in the on-time; alternating, on average, where the time on each is said."""
    said = arm.stimulation
    if not said.alternating_hz or not said.alternating_s:
        return rate_hz(arm)
    mean = formulas.mean_rate_hz(said.alternating_hz, said.alternating_s)
    if not math.isfinite(mean):
        return Missing("a value is beyond all measure")
    return combine(product, Interval.of(mean), pulses_in_burst(arm))


def gating_duty(arm: Arm) -> Value:
    """Return the share of a session that is on: 1 when continuous, on / (on + off) when intermittent."""
    said = arm.stimulation
    if arm.written.sham_method == "ramp_then_off" and not _own_times(arm):
        return Missing("ramp_then_off: for how long current flows is not said", ("stimulation", "on_s"))
    if arm.stops_once:
        on = Interval.of(said.on_s)
        return combine(lambda a, session: min(1.0, a / session), on, _session_s(arm), falling=1)
    if said.pattern == "continuous":
        if said.duty_cycle is not None and said.duty_cycle < 1:
            why = f"the pattern is continuous, but the duty cycle {plain(said.duty_cycle)}: one of the two is wrong"
            return Missing(why, ("stimulation", "duty_cycle"))
        return Interval.of(1.0)
    if said.pattern != "gated" and said.on_s is not None and said.off_s is not None:
        on, off = Interval.of(said.on_s), Interval.of(said.off_s)
        return combine(lambda a, b: a / (a + b), on, off, falling=1)
    return _no_duty(arm) if said.duty_cycle is None else Interval.of(said.duty_cycle)


def _no_duty(arm: Arm) -> Missing:
    said = arm.stimulation
    if said.pattern == "gated":
        return needs("stimulation.duty_cycle", "gated by a signal, which sets how long it is on")
    if said.pattern == "intermittent" or said.on_s is not None or said.off_s is not None:
        return needs(f"stimulation.{'off_s' if said.on_s is not None else 'on_s'}")
    return Missing("needs stimulation.pattern, or on_s and off_s", ("stimulation", "pattern"))


def _own_times(arm: Arm) -> bool:
    return any(arm.owns("stimulation", key) for key in ("on_s", "off_s", "duty_cycle"))


def area_cm2(arm: Arm) -> Value:
    """Return the area of the smallest contact, cm²."""
    area = arm.electrode.contact_area_mm2
    if area is None:
        return needs("electrode.contact_area_mm2")
    return combine(lambda mm2: mm2 / 100, Interval.of(area))


def impedance_kohm(arm: Arm) -> Value:
    """Return the impedance between the electrodes, kΩ."""
    impedance = arm.electrode.impedance_kohm
    return needs("electrode.impedance_kohm") if impedance is None else Interval.of(impedance)


def share_of_on_time(arm: Arm) -> Value:
    """Return the share of the on-time in which current flows, of phases that are alike; alternating, at each frequency."""
    share = combine(formulas.pulse_duty, phases_of(arm), phase_us(arm), rate_hz(arm))
    if isinstance(share, Interval) and (share.max or 0) > 1:
        return Missing("the pulses are longer than their period", ("stimulation", "pulse_width_us"))
    return share


def heating_share(arm: Arm) -> Value:
    """Return that share with a weaker second phase counted by its square: as much time at the first phase's current."""
    at_each = share_of_on_time(arm)
    if isinstance(at_each, Missing) or recovery_ratio(arm) is None:  # without one, phases heat as they last
        return at_each
    return combine(formulas.pulse_duty, heating_phases(arm), phase_us(arm), rate_hz(arm))


def mean_heating_share(arm: Arm) -> Value:
    """Return the heating share; alternating, over all frequencies, where the time on each is said."""
    at_each = share_of_on_time(arm)
    if isinstance(at_each, Missing):
        return at_each
    return combine(formulas.pulse_duty, heating_phases(arm), phase_us(arm), mean_rate_hz(arm))


def shape_of(arm: Arm, table: dict[str | None, float]) -> Value:
    """Return the mean, or mean square, of the pulse's shape as a share of its peak."""
    shape = arm.stimulation.pulse_shape
    if shape not in table:
        return Missing(
            f"the pulse shape {shape} has no end that the format says", ("stimulation", "pulse_shape")
        )
    return Interval.of(table[shape])


def sessions(arm: Arm) -> Value:
    """Return the sessions of a course: as written, else those that sessions a day and treatment days make.

    Whole numbers: 2.5 weeks of 3 days have 6 to 9 days, 2 months have 59 to 62. Nothing is made of a sum that the
    schedule contradicts (TIM004).
    """
    plan = arm.schedule
    if plan.total_sessions is not None:
        if contradiction(plan) is not None:
            why = f"{plan.total_sessions} sessions in all contradict the rest of the schedule"
            return Missing(why, ("schedule", "total_sessions"))
        return Interval.of(float(plan.total_sessions))
    length = next((key for key in LENGTHS if getattr(plan, key) is not None), "weeks")
    keys = ("sessions_per_day", "days") if length == "days" else ("sessions_per_day", "days_per_week", length)
    lacking = next((key for key in keys if getattr(plan, key) is None), None)
    if lacking is not None:
        return needs(f"schedule.{lacking}")
    made = sessions_of_course(plan)
    least = made.least if all(low(getattr(plan, key)) is not None for key in keys) else None
    if least is None and made.most is None:
        return Missing("needs the other end of a range")
    try:
        ends = tuple(None if end is None else float(end) for end in (least, made.most))
    except OverflowError:
        return Missing("a value is beyond all measure")
    return Interval(ends[0], ends[0] if ends[0] == ends[1] else None, ends[1])


def _session_s(arm: Arm) -> Value:
    session = arm.schedule.session_min
    if session is None:
        return needs("schedule.session_min")
    return combine(lambda minutes: product(minutes, 60), Interval.of(session))


def session_on_s(arm: Arm) -> Value:
    """Return the seconds with trains in a session, from its length and its on- and off-times."""
    said, length = arm.stimulation, _session_s(arm)
    if arm.stops_once:
        return combine(min, length, Interval.of(said.on_s))
    duty = gating_duty(arm)
    by_the_clock = said.pattern not in ("continuous", "gated") and said.on_s is not None
    if isinstance(duty, Missing) or not by_the_clock or said.off_s is None:
        return combine(product, length, duty)
    return combine(formulas.on_time_s, length, Interval.of(said.on_s), Interval.of(said.off_s), falling=1)


def pulses_per_session(arm: Arm) -> Value:
    """Return the pulses of a session: rate × on-time; in bursts, the bursts × their pulses."""
    said, time, each = arm.stimulation, session_on_s(arm), pulses_in_burst(arm)
    if said.alternating_hz and said.alternating_s:
        rates, times = said.alternating_hz, said.alternating_s
        return combine(lambda s, n: n * formulas.alternating_pulses(rates, times, s), time, each)
    return combine(lambda f, s, n: n * formulas.pulses(f, s), trains_hz(arm), time, each)
