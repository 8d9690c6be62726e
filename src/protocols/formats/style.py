"""How text for people is to look, and how text from a file is kept from steering what shows it."""

import re
import unicodedata
from typing import Final, NamedTuple

from protocols.model.quantity import PLAIN, TYPOGRAPHIC, Notation


class Style(NamedTuple):
    """How text is to look: colour codes or none, columns to fill, and whether to list what was not evaluated.

    alone: nothing is said beside it, as on standard error, so that it names what could not be checked.
    """

    colour: bool = False
    width: int = 80
    verbose: bool = False
    alone: bool = False

    def paint(self, text: str, code: str) -> str:
        """Return text in a colour, where colours are wanted."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


def notation_of(output: str) -> Notation:
    """Return how an output writes numbers: for reading on a page as in print, else plainly."""
    return TYPOGRAPHIC if output in ("markdown", "html") else PLAIN


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


def visible_lines(text: str) -> list[str]:
    """Return a text's lines, each made visible."""
    return [visible(line) for line in text.split("\n")]
