"""What lies between two versions of a protocol, as JSON: one object, stable and versioned."""

import datetime
from typing import Any

from protocols.changes import Change, DoseChange, Revision, Version
from protocols.changes.classes import GRAVE, in_order
from protocols.dose.formulas import Missing, Value
from protocols.formats import grid
from protocols.formats.changes import block_for, lines_of
from protocols.formats.records import TOOL, of_finding
from protocols.formats.style import Style
from protocols.model import Range, Table
from protocols.model.facts import unit_of
from protocols.model.paths import dotted

FORMAT = 1


def as_json(revision: Revision, style: Style, *, required: bool) -> str:  # noqa: ARG001 - as every output
    """Return one JSON object. Lines count from 1; a value is as the file has it, null where nothing is said."""
    said = zip(revision.changes, revision.rationale.of, strict=True)
    whole = {
        "format": FORMAT,
        "tool": TOOL,
        "old": _file(revision.old),
        "new": _file(revision.new),
        "profile": revision.config.profile,
        "changes": [_change(revision, change, versions) for change, versions in said],
        "dose": [_dose(one) for one in revision.dose],
        "findings": [
            {
                "what": one.what,
                "file": "old" if one.of_old else "new",
                "reason": one.reason or None,
                **of_finding(one.finding),
            }
            for one in revision.findings
        ],
        "rationale": {
            "required": required,
            "classes": list(in_order(GRAVE)),
            "lacking": list(dict.fromkeys(dotted(change.path) for change in revision.rationale.lacking)),
            "to_write": block_for(revision) or None,
            "remarks": [
                {"path": dotted(one.at), "line": revision.new.line(one.at), "message": one.message}
                for one in revision.rationale.remarks
            ],
        },
    }
    return grid.as_json(whole)


def _file(version: Version) -> dict[str, Any]:
    return {"path": version.document.name, "sha256": version.document.sha256}


def _change(revision: Revision, change: Change, versions: tuple[str, ...]) -> dict[str, Any]:
    new_line, old_line = lines_of(revision, change)
    return {
        "kind": change.kind,
        "path": dotted(change.path),
        "key": dotted(change.key),
        "old_key": dotted(change.was),
        "classes": list(change.classes),
        "arms": list(change.arms),
        "old": plain_data(change.old),
        "old_unit": unit_of(change.was) or None,
        "old_line": old_line,
        "new": plain_data(change.new),
        "new_unit": unit_of(change.key) or None,
        "new_line": new_line,
        "amendments": list(versions),
    }


def plain_data(value: Any) -> Any:
    """Return a value of the model as JSON holds it: a range by its ends, a date as text."""
    match value:
        case Range():
            return {name: end for name, end in value._asdict().items() if end is not None}
        case Table():
            return {name: plain_data(getattr(value, name)) for name in sorted(value.written_keys)}
        case dict():
            return {name: plain_data(inner) for name, inner in value.items()}
        case tuple():
            return [plain_data(inner) for inner in value]
        case datetime.date():
            return value.isoformat()
    return value


def _dose(one: DoseChange) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.label,
        "unit": one.unit or None,
        "arms": list(one.arms),
        "old": _value(one.old),
        "new": _value(one.new),
    }


def _value(value: Value | None) -> dict[str, Any] | None:
    if isinstance(value, Missing):
        return {"missing": value.reason, "key": ".".join(value.key) or None}
    return value and value._asdict()
