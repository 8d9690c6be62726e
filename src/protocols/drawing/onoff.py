"""The on- and off-times of a session as they are drawn: filled as long as they are at least, hatched as long as they may be."""

from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from protocols.dose.factors import gating_duty
from protocols.dose.formulas import Interval, Missing
from protocols.drawing.axis import Axis, dimension, drawable, scale_line
from protocols.drawing.colours import INK
from protocols.drawing.phases import longest
from protocols.drawing.roles import colour
from protocols.drawing.sheet import LEFT, RIGHT, Sheet
from protocols.drawing.svg import SMALL, line, node, outline, rect, text, width_of
from protocols.drawing.words import quantity, sentence
from protocols.model import Arm, single

TALL: Final = 34.0
FINEST: Final = 3.0
"""Cycles shorter than this are drawn as one block."""
THINNEST: Final = FINEST / 2
"""On-times shorter than this are drawn so wide, and it is said: what is narrower than a pixel is not seen."""
WIDENED: Final = "On-times are drawn wider in the session than they are, so that they can be seen."
ROOM: Final = (LEFT, RIGHT)


class Times(NamedTuple):
    """What is said of the times in a session: on, off and ramp in s, session and day in min. None: not stated."""

    on: Interval | None
    off: Interval | None
    ramp: Interval | None
    session: Interval | None
    day: Interval | None

    @property
    def cycle_s(self) -> float:
        """How long the first line is drawn: a cycle, an on-time, or the rise at the start and as much again."""
        if self.on:
            return longest(self.on) + (longest(self.off) if self.off else 0.0)
        return longest(self.ramp) * 2.5 if self.ramp else 0.0

    @property
    def length_min(self) -> float:
        """How long the second line is drawn: the session, else the minutes of a day."""
        return longest(self.session or self.day or Interval(0.0, 0.0, 0.0))


def times_of(arm: Arm) -> Times:
    """Return the times in an arm's session."""
    said, plan = arm.stimulation, arm.schedule
    gated = said.pattern == "gated" and said.gating is not None and said.on_s is None
    on = said.gating.train_s if gated and said.gating is not None else said.on_s
    if said.pattern == "continuous" or cut_short(arm):
        on = None
    written = (on, None if gated else said.off_s, said.ramp_s, plan.session_min, plan.daily_min)
    return Times(*(None if value is None else Interval.of(value) for value in written))


def cut_short(arm: Arm) -> bool:
    """Say whether current stops after the ramp of a sham, for which time is not stated."""
    return arm.written.sham_method == "ramp_then_off" and isinstance(gating_duty(arm), Missing)


def cycle(sheet: Sheet, arm: Arm, times: Times, axis: Axis) -> None:
    """Draw the rise, on and off of one cycle; of a session without pauses its start."""
    gated = arm.stimulation.pattern == "gated"
    words = ("one train" if gated else "one cycle") if times.on else "the start"
    zero = _opened(sheet, words)
    rise = axis.length(longest(times.ramp)) if times.ramp and drawable(longest(times.ramp)) else 0.0
    if times.on:
        block = axis.length(times.on.min or 0.0), axis.length(longest(times.on))
    elif cut_short(arm):
        block = rise, rise
        sheet.add(line(axis.at(0) + rise, zero - TALL, axis.right, zero - TALL, **_dotted(arm)))
        sheet.add(text((axis.at(0) + rise + axis.right) / 2, zero - 8, "?", anchor="middle", bold=True))
    else:
        block = axis.length(times.cycle_s), axis.length(times.cycle_s)
    sheet.add(*_block(sheet, arm, (axis.at(0), zero), block, rise))
    if times.ramp and times.ramp.min is not None and axis.length(times.ramp.min) < rise:
        sooner = axis.at(0) + axis.length(times.ramp.min)
        sheet.add(line(axis.at(0), zero, sooner, zero - TALL, **_dotted(arm)))
    _closed(sheet, zero, axis, "s", list(_lengths(times, "train" if gated else "on")))


def _lengths(times: Times, on: str) -> Iterator[tuple[float, float, str]]:
    if times.ramp:
        yield 0.0, longest(times.ramp), f"rise {quantity(times.ramp, 's')}"
    if times.on:
        yield 0.0, longest(times.on), f"{on} {quantity(times.on, 's')}"
    if times.on and times.off:
        start = longest(times.on)
        yield start, start + longest(times.off), f"off {quantity(times.off, 's')}"


def whole(sheet: Sheet, arm: Arm, times: Times, axis: Axis) -> None:
    """Draw the whole session; where its length is not stated, a day whose sessions are not stated."""
    length = times.session or times.day or Interval(0.0, 0.0, 0.0)
    words = "session" if times.session else "day"
    zero = _opened(sheet, f"the {words}")
    least, most = axis.length(length.min or 0.0), axis.length(longest(length))
    known = arm.delivers_current and times.session is not None and not cut_short(arm)
    cycles = list(_cycles(arm, longest(length), axis)) if known else []
    if known and arm.stimulation.pattern == "continuous":
        rise = axis.length(longest(times.ramp) / 60) if times.ramp and drawable(longest(times.ramp)) else 0.0
        sheet.add(*_block(sheet, arm, (axis.at(0), zero), (least, most), rise))
    else:
        sheet.add(rect(axis.at(0), zero - TALL, most, TALL, fill="none", data_part="length", **_dotted(arm)))
        within = "" if cycles else _within(arm, times)
        if most > width_of(within, SMALL) + 12:
            sheet.add(text(axis.at(0) + most / 2, zero - TALL / 2 + 4, within, size=SMALL, anchor="middle"))
        elif within:
            sheet.say(sentence(f"in the {words}: {within}"))
    ends = axis.at(0) + least, axis.at(0) + most
    sheet.add(*(_on(sheet, arm, one, ends, zero) for one in cycles))
    if any(end - start < THINNEST for start, end in cycles):
        sheet.say(WIDENED)
    _closed(sheet, zero, axis, "min", [(0.0, longest(length), f"{words} {quantity(length, 'min')}")])


def _on(
    sheet: Sheet, arm: Arm, drawn: tuple[float, float], ends: tuple[float, float], zero: float
) -> Element:
    """Return an on-time of a session, filled where the session lasts so long at least; ends: its least and most."""
    start, end = drawn
    fill: dict[str, str | float] = {"fill": sheet.range_fill}
    if ends[0] >= end - 0.01:
        fill = {"fill": colour(arm.role), "fill_opacity": 1.0 if end - start < THINNEST else 0.5}
    wide = max(end - start, THINNEST)
    return rect(min(start, ends[1] - wide), zero - TALL, wide, TALL, data_part="on", **fill)


def _within(arm: Arm, times: Times) -> str:
    """Say in a frame why nothing is drawn in it."""
    if not arm.delivers_current:
        return "no current"
    if times.session is None:
        return "how it is split into sessions is not stated"
    if cut_short(arm):
        return "for how long current flows in it is not stated"
    if arm.stimulation.pattern == "gated":
        return "on when the signal says so"
    if times.on and times.off:
        return "on and off in turn, too short or too open to be drawn one by one"
    return "when it is on is not stated"


def _cycles(arm: Arm, length: float, axis: Axis) -> Iterator[tuple[float, float]]:
    """Yield where each on-time is drawn, where the times are one number each and the cycles can be told apart."""
    on, off = single(arm.stimulation.on_s), single(arm.stimulation.off_s)
    if arm.stops_once and on is not None:
        yield axis.at(0), min(axis.at(0) + axis.length(on / 60), axis.at(length))
        return
    if on is None or off is None or arm.stimulation.pattern in ("gated", "continuous"):
        return
    each = axis.length((on + off) / 60)
    if each < FINEST:
        return
    for number_ in range(int(axis.length(length) / each) + 1):
        start = axis.at(0) + number_ * each
        end = min(start + axis.length(on / 60), axis.at(length))
        if end - start > 1e-6:  # an error of rounding at the end of a session is no on-time
            yield start, end


def _block(
    sheet: Sheet, arm: Arm, start: tuple[float, float], lengths: tuple[float, float], rise: float
) -> Iterator[Element]:
    """Yield a time with current that rises at its start: filled as long as it is at least, hatched as long as it may be."""
    least, most = lengths
    stroke = colour(arm.role)
    if least > 0:
        sure: dict[str, str | float] = {"fill": stroke, "fill_opacity": 0.5, "stroke": stroke}
        yield node("path", d=_risen(start, 0.0, least, rise), data_part="on", **sure)
    if most > least:
        may = {"fill": sheet.range_fill, "stroke": stroke, "stroke_dasharray": "4 3"}
        yield node("path", d=_risen(start, least, most, rise), data_part="may", **may)


def _risen(start: tuple[float, float], since: float, until: float, rise: float) -> str:
    """Return the outline of what lies below a rising current, from one length to another."""
    turns = [since, *([rise] if since < rise < until else []), until]
    tops = [(at, TALL * min(1.0, at / rise) if rise > 0 else TALL) for at in turns]
    corners = [(since, 0.0), *tops, (until, 0.0)]
    return outline((start[0] + at, start[1] - up) for at, up in corners)


def _dotted(arm: Arm) -> dict[str, str | float]:
    return {"stroke": colour(arm.role), "stroke_dasharray": "4 3", "stroke_width": 1.2}


def _opened(sheet: Sheet, words: str) -> float:
    """Name a line of the panel, and return how far down its zero is."""
    sheet.down += 14
    sheet.add(text(LEFT, sheet.down, words, size=SMALL, bold=True))
    return sheet.down + 8 + TALL


def _closed(
    sheet: Sheet, zero: float, axis: Axis, unit: str, lengths: list[tuple[float, float, str]]
) -> None:
    """Draw the zero line, the dimensions below it and the axis."""
    sheet.add(line(LEFT, zero, RIGHT, zero, stroke=INK, stroke_width=1.4))
    sheet.down = zero
    for start, end, words in lengths:
        if drawable(start, end):
            sheet.down += 20
            sheet.add(dimension(axis.at(start), min(axis.at(end), RIGHT), sheet.down, words, room=ROOM))
    sheet.add(scale_line(axis, sheet.down + 24, unit))
    sheet.down += 46
