"""The tables and keys of a TOML file as a tree of places, and what may not be given twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 64
MAX_PARTS: Final = 64

Path = tuple[str | int, ...]


class Span(NamedTuple):
    """A stretch of the text, in code points; the end is one past the last character."""

    start: int
    end: int


class Problem(NamedTuple):
    """Something that kept a file from being read."""

    kind: Literal["syntax", "encoding", "limits"]
    span: Span
    message: str
    help: str = ""
    related: tuple[tuple[Span, str], ...] = ()


class Part(NamedTuple):
    """One part of a (dotted) key, with its place."""

    name: str
    start: int
    end: int


# How a node came to be decides what may be added to it later.
VALUE: Final = 0  # a value, with all that is inside an array or inline table
IMPLIED: Final = 1  # a table that only the longer name of another table speaks of
TABLE: Final = 2  # [name]
TABLES: Final = 3  # [[name]]
DOTTED: Final = 4  # a table made by a dotted key


class Node:
    """One key, table or array element; a key start of -1 says that it has no key of its own."""

    __slots__ = ("children", "end", "key_end", "key_start", "kind", "section", "start")

    def __init__(self, kind: int, key_start: int, key_end: int, start: int, end: int) -> None:
        self.kind = kind
        self.key_start = key_start
        self.key_end = key_end
        self.start = start
        self.end = end
        self.children: dict[str | int, Node] | None = None
        self.section = 0

    def shifted(self, by: int) -> Node:
        """Return where it is in a text that begins earlier; without what hangs under it."""
        key = (self.key_start + by, self.key_end + by) if self.key_start >= 0 else (-1, -1)
        return Node(self.kind, *key, self.start + by, self.end + by)

    def put(self, name: str | int, child: Node) -> None:
        """Hang a child under this node."""
        if self.children is None:
            self.children = {}
        self.children[name] = child


class Tree:
    """The places of one file, filled in the order of the file."""

    def __init__(self) -> None:
        self.root = Node(TABLE, -1, -1, 0, 0)
        self.table = self.root
        self.section = 0
        self.mentions: list[tuple[Node, Part]] = []  # tables by each header and dotted key that names them

    def find(self, path: Path) -> Node | None:
        """Find the node that is written at this very path."""
        node: Node | None = self.root
        for part in path:
            if node is None or node.children is None:
                return None
            node = node.children.get(part)
        return node

    def leaves(self) -> Iterator[tuple[Path, Node]]:
        """Go through every path that has nothing below it."""
        todo: list[tuple[Path, Node]] = [((), self.root)]
        while todo:
            path, node = todo.pop()
            if node.children:
                todo.extend(((*path, name), child) for name, child in node.children.items())
            elif path:
                yield path, node

    def open(self, parts: list[Part], span: Span, many: bool) -> Problem | None:
        """Go to the table that a header names; what stands below a refused header is kept apart."""
        self.section += 1
        node = self.root
        for part in parts[:-1]:
            child = (node.children or {}).get(part.name)
            if child is None:
                child = Node(IMPLIED, part.start, part.end, span.start, span.end)
                node.put(part.name, child)
            elif child.kind == VALUE:
                self.detach(span)
                return _not_a_table(part, child, span)
            self.mentions.append((child, part))
            last = len(child.children or ()) - 1
            node = child.children[last] if child.kind == TABLES and child.children else child
        return self._open_last(node, parts, span, many)

    def _open_last(self, node: Node, parts: list[Part], span: Span, many: bool) -> Problem | None:
        name, start, end = parts[-1].name, parts[0].start, parts[-1].end
        old = (node.children or {}).get(name)
        if old is None:
            old = Node(TABLES if many else TABLE, start, end, span.start, span.end)
            node.put(name, old)
        elif many and old.kind == TABLES:
            pass
        elif not many and old.kind == IMPLIED:
            old.kind, old.key_start, old.key_end = TABLE, start, end
            old.start, old.end = span
        else:
            self.detach(span)
            return _table_again(".".join(part.name for part in parts), old, span, many)
        self.mentions.append((old, parts[-1]))
        self.table = old
        if many:
            self.table = Node(TABLE, -1, -1, span.start, span.end)
            old.put(len(old.children or ()), self.table)
        return None

    def detach(self, span: Span) -> None:
        """Collect the keys that follow in a table of their own, which is not part of the file."""
        self.section += 1
        self.table = Node(TABLE, -1, -1, span.start, span.end)

    def add(self, table: Node, parts: list[Part], value: Node) -> Problem | None:
        """Put a value under a key of a table."""
        node = table
        for part in parts[:-1]:
            child = (node.children or {}).get(part.name)
            if child is None:
                child = Node(DOTTED, part.start, part.end, part.start, value.end)
                child.section = self.section
                node.put(part.name, child)
            elif child.kind == IMPLIED:
                child.kind, child.section = DOTTED, self.section
            elif child.kind != DOTTED or child.section != self.section:
                return _cannot_extend(part, child)
            self.mentions.append((child, part))
            node = child
        last = parts[-1]
        if node.children is None:
            node.children = {}
        elif last.name in node.children:
            return _key_again(last, node.children[last.name])
        value.key_start, value.key_end = last.start, last.end
        node.children[last.name] = value
        return None


def _first(old: Node) -> tuple[tuple[Span, str], ...]:
    span = Span(old.key_start, old.key_end) if old.kind in (VALUE, DOTTED) else Span(old.start, old.end)
    return ((span, "first given here"),)


def _key_again(part: Part, old: Node) -> Problem:
    return Problem(
        "syntax",
        Span(part.start, part.end),
        f'"{part.name}" is given twice in this table',
        "keep one of the two",
        _first(old),
    )


def _table_again(name: str, old: Node, span: Span, many: bool) -> Problem:
    if old.kind == VALUE:
        message, advice = (
            f'"{name}" already has a value, so it cannot be a table too',
            "rename one of the two",
        )
    elif old.kind == TABLES:
        message = f"[{name}] stands in single brackets here and in double brackets elsewhere"
        advice = f"[[{name}]]"
    elif many:
        message = f"[[{name}]] stands in double brackets here, but [{name}] is a single table elsewhere"
        advice = f"write both as [[{name}]], or keep one table [{name}]"
    else:
        message, advice = f"the table [{name}] is given twice", "merge the two into one"
    return Problem("syntax", span, message, advice, _first(old))


def _not_a_table(part: Part, old: Node, span: Span) -> Problem:
    message = f'"{part.name}" already has a value, so nothing can be put below it'
    return Problem("syntax", span, message, "rename one of the two", _first(old))


def _cannot_extend(part: Part, old: Node) -> Problem:
    span = Span(part.start, part.end)
    if old.kind == VALUE:
        message = f'"{part.name}" already has a value, so nothing can be put below it'
        return Problem("syntax", span, message, "rename one of the two", _first(old))
    message = f'the table "{part.name}" is given elsewhere, so nothing can be added to it here'
    return Problem("syntax", span, message, "write this line under the header of that table", _first(old))
