"""Editing by place: a stretch of the text becomes another, and every other byte stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from protocols.document.document import BOM, Document
from protocols.document.reading import read

MARK: Final = BOM.encode("utf-8")


class Stretch(Protocol):
    """Where a text is replaced, in code points, and by what."""

    @property
    def start(self) -> int:
        """The first character that is replaced."""

    @property
    def end(self) -> int:
        """One past the last character that is replaced; equal to start where something is added."""

    @property
    def text(self) -> str:
        """What stands there afterwards."""


class Splice(NamedTuple):
    """A stretch of the text, in code points, and what is to stand there instead."""

    start: int
    end: int
    text: str


def spliced(text: str, edits: Iterable[Stretch], start: int = 0, end: int | None = None) -> str:
    """Return a text, or part of it, with some stretches replaced; they are in its order and do not overlap."""
    parts, at = [], start
    for edit in edits:
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:end]])


def replaced(document: Document, edits: Sequence[Stretch]) -> Document:
    """Return a document with some of its text replaced; a byte order mark stays."""
    mark = MARK if document.source.startswith(MARK) else b""
    return read(mark + spliced(document.text, edits).encode("utf-8"), document.name)


def line_start(text: str, at: int) -> int:
    """Return where the line begins that a character is on."""
    return text.rfind("\n", 0, at) + 1


def next_line(text: str, at: int) -> int:
    """Return where the line after that of a character begins, or the end of the text."""
    return text.find("\n", at) + 1 or len(text)


def line_end_at(text: str, at: int) -> str:
    """Return the line end that a line added here is to have: that of the line above, else of the first line."""
    first = text.find("\n") + 1
    above = text[:at] if text[:at].endswith("\n") else text[:first]
    return "\r\n" if above.endswith("\r\n") else "\n"


def add_lines(text: str, at: int, *lines: str) -> Splice:
    """Return the edit that adds lines where one begins; at the end of a text without a last line end there is none."""
    end = line_end_at(text, at)
    if at == len(text) and text and not text.endswith("\n"):
        return Splice(at, at, "".join(end + line for line in lines))
    return Splice(at, at, "".join(line + end for line in lines))


def cut_lines(text: str, start: int, end: int) -> Splice:
    """Return the edit that takes out whole lines; what `add_lines` adds is taken out as it was added."""
    if end == len(text) and start > 0 and not text.endswith("\n"):
        start -= 2 if text.endswith("\r\n", 0, start) else 1
    return Splice(start, end, "")
