"""`tavns report`: a protocol as one page that can be attached to an ethics submission."""

import re
from datetime import date
from pathlib import Path

import click

from protocols.check.configuration.choosing import configured
from protocols.check.configuration.config import PROFILES
from protocols.check.engine import lint_document
from protocols.cli.commands import Command
from protocols.cli.options import FILE, as_today, evidence, file, force, one_of, profile
from protocols.cli.reading import study_of
from protocols.cli.terminal import fail
from protocols.cli.writing import may_be_written, write
from protocols.dossier import dossier
from protocols.dossier.forms import FORMS, LackingError, content
from protocols.dossier.html import PAPERS
from protocols.findings.report import DISCLAIMER
from protocols.formats.style import visible
from protocols.lib.errors import ConfigurationError
from protocols.model.terms import EVIDENCE

ENDINGS = tuple(f".{form}" for form in FORMS)


@click.command(cls=Command)
@file
@click.option(
    "--output",
    "-o",
    type=FILE,
    required=True,
    metavar="FILE",
    help="Where to write it: report.html, .md, .pdf or .docx.",
)
@profile
@click.option(
    "--paper", metavar="a4|letter", default="a4", help="The size of paper, for PDF and for printing."
)
@evidence
@as_today("The date of the report, and the day waivers expire against.")
@force
def command(
    file: str,
    output: str,
    profile: str | None,
    paper: str,
    evidence: str | None,
    today: date | None,
    force: bool,
) -> None:
    """Write a report: what the study is, its arms, the ear, the pulse, dose, findings, sources.

    One file that opens from disk and needs nothing else; made for the screen, light or dark,
    for paper, and for a screen reader.

    \b
      tavns report study.toml -o report.html
      tavns report study.toml -o report.pdf --profile ethics

    A PDF needs the extra: pip install 'tavns-protocols[pdf]', a document of Word
    pip install 'tavns-protocols[docx]'

    \b
    Exit code 0: written, whatever was found. 2: wrong use, or a file that is no protocol.
    """
    path = Path(output)
    if path.suffix.lower() not in ENDINGS:
        raise click.BadParameter(f"{output!r} ends in none of {', '.join(ENDINGS)}", param_hint="--output")
    one_of(profile, PROFILES, "--profile")
    one_of(paper, PAPERS, "--paper")
    one_of(evidence, EVIDENCE, "--evidence")
    may_be_written(path, force=force, own=_is_page)
    on = today or date.today()
    document, study = study_of(file)
    try:
        config = configured(profile=profile, today=on, evidence=evidence)(document.name)
        report = lint_document(document, config)
    except ConfigurationError as error:
        fail(str(error))
    made = dossier(document, study.against(config.evidence), report, on)
    try:
        written = content(made, path.suffix.lower().removeprefix("."), paper)
    except LackingError as error:
        fail(str(error))
    write(path, written, force=force)
    click.echo(f"{visible(output)} written: {made.said}")


def _is_page(begin: str, end: str) -> bool:
    html = re.match(
        r'\s*<!doctype html>\s[\s\S]{0,200}<meta name="generator" content="tavns-protocols">', begin
    )
    return html is not None or (begin.startswith("# ") and end.rstrip().endswith(f"\n*{DISCLAIMER}*"))
