"""The course of every arm as a calendar: a band for each period, washouts between them, outcomes above."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from protocols.drawing.axis import Axis, drawable, scale_line
from protocols.drawing.colours import INK, PAPER, RULE
from protocols.drawing.course import outcomes_on
from protocols.drawing.roles import colour, fill, patterns
from protocols.drawing.sheet import RIGHT, WIDTH, Sheet
from protocols.drawing.svg import SMALL, line, rect, text, width_of, wrap
from protocols.drawing.weeks import LONGEST_WEEKS, around, points_of
from protocols.drawing.words import ROLES, name_of, quantity
from protocols.model import Arm, Study, high
from protocols.model.calendar import begins, days_of
from protocols.model.course import WEEK, Ends

START: Final = 124.0
BAND: Final = 30.0
UNKNOWN_WEEKS: Final = 1.0
"""How long a period is drawn of which nobody knows how long it is."""


class Band(NamedTuple):
    """A period on the calendar, in weeks from the first session; sure: its length is said."""

    part: Arm
    start: float
    length: float
    sure: bool


def calendar(study: Study, prefix: str = "calendar") -> str:
    """Return what each arm gets when, as SVG: a row for each arm, a band for each period, in weeks from the first day."""
    sheet = Sheet(prefix, "What each arm gets, and when")
    sheet.add(patterns(prefix))
    rows = [(arm, list(_bands(arm))) for arm in study.arms.values()]
    ends = [band.start + band.length for _, bands in rows for band in bands]
    points = points_of(study)
    first = min([0.0, *(point.week for point in points)])
    last = max([*ends, *(point.week for point in points), UNKNOWN_WEEKS])
    if drawable(last) and last <= LONGEST_WEEKS:
        axis = Axis(first, last, START, RIGHT - 8)
        outcomes_on(sheet, points, axis)
        for arm, bands in rows:
            _row(sheet, arm, bands, axis, prefix)
        sheet.add(scale_line(axis, sheet.down + 6, ""))
        sheet.add(text(START - 8, sheet.down + 23, "week", size=SMALL, anchor="end"))
        sheet.down += 34
        _legend(sheet, [band.part for _, bands in rows for band in bands], prefix)
    sheet.say(*_in_words(study, rows))
    return sheet.done()


def _bands(arm: Arm) -> Iterator[Band]:
    late = 0.0
    for part in arm.parts:
        start, length = begins(arm, part.period), days_of(part)
        known = _longest(length)
        yield Band(
            part, _longest(start) or late, UNKNOWN_WEEKS if known is None else known, known is not None
        )
        late = (_longest(start) or late) + (UNKNOWN_WEEKS if known is None else known)


def _longest(days: Ends) -> float | None:
    """Return a time in weeks at its upper end, where that is known, else at its lower one."""
    end = days.least if days.most is None else days.most
    return None if end is None else float(end) / WEEK


def _row(sheet: Sheet, arm: Arm, bands: list[Band], axis: Axis, prefix: str) -> None:
    """Draw an arm's bands, its name at their left."""
    top = sheet.down + 8
    for index, words in enumerate(wrap(name_of(arm), START - 20, SMALL, lines=2)):
        sheet.add(text(START - 8, top + 13 + index * 14, words, size=SMALL, anchor="end"))
    sheet.add(
        line(axis.at(0), top + BAND / 2, axis.right, top + BAND / 2, stroke=RULE, stroke_dasharray="1 4")
    )
    for band in bands:
        left, wide = axis.at(band.start), axis.length(band.length)
        look = {"fill": "none", "stroke": INK} if not band.part.stimulated else fill(band.part.role, prefix)
        if not band.sure:
            look = {"fill": "none", "stroke": colour(band.part.role), "stroke_dasharray": "2 4"}
        sheet.add(rect(left, top, wide, BAND, data_part="period", data_period=band.part.name, **look))
        if band.part.open_label:
            sheet.add(line(left, top - 4, left + wide, top - 4, stroke_width=2.4, data_part="open-label"))
        shown = period_of(band.part)
        if width_of(shown, SMALL) + 10 <= wide:
            room = width_of(shown, SMALL) + 8
            sheet.add(rect(left + (wide - room) / 2, top + 6, room, BAND - 12, fill=PAPER, fill_opacity=0.86))
            sheet.add(text(left + wide / 2, top + BAND / 2 + 4.5, shown, size=SMALL, anchor="middle"))
    sheet.down = top + BAND + 6


def period_of(part: Arm) -> str:
    """Return a period's name for readers without its arm's; of an arm without periods its role."""
    return part.called or ROLES[part.role]


def _legend(sheet: Sheet, parts: list[Arm], prefix: str) -> None:
    """Say what the bands' fillings and the line above them mean."""
    x, down = 12.0, sheet.down
    roles = [role for role in ROLES if any(part.role == role for part in parts)]
    for role in roles:
        look = fill(role, prefix) if role != "no_stimulation" else {"fill": "none", "stroke": INK}
        sheet.add(rect(x, down, 26, 14, **look), text(x + 32, down + 11, ROLES[role], size=SMALL))
        x += 46 + width_of(ROLES[role], SMALL)
    if any(part.open_label for part in parts) and x < WIDTH - 120:
        sheet.add(line(x, down + 7, x + 26, down + 7, stroke_width=2.4))
        sheet.add(text(x + 32, down + 11, "open label", size=SMALL))
    sheet.down = down + 24


def _in_words(study: Study, rows: list[tuple[Arm, list[Band]]]) -> Iterator[str]:
    for arm, bands in rows:
        yield f"{name_of(arm)}: {'; '.join(_told(band) for band in bands)}."
    if any(high(band.part.washout_days) for _, bands in rows for band in bands):
        yield "The gaps are washouts."
    if any(not band.sure for _, bands in rows for band in bands):
        yield "Dotted: how long the period is, is not said."
    yield "A range is drawn at its upper end, and a month with its most days."
    yield from around(study)


def _told(band: Band) -> str:
    """Return a period in words: `blinded (sham), 2 weeks, after a washout of 14 days; open label`."""
    part, plan = band.part, band.part.schedule
    lengths = [
        quantity(said, key) for key in ("weeks", "months", "days") if (said := getattr(plan, key)) is not None
    ]
    words = [f"{period_of(part)} ({ROLES[part.role]})" if part.period else ROLES[part.role], *lengths]
    if high(part.washout_days):
        words.append(f"after a washout of {quantity(part.washout_days or 0.0, 'days')}")
    if part.open_label:
        words.append("open label")
    if part.who:
        words.append(f"only for some ({part.who})")
    return ", ".join(words)
