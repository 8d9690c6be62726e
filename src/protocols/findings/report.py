"""What an output may read: a report, and its findings."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from protocols.document.document import Place
from protocols.findings.rule import Severity
from protocols.lib.references import Citation
from protocols.lib.shown import Shown
from protocols.model.quantity import counted

DISCLAIMER = "A drafting aid for research; it replaces neither ethics review, nor the device's labelling, nor a clinician."


class Waived(NamedTuple):
    """The waiver that a finding is accepted under."""

    reason: str
    approved_by: str | None = None
    expires: date | None = None


class Related(NamedTuple):
    """Another place that a finding stands on, with what stands there."""

    path: str
    place: Place
    message: str


class Replacement(NamedTuple):
    """A stretch of the text and what is to stand there instead.

    start and end count code points of the text, a byte order mark left out; path is the key path that it concerns, as
    it is once the text is replaced.
    """

    path: str
    place: Place
    start: int
    end: int
    text: str


UNREADABLE = ("TOM", "KEY", "INT")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, complete: what, how much it weighs, where, what to do, on whose word.

    fix holds the replacements that mend it without a change of meaning, in the order of the text; empty where there
    is no doubtless one. arms are the arms that it is about; empty where it is about the study as a whole.
    """

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
    fix: tuple[Replacement, ...] = ()
    arms: frozenset[str] = frozenset()


class NotEvaluated(NamedTuple):
    """A rule that lacked what it needs, and the reason."""

    code: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report(Shown):
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

    @property
    def first_fault(self) -> Finding:
        """The first finding that says why the file is no protocol; the other rules judge what could be read of it."""
        return next(iter(self.faults), self.findings[0])

    @property
    def faults(self) -> list[Finding]:
        """The findings that say why the file is no protocol."""
        errors = (one for one in self.findings if one.severity is Severity.ERROR)
        return [one for one in errors if one.code[:3] in UNREADABLE]

    def reaches(self, severity: Severity) -> bool:
        """Say whether a finding that is not waived weighs at least this much."""
        return any(finding.severity.rank <= severity.rank for finding in self.open)


@dataclass(slots=True)
class Totals:
    """What many reports come to, added up one by one: no report has to be kept for it."""

    files: int = 0
    counts: dict[str, int] = field(
        default_factory=lambda: {"errors": 0, "warnings": 0, "notes": 0, "waived": 0}
    )
    evaluated: int = 0
    skipped: int = 0
    troubles: int = 0
    profiles: dict[str, None] = field(default_factory=dict)
    configurations: dict[str, None] = field(default_factory=dict)
    would_pass: tuple[str, ...] | None = None

    def add(self, report: Report) -> None:
        """Count one more report."""
        if report.trouble:
            self.troubles += 1
            return
        self.files += 1
        for finding in report.findings:
            self.counts["waived" if finding.waiver else f"{finding.severity}s"] += 1
        self.evaluated += report.evaluated
        self.skipped += report.skipped
        self.profiles[report.profile] = None
        self.configurations[report.configuration] = None
        before = report.would_pass if self.would_pass is None else self.would_pass
        self.would_pass = tuple(name for name in before if name in report.would_pass)

    def said(self) -> str:
        """Say it in words: what was found, and how many rules were evaluated, and how many not."""
        found = {name: number for name, number in self.counts.items() if name != "waived"}
        parts = [counted(number, name.removesuffix("s")) for name, number in found.items()]
        line = ", ".join(parts) if any(found.values()) else "no rule fired"
        line += (
            f"; {self.evaluated} evaluated, {self.skipped} not evaluated"
            if self.evaluated
            else "; the rules on content were not run"
        )
        if self.counts["waived"]:
            line += f"; {self.counts['waived']} waived"
        if self.troubles:
            line += f"; {self.troubles} not checked"
        return f"{self.files} files: {line}" if self.files > 1 else line

    def under(self) -> str:
        """Say under which profiles and configurations it was run, and which profiles have no error."""
        names = [name or "none" for name in self.configurations]
        configured = (
            f"configuration {', '.join(names)}; " if len(names) < 4 else f"{len(names)} configurations; "
        )
        passed = ", ".join(self.would_pass or ()) or "none"
        return f"profile {', '.join(self.profiles)}; {configured if names != ['none'] else ''}no error under: {passed}"
