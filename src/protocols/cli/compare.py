"""`tavns compare`: protocols, presets and trials side by side."""

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final, Literal, get_args, get_origin

import typer

from protocols.cli.reading import version_of
from protocols.cli.terminal import fail, paragraphs, say, table, width
from protocols.evidence.trials import of_condition, preset
from protocols.findings.report import DISCLAIMER
from protocols.formats.comparison import LEGEND, Remarks, as_csv, as_markdown, by_table
from protocols.formats.comparison_html import as_html
from protocols.formats.style import notation_of, visible
from protocols.lib.references import label
from protocols.lib.resources import preset_files
from protocols.model import Protocol, Study, terms
from protocols.model.paths import dotted, is_known, keys_below, steps_of
from protocols.model.terms import CONDITIONS
from protocols.overview.comparison import DERIVED, Cell, Column, Comparison, compare, only

LONGEST = 60
"""A longer text goes below the table, where it stays readable."""
LONGEST_WORD = 24
COMFORTABLE = 16
"""Columns of the terminal that a cell gets before another arm is put beside it."""
LABELS = 28
"""Columns that the keys get at most."""
TERMS = frozenset(
    term for kind in vars(terms).values() if get_origin(kind) is Literal for term in get_args(kind)
)


def command(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]…", help="Protocols, REV:FILE of a git repository, names of presets, or - once."
        ),
    ] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="PRESET|CONDITION",
            help="A preset; or a condition, for its paradigm and all its trials. May be repeated.",
        ),
    ] = None,
    keys: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH",
            help="Show only this key or table, such as stimulation or derived. May be repeated.",
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("--format", metavar="text|markdown|csv|html", help="How to show it.")
    ] = "text",
) -> None:
    """Lay protocols, presets and trials side by side.

    Each arm has a column with what it really gets, each key a row. Values that differ are marked,
    and so are those that a trial's sources disagree on, or that are a claim for a group of trials.

    \b
      tavns compare study.toml --with migraine
      tavns compare old.toml new.toml --keys stimulation --keys schedule
      tavns compare straube-2015 cao-2021
      tavns compare study.toml --with migraine --format html > comparison.html

    \b
    Exit code 0: compared. 2: wrong use, or a file that is no protocol.
    """
    if output not in FORMATS:
        raise typer.BadParameter(f"{output!r} is none of {', '.join(FORMATS)}", param_hint="--format")
    paths = [_path(key) for key in keys or ()]
    if not files and not beside:
        fail("name a protocol or a preset, such as: tavns compare study.toml --with migraine")
    if (files or []).count("-") > 1:
        fail("only one of the files can be standard input")
    found = compare([*_named(files or []), *_beside(beside or [])], notation_of(output))
    say(FORMATS[output](only(found, paths) if paths else found), output)


def _path(key: str) -> tuple[str, ...]:
    path = steps_of(key)
    if path[:1] != (DERIVED,) and not (path and is_known(path)):
        near = get_close_matches(key, [dotted(one) for one in keys_below(Protocol)], n=1)
        fail(f"the format has no key {visible(key)}" + (f"; did you mean {near[0]}?" if near else ""))
    return path


def _named(files: Sequence[str]) -> Iterator[tuple[str, Study]]:
    """Yield each file with its name: without its folder, where no other is called the same."""
    names = [Path(file).name if Path(file).exists() else file for file in files]
    for file, name in zip(files, names, strict=True):
        if file in preset_files() and not Path(file).exists():
            yield label(file), preset(file)
        else:
            document, study = version_of(file)
            yield (name if names.count(name) == 1 and file != "-" else document.name), study


def _beside(words: Sequence[str]) -> Iterator[tuple[str, Study]]:
    """Yield presets, and the trials of conditions, each once."""
    found: dict[str, None] = {}
    for word in words:
        if word not in preset_files() and word not in CONDITIONS:
            near = get_close_matches(word, [*preset_files(), *CONDITIONS], n=1)
            hint = f"did you mean {near[0]}?" if near else "see: tavns presets"
            fail(f"there is no preset or condition {visible(word)}; {hint}")
        found |= dict.fromkeys([word] if word in preset_files() else [])
        found |= dict.fromkeys(trial.key for trial in of_condition(word))
    yield from ((label(key), preset(key)) for key in found)


def _as_text(comparison: Comparison) -> str:
    """Return tables for a terminal: as many arms beside each other as fit, and what is long below."""
    remarks = Remarks()
    # The widths are found first, so that remarks are counted in the order in which they are read.
    widths = _widths(_shortened(comparison, Remarks()))
    parts = [_block(_shortened(_of(comparison, part), remarks)) for part in _parts(comparison, widths)]
    notes = [paragraphs(f"[{number}] {visible(one)}") for number, one in enumerate(remarks.listed, start=1)]
    below = ["\n".join(notes)] if notes else []
    return "\n\n".join([*parts, *below, paragraphs(LEGEND), paragraphs(DISCLAIMER)]) + "\n"


def _shortened(comparison: Comparison, remarks: Remarks) -> Comparison:
    """Return a comparison with each cell as it stands in a table of the terminal."""

    def short(cell: Cell) -> Cell:
        text = "; ".join(_readable(part) for part in cell.text.split("; "))
        if len(text) > LONGEST or max(map(len, text.split()), default=0) > LONGEST_WORD:
            cell = cell._replace(remarks=(text, *cell.remarks))
            text = ""
        return Cell(visible(remarks.marked(cell._replace(text=text))))

    rows = [row._replace(cells=tuple(short(cell) for cell in row.cells)) for row in comparison.rows]
    return comparison._replace(rows=rows)


def _readable(text: str) -> str:
    """Return a term of the format as words, so that it can be wrapped."""
    return text.replace("_", " ") if text in TERMS else text


def _parts(comparison: Comparison, widths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of the columns that fit beside each other."""
    room = width() - min(LABELS, max((len(row.label) for row in comparison.rows), default=0))
    part: list[int] = []
    for number in range(len(comparison.columns)):
        if part and sum(widths[one] + 2 for one in [*part, number]) > room:
            yield part
            part = []
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


def _of(comparison: Comparison, numbers: Sequence[int]) -> Comparison:
    """Return some columns of a comparison, with the rows in which one of them says something."""
    rows = [row._replace(cells=tuple(row.cells[number] for number in numbers)) for row in comparison.rows]
    columns = [comparison.columns[number] for number in numbers]
    return Comparison(columns, [row for row in rows if any(cell.text for cell in row.cells)])


def _block(part: Comparison) -> str:
    rows: list[list[str]] = []
    for title, several in by_table(part):
        rows.append([title, *[""] * len(part.columns)])
        rows += [[row.label, *(cell.text for cell in row.cells)] for row in several]
    return table(["", *(_title(column) for column in part.columns)], rows, width())


def _title(column: Column) -> str:
    return visible(f"{column.study}: {column.title}")


FORMATS: Final[dict[str, Callable[[Comparison], str]]] = {
    "text": _as_text,
    "markdown": as_markdown,
    "csv": as_csv,
    "html": as_html,
}
