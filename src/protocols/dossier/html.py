"""The report as one page of HTML: no script, nothing from elsewhere, for light, dark and paper."""

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from protocols.dossier import Dossier
from protocols.drawing.colours import declarations
from protocols.findings.report import DISCLAIMER
from protocols.formats.overview import limit_of
from protocols.formats.style import visible
from protocols.lib.references import Citation, reference
from protocols.model.quantity import typeset

OPENS = ("https://", "http://")


WEIGHTS: Final = {
    "Errors": "To correct",
    "Warnings": "To reconsider, or to justify",
    "Notes": "To be aware of",
}
"""What stands over the open points of each severity."""
PAPERS: Final = {"a4": "A4", "letter": "letter"}
"""The sizes of paper, as style sheets have them."""


def as_html(shown: Dossier, paper: str = "a4") -> str:
    """Return the page. Text of a protocol is escaped by the template; only pictures of our own are put in as they are."""
    return _page().render(shown=shown, disclaimer=DISCLAIMER, paper=PAPERS[paper])


@cache
def _page() -> Template:
    made = Environment(
        loader=PackageLoader("protocols.dossier", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"ours": Markup, "visible": _lines, "url": _url, "limit": limit_of, "typeset": typeset}
    made.globals |= {"WEIGHTS": WEIGHTS}
    made.globals |= {"light": declarations("light"), "dark": declarations("dark")}
    return made.get_template("report.html.j2")


def _lines(text: object) -> str:
    return "\n".join(visible(line) for line in str(text).split("\n"))


def _url(source: Citation) -> str:
    """Return the address of a cited work, where it has one; nothing else may become a link."""
    try:
        address = reference(source.key).url
    except KeyError:
        return ""
    return address if address.startswith(OPENS) else ""
