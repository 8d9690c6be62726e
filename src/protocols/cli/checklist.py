"""`tavns checklist`: what reporting standards ask for, and where a protocol answers it."""

import click

from protocols.cli.commands import Command, WholeNumber
from protocols.cli.options import file, form, one_of
from protocols.cli.reading import study_of
from protocols.cli.terminal import in_colour, say, width
from protocols.formats.checklist import FORMATS, filled
from protocols.formats.style import Style
from protocols.standards.items import standards


@click.command(cls=Command)
@file
@click.option(
    "--standard",
    multiple=True,
    metavar="NAME",
    help="farmer-2021, tidier, tidier-placebo or spirit-2025; may be repeated. Without one: all.",
)
@form("text|markdown|json|csv")
@click.option(
    "--require",
    type=WholeNumber(0, 100),
    metavar="N",
    default=0,
    help="Exit with 1 where less than N % is present.",
)
def command(
    file: str,
    standard: tuple[str, ...],
    output: str,
    require: int,
) -> None:
    """Fill in reporting checklists from a protocol.

    Each item is present, partly present, missing, not applicable to this study or not covered
    by this tool, with the keys that answer it and their lines. The percentage counts what is
    wholly present, of the items that apply and are covered.

    \b
      tavns checklist study.toml
      tavns checklist study.toml --standard farmer-2021 --require 100
      tavns checklist study.toml --format markdown > checklist.md

    \b
    Exit code 0: filled in. 1: less than --require.
    2: wrong use, or a file that is no protocol.
    """
    one_of(output, FORMATS, "--format")
    for name in standard:
        one_of(name, standards(), "--standard")
    document, study = study_of(file)
    wanted = list(dict.fromkeys(standard or standards()))
    lists = [filled(study, document, standards()[name]) for name in wanted]
    say(FORMATS[output](lists, document.name, Style(in_colour(), width())), output)
    raise click.exceptions.Exit(int(any(one.percent is not None and one.percent < require for one in lists)))
