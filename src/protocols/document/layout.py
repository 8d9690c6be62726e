"""A file statement by statement: which headers and keys it writes, on which lines, and which comments are whose.

It reads on after a mistake, as the locator does, so that a file with a broken line has a layout too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from protocols.document.cursor import TooManyProblemsError
from protocols.document.document import Document
from protocols.document.locator import RE_BLANK, Locator
from protocols.document.splice import line_start
from protocols.document.tree import TABLES, Node, Part, Path

RE_COMMENT_LINE: Final = re.compile(r"[ \t]*#[^\n]*(?:\n|\Z)")


class Statement(NamedTuple):
    """A key with its value: where its key begins, where the next line begins, and the parts of its key."""

    start: int
    stop: int
    parts: tuple[Part, ...]

    @property
    def names(self) -> Path:
        """The parts of the key, as a path."""
        return tuple(part.name for part in self.parts)


@dataclass(slots=True)
class Section:
    """A header and the keys under it; of the file's first keys, without a header, the path is empty.

    start is where the header begins, stop where the line after it does. path counts the entries of an array of tables:
    the second `[[waivers]]` is waivers 1. apart says that the header was refused: nothing under it is part of the file.
    """

    path: Path
    start: int
    stop: int
    parts: tuple[Part, ...] = ()
    apart: bool = False
    body: list[Statement] = field(default_factory=list)


class Layout(Locator):
    """The statements of a file, and the places of its keys and values."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.text, check=document.data is None)
        self.sections = [Section((), 0, 0)]
        self.run()

    def statement(self, pos: int) -> int:
        """Read one key and value, or one header, and keep what it was."""
        blank = RE_BLANK.match(self.text, pos)
        start = blank.end() if blank else pos
        try:
            stop = super().statement(pos)
        except TooManyProblemsError:
            self._keep(start, len(self.text))
            raise
        self._keep(start, stop)
        return stop

    def _keep(self, start: int, stop: int) -> None:
        first = self.text[start : start + 1]
        if not first or first == "#" or stop <= start:
            return
        if first != "[":
            self.sections[-1].body.append(Statement(start, stop, self._named(start)))
            return
        many = self.text.startswith("[[", start)
        parts = self._named(self.space(start + 1 + many))
        path, node = self._walk(parts)
        self.sections.append(Section(path, start, stop, parts, apart=node is not self.tree.table))

    def _named(self, pos: int) -> tuple[Part, ...]:
        """Return the parts of a key or header; none where it cannot be read."""
        self.check, check = False, self.check
        try:
            return tuple(self.parts(pos)[0])
        except ValueError:  # an escape that is none
            return ()
        finally:
            self.check = check

    def _walk(self, parts: tuple[Part, ...]) -> tuple[Path, Node | None]:
        path: list[str | int] = []
        node: Node | None = self.tree.root
        for part in parts:
            path.append(part.name)
            node = node.children.get(part.name) if node is not None and node.children else None
            if node is not None and node.kind == TABLES and node.children:
                path.append(len(node.children) - 1)
                node = node.children[len(node.children) - 1]
        return tuple(path), node

    def nearest(self, path: Path) -> tuple[int, Node]:
        """Return how much of a path is written, and the node that is there."""
        node, length = self.tree.root, 0
        for part in path:
            below = (node.children or {}).get(part)
            if below is None:
                break
            node, length = below, length + 1
        return length, node

    def section(self, path: Path) -> int:
        """Return the number of the section of a table that has a header, or of the file's first keys; -1 for none."""
        found = (number for number, one in enumerate(self.sections) if one.path == path and not one.apart)
        return next(found, -1)

    def begin(self, number: int) -> int:
        """Return where a section begins, with the comments that stand directly above its header."""
        if number == 0:
            return 0
        start = line_start(self.text, self.sections[number].start)
        above = self.sections[number - 1]
        floor = above.body[-1].stop if above.body else above.stop
        while start > floor:
            before = line_start(self.text, start - 1)
            if before < floor or not RE_COMMENT_LINE.match(self.text, before):
                break
            start = before
        return start

    def finish(self, number: int) -> int:
        """Return where a section ends: behind its last key, and the comments that stand directly below that."""
        section = self.sections[number]
        end = section.body[-1].stop if section.body else section.stop
        limit = self.region(number)
        while end < limit and (comment := RE_COMMENT_LINE.match(self.text, end)):
            end = comment.end()
        return end

    def region(self, number: int) -> int:
        """Return where what belongs to the next section begins, or the text ends."""
        return self.begin(number + 1) if number + 1 < len(self.sections) else len(self.text)

    def under(self, number: int, at: int) -> bool:
        """Say whether a place is within a key and its value, not in a line between."""
        return any(one.start <= at < one.stop for one in self.sections[number].body)
