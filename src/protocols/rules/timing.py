"""TIM: arithmetic inside the file, first part: pulses, cycles, sessions of a day. Each finding names both lines that contradict each other."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from protocols.model import Arm, Range, Study, high, low, single
from protocols.rule import Flag, Severity, Skip, rule
from protocols.toml import Path
from protocols.units import exact, plain

MINUTES_PER_DAY = 24 * 60

Said = Iterator[Flag | Skip]


def show(quantity: float | Range) -> str:
    """Return a number or a range as people write it."""
    if not isinstance(quantity, Range):
        return plain(quantity)
    ends = (quantity.min, quantity.max)
    if None in ends:
        return (
            f"from {plain(quantity.min)}" if quantity.min is not None else f"up to {plain(quantity.max or 0)}"
        )
    return f"{plain(quantity.min or 0)} to {plain(quantity.max or 0)}"


@rule("TIM001", Severity.ERROR)
def pulse_longer_than_its_period(study: Study) -> Said:
    """The pulse, with all its phases and gaps, does not fit into the time from one pulse to the next.

    At the highest frequency and the longest pulse that the file allows. Two phases for a biphasic waveform, one
    where the waveform is monophasic or not said. In a burst the period is that of the pulse rate within the burst,
    and the burst itself has to fit between two bursts.

    Fix: shorten the pulse, lower the frequency, or check both units.
    """
    width = ("stimulation", "pulse_width_us")
    keys = ("frequency_hz", "alternating_hz", "burst", "waveform", "inter_phase_gap_us", "pulse_width_covers")
    for arm in study.once(study.stimulated(), width, *(("stimulation", key) for key in keys)):
        (length, in_words), (rate, rate_at) = _pulse_us(arm), _fastest(arm)
        if length is None:
            yield Skip(arm.at(*width), f"needs stimulation.{in_words}, with its upper end")
        elif rate is None:
            yield Skip(rate_at, "needs stimulation.frequency_hz, with its upper end")
        elif rate and length * exact(rate) > 10**6:
            period = plain(round(1e6 / rate, 1))
            yield Flag(
                arm.at(*width),
                f"a pulse of {plain(float(length))} µs{in_words} is longer than its period of {period} µs at {plain(rate)} Hz",
                "shorten the pulse, lower the frequency, or check both units",
                ((rate_at, f"a pulse every {period} µs"), *_pulse_parts(arm)),
            )
        else:
            yield from _burst_fits(arm)


def _burst_fits(arm: Arm) -> Said:
    burst, bursts_a_second = arm.stimulation.burst, high(arm.stimulation.frequency_hz)
    if burst is None or not burst.pulses or burst.pulse_rate_hz is None:
        return
    slowest = low(burst.pulse_rate_hz)
    if slowest is None or bursts_a_second is None:
        lacks = ("burst", "pulse_rate_hz") if slowest is None else ("frequency_hz",)
        yield Skip(
            arm.at("stimulation", *lacks), f"needs stimulation.{'.'.join(lacks)}, with both ends of a range"
        )
    elif exact(bursts_a_second) * burst.pulses > exact(slowest):
        yield Flag(
            arm.at("stimulation", "burst"),
            f"a burst of {burst.pulses} pulses at {plain(slowest)} Hz is longer than the time from burst to burst at "
            f"{plain(bursts_a_second)} Hz",
            "fewer pulses in a burst, or fewer bursts a second",
            ((arm.at("stimulation", "frequency_hz"), "bursts a second"),),
        )


def _pulse_us(arm: Arm) -> tuple[Fraction | None, str]:
    """Return the length of the longest pulse and how it is made up; or None and the key that is lacking."""
    said = arm.stimulation
    width, gap = high(said.pulse_width_us), high(said.inter_phase_gap_us)
    if width is None:
        return None, "pulse_width_us"
    if said.pulse_width_covers == "whole_pulse" or not (said.waveform or "").startswith("biphasic"):
        return exact(width), ""
    if said.inter_phase_gap_us is not None and gap is None:
        return None, "inter_phase_gap_us"
    between = f" and a gap of {plain(gap)} µs" if gap else ""
    return 2 * exact(width) + exact(gap or 0), f" (2 phases of {plain(width)} µs{between})"


def _pulse_parts(arm: Arm) -> list[tuple[Path, str]]:
    """Return the lines that make the pulse longer than its width."""
    said = arm.stimulation
    if said.pulse_width_covers == "whole_pulse" or not (said.waveform or "").startswith("biphasic"):
        return []
    gap = (
        [(arm.at("stimulation", "inter_phase_gap_us"), "the gap")]
        if said.inter_phase_gap_us is not None
        else []
    )
    return [(arm.at("stimulation", "waveform"), "two phases"), *gap]


def _fastest(arm: Arm) -> tuple[float | None, Path]:
    stimulation = arm.stimulation
    if stimulation.burst and stimulation.burst.pulse_rate_hz is not None:
        return high(stimulation.burst.pulse_rate_hz), arm.at("stimulation", "burst", "pulse_rate_hz")
    if stimulation.alternating_hz:
        return max(stimulation.alternating_hz), arm.at("stimulation", "alternating_hz")
    return high(stimulation.frequency_hz), arm.at("stimulation", "frequency_hz")


@rule("TIM002", Severity.ERROR)
def cycle_longer_than_the_session(study: Study) -> Said:
    """One on–off cycle is longer than the session it is part of.

    Not checked for gated stimulation, where a signal and not the clock sets the cycle.

    Fix: check the units: on and off are in seconds, the session in minutes.
    """
    on, off, session = ("stimulation", "on_s"), ("stimulation", "off_s"), ("schedule", "session_min")
    for arm in study.once(study.stimulated(), on, off, session, ("stimulation", "pattern")):
        stimulation = arm.stimulation
        if stimulation.pattern == "gated" or (stimulation.on_s is None and stimulation.off_s is None):
            continue
        cycle, shortest = (high(stimulation.on_s), high(stimulation.off_s)), low(arm.schedule.session_min)
        if cycle[0] is None or cycle[1] is None:
            yield Skip(
                arm.at(*(on if cycle[0] is None else off)), "needs stimulation.on_s and stimulation.off_s"
            )
        elif shortest is None:
            yield Skip(arm.at(*session), "needs schedule.session_min")
        elif exact(cycle[0]) + exact(cycle[1]) > exact(shortest) * 60:
            yield Flag(
                arm.at(*on),
                f"a cycle of {plain(float(exact(cycle[0]) + exact(cycle[1])))} s is longer than the session of {plain(shortest)} min",
                "on and off are in seconds, the session in minutes",
                ((arm.at(*off), "the off-time"), (arm.at(*session), "the session")),
            )


@rule("TIM003", Severity.ERROR)
def sessions_longer_than_the_day(study: Study) -> Said:
    """The sessions of a day take longer than the day has minutes.

    Fix: check the length of a session (minutes) and how many there are in a day.
    """
    session, times, daily = (
        ("schedule", "session_min"),
        ("schedule", "sessions_per_day"),
        ("schedule", "daily_min"),
    )
    for arm in study.once(study.stimulated(), session, times, daily):
        plan = arm.schedule
        length, count, day = high(plan.session_min), high(plan.sessions_per_day), high(plan.daily_min)
        if day is not None and day > MINUTES_PER_DAY:
            yield Flag(
                arm.at(*daily),
                f"{plain(day)} min a day is more than a day has",
                "check the unit: minutes a day",
            )
        elif length is None or (plan.sessions_per_day is not None and count is None):
            lacking = session if length is None else times
            if plan.session_min is not None:
                yield Skip(arm.at(*lacking), f"needs {'.'.join(lacking)}, with its upper end")
        elif length * (count or 1) > MINUTES_PER_DAY:
            several = count is not None and count != 1
            yield Flag(
                arm.at(*session),
                f"{plain(count or 1)} sessions of {plain(length)} min take more than a day has"
                if several
                else f"a session of {plain(length)} min is longer than a day",
                "check the minutes of a session and the sessions of a day",
                ((arm.at(*times), "sessions a day"),) if several else (),
            )


@rule("TIM006", Severity.ERROR)
def duty_cycle_is_not_on_over_cycle(study: Study) -> Said:
    """`duty_cycle` is not on / (on + off), to the digits it is written with.

    Fix: correct the value that is wrong, or leave `duty_cycle` out: it follows from the others.
    """
    duty, on, off = (("stimulation", key) for key in ("duty_cycle", "on_s", "off_s"))
    for arm in study.once(study.stimulated(), duty, on, off):
        stated = arm.stimulation.duty_cycle
        times = single(arm.stimulation.on_s), single(arm.stimulation.off_s)
        if stated is None:
            continue
        if times[0] is None or times[1] is None:
            lacks = on if times[0] is None else off
            yield Skip(arm.at(*lacks), f"needs {'.'.join(lacks)}, as one number")
            continue
        share = exact(times[0]) / (exact(times[0]) + exact(times[1]))
        digits = max(0, -int(Decimal(repr(stated)).as_tuple().exponent))
        if abs(share - exact(stated)) * 10**digits > Fraction(1, 2):
            yield Flag(
                arm.at(*duty),
                f"a duty cycle of {plain(stated)}, but {plain(times[0])} s on and {plain(times[1])} s off make "
                f"{plain(round(float(share), max(digits + 1, 2)))}",
                "correct the value that is wrong, or leave duty_cycle out",
                ((arm.at(*on), "on"), (arm.at(*off), "off")),
            )


@rule("TIM007", Severity.ERROR)
def ramp_longer_than_the_on_time(study: Study) -> Said:
    """The ramp is longer than the time with current that it is part of.

    Fix: shorten the ramp or lengthen the on-time.
    """
    ramp, on, train = ("stimulation", "ramp_s"), ("stimulation", "on_s"), ("stimulation", "gating", "train_s")
    for arm in study.once(study.stimulated(), ramp, on, train, ("stimulation", "pattern")):
        longest, gating = high(arm.stimulation.ramp_s), arm.stimulation.gating
        if longest is None or arm.stimulation.pattern == "continuous":
            continue
        place = train if arm.stimulation.on_s is None and gating and gating.train_s is not None else on
        shortest = low(gating.train_s) if gating and place == train else low(arm.stimulation.on_s)
        if shortest is None:
            yield Skip(
                arm.at(*place), "needs stimulation.on_s, or stimulation.pattern where there are no pauses"
            )
        elif longest > shortest:
            yield Flag(
                arm.at(*ramp),
                f"a ramp of {plain(longest)} s is longer than the on-time of {plain(shortest)} s",
                "shorten the ramp or lengthen the on-time",
                ((arm.at(*place), "the on-time"),),
            )


@rule("TIM008", Severity.ERROR)
def pattern_contradicts_its_times(study: Study) -> Said:
    """On, off, gating and pattern do not go together.

    An on-time needs its off-time; continuous stimulation has neither; gating belongs to the pattern gated.

    Fix: write the other time, or correct `pattern`.
    """
    on, off, pattern, gating = (("stimulation", key) for key in ("on_s", "off_s", "pattern", "gating"))
    for arm in study.once(study.stimulated(), on, off, pattern, gating):
        said = arm.stimulation
        times = [place for place, value in ((on, said.on_s), (off, said.off_s)) if value is not None]
        at_pattern = (arm.at(*pattern), f"pattern is {said.pattern}")
        if said.gating is not None and said.pattern not in (None, "gated"):
            message = f'gating, but the pattern is "{said.pattern}"'
            yield Flag(arm.at(*gating), message, 'write: pattern = "gated"', (at_pattern,))
        if times and said.pattern == "continuous":
            word = "an on- and an off-time" if len(times) == 2 else f"an {times[0][1][:-2]}-time"
            shared = arm.at(*times[0])[0] != "arms" and arm.at(*pattern)[0] == "arms"
            yield Flag(
                arm.at(*times[0]),
                f"{word}, but the pattern {f'of {arm.name} ' if shared else ''}is continuous",
                "write on_s and off_s in the arms that have them"
                if shared
                else 'write: pattern = "intermittent"',
                (at_pattern,),
            )
        elif len(times) == 1:
            has, lacks = (on, off) if said.on_s is not None else (off, on)
            yield Flag(arm.at(*has), f"{has[1]} without {lacks[1]}", f"write {lacks[1]} beside it")
