"""`tavns presets`: the paradigm and the published trials, with where each value was read."""

from difflib import get_close_matches
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from protocols.cli.options import group
from protocols.cli.terminal import fail, or_near, paragraphs, width
from protocols.document.document import Path
from protocols.document.literal import literal
from protocols.document.reading import read
from protocols.evidence.trials import preset
from protocols.formats.grid import text_table
from protocols.lib.resources import preset_files
from protocols.model import Arm, Study
from protocols.model.paths import dotted
from protocols.model.quantity import TYPOGRAPHIC, show
from protocols.model.records import Source
from protocols.model.terms import in_words


class Presets(TyperGroup):
    """Tells somebody who names a preset what to write."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command `show`."""
        if cmd_name in preset_files():
            fail(f"write: tavns presets show {cmd_name}")
        return super().get_command(ctx, cmd_name)


app = group(cls=Presets, invoke_without_command=True)
HEADER = ("name", "condition", "Hz", "µs", "site", "side", "course", "sham", "n")
NO_SHAM, NO_SITE, NOT_KNOWN = "no sham", "site unknown", "unknown"
LEGEND = (
    f"An empty cell was not found in what was read. sham: the sham's site; {NO_SITE}: there was a sham, and what was read "
    f"does not say where; {NOT_KNOWN}: what was read does not say whether there was a sham; {NO_SHAM}: there was none. "
    "n: participants randomized or enrolled."
)


@app.callback()
def listed(context: typer.Context) -> None:
    """List the presets: the review's paradigm and the published trials.

    n is the number of participants randomized or enrolled. An empty cell was not found in what was read; of a sham,
    "site unknown" says that its site was not, and "unknown" that it was not whether there was one.

    \b
      tavns presets
      tavns presets show straube-2015
      tavns presets show migraine --toml
    """
    if context.invoked_subcommand is None:
        rows = [_row(name, preset(name)) for name in preset_files()]
        typer.echo(text_table(HEADER, rows, width()))
        typer.echo(f"\n{paragraphs(LEGEND)}")
        typer.echo(f"\n{len(rows)} presets. More on one: tavns presets show {rows[0][0]}")


@app.command("show")
def command(
    name: Annotated[str, typer.Argument(help="A preset's name.")],
    toml: Annotated[bool, typer.Option("--toml", help="Print the preset's file as it is.")] = False,
) -> None:
    """Show a preset: every value with where it was read, and where the sources were found to differ."""
    if name not in preset_files():
        near = get_close_matches(name, list(preset_files()), n=1)
        fail(f"there is no preset {name}; {or_near(next(iter(near), None), 'tavns presets')}")
    text = preset_files()[name].read_text(encoding="utf-8")
    typer.echo(text if toml else _shown(name, text), nl=not toml)


def _row(name: str, study: Study) -> tuple[str, ...]:
    active = study.by_role("active")
    shams = study.by_role("sham")
    return (
        name,
        in_words(study.about.condition or ""),
        _each(active, lambda arm: " and ".join(map(show, arm.stimulation.frequencies)) or None),
        _each(active, lambda arm: arm.stimulation.pulse_width_us),
        _each(active, lambda arm: arm.stimulation.sites),
        _each(active, lambda arm: "both" if arm.stimulation.side == "bilateral" else arm.stimulation.side),
        _each(active, _course),
        ", ".join(_sham(arm) for arm in shams) or _no_sham(study),
        str(study.about.participants or ""),
    )


def _each(arms: list[Arm], value: Any) -> str:
    found = dict.fromkeys(_plain(value(arm)) for arm in arms if value(arm) is not None)
    return "/".join(found)


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        return ", ".join(site.replace("_", " ") for site in value)
    return show(value, notation=TYPOGRAPHIC)  # columns are narrow: a dash does not come apart


def _course(arm: Arm) -> str | None:
    for unit in ("weeks", "months", "days"):
        length = getattr(arm.schedule, unit)
        if length is not None:
            return show(length, unit, TYPOGRAPHIC)
    return None


def _sham(arm: Arm) -> str:
    sites = arm.stimulation.sites
    return ", ".join(site.replace("_", " ") for site in sites) if sites else NO_SITE


def _no_sham(study: Study) -> str:
    """Say what is known where no arm is a sham: a comparator may be one, and so may an arm that was not found."""
    not_known = study.by_role("active_comparator") or not study.about.design
    return NOT_KNOWN if study.is_record and not_known else NO_SHAM


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
