"""Whose settings a field may be of: those of all arms, of one arm, of one period of them; and over whose settings they go."""

from collections.abc import Iterator
from typing import Any, Final, TypedDict

from protocols.authoring.changing import value_at
from protocols.authoring.ordering import names_in
from protocols.document.reading import read
from protocols.model.part import LENGTH_KEYS
from protocols.model.paths import INHERITED, WITHIN_AN_ARM, Steps

PARTS: Final = WITHIN_AN_ARM
"""The tables in which all arms, or one, say what differs in a part of what they get."""
ARMS: Final = "arms"
NONE: Final = "no_stimulation"


class Layer(TypedDict):
    """A holder of settings. apart: keys of its schedule that do not count, as they are of the whole course."""

    path: list[str | int]
    apart: list[str]


class Scope(TypedDict):
    """Whose settings a field may be of: the path of the holder, and that of the holder that it is a part of.

    table, name: `arms` and an arm, or `periods` and a period; of all arms none. stimulated: there are settings at all.
    lends: an arm that nobody is in, whose treatment periods give. under: the holders over whose settings its own go, the nearest first.
    """

    path: list[str | int]
    within: list[str | int]
    table: str
    name: str
    stimulated: bool
    lends: bool
    under: list[Layer]


def scopes(text: str) -> list[Scope]:
    """Return the holders of settings that a text has, all arms first, each arm and each period in their order."""
    return list(scopes_in(read(text).data or {}))


def scopes_in(data: dict[str, Any]) -> Iterator[Scope]:
    """Yield the holders of settings in the data of a text."""
    yield _scope((), (), stimulated=True, under=[])
    holders: list[Steps] = [()]
    given = _given(data)
    for arm, held in _tables(data, (ARMS,)).items():
        holders.append((ARMS, arm))
        lends = arm in given and held.get("participants") == 0
        stimulated = held.get("role") != NONE
        yield _scope((ARMS, arm), (), stimulated=stimulated, under=[_layer(())], lends=lends)
    for holder in holders:
        for table in PARTS:
            for name in names_in(data, (*holder, table)):
                path = (*holder, table, name)
                stimulated, under = _part(data, holder, table, name)
                yield _scope(path, holder, stimulated=stimulated, under=under)


def split(path: Steps) -> tuple[Steps, Steps]:
    """Return the holder that a key path begins with, and the key within it: `arms.sham.periods.open`, `schedule.weeks`."""
    end = 2 if path[0] == ARMS and len(path) > 2 and path[2] in (*INHERITED, *PARTS) else 0
    end += 2 if len(path) > end + 2 and path[end] in PARTS else 0
    return path[:end], path[end:]


def _part(data: dict[str, Any], holder: Steps, table: str, name: str) -> tuple[bool, list[Layer]]:
    """Say whether a part is stimulated, and over what its settings go: those of all arms in it, of what it gives, of all."""
    shared, own = (
        _held(data, (table, name)),
        _held(data, (*holder, table, name)),
    )
    gives = own.get("gives") or shared.get("gives")
    giver: Steps = (ARMS, gives) if isinstance(gives, str) else holder
    given = _held(data, giver) if giver else {}
    of_shared = None if "gives" in own and "role" not in own else shared.get("role")
    role = own.get("role") or of_shared or given.get("role")
    under = [_layer((table, name))] if holder and value_at(data, (table, name)) is not None else []
    if role == NONE:
        return False, under
    if giver:
        lends = gives is not None and given.get("participants") == 0 and not given.get(table)
        under.append(_layer(giver, apart=table == "periods" and not lends))
    return True, [*under, _layer((), apart=table == "periods")]


def _given(data: dict[str, Any]) -> list[Any]:
    """Return what periods give."""
    holders: list[Steps] = [(), *((ARMS, arm) for arm in _tables(data, (ARMS,)))]
    tables = [(*holder, table) for holder in holders for table in PARTS]
    return [one.get("gives") for table in tables for one in _tables(data, table).values()]


def _tables(data: dict[str, Any], path: Steps) -> dict[str, dict[str, Any]]:
    return {str(name): one for name, one in _held(data, path).items() if isinstance(one, dict)}


def _held(data: dict[str, Any], path: Steps) -> dict[str, Any]:
    found = value_at(data, path)
    return found if isinstance(found, dict) else {}


def _layer(path: Steps, *, apart: bool = False) -> Layer:
    return {"path": list(path), "apart": sorted(LENGTH_KEYS) if apart else []}


def _scope(path: Steps, within: Steps, *, stimulated: bool, under: list[Layer], lends: bool = False) -> Scope:
    table, name = (str(path[-2]), str(path[-1])) if path else ("", "")
    return {
        "path": list(path),
        "within": list(within),
        "table": table,
        "name": name,
        "stimulated": stimulated,
        "lends": lends,
        "under": under,
    }
