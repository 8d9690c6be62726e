"""`tavns show`: what is to be seen of a protocol."""

from collections.abc import Callable
from typing import Annotated, Final

import typer

from protocols.cli.reading import say_errors, study_of
from protocols.cli.terminal import in_colour, paragraphs, say, table, width
from protocols.findings.report import DISCLAIMER
from protocols.formats.overview import DIFFERS, Grid, as_csv, as_json, as_markdown, grids, headline
from protocols.formats.style import Style, notation_of, visible
from protocols.overview import Overview, overview


def command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A protocol, or - for standard input.")],
    output: Annotated[
        str, typer.Option("--format", metavar="text|markdown|json|csv", help="How to show it.")
    ] = "text",
) -> None:
    """Show a protocol: its arms side by side, dose, course, where it stands among the trials, and limits.

    What differs between the arms is marked. What cannot be computed says which key is lacking.

    \b
      tavns show study.toml
      tavns show study.toml --format json > overview.json

    \b
    Exit code 0: shown. 2: wrong use, or a file that is no protocol.
    """
    if output not in FORMATS:
        raise typer.BadParameter(f"{output!r} is none of {', '.join(FORMATS)}", param_hint="--format")
    document, study = study_of(file)
    say_errors(document)
    say(FORMATS[output](overview(study, notation_of(output)), document.name), output)


def _as_text(view: Overview, name: str) -> str:
    style = Style(in_colour(), width())
    parts = [f"{style.paint(visible(view.title), '1')}\n{visible(f'{name}: {headline(view)}')}"]
    parts += [_section(grid, style) for grid in grids(view)]
    if view.notes:
        parts.append(
            "\n".join(
                [style.paint("Notes in the file", "1"), *(paragraphs(visible(one)) for one in view.notes)]
            )
        )
    return "\n\n".join([*parts, paragraphs(DISCLAIMER)]) + "\n"


def _section(grid: Grid, style: Style) -> str:
    rows = [[visible(cell) for cell in row] for row in grid.rows]
    lines = [style.paint(visible(grid.title), "1")]
    if rows:
        shown = table([visible(cell) for cell in grid.header], rows, style.width).split("\n")
        lines += [style.paint(line, "33") if line.startswith(DIFFERS) else line for line in shown]
    return "\n".join([*lines, *(paragraphs(visible(one)) for one in grid.remarks)])


FORMATS: Final[dict[str, Callable[[Overview, str], str]]] = {
    "text": _as_text,
    "markdown": as_markdown,
    "json": as_json,
    "csv": as_csv,
}
