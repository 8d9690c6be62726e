"""The edits that change a list: only the entries that differ, so that the lines and comments of the others stay."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any, Final

from protocols.document.layout import Layout
from protocols.document.literal import literal
from protocols.document.splice import Splice, line_end_at, line_start, next_line
from protocols.document.tree import Node, Span

RE_REST: Final = re.compile(r"[ \t]*,?[ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)")
RE_INDENT: Final = re.compile(r"[ \t]*")


def list_edits(layout: Layout, node: Node, old: list[Any], new: list[Any]) -> list[Splice]:
    """Return the edits that make one list, of at least one entry, another; entries that both have stay."""
    entries, gone = list((node.children or {}).values()), list[int]()
    edits: list[Splice] = []
    matcher = SequenceMatcher(None, list(map(repr, old)), list(map(repr, new)), autojunk=False)
    for how, first, last, begin, end in matcher.get_opcodes():
        if how == "equal":
            continue
        come = [literal(value) for value in new[begin:end]]
        pairs = zip(entries[first:last], come, strict=False)
        edits += [Splice(entry.start, entry.end, text) for entry, text in pairs]
        gone += range(first + len(come), last)
        if more := come[last - first :]:
            edits += (
                _before(layout, entries[last], more) if last < len(entries) else at_end(layout, node, more)
            )
    return edits + cut_entries(layout, spans_in(node), gone)


def _before(layout: Layout, after: Node, literals: list[str]) -> list[Splice]:
    """Return the edit that adds entries before another, on lines of their own where that has one."""
    start = line_start(layout.text, after.start)
    indent = layout.text[start : after.start]
    between = f"{line_end_at(layout.text, start)}{indent}" if not indent.strip() else " "
    return [Splice(after.start, after.start, "".join(f"{one},{between}" for one in literals))]


def at_end(layout: Layout, node: Node, literals: list[str]) -> list[Splice]:
    """Return the edits that add entries behind the last."""
    text, entries = layout.text, list((node.children or {}).values())
    if not entries:
        return [Splice(node.start + 1, node.start + 1, ", ".join(literals))]
    last = entries[-1]
    comma, _ = layout.gap(last.end)
    has_comma = text.startswith(",", comma)
    line, end = line_start(text, last.start), text.find("\n", comma if has_comma else last.end, node.end)
    if text[line : last.start].strip() or end < 0:
        return [Splice(last.end, last.end, "".join(f", {one}" for one in literals))]
    end -= text.endswith("\r\n", 0, end + 1)
    between = f"{line_end_at(text, line)}{text[line : last.start]}"
    added = Splice(end, end, between + f",{between}".join(literals) + ("," if has_comma else ""))
    return [added] if has_comma else _joined(Splice(last.end, last.end, ","), added)


def _joined(*edits: Splice) -> list[Splice]:
    """Return two edits as one where they are at the same place."""
    first, second = edits
    return (
        [Splice(first.start, first.end, first.text + second.text)] if first.end == second.start else [*edits]
    )


def spans_in(node: Node) -> list[Span]:
    """Return where each entry of a list stands."""
    return [Span(entry.start, entry.end) for entry in (node.children or {}).values()]


def cut_entries(layout: Layout, spans: list[Span], numbers: list[int]) -> list[Splice]:
    """Return the edits that take entries out of brackets, with their lines where they have lines of their own."""
    if not numbers:
        return []
    if len(numbers) == len(spans):
        comma, _ = layout.gap(spans[-1].end)
        trailing = [Splice(comma, comma + 1, "")] if layout.text.startswith(",", comma) else []
        return [Splice(spans[0].start, spans[-1].end, ""), *trailing]
    alone = [_own_line(layout.text, spans[number]) for number in numbers]
    if all(alone):
        return [*_comma_before(layout, spans, numbers), *(Splice(*line, "") for line in alone if line)]
    return [_cut(spans, run) for run in _runs(numbers)]


def _comma_before(layout: Layout, spans: list[Span], numbers: list[int]) -> list[Splice]:
    """Return the edit that takes out the comma before the last entries where these had none behind them."""
    comma, _ = layout.gap(spans[-1].end)
    first = len(spans)
    while first - 1 in numbers:
        first -= 1
    if first == len(spans) or layout.text.startswith(",", comma):
        return []
    before, _ = layout.gap(spans[first - 1].end)
    return [Splice(before, before + 1, "")]


def _cut(spans: list[Span], run: list[int]) -> Splice:
    first, last = run[0], run[-1]
    if last + 1 < len(spans):
        return Splice(spans[first].start, spans[last + 1].start, "")
    return Splice(spans[first - 1].end, spans[last].end, "")


def _runs(numbers: list[int]) -> list[list[int]]:
    """Return numbers in runs of neighbours."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _own_line(text: str, entry: Span) -> tuple[int, int] | None:
    """Return the lines that an entry has to itself, with its comma and its comment; None where it shares them."""
    start = line_start(text, entry.start)
    if text[start : entry.start].strip() or not RE_REST.match(text, entry.end):
        return None
    return start, next_line(text, entry.end)
