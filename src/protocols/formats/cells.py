"""Text from a file in a table of another format: it comes out as text, whatever it holds."""

from collections.abc import Sequence

from protocols.formats.style import visible


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
    """Return a cell of a CSV file that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
