"""`tavns presets`: the paradigm and the trials, with where each value was read."""

from difflib import get_close_matches
from math import inf
from typing import Any

import click

from protocols.cli.commands import Argument, Group
from protocols.cli.options import form, one_of
from protocols.cli.preset_rows import HEADER, KINDS, LEGEND, Wanted, kind_of, row_of
from protocols.cli.presets_check import command as check
from protocols.cli.terminal import fail, or_near, paragraphs, say, width
from protocols.document.document import Path
from protocols.document.literal import literal
from protocols.document.reading import read
from protocols.evidence.trials import preset
from protocols.formats.columns import text_table
from protocols.formats.grid import as_csv, as_json
from protocols.lib.resources import record_files
from protocols.model import Range
from protocols.model.paths import dotted
from protocols.model.quantity import plural
from protocols.model.records import Source
from protocols.model.terms import CONDITIONS, SITES


class Presets(Group):
    """Tells somebody who names a preset what to write."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command `show`."""
        if cmd_name in record_files() and not ctx.resilient_parsing:
            fail(f"write: tavns presets show {cmd_name}")
        return super().get_command(ctx, cmd_name)


@click.group(cls=Presets, invoke_without_command=True)
@click.option("--condition", metavar="TERM", help="Those of this condition.")
@click.option("--site", metavar="TERM", help="Those with an active arm at this site, or a part of it.")
@click.option("--frequency", metavar="HZ|HZ..HZ", help="Those with an active arm at a frequency within it.")
@click.option("--kind", metavar="|".join(KINDS), help="Those of this kind.")
@form("text|csv|json")
@click.pass_context
def app(
    context: click.Context,
    condition: str | None,
    site: str | None,
    frequency: str | None,
    kind: str | None,
    output: str,
) -> None:
    """List the presets: the review's paradigm, its trials, and the trials beyond it, published or registered.

    n is the number of participants randomized or enrolled. An empty cell was not found in what was read; of a sham,
    "site unknown" says that its site was not, and "unknown" that it was not whether there was one.

    \b
      tavns presets
      tavns presets --condition tinnitus
      tavns presets --frequency 20..30 --site tragus --kind published
      tavns presets --format csv > trials.csv
      tavns presets show straube-2015
      tavns presets show migraine --toml
    """
    if context.invoked_subcommand is not None:
        return
    one_of(condition, CONDITIONS, "--condition")
    one_of(site, SITES, "--site")
    one_of(kind, KINDS, "--kind")
    one_of(output, ("text", "csv", "json"), "--format")
    hertz = None if frequency is None else _range(frequency)
    wanted = Wanted(condition, site, hertz, kind)
    rows = [row_of(name, kind_of(name), preset(name)) for name in record_files() if wanted.has(name)]
    if output == "csv":
        say(as_csv([HEADER, *rows]), output)
    elif output == "json":
        say(as_json([dict(zip(HEADER, row, strict=True)) for row in rows]), output)
    else:
        _table(rows)


def _table(rows: list[tuple[str, ...]]) -> None:
    if not rows:
        click.echo("0 presets. All of them: tavns presets")
        return
    click.echo(text_table(HEADER, rows, width()))
    click.echo(f"\n{paragraphs(LEGEND)}")
    many = plural(len(rows), "preset")
    click.echo(f"\n{len(rows)} {many}. More on one: tavns presets show {rows[0][0]}")


def _range(word: str) -> Range:
    """Return a frequency, or two with .. between them, as a range. Raises click.BadParameter for what is none."""
    ends = word.split("..")
    try:
        least, most = float(ends[0]), float(ends[-1])
    except ValueError:
        least, most = 1.0, 0.0
    if len(ends) > 2 or not 0 <= least <= most < inf:
        raise click.BadParameter(f"{word!r} is no range in Hz; write it as 20..30", param_hint="--frequency")
    return Range(least, most)


@app.command("show")
@click.argument("name", cls=Argument, metavar="NAME", help="A preset's name.")
@click.option("--toml", is_flag=True, help="Print the preset's file as it is.")
def command(name: str, toml: bool) -> None:
    """Show a preset: every value with where it was read, and where the sources were found to differ."""
    if name not in record_files():
        near = get_close_matches(name, list(record_files()), n=1)
        fail(f"there is no preset {name}; {or_near(next(iter(near), None), 'tavns presets')}")
    text = record_files()[name].read_text(encoding="utf-8")
    click.echo(text if toml else _shown(name, text), nl=not toml)


def _shown(name: str, text: str) -> str:
    study = preset(name)
    sources = {about: source for _, about, source in study.sources}
    data = read(text, name).data or {}
    parts = [paragraphs(study.about.title)]
    for table_name, values in _tables(
        {key: value for key, value in data.items() if key not in ("sources", "conflicts", "results")}
    ):
        lines = [_line(table_name, key, value, sources) for key, value in values.items()]
        parts.append("\n".join([f"[{dotted(table_name)}]" if table_name else "", *lines]).lstrip("\n"))
    results = study.protocol.results or ()
    if results:
        parts.append("What was found\n" + "\n".join(paragraphs(one.sentence, "  ") for one in results))
    conflicts = study.protocol.conflicts or ()
    if conflicts:
        parts.append(
            "Where the sources were found to differ\n"
            + "\n".join(paragraphs(one.sentence, "  ") for one in conflicts)
        )
    return "\n\n".join(parts)


app.add_command(check, "check")


def _tables(data: dict[str, Any], path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    own = {key: value for key, value in data.items() if not isinstance(value, dict) or _is_range(value)}
    found = [(path, own)] if own else []
    for key, value in data.items():
        if key not in own:
            found += _tables(value, (*path, key))
    return found


def _is_range(value: dict[str, Any]) -> bool:
    return bool(value) and set(value) <= {"min", "max"}


def _line(table_name: Path, key: str, value: Any, sources: dict[tuple[str, ...], Source]) -> str:
    source = sources.get((*(str(part) for part in table_name), key))
    several = isinstance(value, str) and "\n" in value
    line = paragraphs(f"{key}: {' '.join(value.split())}" if several else f"{key} = {literal(value)}", "  ")
    if source is None:
        return line
    remark = ", ".join(part for part in ((source.kind or "").replace("_", " "), source.note) if part)
    return line + "\n" + paragraphs(f"{source.cite}" + (f": {remark}" if remark else ""), "      ")
