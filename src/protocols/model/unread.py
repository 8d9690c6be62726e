"""What of a file could not be read: kept apart from what it does not say, so that nothing is taken for missing."""

from collections.abc import Iterable
from typing import Any

from protocols.document.document import Path
from protocols.model.paths import is_named, table_at
from protocols.model.study import Study
from protocols.model.table import Table
from protocols.model.unread_arm import UnreadArm

UNREAD = UnreadArm("")


def may_be_unread(study: Study, path: tuple[str, ...]) -> bool:
    """Say whether what stands at a path, or the table it is in, could not be read."""
    if path[0] == "arms" and len(path) > 1 and isinstance(study.arms.get(path[1], UNREAD), UnreadArm):
        return bool(study.unread)
    shared = path[2:] if path[0] == "arms" else path
    return any(
        one[: len(other)] == other
        for unread in study.unread
        for one, other in ((path, unread), (shared, unread), (unread, path))
        if other
    )


def hide(protocol: Table, paths: Iterable[Path]) -> None:
    """Mark what stands at some paths of a protocol as there, but unread: to ask for it raises UnreadError."""
    for path in sorted(set(paths) - {("arms",)}, key=len):  # of that, a study knows
        _hide(protocol, path)


def _hide(table: Table, path: Path) -> None:
    found: Any = table
    for index, step in enumerate(path[:-1]):
        inner = _inner(found, step)
        if inner is None:
            inner = _made(found, step, path[: index + 1])
        if inner is None:
            return
        found = inner
    last, kind = path[-1], table_at(path)
    as_table = _all_unread(kind, path) if kind is not None and issubclass(kind, Table) else None
    if isinstance(found, dict) and as_table is not None and (path[0] != "arms" or len(path) > 2):
        found[str(last)] = as_table
    elif isinstance(found, tuple) and isinstance(last, int) and last < len(found):
        found[last].__dict__.clear()
        _set_written(found[last], type(found[last]).known_keys)
    elif isinstance(found, Table) and last in type(found).known_keys:
        found.__dict__.pop(str(last), None)
        if as_table is not None:
            found.__dict__[str(last)] = as_table
        _set_written(found, (*found.written_keys, str(last)))


def _inner(found: Any, step: str | int) -> Any:
    if isinstance(found, Table):
        return found.__dict__.get(str(step))
    if isinstance(found, dict):
        return found.get(step)
    return found[step] if isinstance(found, tuple) and isinstance(step, int) and step < len(found) else None


def _made(found: Any, step: str | int, path: Path) -> Any:
    """Put an empty table where none is, unless it is unread as a whole; None where no table belongs."""
    if path[:1] == ("arms",) and len(path) == 2:
        return None  # an arm that is not there is no arm: see UnreadArm
    if isinstance(found, Table) and str(step) in found.unread:
        return None
    kind = table_at(path)
    if kind is not None and issubclass(kind, Table):
        made: Any = kind()
    elif is_named(path):
        made = {}
    else:
        return None
    if isinstance(found, Table):
        found.__dict__[str(step)] = made
        _set_written(found, (*found.written_keys, str(step)))
    elif isinstance(found, dict):
        found[str(step)] = made
    return made


def _set_written(table: Table, keys: Iterable[str]) -> None:
    """Set which keys of a table are written. A table cannot be changed; here it is not yet seen by anybody."""
    object.__setattr__(table, "written_keys", frozenset(keys))


def _all_unread(kind: type[Table], path: Path) -> Table:
    """Return a table of which no key could be read, nor those of the tables in it."""
    made = kind()
    _set_written(made, kind.known_keys)
    for name in kind.known_keys:
        inner = table_at((*path, name))
        if inner is not None and issubclass(inner, Table):
            made.__dict__[name] = _all_unread(inner, (*path, name))
        else:
            made.__dict__.pop(name, None)
    return made
