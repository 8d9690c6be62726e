"""The options that several commands have, each with the same words, and what is no answer to one of them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click

from protocols.cli.commands import Argument
from protocols.model.terms import EVIDENCE, PUBLISHED, Evidence

_F = TypeVar("_F", bound=Callable[..., Any])

# Whether a file is there and may be read is said by whoever reads it; a shell completes the names of files.
FILE: Final = click.Path(readable=False)
PATH: Final = click.Path(readable=False, path_type=Path)

file = click.argument(
    "file", cls=Argument, type=FILE, metavar="FILE", help="A protocol, or - for standard input."
)
profile = click.option(
    "--profile",
    metavar="NAME",
    help="What it is checked for: draft, registration, ethics or report. Without it: as configured, else draft.",
)
evidence = click.option(
    "--evidence",
    metavar="|".join(EVIDENCE),
    help="Which trials are counted: the review's; those published, too; or all, registered ones included. "
    "Published where none is chosen.",
)
force = click.option("--force", is_flag=True, help="Replace a file that is there.")


def form(names: str, default: str | None = "text") -> Callable[[_F], _F]:
    """Return the option in which form something is shown, called output; names: `text|json`."""
    return click.option("--format", "output", metavar=names, default=default, help="How to show it.")


def as_today(help_: str) -> Callable[[_F], _F]:
    """Return the option of the day that counts as today."""
    return click.option("--today", type=day, metavar="YYYY-MM-DD", help=help_)


def day(word: str) -> date:
    """Return a day of the command line. Raises click.BadParameter for what is none."""
    try:
        return datetime.strptime(word, "%Y-%m-%d").date()
    except ValueError:
        raise click.BadParameter(f"{word!r} is no day; write it as 2026-11-23") from None


def tiers_of(word: str | None) -> Evidence:
    """Return which trials are counted. Raises click.BadParameter for a word that is none."""
    one_of(word, EVIDENCE, "--evidence")
    return cast("Evidence", word or PUBLISHED)


def one_of(word: str | None, words: Iterable[str], option: str) -> None:
    """Check what is given for an option; None is nothing. Raises click.BadParameter for what is none of the words."""
    if word is not None and word not in words:
        raise click.BadParameter(f"{word!r} is none of {', '.join(words)}", param_hint=option)
