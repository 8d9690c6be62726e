"""Tables under a header that is no table of the format, but can only mean one: read as if they stood there."""

import copy
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from protocols.check.blanked import ONE_OF_SEVERAL
from protocols.document.document import Document, Path
from protocols.model.limits import MAX_FAULTS, too_much
from protocols.model.partial import MOST_NAMES
from protocols.model.paths import is_named, table_at
from protocols.model.types import NAME
from protocols.model.values import Fault
from protocols.rules import name_meant, table_meant

ROUNDS: Final = 8
"""How often tables are moved: one that was may hold another."""


class Moved(NamedTuple):
    """A file's data with each table where it belongs.

    at says of a path where it stands in the file; twice are the paths that stand at both places.
    """

    data: dict[str, Any]
    faults: list[Fault]
    at: dict[Path, Path]
    twice: set[Path]


def moved(data: dict[str, Any]) -> Moved:
    """Move the tables of a file that stand under a misspelt name, or a foreign one, to where they can only belong."""
    found = Moved(data, [], {}, set())
    if too_much(data):
        return found
    for _ in range(ROUNDS):
        strangers = [one for one in _strangers(found.data) if one[0] not in found.twice]
        if not strangers or len(found.faults) > MAX_FAULTS:
            break
        found = found._replace(data=copy.deepcopy(found.data))
        for path, target in strangers:
            _move(found, path, target)
    return found


def _strangers(data: dict[str, Any]) -> list[tuple[Path, Path]]:
    """Return each table of which the name is not known, with where it belongs."""
    asked = _below(data, ())
    return [(path, target) for path, target in islice(asked, MOST_NAMES) if target is not None]


def _below(table: dict[str, Any], here: Path) -> Iterator[tuple[Path, Path | None]]:
    """Yield each table of an unknown name with where it belongs, as they are asked for; None where that is in doubt."""
    kind, named = table_at(here), is_named(here) and here != ("sources",)
    if kind is None and not named:
        return
    for name, value in table.items():
        if not isinstance(value, dict):
            continue
        path = (*here, name)
        if named and not NAME.fullmatch(name):
            yield path, name_meant(name, here)
        elif kind is not None and name not in kind.known_keys:
            yield path, table_meant(name, here, value)
        else:
            yield from _below(value, path)


def _move(found: Moved, path: Path, target: Path) -> None:
    holder = _at(found.data, path[:-1])
    value = holder[path[-1]]
    kind = "no_name" if is_named(path[:-1]) else "unknown_key"
    fault = Fault(kind, path, value, {"siblings": tuple(holder)})
    at: Any = found.data
    for step in target[:-1]:
        at = at.setdefault(step, {}) if isinstance(at, dict) else None
    if not isinstance(at, dict):
        found.twice.add(path)
        return
    found.faults.append(fault)
    del holder[path[-1]]
    _put(found, at, value, target, _stands(found.at, path))
    if kind == "no_name" and path[0] == "arms":
        _rename(found.data["arms"], str(path[-1]), str(target[-1]))


def _put(found: Moved, holder: dict[str, Any], value: Any, target: Path, real: Path) -> None:
    """Put a value where it belongs; where something stands there already, each of its own keys."""
    there = holder.get(str(target[-1]))
    if there is None:
        holder[str(target[-1])] = value
        found.at[target] = real
    elif isinstance(there, dict) and isinstance(value, dict):
        for name, inner in value.items():
            _put(found, there, inner, (*target, name), (*real, name))
    else:
        found.twice.add(target)


def in_order(data: dict[str, Any], places: Document) -> dict[str, Any]:
    """Return the data with arms, outcomes, periods and channels in the order of the file, wherever their tables stand in it."""
    several = {path[:1] for path in places.moved} & {("arms",), ("outcomes",), *ONE_OF_SEVERAL}
    several |= {path[:3] for path in places.moved if path[:1] == ("arms",) and path[2:3] in ONE_OF_SEVERAL}
    for path in sorted(several, key=len):
        tables = _at(data, path)
        starts = {name: places.nearest((*path, name)).start for name in tables}
        data = _with(data, path, {name: tables[name] for name in sorted(starts, key=starts.__getitem__)})
    return data


def _with(data: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return the data with another value at a path."""
    first, *rest = path
    return {**data, str(first): _with(data[str(first)], tuple(rest), value) if rest else value}


def _rename(arms: dict[str, Any], old: str, new: str) -> None:
    """Name an arm in the controls of others as it is named now."""
    for arm in arms.values():
        named = arm.get("controls") if isinstance(arm, dict) else None
        if isinstance(named, list):
            arm["controls"] = [new if one == old else one for one in named]


def _stands(at: dict[Path, Path], path: Path) -> Path:
    """Return where in the file a path stands, whatever was moved before."""
    for length in range(len(path), 0, -1):
        if path[:length] in at:
            return (*at[path[:length]], *path[length:])
    return path


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data
