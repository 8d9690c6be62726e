"""JSON: one object, stable and versioned."""

import json
from collections.abc import Sequence
from typing import Any

from protocols.formats.text import Style
from protocols.report import Finding, Report, summary
from protocols.resources import VERSION
from protocols.toml import Place

FORMAT = 1


def as_json(reports: Sequence[Report], style: Style | None = None) -> str:  # noqa: ARG001 - as every output
    """Return one JSON object with every report. Lines and columns count from 1, columns in code points."""
    whole = {
        "format": FORMAT,
        "tool": {"name": "tavns-protocols", "version": VERSION},
        "files": [_file(report) for report in reports],
        "summary": summary(reports),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _file(report: Report) -> dict[str, Any]:
    lacking = [{"code": one.code, "path": one.path, "reason": one.reason} for one in report.not_evaluated]
    return {
        "path": report.path,
        "sha256": report.sha256,
        "profile": report.profile,
        "configuration": report.configuration,
        "would_pass": list(report.would_pass),
        "evaluated": report.evaluated,
        "not_evaluated": lacking,
        "findings": [_finding(finding) for finding in report.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
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
        "sources": [{"key": one.key, "pinpoint": one.pinpoint, "kind": one.kind} for one in finding.sources],
        "waiver": waiver
        and {
            "reason": waiver.reason,
            "approved_by": waiver.approved_by,
            "expires": waiver.expires and waiver.expires.isoformat(),
        },
    }


def _place(place: Place) -> dict[str, int]:
    return {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
