"""A comparison reduced to what differs: what is the same is told in a sentence, texts and remarks are counted."""

from collections.abc import Callable, Iterable
from typing import Final, Literal, get_args, get_origin

from protocols.changes.classes import ADMINISTRATIVE, classes_of
from protocols.model import terms
from protocols.model.paths import steps_of
from protocols.model.quantity import NOUNS, counted
from protocols.overview.comparison import Cell, Comparison, Row

TERMS: Final = frozenset(
    term for kind in vars(terms).values() if get_origin(kind) is Literal for term in get_args(kind)
)
LONGEST: Final = 60
"""A longer text goes below the table, where it stays readable."""
LONGEST_WORD: Final = 24
OF_DOSE: Final = (
    "charge_per_phase",
    "charge_density",
    "rms_density",
    "pulses_per_session",
    "sessions",
    "charge_per_course",
)
"""The derived values by which protocols are compared at a glance."""
SETTINGS: Final = ("study", "stimulation", "schedule")
"""The tables of which it is told what is the same."""
NAMELESS: Final = frozenset({"notes", "label", "cohort", "start_date", "end_date"})
"""Keys that tell studies apart, and not what was done."""
NAMED: Final = 6
"""So many keys are named of those that are left out."""
MORE: Final = "--all shows them"


def fold(comparison: Comparison) -> Comparison:
    """Return a comparison with the rows of substance that differ, the others left; with one column there is nothing to fold."""
    if len(comparison.columns) < 2:
        return comparison
    shown, left = _parted(comparison.rows, lambda row: row.differs and _is_of_substance(row))
    return comparison._replace(rows=shown, left=left, folded=True)


def _parted(rows: Iterable[Row], is_one: Callable[[Row], bool]) -> tuple[list[Row], list[Row]]:
    """Return the rows that are of a kind, and the others."""
    found: tuple[list[Row], list[Row]] = ([], [])
    for row in rows:
        found[0 if is_one(row) else 1].append(row)
    return found


def is_long(text: str) -> bool:
    """Say whether a text is too long for a cell."""
    return len(text) > LONGEST or max(map(len, text.split()), default=0) > LONGEST_WORD


def readable(text: str) -> str:
    """Return a cell with the terms of the format as words, so that it can be wrapped."""
    return "; ".join(part.replace("_", " ") if part in TERMS else part for part in text.split("; "))


def _is_of_substance(row: Row) -> bool:
    if row.derived:
        return row.name in OF_DOSE
    return not _is_a_name(row) and not _has_long(row)


def _is_a_name(row: Row) -> bool:
    key = steps_of(row.path.replace("arms.NAME", "arms.a"))
    return row.name in NAMELESS or classes_of(key) == (ADMINISTRATIVE,)


def _has_long(row: Row) -> bool:
    return any(is_long(readable(cell.text)) for cell in row.cells)


def _is_the_same(comparison: Comparison, row: Row) -> bool:
    """Say whether several studies state one value of a setting."""
    stated = {column.study for column, cell in zip(comparison.columns, row.cells, strict=True) if cell.text}
    several = len(stated) > 1 or len({column.study for column in comparison.columns}) == 1
    return several and row.table.startswith(SETTINGS) and not row.differs and _is_of_substance(row)


def told(comparison: Comparison) -> list[str]:
    """Return what a reader of a folded comparison has to know of what is left out."""
    if not comparison.folded:
        return []
    same, rest = _parted(comparison.left, lambda row: _is_the_same(comparison, row))
    texts, others = _parted(rest, lambda row: row.differs and not row.derived and not _is_a_name(row))
    remarks = {remark for row in comparison.rows for cell in row.cells for remark in cell.remarks}
    found = [] if comparison.rows else ["No setting differs."]
    if texts:
        found.append(f"Longer texts that differ: {', '.join(map(_name, texts))}; {MORE}.")
    if same:
        values = "; ".join(f"{_name(row)} {_first(row)}" for row in same)
        found.append(f"The same wherever it is stated: {values}.")
    if others:
        named = ", ".join(_name(row) for row in others[:NAMED])
        more = " and others" if len(others) > NAMED else ""
        rows = counted(len(others), "row")
        found.append(
            f"Not shown: {rows} with names, dates, further doses, values that are equal or that one side alone states ({named}{more}); {MORE}."
        )
    if remarks:
        found.append(
            f"* marks a value with a remark on its source ({counted(len(remarks), 'remark')}); {MORE}."
        )
    return found


def _name(row: Row) -> str:
    return row.label if row.derived else row.path.removeprefix("arms.NAME.")


def _first(row: Row) -> str:
    cell: Cell = next(cell for cell in row.cells if cell.text)
    unit = row.unit.removesuffix("s") if cell.text == "1" and row.unit in NOUNS else row.unit
    return f"{readable(cell.text)} {unit}".rstrip()
