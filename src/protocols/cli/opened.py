"""A protocol that a command was given, for commands that need it whole."""

import sys
from pathlib import Path

from protocols.cli.show import fail
from protocols.engine import lint_document
from protocols.formats.text import visible
from protocols.model import Study
from protocols.model.faults import build
from protocols.toml import MAX_BYTES, Document, read


def opened(file: str) -> tuple[Document, Study]:
    """Read a protocol, - for standard input; where it cannot be read or is none, say why and leave with 2."""
    try:
        if file == "-":
            document = read(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>")
        else:
            document = read(Path(file).read_bytes(), file)
    except OSError as error:
        fail(visible(f"cannot read {file}: {(error.strerror or str(error)).lower()}"))
    study = build(document.data) if document.data is not None else None
    if not isinstance(study, Study):
        first = lint_document(document).findings[0]
        where = f"{document.name}:{first.place.line}"
        fail(visible(f"{where}: {first.code} {first.message}; see: tavns check {document.name}"))
    return document, study
