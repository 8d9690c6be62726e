"""`tavns new`: draft a protocol."""

import sys
from pathlib import Path
from typing import NamedTuple, get_args

import click

from protocols.check.configuration.reading import OWN, SHARED
from protocols.cli.asking import from_file, interview, kept_beside
from protocols.cli.commands import Argument, Command
from protocols.cli.options import PATH, force
from protocols.cli.terminal import fail
from protocols.cli.writing import may_be_written, write
from protocols.draft import SCHEMA_FILE, draft, is_draft
from protocols.evidence.trials import preset
from protocols.interview.replies import arms_of
from protocols.lib.files import write_whole
from protocols.lib.names import is_toml, stem_of
from protocols.lib.resources import record_files, record_form
from protocols.model.terms import CONDITIONS, Role, ShamMethod, is_doubtful, term_of
from protocols.schema import schema_text

ROLES: tuple[str, ...] = get_args(Role)
SHAM_METHODS: tuple[str, ...] = get_args(ShamMethod)


class Answers(NamedTuple):
    """What a draft is to begin with."""

    condition: str | None = None
    preset: str | None = None
    arms: dict[str, Role] | None = None
    sham_method: str | None = None
    device: str | None = None
    periods: bool = False


@click.command(cls=Command)
@click.argument(
    "path",
    cls=Argument,
    type=PATH,
    metavar="PATH",
    help="The file to write, such as study.tavns.toml.",
)
@click.option("--preset", "preset_name", metavar="NAME", help="Take its settings over, with their sources.")
@click.option(
    "--arms",
    multiple=True,
    metavar="NAME[=ROLE],…",
    help="The arms, such as low=active,high=active,sham.",
)
@click.option("--title", metavar="TEXT", help="Title of the study.")
@click.option("--condition", metavar="TERM", help="What the participants have.")
@click.option("--sham", metavar="METHOD", help="What makes the sham a sham.")
@click.option("--device", metavar="MODEL", help="The stimulator.")
@click.option("--periods", is_flag=True, help="Show periods: what arms get one after another.")
@click.option(
    "--answers", type=PATH, metavar="FILE", help="Take the answers to all questions from this file."
)
@click.option(
    "--record", is_flag=True, help="Write the form for a record of a trial instead (docs/evidence.md)."
)
@force
def command(
    path: Path,
    preset_name: str | None,
    arms: tuple[str, ...],
    title: str | None,
    condition: str | None,
    sham: str | None,
    device: str | None,
    periods: bool,
    answers: Path | None,
    record: bool,
    force: bool,
) -> None:
    """Draft a protocol, from a preset of the literature or from nothing.

    At a terminal, and without options, it asks for one setting after the other,
    with what trials used; otherwise it never asks. What was answered is kept in
    study.answers.toml until the protocol is written.

    \b
      tavns new study.tavns.toml
      tavns new study.tavns.toml --answers study.answers.toml
      tavns new study.tavns.toml --preset migraine
      tavns new study.tavns.toml --preset migraine --arms low,high=active,sham
    """
    _can_be_written(path, force)
    if record:
        _write_form(path, force=force)
        return
    given = Answers(condition, preset_name, _arms(",".join(arms) if arms else None), sham, device, periods)
    plain = given == Answers() and title is None
    if answers is not None and not plain:
        raise click.BadParameter("it excludes the options that say the same", param_hint="--answers")
    if answers is not None:
        text = from_file(answers)
    elif plain and _at_a_terminal():
        text = interview(path)
    else:
        text = _drafted(path, title, given)
    write(path, text, force=force)
    if answers is None and plain:
        kept_beside(path).unlink(missing_ok=True)
    beside = _write_schema(path)
    click.echo(f"{path} written" + (f", and {SCHEMA_FILE} beside it for your editor" if beside else ""))
    click.echo(f"Next: open it, fill in the lines that start with #, and run: tavns check {path}")


def _write_form(path: Path, *, force: bool) -> None:
    write(path, record_form(path.stem), force=force)
    click.echo(f"{path} written")
    click.echo(f"Next: fill it in from the text of the trial, and run: tavns presets check {path}")


def _drafted(path: Path, title: str | None, given: Answers) -> str:
    given = given._replace(condition=_as_term(given.condition))
    _known(given)
    chosen = given.condition or (preset(given.preset).about.condition if given.preset else None)
    return draft(
        title or ("taVNS in " + chosen.replace("_", " ") if chosen else f"taVNS study {stem_of(path)}"),
        from_preset=given.preset,
        condition=given.condition,
        arms=given.arms,
        sham_method=given.sham_method,
        device=given.device,
        periods=given.periods,
    )


def _at_a_terminal() -> bool:
    # Standard input may be closed, and is None then.
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _can_be_written(path: Path, force: bool) -> None:
    if path.is_dir():
        fail(f"{path} is a folder; name a file, such as {path / 'study.tavns.toml'}")
    if path.name.lower() in (OWN, SHARED):
        fail(
            f"{path.name} is the name of a configuration; name the protocol otherwise, such as study.tavns.toml"
        )
    if not is_toml(path.name):
        fail(f"a protocol is a .toml file, so that tavns check finds it: {path.with_suffix('.toml')}")
    may_be_written(path, force=force, own=is_draft)
    if not path.parent.is_dir():
        fail(f"there is no folder {path.parent}")


def _as_term(condition: str | None) -> str | None:
    """Return a condition of the evidence base as its term; any other as it is."""
    term = term_of("condition", condition or "", CONDITIONS)
    if term and is_doubtful("condition", condition or ""):
        fail(f"the condition {condition} may be {term}: write that, or name it more fully")
    return term or condition


def _known(given: Answers) -> None:
    if given.preset is not None and given.preset not in record_files():
        fail(f"there is no preset {given.preset}; see: tavns presets")
    if given.sham_method is not None and given.sham_method not in SHAM_METHODS:
        fail(f"there is no sham method {given.sham_method}; there are {', '.join(SHAM_METHODS)}")
    roles: list[str] = list((given.arms or {}).values())
    if given.arms is None and given.preset is not None:
        roles = [str(arm.role) for arm in preset(given.preset).arms.values()]
    if given.sham_method is not None and "sham" not in roles:
        fail("--sham is for an arm with the role sham, and there is none; name it: --arms tavns,sham")


def _arms(text: str | None) -> dict[str, Role] | None:
    arms = arms_of(text, ROLES) if text is not None else None
    if isinstance(arms, str):
        fail(arms)
    return arms


def _write_schema(path: Path) -> bool:
    """Write the schema that the draft's first line names, unless one is there."""
    beside = path.parent / SCHEMA_FILE
    if beside.exists():
        return False
    try:
        write_whole(beside, schema_text())
    except OSError:
        return False
    return True
