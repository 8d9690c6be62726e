"""A strip: where a protocol's value stands among the trials of its condition, and in the wider literature."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from protocols.drawing.axis import Axis, drawable, scale_line
from protocols.drawing.colours import INK, PAPER, RULE
from protocols.drawing.parameters import (
    PARAMETERS,
    Parameter,
    Used,
    cohorts_of,
    counts_of,
)
from protocols.drawing.roles import colour, diamond
from protocols.drawing.sheet import Sheet
from protocols.drawing.svg import SMALL, line, node, rect, text, wrap
from protocols.drawing.words import listed, name_of, quantity, sentence
from protocols.evidence.counts import Counts
from protocols.evidence.trials import Tier
from protocols.evidence.widest import Known
from protocols.model import Range, Study
from protocols.model.quantity import TYPOGRAPHIC, counted
from protocols.model.terms import in_words

NAMES: Final = 194.0
VALUES: Final = 298.0
LEFT: Final = 310.0
RIGHT: Final = 616.0
STEP: Final = 19.0
BEYOND: Final[dict[Tier, str]] = {
    "published": "published, beyond the review",
    "registered": "registered, not published",
}
"""What stands above the trials that are not of the review, whose values are squares."""
LOG: Final = 20.0
"""Where the highest value is so many times the lowest, the scale is logarithmic."""


class Row(NamedTuple):
    """A line of a strip: whose values, which, and how they are drawn; of a trial, its tier."""

    name: str
    values: tuple[Used, ...]
    role: str = ""
    tier: Tier = "review"

    @property
    def words(self) -> str:
        """The values in words."""
        return listed([value.words for value in self.values])

    @property
    def drawable(self) -> list[Used]:
        """The values that can be drawn on a scale."""
        return [used for used in self.values if drawable(*(end for end in used.range if end is not None))]


def strip(study: Study, key: str, prefix: str = "strip") -> str:
    """Return the strip of a parameter, a key of PARAMETERS, for a study's active arms, as SVG."""
    parameter = PARAMETERS[key]
    sheet = Sheet(prefix, f"{parameter.title} against the literature")
    counts, wider = counts_of(study, parameter), parameter.wider(study.evidence)
    trials = [
        Row(" and ".join(cohort.trials), cohort.values, tier=cohort.tier)
        for cohort in (cohorts_of(counts, parameter) if isinstance(counts, Counts) else [])
    ]
    own = _own_rows(study, parameter)
    axis = _axis([used.range for row in (*trials, *own) for used in row.drawable], wider)
    if axis is not None:
        _draw(sheet, parameter, axis, (trials, wider, own), counts)
    sheet.say(*_in_words(study, counts, own))
    used = [value for row in (*trials, *own) for value in row.values]
    if axis is not None and axis.log and any(0 in value.range for value in used):
        sheet.say("0 has no place on this scale, and lies at its left end.")
    if wider is not None:
        sheet.say(_wider_in_words(wider, parameter))
    sheet.describe(*_values_in_words(counts, parameter))
    return sheet.done()


def _own_rows(study: Study, parameter: Parameter) -> list[Row]:
    """Return the values of the active arms, arms of one value in one line."""
    found: dict[tuple[Used, ...], list[str]] = {}
    for arm in study.held_against_trials():
        values = tuple(parameter.own(arm))
        if values:
            found.setdefault(values, []).append(name_of(arm))
    return [Row(listed(names), values, "active") for values, names in found.items()]


def _axis(values: Iterable[Range], wider: Known | None) -> Axis | None:
    """Return the scale on which all values that can be drawn fit; None where there is none."""
    ends = [end for value in values for end in value if end is not None]
    ends += [wider.min, wider.max] if wider else []
    above = [end for end in ends if end > 0]
    if not above:
        return None
    least, most = min(above), max(above)
    if most / least >= LOG:
        return Axis(least / 1.25, most * 1.25, LEFT, RIGHT, log=True)
    return Axis(0.0, most * 1.1, LEFT, RIGHT)


def _draw(
    sheet: Sheet,
    parameter: Parameter,
    axis: Axis,
    rows: tuple[list[Row], Known | None, list[Row]],
    counts: Counts | str,
) -> None:
    trials, wider, own = rows
    top = sheet.down
    lines: list[Element] = []
    if isinstance(counts, Counts):
        _head(
            sheet,
            f"{in_words(counts.condition)}: known for {counts.reporting} of {counted(counts.of, 'cohort')}",
        )
    tier: Tier = "review"
    for row in trials:
        if row.tier != tier:
            tier = row.tier
            _head(sheet, BEYOND[tier], bold=False)
        lines += _row(sheet, row, axis)
    if wider is not None:
        _head(sheet, "wider literature")
        lines += _wider(sheet, wider, parameter, axis)
    if own:
        _head(sheet, "this protocol")
    for row in own:
        lines += _row(sheet, row, axis)
    for row in own:
        ends = {end for used in row.drawable for end in used.range if end is not None}
        guides = [axis.at(end) for end in sorted(ends)]
        sheet.add(
            *(
                line(x, top + 6, x, sheet.down, stroke=colour("active"), stroke_dasharray="1 3")
                for x in guides
            )
        )
    sheet.add(*lines)
    sheet.add(scale_line(axis, sheet.down + 8, parameter.unit))
    sheet.down += 32


def _head(sheet: Sheet, words: str, *, bold: bool = True) -> None:
    sheet.down += STEP + 2
    sheet.add(text(12, sheet.down - 5, words, size=SMALL, bold=bold))


def _row(sheet: Sheet, row: Row, axis: Axis) -> Iterator[Element]:
    sheet.down += STEP
    y = sheet.down - 9
    sheet.add(
        text(12, y + 4, wrap(row.name, NAMES - 12, SMALL, lines=1)[0], size=SMALL),
        text(VALUES, y + 4, wrap(row.words, VALUES - NAMES, SMALL, lines=1)[0], size=SMALL, anchor="end"),
        line(axis.left, y, axis.right, y, stroke=RULE, stroke_width=0.5),
    )
    for used in row.drawable:
        yield _value(used, axis, y, row)


def _value(used: Used, axis: Axis, y: float, row: Row) -> Element:
    """Return a value: a dot, beyond the review a square, of this protocol a diamond; a range as a bar, open to the edge."""
    value, role, claimed = used.range, row.role, used.claimed
    left = axis.at(value.min) if value.min is not None else axis.left
    right = axis.at(value.max) if value.max is not None else axis.right
    stroke = colour(role) if role else INK
    fill = PAPER if claimed else stroke
    part = "own" if role else "cohort"
    if right - left < 1:
        if role:
            return node("path", d=diamond(left, y, 7), fill=fill, stroke=INK, data_part=part)
        if row.tier != "review":
            return rect(left - 4, y - 4, 8, 8, fill=fill, stroke=stroke, stroke_width=1.4, data_part=part)
        return node(
            "circle", cx=left, cy=y, r=4.5, fill=fill, stroke=stroke, stroke_width=1.4, data_part=part
        )
    ends = [end for end, said in ((left, value.min), (right, value.max)) if said is not None]
    bar = rect(
        left,
        y - 4,
        right - left,
        8,
        fill=fill,
        fill_opacity=None if claimed else 0.75,
        stroke=stroke,
        data_part=part,
    )
    return node("g", bar, *(line(x, y - 7, x, y + 7, stroke=stroke, stroke_width=2) for x in ends))


def _wider(sheet: Sheet, wider: Known, parameter: Parameter, axis: Axis) -> Iterator[Element]:
    """Yield the range known, thin, and in it from the 5th to the 95th percentile, thick."""
    sheet.down += STEP
    y = sheet.down - 9
    least = wider.min if wider.min > 0 else None
    words = quantity(Range(least, wider.max) if least else wider.max, parameter.unit)
    sheet.add(
        text(12, y + 4, "lowest to highest" if least else "the longest known", size=SMALL),
        text(VALUES, y + 4, words, size=SMALL, anchor="end"),
    )
    left, right = axis.at(wider.min) if least else axis.left, axis.at(wider.max)
    yield rect(left, y - 2.5, right - left, 5, fill=RULE, data_part="known")
    yield from (line(x, y - 7, x, y + 7) for x in ([left] if least else []) + [right])
    if wider.usual is not None:
        start, end = axis.at(wider.usual.p5), axis.at(wider.usual.p95)
        yield rect(start, y - 6, end - start, 12, fill=PAPER, stroke=INK, stroke_width=1.4, data_part="usual")


def _in_words(study: Study, counts: Counts | str, own: list[Row]) -> Iterator[str]:
    for row in own:
        yield f"{row.name}: {row.words}."
        if len(row.drawable) < len(row.values):
            yield "That is too far from all that is known to be drawn."
    if not own:
        silent = "no active arm says it" if study.by_role("active") else "no arm is active"
        yield sentence(f"this protocol: {silent}")
    if isinstance(counts, str):
        yield f"Trials of the condition: {counts}."
    elif any(use.claimed for use in counts.uses):
        yield "Hollow: the review's claim for a group of trials."


def _wider_in_words(wider: Known, parameter: Parameter) -> str:
    if wider.min <= 0:
        known = f"Longest known: {quantity(wider.max, parameter.unit)} ({wider.read})"
        cohorts = f"{counted(wider.cohorts, 'cohort')} of the base"
        return f"{known}; none of the {cohorts} that say it had more." if wider.cohorts else f"{known}."
    usual = wider.usual
    inner = (
        f"; frame: 5th to 95th percentile, {quantity(Range(usual.p5, usual.p95), parameter.unit)}, of {usual.of}"
        if usual
        else ""
    )
    return f"Wider literature: {quantity(Range(wider.min, wider.max), parameter.unit)} in {wider.basis()}{inner}."


def _values_in_words(counts: Counts | str, parameter: Parameter) -> Iterator[str]:
    if isinstance(counts, Counts):
        yield sentence(counts.sentence(partial(parameter.setting.show, notation=TYPOGRAPHIC)))
