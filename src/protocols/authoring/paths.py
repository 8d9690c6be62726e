"""Key paths as a caller gives them, the order of the format, and what kind of name a step is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from protocols.lib.errors import AuthoringError
from protocols.model.paths import WITHIN_AN_ARM, Steps, is_known, is_named, is_table_list, table_at

Where = str | Sequence[str | int]
"""A key path: its steps, or in words as findings print it, such as `arms.sham.stimulation.sites[0]`."""

RE_STEP: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|\[(\d+)\]|([^."\[\]]+)')
RE_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")
NAMED: Final = ("arms", "outcomes", *WITHIN_AN_ARM)
"""The tables whose keys are names of the author's own. An arm may have those that all arms have, too."""


def steps(where: Where) -> Steps:
    """Return the steps of a key path. Raises AuthoringError for one that does not begin with a key."""
    if isinstance(where, str):
        found: Steps = tuple(
            int(number) if number else quoted or plain for quoted, number, plain in RE_STEP.findall(where)
        )
    else:
        found = tuple(step if isinstance(step, str) else int(step) for step in where)
    if not found or not isinstance(found[0], str):
        raise AuthoringError("a key path begins with a key, such as stimulation.frequency_hz")
    return found


@cache
def order(table: Steps) -> tuple[str, ...]:
    """Return the keys of a table as the format lists them, notes last; none where the names are the author's own."""
    kind = table_at(table)
    names = tuple(kind.known_keys) if kind is not None else ("min", "max")
    return (*(name for name in names if name != "notes"), "notes")


def is_name(path: Steps) -> bool:
    """Say whether the last step of a path is a name of the author's own, such as that of an arm."""
    return bool(path) and is_named(path[:-1]) and path[0] != "sources"


def kind_of(path: Steps) -> str:
    """Return what a name of the author's own is that of: an arm, an outcome, a period."""
    word = str(path[-2])[:-1]
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def named_in(data: Mapping[str, Any]) -> Iterator[Steps]:
    """Yield the path of everything that has a name of the author's own: arms, outcomes, periods, periods of an arm."""
    todo: list[tuple[Steps, Any]] = [((table,), data.get(table)) for table in NAMED]
    while todo:
        table, held = todo.pop()
        if not isinstance(held, dict) or not is_named(table):
            continue
        for name, inner in held.items():
            yield (*table, name)
            todo += [
                ((*table, name, below), inner[below])
                for below in NAMED
                if isinstance(inner, dict) and below in inner
            ]


def keeps(table: Steps) -> bool:
    """Say whether a table stays where its last key is taken out: an arm, an outcome, an entry of a list, the file."""
    return not table or isinstance(table[-1], int) or is_name(table)


def is_list(path: Steps) -> bool:
    """Say whether a path is that of a list of tables, such as `[[waivers]]`."""
    return is_table_list(path) and not is_named(path)


def known(path: Steps) -> bool:
    """Say whether the format has a key at a path; under `[sources]` any word may be one."""
    return is_known(path) or (path[0] == "sources" and len(path) > 1)


def arm_of(path: Steps) -> str | None:
    """Return the arm that a path is about; None where it is about the study."""
    return str(path[1]) if len(path) > 1 and path[0] == "arms" else None


def needs_a_name(name: str) -> None:
    """Raise AuthoringError where a word cannot be the name of an arm, an outcome or a period."""
    if not RE_NAME.fullmatch(name):
        raise AuthoringError(
            f'"{name}" is no name: names begin with a small letter, then small letters, digits, _ or -'
        )
