"""The report as a document of Word (the extra `docx`): real headings, tables and captions, so that co-authors can edit it."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from docx import Document
from docx.document import Document as Made
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Length, Pt
from docx.text.paragraph import Paragraph

from protocols.dossier import Dossier
from protocols.dossier.html import WEIGHTS
from protocols.dossier.raster import drawn, lettering
from protocols.findings.report import DISCLAIMER, Finding
from protocols.formats.columns import Rows
from protocols.formats.grid import Grid
from protocols.formats.packing import packed
from protocols.formats.style import LONGEST_PROPERTY, held
from protocols.model.quantity import typeset

WIDTH: Final = Cm(17)
"""What a page of A4 holds between its margins; of letter a little less than it could."""
PAPERS: Final = {"a4": (Cm(21), Cm(29.7)), "letter": (Cm(21.59), Cm(27.94))}
TITLE: Final = re.compile(r"<title[^>]*>([^<]+)</title>")


def as_docx(shown: Dossier, paper: str = "a4") -> bytes:
    """Return the report as a document of Word; the same report makes the same bytes."""
    made = _started(shown, paper)
    _front(made, shown)
    _body(made, shown)
    _appendix(made, shown)
    made.add_paragraph(DISCLAIMER).runs[0].italic = True
    kept = io.BytesIO()
    made.save(kept)
    return packed(kept.getvalue())


def _started(shown: Dossier, paper: str) -> Made:
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = PAPERS[paper]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    made.styles["Normal"].font.size = Pt(10)
    made.core_properties.title = held(shown.view.title)[:LONGEST_PROPERTY]
    made.core_properties.author = ""
    section.header.paragraphs[0].text = held(shown.running)
    _page_number(section.footer.paragraphs[0])
    return made


def _page_number(paragraph: Paragraph) -> None:
    """Let Word count the pages: it knows them, and this does not."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _front(made: Made, shown: Dossier) -> None:
    made.add_heading(held(shown.view.title), 0)
    made.add_paragraph(held(shown.headline))
    made.add_paragraph(
        held(f"{shown.standing} Checked on {shown.day} under the profile {shown.report.profile}.")
    )
    made.add_paragraph("The absence of findings does not mean that the protocol is safe or sound.")
    made.add_paragraph(DISCLAIMER).runs[0].italic = True
    made.add_heading("Synopsis", 1)
    first = "\n".join(f"• {typeset(one.message)}" for one in shown.first)
    _table(made, "", (), [*shown.synopsis, *([("Open points", first)] if first else [])])


def _body(made: Made, shown: Dossier) -> None:
    _grid(made, "Arms", shown.grid("Arms"), "What each arm gets")
    made.add_heading("Where on the ear", 1)
    _picture(made, shown.ear, Cm(10))
    made.add_heading("Pulse and timing", 1)
    if not shown.panels:
        made.add_paragraph("No current flows in any arm.")
    if shown.calendar:
        _picture(made, shown.calendar, Cm(15))
    for panel in shown.panels:
        made.add_heading(held(panel.label), 2)
        for one in panel.pictures:
            _picture(made, one, Cm(13))
    _grid(made, "Dose", shown.grid("Dose"), "Derived electrical quantities")
    if totals := shown.grid("All periods"):
        _grid(made, "All periods together", totals, "What the periods of each arm add up to")
    _grid(made, "Published limits", shown.grid("Compared with limits"), "Values beside published limits")
    _grid(made, "Literature", shown.grid("Among the trials"), "Among the trials of the condition")
    _open(made, shown)
    made.add_heading("The study in full", 1)
    for title, rows in shown.about:
        _table(made, title, (), [(row.words, row.cells[0].text) for row in rows])
    for note in shown.view.notes:
        made.add_paragraph(held(note))
    made.add_heading("Signatures", 1)
    _table(made, "", ("role", "name", "date", "signature"), [(*one, "", "") for one in shown.signatures])


def _open(made: Made, shown: Dossier) -> None:
    made.add_heading("Open points and deviations", 1)
    if not shown.points and not shown.waived:
        made.add_paragraph("The check has nothing to add.")
    for title, several in shown.told:
        made.add_heading(WEIGHTS[title], 2)
        _bullets(made, (typeset(one.message) for one in several))
    if shown.missing:
        made.add_heading("Not said yet, though reporting standards ask for it", 2)
        _table(made, "", (), [(section, "; ".join(several)) for section, several in shown.missing])
    if shown.waived:
        made.add_heading("Deviations that are accepted", 2)
        _bullets(made, (f"{typeset(one.message)} ({_accepted(one)})" for one in shown.waived))


def _accepted(one: Finding) -> str:
    waiver = one.waiver
    if waiver is None:
        return ""
    by = f"; approved by {waiver.approved_by}" if waiver.approved_by else "; no approval is written"
    return f"accepted: {waiver.reason}{by}"


def _appendix(made: Made, shown: Dossier) -> None:
    made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    made.add_heading("Appendix", 1)
    rows = [
        (
            f"{one.severity} {one.code}",
            f"line {one.place.line}, {one.path}",
            typeset(one.message),
            typeset(one.help),
        )
        for one in [*shown.points, *shown.waived]
    ]
    if rows:
        _table(made, "Findings, by rule", ("rule", "where", "finding", "what to do"), rows)
    if shown.lacking:
        reasons = [(reason, ", ".join(one.code for one in several)) for reason, several in shown.lacking]
        _table(made, f"Not evaluated ({shown.report.skipped} rules)", ("why", "rules"), reasons)
    _table(made, "Reporting standards", (), [(one.title, one.headline) for one in shown.checklists])
    _table(made, "Provenance", (), shown.provenance)


def _grid(made: Made, heading: str, grid: Grid | None, caption: str) -> None:
    made.add_heading(heading, 1)
    if grid is None:
        return
    if grid.rows:
        _table(made, "", grid.header, grid.rows, caption)
    for note in grid.notes:
        made.add_paragraph(held(note)).runs[0].font.size = Pt(8)


def _table(made: Made, title: str, header: Sequence[str], rows: Rows, caption: str = "") -> None:
    """Add a table, with a heading where it has a title of its own; its header is repeated on each page."""
    if title:
        made.add_heading(held(title), 2)
    if caption:
        made.add_paragraph(held(caption), style="Caption").paragraph_format.keep_with_next = True
    if not rows:
        return
    table = made.add_table(rows=0, cols=len(rows[0]), style="Light Grid Accent 1" if header else "Table Grid")
    table.autofit = False
    widths = _widths(header, len(rows[0]))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    lines = [tuple(header), *map(tuple, rows)] if header else list(map(tuple, rows))
    for number, line in enumerate(lines):
        cells = table.add_row().cells
        for place, (cell, words) in enumerate(zip(cells, line, strict=True)):
            cell.width = widths[place]
            run = cell.paragraphs[0].add_run(held(words))
            run.font.size = Pt(8.5)
            run.bold = bool((header and number == 0) or (not header and place == 0))
    if header:
        repeated = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)


def _widths(header: Sequence[str], columns: int) -> list[Length]:
    """Return how wide each column is: marks and labels are narrow, texts share the rest."""
    first = [Cm(0.8), Cm(4)] if header[:2] == ("", "") else [Cm(4)] if not header or columns > 2 else []
    rest = (WIDTH - sum(first)) // max(1, columns - len(first))
    return [*first, *[Emu(rest)] * (columns - len(first))]


def _bullets(made: Made, several: Iterable[str]) -> None:
    for one in several:
        made.add_paragraph(held(one), style="List Bullet")


def _picture(made: Made, svg: str, width: Cm) -> None:
    """Add a drawing, with its title as its caption and for those who cannot see it."""
    found = TITLE.search(svg)
    title = held(found[1] if found else "")
    family = lettering()
    if family is None:
        made.add_paragraph(f"[{title}: this machine has no font for the picture; the report as HTML has it]")
        return
    added = made.add_picture(io.BytesIO(drawn(svg, family)), width=width)
    added._inline.docPr.set("descr", title)
    made.paragraphs[-1].paragraph_format.keep_with_next = True
    made.add_paragraph(title, style="Caption")
