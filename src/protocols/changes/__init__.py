"""What lies between two versions of a protocol: what changed, what follows from it, and whether it is said why."""

from typing import NamedTuple

from protocols.changes.amendments import Rationale, rationale
from protocols.changes.change import Change
from protocols.changes.effects import DoseChange, FindingChange, dose_changes, finding_changes
from protocols.changes.study import changes, pairs
from protocols.check.configuration.config import Config
from protocols.check.engine import lint_document
from protocols.document.document import Document, Path
from protocols.model import Study

__all__ = ["Change", "DoseChange", "FindingChange", "Revision", "Version", "between"]


class Version(NamedTuple):
    """One version of a protocol: its text, and the study it describes."""

    document: Document
    study: Study

    def line(self, path: Path) -> int | None:
        """Return the line on which something stands, counted from 1; None where nothing of it is written."""
        span = self.document.nearest(path)
        return self.document.place(span).line if span.end > span.start else None


class Revision(NamedTuple):
    """All that lies between two versions. findings are those of a check of both under one profile."""

    old: Version
    new: Version
    changes: list[Change]
    dose: list[DoseChange]
    findings: list[FindingChange]
    rationale: Rationale
    config: Config


def between(old: Version, new: Version, config: Config | None = None) -> Revision:
    """Return what lies between two versions of a protocol."""
    config = config or Config()
    called = {pair.old.name: pair.new.name for pair in pairs(old.study, new.study)}
    found = changes(old.study, new.study)
    reports = [lint_document(version.document, config) for version in (old, new)]
    return Revision(
        old,
        new,
        found,
        dose_changes(old.study, new.study),
        finding_changes(reports[0], reports[1], called, changed=bool(found)),
        rationale(old.study, new.study, found, called),
        config,
    )
