"""What may be written at a place: keys that the table lacks, terms, what trials used, presets, devices, rules, arms, key paths."""

from collections.abc import Iterator

from protocols.authoring.meanings import field_at, study_in
from protocols.authoring.paths import NAMED, Where, is_list, order, steps
from protocols.authoring.places import at
from protocols.authoring.values import Offer, offer, paths_in, quoted, values_for
from protocols.document.layout import Layout
from protocols.document.reading import read
from protocols.lib.units import sign_of
from protocols.model.keys import UnreadError
from protocols.model.paths import INHERITED, Steps, dotted, is_named, table_at, takes_range
from protocols.model.records import Source
from protocols.model.table import Table


def offers(text: str, where: int | Where) -> list[Offer]:
    """Return what may be written at an offset of a text, or as the value of a key, or as keys of a table.

    A key or an empty line is offered the keys that its table lacks, a header the tables that the file lacks, a value
    what the key takes. A value that trials used is told with how many; none is preferred for it.
    """
    if not isinstance(where, int):
        path = steps(where)
        return list(_keys(text, path) if _is_table(path) else values_for(text, path))
    place = at(text, where)
    if place["on"] == "comment":
        return []
    if place["on"] == "header":
        return list(_headers(text))
    if place["on"] == "value":
        return list(values_for(text, tuple(place["path"])))
    return list(_keys(text, tuple(place["table"])))


def _is_table(path: Steps) -> bool:
    return table_at(path) is not None or is_named(path) or path == ("sources",)


def _written(text: str, table: Steps) -> set[str]:
    """Return the keys that a table has, also in a text that cannot be read as a whole."""
    node = Layout(read(text)).tree.find(table)
    return {str(name) for name in (node.children if node is not None and node.children else ())}


def _keys(text: str, table: Steps) -> Iterator[Offer]:
    """Yield the keys that a table lacks, in the order of the format; its tables as headers."""
    if table[:1] == ("sources",):
        yield from _of_sources(text, table)
        return
    kind, written = table_at(table), _written(text, table)
    if kind is None:
        ends = ("min", "max") if table and takes_range(table) else ()
        yield from (offer("key", f"{end} = ", end) for end in ends if end not in written)
        return
    excluded = _excluded(kind, written)
    if _has_no_stimulation(text, table):
        excluded |= set(INHERITED)
    for name in order(table):
        path = (*table, name)
        field = field_at(path)
        if field is None or name in written or name in excluded:
            continue
        about = f"{field.title}{f' ({sign})' if (sign := sign_of(name)) else ''}: {field.description}"
        if is_list(path):
            yield offer("table", f"[[{dotted(path)}]]", name, about)
        elif _is_table(path) and not any(isinstance(step, int) for step in path):
            yield offer("table", f"[{dotted(path)}{'.' if name in NAMED else ''}]", name, about)
        else:
            yield offer("key", f"{name} = ", name, about)


def _excluded(kind: type, written: set[str]) -> set[str]:
    """Return the keys that may not stand beside those that are written."""
    pairs = kind.exclusive if issubclass(kind, Table) else ()
    return {two for pair in pairs for one, two in (pair, pair[::-1]) if one in written}


def _has_no_stimulation(text: str, table: Steps) -> bool:
    study = study_in(text) if table[:1] == ("arms",) and len(table) == 2 else None
    arms = study.arms if study is not None else {}
    try:
        return len(table) > 1 and table[1] in arms and not arms[str(table[1])].stimulated
    except UnreadError:
        return False


def _of_sources(text: str, table: Steps) -> Iterator[Offer]:
    """Yield the keys of an entry, or the paths of what is written and has no source yet."""
    written = _written(text, table)
    if len(table) > 1:
        fields = {name: field for name, field in Source.known_keys.items() if name not in written}
        yield from (offer("key", f"{name} = ", name, fields[name].description or "") for name in fields)
        return
    for path in paths_in(text):
        if path[0] not in ("sources", "waivers", "conflicts", "amendments") and dotted(path) not in written:
            yield offer("path", f"{quoted(dotted(path))} = ", dotted(path))


def _headers(text: str) -> Iterator[Offer]:
    """Yield the tables that a file lacks, those of its arms included."""
    layout = Layout(read(text))
    arms = layout.tree.find(("arms",))
    tables = [(), *(("arms", name) for name in (arms.children if arms and arms.children else ()))]
    inner = [(*table, name) for table in tables for name in INHERITED]
    for table in [*tables, *inner]:
        yield from (one for one in _keys(text, table) if one["kind"] == "table")
    # A list of tables may have one more.
    for name in ("waivers", "amendments", "conflicts"):
        if layout.tree.find((name,)) is not None:
            field = field_at((name,))
            yield offer("table", f"[[{name}]]", name, field.description or "" if field else "")
    yield from (
        offer("table", f"[{name}.]", name, f"One more: {name}") for name in NAMED if _written(text, (name,))
    )
