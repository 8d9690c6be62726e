"""A bar: a value, or the interval it lies in, beside a limit."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from protocols.dose.formulas import Interval, Missing, Value, combine
from protocols.drawing.axis import Axis, drawable
from protocols.drawing.colours import INK, RULE
from protocols.drawing.phases import longest
from protocols.drawing.roles import colour
from protocols.drawing.sheet import WIDTH, Sheet
from protocols.drawing.svg import SMALL, line, node, outline, rect, text, width_of
from protocols.drawing.words import DRAWN, quantity
from protocols.overview.amounts import digits_of, words_of

NO_VERDICT: Final = "Neither the length nor the colour of a bar decides whether a protocol is acceptable."
LEFT: Final = 12.0
RIGHT: Final = 620.0
TALL: Final = 16.0
FURTHEST: Final = 3.0
"""How many times the limit a bar is drawn to scale; a longer one ends in an arrow."""


class Exposure(NamedTuple):
    """A quantity beside a limit: what it is, its value and unit, the limit, how the limit is called, and on whose word."""

    words: str
    value: Value
    unit: str
    limit: float
    called: str = "limit"
    source: str = ""


def percent(exposure: Exposure) -> Value:
    """Return a value in percent of its limit, as an interval; what is missing where there is none."""
    return combine(lambda value: value / exposure.limit * 100, exposure.value)


def percent_in_words(exposure: Exposure) -> str:
    """Return a value in percent of its limit; a value above the limit never reads as 100 %, nor one below it."""
    share = percent(exposure)
    return "not computed" if isinstance(share, Missing) else _in_words(share, "%", 100)


def _in_words(value: Interval, unit: str, limit: float) -> str:
    """Return a value as the tables have it, which stand beside the picture."""
    return " ".join(words_of(value, unit, DRAWN, digits=digits_of(value, limit))).rstrip()


def scale_of(exposures: Iterable[Exposure]) -> float:
    """Return how many times the limit bars go that are to be compared: as far as the longest of them."""
    longest_of_all = max(map(_reach, exposures), default=0.0)
    return max(1.25, min(longest_of_all, FURTHEST) * 1.1)


def _reach(exposure: Exposure) -> float:
    share = percent(exposure)
    return 0.0 if isinstance(share, Missing) else longest(share) / 100


def bar(exposure: Exposure, prefix: str = "bar", role: str = "active", scale: float | None = None) -> str:
    """Return a value beside its limit as SVG: filled as far as it is at least, hatched as far as it may be.

    scale: that of several arms, so that their bars compare; without it the bar has its own.
    """
    sheet = Sheet(prefix, exposure.words, role)
    value, share = exposure.value, percent(exposure)
    axis = Axis(0.0, scale or scale_of([exposure]), LEFT, RIGHT)
    top = sheet.down + 20
    sheet.add(rect(LEFT, top, RIGHT - LEFT, TALL, fill="none", stroke=RULE, stroke_width=0.8))
    if isinstance(value, Missing):
        sheet.add(text(LEFT + 8, top + 12.5, "not computed", size=SMALL))
        sheet.say(f"Not computed: {value.reason}.")
    elif isinstance(share, Interval) and drawable(_reach(exposure)):
        _draw(sheet, share, axis, top, colour(role))
    x = axis.at(1.0)
    words = f"{exposure.called} {quantity(exposure.limit, exposure.unit)}"
    sheet.add(line(x, top - 6, x, top + TALL + 6, stroke=INK, stroke_width=2.2, data_part="limit"))
    half = width_of(words, SMALL) / 2
    sheet.add(text(min(x, WIDTH - 8 - half), top - 9, words, size=SMALL, anchor="middle"))
    sheet.down = top + TALL + 6
    if not isinstance(value, Missing):
        found = _in_words(value, exposure.unit, exposure.limit)
        sheet.say(
            f"{found}: {percent_in_words(exposure)} of the {exposure.called} of {quantity(exposure.limit, exposure.unit)}."
        )
    if exposure.source:
        sheet.say(f"Source of the {exposure.called}: {exposure.source}.")
    return sheet.done()


def _draw(sheet: Sheet, share: Interval, axis: Axis, top: float, stroke: str) -> None:
    least, most = (share.min or 0.0) / 100, longest(share) / 100
    cut = FURTHEST * 1.02
    sure, may = axis.length(min(least, cut)), axis.length(min(most, cut))
    sheet.add(rect(LEFT, top, sure, TALL, fill=stroke, fill_opacity=0.75, stroke=stroke, data_part="least"))
    if may > sure:
        dashes = "4 3" if share.max is None else None
        sheet.add(
            rect(
                LEFT + sure,
                top,
                may - sure,
                TALL,
                fill=sheet.range_fill,
                stroke=stroke,
                stroke_dasharray=dashes,
                data_part="may",
            )
        )
    if most > FURTHEST:
        x, middle = LEFT + may, top + TALL / 2
        corners = ((x, top - 3), (x + 14, middle), (x, top + TALL + 3))
        sheet.add(node("path", d=outline(corners), fill=stroke, data_part="beyond"))
