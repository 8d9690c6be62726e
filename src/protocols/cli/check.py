"""`tavns check`: check protocols and report."""

import os
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from protocols.cli.show import in_colour, width
from protocols.config import PROFILES, Config
from protocols.engine import lint_document
from protocols.formats import FORMATS, Style
from protocols.report import Report
from protocols.rule import Severity
from protocols.toml import Document, read

LARGEST = 2**20 + 1
FAIL_ON = ("error", "warning", "note", "never")


def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]…", help="Files, folders, or - for standard input. Without one: this folder."
        ),
    ] = None,
    output: Annotated[str, typer.Option("--format", metavar="text|json", help="How to report.")] = "text",
    fail_on: Annotated[
        str, typer.Option(metavar="error|warning|note|never", help="Leave with 1 from this severity on.")
    ] = "error",
    stdin_filename: Annotated[
        str, typer.Option(metavar="NAME", help="What to call standard input in the report.")
    ] = "<stdin>",
    profile: Annotated[
        str,
        typer.Option(metavar="NAME", help="What it is checked for: draft, registration, ethics or report."),
    ] = "draft",
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

    \b
      tavns check study.toml
      tavns check protocols/ --fail-on warning
      tavns check --format json study.toml > report.json
      cat study.toml | tavns check - --stdin-filename study.toml

    \b
    Exit code 0: nothing at or above --fail-on. 1: findings.
    2: wrong use, or an input that cannot be read. 3: a rule failed.
    """
    if output not in FORMATS:
        raise typer.BadParameter(f"{output!r} is none of {', '.join(FORMATS)}", param_hint="--format")
    if fail_on not in FAIL_ON:
        raise typer.BadParameter(f"{fail_on!r} is none of {', '.join(FAIL_ON)}", param_hint="--fail-on")
    if profile not in PROFILES:
        raise typer.BadParameter(f"{profile!r} is none of {', '.join(PROFILES)}", param_hint="--profile")
    config = Config(today.date() if today else date.today(), profile)
    reports, troubles = _check(paths or ["."], stdin_filename, config)
    for trouble in troubles:
        typer.echo(f"tavns: {trouble}", err=True)
    if reports:
        style = Style(in_colour(), width(), verbose)
        sys.stdout.write(FORMATS[output](reports, style))
    raise typer.Exit(_exit_code(reports, bool(troubles), fail_on))


def _check(paths: list[str], stdin_filename: str, config: Config) -> tuple[list[Report], list[str]]:
    reports: list[Report] = []
    troubles: list[str] = []
    seen: set[str] = set()
    for path in paths:
        found = 0
        for document in _documents(path, stdin_filename):
            found += 1
            if isinstance(document, str):
                troubles.append(document)
                continue
            key = "-" if path == "-" else os.path.realpath(document.name)
            if key not in seen:
                seen.add(key)
                reports.append(lint_document(document, config))
        if not found:
            troubles.append(f"no protocol in {path}: no .toml file there has both format and study")
    return reports, troubles


def _documents(path: str, stdin_filename: str) -> Iterator[Document | str]:
    """Yield each document of an input, or the sentence that says why one cannot be read."""
    if path == "-":
        yield read(sys.stdin.buffer.read(LARGEST), stdin_filename)
    elif Path(path).is_dir():
        found = (_read(file) for file in _below(Path(path)))
        yield from (document for document in found if isinstance(document, str) or _is_protocol(document))
    else:
        yield _read(Path(path))


def _below(folder: Path) -> Iterator[Path]:
    """Yield the .toml files below a folder in a fixed order; hidden folders are left out."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(here, name) for name in sorted(files) if name.endswith(".toml"))


def _read(path: Path) -> Document | str:
    try:
        with path.open("rb") as file:
            # A pipe may never end; a file is read whole, so that its hash is right.
            return read(file.read() if path.is_file() else file.read(LARGEST), str(path))
    except OSError as error:
        return f"cannot read {path}: {(error.strerror or str(error)).lower()}"


def _is_protocol(document: Document) -> bool:
    if document.data is not None:
        return "format" in document.data and "study" in document.data
    # Not TOML yet: a protocol with a mistake in it is not to be passed over.
    has = (
        re.search(pattern, document.text, re.MULTILINE) for pattern in (r"^\s*format\s*=", r"^\s*\[study\]")
    )
    return all(has)


def _exit_code(reports: list[Report], trouble: bool, fail_on: str) -> int:
    if any(report.crashed for report in reports):
        return 3
    if trouble:
        return 2
    if fail_on == "never":
        return 0
    return int(any(report.reaches(Severity(fail_on)) for report in reports))
