"""The report of a protocol: all that an ethics board has to see on one page, as HTML, Markdown or PDF.

Gathered once, from the same check, the same overview and the same drawings that the other commands show; the outputs
only lay it out. The day is given, so that the same input makes the same bytes.
"""

import datetime
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from protocols.check.configuration.config import profile
from protocols.document.document import Document
from protocols.dossier.labels import for_readers
from protocols.dossier.pictures import Card, Panel, cards, course_of_all, ear, panels, strips
from protocols.dossier.provenance import provenance
from protocols.dossier.synopsis import signatures, synopsis
from protocols.findings.report import Finding, NotEvaluated, Report, Totals
from protocols.formats.checklist import Filled, filled
from protocols.formats.grid import Grid
from protocols.formats.missing import in_order, parted, section_of, what_of
from protocols.formats.overview import grids, headline
from protocols.model import Study
from protocols.model.quantity import TYPOGRAPHIC, counted
from protocols.overview import Overview, Row, overview
from protocols.standards.items import standards

SHORT = 70
"""Signs of a title at the head of a page."""
FIRST = 5
"""So many open points stand on page one."""
HEAVIEST_FIRST = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
TO_DO = {"error": "to correct", "warning": "to reconsider or justify", "note": "to be aware of"}
"""What a finding of each severity asks for."""
TABLES = {
    "study": "Design",
    "blinding": "Blinding",
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
    calendar: str
    panels: tuple[Panel, ...]
    cards: tuple[Card, ...]
    strips: tuple[str, ...]
    checklists: tuple[Filled, ...]
    provenance: tuple[tuple[str, str], ...]
    synopsis: list[tuple[str, str]]
    signatures: list[tuple[str, str]]
    day: datetime.date
    running: str

    @property
    def standing(self) -> str:
        """How the protocol stands, in a sentence."""
        weights = Counter(one.severity.value for one in self.points)
        parts = [f"{counted(weights[word], 'point')} {said}" for word, said in TO_DO.items() if weights[word]]
        if self.waived:
            parts.append(f"{counted(len(self.waived), 'deviation')} accepted")
        return f"{', '.join(parts)}." if parts else "No rule fired."

    @property
    def points(self) -> list[Finding]:
        """The findings that are not waived, the heaviest first."""
        chosen = profile(self.report.profile)
        return sorted(
            self.report.open, key=lambda one: (one.severity.rank, not chosen.leads(one.code, one.severity))
        )

    @property
    def first(self) -> list[Finding]:
        """The open points that page one names, with how many there are besides."""
        return [one for _, several in self.told for one in several][:FIRST]

    def grid(self, title: str) -> Grid | None:
        """Return the table of an overview whose title begins so; None where there is none."""
        return next((one for one in self.grids if one.title.startswith(title)), None)

    @property
    def about(self) -> list[tuple[str, list[Row]]]:
        """What is said of the study as a whole, under a title for each table."""
        rows = [row for row in self.view.about if row.key != "study.title"]
        return [
            (TABLES.get(table, table.replace("outcomes.", "Outcome: ").replace("_", " ")), list(several))
            for table, several in groupby(rows, key=lambda row: row.table)
        ]

    @property
    def open(self) -> list[tuple[str, list[Finding]]]:
        """The findings that are not waived, under a title for each severity, the heaviest first."""
        return _by_weight(self.points)

    @property
    def told(self) -> list[tuple[str, list[Finding]]]:
        """The same without what is only not said yet, where that is much and has a list of its own."""
        return _by_weight(parted(self.points)[0])

    @property
    def missing(self) -> list[tuple[str, list[str]]]:
        """What reporting standards ask for and the protocol does not say, by section."""
        found: dict[str, list[str]] = {}
        for one in sorted(parted(self.points)[1], key=in_order):
            found.setdefault(section_of(one.path), []).append(what_of(one))
        return list(found.items())

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


def _by_weight(findings: list[Finding]) -> list[tuple[str, list[Finding]]]:
    return [
        (HEAVIEST_FIRST[severity], list(several))
        for severity, several in groupby(findings, key=lambda one: one.severity.value)
    ]


def dossier(document: Document, study: Study, report: Report, day: datetime.date) -> Dossier:
    """Gather a report of a document, its study and what checking it found; day is the date that it carries."""
    seen, totals = overview(study, TYPOGRAPHIC), Totals()
    view = for_readers(seen)
    totals.add(report)
    return Dossier(
        report,
        view,
        headline(view),
        totals.said(),
        tuple(grids(view)),
        ear(study),
        course_of_all(study),
        panels(study),
        cards(study, seen),
        strips(study),
        tuple(filled(study, document, standard) for standard in standards().values()),
        provenance(document, report, day),
        synopsis(study),
        signatures(study),
        day,
        running(document, study),
    )


def running(document: Document, study: Study) -> str:
    """Return what stands at the head of every page: title, version, and which file it was made from."""
    title = " ".join(study.about.title.split())
    short = title if len(title) <= SHORT else f"{title[:SHORT].rsplit(' ', 1)[0]}…"
    version = f", version {study.about.version}" if study.about.version else ""
    return f"{short}{version}, SHA-256 {document.sha256[:12]}"
