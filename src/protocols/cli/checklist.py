"""`tavns checklist`: what reporting standards ask for, and where a protocol answers it."""

from collections.abc import Callable, Sequence
from typing import Annotated, Final

import typer

from protocols.cli.reading import study_of
from protocols.cli.terminal import paragraphs, say, table, width
from protocols.findings.report import DISCLAIMER
from protocols.formats.checklist import HEADER, Filled, as_csv, as_json, as_markdown, filled
from protocols.formats.style import visible
from protocols.standards.items import standards


def command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A protocol, or - for standard input.")],
    standard: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="farmer-2021, tidier, tidier-placebo or spirit-2025; may be repeated. Without one: all.",
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("--format", metavar="text|markdown|json|csv", help="How to show it.")
    ] = "text",
    require: Annotated[
        int,
        typer.Option(min=0, max=100, metavar="N", help="Leave with 1 where less than N % is present."),
    ] = 0,
) -> None:
    """Fill in reporting checklists from a protocol.

    Each item is present, partly present, missing, not applicable to this study or not covered
    by this tool, with the keys that answer it and their lines. The percentage counts what is
    wholly present, of the items that apply and are covered.

    \b
      tavns checklist study.toml
      tavns checklist study.toml --standard farmer-2021 --require 100
      tavns checklist study.toml --format markdown > checklist.md

    \b
    Exit code 0: filled in. 1: less than --require.
    2: wrong use, or a file that is no protocol.
    """
    if output not in FORMATS:
        raise typer.BadParameter(f"{output!r} is none of {', '.join(FORMATS)}", param_hint="--format")
    for name in standard or ():
        if name not in standards():
            raise typer.BadParameter(f"{name!r} is none of {', '.join(standards())}", param_hint="--standard")
    document, study = study_of(file)
    wanted = list(dict.fromkeys(standard or standards()))
    lists: list[Filled] = [filled(study, document, standards()[name]) for name in wanted]
    say(FORMATS[output](lists, document.name), output)
    raise typer.Exit(int(any(one.percent < require for one in lists)))


def _as_text(lists: Sequence[Filled], name: str) -> str:
    parts = []
    for one in lists:
        rows = [[visible(cell) for cell in cells] for cells in _once([row.cells for row in one.rows])]
        headline = paragraphs(f"{visible(name)}: {one.headline}")
        parts.append(f"{headline}\n\n{table(HEADER, rows, width())}\n")
    return "\n".join([*parts, paragraphs(DISCLAIMER)]) + "\n"


def _once(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the rows with each item's name and label in its first row only."""
    before = [("", ""), *((row[0], row[1]) for row in rows)]
    return [
        ["", "", *row[2:]] if (row[0], row[1]) == last else list(row)
        for row, last in zip(rows, before, strict=False)
    ]


FORMATS: Final[dict[str, Callable[[Sequence[Filled], str], str]]] = {
    "text": _as_text,
    "markdown": as_markdown,
    "json": as_json,
    "csv": as_csv,
}
