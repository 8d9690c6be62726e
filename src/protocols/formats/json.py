"""JSON: one object, stable and versioned."""

import json

from protocols.findings.report import DISCLAIMER, Report, Totals
from protocols.formats.records import FORMAT, TOOL, of_finding, of_report
from protocols.formats.style import Style


class Output:
    """One JSON object with every report, written file by file."""

    def __init__(self, style: Style) -> None:  # noqa: ARG002 - as every output
        self.totals = Totals()
        self.troubles: list[dict[str, str]] = []

    def add(self, report: Report) -> str:
        """Return the entry of a file."""
        self.totals.add(report)
        if report.trouble:
            self.troubles.append({"path": report.path, "message": report.trouble})
            return ""
        entry = {**of_report(report), "findings": [of_finding(finding) for finding in report.findings]}
        start = ",\n" if self.totals.files > 1 else f"{_head()}[\n"
        return f"{start}    {_indented(entry, 4)}"

    def end(self) -> str:
        """Return what is said of all files."""
        files = "\n  ]" if self.totals.files else f"{_head()}[]"
        rest = {"summary": self.totals.counts, "troubles": self.troubles, "disclaimer": DISCLAIMER}
        return (
            files + "".join(f',\n  "{name}": {_indented(value, 2)}' for name, value in rest.items()) + "\n}\n"
        )


def _head() -> str:
    head = {"format": FORMAT, "tool": TOOL}
    return (
        "{\n"
        + "".join(f'  "{name}": {_indented(value, 2)},\n' for name, value in head.items())
        + '  "files": '
    )


def _indented(value: object, by: int) -> str:
    # A line end inside a text is written as \\n, so that each one in the output is JSON's own.
    return json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n" + " " * by)
