"""Columns for data frames: plain lists of one length by name, each of one kind, so that every library takes them.

No library of data frames is needed for that, nor one that stands between them: `pandas.DataFrame(columns)` and
`polars.DataFrame(columns)` both make one.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from protocols.findings.report import Report
from protocols.model import Study
from protocols.overview import Overview, overview

Columns = dict[str, list[Any]]


def frame(shown: object) -> Columns:
    """Return the columns of a study (a line for each setting of each arm) or of a report (a line for each finding).

    Raises TypeError for anything else.
    """
    if isinstance(shown, Study):
        return of_study(shown)
    if isinstance(shown, Report):
        return of_report(shown)
    raise TypeError(f"{type(shown).__name__} has no columns")


def columns(names: Iterable[str], lines: Iterable[Mapping[str, Any]]) -> Columns:
    """Return lines as columns, each there even where there is no line."""
    rows = list(lines)
    return {name: [row[name] for row in rows] for name in names}


def of_study(study: Study) -> Columns:
    """Return what each arm really gets: arm, role, key, name, unit, text, where it is written, whether arms differ."""
    view = overview(study)
    lines = (
        {
            "arm": head.name,
            "role": head.role,
            "key": row.key,
            "name": row.words,
            "unit": row.unit,
            "text": cell.text,
            "written_at": cell.at,
            "differs": row.differs,
        }
        for row in view.rows
        for head, cell in zip(view.arms, row.cells, strict=True)
    )
    return columns(("arm", "role", "key", "name", "unit", "text", "written_at", "differs"), lines)


def of_report(report: Report) -> Columns:
    """Return the findings of a report; lines and columns are those of the file, from 1."""
    lines = (
        {
            "code": one.code,
            "name": one.name,
            "severity": one.severity.value,
            "path": one.path,
            "line": one.place.line,
            "message": one.message,
            "help": one.help,
            "arms": ", ".join(sorted(one.arms)),
            "waived": one.waiver is not None,
            "sources": "; ".join(map(str, one.sources)),
        }
        for one in report.findings
    )
    names = ("code", "name", "severity", "path", "line", "message", "help", "arms", "waived", "sources")
    return columns(names, lines)


def of_dose(view: Overview) -> Columns:
    """Return the dose of each stimulated arm: numbers as they were computed, in `unit`; None where one is not known."""
    lines = (
        {
            "arm": arm,
            "key": one.key,
            "name": one.label,
            "unit": one.unit,
            "min": amount.min,
            "nominal": amount.nominal,
            "max": amount.max,
            "missing": amount.missing,
        }
        for one in view.doses
        for arm, amount in one.arms.items()
    )
    return columns(("arm", "key", "name", "unit", "min", "nominal", "max", "missing"), lines)
