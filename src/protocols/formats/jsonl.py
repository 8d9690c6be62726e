"""JSON lines: one self-describing record a line, for log collectors and data frames."""

import json
from typing import Any

from protocols.findings.report import DISCLAIMER, Report, Totals
from protocols.formats.records import FORMAT, TOOL, of_finding, of_report
from protocols.formats.style import Style


class Output:
    """A record of each finding, then of its file; at the end one of all. `kind` says which it is."""

    def __init__(self, style: Style) -> None:  # noqa: ARG002 - as every output
        self.totals = Totals()

    def add(self, report: Report) -> str:
        """Return the records of a file."""
        self.totals.add(report)
        if report.trouble:
            return _line("trouble", {"file": report.path, "message": report.trouble})
        of_file = of_report(report)
        where = {
            "file": of_file.pop("path"),
            "profile": report.profile,
            "configuration": report.configuration or None,
        }
        lines = [_line("finding", {**where, **of_finding(finding)}) for finding in report.findings]
        return "".join([*lines, _line("file", {**where, **of_file, "findings": len(report.findings)})])

    def end(self) -> str:
        """Return the record of all files."""
        totals = self.totals
        counts = {"files": totals.files, **totals.counts, "troubles": totals.troubles}
        rules = {"evaluated": totals.evaluated, "not_evaluated": totals.skipped}
        return _line("summary", {**counts, **rules, "disclaimer": DISCLAIMER})


def _line(kind: str, record: dict[str, Any]) -> str:
    return json.dumps({"kind": kind, "format": FORMAT, "tool": TOOL, **record}, ensure_ascii=False) + "\n"
