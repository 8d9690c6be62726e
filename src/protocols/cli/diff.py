"""`tavns diff`: what changed from one version of a protocol to the next, and what follows from it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import click

from protocols.changes import Version, between
from protocols.check.configuration.choosing import configured
from protocols.check.configuration.config import PROFILES, Config
from protocols.cli.commands import Argument, Command
from protocols.cli.options import FILE, as_today, form, one_of
from protocols.cli.reading import version_of
from protocols.cli.terminal import fail, in_colour, say, width
from protocols.formats.changes import as_markdown, as_text
from protocols.formats.changes_json import as_json
from protocols.formats.style import Style
from protocols.lib import git
from protocols.lib.errors import ConfigurationError

FORMATS: Final[dict[str, Callable[..., str]]] = {"text": as_text, "markdown": as_markdown, "json": as_json}


@click.command(cls=Command)
@click.argument(
    "old",
    cls=Argument,
    type=FILE,
    metavar="OLD",
    help="A file, REV:FILE of a git repository, or - for standard input.",
)
@click.argument(
    "new", cls=Argument, type=FILE, metavar="NEW", help="The same; :FILE is what is staged in git."
)
@form("text|markdown|json")
@click.option(
    "--require-rationale",
    is_flag=True,
    help="Exit with 1 where a change of dose, blinding or safety has no new entry in [[amendments]].",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 where anything changed, as git does.")
@click.option(
    "--profile",
    metavar="NAME",
    help="What both are checked for: draft, registration, ethics or report. Without it: as configured "
    "for NEW, else draft.",
)
@as_today("The day waivers expire against and a new amendment is dated, for repeatable runs.")
def command(
    old: str,
    new: str,
    output: str,
    require_rationale: bool,
    exit_code: bool,
    profile: str | None,
    today: date | None,
) -> None:
    """Show what changed between two versions of a protocol, in what it means.

    Compared is what each arm gets. Comments, order, and values moved to another table are no change.
    Each change has its class: dose, blinding, safety, schedule, population, outcomes or
    administrative. Then follow the dose before and after, and the findings gained and lost.

    \b
      tavns diff approved.toml study.toml
      tavns diff HEAD:study.toml study.toml
      tavns diff v1.0:study.toml study.toml --require-rationale
      tavns diff HEAD:study.toml :study.toml --format markdown

    \b
    Exit code 0: compared. 1: with --require-rationale, a rationale is lacking;
    with --exit-code, something changed.
    2: wrong use, or a file that is no protocol.
    """
    one_of(output, FORMATS, "--format")
    one_of(profile, PROFILES, "--profile")
    if old == new == "-":
        fail("only one of the two can be standard input")
    config = _config(old if new == "-" else new, profile, today)
    revision = between(Version(*version_of(old)), Version(*version_of(new)), config)
    say(FORMATS[output](revision, Style(in_colour(), width()), required=require_rationale), output)
    lacks = require_rationale and bool(revision.rationale.lacking)
    raise click.exceptions.Exit(int(lacks or (exit_code and bool(revision.changes))))


def _config(name: str, profile: str | None, today: date | None) -> Config:
    """Return the settings of a file's check, in a revision those of the file as it is called there."""
    try:
        return configured(profile=profile, today=today)(name if Path(name).exists() else git.file_of(name))
    except ConfigurationError as error:
        fail(str(error))
