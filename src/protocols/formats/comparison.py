"""A comparison as Markdown, CSV and HTML; each cell comes out as text, whatever it holds."""

import csv
import io
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from protocols.findings.report import DISCLAIMER
from protocols.formats.cells import escaped, harmless, table
from protocols.formats.style import visible
from protocols.overview.comparison import DERIVED, Cell, Column, Comparison, Row

DIFFERS: Final = "≠"
LEGEND: Final = (
    f"{DIFFERS} marks a value that differs from the first one said in its row. An empty cell was not said. A number in brackets leads to a remark below. "
    "Derived values are computed from the others, from the least to the most that they allow, and no surer than those; an empty one lacks a key."
)
TABLES: Final = {"": "the file", DERIVED: "derived from these"}


class Remarks:
    """Remarks, each counted once, in the order in which they are made."""

    def __init__(self) -> None:
        self.listed: list[str] = []

    def number(self, remark: str) -> int:
        """Return the number of a remark, from 1."""
        if remark not in self.listed:
            self.listed.append(remark)
        return self.listed.index(remark) + 1

    def marked(self, cell: Cell) -> str:
        """Return a cell with its signs: what differs, and the numbers of its remarks."""
        numbers = [f"[{self.number(remark)}]" for remark in cell.remarks]
        return " ".join(part for part in (DIFFERS if cell.differs else "", cell.text, *numbers) if part)


def by_table(comparison: Comparison) -> Iterator[tuple[str, list[Row]]]:
    """Yield the rows of each table of the format under its name, those of derived values last."""
    for name, rows in groupby(comparison.rows, key=lambda row: row.table):
        yield TABLES.get(name, f"[{name}]"), list(rows)


def as_markdown(comparison: Comparison) -> str:
    """Return a table of Markdown for each table of the format, and the remarks below."""
    remarks = Remarks()
    parts = ["# Comparison"]
    for title, rows in by_table(comparison):
        head = ["key", *(f"{column.study}: {column.title}" for column in comparison.columns)]
        lines = [[row.label, *(remarks.marked(cell) for cell in row.cells)] for row in rows]
        parts += [f"## {escaped(title)}", table(head, lines)]
    parts += [f"\\[{number}\\] {escaped(remark)}" for number, remark in enumerate(remarks.listed, start=1)]
    return "\n\n".join([*parts, escaped(LEGEND), DISCLAIMER]) + "\n"


def as_csv(comparison: Comparison) -> str:
    """Return one table: a row for each key with its unit, a column for each arm, and the remarks in the last."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    titles = [f"{column.study}: {column.title}" for column in comparison.columns]
    rows = [["key", "unit", "differs", *titles, "remarks"]]
    for row in comparison.rows:
        differs = "yes" if row.differs else "no"
        cells = [cell.text for cell in row.cells]
        rows.append([row.path, row.unit, differs, *cells, "; ".join(_remarks(comparison.columns, row))])
    for cells in rows:
        writer.writerow([harmless(visible(cell)) for cell in cells])
    return made.getvalue()


def _remarks(columns: list[Column], row: Row) -> Iterator[str]:
    """Yield each remark once, behind the arms it is on."""
    of: dict[str, list[str]] = {}
    for column, cell in zip(columns, row.cells, strict=True):
        for remark in cell.remarks:
            of.setdefault(remark, []).append(f"{column.study}: {column.arm}")
    yield from (f"{', '.join(arms)}: {remark}" for remark, arms in of.items())
