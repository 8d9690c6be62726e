"""The course as a calendar: weeks with their treatment days, follow-up, and when outcomes are measured."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from protocols.dose.formulas import Interval
from protocols.drawing.axis import Axis, drawable, scale_line
from protocols.drawing.colours import INK, PAPER, RULE
from protocols.drawing.phases import longest
from protocols.drawing.roles import colour
from protocols.drawing.sheet import RIGHT, Sheet
from protocols.drawing.svg import SMALL, line, node, outline, rect, text, width_of, wrap
from protocols.drawing.weeks import (
    SLOTS,
    Course,
    Day,
    Scale,
    TimePoint,
    a_week,
    course_of,
    follow_up_said,
    follow_up_weeks,
    in_a_row,
    in_words,
    lasts,
    length_of,
    points_of,
    scale_of,
    sessions_a_day,
    unsaid,
)
from protocols.drawing.words import name_of
from protocols.model import Arm, Study

START: Final = 124.0
CELL: Final = 13.0
MOST: Final = 8
"""The outcomes that get a line of their own; the others are said in words."""
FINEST: Final = 4.0
"""Weeks narrower than this are drawn as one block."""


def course(study: Study, arm: Arm, prefix: str = "course", scale: Scale | None = None) -> str:
    """Return an arm's course as SVG, to a scale of its own or to one that other arms share."""
    sheet = Sheet(prefix, f"{name_of(arm)}: the course", arm.role)
    scale = scale or scale_of(study, [arm])
    found, length = course_of(arm), length_of(arm)
    # Where one period lies on the calendar, and what is measured then, the calendar shows.
    points, after = ([], None) if arm.period else (points_of(study), follow_up_weeks(study))
    if found or length or points:
        axis = Axis(scale.first, scale.last, START, RIGHT - 8)
        outcomes_on(sheet, points, axis)
        _calendar(sheet, arm, found, length, axis)
        if after and length and longest(after) > 0 and drawable(longest(after)):
            _follow_up(sheet, study, longest(length), after, axis)
        sheet.add(scale_line(axis, sheet.down + 6, ""))
        sheet.add(text(START - 8, sheet.down + 23, "week", size=SMALL, anchor="end"))
        sheet.down += 32
    sheet.say(*in_words(study, arm, found))
    sheet.lack(*unsaid(study, arm))
    return sheet.done()


def outcomes_on(sheet: Sheet, points: list[TimePoint], axis: Axis) -> None:
    """Draw a line for each outcome with a mark at each time it is measured, filled for the primary one."""
    names = dict.fromkeys(point.outcome for point in points)
    for name in list(names)[:MOST]:
        sheet.down += 18
        shown = wrap(name, START - 20, SMALL, lines=1)[0]
        sheet.add(text(START - 8, sheet.down, shown, size=SMALL, anchor="end"))
        sheet.add(
            line(axis.left, sheet.down - 4, axis.right, sheet.down - 4, stroke=RULE, stroke_dasharray="1 4")
        )
        for point in points:
            if point.outcome == name:
                sheet.add(_mark(axis.at(point.week), sheet.down - 4, filled=point.primary))
    sheet.down += 8 if points else 0


def _mark(x: float, y: float, *, filled: bool) -> Element:
    """Return a triangle that points down to its week."""
    corners = ((x - 5, y - 5), (x + 5, y - 5), (x, y + 4))
    return node(
        "path",
        d=outline(corners),
        fill=INK if filled else PAPER,
        stroke=INK,
        stroke_width=1.2,
        data_part="outcome",
    )


def _calendar(sheet: Sheet, arm: Arm, found: Course | None, length: Interval | None, axis: Axis) -> None:
    """Draw the weeks of the course, each with its treatment days where they are said."""
    sheet.down += 6
    if length is None:
        return
    if found and found.days and axis.length(1.0) >= FINEST:
        _grid(sheet, arm, found, axis)
    else:
        _frame(sheet, arm, longest(length), axis)


def _frame(sheet: Sheet, arm: Arm, length: float, axis: Axis) -> None:
    """Draw a course whose treatment days are not stated, or cannot be drawn one by one."""
    plan, left, wide = arm.schedule, axis.at(0), axis.length(length)
    days = (
        "; consecutive" if in_a_row(arm) else "" if plan.days is not None else "; treatment days not stated"
    )
    words = f"{lasts(arm)}{days if plan.days_per_week is None else f'; {a_week(arm)}'}"
    frame = {"fill": "none", "stroke": colour(arm.role), "stroke_dasharray": "4 3"}
    sheet.add(rect(left, sheet.down, wide, 2 * CELL, data_part="length", **frame))
    inside = wide > width_of(words, SMALL) + 10
    x, anchor = (left + wide / 2, "middle") if inside else (left, "start")
    down = CELL + 4 if inside else 2 * CELL + 14
    sheet.add(text(x, sheet.down + down, words, size=SMALL, anchor=anchor))
    sheet.down += 2 * CELL + (4 if inside else 18)


def _grid(sheet: Sheet, arm: Arm, found: Course, axis: Axis) -> None:
    """Draw each week as a column of seven days, with the treatment days in it."""
    top, high = sheet.down, SLOTS * CELL
    for index, words in enumerate(("day 1", "to 7") if found.consecutive else ("days of", "a week")):
        sheet.add(text(START - 8, top + high / 2 - 2 + index * 15, words, size=SMALL, anchor="end"))
    for week in range(max(day.week for day in found.days) + 1):
        grid: dict[str, str | float] = {"fill": "none", "stroke": RULE, "stroke_width": 0.6}
        sheet.add(rect(axis.at(week), top, axis.length(1.0), high, **grid))
    for day in found.days:
        sheet.add(*_day(sheet, arm, day, axis, top))
    sheet.down = top + high


def _day(sheet: Sheet, arm: Arm, day: Day, axis: Axis, top: float) -> Iterator[Element]:
    """Yield the sessions of a treatment day; one mark for the day where their number is not stated."""
    times = sessions_a_day(arm)
    inner = max(min(1.5, axis.length(1.0) * 0.12), 0.2)
    left, wide = axis.at(day.week) + inner, axis.length(1.0) - 2 * inner
    each = wide / (times or 1)
    stroke = colour(arm.role)
    fill: dict[str, str | float] = (
        {"fill": stroke, "fill_opacity": 0.6} if day.sure else {"fill": sheet.range_fill}
    )
    part = ("session" if times else "day") if day.sure else "may"
    for index in range(times or 1):
        gap = min(1.5, each * 0.2) if index < (times or 1) - 1 else 0.0
        yield rect(
            left + index * each, top + day.slot * CELL + 1.5, each - gap, CELL - 3, data_part=part, **fill
        )


def _follow_up(sheet: Sheet, study: Study, start: float, after: Interval, axis: Axis) -> None:
    """Draw the follow-up as a line behind the course."""
    y = sheet.down - 10
    end = axis.at(start + longest(after))
    words = f"follow-up {follow_up_said(study)}"
    sheet.add(
        line(axis.at(start) + 3, y, end, y, stroke_width=1.6, data_part="follow-up"),
        line(end, y - 5, end, y + 5),
    )
    wide = width_of(words, SMALL)
    sheet.add(
        text(
            min(max((axis.at(start) + end) / 2, axis.left + wide / 2), axis.right - wide / 2),
            y - 6,
            words,
            size=SMALL,
            anchor="middle",
        )
    )
