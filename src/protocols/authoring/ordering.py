"""The order in which arms, outcomes and periods stand, and changing it: that of periods is the order of time."""

from itertools import pairwise
from typing import Any

from protocols.authoring.changing import Draft, Edited, value_at
from protocols.authoring.edits import add_in
from protocols.authoring.paths import Where, is_name, kind_of, steps
from protocols.document.moving import exchanged
from protocols.lib.errors import AuthoringError
from protocols.model.parts import in_turn
from protocols.model.paths import Steps, dotted


def move(text: str, path: Where, by: int) -> Edited:
    """Let an arm, an outcome or a period change places with the one before it (by -1) or behind it (by 1).

    A period of one arm changes places with the one that the arm has before or behind it, one of all arms included.
    Comments go along; nothing else moves. Raises AuthoringError where there is nothing of that name, or none before or
    behind it, and where both are of all arms: their order is changed for all.
    """
    draft, where = Draft(text), steps(path)
    if not is_name(where):
        raise AuthoringError(
            f"{dotted(where)} is nothing that has a place in an order, such as arms.sham or periods.open"
        )
    table, name = where[:-1], str(where[-1])
    order = names_in(draft.data, table)
    if name not in order:
        raise AuthoringError(f"{dotted(table)} has no {name}")
    if by not in (-1, 1):
        raise AuthoringError("by is -1, for one place earlier, or 1, for one place later")
    place = order.index(name) + by
    if not 0 <= place < len(order):
        raise AuthoringError(f"{name} is the {'last' if by > 0 else 'first'} already")
    _may_change_places(draft.data, table, name, order[place])
    order.remove(name)
    order.insert(place, name)
    arrange(draft, table, order)
    return draft.edited()


def names_in(data: dict[str, Any], table: Steps) -> list[str]:
    """Return the names in a table in their order; of a table of one arm with those of all arms, as the arm has them."""
    held, shared = value_at(data, table), value_at(data, shared_of(table))
    own = [*held] if isinstance(held, dict) else []
    return in_turn([*shared], own) if table != shared_of(table) and isinstance(shared, dict) else own


def shared_of(table: Steps) -> Steps:
    """Return the table of all arms that an arm's own goes over, such as `periods`; any other table itself."""
    return table[2:] if table[0] == "arms" and len(table) > 2 else table


def arrange(draft: Draft, table: Steps, order: list[str]) -> None:
    """Let the names in a table stand in an order. An arm's own ones stand before one of all arms that the arm writes."""
    shared = value_at(draft.data, shared_of(table)) if table != shared_of(table) else None
    if isinstance(shared, dict):
        behind_own = [name for before, name in pairwise(order) if before not in shared and name in shared]
        for name in behind_own:  # it says what the arm's own period stands before
            if value_at(draft.data, (*table, name)) is None:
                add_in(draft, (*table, name), {})
    written = value_at(draft.data, table) or {}
    for place, name in enumerate([name for name in order if name in written]):
        now = [*value_at(draft.data, table)]
        for at in range(now.index(name), place, -1):
            _exchange(draft, table, now[at - 1], name)
    if names_in(draft.data, table) != order:
        raise AuthoringError("this order cannot be written; write it in the text")


def write_over(draft: Draft, path: Steps) -> None:
    """Write a period of all arms for one arm (`arms.sham.periods.open`), empty, where it is not; nothing changes by it."""
    order = names_in(draft.data, path[:-1])
    add_in(draft, path, {})
    arrange(draft, path[:-1], order)


def _exchange(draft: Draft, table: Steps, before: str, name: str) -> None:
    """Let a name stand before the one that stands before it."""
    data = draft.data
    names = [*value_at(data, table)]
    place = names.index(before)
    names[place : place + 2] = [name, before]
    wanted = with_order(data, table, names)
    draft.change(exchanged(draft.layout(), (*table, before), (*table, name)), wanted)


def with_order(data: dict[str, Any], table: Steps, names: list[str]) -> dict[str, Any]:
    """Return data with the names in a table in an order."""
    first, rest = table[0], table[1:]
    inner = data[str(first)]
    made = with_order(inner, rest, names) if rest else {name: inner[name] for name in names}
    return {**data, str(first): made}


def _may_change_places(data: dict[str, Any], table: Steps, one: str, other: str) -> None:
    shared = value_at(data, shared_of(table))
    if table != shared_of(table) and isinstance(shared, dict) and one in shared and other in shared:
        what = kind_of((*table, one)).split(" ")[1]
        raise AuthoringError(f"{one} and {other} are {what}s of all arms; change their order there")
