"""A TOML file that was read: its values, the place of each of them, and what kept it from being read.

Places are looked up only when somebody asks for one, because most files have nothing to point at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from copy import copy
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from protocols.document.tree import (
    IMPLIED,
    MAX_BYTES,
    TABLE,
    TABLES,
    VALUE,
    Node,
    Path,
    Problem,
    Span,
    Tree,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from protocols.document.locator import Locator

__all__ = ["MAX_BYTES", "Document", "Path", "Place", "Problem", "Span"]

BOM: Final = "\ufeff"


def mark_of(text: str) -> str:
    """Return the byte order mark that a text begins with; "" where it has none. The text of a document has none."""
    return BOM if text.startswith(BOM) else ""


class Place(NamedTuple):
    """A stretch of the text for people: all count from 1; the end column is one past the end."""

    line: int
    column: int
    end_line: int
    end_column: int


class Standing(NamedTuple):
    """Where something stands that belongs elsewhere: its path there, and the part of the file if that was read by itself.

    shift is where in the text that part begins. header is what is pointed at for the table as a whole, where no key or
    header at the path can be.
    """

    path: Path
    document: Document | None = None
    shift: int = 0
    header: Span | None = None


class Document:
    """A file that was read: either its data, or the problems that kept it from being read."""

    __slots__ = (
        "_line_starts",
        "_locator",
        "_sha256",
        "_source",
        "data",
        "moved",
        "name",
        "problems",
        "text",
    )

    def __init__(self, source: bytes | str, name: str) -> None:
        self.name = name
        self.text = ""
        self.data: dict[str, Any] | None = None
        self.problems: tuple[Problem, ...] = ()
        self.moved: Mapping[Path, Standing] = {}
        self._source = source
        self._sha256 = ""
        self._locator: Locator | None = None
        self._line_starts: list[int] = []

    @property
    def source(self) -> bytes:
        """The bytes of the file, a byte order mark included."""
        return as_bytes(self._source)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes of the file, in hexadecimal digits."""
        if not self._sha256:
            self._sha256 = sha256(self.source).hexdigest()
        return self._sha256

    @property
    def tree(self) -> Tree:
        """The places of all keys and values, found when first asked for."""
        places = self._places()
        places.run()
        return places.tree

    def _places(self) -> Locator:
        if self._locator is None:
            from protocols.document.locator import Locator  # noqa: PLC0415 - a file without a finding has no use for its patterns

            self._locator = Locator(self.text if self.data is not None else "")
        return self._locator

    def located(self, locator: Locator) -> None:
        """Take the places of a locator that has gone through the text already."""
        self._locator = locator

    def standing(self, moved: Mapping[Path, Standing]) -> Document:
        """Return the same document in which some paths stand elsewhere: under a misspelt header, or in another part."""
        other = copy(self)
        other.moved = {**self.moved, **{path: self._of_before(at) for path, at in moved.items()}}
        return other

    def _of_before(self, at: Standing) -> Standing:
        """Return where something stands in the file, of which this document has moved a part before."""
        before, rest = self._moved_above(at.path)
        if before is None or at.document is not None:
            return at
        return before._replace(path=(*before.path, *rest), header=None if rest else before.header)

    def _moved_above(self, path: Path) -> tuple[Standing | None, Path]:
        for length in range(len(path), 0, -1) if self.moved else ():
            if (at := self.moved.get(path[:length])) is not None:
                return at, path[length:]
        return None, path

    def _find(self, path: Path) -> Node | None:
        at, rest = self._moved_above(path)
        if at is None:
            return self._places().find(path)
        if at.header is not None and not rest:
            return Node(TABLE, *at.header, *at.header)
        node = (at.document or self)._places().find((*at.path, *rest))
        return node if node is None or not at.shift else node.shifted(at.shift)

    def written(self, path: Path) -> bool:
        """Tell whether something is written at this very path."""
        return bool(path) and self._find(path) is not None

    def key(self, path: Path) -> Span | None:
        """Find where the key stands (of a table: the inside of its header); elements of lists have none."""
        node = self._find(path)
        return None if node is None or node.key_start < 0 else Span(node.key_start, node.key_end)

    def names(self, path: Path) -> list[Span]:
        """Find every place where the key is named: of a table, in each header and dotted key that leads through it."""
        tree = self.tree
        node = self._find(path) if path else None
        if node is None or node.key_start < 0:
            return []
        if node.kind == VALUE:
            return [Span(node.key_start, node.key_end)]
        return [Span(part.start, part.end) for named, part in tree.mentions if named is node]

    def value(self, path: Path) -> Span | None:
        """Find where the value stands; of a table with a header, the header."""
        node = self._find(path) if path else None
        return None if node is None else Span(node.start, node.end)

    def nearest(self, path: Path) -> Span:
        """Find where the value stands, or else the header or key of what should hold it."""
        node = self._find(path) if path else None
        if node is not None:
            return Span(node.start, node.end)
        for length in range(len(path) - 1, 0, -1):
            node = self._find(path[:length])
            if node is not None:
                return _name_of(node)
        return Span(0, 0)

    def opening(self, *, table: bool = True) -> Span:
        """Find the first table of the file (its header or key), or else its first key: what is missing belongs below it.

        Without table it is whichever comes first. Where there is neither, it is the end of the file.
        """
        nodes = list((self.tree.root.children or {}).values())
        tables = [
            node
            for node in nodes
            if node.kind != VALUE or isinstance(next(iter(node.children or ()), 0), str)
        ]
        first = next(iter(tables if table and tables else nodes), None)
        return Span(len(self.text), len(self.text)) if first is None else _name_of(first)

    def place(self, span: Span) -> Place:
        """Give the lines and columns of a span."""
        line, column = self._position(span.start)
        if span.end <= span.start:
            return Place(line, column, line, column)
        end_line, end_column = self._position(span.end - 1)
        return Place(line, column, end_line, end_column + 1)

    def line(self, number: int) -> str:
        """Give the text of a line (from 1) without its line end."""
        starts = self._starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        text = self.text[starts[number - 1] : end]
        return text[:-2] if text.endswith("\r\n") else text.removesuffix("\n")

    def _position(self, offset: int) -> tuple[int, int]:
        starts = self._starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def _starts(self) -> list[int]:
        if not self._line_starts:
            self._line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        return self._line_starts


def as_bytes(source: bytes | str) -> bytes:
    """Return the bytes of a file, of a text in UTF-8."""
    return source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source


def _name_of(node: Node) -> Span:
    if node.kind in (IMPLIED, TABLE, TABLES) or node.key_start < 0:
        return Span(node.start, node.end)
    return Span(node.key_start, node.key_end)
