"""Key paths: what the format knows, whether a file writes it or not."""

import re
import types
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from protocols.model.protocol import Protocol
from protocols.model.ranges import Range
from protocols.model.records import Source
from protocols.model.table import FixedKeys

INHERITED = ("stimulation", "schedule", "electrode", "device")
"""The tables that arms share: what an arm writes of them itself goes over it, key by key."""

WITHIN_AN_ARM = ("periods", "channels")
"""The tables of named parts of what an arm gets: one after another, and at the same time. All arms may share them."""

Steps = tuple[str | int, ...]
Step = TypeVar("Step", bound=str | int)
LONGEST = 100
"""Signs of a text that may be a misspelt key path."""


@lru_cache(maxsize=1024)
def dotted(path: Steps) -> str:
    """Return a key path in words, such as `arms.sham.stimulation.sites[0]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            name = (
                part if part.replace("_", "").replace("-", "").isalnum() and part.isascii() else f'"{part}"'
            )
            text += f".{name}" if text else name
    return text


def table_at(path: Steps) -> type[FixedKeys] | None:
    """Return the table class that stands at a path, or None where none does."""
    found = _at(path)
    return found if isinstance(found, type) and issubclass(found, FixedKeys) else None


def annotation_at(path: Steps) -> Any:
    """Return the type of the key at a path, as the model writes it; None where the format has no such key."""
    return _at(path)


def leaves(data: Mapping[str, Any], parents: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every value in a file's data: a range is one value, an empty table none."""
    for key, value in data.items():
        path = (*parents, key)
        if isinstance(value, dict) and (not value or not set(value) <= set(Range._fields)):
            yield from leaves(value, path)
        else:
            yield path


def is_known(path: Steps) -> bool:
    """Say whether the format has a key at this path; names of arms and outcomes are taken as given."""
    return _at(path) is not None


def meant_path(text: str) -> str:
    """Return the key path that a text was meant to be: one that ends with it, else the one that is spelled most alike; or ""."""
    if len(text) > LONGEST:
        return ""
    known = [dotted(key) for key in keys_below(Protocol)]
    near = [key for key in known if key.endswith(f".{text}")] or get_close_matches(text, known, n=1)
    return near[0] if near else ""


def is_named(path: Steps) -> bool:
    """Say whether the table at this path holds tables by names of the author's own, as `arms` does."""
    return get_origin(_at(path)) is dict


def terms_at(path: Steps) -> tuple[str, ...]:
    """Return the terms of the key at this path; none where it takes other values."""
    found = _at(path)
    return get_args(found) if get_origin(found) is Literal else ()


def keys_below(table: type[FixedKeys], parents: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every key path of a table and of the tables in it; named tables and arrays are not entered."""
    for name, field in table.known_keys.items():
        path = (*parents, name)
        yield path
        inner = _bare(field.annotation)
        if isinstance(inner, type) and issubclass(inner, FixedKeys):
            yield from keys_below(inner, path)


@cache
def every_key() -> frozenset[str]:
    """Return the names of all keys of the format, those of named tables and arrays included."""
    found: set[str] = set()
    todo: list[Any] = [Protocol, Source]
    while todo:
        kind = todo.pop()
        if isinstance(kind, type) and issubclass(kind, FixedKeys):
            found |= set(kind.known_keys)
            todo += [field.annotation for field in kind.known_keys.values()]
        else:
            todo += get_args(kind)
    return frozenset(found)


def takes_range(path: Steps) -> bool:
    """Say whether the key at this path takes a range instead of a number."""
    return Range in get_args(_at(path))


def is_table_list(path: Steps) -> bool:
    """Say whether the key at this path is an array of tables, such as `[[waivers]]`."""
    inner = _at((*path, 0))
    return isinstance(inner, type) and issubclass(inner, FixedKeys)


def home_of(key: str, wrong: Steps, fits: Callable[[Steps], bool] = lambda _: True) -> str:
    """Return the table that a key belongs in, seen from the wrong one; "" where no table has it, or it is `notes`.

    From an arm, or one of its periods or channels, it is the own table of that; limits of a device share their names with settings and come last. fits says
    of a key's path whether what is written may stand there.
    """
    homes: list[Steps] = [
        path[:-1] for path in _inner_keys() if path[-1] == key and key != "notes" and fits(path)
    ]
    for holder in holders(wrong):
        own = [home for home in homes if _kinds(home) == holder[::2]]
        if own:
            homes = [(*holder, *home[len(holder) :]) for home in own]
            break
    homes.sort(key=lambda home: _distance(home, wrong))
    return dotted(homes[0]) if homes else ""


def _distance(home: Steps, wrong: Steps) -> tuple[bool, ...]:
    """Say how far a table is from a wrong one: what is of a period, or of a channel, is first of all of arms."""
    kinds = _kinds(home)
    return (not {*WITHIN_AN_ARM}.isdisjoint(kinds), bool(kinds) and wrong[:1] != ("arms",), "limits" in home)


def holders(path: tuple[Step, ...]) -> list[tuple[Step, ...]]:
    """Return the named things that a path is in, the innermost first: a channel or a period, its arm."""
    found: list[tuple[Step, ...]] = []
    end = 2 if path[:1] == ("arms",) and len(path) > 1 else 0
    found += [path[:end]] if end else []
    if len(path) > end + 1 and path[end] in WITHIN_AN_ARM:
        found.insert(0, path[: end + 2])
    return found


def _kinds(path: Steps) -> Steps:
    """Return of what kinds the named things are that a path is in: `arms`, `arms` and `periods`."""
    found = holders(path)
    return found[0][::2] if found else ()


@cache
def _inner_keys() -> tuple[tuple[str, ...], ...]:
    """Return every key path below the top level; an arm or an outcome is called NAME."""
    named = [("arms", "NAME"), ("outcomes", "NAME")]
    named += [(*of, several, "NAME") for of in ((), ("arms", "NAME")) for several in WITHIN_AN_ARM]
    paths = [path for path in keys_below(Protocol) if len(path) > 1]
    paths += [(*at, *path) for at in named if (table := table_at(at)) for path in keys_below(table)]
    return tuple(paths)


@lru_cache(maxsize=4096)  # of a file of which something could not be read, each place is asked for many times
def _at(path: Steps) -> Any:
    annotation: Any = Protocol
    for part in path:
        annotation = _step(_bare(annotation), part)
        if annotation is None:
            return None
    return _bare(annotation)


def _step(annotation: Any, part: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, FixedKeys):
        field = annotation.known_keys.get(str(part))
        return field and field.annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is dict:
        return arguments[1]
    if origin is tuple:
        return arguments[0] if isinstance(part, int) or part.isdigit() else None
    if Range in arguments and part in Range._fields:
        return float
    return None


def _bare(annotation: Any) -> Any:
    """Strip `| None` and constraints; a number or a range stays a union."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        options = [option for option in get_args(annotation) if option is not type(None)]
        return _bare(options[0]) if len(options) == 1 else annotation
    return annotation


def steps_of(where: str) -> tuple[str, ...]:
    """Return the steps of a path as findings print it: `sources."a.b"` has two, `sites[0]` too."""
    steps = re.findall(r'"((?:[^"\\]|\\.)*)"|([^."\[\]]+)', where)
    return tuple(quoted or plain for quoted, plain in steps)


def inner(path: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return a path as seen from the arm, the period or the channel that it stands in."""
    if path[:1] == ("arms",):
        path = path[2:]
    return path[2:] if path[:1] and path[0] in WITHIN_AN_ARM else path


def covers(path: tuple[str, ...], where: tuple[str, ...]) -> bool:
    """Say whether a path covers another: the place itself, all below it, and what is laid over it.

    That is every arm's own for a shared path, and what the periods and channels of an arm have for the arm's.
    """
    if where[: len(path)] == path or not path:
        return where[: len(path)] == path
    if path[0] == "arms":
        own = path[2:]
        return bool(own) and own[0] in INHERITED and where[:2] == path[:2] and inner(where)[: len(own)] == own
    if path[0] in WITHIN_AN_ARM:  # of all arms
        return where[:1] == ("arms",) and where[2 : 2 + len(path)] == path
    return path[0] in INHERITED and inner(where)[: len(path)] == path
