"""`tavns check`: check protocols and report."""

import sys
from collections.abc import Iterator
from datetime import date
from itertools import chain

import click

from protocols.check.configuration.choosing import configured
from protocols.check.configuration.config import FAIL_ON, PROFILES
from protocols.check.inputs import Input, find, standard_input
from protocols.check.many import Chosen, Named, WorkerLostError, lint_many
from protocols.cli.commands import Argument, Command
from protocols.cli.options import FILE, as_today, evidence, one_of, profile
from protocols.cli.progress import Progress
from protocols.cli.terminal import fail, in_colour, in_utf8, say_beside, width
from protocols.findings.report import Report
from protocols.formats import FORMATS
from protocols.formats import output as started
from protocols.formats.outputs import UnwritableError, Wanted, Write, run, summary_of_a_job, wanted, written
from protocols.formats.style import Style, visible
from protocols.lib.errors import ConfigurationError, reason
from protocols.model.terms import EVIDENCE

MOST_DIGITS = 3
"""Of a number of processes: more than 999 at a time are a slip of the hand."""


@click.command(cls=Command)
@click.argument(
    "paths",
    cls=Argument,
    type=FILE,
    nargs=-1,
    metavar="[PATH]…",
    help="Files, folders, or - for standard input. Without one: this folder.",
)
@click.option(
    "--format", "output", metavar="FORMAT", default="text", help=f"How to report: {', '.join(FORMATS)}."
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    help="A report into a file, besides the one shown; may be repeated.",
)
@click.option(
    "--fail-on",
    metavar="error|warning|note|never",
    help="Exit with 1 from this severity on. Without it: as configured, else error.",
)
@click.option(
    "--stdin-filename",
    metavar="NAME",
    default="<stdin>",
    help="What to call standard input in the report.",
)
@profile
@evidence
@click.option(
    "--config",
    type=FILE,
    metavar="FILE",
    help="Take this configuration for all, rather than the nearest of each.",
)
@click.option("--no-config", is_flag=True, help="Take no configuration.")
@click.option(
    "--policy",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="Hold against this house policy too (JSON Schema); may be repeated.",
)
@click.option(
    "--hook",
    is_flag=True,
    help="As a hook: leave out what is excluded or no protocol also where it is named; no file is none.",
)
@as_today("The day waivers expire against, for repeatable runs.")
@click.option(
    "--jobs",
    metavar="N|auto",
    default="auto",
    help="Processes to check with; auto: one a core, where the files are many.",
)
@click.option(
    "--verbose", "-v", is_flag=True, help="List the rules that were not evaluated, and what they need."
)
@click.option("--concise", is_flag=True, help="One line a finding, in text.")
@click.option("--fix", is_flag=True, help="Mend what changes no meaning, then report what is left.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option(
    "--derived",
    is_flag=True,
    help="With --fix or --diff: add total_sessions and duty_cycle where they follow.",
)
@click.option(
    "--insert",
    is_flag=True,
    help="Write the keys that the profile misses as commented lines, with their meaning.",
)
def command(
    paths: tuple[str, ...],
    output: str,
    outputs: tuple[str, ...],
    fail_on: str | None,
    stdin_filename: str,
    profile: str | None,
    evidence: str | None,
    config: str | None,
    no_config: bool,
    policy: tuple[str, ...],
    hook: bool,
    today: date | None,
    jobs: str,
    verbose: bool,
    concise: bool,
    fix: bool,
    diff: bool,
    derived: bool,
    insert: bool,
) -> None:
    """Check protocols.

    In a folder every .toml file with two of `format`, `study` and `arms` is checked;
    others are passed over, and so are hidden folders, node_modules, virtual environments
    and what git ignores: name them to have them checked. Settings come from the nearest tavns.toml, or [tool.tavns]
    of pyproject.toml, of each file: see tavns config show.

    \b
      tavns check study.toml
      tavns check protocols/ --fail-on warning --jobs 4
      tavns check protocols/ --policy ethics-board.schema.json
      tavns check --format json study.toml > report.json
      tavns check protocols/ --output sarif=report.sarif --output junit=report.xml
      cat study.toml | tavns check - --stdin-filename study.toml
      tavns check --diff study.toml
      tavns check --fix study.toml
      tavns check --insert --profile ethics study.toml

    --fix writes spellings, synonyms, units and quotes as the format has them; never another dose, site or schedule. With
    - it writes the mended text to stdout and the report to stderr. --insert adds comments alone, such as # age = …; with
    --diff both only show.

    \b
    Exit code 0: nothing at or above --fail-on. 1: findings.
    2: wrong use, or an input that cannot be read. 3: a rule failed.
    With --fix, of what is left. With --diff, 1: there is something to change.
    """
    one_of(output, FORMATS, "--format")
    one_of(fail_on, FAIL_ON, "--fail-on")
    one_of(profile, PROFILES, "--profile")
    one_of(evidence, EVIDENCE, "--evidence")
    if config is not None and no_config:
        raise click.BadParameter("it excludes --no-config", param_hint="--config")
    if paths.count("-") > 1:
        raise click.BadParameter("- is named twice, and standard input can be read only once")
    # A hook that has no file to name means none, not all.
    inputs: list[Named] = [_input(path, stdin_filename) for path in paths or ([] if hook else ["."])]
    try:
        files = wanted(outputs, inputs, [*([config] if config else []), *policy])
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--output") from None
    try:
        choose = configured(
            config,
            search=not no_config,
            profile=profile,
            fail_on=fail_on,
            policies=policy,
            today=today,
            evidence=evidence,
        )
        processes, troubles = _jobs(jobs), list[Report]()
        if fix or diff or derived or insert:
            from protocols.cli.fixing import Wish, fixed  # noqa: PLC0415 - only when asked for

            inputs, troubles = fixed(Chosen(inputs, choose, hook=hook), Wish(fix, diff, derived, insert))
        reports = chain(troubles, lint_many(inputs, choose, jobs=processes, hook=hook))
        progress = Progress(lambda: sum(1 for _ in find(inputs)))
        # What --fix makes of standard input goes to stdout; the report then goes beside it.
        show: Write = sys.stderr.write if (fix or insert) and "-" in paths else progress.write
        style = Style(in_colour(), width(), verbose, concise=concise)
        code = _report(progress.over(reports), show, output, files, style)
    except (ConfigurationError, UnwritableError, WorkerLostError) as error:
        fail(str(error))
    raise click.exceptions.Exit(code)


def _report(reports: Iterator[Report], show: Write, shown: str, files: list[Wanted], style: Style) -> int:
    """Report as it is wanted, what could not be read on standard error, and return the exit code."""
    if shown != "text":
        in_utf8()
    crashed = troubled = failed = False
    # The summary is written last: where it cannot be, the files are there.
    with summary_of_a_job(shown, style) as of_the_job, written(files, style) as several:
        for report in run(reports, [(started(shown, style), show), *several, *of_the_job]):
            crashed |= report.crashed
            troubled |= bool(report.trouble)
            failed |= report.fails
            if report.trouble:
                say_beside(f"tavns: {visible(report.trouble)}")
    return 3 if crashed else 2 if troubled else int(failed)


def _input(path: str, stdin_filename: str) -> str | Input:
    if path != "-":
        return path
    try:
        return Input(stdin_filename, source=standard_input())
    except OSError as error:
        fail(f"cannot read standard input: {reason(error)}")


def _jobs(word: str) -> int | None:
    if word == "auto":
        return None
    if not word.isascii() or not word.isdigit() or int(word) == 0:
        raise click.BadParameter(f"{word!r} is neither auto nor a number of processes", param_hint="--jobs")
    if len(word) > MOST_DIGITS:
        raise click.BadParameter(f"no machine has {word} processors; write auto", param_hint="--jobs")
    return int(word)
