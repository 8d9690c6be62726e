"""`tavns compare`: protocols, presets and trials side by side."""

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import click

from protocols.cli.commands import Argument, Command
from protocols.cli.options import FILE, evidence, form, one_of, tiers_of
from protocols.cli.reading import version_of
from protocols.cli.terminal import fail, or_near, say, width
from protocols.evidence.trials import chosen, conditions, of_condition, preset
from protocols.formats.comparison import as_csv, as_markdown, as_text
from protocols.formats.comparison_html import as_html
from protocols.formats.folding import fold
from protocols.formats.style import Style, notation_of
from protocols.lib.references import label
from protocols.lib.resources import record_files
from protocols.model import Protocol, Study
from protocols.model.paths import dotted, is_known, keys_below, steps_of
from protocols.model.terms import Evidence
from protocols.overview.comparison import DERIVED, compare, only


@click.command(cls=Command)
@click.argument(
    "files",
    cls=Argument,
    type=FILE,
    nargs=-1,
    metavar="[FILE]…",
    help="Protocols, REV:FILE of a git repository, names of presets, or - once.",
)
@click.option(
    "--with",
    "beside",
    multiple=True,
    metavar="PRESET|CONDITION",
    help="A preset; or a condition, for its paradigm and all its trials. May be repeated.",
)
@click.option(
    "--keys",
    multiple=True,
    metavar="PATH",
    help="Show only this key or table, such as stimulation or derived. May be repeated.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Show every row and remark, and not only what differs."
)
@form("text|markdown|csv|html")
@evidence
def command(
    files: tuple[str, ...],
    beside: tuple[str, ...],
    keys: tuple[str, ...],
    everything: bool,
    output: str,
    evidence: str | None,
) -> None:
    """Lay protocols, presets and trials side by side.

    Each arm has a column with what it really gets, each key a row. Shown is what differs; what is
    the same is told below. --all adds the rest, and the remarks on values that a trial's sources
    disagree on, or that are a claim for a group of trials. CSV always has everything.

    \b
      tavns compare study.toml --with migraine
      tavns compare old.toml new.toml --keys stimulation --keys schedule
      tavns compare straube-2015 cao-2021
      tavns compare study.toml --with migraine --format html > comparison.html

    \b
    Exit code 0: compared. 2: wrong use, or a file that is no protocol.
    """
    one_of(output, FORMATS, "--format")
    paths = [_path(key) for key in keys]
    if not files and not beside:
        fail("name a protocol or a preset, such as: tavns compare study.toml --with migraine")
    if files.count("-") > 1:
        fail("only one of the files can be standard input")
    found = compare([*_named(files), *_beside(beside, tiers_of(evidence))], notation_of(output))
    if paths:
        found = only(found, paths)
    elif not everything and output != "csv":
        found = fold(found)
    say(FORMATS[output](found, Style(width=width())), output)


def _path(key: str) -> tuple[str, ...]:
    path = steps_of(key)
    if path[:1] != (DERIVED,) and not (path and is_known(path)):
        near = get_close_matches(key, [dotted(one) for one in keys_below(Protocol)], n=1)
        fail(f"the format has no key {key}" + (f"; did you mean {near[0]}?" if near else ""))
    return path


def _named(files: Sequence[str]) -> Iterator[tuple[str, Study]]:
    """Yield each file with its name: without its folder, where no other is called the same."""
    names = [Path(file).name if Path(file).exists() else file for file in files]
    for file, name in zip(files, names, strict=True):
        if file in record_files() and not Path(file).exists():
            yield label(file), preset(file)
        else:
            document, study = version_of(file)
            yield (name if names.count(name) == 1 and file != "-" else document.name), study


def _beside(words: Sequence[str], evidence: Evidence) -> Iterator[tuple[str, Study]]:
    """Yield presets, and the trials of conditions, each once."""
    try:
        found = chosen(words, evidence)
    except KeyError as error:
        word = str(error.args[0])
        if of_condition(word, "all"):
            fail(f"the trials of {word} are beyond the evidence chosen; {_reaching(word)}")
        near = get_close_matches(word, [*record_files(), *conditions(evidence)], n=1)
        hint = or_near(next(iter(near), None), "tavns presets")
        fail(f"there is no preset or condition {word}; {hint}")
    yield from ((label(key), preset(key)) for key in found)


def _reaching(word: str) -> str:
    """Say which choice of evidence holds trials of a condition."""
    tiers = "published" if of_condition(word) else "all"
    return f"write: --with {word} --evidence {tiers}"


FORMATS: Final[dict[str, Callable[..., str]]] = {
    "text": as_text,
    "markdown": as_markdown,
    "csv": as_csv,
    "html": as_html,
}
