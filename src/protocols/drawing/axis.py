"""Scales from a value to a place on the drawing, and the lines that show them."""

import math
from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from protocols.drawing.colours import RULE
from protocols.drawing.svg import SMALL, line, node, text, width_of
from protocols.drawing.words import amount

MEASURE: Final = (1e-9, 1e12)
"""What can be drawn: values below and above are beyond all measure (and 0 is a value)."""


def drawable(*values: float) -> bool:
    """Say whether values can be drawn on a scale."""
    return all(value == 0 or MEASURE[0] <= value <= MEASURE[1] for value in values)


class Axis(NamedTuple):
    """A scale from low at left to high at right; log, by powers of ten."""

    low: float
    high: float
    left: float
    right: float
    log: bool = False

    def at(self, value: float) -> float:
        """Return where a value lies; on a log scale, what is not above its low end lies there."""
        if self.log:
            share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def length(self, value: float) -> float:
        """Return how long a span of this value is drawn on a linear scale."""
        return value / (self.high - self.low) * (self.right - self.left)

    def ticks(self, wanted: int = 6) -> list[float]:
        """Return round values to be named: 1, 2 or 5 times a power of ten apart, or 1, 2 and 5 of each power."""
        if self.log:
            return list(_log_ticks(self.low, self.high))
        raw = (self.high - self.low) / wanted
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(power * times for times in (1, 2, 5, 10) if power * times >= raw * 0.999)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [float(f"{number * step:.9g}") for number in range(first, last + 1)]


def _log_ticks(low: float, high: float) -> Iterator[float]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    times = (1, 2, 5) if last - first <= 4 else (1,)
    apart = max(1, (last - first) // 8)
    for power in range(first, last + 1, apart):
        for factor in times:
            value = float(f"{factor}e{power}")
            if low * 0.999 <= value <= high * 1.001:
                yield value


def scale_line(axis: Axis, down: float, unit: str, *, from_: float | None = None) -> Element:
    """Return an axis with its named ticks and, at its right end, the unit; only from a value on where that is given."""
    start = axis.left if from_ is None else axis.at(from_)
    made = [line(start, down, axis.right, down, stroke=RULE)]
    unit_left = axis.right - width_of(unit, SMALL)
    made.append(text(axis.right, down + 17, unit, size=SMALL, anchor="end"))
    taken = -math.inf
    for tick in axis.ticks():
        x, words = axis.at(tick), amount(tick)
        if from_ is not None and tick < from_:
            continue
        made.append(line(x, down, x, down + 4, stroke=RULE))
        half = width_of(words, SMALL) / 2
        if x - half > taken + 6 and x + half < unit_left - 6:
            made.append(text(x, down + 17, words, size=SMALL, anchor="middle"))
            taken = x + half
    return node("g", *made, data_part="axis")


def dimension(start: float, end: float, down: float, words: str, *, room: tuple[float, float]) -> Element:
    """Return a dimension line between two places, its words in the middle or beside it, within the room from left to right."""
    made = [
        line(start, down, end, down),
        line(start, down - 4, start, down + 4),
        line(end, down - 4, end, down + 4),
    ]
    wide = width_of(words, SMALL)
    if end - start >= wide + 12:
        x, anchor, y = (start + end) / 2, "middle", down + 14
    elif end + 8 + wide <= room[1]:
        x, anchor, y = end + 8, "start", down + 4
    else:
        x, anchor, y = max(start - 8, room[0] + wide), "end", down + 4
    return node("g", *made, text(x, y, words, size=SMALL, anchor=anchor), data_part="dimension")
