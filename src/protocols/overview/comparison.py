"""Protocols, presets and trials side by side: a column for each arm, a row for each key that one of them says."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from protocols.document.document import Path
from protocols.dose.electrical import dose
from protocols.dose.formulas import Interval, Value
from protocols.model import Arm, Range, Study
from protocols.model.facts import Facts, none_of, of_study, of_table, plainly, to_be_told, unit_of
from protocols.model.paths import covers, dotted, steps_of, table_at
from protocols.model.quantity import PLAIN, Notation
from protocols.model.records import Conflict
from protocols.overview.amounts import Said, unit_for, words_of

ROLES: Final = ("active", "active_comparator", "sham", "no_stimulation")
FIRST: Final = ("study", "arms", "stimulation", "schedule", "electrode", "device", "delivery", "blinding")
DERIVED: Final = "derived"
NAME: Final = "NAME"
OF_THE_GROUP: Final = "the review's claim for a group of trials, not of this one alone"


class Column(NamedTuple):
    """One arm: the study it is of, as a reader knows it, its name and its role."""

    study: str
    arm: str
    role: str

    @property
    def title(self) -> str:
        """The arm with its role, which is not said twice."""
        return self.arm if self.arm == self.role else f"{self.arm} ({self.role.replace('_', ' ')})"


class Cell(NamedTuple):
    """What an arm has under a key: the value without its unit, "" where nothing is said, and remarks on its source.

    differs: it is not the first value that is said in its row.
    """

    text: str = ""
    remarks: tuple[str, ...] = ()
    differs: bool = False


class Row(NamedTuple):
    """One key: the table it stands in, its name there, its unit, and what each arm has. Derived rows stand in `derived`."""

    table: str
    name: str
    label: str
    unit: str
    cells: tuple[Cell, ...]

    @property
    def path(self) -> str:
        """The key path; an arm's own keys stand under arms.NAME."""
        return f"{self.table}.{self.name}" if self.table else self.name

    @property
    def derived(self) -> bool:
        """Whether it was computed from other keys."""
        return self.table == DERIVED

    @property
    def differs(self) -> bool:
        """Whether two values that are said differ."""
        return any(cell.differs for cell in self.cells)


class Comparison(NamedTuple):
    """Columns and rows; of the format's keys in its order, then what is derived from them.

    folded: only what differs is among the rows; the others are left.
    """

    columns: list[Column]
    rows: list[Row]
    left: Sequence[Row] = ()
    folded: bool = False


class _Said(NamedTuple):
    text: str
    meaning: Any
    remarks: tuple[str, ...] = ()


def compare(studies: Sequence[tuple[str, Study]], notation: Notation = PLAIN) -> Comparison:
    """Lay studies side by side, each with the name a reader knows it by; of each its active arms come first."""
    arms = [
        (name, study, arm)
        for name, study in studies
        for arm in sorted(study.parts.values(), key=lambda arm: ROLES.index(arm.whole.role))
    ]
    said = [dict(_said(name, study, arm, notation)) for name, study, arm in arms]
    keys = sorted({key for column in said for key in column}, key=_order)
    rows = [_row(key, [column.get(key) for column in said]) for key in keys]
    columns = [Column(name, arm.name, arm.role) for name, _, arm in arms]
    return Comparison(columns, rows + list(_derived([arm for _, _, arm in arms], notation)))


def only(comparison: Comparison, paths: Iterable[tuple[str, ...]]) -> Comparison:
    """Return a comparison with the rows at some paths, and below them."""
    wanted = list(paths)
    rows = [row for row in comparison.rows if any(steps_of(row.path)[: len(path)] == path for path in wanted)]
    return comparison._replace(rows=rows)


def _said(name: str, study: Study, arm: Arm, notation: Notation) -> Iterator[tuple[Path, _Said]]:
    facts: Facts = of_study(study) | to_be_told(arm, NAME)
    for outcome, table in study.outcomes.items():
        facts |= of_table(table, ("outcomes", outcome))
    for key, fact in facts.items():
        if key != ("format",):
            at = tuple(str(part) for part in fact.at)
            yield (
                key,
                _Said(
                    none_of(key, fact.value) or _text(fact.value, notation),
                    fact.meaning,
                    tuple(_remarks(name, study, at)),
                ),
            )


def _text(value: Any, notation: Notation) -> str:
    """Return a value without its unit; texts in a list are kept apart by more than a comma."""
    several = isinstance(value, tuple) and not isinstance(value, Range)
    if several and any(isinstance(one, str) for one in value):
        return "; ".join(plainly(one, notation) for one in value)
    return plainly(value, notation)


def _remarks(name: str, study: Study, at: tuple[str, ...]) -> Iterator[str]:
    if study.source_kinds.get(at) == "review_group_claim":
        yield OF_THE_GROUP
    for conflict in study.protocol.conflicts or ():
        if _is_of(conflict, at):
            yield f"the sources of {name} differ on {conflict.sentence}"


def _is_of(conflict: Conflict, at: tuple[str, ...]) -> bool:
    """Say whether a conflict is about a value; a field that is a word and no key path is about none."""
    return "." in (conflict.field or "") and covers(steps_of(conflict.field or ""), at)


def _row(key: Path, said: Sequence[_Said | None]) -> Row:
    name = str(key[-1])
    return Row(dotted(key[:-1]), name, name, unit_of(key), _cells(said))


def _cells(said: Sequence[_Said | None]) -> tuple[Cell, ...]:
    first = next((one for one in said if one is not None), None)
    return tuple(
        Cell()
        if one is None
        else Cell(one.text, one.remarks, first is not None and one.meaning != first.meaning)
        for one in said
    )


def _derived(arms: Sequence[Arm], notation: Notation) -> Iterator[Row]:
    """Yield what the settings make, where it can be computed of one arm at least."""
    doses = [dose(arm) for arm in arms]
    for key, metric in doses[0].items() if doses else ():
        values = [column[key].told for column in doses]
        like = unit_for(values, metric.unit, notation)
        said = [_dose(value, metric.unit, notation, like) for value in values]
        if any(said):
            label = f"{metric.label} ({like[0]})" if like[0] else metric.label
            yield Row(DERIVED, key, label, like[0], _cells(said))


def _dose(value: Value, unit: str, notation: Notation, like: Said) -> _Said | None:
    if not isinstance(value, Interval):
        return None
    text, own = words_of(value, unit, notation, like)
    return _Said(text if own in ("", like[0]) else f"{text} {own}", text)


def _order(key: Path) -> list[tuple[int, str]]:
    """Sort keys as the format does; in each table its own keys come first, then `notes`, then the tables in it."""
    places = []
    for number, part in enumerate(key):
        table = table_at(key[:number])
        names = list(table.known_keys) if table is not None else []
        place = names.index(str(part)) if part in names and part != "notes" else len(names)
        inner = table_at(key[: number + 1]) is not None
        first = FIRST.index(str(part)) - len(FIRST) if number == 0 and part in FIRST else place
        places.append((first + len(names) + 1 if inner and number else first, str(part)))
    return places
