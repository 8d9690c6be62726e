"""The report as PDF, through WeasyPrint (the extra `pdf`)."""

from weasyprint import HTML

from protocols.dossier import Dossier
from protocols.dossier.html import as_html
from protocols.drawing.colours import settled

IDENTIFIER = b"tavns-protocols"
"""In place of a random one, so that the same report makes the same bytes."""


def as_pdf(shown: Dossier, paper: str = "a4") -> bytes:
    """Return the report as PDF. The pictures get fixed colours: WeasyPrint knows no variables in them."""
    made: bytes = HTML(string=settled(as_html(shown, paper))).write_pdf(
        pdf_identifier=IDENTIFIER, pdf_tags=True
    )
    return made
