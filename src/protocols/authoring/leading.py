"""From a name to what it names, and from what is named to where it is used; also in a text with broken lines."""

import re
from collections.abc import Iterator
from typing import Final

from protocols.authoring.meanings import study_in
from protocols.authoring.naming import BY_PATH, Mention, names_arms
from protocols.authoring.places import On, Place, at
from protocols.document.document import mark_of
from protocols.document.layout import Layout
from protocols.document.reading import read
from protocols.document.tree import VALUE, Node, Span
from protocols.model import Arm
from protocols.model.keys import UnreadError
from protocols.model.paths import INHERITED, Steps, dotted, steps_of

RE_QUOTES: Final = re.compile(r"""\A("{3}|'{3}|["'])(.*)\1\Z""", re.DOTALL)
RE_ENTRY: Final = re.compile(r"\[\d+\]")


def definition(text: str, offset: int) -> list[Mention]:
    """Return where that stands which is named at an offset of a text; nothing where nothing is named, or it is not there.

    An arm in `controls` or `gives` leads to its header; a key path in a waiver, a source, a conflict or an amendment to
    what it names, or to the shared value that the arm takes there, or else to the table that lacks it; what an arm
    writes over a shared value to that value; its header to the shared tables that it takes; a shared key to itself.
    Raises AuthoringError for an offset outside the text.
    """
    layout, place = Layout(read(text)), at(text, offset)
    found = [one for path in _named(layout, place, text) if (one := _stands(layout, path)) is not None]
    return _told(found, len(mark_of(text)))


def uses(text: str, offset: int) -> list[Mention]:
    """Return where the value at an offset of a text is used, in the order of the text: itself first among these.

    These are its own key, the key paths that name it or something in it and, of a shared value, the header of each arm
    that takes it. For an arm or an outcome there is `mentions`. Raises AuthoringError for an offset outside the text.
    """
    layout, place = Layout(read(text)), at(text, offset)
    path = _without_entries(tuple(place["path"]))
    if place["on"] not in ("key", "value", "header") or path[:1] in ((), ("sources",)):
        return []
    if (own := _stands(layout, path)) is None:
        return []
    found = [own, *_naming(layout, path)]
    if path[0] in INHERITED:
        found += [one for arm in _takers(text, path) if (one := _stands(layout, ("arms", arm))) is not None]
    return _told(found, len(mark_of(text)))


def value_in(text: str, place: Place) -> str:
    """Return the text that is a value at a place, without its quotes; as it is written where it has none."""
    written = text[place["start"] : place["end"]]
    quoted = RE_QUOTES.match(written)
    return quoted[2] if quoted else written


def _told(found: list[tuple[Steps, Span]], shift: int) -> list[Mention]:
    return [
        {"path": list(path), "dotted": dotted(path), "start": span.start + shift, "end": span.end + shift}
        for path, span in sorted(set(found), key=lambda one: one[1])
    ]


def _named(layout: Layout, place: Place, text: str) -> Iterator[Steps]:
    """Yield the paths that are named at a place."""
    path = tuple(place["path"])
    key = tuple(step for step in path if isinstance(step, str))
    if place["on"] == "value" and key and names_arms(key):
        yield ("arms", value_in(text, place))
    elif place["on"] == "value" and key in BY_PATH:
        yield from _target(layout, _steps(value_in(text, place)))
    elif place["on"] == "key" and path[:1] == ("sources",) and len(path) > 1:
        yield from _target(layout, _steps(".".join(key[1:])))
    elif place["on"] in ("key", "value", "header") and path:
        yield from _shared(layout, text, _without_entries(path), place["on"])


def _steps(where: str) -> Steps:
    return steps_of(RE_ENTRY.sub("", where))


def _without_entries(path: Steps) -> Steps:
    """Return the path of the value that holds an entry of a list."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return path


def _target(layout: Layout, path: Steps) -> Iterator[Steps]:
    """Yield what a key path names: what stands there, else what the arm takes there, else the table that lacks it."""
    shared = path[2:] if path[:1] == ("arms",) and path[2:3] and path[2] in INHERITED else ()
    for one in (path, shared):
        if one and layout.tree.find(one) is not None:
            yield one
            return
    length = layout.nearest(path)[0]
    if length:
        yield path[:length]


def _shared(layout: Layout, text: str, path: Steps, on: On) -> Iterator[Steps]:
    """Yield the shared value that an arm's own is laid over, or the shared tables that an arm takes; a shared value itself."""
    if path[0] in INHERITED:
        yield from [path] if on != "value" else ()
    elif path[0] == "arms" and len(path) == 2 and on == "header":
        yield from ((table,) for table in INHERITED if str(path[1]) in _takers(text, (table,)))
    elif path[0] == "arms" and path[2:3] and path[2] in INHERITED and layout.tree.find(path[2:]) is not None:
        yield path[2:]


def _takers(text: str, path: Steps) -> list[str]:
    """Return the arms that take a shared value, or something of a shared table."""
    study = study_in(text)
    return [name for name, arm in (study.arms if study is not None else {}).items() if _takes(arm, path)]


def _takes(arm: Arm, path: Steps) -> bool:
    try:
        return arm.stimulated and not arm.owns(*map(str, path))
    except UnreadError:  # its role could not be read
        return False


def _naming(layout: Layout, path: Steps) -> Iterator[tuple[Steps, Span]]:
    """Yield the values and the keys of `[sources]` that name a path as a key path, or something in it."""

    def names(whole: Steps) -> bool:
        return any(target[: len(path)] == path for target in _target(layout, whole))

    for at_, node in layout.tree.leaves():
        key = tuple(step for step in at_ if isinstance(step, str))
        quoted = RE_QUOTES.match(layout.text[node.start : node.end]) if key in BY_PATH else None
        if quoted and names(_steps(quoted[2])):
            yield at_, Span(node.start, node.end)
    todo: list[tuple[Steps, Steps, Node | None]] = [(("sources",), (), layout.tree.find(("sources",)))]
    while todo:
        at_, about, table = todo.pop()
        for name, child in ((table.children if table is not None else None) or {}).items():
            whole = (*about, *_steps(str(name)))
            if child.key_start >= 0 and names(whole):
                yield (*at_, name), Span(child.key_start, child.key_end)
            elif child.kind != VALUE:
                todo.append(((*at_, name), whole, child))


def _stands(layout: Layout, path: Steps) -> tuple[Steps, Span] | None:
    """Return where a key or a header stands; None where it does not."""
    node = layout.tree.find(path)
    return (path, Span(node.key_start, node.key_end)) if node is not None and node.key_start >= 0 else None
