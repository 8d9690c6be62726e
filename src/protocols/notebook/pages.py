"""Tables for a notebook: HTML without scripts or styles from elsewhere, in the notebook's own colours."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from protocols.findings.report import DISCLAIMER, Finding, Report, Totals
from protocols.formats.grid import Grid
from protocols.formats.overview import grids, headline
from protocols.formats.style import held
from protocols.model import Study
from protocols.model.quantity import TYPOGRAPHIC, typeset
from protocols.overview import overview

STYLE = (
    ".tavns th, .tavns td { text-align: left; vertical-align: top; max-width: 32em; overflow-wrap: anywhere }"
)
SMALL = "font-size: 85%; opacity: 0.85; max-width: 60em"


def html(shown: object) -> str:
    """Return a study or a report as a notebook shows it. Raises TypeError for anything else."""
    if isinstance(shown, Study):
        return of_study(shown)
    if isinstance(shown, Report):
        return of_report(shown)
    raise TypeError(f"{type(shown).__name__} has no form for notebooks")


def of_study(study: Study) -> str:
    """Return the arms of a study side by side, under its title."""
    view = overview(study, TYPOGRAPHIC)
    (arms,) = [grid for grid in grids(view) if grid.title == "Arms"]
    return page(view.title, headline(view), [arms._replace(title="")])


def of_report(report: Report) -> str:
    """Return the findings of a report, the waived ones last, and how many rules were evaluated."""
    totals = Totals()
    totals.add(report)
    waived = [one for one in report.findings if one.waiver is not None]
    rows = [_row(one) for one in (*report.open, *waived)]
    found = Grid("", ("severity", "rule", "line", "finding", "what to do"), rows)
    said = f"{totals.said()}; profile {report.profile}" if not report.trouble else report.trouble
    return page(report.path, said, [found])


def _row(one: Finding) -> tuple[str, ...]:
    weight = f"{one.severity.value}, waived" if one.waiver else one.severity.value
    return (weight, f"{one.code} {one.name}", str(one.place.line), typeset(one.message), typeset(one.help))


def page(title: str, lead: str, tables: Iterable[Grid]) -> str:
    """Return a title, a line and tables as one element of HTML; text of a file stays text."""
    whole = Element("div", {"class": "tavns"})
    SubElement(whole, "style").text = STYLE
    _text(whole, "strong", title)
    if lead:
        _text(whole, "div", lead)
    for grid in tables:
        if grid.title:
            _text(whole, "strong", grid.title)
        if grid.rows:
            _table(whole, grid)
        for note in grid.notes:
            _text(whole, "div", note, style=SMALL)
    _text(whole, "div", DISCLAIMER, style=SMALL)
    return tostring(whole, encoding="unicode", method="html")


def _table(parent: Element, grid: Grid) -> None:
    table = SubElement(parent, "table")
    head = SubElement(SubElement(table, "thead"), "tr")
    for cell in grid.header:
        _text(head, "th", cell, scope="col")
    body = SubElement(table, "tbody")
    for row in grid.rows:
        line = SubElement(body, "tr")
        for cell in row:
            _text(line, "td", cell)


def _text(parent: Element, tag: str, text: str, **attributes: str) -> None:
    SubElement(parent, tag, attributes).text = held(text)
