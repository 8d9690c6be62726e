"""The report as the content of a file, by its form."""

from typing import Final

from protocols.dossier import Dossier
from protocols.dossier.html import as_html
from protocols.dossier.markdown import as_markdown

FORMS: Final = ("html", "md", "pdf", "docx")
"""The forms of a report, named as files end."""


class LackingError(Exception):
    """A form for which something is not installed. Its text is one sentence."""


def content(made: Dossier, form: str, paper: str = "a4") -> str | bytes:
    """Return a report in one of FORMS, on a paper of `html.PAPERS`. Raises LackingError where its extra is missing."""
    if form == "pdf":
        return _as_pdf(made, paper)
    if form == "docx":
        return _as_docx(made, paper)
    return as_markdown(made) if form == "md" else as_html(made, paper)


def _as_pdf(made: Dossier, paper: str) -> bytes:
    try:
        from protocols.dossier.pdf import as_pdf  # noqa: PLC0415 - needs the extra, which may not be there
    except (ImportError, OSError):  # the library, or what it needs of the system, is not there
        what = "a PDF needs: pip install 'tavns-protocols[pdf]'; or print the .html from a browser"
        raise LackingError(what) from None
    return as_pdf(made, paper)


def _as_docx(made: Dossier, paper: str) -> bytes:
    try:
        from protocols.dossier.docx import as_docx  # noqa: PLC0415 - needs the extra, which may not be there
    except ImportError:
        raise LackingError("a document of Word needs: pip install 'tavns-protocols[docx]'") from None
    return as_docx(made, paper)
