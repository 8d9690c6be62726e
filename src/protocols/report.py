"""What an output may read: a report, and its findings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from protocols.references import Citation
from protocols.rule import Severity
from protocols.toml import Place

DISCLAIMER = "A drafting aid for research; it replaces neither ethics review, nor the device's labelling, nor a clinician."


@dataclass(frozen=True, slots=True)
class Waived:
    """The waiver that a finding is accepted under."""

    reason: str
    approved_by: str | None = None
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding stands on, with what stands there."""

    path: str
    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, complete: what, how much it weighs, where, what to do, on whose word."""

    code: str
    name: str
    severity: Severity
    message: str
    help: str
    path: str
    place: Place
    related: tuple[Related, ...] = ()
    sources: tuple[Citation, ...] = ()
    waiver: Waived | None = None


class NotEvaluated(NamedTuple):
    """A rule that lacked what it needs, and the reason."""

    code: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What checking one file found. evaluated counts rules; the others stand in not_evaluated.

    profile is the profile that was run, would_pass those under which no error would stand; configuration the file its
    settings come from, "" for none; fail_on the severity from which a check of it fails, None for never. trouble is
    the sentence that says why nothing could be checked, such as a file that is not there; else "".
    """

    path: str
    sha256: str
    findings: tuple[Finding, ...]
    evaluated: int = 0
    not_evaluated: tuple[NotEvaluated, ...] = ()
    profile: str = "draft"
    would_pass: tuple[str, ...] = ()
    configuration: str = ""
    fail_on: Severity | None = Severity.ERROR
    trouble: str = ""
    lines: tuple[str, ...] = field(default=(), repr=False)

    @property
    def skipped(self) -> int:
        """How many rules were not evaluated."""
        return len({entry.code for entry in self.not_evaluated})

    @property
    def open(self) -> list[Finding]:
        """The findings that are not waived."""
        return [finding for finding in self.findings if finding.waiver is None]

    @property
    def crashed(self) -> bool:
        """Whether a rule failed (INT001)."""
        return any(finding.code == "INT001" for finding in self.findings)

    @property
    def fails(self) -> bool:
        """Whether a finding that is not waived reaches the severity from which a check fails."""
        return self.fail_on is not None and self.reaches(self.fail_on)

    def reaches(self, severity: Severity) -> bool:
        """Say whether a finding that is not waived weighs at least this much."""
        return any(finding.severity.rank <= severity.rank for finding in self.open)


def summary(reports: Sequence[Report]) -> dict[str, int]:
    """Count errors, warnings and notes that stand, and the waived findings."""
    counts = Counter(finding.severity for report in reports for finding in report.open)
    waived = sum(len(report.findings) - len(report.open) for report in reports)
    return {
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "notes": counts[Severity.NOTE],
        "waived": waived,
    }
