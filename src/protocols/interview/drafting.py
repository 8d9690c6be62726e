"""What an answer makes of the text of the draft: each a change by place, with the sources of what it changes."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from protocols import authoring
from protocols.authoring import changing
from protocols.document.reading import read
from protocols.model.paths import INHERITED

OPEN: Final = re.compile(r"^# (\w+) = …\n(?=\1 = )", re.MULTILINE)
"""The line of an open key in a draft, above the line that has meanwhile been written."""
OUTCOME: Final = "outcomes.primary.measure"

Data = dict[str, Any]


def data_of(text: str) -> Data:
    """Return the data of a draft."""
    return (read(text).data if text else None) or {}


def value_at(data: Any, path: str) -> Any:
    """Return what data hold at a dotted path of names; None where they hold nothing."""
    return changing.value_at(data, tuple(path.split(".")))


def put(text: str, path: str, value: Any) -> str:
    """Write a value, mended as `tavns check --fix` would; a preset's source of another value goes with that value."""
    before = value_at(data_of(text), path)
    if path == OUTCOME and before is None:
        return authoring.add(text, "outcomes.primary", {"measure": value, "primary": True})["text"]
    new = authoring.fix(authoring.put(text, path, value)["text"])["text"]
    return new if value_at(data_of(new), path) == before else _without_source(new, path)


def drop(text: str, paths: Iterable[str]) -> str:
    """Take keys out, those that are there, each with its source."""
    for path in paths:
        if value_at(data_of(text), path) is not None:
            text = _without_source(authoring.drop(text, path)["text"], path)
    return text


def _without_source(text: str, path: str) -> str:
    sources = data_of(text).get("sources", {})
    return authoring.drop(text, ["sources", path])["text"] if path in sources else text


def places(data: Data, path: str) -> list[str]:
    """Return where the active arms have a value of a shared table: their own places, and the shared one for the others.

    One active arm alone has it in the shared table, so that the other arms get the same; but a table within a table, such
    as `stimulation.intensity`, is an arm's own as a whole, and stays so.
    """
    table, _, key = path.partition(".")
    arms: Mapping[str, Data] = data.get("arms", {})
    active = _active(data)
    if table not in INHERITED:
        return [path]
    nested = key.rpartition(".")[0]
    if len(active) < 2 and not (nested and active and value_at(arms[active[0]].get(table), nested)):
        return [path]
    own = [name for name in active if value_at(arms[name].get(table), nested or key) is not None]
    return [*([path] if len(own) < len(active) else []), *(f"arms.{name}.{path}" for name in own)]


def owned(data: Data, path: str) -> list[str]:
    """Return where the one active arm of a draft has a value of its own, which one in the shared table is to replace."""
    return [f"arms.{name}.{path}" for name in _active(data)] if places(data, path) == [path] else []


def _active(data: Data) -> list[str]:
    arms: Mapping[str, Data] = data.get("arms", {})
    return [name for name, arm in arms.items() if arm.get("role") in ("active", "active_comparator")]


def said(data: Data, path: str) -> list[Any]:
    """Return what a draft has of a key, shared or of its active arms."""
    found = [value_at(data, place) for place in (*places(data, path), *owned(data, path))]
    return [value for value in found if value is not None]


def finished(text: str) -> str:
    """Return the draft without the lines of open keys that have been answered."""
    return OPEN.sub("", text)
