"""The edits after which two tables, or keys, stand in each other's place, with all that is in them; nothing else moves."""

from __future__ import annotations

from collections.abc import Iterable

from protocols.document.layout import RE_COMMENT_LINE, Layout, Section
from protocols.document.setting import leaves
from protocols.document.splice import Splice, line_end_at, line_start
from protocols.document.tree import Path, Span
from protocols.document.unsetting import brackets_around, pairs


def exchanged(layout: Layout, one: Path, other: Path) -> list[Splice]:
    """Return the edits that let of two tables the one come first that comes second.

    Comments directly above a header or a key go along. Where one is written in several places, all of the one stand
    before all of the other afterwards.
    """
    first, second = sorted((pieces(layout, one), pieces(layout, other)))
    text = layout.text
    come = [*second, *first]
    return [
        Splice(place.start, place.end, _apart(text, place, text[piece.start : piece.end]))
        for place, piece in zip(sorted(come), come, strict=True)
    ]


def _apart(text: str, place: Span, piece: str) -> str:
    """Return a piece for a place, with an empty line where a comment at its end would come to stand above a header."""
    end = line_end_at(text, place.end)
    last = piece[line_start(piece, len(piece)) :].lstrip()
    return piece + end if last.startswith("#") and text.startswith("[", place.end + len(end)) else piece


def pieces(layout: Layout, path: Path) -> list[Span]:
    """Return where what is at a path is written, in the order of the text; without the last line end of each stretch."""
    length = brackets_around(layout, path)
    if length is not None:
        return _in_brackets(layout, path, length)
    whole = [*_sections(layout, path), *_statements(layout, path)]
    return sorted(Span(start, _without_line_end(layout.text, end)) for start, end in whole)


def _in_brackets(layout: Layout, path: Path, length: int) -> list[Span]:
    holder, node = layout.tree.find(path[:length]), layout.tree.find(path)
    if holder is None or node is None:
        return []
    own = {(leaf.start, leaf.end) for leaf in leaves(node)}
    return _joined((whole, tuple(leaf) in own) for whole, leaf in pairs(layout, holder))


def _sections(layout: Layout, path: Path) -> list[Span]:
    """Return the sections of a table and of those below it; what stands between two that follow one another is theirs."""
    every = enumerate(layout.sections)
    return _joined(
        (Span(layout.begin(number), layout.finish(number)), one.path[: len(path)] == path and not one.apart)
        for number, one in every
    )


def _statements(layout: Layout, path: Path) -> list[Span]:
    """Return the lines of a key, or of dotted keys below it, in the sections of other tables."""
    found: list[Span] = []
    for section in layout.sections:
        if section.path[: len(path)] != path and not section.apart:
            found += _joined(
                (Span(_with_comment(layout.text, section, number), one.stop), bool(one.parts) and is_its)
                for number, one in enumerate(section.body)
                for is_its in [(*section.path, *one.names)[: len(path)] == path]
            )
    return found


def _with_comment(text: str, section: Section, number: int) -> int:
    """Return where a key begins, with the comments that stand directly above it."""
    start = line_start(text, section.body[number].start)
    floor = section.body[number - 1].stop if number else section.stop
    while start > floor:
        before = line_start(text, start - 1)
        if before < floor or not RE_COMMENT_LINE.match(text, before):
            break
        start = before
    return start


def _joined(spans: Iterable[tuple[Span, bool]]) -> list[Span]:
    """Return the stretches that are meant, those that follow one another as one."""
    found: list[Span] = []
    goes_on = False
    for span, meant in spans:
        if meant and goes_on:
            found[-1] = Span(found[-1].start, span.end)
        elif meant:
            found.append(span)
        goes_on = meant
    return found


def _without_line_end(text: str, end: int) -> int:
    if text.endswith("\r\n", 0, end):
        return end - 2
    return end - 1 if text.endswith("\n", 0, end) else end
