"""How a phase of a pulse is drawn: filled as far as it is sure, hatched as far as it may go, dashed where it is not stated."""

import math
from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from protocols.dose.formulas import Interval, Missing, Value
from protocols.drawing.axis import Axis
from protocols.drawing.colours import PAPER
from protocols.drawing.svg import SMALL, line, node, outline, text

HIGH: Final = 78.0
"""How high the highest peak is drawn."""
UNSAID: Final = 0.7
"""The share of it at which a peak is drawn whose height is not stated."""
BEYOND: Final = 1.25
"""How far beyond its lower end a range is drawn whose upper end is not stated."""
DASHES: Final = "5 3"


class Canvas(NamedTuple):
    """Where pulses are drawn: the time axis in µs, the zero line, the height of 1 mA (or V), colour and hatching."""

    axis: Axis
    zero: float
    per_unit: float
    colour: str
    hatching: str

    def tall(self, peak: float) -> float:
        """Return how high a peak is drawn."""
        return peak * self.per_unit


def longest(value: Value) -> float:
    """Return the highest value a quantity is drawn with; 0 where nothing is known of it."""
    if isinstance(value, Missing):
        return 0.0
    return value.max if value.max is not None else (value.min or 0.0) * BEYOND


def phase(
    canvas: Canvas, shape: str | None, what: tuple[float, Value, Value], sign: int, *, dashed: bool
) -> Iterator[Element]:
    """Yield a phase that starts at a time, from its duration and peak: upwards, or with sign -1 downwards."""
    start, width, peak = what
    if isinstance(width, Missing):
        return
    known = isinstance(peak, Interval)
    top = canvas.tall(longest(peak)) if known else HIGH * UNSAID
    open_ = dashed or not known or width.max is None or (isinstance(peak, Interval) and peak.max is None)
    x = canvas.axis.at(start)
    full = course_of_current(shape, (x, canvas.zero), canvas.axis.length(longest(width)), sign * top)
    sure = (
        canvas.axis.length(width.min or 0.0),
        canvas.tall(peak.min or 0.0) if isinstance(peak, Interval) else 0.0,
    )
    ranges = width.min != width.max or not isinstance(peak, Interval) or peak.min != peak.max
    fill = (canvas.hatching if known else "none") if ranges else canvas.colour
    yield node(
        "path",
        d=full,
        fill=fill,
        fill_opacity=None if ranges else 0.5,
        stroke=canvas.colour,
        stroke_width=1.8,
        stroke_linejoin="round",
        stroke_dasharray=DASHES if open_ else None,
        data_part="phase",
    )
    if not known and width.min and width.min != width.max:
        shortest = x + sure[0]
        yield line(
            shortest,
            canvas.zero,
            shortest,
            canvas.zero - sign * top,
            stroke=canvas.colour,
            stroke_dasharray=DASHES,
            data_part="shortest",
        )
    if ranges and all(sure):
        least = course_of_current(shape, (x, canvas.zero), sure[0], sign * sure[1])
        yield node("path", d=least, fill=canvas.colour, fill_opacity=0.5, data_part="least")


def course_of_current(shape: str | None, start: tuple[float, float], width: float, height: float) -> str:
    """Return the outline of a phase, upwards for a positive height; of an exponential, one of the many it may be."""
    x, y = start
    if shape == "triangular":
        points = [(0.0, 0.0), (0.5, 1.0), (1.0, 0.0)]
    elif shape == "half_sine":
        points = [(step / 24, math.sin(math.pi * step / 24)) for step in range(25)]
    elif shape == "exponential":
        points = [(0.0, 0.0), *((step / 24, math.exp(-step / 8)) for step in range(25)), (1.0, 0.0)]
    else:
        points = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0)]
    return outline(((x + right * width, y - up * height) for right, up in points), closed=False)


def open_phase(canvas: Canvas, start: float, end: float) -> Iterator[Element]:
    """Yield the place where a second phase may follow of which nothing is said."""
    left, right = canvas.axis.at(start), canvas.axis.at(end)
    yield line(
        left, canvas.zero, right, canvas.zero, stroke_dasharray="2 4", stroke_width=1.6, data_part="open"
    )
    yield text((left + right) / 2, canvas.zero + 24, "?", anchor="middle", bold=True)


def break_of(axis: Axis, width: Value) -> float | None:
    """Return where the time axis is broken for the next pulse; None where there is no room for one."""
    cut = axis.right - axis.length(longest(width)) - 40
    return cut if cut > axis.at(longest(width)) + 30 else None


def next_pulse(canvas: Canvas, shape: str | None, width: Value, peak: Value, cut: float) -> Iterator[Element]:
    """Yield the next pulse in the other direction behind a break of the time axis."""
    axis, zero = canvas.axis, canvas.zero
    yield line(cut, zero - 8, cut + 6, zero + 8, stroke=PAPER, stroke_width=8)
    yield from (line(x, zero + 8, x + 6, zero - 8) for x in (cut - 4, cut + 4))
    there = cut + 28
    span = axis.high - axis.low
    here = canvas._replace(axis=Axis(0.0, span, there, there + axis.length(span)))
    yield from phase(here, shape, (0.0, width, peak), -1, dashed=shape in (None, "exponential"))
    yield text(there, zero - 8, "the next pulse, not to scale in time", size=SMALL)
