"""`tavns methods`: a protocol as text for a paper, a registry or a participant information sheet."""

import sys
from pathlib import Path
from typing import Final

import click

from protocols.cli.commands import Command
from protocols.cli.options import PATH, file, force, form, one_of
from protocols.cli.reading import say_errors, study_of
from protocols.cli.terminal import fail, say, width
from protocols.cli.writing import may_be_written, write
from protocols.formats.methods import FORMATS, for_the_team
from protocols.formats.style import Style, unobeyed, visible
from protocols.methods import STYLES
from protocols.methods.pieces import Text

ENDINGS: Final = {".docx": "docx", ".md": "markdown", ".txt": "text"}


@click.command(cls=Command)
@file
@click.option("--style", metavar="paper|registry|lay", default="paper", help="What the text is for.")
@form("text|markdown|json")
@click.option(
    "--output", "-o", "into", type=PATH, metavar="FILE", help="Write it into a file: .docx, .md or .txt."
)
@force
def command(
    file: str,
    style: str,
    output: str,
    into: Path | None,
    force: bool,
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
      tavns methods study.toml -o methods.docx

    A document of Word needs the extra: pip install 'tavns-protocols[docx]'

    \b
    Exit code 0: written. 2: wrong use, or a file that is no protocol.
    """
    one_of(style, STYLES, "--style")
    one_of(output, FORMATS, "--format")
    if into is not None:
        _can_be_written(into, force=force)
    document, study = study_of(file)
    say_errors(document)
    text, shown = STYLES[style](study), Style(width=width())
    if into is None:
        say(FORMATS[output](text, document.name, shown), output)
    else:
        write(into, _content(into, text, document.name, shown), force=force)
        click.echo(f"{visible(str(into))} written")
    if output != "json":  # which has it all
        sys.stderr.write(unobeyed(for_the_team(text, shown)))


def _can_be_written(path: Path, *, force: bool) -> None:
    if path.suffix.lower() not in ENDINGS:
        raise click.BadParameter(f"'{path}' ends in none of {', '.join(ENDINGS)}", param_hint="--output")
    may_be_written(path, force=force)


def _content(path: Path, text: Text, name: str, shown: Style) -> str | bytes:
    form_of = ENDINGS[path.suffix.lower()]
    if form_of != "docx":
        return FORMATS[form_of](text, name, shown)
    try:
        from protocols.formats.methods_docx import as_docx  # noqa: PLC0415 - needs the extra, which may not be there
    except ImportError:
        fail("a document of Word needs: pip install 'tavns-protocols[docx]'")
    return as_docx(text)
