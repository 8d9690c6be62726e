"""The options that several commands have, each with the same words, and what is no answer to one of them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, cast

import typer

from protocols.model.terms import EVIDENCE, PUBLISHED, Evidence

File = Annotated[str, typer.Argument(metavar="FILE", help="A protocol, or - for standard input.")]
Profile = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="What it is checked for: draft, registration, ethics or report. Without it: as configured, else draft.",
    ),
]
Tiers = Annotated[
    str | None,
    typer.Option(
        "--evidence",
        metavar="|".join(EVIDENCE),
        help="Which trials are counted: the review's; those published, too; or all, registered ones included. "
        "Published where none is chosen.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


def group(**more: Any) -> typer.Typer:
    """Return a command that has commands of its own."""
    return typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False, **more)


def form(names: str) -> Any:
    """Return the option in which form something is shown; names: `text|json`."""
    return typer.Option("--format", metavar=names, help="How to show it.")


def as_today(help_: str) -> Any:
    """Return the option of the day that counts as today."""
    return typer.Option(parser=day, metavar="YYYY-MM-DD", help=help_)


def day(word: str) -> date:
    """Return a day of the command line. Raises typer.BadParameter for what is none."""
    try:
        return datetime.strptime(word, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{word!r} is no day; write it as 2026-11-23") from None


def tiers_of(word: str | None) -> Evidence:
    """Return which trials are counted. Raises typer.BadParameter for a word that is none."""
    one_of(word, EVIDENCE, "--evidence")
    return cast("Evidence", word or PUBLISHED)


def one_of(word: str | None, words: Iterable[str], option: str) -> None:
    """Check what is given for an option; None is nothing. Raises typer.BadParameter for what is none of the words."""
    if word is not None and word not in words:
        raise typer.BadParameter(f"{word!r} is none of {', '.join(words)}", param_hint=option)
