"""A table of text, and what it looks like: for a terminal, as Markdown and as CSV. Every view is made of these."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from protocols.findings.report import DISCLAIMER
from protocols.formats.columns import Rows, text_table
from protocols.formats.style import BOLD, Style, escaped, harmless, paragraphs, visible
from protocols.lib.units import plain

DIFFERS: Final = "≠"
"""What marks a row, or a cell, that differs from others."""
MARKED: Final = "33"


class Grid(NamedTuple):
    """A table of text under a title, with notes below it; without rows only these."""

    title: str
    header: tuple[str, ...] = ()
    rows: Rows = ()
    notes: Sequence[str] = ()

    @property
    def filled(self) -> "Grid":
        """The same without the columns in which nothing is said."""
        kept = [number for number in range(len(self.header)) if any(row[number] for row in self.rows)]
        header, *rows = [tuple(row[number] for number in kept) for row in (self.header, *self.rows)]
        return self._replace(header=header, rows=rows)


class View(NamedTuple):
    """What is shown to people: a title with a line below it, tables, and notes at the end."""

    title: str
    lead: str
    grids: Sequence[Grid]
    notes: Sequence[str] = ()


def as_text(view: View, style: Style) -> str:
    """Return a view as lines for a terminal, with what it is good for."""
    head = Grid(view.title, notes=[view.lead] if view.lead else [])
    parts = [_section(grid, style) for grid in (head, *view.grids)]
    parts += [_wrapped(note, style) for note in (*view.notes, DISCLAIMER)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(grid: Grid, style: Style) -> str:
    lines = [style.paint(_wrapped(grid.title, style), BOLD)] if grid.title else []
    shown = text_table(grid.header, grid.rows, style.width).split("\n") if grid.rows else []
    lines += [style.paint(line, MARKED) if line.startswith(DIFFERS) else line for line in shown]
    return "\n".join([*lines, *(_wrapped(note, style) for note in grid.notes)])


def _wrapped(text: str, style: Style) -> str:
    return paragraphs(visible(text), style.width)


def as_markdown(view: View) -> str:
    """Return a view as Markdown in which a file's text stands as it is, whatever it holds."""
    parts = [f"# {escaped(view.title)}", *([escaped(view.lead)] if view.lead else [])]
    parts += [part for grid in view.grids for part in markdown_parts(grid)]
    return "\n\n".join([*parts, *(escaped(note) for note in view.notes), DISCLAIMER]) + "\n"


def markdown_parts(grid: Grid, level: int = 2) -> list[str]:
    """Return a table under its title, and its notes, each a paragraph of Markdown."""
    parts = [f"{'#' * level} {escaped(grid.title)}"] if grid.title else []
    parts += [markdown_table(grid.header, grid.rows)] if grid.rows else []
    return [*parts, *(escaped(note) for note in grid.notes)]


def markdown_table(header: Sequence[str], rows: Rows) -> str:
    """Return a table of Markdown."""
    lines = [[escaped(cell) for cell in row] for row in (header, *rows)]
    lines.insert(1, ["---"] * len(header))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_csv(rows: Iterable[Sequence[Any]]) -> str:
    """Return one table, its header first; no cell is taken for a formula by a spreadsheet."""
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    return made.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return plain(float(value))  # a number of ours: a minus before it is no formula
    return harmless(visible("" if value is None else str(value)))


def as_json(whole: Any) -> str:
    """Return JSON as every view writes it."""
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
