"""The session: one on–off cycle, or the rise at its start, and below it the whole session to scale."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from protocols.dose.factors import gating_duty, session_on_s
from protocols.dose.formulas import Interval
from protocols.drawing.axis import Axis, drawable
from protocols.drawing.onoff import Times, cut_short, cycle, times_of, whole
from protocols.drawing.sheet import LEFT, OPEN, RIGHT, Sheet, flat, no_current
from protocols.drawing.words import name_of, quantity
from protocols.model import Arm
from protocols.model.quantity import DIGITS


class Scale(NamedTuple):
    """What the two lines of a panel stand for: a cycle in s and a session in min. Arms drawn to one scale compare."""

    cycle_s: float
    session_min: float


def scale_of(arms: Iterable[Arm]) -> Scale:
    """Return the scale on which all these arms' cycles and sessions fit."""
    found = [times_of(arm) for arm in arms if arm.stimulated]
    cycles = [one.cycle_s for one in found if drawable(one.cycle_s)]
    lengths = [one.length_min for one in found if drawable(one.length_min)]
    return Scale(max(cycles, default=0.0) or 1.0, max(lengths, default=0.0) or 1.0)


def session(arm: Arm, prefix: str = "session", scale: Scale | None = None) -> str:
    """Return an arm's session as SVG, to a scale of its own or to one that other arms share."""
    sheet, times = Sheet(prefix, f"{name_of(arm)}: the session", arm.role), times_of(arm)
    scale = scale or scale_of([arm])
    if not arm.stimulated:
        flat(sheet, no_current(arm))
        return sheet.done()
    if not arm.delivers_current:
        sheet.say(no_current(arm))
    elif times.cycle_s and drawable(times.cycle_s):
        cycle(sheet, arm, times, Axis(0.0, scale.cycle_s, LEFT, RIGHT))
    if times.length_min and drawable(times.length_min):
        whole(sheet, arm, times, Axis(0.0, scale.session_min, LEFT, RIGHT))
    sheet.say(*_in_words(arm, times))
    sheet.lack(*_unsaid(arm, times))
    return sheet.done()


def _in_words(arm: Arm, times: Times) -> Iterator[str]:
    if times.session:
        yield f"A session of {quantity(times.session, 'min')}."
    elif times.day:
        yield f"On a treatment day: {quantity(times.day, 'min')}."
    if arm.delivers_current:
        yield from _on_in_words(arm, times)
    if any(value.max is None for value in times if value is not None):
        yield OPEN


def _on_in_words(arm: Arm, times: Times) -> Iterator[str]:
    said = arm.stimulation
    if said.pattern == "continuous" and not cut_short(arm):
        yield "Continuous, without pauses."
    if arm.stops_once and times.on:
        yield f"On for {quantity(times.on, 's')} in a session, then off; drawn at its start."
    elif times.on and times.off and said.pattern != "gated":
        yield f"On for {quantity(times.on, 's')}, off for {quantity(times.off, 's')}, in turn, drawn and counted from an on-time on."
    if times.ramp:
        yield f"The current rises within {quantity(times.ramp, 's')} at the start of an on-time."
    if said.gating is not None or said.pattern == "gated":
        yield from _gated(arm)
    duty, time = gating_duty(arm), session_on_s(arm)
    if isinstance(duty, Interval) and said.pattern != "continuous":
        yield f"On for {quantity(_times(duty, 100), '%', digits=DIGITS)} of the time."
    if isinstance(time, Interval):
        yield f"On-time in a session: {quantity(_times(time, 1 / 60), 'min', digits=DIGITS)}."


def _times(value: Interval, factor: float) -> Interval:
    return Interval(*(None if end is None else end * factor for end in value))


def _gated(arm: Arm) -> Iterator[str]:
    gating = arm.stimulation.gating
    signal = gating.signal if gating and gating.signal else "a signal that is not stated"
    phase = f", in the phase: {gating.phase}" if gating and gating.phase else ""
    yield f"Switched by {signal}{phase}; when trains come is not drawn."


def _unsaid(arm: Arm, times: Times) -> Iterator[str]:
    said = arm.stimulation
    if times.session is None:
        split = "how the day is split into sessions" if times.day else "how long a session lasts"
        yield f"{split} (schedule.session_min)"
    if not arm.delivers_current:
        return
    if cut_short(arm):
        yield "for how long current flows before it stops (stimulation.on_s, in the arm)"
    elif said.pattern == "gated":
        if times.on is None:
            yield "how long a train is (stimulation.gating.train_s)"
    elif not arm.stops_once and (times.on is None or times.off is None):
        if said.pattern is None:
            yield "whether it pauses (stimulation.pattern)"
        elif said.pattern == "intermittent":
            yield "how long it is on and off (stimulation.on_s and off_s)"
    if times.ramp is None:
        yield "how the current rises (stimulation.ramp_s)"
