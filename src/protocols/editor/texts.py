"""The text of an open file, kept as its editor changes it, with places as the editor counts them."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Final

from lsprotocol import types as lsp

from protocols.authoring.columns import RE_LINE_END

RE_ENDS: Final = re.compile(r"[\r\n]+\Z")
Change = lsp.TextDocumentContentChangePartial | lsp.TextDocumentContentChangeWholeDocument


def _in_utf_8(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _in_utf_16(text: str) -> int:
    return len(text) + sum(sign > "\uffff" for sign in text)


UNITS: Final[Mapping[str, Callable[[str], int]]] = {"utf-8": _in_utf_8, "utf-16": _in_utf_16, "utf-32": len}
"""How many units a text has, by the encoding that client and server agreed on."""


class Text:
    """A text at one version. It never changes: `changed` returns the next."""

    def __init__(self, uri: str, version: int, text: str, encoding: str = "utf-16") -> None:
        self.uri, self.version, self.text, self.encoding = uri, version, text, encoding

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line starts. A line ends as the Language Server Protocol has it: with LF, CR LF or CR."""
        return [0, *(found.end() for found in RE_LINE_END.finditer(self.text))]

    def changed(self, version: int, changes: Iterable[Change]) -> "Text":
        """Return the text after some changes, each made of what the one before it left."""
        here = self
        for change in changes:
            new = change.text
            if isinstance(change, lsp.TextDocumentContentChangePartial):
                start, end = here.offset(change.range.start), here.offset(change.range.end)
                new = here.text[:start] + new + here.text[max(start, end) :]
            here = Text(self.uri, version, new, self.encoding)
        return here if here is not self else Text(self.uri, version, self.text, self.encoding)

    def offset(self, position: lsp.Position) -> int:
        """Return a place of the editor as an offset in code points; beyond the end of its line it is that end."""
        if position.line >= len(self._starts):
            return len(self.text)
        start = self._starts[position.line]
        stop = self._starts[position.line + 1] if position.line + 1 < len(self._starts) else len(self.text)
        line = RE_ENDS.sub("", self.text[start:stop])
        if line.isascii():
            return start + min(position.character, len(line))
        left, units = position.character, UNITS[self.encoding]
        for number, sign in enumerate(line):
            if left <= 0:
                return start + number
            left -= units(sign)
        return start + len(line)

    def position(self, offset: int) -> lsp.Position:
        """Return an offset in code points as a place of the editor."""
        line = bisect_right(self._starts, offset) - 1
        return lsp.Position(line, UNITS[self.encoding](self.text[self._starts[line] : offset]))

    def range(self, start: int, end: int) -> lsp.Range:
        """Return a stretch in code points as one of the editor."""
        return lsp.Range(self.position(start), self.position(end))
