"""A comparison for a terminal, as Markdown and CSV; each cell comes out as text, whatever it holds."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from protocols.formats import grid
from protocols.formats.folding import is_long, readable, told
from protocols.formats.grid import DIFFERS, Grid, View
from protocols.formats.style import PLAIN, Style
from protocols.overview.comparison import DERIVED, Cell, Column, Comparison, Row

LEGEND: Final = (
    f"{DIFFERS} marks a value that differs from the first one stated in its row. Empty: not stated. Derived values are "
    "computed from the others, from the least to the most that they allow, and are no more certain than those; where one is "
    "empty, a setting is missing."
)
BRACKETS: Final = "A number in brackets refers to a remark below."
COMFORTABLE: Final = 16
"""Columns of the terminal that a cell gets before another arm is put beside it."""
LABELS: Final = 22
"""Columns that the keys get at most."""
TABLES: Final = {"": "the file", DERIVED: "derived from these"}


class Remarks:
    """Remarks, each counted once, in the order in which they are made. folded: they are marked, and listed nowhere."""

    def __init__(self, *, folded: bool = False) -> None:
        self.listed: list[str] = []
        self.folded = folded

    def number(self, remark: str) -> int:
        """Return the number of a remark, from 1."""
        if remark not in self.listed:
            self.listed.append(remark)
        return self.listed.index(remark) + 1

    def marked(self, cell: Cell) -> str:
        """Return a cell with its signs: what differs, and the numbers of its remarks."""
        numbers = [f"[{self.number(remark)}]" for remark in cell.remarks if not self.folded]
        numbers += ["*"] if self.folded and cell.remarks else []
        return " ".join(part for part in (DIFFERS if cell.differs else "", cell.text, *numbers) if part)


def by_table(comparison: Comparison) -> Iterator[tuple[str, list[Row]]]:
    """Yield the rows of each table of the format under its name, those of derived values last."""
    for name, rows in groupby(comparison.rows, key=lambda row: row.table):
        yield TABLES.get(name, f"[{name}]"), list(rows)


def _below(remarks: Remarks) -> list[str]:
    found = [f"[{number}] {remark}" for number, remark in enumerate(remarks.listed, start=1)]
    return [*found, BRACKETS] if found else []


def as_markdown(comparison: Comparison, style: Style = PLAIN) -> str:  # noqa: ARG001 - as every output
    """Return a table of Markdown for each table of the format, and the remarks below."""
    remarks = Remarks(folded=comparison.folded)
    header = ("key", *map(_title, comparison.columns))
    tables = [
        Grid(title, header, [[row.label, *map(remarks.marked, row.cells)] for row in rows])
        for title, rows in by_table(comparison)
    ]
    return grid.as_markdown(View("Comparison", "", tables, (*_below(remarks), *told(comparison), LEGEND)))


def as_csv(comparison: Comparison, style: Style = PLAIN) -> str:  # noqa: ARG001 - as every output
    """Return one table: a row for each key with its unit, a column for each arm, and the remarks in the last."""
    rows = [["key", "unit", "differs", *map(_title, comparison.columns), "remarks"]]
    for row in comparison.rows:
        differs = "yes" if row.differs else "no"
        cells = [cell.text for cell in row.cells]
        rows.append([row.path, row.unit, differs, *cells, "; ".join(_remarks(comparison.columns, row))])
    return grid.as_csv(rows)


def _title(column: Column) -> str:
    return f"{column.study}: {column.title}"


def _remarks(columns: list[Column], row: Row) -> Iterator[str]:
    """Yield each remark once, behind the arms it is on."""
    of: dict[str, list[str]] = {}
    for column, cell in zip(columns, row.cells, strict=True):
        for remark in cell.remarks:
            of.setdefault(remark, []).append(f"{column.study}: {column.arm}")
    yield from (f"{', '.join(arms)}: {remark}" for remark, arms in of.items())


def as_text(comparison: Comparison, style: Style = PLAIN) -> str:
    """Return tables for a terminal: as many arms beside each other as fit, and what is long below."""
    remarks = Remarks(folded=comparison.folded)
    # The widths are found first, so that remarks are counted in the order in which they are read.
    widths = _widths(_shortened(comparison, Remarks(folded=comparison.folded)))
    parts = list(_parts(comparison, widths, style.width))
    tables = [
        _beside(_shortened(_of(comparison, part, again=number > 0), remarks))
        for number, part in enumerate(parts)
    ]
    notes = Grid("", notes=_below(remarks))
    return grid.as_text(View("", "", [*tables, notes], (*told(comparison), LEGEND)), style)


def _shortened(comparison: Comparison, remarks: Remarks) -> Comparison:
    """Return a comparison with each cell as it stands in a table of the terminal."""

    def short(cell: Cell) -> Cell:
        text = readable(cell.text)
        if is_long(text):
            cell = cell._replace(remarks=(text, *cell.remarks))
            text = ""
        return Cell(remarks.marked(cell._replace(text=text)))

    rows = [row._replace(cells=tuple(short(cell) for cell in row.cells)) for row in comparison.rows]
    return comparison._replace(rows=rows)


def _parts(comparison: Comparison, widths: Sequence[int], room: int) -> Iterator[list[int]]:
    """Yield the numbers of the columns that fit beside each other; the first, which others differ from, again where it can."""
    room -= min(LABELS, max((len(row.label) for row in comparison.rows), default=0))
    again = [0] if comparison.folded and widths[0] + max(widths) + 4 <= room else []
    part: list[int] = []
    for number in range(len(comparison.columns)):
        if part and sum(widths[one] + 2 for one in [*part, number]) > room:
            yield part
            part = [*again]
        part.append(number)
    yield part


def _widths(comparison: Comparison) -> list[int]:
    """Return how wide each column has to be: its longest word, or what a cell comfortably needs."""
    found = []
    for number, column in enumerate(comparison.columns):
        cells = [_title(column), *(row.cells[number].text for row in comparison.rows)]
        words = (len(word) for cell in cells for word in cell.split())
        found.append(max(*words, min(COMFORTABLE, max(map(len, cells)))))
    return found


def _of(comparison: Comparison, numbers: Sequence[int], *, again: bool) -> Comparison:
    """Return some columns of a comparison, with the rows in which one of them says something.

    again: the first column stands there again, so that only what differs from it is shown.
    """
    rows = [row._replace(cells=tuple(row.cells[number] for number in numbers)) for row in comparison.rows]
    columns = [comparison.columns[number] for number in numbers]
    kept = _is_new if again and numbers[0] == 0 else _is_said
    return comparison._replace(columns=columns, rows=[row for row in rows if kept(row)])


def _is_said(row: Row) -> bool:
    return any(cell.text for cell in row.cells)


def _is_new(row: Row) -> bool:
    first, *others = row.cells
    return any(cell.differs or (cell.text and not first.text) for cell in others)


def _beside(part: Comparison) -> Grid:
    rows: list[list[str]] = []
    for title, several in by_table(part):
        rows.append([title, *[""] * len(part.columns)])
        rows += [[row.label, *(cell.text for cell in row.cells)] for row in several]
    return Grid("", ("", *map(_title, part.columns)), rows)
