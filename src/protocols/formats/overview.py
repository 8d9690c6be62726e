"""What is to be seen of a protocol, for a terminal, as Markdown, JSON and CSV."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

from protocols.findings.report import DISCLAIMER
from protocols.formats import grid
from protocols.formats.grid import DIFFERS, Grid, View
from protocols.formats.style import PLAIN, Style
from protocols.lib.references import Citation, by_work
from protocols.model.quantity import counted, show
from protocols.overview import OF_DOSE, OF_EXPOSURE, Amount, Cell, Dose, Exposure, Overview, Row

FORMAT: Final = 1
LEGEND: Final = f"{DIFFERS} marks what differs between the arms; empty: not stated."
AGREES: Final = (
    "A trial that names only a larger site, such as the concha, agrees with each part of it; a range agrees with every value "
    "in it. Each cohort counts once."
)
OF_TOTALS: Final = "The sums over each arm's periods; a period that not all enter makes an interval, from without it to with it."
COLUMNS: Final = (
    "file",
    "section",
    "key",
    "name",
    "unit",
    "arm",
    "text",
    "min",
    "nominal",
    "max",
    "differs",
    "note",
)


Line = dict[str, Any]


def headline(view: Overview) -> str:
    """Return on a line what the study is: plan or record, condition, design, participants."""
    said = {row.key: row.cells[0].text for row in view.about}
    number = next((row.cells[0].value for row in view.about if row.key == "study.participants"), None)
    parts = [
        view.kind,
        view.literature.condition or said.get("study.conditions"),
        said.get("study.design"),
        number and counted(number, "participant"),
    ]
    return ", ".join(part for part in parts if part)


def grids(view: Overview) -> Iterator[Grid]:
    """Yield the tables of an overview, in the order in which they are read."""
    notes = (LEGEND, *_without_current(view))
    yield Grid("Arms", ("", "", *_titles(view)), [_row(row) for row in view.rows], notes)
    if not view.doses:
        yield Grid("Dose", notes=("No arm is stimulated.",))
        return
    shown = [one for one in view.doses if any(amount.text for amount in one.arms.values())]
    yield _amounts("Dose", view.doses, shown, (*([OF_DOSE] if shown else []), *_lacking(view)))
    rows = [(", ".join(one.arms), one.text, one.sessions.with_unit) for one in view.courses]
    yield Grid("Course", ("arms", "course", "sessions"), rows)
    if view.totals:
        yield _of_all_periods(view)
    literature = view.literature
    title = f"Among the trials of {literature.condition}" if literature.condition else "Among the trials"
    standings = [(one.setting, one.text.removeprefix(one.setting).lstrip()) for one in literature.standings]
    notes = (f"Not counted: {literature.missing}.",) if literature.missing else (AGREES,)
    header = ("setting", "cohorts that agree with it, of those with a known value")
    yield Grid(title, header, standings, notes)
    yield Grid(
        "Compared with limits",
        ("limit", "value", "of the limit", "arms"),
        list(_beside(view)),
        (*_sources(view), OF_EXPOSURE),
    )


def _of_all_periods(view: Overview) -> Grid:
    """Return what the periods of each arm add up to."""
    lacking = [
        f"Not computed of {arm}, {amount.missing}: {one.label}"
        for one in view.totals
        for arm, amount in one.arms.items()
        if amount.missing
    ]
    return _amounts("All periods together", view.totals, view.totals, (OF_TOTALS, *lacking))


def _amounts(title: str, doses: Sequence[Dose], shown: Sequence[Dose], notes: tuple[str, ...]) -> Grid:
    """Return a table of quantities, each number under the unit that it is said in."""
    rows = [(one.label, one.text_unit, *one.words) for one in shown]
    return Grid(title, ("", "unit", *doses[0].arms), rows, notes)


def _titles(view: Overview) -> list[str]:
    return [
        (one.name if one.label == one.name else f"{one.name}: {one.label}")
        + (" (no current)" if one.only_set else "")
        for one in view.arms
    ]


def _without_current(view: Overview) -> Iterator[str]:
    """Say of which arms the table holds what a device is set to and nobody gets."""
    arms = ", ".join(one.name for one in view.arms if one.only_set)
    if arms:
        yield f"No current flows in {arms}: the table shows how the device is set, not what is delivered."


def _row(row: Row) -> tuple[str, ...]:
    return (DIFFERS if row.differs else "", row.words, *(cell.text for cell in row.cells))


def _beside(view: Overview) -> Iterator[tuple[str, ...]]:
    """Yield each limit with the values beside it; arms of one value share a line."""
    for one in view.exposures:
        found: dict[tuple[str, str], list[str]] = {}
        for held in one.arms:
            share = held.percent.with_unit if held.percent.text else ""
            found.setdefault((held.amount.with_unit, share), []).append(held.arm)
        for (value, share), arms in found.items():
            yield (limit_of(one), value, share, ", ".join(arms))


def limit_of(one: Exposure) -> str:
    """Return a limit with its value: `voltage: 500 V`."""
    return f"{one.label}: {show(one.limit, one.unit)}"


def _sources(view: Overview) -> Iterator[str]:
    for code, several in groupby(view.exposures, key=lambda one: one.code):
        first, *others = several
        labels = ", ".join(one.label for one in (first, *others))
        yield f"{code}, {labels}: {first.meaning}. {'; '.join(by_work(first.sources))}."


def _lacking(view: Overview) -> Iterator[str]:
    """Yield what could not be computed, by what it lacks; arms are named where others had it."""
    found: dict[str, dict[str, None]] = {}
    for one in view.doses:
        lacking = [name for name, amount in one.arms.items() if amount.missing]
        for name in lacking:
            label = one.label if len(lacking) == len(one.arms) else f"{one.label} ({name})"
            found.setdefault(one.arms[name].missing, {})[label] = None
    yield from (f"Not computed ({reason}): {'; '.join(labels)}." for reason, labels in found.items())


def _view(view: Overview, name: str) -> View:
    notes = [Grid("Notes in the file", notes=view.notes)] if view.notes else []
    return View(view.title, f"{name}: {headline(view)}", [*grids(view), *notes])


def as_text(view: Overview, name: str, style: Style = PLAIN) -> str:
    """Return tables for a terminal, what differs between the arms in colour."""
    return grid.as_text(_view(view, name), style)


def as_markdown(view: Overview, name: str, style: Style = PLAIN) -> str:  # noqa: ARG001 - as every output
    """Return tables of Markdown."""
    return grid.as_markdown(_view(view, name))


def as_json(view: Overview, name: str, style: Style = PLAIN) -> str:  # noqa: ARG001 - as every output
    """Return one JSON object, stable and versioned, with every number as it was computed and in words."""
    whole = {"format": FORMAT, "path": name, **_plain(asdict(view)), "disclaimer": DISCLAIMER}
    for found, one in zip(whole["exposures"], view.exposures, strict=True):
        found["sources"] = [_source(source) for source in one.sources]
    for standing, one_of in zip(whole["literature"]["standings"], view.literature.standings, strict=True):
        standing["text"] = one_of.text
    return grid.as_json(whole)


def _source(source: Citation) -> dict[str, str]:
    return {"key": source.key, "pinpoint": source.pinpoint, "work": str(source)}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def as_csv(view: Overview, name: str, style: Style = PLAIN) -> str:  # noqa: ARG001 - as every output
    """Return one table, a line for each value of each arm."""
    lines = [{"file": name, **line} for line in _lines(view)]
    return grid.as_csv([COLUMNS, *([line.get(column) for column in COLUMNS] for line in lines)])


def _lines(view: Overview) -> Iterator[Line]:
    """Yield the lines of the table, by COLUMNS."""
    for row in view.about:
        yield {"section": "study", **_said(row, row.cells[0])}
    for row in view.rows:
        for head, cell in zip(view.arms, row.cells, strict=True):
            differs = "yes" if row.differs else "no"
            yield {"section": "arms", "arm": head.name, "differs": differs, **_said(row, cell)}
    for dose in view.doses:
        for arm, amount in dose.arms.items():
            yield {"section": "dose", "key": dose.key, "name": dose.label, "arm": arm, **_number(amount)}
    for dose in view.totals:
        for arm, amount in dose.arms.items():
            yield {
                "section": "dose of all periods",
                "key": dose.key,
                "name": dose.label,
                "arm": arm,
                **_number(amount),
            }
    yield from _lines_beside(view)
    yield from ({"section": "notes", "text": note} for note in view.notes)


def _lines_beside(view: Overview) -> Iterator[Line]:
    for course in view.courses:
        for arm in course.arms:
            yield {"section": "course", "name": "course", "arm": arm, "text": course.text}
    for one in view.literature.standings:
        line: Line = {
            "section": "literature",
            "key": one.key,
            "name": one.setting,
            "text": one.text,
            "note": one.missing,
        }
        yield line | {"arm": ", ".join(one.arms), "nominal": one.used, "max": one.of}
    for exposure in view.exposures:
        for held in exposure.arms:
            for amount in (held.amount, held.percent):
                line = {
                    "section": "exposure",
                    "key": exposure.code,
                    "name": limit_of(exposure),
                    "arm": held.arm,
                }
                yield line | _number(amount)


def _said(row: Row, cell: Cell) -> Line:
    return {"key": row.key, "name": row.words, "unit": row.unit, "text": cell.text, "note": cell.at}


def _number(amount: Amount) -> Line:
    ends = {"min": amount.min, "nominal": amount.nominal, "max": amount.max}
    return {"unit": amount.unit, "text": amount.text, "note": amount.missing, **ends}


FORMATS: Final[dict[str, Callable[..., str]]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
    "csv": as_csv,
}
