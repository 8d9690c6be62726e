"""What can be folded away: a table with those within it, a value over several lines, comments that stand together."""

import re
from collections.abc import Iterator
from typing import Final

from lsprotocol import types as lsp

from protocols.document.document import mark_of
from protocols.document.layout import Layout
from protocols.document.reading import read
from protocols.editor.texts import Text

RE_COMMENTS: Final = re.compile(r"^[ \t]*#[^\r\n]*(?:(?:\r\n|\r|\n)[ \t]*#[^\r\n]*)+", re.MULTILINE)


def folds(text: Text) -> list[lsp.FoldingRange]:
    """Return what of a text can be folded, also of one with broken lines; nothing that is on one line."""
    shift = len(mark_of(text.text))
    layout = Layout(read(text.text))
    values = [(one.start + shift, one.stop + shift) for section in layout.sections for one in section.body]
    found = {_lines(text, *one): None for one in [*_tables(layout, shift), *values]}
    comments = {
        _lines(text, one.start(), one.end()): lsp.FoldingRangeKind.Comment
        for one in RE_COMMENTS.finditer(text.text)
        if not any(start < one.end() and one.start() < end for start, end in values)
    }
    several = sorted((lines, kind) for lines, kind in {**comments, **found}.items() if lines[0] < lines[1])
    return [lsp.FoldingRange(start, end, kind=kind) for (start, end), kind in several]


def _tables(layout: Layout, shift: int) -> Iterator[tuple[int, int]]:
    """Yield each table from its header to the last line of the last table within it."""
    sections = layout.sections
    for number, section in enumerate(sections[1:], 1):
        last = number
        while (
            section.path
            and last + 1 < len(sections)
            and len(sections[last + 1].path) > len(section.path)
            and sections[last + 1].path[: len(section.path)] == section.path
        ):
            last += 1
        yield section.start + shift, layout.finish(last) + shift


def _lines(text: Text, start: int, end: int) -> tuple[int, int]:
    """Return the first and the last line of a stretch, without the empty lines at its end."""
    stretch = text.text[start:end].rstrip()
    return text.position(start).line, text.position(start + len(stretch)).line
