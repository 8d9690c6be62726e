"""The study as meant in plain values, for JSON and for policies; and where each of them is written."""

from typing import Any, Final

from protocols.document.document import Path
from protocols.model.arm import Arm
from protocols.model.design import WrittenArm
from protocols.model.paths import INHERITED
from protocols.model.protocol import Protocol
from protocols.model.study import Study
from protocols.model.table import Table

ALWAYS: Final = (
    "blinding",
    "delivery",
    "eligibility",
    "sample",
    "harms",
    "adherence",
    "outcomes",
    "analysis",
    "governance",
)
"""Tables that a resolved protocol always has, empty where the file has none."""


def resolved(study: Study) -> dict[str, Any]:
    """Return a study as plain values of JSON: dates as ISO 8601 texts, a range as a table of its ends.

    Each stimulated arm holds its whole stimulation, schedule, electrode and device, empty where nothing is said; an arm
    without stimulation holds none of them, nor does the top. Everything else stands as it is written, in the order of
    the format; `intensity.target` is always a list.
    """
    dumped = _plain(study.protocol, {*INHERITED, "arms"}) | {
        "arms": {name: _arm(arm) for name, arm in study.arms.items()}
    }
    return {name: dumped.get(name, {}) for name in Protocol.model_fields if name in dumped or name in ALWAYS}


def _arm(arm: Arm) -> dict[str, Any]:
    found = _plain(arm.written, set(INHERITED))
    if arm.stimulated:
        found |= {name: _plain(getattr(arm, name)) for name in INHERITED}
    return {name: found[name] for name in WrittenArm.model_fields if name in found}


def _plain(table: Table, without: set[str] | None = None) -> dict[str, Any]:
    return {
        name: _whole(value)
        for name, value in table.model_dump(mode="json", exclude_unset=True, exclude=without).items()
    }


def _whole(value: Any) -> Any:
    """Write whole numbers without a point, as people do."""
    if isinstance(value, dict):
        return {name: _whole(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def written(study: Study, path: Path) -> Path:
    """Return where the file writes what stands at a path of the resolved protocol, or should write what is missing."""
    if len(path) < 3 or path[0] != "arms" or path[2] not in INHERITED:
        return path
    arm, table = study.arms[str(path[1])], str(path[2])
    if len(path) > 3:
        return (*arm.at(table, str(path[3])), *path[4:])
    shared = getattr(arm.written, table) is None and getattr(study.protocol, table) is not None
    return (table,) if shared else path
