"""`tavns methods`: a protocol as text for a paper, a registry or a participant information sheet."""

import sys
from typing import Annotated

import typer

from protocols.cli.options import File, form, one_of
from protocols.cli.reading import say_errors, study_of
from protocols.cli.terminal import say, width
from protocols.formats.methods import FORMATS, for_the_team
from protocols.formats.style import Style, unobeyed
from protocols.methods import STYLES


def command(
    file: File,
    style: Annotated[str, typer.Option(metavar="paper|registry|lay", help="What the text is for.")] = "paper",
    output: Annotated[str, form("text|markdown|json")] = "text",
) -> None:
    """Put a protocol into words, made only of what it says.

    Where the file is silent, the text says so: [not specified: pulse width]. A sheet for
    participants holds no such gap, and nothing that would show a blinded participant the
    group: what is left out, and what is missing, is listed on standard error.

    \b
      paper     a Methods section, in the order of TIDieR, with its sources
      registry  arms and interventions, in the lengths of ClinicalTrials.gov
      lay       a draft for a participant information sheet

    \b
      tavns methods study.toml
      tavns methods study.toml --style registry
      tavns methods study.toml --style lay --format markdown > sheet.md

    \b
    Exit code 0: written. 2: wrong use, or a file that is no protocol.
    """
    one_of(style, STYLES, "--style")
    one_of(output, FORMATS, "--format")
    document, study = study_of(file)
    say_errors(document)
    text, shown = STYLES[style](study), Style(width=width())
    say(FORMATS[output](text, document.name, shown), output)
    if output != "json":  # which has it all
        sys.stderr.write(unobeyed(for_the_team(text, shown)))
