"""The edit that writes a key: over its value, or as a line of its own in the order of its table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from protocols.document.layout import Layout, Section, Statement
from protocols.document.listing import list_edits
from protocols.document.literal import key_text, literal, over_lines
from protocols.document.splice import Splice, add_lines, line_end_at, line_start, next_line
from protocols.document.tree import DOTTED, IMPLIED, TABLES, VALUE, Node, Path
from protocols.lib.errors import AuthoringError

Order = Callable[[Path], Sequence[str]]
"""Gives the keys of the table at a path in the order in which they are to stand; what it does not name comes last."""

RE_TOP: Final = re.compile(r"(?:[ \t]*#[^\n]*(?:\n|\Z))*")
RE_OFF: Final = re.compile(r"[ \t]*#[ \t]*\[")
RE_INDENT: Final = re.compile(r"[ \t]*")


def set_value(layout: Layout, path: Path, old: Any, value: Any, order: Order) -> list[Splice]:
    """Return the edits that give a key a value. old is what stands there, where the key is written.

    Raises AuthoringError where what should hold the key is no table, or what stands there has keys of its own.
    """
    length, node = layout.nearest(path)
    if length < len(path):
        return _added(layout, path, literal(value), order)
    if node.kind != VALUE:
        raise AuthoringError(f"{shown(path)} stands under headers of its own; set its keys one by one")
    if isinstance(old, list) and isinstance(value, list) and old and value:
        return list_edits(layout, node, old, value)
    if not isinstance(value, str):
        return [Splice(node.start, node.end, literal(value))]
    raw = layout.text[node.start : node.end]
    return [Splice(node.start, node.end, over_lines(value, raw, line_end_at(layout.text, node.start)))]


def _added(layout: Layout, path: Path, literal: str, order: Order) -> list[Splice]:
    """Return the edits that write a key which is not there."""
    length, node = layout.nearest(path)
    lacking = next((n for n in range(length, len(path)) if isinstance(path[n], int)), None)
    if lacking is not None:
        raise AuthoringError(f"{shown(path[:lacking])} has no entry {path[lacking]}")
    around = _inline(layout, path[:length])
    if around is not None:
        return _in_brackets(layout, path, around, literal, order)
    if node.kind == TABLES:
        raise AuthoringError(f"{shown(path[:length])} is a list of tables; name one by its number")
    if node.kind == DOTTED:
        return [_beside(layout, path, length, literal, order)]
    number = layout.section(path[:length])
    in_a_list = any(isinstance(step, int) for step in path[:length])
    if number >= 0 and (length == len(path) - 1 or in_a_list):
        return [_line(layout, number, path[length:], literal, order)]
    line = f"{_key(path[-1:])} = {literal}"
    return [open_table(layout, path[:-1], order, line)]


def _inline(layout: Layout, path: Path) -> int | None:
    """Return the length of the innermost part of a path that is a table in curly brackets; None for none."""
    found = None
    for length in range(1, len(path) + 1):
        node = layout.tree.find(path[:length])
        if node is not None and node.kind == VALUE:
            found = length
    if found is None:
        return None
    inner = layout.tree.find(path[:found])
    if inner is None or layout.text[inner.start : inner.start + 1] != "{":
        raise AuthoringError(f"{shown(path[:found])} has a value, so it can have no keys of its own")
    return found


def _in_brackets(layout: Layout, path: Path, around: int, literal: str, order: Order) -> list[Splice]:
    # Dotted keys for what is further in: such tables are there as long as they have a key.
    holder, pair = layout.tree.find(path[:around]), f"{_key(path[around:])} = {literal}"
    children = (holder.children if holder else None) or {}
    if holder is None or not children:
        start = holder.start + 1 if holder else 0
        close = " " if layout.text.startswith("}", start) else ""
        return [Splice(start, start, f" {pair}{close}")]
    rank = _rank(order(path[:around]))
    before = [child for name, child in children.items() if rank(name) <= rank(path[around])]
    if before:
        last = max((node for child in before for node in leaves(child)), key=lambda one: one.end)
        return [Splice(last.end, last.end, f", {pair}")]
    first = min(node.key_start for node in children.values())
    return [Splice(first, first, f"{pair}, ")]


def leaves(node: Node, *, inside: bool = False) -> list[Node]:
    """Return the values of a table of dotted keys; of what is a value, itself, or with inside what it holds."""
    if node.kind == VALUE and not inside:
        return [node]
    return [leaf for child in (node.children or {}).values() for leaf in leaves(child)]


def _beside(layout: Layout, path: Path, length: int, literal: str, order: Order) -> Splice:
    """Return the edit that adds a key to a table of dotted keys, such as `stimulation.side`, in their way of writing."""
    table, rank = path[:length], _rank(order(path[:length]))
    found: list[tuple[Section, Statement, Path]] = []
    for section in layout.sections:
        for one in section.body:
            whole = (*section.path, *one.names)
            if not section.apart and whole[:length] == table and len(whole) > length:
                found.append((section, one, whole))
    before = [entry for entry in found if rank(entry[2][length]) <= rank(path[length])]
    section, near, _ = (before or found)[-1]
    return _below(layout, near, f"{_key(path[len(section.path) :])} = {literal}")


def _line(layout: Layout, number: int, names: Path, literal: str, order: Order) -> Splice:
    """Return the edit that adds a line under a header, in the order of the table."""
    section, line = layout.sections[number], f"{_key(names)} = {literal}"
    rank, text = _rank(order(section.path)), layout.text
    if len(names) == 1 and (at := _placeholder(layout, number, str(names[0]))) is not None:
        return _indented(text, at, next_line(text, at), line)
    before = [one for one in section.body if one.parts and rank(one.parts[0].name) <= rank(names[0])]
    if before:
        near = max(before, key=lambda one: (rank(one.parts[0].name), one.start))
        return _below(layout, near, line)
    if number == 0:
        return add_lines(text, _top(layout), line)
    example = section.body[0].start if section.body else section.start
    return _indented(text, line_start(text, example), section.stop, line)


def _below(layout: Layout, near: Statement, line: str) -> Splice:
    return _indented(layout.text, line_start(layout.text, near.start), near.stop, line)


def _indented(text: str, example: int, at: int, line: str) -> Splice:
    """Return the edit that adds a line as far in as the line that begins at a place."""
    indent = RE_INDENT.match(text, example)
    return add_lines(text, at, f"{indent.group() if indent else ''}{line}")


def _placeholder(layout: Layout, number: int, key: str) -> int | None:
    """Return where a line such as `# side = …` keeps the place of a key, as a draft has it; None where none does."""
    section, text = layout.sections[number], layout.text
    pattern, end, at = (
        re.compile(rf"[ \t]*#[ \t]*{re.escape(key)}[ \t]*="),
        layout.region(number),
        section.stop,
    )
    while at < end and not RE_OFF.match(text, at):
        if pattern.match(text, at) and not layout.under(number, at):
            return at
        at = next_line(text, at)
    return None


def _top(layout: Layout) -> int:
    """Return where the first key of a file is to stand: below its opening comments, unless these are of its first table."""
    text = layout.text
    top = RE_TOP.match(text)
    end = top.end() if top else 0
    if len(layout.sections) > 1 and line_start(text, layout.sections[1].start) == end:
        return next_line(text, 0) if text.startswith("#:") else 0
    return end


def open_table(layout: Layout, table: Path, order: Order, *lines: str, many: bool = False) -> Splice:
    """Return the edit that adds a header with lines under it, behind the tables that come before it in the order."""
    steps = tuple(step for step in table if isinstance(step, str))
    header = f"[[{_key(steps)}]]" if many else f"[{_key(steps)}]"
    length, node = layout.nearest(table)
    if length == len(table) and node.kind == IMPLIED:
        return _before(layout, _first_below(layout, table), header, *lines)
    length = min(length, len(table) - 1)
    rank = _rank(order(table[:length]))
    around = [
        (n, one.path)
        for n, one in enumerate(layout.sections)
        if not one.apart and one.path[:length] == table[:length]
    ]
    before = [
        (rank(path[length]), n)
        for n, path in around
        if len(path) > length and rank(path[length]) <= rank(table[length])
    ]
    if before:
        return _behind(layout, max(before)[1], header, *lines)
    own = layout.section(table[:length])
    if own > 0 or (own == 0 and layout.finish(0) > 0):
        return _behind(layout, own, header, *lines)
    below = [n for n, path in around if len(path) > length]
    if below:
        return _before(layout, below[0], header, *lines)
    return _behind(layout, len(layout.sections) - 1, header, *lines)


def _first_below(layout: Layout, table: Path) -> int:
    return next(n for n, one in enumerate(layout.sections) if one.path[: len(table)] == table)


def _behind(layout: Layout, number: int, *lines: str) -> Splice:
    at = layout.finish(number)
    return add_lines(layout.text, at, *(("",) if at else ()), *lines)


def _before(layout: Layout, number: int, *lines: str) -> Splice:
    at = layout.begin(number)
    above = layout.text[line_start(layout.text, max(at - 1, 0)) : at]
    return add_lines(layout.text, at, *lines, *(() if above.strip() else ("",)))


def _rank(keys: Sequence[str]) -> Callable[[str | int], int]:
    places = {name: number for number, name in enumerate(keys)}
    return lambda name: places.get(str(name), len(places))


def _key(path: Path) -> str:
    return ".".join(key_text(str(step)) for step in path)


def shown(path: Path) -> str:
    """Return a path for a sentence."""
    return ".".join(str(step) for step in path) or "the file"
