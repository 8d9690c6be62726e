"""How text for people is to look, and how text from a file is kept from steering what shows it."""

import re
import textwrap
import unicodedata
from typing import Final, NamedTuple

from protocols.model import quantity

BOLD: Final = "1"
READABLE: Final = 100
"""The columns that running text fills at most."""


class Style(NamedTuple):
    """How text is to look: colour codes or none, columns to fill, and whether to list what was not evaluated.

    alone: nothing is said beside it, as on standard error, so that it names what could not be checked. concise: a
    finding is one line.
    """

    colour: bool = False
    width: int = 80
    verbose: bool = False
    alone: bool = False
    concise: bool = False

    def paint(self, text: str, code: str) -> str:
        """Return text in a colour, where colours are wanted."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


PLAIN: Final = Style()


def notation_of(output: str) -> quantity.Notation:
    """Return how an output writes numbers: on a page as in print, in a terminal for people, and for programs plainly."""
    return {"text": quantity.TERMINAL, "csv": quantity.PLAIN, "json": quantity.PLAIN}.get(
        output, quantity.TYPOGRAPHIC
    )


def visible(text: str) -> str:
    """Return text with nothing in it that a terminal would obey: control signs become a replacement sign."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if sign == "\t" else "\ufffd" if unicodedata.category(sign) in ("Cc", "Cf", "Cs") else sign
        for sign in text
    )


COMMAND: Final = re.compile(r"^((?:[^\S\n]|\x1b\[[\d;]*m)*)::|#(?=#\w*\[)", re.MULTILINE)
"""What a CI runner takes for a command: GitHub a line that begins with ::, and ##[ anywhere; Azure ##vso[, and so on."""


def unobeyed(text: str) -> str:
    """Return text for people with nothing in it that a CI runner would obey: the first sign of it is replaced.

    It is for the lines as they are printed, since a text that is wrapped begins new ones.
    """
    return COMMAND.sub(lambda found: "\ufffd" if found[1] is None else f"{found[1]}\ufffd:", text)


UNHELD: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Signs that no document of XML can hold."""


LONGEST_PROPERTY: Final = 255
"""Signs that Word takes as the title of a document's properties."""


def held(text: object) -> str:
    """Return text that a document of XML can hold, with nothing in it that steers what shows it."""
    return UNHELD.sub("\ufffd", "\n".join(visible_lines(str(text))))


def visible_lines(text: str) -> list[str]:
    """Return a text's lines, each made visible."""
    return [visible(line) for line in text.split("\n")]


def paragraphs(text: str, width: int, start: str = "") -> str:
    """Return running text wrapped to some columns, each paragraph by itself and behind a start."""
    room = min(width - len(start), READABLE)
    parts = [textwrap.fill(part, room, break_on_hyphens=False) for part in text.split("\n\n")]
    return textwrap.indent("\n\n".join(parts), start)


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, in a table too."""
    text = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for sign in "\\`*_[]|~":
        text = text.replace(sign, f"\\{sign}")
    return text


def escaped_lines(text: str) -> str:
    """Return such a text with its ends of line, which start nothing new in Markdown."""
    return "<br>".join(escaped(line) for line in text.split("\n"))


STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the start of a formula, or passes over on its way to one."""
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_BOUNDS = rf"{_NUMBER} to {_NUMBER}|at (?:least|most) {_NUMBER}"
_TIME = rf"{_NUMBER}(?: weeks| months)?"
_AMOUNT = re.compile(rf"{_NUMBER}(?: \((?:{_BOUNDS})\))?|{_BOUNDS}|{_TIME}(?:[,;] {_TIME})*")
"""Numbers as they stand in cells: `-2.194 to 0.9823`, `-2 (-3 to 1)` of a dose, `-4, 4, 16` or `-4 weeks; 4 weeks`."""


def harmless(cell: str) -> str:
    """Return a cell of a CSV file that no spreadsheet takes for a formula; a number with a minus is none."""
    return f"'{cell}" if cell.startswith(STARTS) and not _AMOUNT.fullmatch(cell) else cell
