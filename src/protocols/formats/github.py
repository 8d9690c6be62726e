"""Workflow commands of GitHub: each finding stands beside its line in a pull request."""

from protocols.findings.report import DISCLAIMER, Finding, Report, Totals
from protocols.findings.rule import Severity
from protocols.formats.places import in_project
from protocols.formats.style import Style, visible, visible_lines
from protocols.lib.references import by_work

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class Output:
    """A command a finding, errors first: GitHub shows ten of a kind and drops the rest."""

    def __init__(self, style: Style) -> None:  # noqa: ARG002 - as every output
        self.totals = Totals()
        self.held: dict[str, list[str]] = {command: [] for command in COMMANDS.values()}

    def add(self, report: Report) -> str:
        """Hold the commands of a file: those of a later one may weigh more."""
        self.totals.add(report)
        path = in_project(report.path)
        if report.trouble:
            self.held["error"].append(
                _command("error", {"file": path, "title": "not checked"}, report.trouble)
            )
        for finding in report.open:
            command = COMMANDS[finding.severity]
            self.held[command].append(_command(command, _properties(path, finding), _message(finding)))
        return ""

    def end(self) -> str:
        """Return the commands, and as lines of the log the counts and what they are good for."""
        lines = [line for held in self.held.values() for line in held]
        if self.totals.files:
            lines += [self.totals.said(), visible(self.totals.under()), DISCLAIMER]
        return "".join(f"{line}\n" for line in lines)


def _properties(path: str, finding: Finding) -> dict[str, object]:
    place = finding.place
    lines = {"file": path, "line": place.line, "endLine": place.end_line}
    # GitHub takes columns only within one line.
    columns = {"col": place.column, "endColumn": place.end_column} if place.line == place.end_line else {}
    return {**lines, **columns, "title": f"{finding.code} {finding.name}"}


def _message(finding: Finding) -> str:
    what = f"{finding.path}: {finding.message}" if finding.path else finding.message
    help_ = [f"What to do: {finding.help}"] if finding.help else []
    return "\n".join([what, *help_, *(f"Source: {source}" for source in by_work(finding.sources))])


def _command(command: str, properties: dict[str, object], message: str) -> str:
    said = ",".join(f"{name}={_property(visible(str(value)))}" for name, value in properties.items())
    return f"::{command} {said}::{_data(chr(10).join(visible_lines(message)))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
