"""What stands at a place of a text, also of one with broken lines."""

import re
from bisect import bisect_right
from typing import Final, Literal, NamedTuple, TypedDict

from protocols.authoring.paths import arm_of
from protocols.document.document import mark_of
from protocols.document.layout import Layout, Section, Statement
from protocols.document.reading import read
from protocols.document.splice import line_start
from protocols.document.tree import VALUE, Node, Path
from protocols.lib.errors import AuthoringError
from protocols.model.paths import dotted

On = Literal["key", "value", "header", "comment", "empty", "text"]
RE_BEGUN: Final = re.compile(r"""[ \t]*([^\s=#\[\]{}"',]*)""")
RE_KEY_BEGUN: Final = re.compile(r"""[ \t]*([\w."' -]+?)[ \t]*=""")


class Place(TypedDict):
    """What stands at an offset.

    on: a key, a value, a header, a comment, an empty line, or other text, such as a key of which there is no = yet.
    path: of the key or value, of a header its table; of all else the table that a key there would be in. dotted is the
    same in words. table: what holds the key. arm: the arm that it is about. start and end: the stretch of the text.
    begun: what is typed already before the offset. broken: it cannot be read.
    """

    on: On
    path: list[str | int]
    dotted: str
    table: list[str | int]
    arm: str | None
    start: int
    end: int
    begun: str
    broken: bool


class _Found(NamedTuple):
    on: On
    path: Path
    table: Path
    start: int
    end: int
    broken: bool = False


def at(text: str, offset: int) -> Place:
    """Say what stands at an offset of a text, which counts code points from 0 and may be one past the last.

    Raises AuthoringError for an offset outside the text.
    """
    if not 0 <= offset <= len(text):
        raise AuthoringError(f"the text has no offset {offset}; it has {len(text)} characters")
    mark = len(mark_of(text))
    document = read(text)
    place = max(offset - mark, 0)
    found = _found(Layout(document), place)
    begun = document.text[max(found.start, line_start(document.text, place)) : max(place, found.start)]
    return {
        "on": found.on,
        "path": list(found.path),
        "dotted": dotted(found.path),
        "table": list(found.table),
        "arm": arm_of(found.path),
        "start": found.start + mark,
        "end": found.end + mark,
        "begun": begun,
        "broken": found.broken,
    }


def _found(layout: Layout, place: int) -> _Found:
    section = _section(layout, place)
    if section.parts and line_start(layout.text, section.start) <= place <= _line_end(
        layout.text, section.start
    ):
        return _on_header(layout, section, place)
    for one in section.body:
        begin = line_start(layout.text, one.start)
        ends_here = (
            layout.text[one.stop - 1 : one.stop] != "\n"
        )  # at the end of the text, or of a broken line
        if begin <= place < one.stop + ends_here:
            return _on_statement(layout, section, one, place)
    return _between(layout, section, place)


def _section(layout: Layout, place: int) -> Section:
    starts = [0, *(line_start(layout.text, one.start) for one in layout.sections[1:])]
    return layout.sections[bisect_right(starts, place) - 1]


def _line_end(text: str, at_: int) -> int:
    end = text.find("\n", at_)
    end = len(text) if end < 0 else end
    return end - 1 if text.endswith("\r", at_, end) else end


def _on_header(layout: Layout, section: Section, place: int) -> _Found:
    end = _line_end(layout.text, section.start)
    comment = layout.text.find("#", section.parts[-1].end, end)
    if 0 <= comment < place:
        return _Found("comment", section.path, section.path, comment, end)
    stop = end if comment < 0 else comment
    whole = layout.text[section.start : stop].rstrip()
    broken = section.apart or not whole.endswith("]]" if whole.startswith("[[") else "]")
    return _Found(
        "header", section.path, section.path[:-1], section.start, section.start + len(whole), broken
    )


def _on_statement(layout: Layout, section: Section, one: Statement, place: int) -> _Found:
    """Find what of a key with its value stands at a place: one part of the key, the value or what is in it, the comment behind."""
    path: Path = (*section.path, *one.names)
    node = None if section.apart else layout.tree.find(path)
    equals = layout.space(one.parts[-1].end) if one.parts else -1
    if node is None or node.kind != VALUE or layout.text[equals : equals + 1] != "=":
        return _broken(layout, section, one, place)
    if place <= equals:
        for number, part in enumerate(one.parts):
            if place <= part.end:
                inner = (*section.path, *one.names[: number + 1])
                return _Found("key", inner, inner[:-1], part.start, part.end)
        return _Found("key", path, path[:-1], one.parts[-1].start, one.parts[-1].end)
    if place > node.end and (comment := layout.text.find("#", node.end, place)) >= 0:
        return _Found("comment", path[:-1], path[:-1], comment, _line_end(layout.text, comment))
    return _in_value(layout, node, path, place)


def _in_value(layout: Layout, node: Node, path: Path, place: int) -> _Found:
    """Go down into lists and tables in brackets, as far as the place is within one of their entries."""
    for step, child in (node.children or {}).items():
        on_key = child.key_start >= 0 and child.key_start <= place <= child.key_end
        if on_key:
            return _Found("key", (*path, step), path, child.key_start, child.key_end)
        start = child.key_end + 1 if child.key_start >= 0 else child.start
        if start <= place <= child.end:
            return _in_value(layout, child, (*path, step), place)
    if layout.text.startswith("{", node.start) and node.start < place < node.end:
        return _Found("text", path, path, place, place)
    return _Found("value", path, path[:-1], node.start, node.end, broken=node.start == node.end)


def _broken(layout: Layout, section: Section, one: Statement, place: int) -> _Found:
    """Find what is begun in a line that cannot be read: the value of a key, or a key."""
    start = line_start(layout.text, place)
    end = _line_end(layout.text, start)
    key = RE_KEY_BEGUN.match(layout.text, start, end)
    if key is None:
        word = RE_BEGUN.match(layout.text, start, end)
        begin = word.start(1) if word else start
        return _Found("text", section.path, section.path, begin, max(end, begin), broken=True)
    names = one.names if one.parts and one.start >= start else tuple(key[1].replace('"', "").split("."))
    path = (*section.path, *names)
    if place < key.end():
        return _Found("key", path, path[:-1], key.start(1), key.end(1), broken=True)
    begin = min(layout.space(key.end()), end)
    return _Found("value", path, path[:-1], begin, max(end, begin), broken=True)


def _between(layout: Layout, section: Section, place: int) -> _Found:
    start = line_start(layout.text, place)
    end = _line_end(layout.text, start)
    line = layout.text[start:end].strip()
    on: On = (
        "comment"
        if line.startswith("#")
        else "header"
        if line.startswith("[")
        else "text"
        if line
        else "empty"
    )
    begin = layout.space(start)
    return _Found(on, section.path, section.path, min(begin, end), end, broken=on in ("text", "header"))
