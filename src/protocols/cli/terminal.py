"""What the commands share in showing things to people."""

import os
import shutil
import sys
from typing import NoReturn

import click

from protocols.formats import FOR_PEOPLE, style
from protocols.formats.style import unobeyed, visible


def fail(message: str) -> NoReturn:
    """Say in one sentence what is wrong, and exit with 2."""
    say_beside(visible(f"tavns: {message}"))
    raise click.exceptions.Exit(2)


def or_near(meant: str | None, otherwise: str) -> str:
    """Return what to try for a name that is none: what was meant, or a command that lists the names."""
    return f"did you mean {meant}?" if meant else f"see: {otherwise}"


def say_beside(line: str) -> None:
    """Write a line to standard error."""
    click.echo(unobeyed(line), err=True)


def say(text: str, output: str = "text") -> None:
    """Write an output to standard output; one for people without a line that a CI runner would obey."""
    sys.stdout.write(unobeyed(text) if output in FOR_PEOPLE else text)


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


def paragraphs(text: str, start: str = "") -> str:
    """Return text wrapped to the columns there are, each paragraph by itself."""
    return style.paragraphs(text, width(), start)
