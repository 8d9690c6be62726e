"""A study of what can be read of a file: faulty values are left out, marked as unread, and the rest is built."""

import copy
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from protocols.document.document import Path
from protocols.model.faults import across, build, told
from protocols.model.limits import MAX_FAULTS, MAX_KEYS, too_much
from protocols.model.paths import WITHIN_AN_ARM, is_table_list, table_at, takes_range
from protocols.model.protocol import FORMAT, Protocol
from protocols.model.study import Study
from protocols.model.unread import hide
from protocols.model.unread_arm import UNKNOWN_ARM
from protocols.model.values import Fault, RefusedError, Term

MOST_NAMES: Final = 100
"""Unknown names of which it is asked what they may mean: a file of more is no protocol, and asking takes time."""
ROUNDS: Final = 20
"""How often what is faulty is left out and the rest is built anew: a fault may hide another."""
Likely = Callable[[str, Path, Any], Iterable[Path]]
"""Says of an unknown name, in a table and with a value, where it may be meant to stand."""


def nowhere(name: str, parents: Path, value: Any) -> Iterable[Path]:
    """Take an unknown name for nothing that the format has."""
    del name, parents, value
    return ()


class Partial(NamedTuple):
    """What could be read of a file: the study, the faults of the rest, and the paths of what could not be read."""

    study: Study | None
    faults: list[Fault]
    unread: tuple[Path, ...]


def build_partly(data: dict[str, Any], unread: Iterable[Path] = (), likely: Likely = nowhere) -> Partial:
    """Build a study of what can be read.

    unread are the paths of what stands in the file, but is not in its data, or stands there twice; likely says where an
    unknown key may be meant to stand: it counts as written there, and unread.
    """
    known = set(unread)
    faults, gone = list[Fault](), set(known)
    excess = build(data) if too_much(data) else []
    if isinstance(excess, list) and excess:
        faults += excess
        gone |= {fault.path for fault in excess}
    rest = _without(data, gone)
    for path in known:
        _stand_in(rest, path)
    if ("arms",) in known:
        rest.setdefault("arms", {"arm": {"role": "active"}})
    for _ in range(ROUNDS):
        try:
            protocol = Protocol.read(rest)
        except RefusedError as error:
            meant = _meant_by(told(*error.faults), rest, likely)
            found = [fault for fault in told(*error.faults) if not _follows(fault, gone | meant)]
            if any(fault.kind == "unknown_format" for fault in found):
                return Partial(None, found, ())
            faults += [fault for fault in found if fault not in faults]
            if len(faults) > MAX_FAULTS:  # this is something else than a protocol
                return Partial(None, faults, ())
            left_out = _leave_out_all(told(*error.faults), rest, meant)
            if not left_out:
                break
            gone |= left_out
            continue
        return _hidden(protocol, faults, gone)
    return Partial(None, faults, ())


def _without(data: dict[str, Any], paths: set[Path]) -> dict[str, Any]:
    """Return a copy of the data without what there is too much of, and without unknown tables by the thousand."""
    rest = {key: value for key, value in data.items() if len(data) <= MAX_KEYS or key in Protocol.known_keys}
    rest = copy.deepcopy(rest)
    for path in paths:
        holder = _at(rest, path[:-1])
        if isinstance(holder, dict):
            holder.pop(path[-1], None)
        elif isinstance(holder, list):
            _at(rest, path[:-2]).pop(path[-2], None)
    if not rest.get("arms") and ("arms",) in paths:
        rest["arms"] = {"arm": {"role": "active"}}
    return rest


def _hidden(protocol: Protocol, faults: list[Fault], gone: set[Path]) -> Partial:
    """Mark what is gone as unread, and what only the study as a whole shows to be faulty."""
    hide(protocol, gone)
    study = Study(protocol, unread=sorted(gone, key=str))
    for fault in across(study):
        faults.append(fault)
        gone |= _of_fault(fault)
    hide(protocol, gone)
    unread = tuple(sorted(gone, key=str))
    return Partial(Study(protocol, unread=unread), faults, unread)


def _of_fault(fault: Fault) -> set[Path]:
    """Return the paths that a fault is about: of a list the whole of it, of an array of tables the entry."""
    if "first" in fault.context:
        first = fault.context.get("at", (*fault.path, fault.context["first"]))
        return {first, (*fault.path, fault.context["second"])}
    path = fault.path
    if fault.kind == "unknown_key" and takes_range(path[:-1]):  # an end of a range: which, nobody knows
        return {path[:-1]}
    at = next((number for number, step in enumerate(path) if isinstance(step, int)), len(path))
    return {path[: at + 1] if is_table_list(path[:at]) else path[:at]}


def _meant_by(faults: list[Fault], data: dict[str, Any], likely: Likely) -> set[Path]:
    """Return where unknown keys may be meant to stand, as far as nothing is written there."""
    unknown = [fault.path for fault in faults if fault.kind == "unknown_key"][:MOST_NAMES]
    likely_at = {path: likely(str(path[-1]), path[:-1], _at(data, path)) for path in unknown}
    places = {place for found in likely_at.values() for one in found for place in _named(one, data)}
    parts = {part for path, found in likely_at.items() if not found for part in _parts_beside(path, data)}
    run_on = {part for path in unknown for part in _run_on(path, data)}
    return {one for one in places if _at(data, one) is None or one[-1] in WITHIN_AN_ARM} | parts | run_on


def _run_on(path: Path, data: dict[str, Any]) -> Iterator[Path]:
    """Yield what an unknown table is one of where its name lacks a point: `[armstavns]`, `[periodsopen]`."""
    name = str(path[0]).lower()
    if len(path) > 1 or not isinstance(_at(data, path), dict):
        return
    if name.startswith("arms"):
        yield ("arms", UNKNOWN_ARM)
    yield from ((several,) for several in ("outcomes", *WITHIN_AN_ARM) if name.startswith(several))


def _parts_beside(path: Path, data: dict[str, Any]) -> Iterator[Path]:
    """Yield the periods and channels beside an unknown table: it may be one of them, `[arms.ab.second]`."""
    if isinstance(_at(data, path), dict) and (len(path) == 1 or (path[0], len(path)) == ("arms", 3)):
        beside = _at(data, path[:-1])
        yield from ((*path[:-1], several) for several in WITHIN_AN_ARM if several in beside)


def _named(path: Path, data: dict[str, Any]) -> Iterator[Path]:
    """Yield a path with the names that the file has for NAME: what belongs in an arm may be of any."""
    if path[1:2] != ("NAME",):
        yield path
        return
    tables = data.get(str(path[0]))
    yield from ((path[0], name, *path[2:]) for name in (tables if isinstance(tables, dict) else ()))


def _leave_out_all(faults: list[Fault], data: dict[str, Any], meant: set[Path]) -> set[Path]:
    """Take out of the data what faults are about; return the paths of that, and of what misspelt keys may mean."""
    found = set(meant)
    for fault in faults:
        for path in _of_fault(fault):
            # What cannot be done without and has no stand-in is left out with the table that lacks it.
            lengths = range(len(path), 0, -1) if fault.kind == "missing" else (len(path),)
            taken = next((path[:length] for length in lengths if _leave_out(data, path[:length])), None)
            found |= {taken} if taken else set()
    if not data.get("arms"):
        data["arms"] = {"arm": {"role": "active"}}
        found.add(("arms",))
    return found


def _follows(fault: Fault, gone: set[Path]) -> bool:
    """Say whether a fault is of what could not be read anyway, or is there only because something was left out."""
    path = fault.path
    if any(path[:length] in gone for length in range(1, len(path) + 1)):
        return True
    emptied = fault.kind in ("missing", "range_empty", "empty")
    return emptied and any(one[: len(path)] == path for one in gone)


def _at(data: Any, path: Path) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _leave_out(data: dict[str, Any], path: Path) -> bool:
    """Take a value out of the data; where no protocol can do without it, something stands in for it."""
    before = _at(data, path)
    holder = _at(data, path[:-1])
    if isinstance(holder, dict):
        holder.pop(path[-1], None)
    elif isinstance(holder, list) and before is not None:
        # Its place stays, so that the entries behind it keep their numbers.
        holder[int(path[-1])] = _whole(table_at(path))
    _stand_in(data, path)
    return bool(_at(data, path) != before)


def _whole(kind: Any) -> dict[str, Any]:
    """Return a table that has only what it cannot do without."""
    required = {name: kind.known_keys[name].value for name in kind.required_keys} if kind else {}
    return {name: value.terms[0] if isinstance(value, Term) else "?" for name, value in required.items()}


def _stand_in(data: dict[str, Any], path: Path) -> None:
    """Put something where the file has to have something; nobody reads it, for it is marked as unread."""
    if path == ("format",):
        data.setdefault("format", FORMAT)
    elif path in (("study",), ("study", "title")):
        study = data.setdefault("study", {})
        if isinstance(study, dict):
            study.setdefault("title", "?")
    elif path[:1] == ("arms",) and path[2:] == ("role",):
        arm = data.setdefault("arms", {}).setdefault(path[1], {})
        if isinstance(arm, dict):
            arm.setdefault("role", "active")
