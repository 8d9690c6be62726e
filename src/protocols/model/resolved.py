"""The study as meant in plain values, for JSON and for policies; and where each of them is written."""

import datetime
from typing import Any, Final, cast

from protocols.document.document import Path
from protocols.model.arm import Arm
from protocols.model.channel import OF_A_CHANNEL, Channel
from protocols.model.design import WrittenArm
from protocols.model.part import Part
from protocols.model.paths import INHERITED, WITHIN_AN_ARM
from protocols.model.periods import WrittenPeriod
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
    without stimulation holds none of them, nor does the top. So does each of its periods, those of all arms included, with
    its role in that period; and each channel, of an arm or of a period, its stimulation and electrode. An arm that only lends its treatment stands among the arms. Everything else stands as it is written, in the order of
    the format; `intensity.target` is always a list.
    """
    every = study.arms | study.lenders
    dumped = _plain(study.protocol, {*INHERITED, "arms", *WITHIN_AN_ARM}) | {
        "arms": {name: _arm(every[name]) for name in study.protocol.arms}
    }
    return {name: dumped.get(name, {}) for name in Protocol.known_keys if name in dumped or name in ALWAYS}


def _arm(arm: Arm) -> dict[str, Any]:
    found = _plain(arm.written, {*INHERITED, *WITHIN_AN_ARM})
    if arm.stimulated:
        found |= {name: _plain(getattr(arm, name)) for name in INHERITED}
    if arm.periods:
        found["periods"] = {name: _period(part) for name, part in arm.periods.items()}
    elif arm.channels:
        found["channels"] = _channels(arm)
    return {name: found[name] for name in WrittenArm.known_keys if name in found}


def _period(arm: Arm) -> dict[str, Any]:
    """Return a period with all that is given in it; without stimulation, how long it is."""
    part = cast("Part", arm)
    found = _plain(part.shared, set(INHERITED)) | _plain(part.own, set(INHERITED)) | {"role": part.role}
    if part.written.sham_method is not None:
        found["sham_method"] = part.written.sham_method
    tables = INHERITED if part.stimulated else ("schedule",)
    found |= {name: _plain(getattr(part, name)) for name in tables}
    own = {name: found[name] for name in WrittenPeriod.known_keys if name in found}
    return own | ({"channels": _channels(part)} if part.channels else {})


def _channels(arm: Arm) -> dict[str, Any]:
    """Return what flows in each channel of an arm, or of one of its periods."""
    return {
        name: {key: one.said(key) for key in ("label", "description", "notes") if one.said(key) is not None}
        | {table: _plain(getattr(one, table)) for table in OF_A_CHANNEL}
        for name, one in arm.channels.items()
        if isinstance(one, Channel)
    }


def _plain(table: Table, without: set[str] | None = None) -> dict[str, Any]:
    return {name: _in_json(value) for name, value in table.as_data(without or ()).items()}


def _in_json(value: Any) -> Any:
    """Return a value as JSON has it; whole numbers without a point, as people write them."""
    if isinstance(value, dict):
        return {name: _in_json(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [_in_json(inner) for inner in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def written(study: Study, path: Path) -> Path:
    """Return where the file writes what stands at a path of the resolved protocol, or should write what is missing."""
    if path[:1] != ("arms",) or len(path) < 3:
        return path
    arm, own = (study.arms | study.lenders)[str(path[1])], path[2:]
    while len(own) > 1 and own[0] in WITHIN_AN_ARM:
        arm, own = getattr(arm, str(own[0]))[str(own[1])], own[2:]
    within = bool(arm.period or arm.channel)
    if not own or not (within or own[0] in INHERITED):
        return path
    table = str(own[0])
    if table not in INHERITED:
        return (*arm.at(table), *own[1:])
    if len(own) > 1:
        return (*arm.at(table, str(own[1])), *own[2:])
    if within:
        return arm.at(table)
    shared = getattr(arm.written, table) is None and getattr(study.protocol, table) is not None
    return (table,) if shared else path
