"""`tavns config`: the settings of a file, and where each comes from."""

import os
from collections.abc import Sequence

import click

from protocols.check.configuration.choosing import configured
from protocols.check.configuration.reading import Setting
from protocols.check.inputs import is_folder
from protocols.cli.commands import Argument, Group
from protocols.cli.options import FILE, form, one_of
from protocols.cli.terminal import fail, say, width
from protocols.formats.columns import text_table
from protocols.formats.grid import as_json
from protocols.formats.style import visible
from protocols.lib.errors import ConfigurationError


@click.group(cls=Group, no_args_is_help=True)
def app() -> None:
    """Show what is configured.

    Settings stand in tavns.toml, or in [tool.tavns] of pyproject.toml, in a file's
    folder or above it; the nearest counts, and nothing is merged from further up.

    \b
      tavns config show protocols/study.toml
    """


@app.command("show")
@click.argument(
    "path",
    cls=Argument,
    type=FILE,
    metavar="[PATH]",
    default=".",
    help="A protocol, there or not yet; or a folder.",
)
@click.option("--config", "file", type=FILE, metavar="FILE", help="Take this configuration.")
@form("text|json")
def command(path: str, file: str | None, output: str) -> None:
    """Show each setting of a file, and where it comes from.

    Of a folder, what holds for all files in it: per-file tables are for files.
    Options of tavns check win over what is shown here.

    \b
      tavns config show
      tavns config show protocols/study.toml
      tavns config show protocols/study.toml --format json
    """
    one_of(output, ("text", "json"), "--format")
    target = f"{path}{os.sep}" if is_folder(path) else path
    try:
        choose = configured(file)
        found, chosen = choose.settings(target), choose(target)
    except ConfigurationError as error:
        fail(str(error))
    if output == "json":
        # None is null, as in the report of a check.
        entries = [
            {
                "name": one.name,
                "value": one.value,
                "file": one.file or None,
                "line": one.line or None,
                "glob": one.glob or None,
            }
            for one in found
        ]
        whole = {
            "path": path,
            "configuration": chosen.file or None,
            "excluded": chosen.excluded,
            "settings": entries,
        }
        say(as_json(whole), "json")
    else:
        say(_text(path, chosen.file, found, excluded=chosen.excluded) + "\n")


def _text(path: str, file: str, found: Sequence[Setting], *, excluded: bool) -> str:
    head = f"{path}: " + (f"configuration {file}" if file else "no configuration; the defaults hold")
    if excluded:
        head += "; excluded where it is found in a folder"
    rows = [[visible(cell) for cell in (one.name, one.value, _origin(one))] for one in found]
    return f"{visible(head)}\n\n{text_table(('setting', 'value', 'from'), rows, width())}"


def _origin(setting: Setting) -> str:
    if not setting.file:
        return "default"
    return f"{setting.file}:{setting.line}" + (f' (per-file "{setting.glob}")' if setting.glob else "")
