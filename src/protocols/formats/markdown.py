"""Markdown: what one would paste into a review, or what stands as the summary of a job."""

from collections.abc import Iterator

from protocols.findings.report import DISCLAIMER, Finding, Report, Totals
from protocols.formats.style import Style, escaped, escaped_lines
from protocols.lib.references import by_work
from protocols.model.quantity import typeset

NAMED = 20
"""How many files without a finding are named; of the others it is said how many there are."""


class Output:
    """The counts first, then the findings file by file: what is said of a file is held until the end."""

    def __init__(self, style: Style) -> None:
        self.verbose = style.verbose
        self.totals = Totals()
        self.held: list[str] = []
        self.clean: list[str] = []
        self.unnamed = 0

    def add(self, report: Report) -> str:
        """Hold the section of a file, or the name of one without findings."""
        self.totals.add(report)
        if report.trouble:
            self.held.append(f"- **not checked**: {escaped(report.trouble)}\n")
        elif report.findings or (self.verbose and report.not_evaluated):
            self.held.append("\n".join(_section(report, verbose=self.verbose)))
        elif len(self.clean) < NAMED:
            self.clean.append(escaped(report.path))
        else:
            self.unnamed += 1
        return ""

    def end(self) -> str:
        """Return the whole."""
        head = ["# taVNS protocols\n"]
        if self.totals.files:
            head.append(f"**{escaped(self.totals.said())}**<br>\n{escaped(self.totals.under())}\n")
        if self.clean:
            more = f" and {self.unnamed:,} more" if self.unnamed else ""
            head.append(f"No rule fired in {', '.join(self.clean)}{more}.\n")
        return "\n".join([*head, *self.held, f"*{DISCLAIMER}*\n"])


def _section(report: Report, *, verbose: bool) -> Iterator[str]:
    yield f"## {escaped(report.path)}\n"
    if report.findings and not report.evaluated:
        yield "The rules on content were not run; the file's form comes first.\n"
    for finding in sorted(report.findings, key=lambda one: (one.waiver is not None, one.severity.rank)):
        yield item(finding)
    if verbose and report.not_evaluated:
        yield "\nNot evaluated:\n"
        yield from (f"- {one.code}: {escaped(one.reason)}" for one in report.not_evaluated)
    yield ""


def item(finding: Finding) -> str:
    """Return a finding as an item of a list, with what to do and its sources."""
    word = f"waived {finding.severity}" if finding.waiver else finding.severity.value
    key = f", {escaped(finding.path)}" if finding.path else ""
    lines = [
        f"- **{word}** {finding.code}, line {finding.place.line}{key}: {escaped_lines(typeset(finding.message))}"
    ]
    if finding.help:
        lines.append(f"  - What to do: {escaped_lines(typeset(finding.help))}")
    lines += [f"  - {escaped(one.message)}: line {one.place.line}" for one in finding.related]
    lines += [f"  - Source: {escaped(typeset(source))}" for source in by_work(finding.sources)]
    if finding.waiver:
        told = [finding.waiver.reason]
        told += [f"approved by {finding.waiver.approved_by}"] if finding.waiver.approved_by else []
        told += [f"until {finding.waiver.expires}"] if finding.waiver.expires else []
        lines.append(f"  - Waived: {escaped_lines('; '.join(told))}")
    return "\n".join(lines)
