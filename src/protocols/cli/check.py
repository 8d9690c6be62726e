"""`tavns check`: check protocols and report."""

import sys
from datetime import datetime
from typing import Annotated

import typer

from protocols.cli.show import fail, in_colour, width
from protocols.config import FAIL_ON, PROFILES
from protocols.configuration import configured
from protocols.errors import ConfigurationError
from protocols.formats import FORMATS, Style
from protocols.formats.text import visible
from protocols.inputs import Input
from protocols.many import lint_many
from protocols.report import Report
from protocols.toml import MAX_BYTES


def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]…", help="Files, folders, or - for standard input. Without one: this folder."
        ),
    ] = None,
    output: Annotated[str, typer.Option("--format", metavar="text|json", help="How to report.")] = "text",
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="error|warning|note|never",
            help="Leave with 1 from this severity on. Without it: as configured, else error.",
        ),
    ] = None,
    stdin_filename: Annotated[
        str, typer.Option(metavar="NAME", help="What to call standard input in the report.")
    ] = "<stdin>",
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What it is checked for: draft, registration, ethics or report. Without it: as configured, "
            "else draft.",
        ),
    ] = None,
    config: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Take this configuration for all, rather than the nearest of each."
        ),
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Take no configuration.")] = False,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE", help="Hold against this house policy too (JSON Schema); may be repeated."
        ),
    ] = None,
    force_exclude: Annotated[
        bool,
        typer.Option("--force-exclude", help="Leave out what is excluded also where it is named."),
    ] = False,
    today: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="The day waivers expire against, for repeatable runs.",
        ),
    ] = None,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="List the rules that were not evaluated, and what they need."),
    ] = False,
) -> None:
    """Check protocols.

    In a folder every .toml file with `format` and `study` is checked; others are passed over.
    Settings come from the nearest tavns.toml, or [tool.tavns] of pyproject.toml, of each
    file: see tavns config show.

    \b
      tavns check study.toml
      tavns check protocols/ --fail-on warning
      tavns check protocols/ --policy ethics-board.schema.json
      tavns check --format json study.toml > report.json
      cat study.toml | tavns check - --stdin-filename study.toml

    \b
    Exit code 0: nothing at or above --fail-on. 1: findings.
    2: wrong use, or an input that cannot be read. 3: a rule failed.
    """
    if output not in FORMATS:
        raise typer.BadParameter(f"{output!r} is none of {', '.join(FORMATS)}", param_hint="--format")
    if fail_on not in (None, *FAIL_ON):
        raise typer.BadParameter(f"{fail_on!r} is none of {', '.join(FAIL_ON)}", param_hint="--fail-on")
    if profile not in (None, *PROFILES):
        raise typer.BadParameter(f"{profile!r} is none of {', '.join(PROFILES)}", param_hint="--profile")
    if config is not None and no_config:
        raise typer.BadParameter("it excludes --no-config", param_hint="--config")
    given = [_input(path, stdin_filename) for path in paths or ["."]]
    try:
        choose = configured(
            config,
            search=not no_config,
            profile=profile,
            fail_on=fail_on,
            policies=policy or (),
            today=today.date() if today else None,
        )
        whole = list(lint_many(given, choose, force_exclude=force_exclude))
    except ConfigurationError as error:
        fail(visible(str(error)))
    reports = [report for report in whole if not report.trouble]
    for report in whole:
        if report.trouble:
            typer.echo(f"tavns: {report.trouble}", err=True)
    if reports:
        style = Style(in_colour(), width(), verbose)
        sys.stdout.write(FORMATS[output](reports, style))
    raise typer.Exit(_exit_code(whole))


def _input(path: str, stdin_filename: str) -> str | Input:
    if path != "-":
        return path
    return Input(stdin_filename, source=sys.stdin.buffer.read(MAX_BYTES + 1))


def _exit_code(reports: list[Report]) -> int:
    if any(report.crashed for report in reports):
        return 3
    if any(report.trouble for report in reports):
        return 2
    return int(any(report.fails for report in reports))
