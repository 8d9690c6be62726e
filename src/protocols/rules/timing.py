"""TIM, second part: cycles, sessions of a day. Each finding names both lines that contradict each other."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from protocols.model import Range, Study, high, low, single
from protocols.rule import Flag, Severity, Skip, rule
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
        off_time = 0.0 if arm.stops_once else high(stimulation.off_s)
        cycle, shortest = (high(stimulation.on_s), off_time), low(arm.schedule.session_min)
        if cycle[0] is None or cycle[1] is None:
            yield Skip(
                arm.at(*(on if cycle[0] is None else off)), "needs stimulation.on_s and stimulation.off_s"
            )
        elif shortest is None:
            yield Skip(arm.at(*session), "needs schedule.session_min")
        elif exact(cycle[0]) + exact(cycle[1]) > exact(shortest) * 60:
            what = "an on-time" if arm.stops_once else "a cycle"
            parts = () if arm.stops_once else ((arm.at(*off), "the off-time"),)
            yield Flag(
                arm.at(*on),
                f"{what} of {plain(float(exact(cycle[0]) + exact(cycle[1])))} s is longer than the session of {plain(shortest)} min",
                "on and off are in seconds, the session in minutes",
                (*parts, (arm.at(*session), "the session")),
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
    """On, off, duty cycle, gating and pattern do not go together.

    An on-time needs its off-time; continuous stimulation has neither, nor a duty cycle below 1; gating belongs to the
    pattern gated. A sham that ramps up and then stops has an on-time of its own and no off-time.

    Fix: write the other time, or correct `pattern`.
    """
    keys = ("on_s", "off_s", "pattern", "gating", "duty_cycle")
    on, off, pattern, gating, duty = (("stimulation", key) for key in keys)
    for arm in study.once(study.stimulated(), on, off, pattern, gating, duty):
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
        elif said.pattern == "continuous" and said.duty_cycle is not None and said.duty_cycle < 1:
            yield Flag(
                arm.at(*duty),
                f"a duty cycle of {plain(said.duty_cycle)}, but the pattern is continuous",
                'write: pattern = "intermittent", with on_s and off_s; or leave duty_cycle out',
                (at_pattern,),
            )
        elif len(times) == 1 and not arm.stops_once:
            has, lacks = (on, off) if said.on_s is not None else (off, on)
            yield Flag(arm.at(*has), f"{has[1]} without {lacks[1]}", f"write {lacks[1]} beside it")
