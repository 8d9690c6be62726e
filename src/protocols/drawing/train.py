"""The train: pulses, or bursts of them, as they follow one another while stimulation is on."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from protocols.dose.factors import trains_hz
from protocols.dose.formulas import Interval, Missing
from protocols.drawing.axis import Axis, dimension, drawable, scale_line
from protocols.drawing.phases import longest
from protocols.drawing.pulse import ALIKE, pulse_of
from protocols.drawing.roles import colour
from protocols.drawing.sheet import LEFT, RIGHT, Sheet, flat, no_current
from protocols.drawing.svg import SMALL, line, rect, text
from protocols.drawing.words import amount, listed, name_of, quantity
from protocols.model import Arm, high, low
from protocols.model.quantity import DIGITS, counted

TALL: Final = 18.0
FINEST: Final = 3.0
"""Pulses nearer to one another than this are drawn as one hatched band."""
FINEST_LINE: Final = 1.2


class Train(NamedTuple):
    """A frequency that is drawn: pulses or bursts a second, and the words for it."""

    hz: float
    words: str

    @property
    def period_ms(self) -> float:
        """The time from one pulse or burst to the next, ms."""
        return 1000 / self.hz


class Line(NamedTuple):
    """Where the pulses of an arm are drawn: its time axis in ms, the zero line, and the hatching."""

    arm: Arm
    axis: Axis
    zero: float
    hatching: str


def trains_of(arm: Arm) -> list[Train]:
    """Return the frequencies to be drawn: each of alternating ones, both ends of a range, else the one that is said."""
    said = arm.stimulation
    if said.alternating_hz:
        times = said.alternating_s or ()
        spans = [f" for {amount(time)} s" for time in times] or [""] * len(said.alternating_hz)
        return [
            Train(hz, f"{amount(hz)} Hz{span}") for hz, span in zip(said.alternating_hz, spans, strict=True)
        ]
    rate = trains_hz(arm)
    if isinstance(rate, Missing):
        return []
    ends = [end for end in dict.fromkeys((rate.min, rate.max)) if end is not None]
    names = ["at the lowest, ", "at the highest, "] if len(ends) == 2 else [_open(rate)]
    return [Train(end, f"{name}{amount(end)} Hz") for end, name in zip(ends, names, strict=True)]


def _open(rate: Interval) -> str:
    return "at the highest, " if rate.min is None else "at the lowest, " if rate.max is None else ""


def scale_of(arms: Iterable[Arm]) -> float:
    """Return the ms that a panel stands for on which all these arms' trains can be seen."""
    periods = [train.period_ms for arm in arms if arm.delivers_current for train in _drawable(arm)]
    return 3.2 * max(periods, default=1.0)


def _drawable(arm: Arm) -> list[Train]:
    return [train for train in trains_of(arm) if train.hz > 0 and drawable(train.hz, 3.2 * 1000 / train.hz)]


def train(arm: Arm, prefix: str = "train", scale: float | None = None) -> str:
    """Return an arm's train as SVG; scale is the ms that the panel stands for, so that arms can share it."""
    sheet, trains = Sheet(prefix, f"{name_of(arm)}: the train", arm.role), trains_of(arm)
    drawn = _drawable(arm)
    if not arm.delivers_current:
        flat(sheet, no_current(arm))
    elif not trains:
        rate = trains_hz(arm)
        reason = rate.reason if isinstance(rate, Missing) else "needs stimulation.frequency_hz"
        sheet.say(f"Cannot be drawn: {reason}.")
    elif len(drawn) < len(trains):
        sheet.say(f"Cannot be drawn to scale: {listed([train.words for train in trains])}.")
    else:
        span = scale or scale_of([arm])
        axis = Axis(-0.02 * span, span, LEFT, RIGHT)
        for one in drawn:
            _row(sheet, arm, one, axis)
        unit, factor = ("s", 1000.0) if span > 2000 else ("ms", 1.0)
        shown = Axis(axis.low / factor, axis.high / factor, LEFT, RIGHT)
        sheet.add(scale_line(shown, sheet.down + 8, unit, from_=0.0))
        sheet.down += 30
        if arm.stimulation.alternating_hz and arm.stimulation.alternating_s:
            _sequence(sheet, arm)
        sheet.say(*_in_words(arm, drawn))
        if pulse_of(arm).most_us and _width(arm, axis) == FINEST_LINE:
            sheet.say("A pulse is shorter than the finest line, and drawn as one.")
        sheet.lack(*_unsaid(arm))
    return sheet.done()


def _row(sheet: Sheet, arm: Arm, one: Train, axis: Axis) -> None:
    """Draw one frequency: its pulses or bursts on a line, and its period below."""
    sheet.down += 18
    sheet.add(text(LEFT, sheet.down - 2, one.words, size=SMALL, bold=True))
    zero = sheet.down + 8 + TALL
    sheet.add(line(LEFT, zero, RIGHT, zero))
    if axis.length(one.period_ms) < FINEST:
        band = rect(
            axis.at(0), zero - TALL, RIGHT - axis.at(0), TALL, fill=sheet.range_fill, data_part="band"
        )
        sheet.add(band, text(axis.at(0) + 8, zero + 15, "too close to be drawn one by one", size=SMALL))
    else:
        count = int(axis.high / one.period_ms) + 1
        for number in range(count):
            sheet.add(*_burst(Line(arm, axis, zero, sheet.range_fill), number, number * one.period_ms))
    sheet.down = zero + (TALL if _down(arm) else 0.0) + 14
    words = f"{amount(one.period_ms, DIGITS)} ms from one {_what(arm)} to the next"
    sheet.add(dimension(axis.at(0), axis.at(one.period_ms), sheet.down, words, room=(LEFT, RIGHT)))
    sheet.down += 14


def _what(arm: Arm) -> str:
    return "pulse" if arm.stimulation.burst is None else "burst"


def _down(arm: Arm) -> bool:
    return arm.stimulation.waveform in (*ALIKE, "monophasic_alternating")


def _burst(on: Line, number: int, start: float) -> Iterator[Element]:
    """Yield a pulse, or the pulses of a burst at the lowest rate that is said; of a burst not known so far, its start."""
    burst, axis = on.arm.stimulation.burst, on.axis
    if burst is None:
        yield from _spike(on, number, start)
        return
    rate = low(burst.pulse_rate_hz) or high(burst.pulse_rate_hz)
    pulses = burst.pulses or 1
    known = burst.pulses is not None and rate is not None and drawable(1000 / rate, pulses)
    apart = axis.length(1000 / rate) if known and rate else 0.0
    if known and rate and apart >= FINEST:
        for index in range(min(pulses, int((axis.right - axis.at(start)) / apart) + 1)):
            yield from _spike(on, number * pulses + index, start + index * 1000 / rate)
        return
    wide = max(apart * (pulses - 1), FINEST_LINE) if known else 10.0
    fill, dashes = (on.hatching, None) if known else ("none", "3 2")
    left = axis.at(start)
    edge: dict[str, str | None] = {"fill": fill, "stroke": colour(on.arm.role), "stroke_dasharray": dashes}
    yield rect(left, on.zero - TALL, min(wide, axis.right - left), TALL, data_part="burst", **edge)


def _spike(on: Line, number: int, start: float) -> Iterator[Element]:
    """Yield one pulse, as wide as it lasts where that can be seen; alternating, every other one downwards."""
    one, axis, left = pulse_of(on.arm), on.axis, on.axis.at(start)
    width = _width(on.arm, axis)
    gap = axis.length(longest(one.gap) / 1000) if one.gap and drawable(longest(one.gap)) else 0.0
    turned = one.waveform == "monophasic_alternating" and number % 2 == 1
    fill, up = colour(on.arm.role), on.zero if turned else on.zero - TALL
    yield rect(left, up, min(width, axis.right - left), TALL, fill=fill, data_part="pulse")
    second = left + (width if width > FINEST_LINE else 0.0) + gap
    if one.phases == 2 and second < axis.right:
        yield rect(second, on.zero, min(width, axis.right - second), TALL, fill=fill, data_part="second")


def _width(arm: Arm, axis: Axis) -> float:
    us = longest(pulse_of(arm).phase)
    return max(axis.length(us / 1000), FINEST_LINE) if drawable(us) else FINEST_LINE


def _sequence(sheet: Sheet, arm: Arm) -> None:
    """Draw how long each of the alternating frequencies lasts, one after the other."""
    rates, times = arm.stimulation.alternating_hz or (), arm.stimulation.alternating_s or ()
    whole = sum(times)
    if not drawable(whole):
        return
    axis = Axis(0.0, whole, LEFT, RIGHT)
    start = 0.0
    for number, (rate, time) in enumerate(zip(rates, times, strict=True)):
        left, wide = axis.at(start), axis.length(time)
        fill = sheet.range_fill if number % 2 else "none"
        sheet.add(rect(left, sheet.down + 6, wide, 18, fill=fill, stroke=colour(arm.role), data_part="turn"))
        if wide > 44:
            sheet.add(
                text(left + wide / 2, sheet.down + 38, f"{amount(rate)} Hz", size=SMALL, anchor="middle")
            )
        start += time
    sheet.add(scale_line(axis, sheet.down + 46, "s"))
    sheet.down += 70


def _in_words(arm: Arm, trains: list[Train]) -> Iterator[str]:
    said, what = arm.stimulation, "Pulses" if arm.stimulation.burst is None else "Bursts"
    rate = trains_hz(arm)
    if said.alternating_hz:
        yield f"{what} at frequencies that follow one another: {listed([train.words for train in trains])}."
    else:
        words = quantity(rate, "Hz")
        yield f"{what} at {'a frequency of ' if words.startswith('at ') else ''}{words}."
    if said.burst is not None:
        pulses, inner = said.burst.pulses, said.burst.pulse_rate_hz
        if pulses:
            yield f"{counted(pulses, 'pulse')} a burst."
        if inner is not None:
            ranged = " (drawn at the lowest)" if low(inner) != high(inner) else ""
            yield f"Within a burst {quantity(Interval.of(inner), 'Hz')}{ranged}."


def _unsaid(arm: Arm) -> Iterator[str]:
    said = arm.stimulation
    if said.alternating_hz and not said.alternating_s and len(said.alternating_hz) > 1:
        yield "how long each frequency lasts (stimulation.alternating_s)"
    if said.burst is not None and said.burst.pulses is None:
        yield "the pulses of a burst (stimulation.burst.pulses)"
    if said.burst is not None and said.burst.pulse_rate_hz is None:
        yield "how fast they follow within a burst (stimulation.burst.pulse_rate_hz)"
    if said.pulse_width_us is None:
        yield "how long a pulse lasts (stimulation.pulse_width_us)"
