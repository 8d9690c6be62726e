"""GitLab's code quality report: findings stand in the merge request."""

import json
from typing import Any

from protocols.findings.report import DISCLAIMER, Finding, Report
from protocols.findings.rule import Severity
from protocols.formats.book import sentence
from protocols.formats.fingerprints import Fingerprints
from protocols.formats.places import in_project
from protocols.formats.style import Style, escaped
from protocols.lib.references import by_work

# GitLab's words, from its documentation of the report: info, minor, major, critical, blocker.
SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


class Output:
    """A JSON array with an entry a finding. A finding that is waived is none of the code's quality, and left out."""

    def __init__(self, style: Style) -> None:  # noqa: ARG002 - as every output
        self.begun = False

    def add(self, report: Report) -> str:
        """Return the entries of a file."""
        names, path = Fingerprints(), in_project(report.path)
        entries = [_entry(report, path, finding, names.of(path, finding)) for finding in report.open]
        if report.trouble:
            entries = [_of_trouble(report, path)]
        return "".join(self._next(entry) for entry in entries)

    def _next(self, entry: dict[str, Any]) -> str:
        start = ",\n" if self.begun else "[\n"
        self.begun = True
        return start + json.dumps(entry, ensure_ascii=False)

    def end(self) -> str:
        """Return the end of the array."""
        return "\n]\n" if self.begun else "[]\n"


def _entry(report: Report, path: str, finding: Finding, name: str) -> dict[str, Any]:
    what = f"{finding.path}: {finding.message}" if finding.path else finding.message
    under = f"profile {report.profile}" + (
        f"; configuration {report.configuration}" if report.configuration else ""
    )
    more = [*(f"Source: {source}" for source in by_work(finding.sources)), under, DISCLAIMER]
    return {
        "description": f"{what}. {sentence(finding.help)}" if finding.help else what,
        "check_name": finding.code,
        "content": {"body": "\n\n".join(escaped(line) for line in more)},
        "fingerprint": name,
        "severity": SEVERITIES[finding.severity],
        "location": {
            "path": path,
            "lines": {"begin": finding.place.line, "end": finding.place.end_line},
        },
    }


def _of_trouble(report: Report, path: str) -> dict[str, Any]:
    return {
        "description": report.trouble,
        "check_name": "not-checked",
        "fingerprint": f"not-checked {path}",
        "severity": "blocker",
        "location": {"path": path, "lines": {"begin": 1}},
    }
