"""The edit that takes a key out, or a table with all that is in it; a table that is left empty goes with its last key."""

from __future__ import annotations

from protocols.document.layout import RE_COMMENT_LINE, Layout
from protocols.document.listing import cut_entries, spans_in
from protocols.document.setting import leaves, shown
from protocols.document.splice import Splice, cut_lines, line_start, next_line
from protocols.document.tree import VALUE, Node, Path, Span
from protocols.lib.errors import AuthoringError


def unset_value(layout: Layout, path: Path, *, keeps: bool) -> list[Splice]:
    """Return the edits that take out what is written at a path.

    keeps says that the table stays where this was its last key, since its name or its number says something.
    Raises AuthoringError where nothing is written there.
    """
    length, node = layout.nearest(path)
    if length < len(path) or not path:
        raise AuthoringError(f"nothing is written at {shown(path)}")
    holder = brackets_around(layout, path)
    if holder is not None:
        return _from_brackets(layout, path, holder, node, keeps=keeps)
    if node.kind == VALUE and not keeps and (number := _emptied(layout, path)) > 0:
        return [
            cut_lines(layout.text, *_with_gap(layout.text, Span(layout.begin(number), layout.finish(number))))
        ]
    sections = [_with_gap(layout.text, lines) for lines in _merged(_sections(layout, path))]
    return [cut_lines(layout.text, *lines) for lines in _merged([*sections, *_statements(layout, path)])]


def brackets_around(layout: Layout, path: Path) -> int | None:
    """Return the length of the part of a path that is the list or table in brackets around it; None for none."""
    for length in range(len(path) - 1, 0, -1):
        node = layout.tree.find(path[:length])
        if node is not None and node.kind == VALUE:
            return length
    return None


def _from_brackets(layout: Layout, path: Path, around: int, node: Node, *, keeps: bool) -> list[Splice]:
    holder = layout.tree.find(path[:around])
    if holder is None:
        return []
    if layout.text.startswith("[", holder.start):
        return cut_entries(layout, spans_in(holder), [int(path[-1])])
    spans, gone = pairs(layout, holder), {(leaf.start, leaf.end) for leaf in leaves(node)}
    numbers = [number for number, (_, leaf) in enumerate(spans) if leaf in gone]
    whole = len(numbers) == len(spans) and holder.key_start >= 0 and not keeps
    if whole and "#" not in layout.text[holder.start : spans[0][0].start]:
        return unset_value(layout, path[:around], keeps=True)
    return cut_entries(layout, [span for span, _ in spans], numbers)


def pairs(layout: Layout, table: Node) -> list[tuple[Span, Span]]:
    """Return where each key with its value stands in a table in curly brackets, and where the value does."""
    found, (pos, _) = [], layout.gap(table.start + 1)
    for leaf in sorted(leaves(table, inside=True), key=lambda one: one.start):
        found.append((Span(pos, leaf.end), Span(leaf.start, leaf.end)))
        comma, _ = layout.gap(leaf.end)
        pos, _ = layout.gap(comma + 1)
    return found


def _emptied(layout: Layout, path: Path) -> int:
    """Return the number of the section that holds nothing but this key, and no comment of its own; -1 for none."""
    number = layout.section(path[:-1])
    if number <= 0:
        return -1
    section, text = layout.sections[number], layout.text
    header = text[section.start : section.stop]
    commented = "#" in header[section.parts[-1].end - section.start :] or layout.begin(number) < line_start(
        text, section.start
    )
    if commented or [one.names for one in section.body] != [path[-1:]]:
        return -1
    (only,) = section.body
    below = RE_COMMENT_LINE.match(text, only.stop) and layout.finish(number) > only.stop
    return -1 if below or text[section.stop : line_start(text, only.start)].strip() else number


def _sections(layout: Layout, path: Path) -> list[Span]:
    """Return the lines of a table's section, of those of the tables below it, and of the comments above each header."""
    return [
        Span(layout.begin(number), layout.finish(number))
        for number, one in enumerate(layout.sections)
        if one.path[: len(path)] == path and not one.apart
    ]


def _statements(layout: Layout, path: Path) -> list[Span]:
    """Return the lines that write a key, or keys below it, in the sections of other tables."""
    return [
        Span(line_start(layout.text, one.start), one.stop)
        for section in layout.sections
        if section.path[: len(path)] != path and not section.apart
        for one in section.body
        if one.parts and (*section.path, *one.names)[: len(path)] == path
    ]


def _with_gap(text: str, lines: Span) -> Span:
    """Return the lines of sections with one empty line, that above them, or at the start of the text that below."""
    start, end = lines
    above = line_start(text, max(start - 1, 0))
    if start > 0 and not text[above:start].strip():
        return Span(above, end)
    if start == 0 and end < len(text) and not text[end : next_line(text, end)].strip():
        return Span(start, next_line(text, end))
    return lines


def _merged(lines: list[Span]) -> list[Span]:
    """Return stretches of lines with those that meet or overlap as one."""
    found: list[Span] = []
    for start, end in sorted(lines):
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Span(start, end))
    return found
