"""Set and unset keys, add and remove arms, outcomes and entries of lists: by place, so that all else stays byte for byte."""

from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any

from protocols.authoring.changing import Draft, Edited, as_toml, value_at, with_value, without
from protocols.authoring.paths import Where, is_list, is_name, keeps, known, needs_a_name, order, steps
from protocols.document.kinds import same
from protocols.document.literal import key_text, literal
from protocols.document.setting import open_table, set_value
from protocols.document.tree import DOTTED, VALUE
from protocols.document.unsetting import unset_value
from protocols.lib.errors import AuthoringError
from protocols.model.paths import Steps, dotted, is_named, table_at


def put(text: str, path: Where, value: Any) -> Edited:
    """Set a key: write over its value, or add its line in the order of the format, or the table it lacks.

    value is as JSON has it: a date is a text such as 2026-11-23, a range a table with min and max. Of a list only the
    entries that differ are written. Raises AuthoringError where the text is no TOML, the format has no such key, or no
    arm or entry of that name; and where the change cannot be made exactly.
    """
    draft = Draft(text)
    put_in(draft, steps(path), value)
    return draft.edited()


def put_in(draft: Draft, path: Steps, value: Any) -> None:
    """Set a key of a text that is being edited."""
    value, old = as_toml(path, value), value_at(draft.data, path)
    if old is None:
        _may_be_added(draft, path)
        if _in_parts(draft, path, value):
            return
    elif same(old, value):
        return
    elif isinstance(old, dict) and isinstance(value, dict) and (_has_lines(draft, path) or (old and value)):
        for name, inner in value.items():
            put_in(draft, (*path, name), inner)
        for name in [name for name in old if name not in value]:
            drop_in(draft, (*path, name), whole=False)
        return
    _set(draft, path, value)


def _in_parts(draft: Draft, path: Steps, value: Any) -> bool:
    """Write what has a form of its own in the file, tables under headers, where it is not there yet; say whether it had."""
    if is_named(path) and path != ("sources",):
        raise AuthoringError(f"add {dotted(path)} one by one")
    if path == ("sources",) and isinstance(value, dict) and value:
        for name, inner in value.items():
            put_in(draft, (*path, name), inner)
    elif _is_table(path, value):
        put_table(draft, path, value)
    elif (
        len(path) == 1
        and is_list(path)
        and isinstance(value, list)
        and all(isinstance(one, dict) for one in value)
    ):
        for entry in value:
            _add_entry(draft, path, entry)
    else:
        return False
    return bool(value)


def _set(draft: Draft, path: Steps, value: Any) -> None:
    layout, old = draft.layout(), value_at(draft.data, path)
    wanted = with_value(draft.data, path, value)
    try:
        draft.change(set_value(layout, path, old, value, order), wanted)
    except AuthoringError:
        if not isinstance(old, list):
            raise
        draft.change(set_value(layout, path, None, value, order), wanted)  # written anew as a whole


def _has_lines(draft: Draft, path: Steps) -> bool:
    """Say whether a table is written by headers or dotted keys, not in curly brackets."""
    return draft.layout().nearest(path)[1].kind != VALUE


def _may_be_added(draft: Draft, path: Steps) -> None:
    if not known(path):
        raise AuthoringError(f"the format has no key {dotted(path)}")
    for end in range(1, len(path) + 1):
        held = value_at(draft.data, path[:end])
        if end < len(path) and not isinstance(held, dict | list | NoneType):
            raise AuthoringError(f"{dotted(path[:end])} has a value, so it can have no keys of its own")
        if isinstance(held, list) and end < len(path) and not isinstance(path[end], int):
            raise AuthoringError(f"{dotted(path[:end])} is a list; name one of its entries by its number")
        if isinstance(path[end - 1], int) and held is None:
            raise AuthoringError(f"{dotted(path[: end - 1])} has no entry {path[end - 1]}")
        if is_name(path[:end]) and held is None:
            raise AuthoringError(f"{dotted(path[: end - 1])} has no {path[end - 1]}; add it first")


def drop(text: str, path: Where) -> Edited:
    """Unset a key, or take out an arm, an outcome, a table or an entry of a list, with all that is in it.

    A table that is left empty goes with its last key, unless it is an arm or an outcome or has a comment of its own.
    Raises AuthoringError where nothing is written there, and as `put` does.
    """
    draft = Draft(text)
    drop_in(draft, steps(path))
    return draft.edited()


def drop_in(draft: Draft, path: Steps, *, whole: bool = True) -> None:
    """Unset a key of a text that is being edited; with whole, a table that is left empty may go, too."""
    data = draft.data
    if value_at(data, path) is None:
        raise AuthoringError(f"nothing is written at {dotted(path)}")
    if isinstance(path[-1], int) and is_list(path[:-1]) and len(value_at(data, path[:-1])) == 1:
        path = path[:-1]  # a list of tables has at least one
    stays = keeps(path[:-1]) or not whole
    draft.change(unset_value(draft.layout(), path, keeps=stays), *_left(data, path))


def _left(data: dict[str, Any], path: Steps) -> Iterator[dict[str, Any]]:
    """Yield what may be left of data without a key: tables that it leaves empty are there, or are not."""
    data = without(data, path)
    yield data
    while (path := path[:-1]) and not keeps(path) and value_at(data, path) == {}:
        data = without(data, path)
        yield data


def add(text: str, path: Where, values: Mapping[str, Any]) -> Edited:
    """Add an arm (`arms.sham`), an outcome, a period or an entry of a list of tables (`waivers`), behind the last.

    values are its keys, those of tables in it included. Raises AuthoringError for a name that is taken or can be none,
    and as `put` does.
    """
    draft, where = Draft(text), steps(path)
    if is_list(where):
        _add_entry(draft, where, as_toml(where, dict(values)))
    elif is_name(where):
        add_in(draft, where, values)
    else:
        raise AuthoringError(f"{dotted(where)} is no arm, outcome or list of tables; put sets a key")
    return draft.edited()


def add_in(draft: Draft, path: Steps, values: Mapping[str, Any]) -> None:
    """Add an arm, an outcome or a period to a text that is being edited."""
    _may_be_added(draft, path[:-1])
    needs_a_name(str(path[-1]))
    if not isinstance(value_at(draft.data, path[:-1]), dict | NoneType):
        raise AuthoringError(f"{dotted(path[:-1])} has a value, so it can have no keys of its own")
    if value_at(draft.data, path) is not None:
        raise AuthoringError(f"{dotted(path[:-1])} has {path[-1]} already")
    _add_named(draft, path, dict(values))


def _add_entry(draft: Draft, path: Steps, values: dict[str, Any]) -> None:
    old = value_at(draft.data, path)
    if old is not None and draft.layout().nearest(path)[1].kind == VALUE:
        put_in(draft, path, [*old, values])
        return
    typed = {key: as_toml((*path, 0, key), values[key]) for key in _in_order((*path, 0), values)}
    wanted = with_value(draft.data, path, [*(old or []), typed])
    draft.change([open_table(draft.layout(), path, order, *_lines(typed), many=True)], wanted)


def _add_named(draft: Draft, path: Steps, values: dict[str, Any]) -> None:
    typed = {key: as_toml((*path, key), values[key]) for key in _in_order(path, values)}
    length, node = draft.layout().nearest(path)
    if length == len(path) - 1 and node.kind in (VALUE, DOTTED):
        _set(draft, path, typed)
        return
    flat = {key: value for key, value in typed.items() if not _is_table((*path, key), value)}
    wanted = with_value(draft.data, path, flat)
    draft.change([open_table(draft.layout(), path, order, *_lines(flat))], wanted)
    for key in [key for key in typed if key not in flat]:
        put_table(draft, (*path, key), typed[key])


def put_table(draft: Draft, path: Steps, values: dict[str, Any]) -> None:
    """Write a table that is not there: under headers of its own, each of its keys on a line."""
    for key in _in_order(path, values):
        inner = (*path, key)
        if _is_table(inner, values[key]):
            put_table(draft, inner, values[key])
        else:
            put_in(draft, inner, values[key])


def _is_table(path: Steps, value: Any) -> bool:
    """Say whether a value is a table of the format with keys in it, not a range or an entry of `[sources]`."""
    return isinstance(value, dict) and bool(value) and table_at(path) is not None


def _in_order(table: Steps, values: Mapping[str, Any]) -> list[str]:
    """Return keys in the order of the format. Raises AuthoringError for one that the table does not have."""
    for key in values:
        if not known((*table, key)):
            raise AuthoringError(f"the format has no key {dotted((*table, key))}")
    return sorted(values, key=order(table).index)


def _lines(values: Mapping[str, Any]) -> list[str]:
    return [f"{key_text(key)} = {literal(value)}" for key, value in values.items()]
