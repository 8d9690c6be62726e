"""What the commands share in reading one protocol: its study, or one sentence that says why there is none."""

from pathlib import Path

import click

from protocols.check.engine import lint_document
from protocols.check.inputs import standard_input
from protocols.cli.terminal import fail
from protocols.document.document import Document
from protocols.document.reading import read
from protocols.findings.rule import Severity
from protocols.formats.style import visible
from protocols.lib import git
from protocols.lib.errors import reason
from protocols.model import Study
from protocols.model.faults import build


def study_of(file: str) -> tuple[Document, Study]:
    """Return a file, or with - standard input, and the study it describes; exit with 2 where it is no protocol."""
    try:
        document = read(standard_input(), "<stdin>") if file == "-" else read(Path(file).read_bytes(), file)
    except OSError as error:
        name = "standard input" if file == "-" else file
        fail(f"cannot read {name}: {reason(error)}")
    return document, study_in(document)


def study_in(document: Document) -> Study:
    """Return the study that a document describes; exit with 2 where it is no protocol."""
    study = build(document.data) if document.data is not None else None
    if not isinstance(study, Study):
        first = lint_document(document).first_fault
        where = f"{document.name}:{first.place.line}"
        more = f"; see: tavns check {document.name}" if Path(document.name).is_file() else ""
        fail(f"{where}: {first.code} {first.message}{more}")
    return study


def say_errors(document: Document) -> None:
    """Say on standard error that a protocol has errors: what is made from it may be wrong."""
    errors = sum(one.severity is Severity.ERROR for one in lint_document(document).open)
    if errors:
        many = "an error" if errors == 1 else f"{errors} errors"
        click.echo(visible(f"tavns: {document.name} has {many}; see: tavns check {document.name}"), err=True)


def version_of(name: str) -> tuple[Document, Study]:
    """Return a file as `study_of` does; where there is none of that name, REV:FILE of a git repository."""
    if name == "-" or Path(name).exists() or not git.is_in_git(name):
        return study_of(name)
    try:
        document = read(git.read(name), name)
    except git.GitError as error:
        fail(str(error))
    return document, study_in(document)
