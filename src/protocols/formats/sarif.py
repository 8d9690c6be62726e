"""SARIF 2.1.0, for code scanning: the rules with their reasons, and each finding with its two locations."""

import json
from typing import Any

from protocols.document.document import Place
from protocols.findings.report import DISCLAIMER, Finding, Report, Totals, Waived
from protocols.findings.rule import Rule
from protocols.formats.book import about, sentence
from protocols.formats.fingerprints import Fingerprints
from protocols.formats.places import in_project, uri
from protocols.formats.records import TOOL, of_sources
from protocols.formats.style import Style
from protocols.rules import RULES

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
NUMBERS = {code: number for number, code in enumerate(RULES)}


class Output:
    """One run: results are written file by file, and what is said of the files behind them."""

    def __init__(self, style: Style) -> None:  # noqa: ARG002 - as every output
        self.totals = Totals()
        self.begun = False
        self.artifacts: list[str] = []
        self.troubles: list[dict[str, Any]] = []

    def add(self, report: Report) -> str:
        """Return the results of a file."""
        self.totals.add(report)
        path = in_project(report.path)
        if report.trouble:
            where = {"physicalLocation": {"artifactLocation": {"uri": uri(path)}}}
            self.troubles.append(
                {"level": "error", "message": {"text": report.trouble}, "locations": [where]}
            )
            return ""
        file, names = {"uri": uri(path), "index": len(self.artifacts)}, Fingerprints()
        self.artifacts.append(_line({"location": {"uri": file["uri"]}, "hashes": {"sha-256": report.sha256}}))
        return "".join(
            self._next(_result(file, finding, names.of(path, finding))) for finding in report.findings
        )

    def _next(self, result: dict[str, Any]) -> str:
        start = ",\n" if self.begun else _head()
        self.begun = True
        return start + _line(result)

    def end(self) -> str:
        """Return the end of the run: the files, how it went, and under what it was run."""
        invocation: dict[str, Any] = {"executionSuccessful": not self.troubles}
        if self.troubles:
            invocation["toolExecutionNotifications"] = self.troubles
        properties = {
            "disclaimer": DISCLAIMER,
            "summary": self.totals.counts,
            "profiles": list(self.totals.profiles),
            "configurations": [name for name in self.totals.configurations if name],
            "evaluated": self.totals.evaluated,
            "not_evaluated": self.totals.skipped,
        }
        start = "" if self.begun else _head()
        files = ",\n".join(self.artifacts)
        rest = f'"invocations": [{_line(invocation)}],\n"properties": {_line(properties)}'
        return f'{start}\n],\n"artifacts": [\n{files}\n],\n{rest}\n}}]}}\n'


def _head() -> str:
    driver = {**TOOL, "rules": [_rule(rule) for rule in RULES.values()]}
    return (
        f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{\n"tool": {{"driver": {_line(driver)}}},\n'
        '"columnKind": "unicodeCodePoints",\n"results": [\n'
    )


def _rule(rule: Rule) -> dict[str, Any]:
    # There is no helpUri: it has to be absolute, and the rules' pages have no public address. help holds the page.
    parts = [
        rule.rationale,
        f"What to do: {sentence(rule.fix)}",
        rule.waive and f"Waive: {sentence(rule.waive)}",
    ]
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.rationale or f"{rule.title}."},
        "help": {"text": "\n\n".join(part for part in parts if part), "markdown": about(rule)},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {
            "family": rule.family,
            "waivable": rule.waivable,
            "sources": of_sources(rule.sources),
        },
    }


def _result(file: dict[str, Any], finding: Finding, name: str) -> dict[str, Any]:
    what = f"{finding.path}: {finding.message}" if finding.path else finding.message
    result = {
        "ruleId": finding.code,
        "ruleIndex": NUMBERS[finding.code],
        "level": finding.severity.value,
        "message": {"text": f"{what}. {sentence(finding.help)}" if finding.help else what},
        "locations": [_location(file, finding.place, finding.path)],
        "relatedLocations": [
            {"id": number, "message": {"text": one.message}, **_location(file, one.place, one.path)}
            for number, one in enumerate(finding.related, start=1)
        ],
        "partialFingerprints": {"finding/v1": name},
        # The standard wants it in all results of a run or in none.
        "suppressions": [_suppression(finding.waiver)] if finding.waiver else [],
        "properties": {"help": finding.help, "sources": of_sources(finding.sources)},
    }
    return {**result, "fixes": [_fix(file, finding)]} if finding.fix else result


def _fix(file: dict[str, Any], finding: Finding) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(one.place), "insertedContent": {"text": one.text}} for one in finding.fix
    ]
    changes = [{"artifactLocation": file, "replacements": replacements}]
    return {"description": {"text": sentence(finding.help)}, "artifactChanges": changes}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _location(file: dict[str, Any], place: Place, path: str) -> dict[str, Any]:
    """Return where something is: in the text, and by its key."""
    region = _region(place)
    by_key = {"logicalLocations": [{"fullyQualifiedName": path, "kind": "member"}]} if path else {}
    return {"physicalLocation": {"artifactLocation": file, "region": region}, **by_key}


def _suppression(waiver: Waived) -> dict[str, Any]:
    """Return a waiver, which stands in the file itself."""
    told = {"approved_by": waiver.approved_by, "expires": waiver.expires and waiver.expires.isoformat()}
    return {
        "kind": "inSource",
        "status": "accepted",
        "justification": waiver.reason,
        "properties": {name: value for name, value in told.items() if value},
    }


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
