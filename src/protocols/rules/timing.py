"""TIM, second part: cycles, sessions of a day. Each finding names both lines that contradict each other."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.units import exact, far_below, plain
from protocols.model import Arm, Study, high, low, single
from protocols.model.course import MINUTES_PER_DAY
from protocols.rules.bounds import (
    DAILY,
    ON,
    SESSION,
    TIMES_ON,
    longest,
    on_time_of,
    session_lacking,
    session_of,
    shortest,
)


@rule("TIM002", Severity.ERROR, if_written=("on_s", "off_s"))
def cycle_longer_than_the_session(study: Study) -> Results:
    """One on–off cycle, or its on-time alone, is longer than the session it is part of.

    Of gated stimulation only the on-time is looked at: a signal and not the clock sets the cycle. Where the length of a
    session is not written, the on-time has to fit into the minutes of a day.

    Fix: check the units: on and off are in seconds, the session in minutes.
    """
    off = ("stimulation", "off_s")
    for arm in study.once(study.stimulated(), ON, off, SESSION, DAILY, ("stimulation", "pattern")):
        said, plan = arm.stimulation, arm.schedule
        on_only = arm.stops_once or said.pattern == "gated" or plan.session_min is None
        on, pause, session = longest(said.on_s), None if on_only else longest(said.off_s), session_of(arm)
        if said.on_s is None and (said.off_s is None or said.pattern == "gated"):
            continue
        if exact(on or 0) + exact(pause or 0) <= session.seconds:
            yield from _cycle_lacking(arm)
            continue
        whole = on is not None and pause is not None
        what = "a cycle" if whole else "an on-time" if on is not None else "an off-time"
        yield Flag(
            arm.at(*(off if on is None else ON)),
            f"{what} of {plain(float(exact(on or 0) + exact(pause or 0)))} s is longer than {session.words}",
            "on and off are in seconds, the session in minutes",
            (*(((arm.at(*off), "the off-time"),) if whole else ()), *session.places),
            arm=arm.name,
        )


def _cycle_lacking(arm: Arm) -> Iterator[Skip]:
    """Yield what would be needed to know whether a cycle fits into the session."""
    said = arm.stimulation
    keys = ["on_s"] if arm.stops_once or said.pattern == "gated" else ["on_s", "off_s"]
    lacking = next((key for key in keys if high(getattr(said, key)) is None), None)
    if lacking is not None:
        yield Skip(arm.at("stimulation", lacking), "needs stimulation.on_s and stimulation.off_s")
    elif skip := session_lacking(arm):
        yield skip


@rule("TIM003", Severity.ERROR)
def sessions_longer_than_the_day(study: Study) -> Results:
    """The sessions of a day take longer than the day has minutes.

    Fix: check the length of a session (minutes) and how many there are in a day.
    """
    times = ("schedule", "sessions_per_day")
    for arm in study.once(study.stimulated(), SESSION, times, DAILY):
        plan = arm.schedule
        length, count, day = (
            longest(plan.session_min),
            longest(plan.sessions_per_day),
            longest(plan.daily_min),
        )
        several = count is not None and count != 1
        if day is not None and day > MINUTES_PER_DAY:
            yield Flag(
                arm.at(*DAILY),
                f"{plain(day)} min a day is more than a day has",
                "check the unit: minutes a day",
                arm=arm.name,
            )
        elif length is not None and _more_than_a_day(length, count or 1):
            yield Flag(
                arm.at(*SESSION),
                f"{plain(count or 1)} sessions of {plain(length)} min take more than a day has"
                if several
                else f"a session of {plain(length)} min is longer than a day",
                "check the minutes of a session and the sessions of a day",
                ((arm.at(*times), "sessions a day"),) if several else (),
                arm=arm.name,
            )
        elif plan.session_min is not None:
            for key, value in ((SESSION, plan.session_min), (times, plan.sessions_per_day)):
                if value is not None and high(value) is None:
                    yield Skip(arm.at(*key), f"needs {'.'.join(key)}, with its upper end")
                    break


def _more_than_a_day(minutes: float, times: float) -> bool:
    if far_below(minutes * times, MINUTES_PER_DAY):
        return False
    return exact(minutes) * exact(times) > MINUTES_PER_DAY


@rule("TIM006", Severity.ERROR, if_written=("duty_cycle",))
def duty_cycle_is_not_on_over_cycle(study: Study) -> Results:
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
                arm=arm.name,
            )


@rule("TIM007", Severity.ERROR, if_written=("ramp_s",))
def ramp_longer_than_the_on_time(study: Study) -> Results:
    """The ramp is longer than the time with current that it is part of.

    That is the on-time, or in gated stimulation the train. In continuous stimulation, and where no on-time is written,
    it is the session.

    Fix: shorten the ramp or lengthen the time with current.
    """
    ramp = ("stimulation", "ramp_s")
    for arm in study.once(study.stimulated(), ramp, *TIMES_ON, DAILY):
        rise, (on, place, name) = longest(arm.stimulation.ramp_s), on_time_of(arm)
        if rise is None:
            continue
        limit, session = shortest(on), session_of(arm)
        if limit is not None and rise > limit:
            yield Flag(
                arm.at(*ramp),
                f"a ramp of {plain(rise)} s is longer than the {name} of {plain(limit)} s",
                f"shorten the ramp or lengthen the {name}",
                ((place, f"the {name}"),),
                arm=arm.name,
            )
        elif limit is None and exact(rise) > session.seconds:
            yield Flag(
                arm.at(*ramp),
                f"a ramp of {plain(rise)} s is longer than {session.words}",
                "shorten the ramp; it is in seconds, the session in minutes",
                session.places,
                arm=arm.name,
            )
        else:
            yield from _ramp_lacking(arm)


def _ramp_lacking(arm: Arm) -> Iterator[Skip]:
    """Yield what would be needed to know whether a ramp fits."""
    said, (on, place, name) = arm.stimulation, on_time_of(arm)
    if high(said.ramp_s) is None:
        yield Skip(arm.at("stimulation", "ramp_s"), "needs stimulation.ramp_s, with its upper end")
    elif said.pattern == "continuous":
        if skip := session_lacking(arm):
            yield skip
    elif low(on) is None:
        key = "stimulation.gating.train_s" if name == "train" else "stimulation.on_s"
        yield Skip(place, f"needs {key}, or stimulation.pattern where there are no pauses")


@rule("TIM008", Severity.ERROR, if_written=("on_s", "off_s", "gating", "duty_cycle"))
def pattern_contradicts_its_times(study: Study) -> Results:
    """On, off, duty cycle, gating and pattern do not go together.

    An on-time needs its off-time; continuous stimulation has neither, nor a duty cycle below 1; gating belongs to the
    pattern gated, in which a signal and not the clock sets the times. A sham that ramps up and then stops has an on-time of its own and no off-time.

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
        elif (
            said.pattern == "gated"
            and len(times) == 2
            and (said.gating is None or not said.gating.written_keys)
        ):
            yield Flag(
                arm.at(*pattern),
                "the pattern is gated, but no signal is given, and on_s and off_s make a cycle by the clock",
                'write: pattern = "intermittent", or the signal in [stimulation.gating]',
                tuple((arm.at(*place), place[1]) for place in times),
            )
        elif len(times) == 1 and not arm.stops_once:
            has, lacks = (on, off) if said.on_s is not None else (off, on)
            yield Flag(arm.at(*has), f"{has[1]} without {lacks[1]}", f"write {lacks[1]} beside it")
