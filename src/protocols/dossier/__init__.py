"""The report of a protocol: all that an ethics board has to see on one page, as HTML, Markdown or PDF.

Gathered once, from the same check, the same overview and the same drawings that the other commands show; the outputs
only lay it out. The day is given, so that the same input makes the same bytes.
"""

import datetime
from dataclasses import dataclass
from itertools import groupby

from protocols.check.configuration.config import profile
from protocols.document.document import Document
from protocols.dossier.pictures import Card, Panel, cards, ear, panels, strips
from protocols.dossier.provenance import provenance
from protocols.findings.report import Finding, NotEvaluated, Report, Totals
from protocols.formats.checklist import Filled, filled
from protocols.formats.grid import Grid
from protocols.formats.overview import grids, headline
from protocols.model import Study
from protocols.model.quantity import TYPOGRAPHIC
from protocols.overview import Overview, Row, overview
from protocols.standards.items import standards

HEAVIEST_FIRST = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
TABLES = {
    "study": "Design",
    "blinding": "Blinding: who does not know the arm",
    "delivery": "Delivery",
    "eligibility": "Who takes part",
    "sample": "How participants are described",
    "harms": "Harms",
    "adherence": "Adherence",
    "analysis": "Sample size and analysis",
    "governance": "Who is responsible",
}
"""What stands over each table of the study as a whole."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a report shows, in the order in which it is read."""

    report: Report
    view: Overview
    headline: str
    said: str
    grids: tuple[Grid, ...]
    ear: str
    panels: tuple[Panel, ...]
    cards: tuple[Card, ...]
    strips: tuple[str, ...]
    checklists: tuple[Filled, ...]
    provenance: tuple[tuple[str, str], ...]

    def grid(self, title: str) -> Grid | None:
        """Return the table of an overview whose title begins so; None where there is none."""
        return next((one for one in self.grids if one.title.startswith(title)), None)

    @property
    def about(self) -> list[tuple[str, list[Row]]]:
        """What is said of the study as a whole, under a title for each table."""
        rows = [row for row in self.view.about if row.key != "study.title"]
        return [
            (TABLES.get(table, table.replace("outcomes.", "Outcome ")), list(several))
            for table, several in groupby(rows, key=lambda row: row.table)
        ]

    @property
    def open(self) -> list[tuple[str, list[Finding]]]:
        """The findings that are not waived, under a title for each severity, the heaviest first."""
        chosen = profile(self.report.profile)
        found = sorted(
            self.report.open, key=lambda one: (one.severity.rank, not chosen.leads(one.code, one.severity))
        )
        return [
            (HEAVIEST_FIRST[severity], list(several))
            for severity, several in groupby(found, key=lambda one: one.severity.value)
        ]

    @property
    def waived(self) -> list[Finding]:
        """The findings that are waived."""
        return [finding for finding in self.report.findings if finding.waiver is not None]

    @property
    def lacking(self) -> list[tuple[str, list[NotEvaluated]]]:
        """What rules were not evaluated for, with the rules: one reason holds for many."""
        found: dict[str, list[NotEvaluated]] = {}
        for one in self.report.not_evaluated:
            found.setdefault(one.reason, []).append(one)
        return list(found.items())


def dossier(document: Document, study: Study, report: Report, day: datetime.date) -> Dossier:
    """Gather a report of a document, its study and what checking it found; day is the date that it carries."""
    view, totals = overview(study, TYPOGRAPHIC), Totals()
    totals.add(report)
    return Dossier(
        report,
        view,
        headline(view),
        totals.said(),
        tuple(grids(view)),
        ear(study),
        panels(study),
        cards(study, view),
        strips(study),
        tuple(filled(study, document, standard) for standard in standards().values()),
        provenance(document, report, day),
    )
