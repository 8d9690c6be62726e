"""What is left of a file that is not TOML: broken statements are blanked, so that the rest keeps its places."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import tomli

from protocols.check.blanked import RE_KEY, RE_WHOLE_HEADER, RE_WORD, is_header, unread_in
from protocols.check.sections import Rest, with_sections
from protocols.document.document import Document, Path
from protocols.document.reading import read

ROUNDS: Final = 20
"""How often broken statements are blanked: one may hide the next."""


class Salvaged(NamedTuple):
    """The rest of a file, and the paths of what stands in it but could not be read."""

    document: Document
    unread: frozenset[Path]


def salvage(document: Document) -> Salvaged | None:
    """Blank the statements of a document that cannot be read; None where the rest cannot be read either.

    What stands under a header that is broken, or given twice, is read all the same where it is beyond doubt of which
    table it is.
    """
    rest = blank(document)
    if rest is None or rest.document.data is None:
        return None
    parts = with_sections(rest, blank)
    unread = set(parts.unread)
    unread |= set(unread_in(rest.lines, rest.blanked - parts.lines, parts.document.data or {}, ()))
    return Salvaged(parts.document, frozenset(unread))


def blank(document: Document) -> Rest | None:
    """Blank what cannot be read of a document, until the rest can be."""
    lines = document.text.split("\n")
    if not document.problems:
        return Rest(document, lines, set())
    if any(problem.kind != "syntax" for problem in document.problems):
        return None
    blanked: set[int] = set()
    rest = document
    for _ in range(ROUNDS):
        broken = {rest.place(problem.span).line - 1 for problem in rest.problems}
        new = {index for line in broken for index in _statement(lines, line, blanked)} - blanked
        if not new:
            return None
        blanked |= new
        text = "\n".join(_blank(line) if index in blanked else line for index, line in enumerate(lines))
        rest = read(text, document.name)
        if rest.data is not None:
            return Rest(rest, lines, blanked)
    return None


def _blank(line: str) -> str:
    return re.sub(r"[^\r]", " ", line)


def _statement(lines: list[str], line: int, blanked: set[int]) -> Iterator[int]:
    """Yield the lines of a broken statement: a header with all that stands under it, a key, or part of a longer value."""
    line = min(line, len(lines) - 1)
    while line > 0 and line in blanked:  # what it is the rest of was blanked already: it begins above
        line -= 1
    yield line
    if is_header(lines[line]):
        yield from range(line + 1, end_of_section(lines, line))
    elif not RE_KEY.match(lines[line]) and not RE_WORD.match(lines[line]):
        start = _start(lines, line)
        if not _is_whole(lines[start:line]):
            yield from range(start, line)


def end_of_section(lines: list[str], header: int) -> int:
    """Return the number of the next line that opens a table, or of all lines."""
    return next(
        (index for index in range(header + 1, len(lines)) if RE_WHOLE_HEADER.match(lines[index])), len(lines)
    )


def _start(lines: list[str], line: int) -> int:
    """Return the line of the key that a line is part of the value of; itself where there is none above it."""
    for index in range(line, -1, -1):
        if RE_KEY.match(lines[index]):
            return index
        if RE_WHOLE_HEADER.match(lines[index]):
            break
    return line


def _is_whole(lines: list[str]) -> bool:
    """Say whether a key and its value end with these lines: what follows is a statement of its own."""
    try:
        tomli.loads("\n".join(lines))
    except (ValueError, RecursionError):
        return False
    return True
