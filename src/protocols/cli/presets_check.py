"""`tavns presets check`: whether records of trials can be taken into the evidence base."""

from pathlib import Path

import click

from protocols.check.records import complaints
from protocols.cli.commands import Argument, Command
from protocols.cli.options import PATH
from protocols.cli.terminal import fail, paragraphs
from protocols.document.reading import read
from protocols.formats.style import visible
from protocols.lib.errors import reason
from protocols.lib.resources import record_files, trial_files
from protocols.model.quantity import counted


@click.command(cls=Command)
@click.argument(
    "paths",
    cls=Argument,
    type=PATH,
    nargs=-1,
    metavar="[FILE]…",
    help="Records. Without one: all that are there beyond the review.",
)
def command(paths: tuple[Path, ...]) -> None:
    """Check records of trials: name, condition, two settings at least, a source for every value, no contradiction.

    A pull request that adds a trial runs it; see docs/evidence.md for how to write one.

    \b
      tavns presets check presets/trials/jiao-2020.toml
      tavns presets check

    Exit code 0: each can be taken. 1: something is against one. 2: a file that cannot be read.
    """
    wrong = 0
    files = paths or list(trial_files().values())
    for path in files:
        found = _of(path)
        wrong += bool(found)
        for complaint in found:
            click.echo(paragraphs(visible(f"{path}: {complaint}")))
    click.echo(
        f"{counted(len(files), 'record')}: {len(files) - wrong} can be taken"
        + (f", {wrong} cannot" if wrong else "")
    )
    raise click.exceptions.Exit(int(wrong > 0))


def _of(path: Path) -> list[str]:
    try:
        document = read(path.read_bytes(), str(path))
    except OSError as error:
        fail(f"cannot read {path}: {reason(error)}")
    others = {name: file for name, file in record_files().items() if not _is(file, path)}
    return complaints(document, path.stem, others)


def _is(file: Path, path: Path) -> bool:
    return file.exists() and file.samefile(path)
