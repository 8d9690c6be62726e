"""Reports and findings as plain data, as the outputs for programs have them."""

from collections.abc import Iterable
from typing import Any

from protocols.document.document import Place
from protocols.findings.report import Finding, Report
from protocols.lib.references import Citation
from protocols.lib.resources import VERSION

FORMAT = 1
TOOL = {"name": "tavns-protocols", "version": VERSION}


def of_report(report: Report) -> dict[str, Any]:
    """Return what is said of a file besides its findings."""
    lacking = [{"code": one.code, "path": one.path, "reason": one.reason} for one in report.not_evaluated]
    return {
        "path": report.path,
        "sha256": report.sha256,
        "profile": report.profile,
        "configuration": report.configuration or None,
        "would_pass": list(report.would_pass),
        "evaluated": report.evaluated,
        "not_evaluated": lacking,
    }


def of_finding(finding: Finding) -> dict[str, Any]:
    """Return a finding. Lines and columns count from 1, columns in code points."""
    waiver = finding.waiver
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "path": finding.path,
        **_place(finding.place),
        "related": [
            {"path": one.path, **_place(one.place), "message": one.message} for one in finding.related
        ],
        "sources": of_sources(finding.sources),
        "waiver": waiver
        and {
            "reason": waiver.reason,
            "approved_by": waiver.approved_by,
            "expires": waiver.expires and waiver.expires.isoformat(),
        },
        "fix": [{**_place(one.place), "text": one.text} for one in finding.fix] or None,
    }


def of_sources(sources: Iterable[Citation]) -> list[dict[str, str]]:
    """Return each source with its key, its pinpoint and what kind of work it is."""
    return [{"key": one.key, "pinpoint": one.pinpoint, "kind": one.kind} for one in sources]


def _place(place: Place) -> dict[str, int]:
    return {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
