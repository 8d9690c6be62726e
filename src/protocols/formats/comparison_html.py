"""A comparison as one page of HTML: self-contained, without scripts, light and dark, for the screen and for paper."""

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, tostring

from protocols.findings.report import DISCLAIMER
from protocols.formats.comparison import BRACKETS, LEGEND, Remarks, by_table
from protocols.formats.style import PLAIN, Style, visible
from protocols.model.quantity import counted
from protocols.overview.comparison import Comparison, Row

TITLE = "Protocols side by side"
CSS = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --line: #999; --head: #eee; --mark: #fff1c2; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eaeaea; --paper: #161616; --line: #777; --head: #2a2a2a; --mark: #4a3b00; }
}
body { margin: 1.5rem; font: 0.9rem/1.4 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
caption { text-align: left; font-size: 1.2rem; font-weight: bold; padding-bottom: 0.5rem; }
th, td { border: 1px solid var(--line); padding: 0.2rem 0.5rem; text-align: left; vertical-align: top; }
td { min-width: 6rem; max-width: 24rem; overflow-wrap: break-word; }
th { background: var(--head); }
tbody th[scope=row] { font-weight: normal; position: sticky; left: 0; }
td.differs { background: var(--mark); }
.notes { max-width: 60rem; }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  body { margin: 0; font-size: 0.7rem; }
  .wide { overflow: visible; }
  td { min-width: 0; overflow-wrap: anywhere; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  tbody th[scope=row] { position: static; }
}
"""


def as_html(comparison: Comparison, style: Style = PLAIN) -> str:  # noqa: ARG001 - as every output
    """Return the page. Text from files is set as text of elements, so that it can be nothing else."""
    page = Element("html", lang="en")
    head, body = SubElement(page, "head"), SubElement(page, "body")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _text(head, "title", TITLE)
    _text(head, "style", CSS)
    main = SubElement(body, "main")
    remarks = Remarks()
    _table(main, f"{TITLE}: what differs" if comparison.folded else TITLE, comparison, remarks)
    if comparison.left:
        rest = _closed(
            main,
            f"Names, dates, longer texts, further doses and equal values: {counted(len(comparison.left), 'row')}",
        )
        _table(rest, "What else is stated", comparison._replace(rows=list(comparison.left)), remarks)
    notes = SubElement(main, "div", {"class": "notes"})
    _text(notes, "p", LEGEND)
    if remarks.listed:
        _text(notes, "p", BRACKETS)
        within = _closed(notes, "Remarks") if comparison.folded else notes
        listed = SubElement(within, "ol")
        for number, remark in enumerate(remarks.listed, start=1):
            _text(listed, "li", remark, id=f"remark-{number}")
    _text(notes, "p", DISCLAIMER)
    return "<!DOCTYPE html>\n" + tostring(page, encoding="unicode", method="html") + "\n"


def _closed(parent: Element, title: str) -> Element:
    """Return an element that a reader opens; a link to what is in it opens it, too."""
    details = SubElement(parent, "details")
    _text(details, "summary", title)
    return details


def _table(parent: Element, title: str, comparison: Comparison, remarks: Remarks) -> None:
    # What is wider than the page is scrolled, with the keyboard too.
    around = SubElement(
        parent, "div", {"class": "wide", "role": "region", "aria-label": title, "tabindex": "0"}
    )
    table = SubElement(around, "table")
    _text(table, "caption", title)
    _head(table, comparison)
    for name, rows in by_table(comparison):
        _rows(table, name, rows, len(comparison.columns), remarks)


def _text(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, tag, attributes)
    element.text = text if tag == "style" else visible(text)
    return element


def _head(table: Element, comparison: Comparison) -> None:
    head = SubElement(table, "thead")
    studies, arms = SubElement(head, "tr"), SubElement(head, "tr")
    _text(studies, "th", "key", scope="col", rowspan="2")
    for study, columns in groupby(comparison.columns, key=lambda column: column.study):
        several = list(columns)
        _text(studies, "th", study, scope="colgroup", colspan=str(len(several)))
        for column in several:
            _text(arms, "th", column.title, scope="col")


def _rows(table: Element, title: str, rows: list[Row], columns: int, remarks: Remarks) -> None:
    body = SubElement(table, "tbody")
    _text(SubElement(body, "tr"), "th", title, scope="rowgroup", colspan=str(columns + 1))
    for row in rows:
        line = SubElement(body, "tr")
        _text(line, "th", row.label, scope="row")
        for cell in row.cells:
            shown = SubElement(line, "td", {"class": "differs"} if cell.differs else {})
            shown.text = visible(remarks.marked(cell._replace(remarks=())))
            for number in [remarks.number(remark) for remark in cell.remarks]:
                link = SubElement(SubElement(shown, "sup"), "a", href=f"#remark-{number}")
                link.text = f"[{number}]"
