"""A table in columns for a terminal; apart from `grid`, since a check shows one and has no use for CSV."""

import re
import textwrap
from collections.abc import Sequence

from protocols.formats.style import visible

Rows = Sequence[Sequence[str]]


def text_table(header: Sequence[str], rows: Rows, room: int) -> str:
    """Return a table for a terminal, its cells wrapped so that it fits into room columns."""
    lines = [[visible(cell) for cell in row] for row in (header, *rows)]
    columns = list(zip(*lines, strict=True))
    widths = [max(1, *(len(cell) for cell in column)) for column in columns]
    # A cell breaks at spaces and behind hyphens.
    least = [
        max(1, *(len(word) for cell in column for word in re.split(r"\s+|(?<=\w-)", cell)))
        for column in columns
    ]
    between = 1 if sum(least) + 2 * (len(header) - 1) > room else 2
    gap = between * (len(header) - 1)
    while sum(widths) + gap > room and widths != least:
        widest = max(range(len(widths)), key=lambda number: widths[number] - least[number])
        widths[widest] -= 1
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(line for row in lines for line in _row(row, widths, " " * between))


def _row(cells: Sequence[str], widths: Sequence[int], between: str) -> list[str]:
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    height = max(len(lines) for lines in wrapped)
    padded = [lines + [""] * (height - len(lines)) for lines in wrapped]
    return [
        between.join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()
        for parts in zip(*padded, strict=True)
    ]
