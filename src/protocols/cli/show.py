"""`tavns show`: what is to be seen of a protocol."""

import click

from protocols.cli.commands import Command
from protocols.cli.options import evidence, file, form, one_of, tiers_of
from protocols.cli.reading import say_errors, study_of
from protocols.cli.terminal import in_colour, say, width
from protocols.formats.overview import FORMATS
from protocols.formats.style import Style, notation_of
from protocols.overview import overview


@click.command(cls=Command)
@file
@form("text|markdown|json|csv")
@evidence
def command(file: str, output: str, evidence: str | None) -> None:
    """Show a protocol: its arms side by side, dose, course, where it stands among the trials, and limits.

    What differs between the arms is marked. What cannot be computed says which key is lacking.

    \b
      tavns show study.toml
      tavns show study.toml --format json > overview.json

    \b
    Exit code 0: shown. 2: wrong use, or a file that is no protocol.
    """
    one_of(output, FORMATS, "--format")
    tiers = tiers_of(evidence)
    document, study = study_of(file)
    say_errors(document)
    seen = overview(study.against(tiers), notation_of(output))
    say(FORMATS[output](seen, document.name, Style(in_colour(), width())), output)
