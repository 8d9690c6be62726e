"""What the commands share in showing things to people."""

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Sequence
from datetime import date, datetime
from typing import NoReturn

import typer

from protocols.formats import FOR_PEOPLE
from protocols.formats.style import unobeyed


def fail(message: str) -> NoReturn:
    """Say in one sentence what is wrong, and leave with 2."""
    say_beside(f"tavns: {message}")
    raise typer.Exit(2)


def say_beside(line: str) -> None:
    """Write a line to standard error."""
    typer.echo(unobeyed(line), err=True)


def say(text: str, output: str = "text") -> None:
    """Write an output to standard output; one for people without a line that a CI runner would obey."""
    sys.stdout.write(unobeyed(text) if output in FOR_PEOPLE else text)


def day(word: str) -> date:
    """Return a day of the command line. Raises typer.BadParameter for what is none."""
    try:
        return datetime.strptime(word, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{word!r} is no day; write it as 2026-11-23") from None


def width() -> int:
    """Return how many columns to fill: the terminal's, or 100 where output is piped."""
    return max(40, shutil.get_terminal_size((100, 24)).columns)


def in_colour() -> bool:
    """Say whether to colour: never with NO_COLOR, always with FORCE_COLOR, else on a terminal that can.

    As https://no-color.org and https://force-color.org have it: a variable that is set and not empty, whatever it says.
    """
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def in_utf8() -> None:
    """Write UTF-8 to standard output from here on, whatever the terminal: what programs read is always UTF-8."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def table(header: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> str:
    """Return a table with cells wrapped so that it fits into room columns."""
    columns = list(zip(header, *rows, strict=True))
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
    shown = [header, ["-" * width for width in widths], *rows]
    return "\n".join(line for row in shown for line in _row(row, widths, " " * between))


def _row(cells: Sequence[str], widths: Sequence[int], between: str) -> list[str]:
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    height = max(len(lines) for lines in wrapped)
    padded = [lines + [""] * (height - len(lines)) for lines in wrapped]
    return [
        between.join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()
        for parts in zip(*padded, strict=True)
    ]


def paragraphs(text: str, start: str = "") -> str:
    """Return text wrapped to the columns there are, each paragraph by itself."""
    room = width() - len(start)
    parts = [textwrap.fill(part, min(room, 100), break_on_hyphens=False) for part in text.split("\n\n")]
    return textwrap.indent("\n\n".join(parts), start)
