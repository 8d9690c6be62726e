"""Text from a file in a table of another format: it comes out as text, whatever it holds."""

import re
from collections.abc import Sequence
from typing import Final

from protocols.formats.style import visible

STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the start of a formula, or passes over on its way to one."""
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_BOUNDS = rf"{_NUMBER} to {_NUMBER}|at (?:least|most) {_NUMBER}"
_TIME = rf"{_NUMBER}(?: weeks| months)?"
_AMOUNT = re.compile(rf"{_NUMBER}(?: \((?:{_BOUNDS})\))?|{_BOUNDS}|{_TIME}(?:[,;] {_TIME})*")
"""Numbers as they stand in cells: `-2.194 to 0.9823`, `-2 (-3 to 1)` of a dose, `-4, 4, 16` or `-4 weeks; 4 weeks`."""


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, in a table too."""
    text = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for sign in "\\`*_[]|~":
        text = text.replace(sign, f"\\{sign}")
    return text


def escaped_lines(text: str) -> str:
    """Return such a text with its ends of line, which start nothing new in Markdown."""
    return "<br>".join(escaped(line) for line in text.split("\n"))


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    lines = [[escaped(cell) for cell in row] for row in (header, *rows)]
    lines.insert(1, ["---"] * len(header))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def harmless(cell: str) -> str:
    """Return a cell of a CSV file that no spreadsheet takes for a formula; a number with a minus is none."""
    return f"'{cell}" if cell.startswith(STARTS) and not _AMOUNT.fullmatch(cell) else cell
