"""The place of every key and value of a TOML file, and every place where it is not TOML.

tomli decides what is valid. The locator follows the same grammar to find the places; when it
is to check a file that tomli refuses, it goes on after each fault to find them all.
"""

from __future__ import annotations

import re
from typing import Final

from protocols.document import advice, line_advice
from protocols.document.cursor import MAX_PROBLEMS, BrokenStatementError, TooManyProblemsError
from protocols.document.patterns import BARE, COMMENT, PLAIN_TEXT, RE_TAIL, SCALAR, TAIL
from protocols.document.tree import IMPLIED, Node, Part, Path, Problem, Span
from protocols.document.values import Values

BLANK: Final = rf"(?:[ \t]*+(?:{COMMENT})?\r?\n)*+[ \t]*+"
RE_BLANK: Final = re.compile(BLANK)
RE_OTHER_BRACKETS: Final = re.compile(
    r"""(?P<open>[({<][ \t]*)?(?P<name>[A-Za-z][\w-]*(?:[ \t]*\.[ \t]*[\w-]+)*)[ \t]*(?(open)[)}>\]]|\])[ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)"""
)
"""A line that would be a header in square brackets: `(study)`, `<study>`, `study]`."""
RE_SIMPLE: Final = re.compile(rf"{BLANK}({BARE})[ \t]*+=[ \t]*+({PLAIN_TEXT}|{SCALAR}){TAIL}")


def check(text: str) -> tuple[Locator, list[Problem]]:
    """Give the places in a text that tomli refuses, and its problems in the order of the text."""
    locator = Locator(text, check=True)
    locator.run()
    first = {problem.span.start: problem for problem in reversed(locator.problems)}
    return locator, [first[start] for start in sorted(first)]


class Locator(Values):
    """Goes through a text once, statement by statement, as far as it is asked to."""

    def __init__(self, text: str, check: bool = False) -> None:
        super().__init__(text, check)
        self.pos = 0

    def find(self, path: Path) -> Node | None:
        """Find what is written at this very path, and read no further: most findings of a file stand near its top."""
        end = len(self.text)
        while True:
            node = self.tree.find(path)
            # A table that only a longer name speaks of may still get a header of its own.
            if self.pos >= end or (node is not None and node.kind != IMPLIED):
                return node
            self.pos = self.statement(self.pos)

    def run(self) -> None:
        """Read the text to its end."""
        end = len(self.text)
        try:
            while self.pos < end:
                self.pos = self.statement(self.pos)
        except TooManyProblemsError:
            at = max(problem.span.end for problem in self.problems)
            message = f"more than {MAX_PROBLEMS} mistakes were found; what follows was not looked at"
            self.problems.append(Problem("limits", Span(at, at), message))
            self.pos = end

    def statement(self, pos: int) -> int:
        """Read one key and value, or one header, and give the start of the next."""
        simple = RE_SIMPLE.match(self.text, pos)
        if simple:
            name = simple.group(1)
            value = self.scalar(simple.start(2), simple.end(2), name, False)
            self.keep(self.tree.add(self.tree.table, [Part(name, simple.start(1), simple.end(1))], value))
            return simple.end()
        blank = RE_BLANK.match(self.text, pos)
        pos = blank.end() if blank else pos
        if pos >= len(self.text):
            return pos
        try:
            if self.text[pos] == "[":
                return self.header(pos)
            if self.text[pos] == "#":
                return self.tail(pos)
            return self.assignment(pos)
        except BrokenStatementError as resume:
            return resume.pos

    def assignment(self, pos: int) -> int:
        """Read a key, = and a value."""
        if self.check and (other := RE_OTHER_BRACKETS.match(self.text, pos)):
            return self.in_other_brackets(pos, other)
        parts, at = self.key(pos, len(self.text))
        if at < 0:
            return self.line_end(pos)
        label = self.text[parts[0].start : parts[-1].end] if parts else ""
        value = self.value(at, 0, label)
        if parts:
            self.keep(self.tree.add(self.tree.table, parts, value))
        return self.tail(value.end)

    def header(self, pos: int) -> int:
        """Read [name] or [[name]]; one that is not closed still opens its table."""
        many = self.text.startswith("[[", pos)
        parts, end = self.parts(self.space(pos + 1 + many))
        if parts and self.text.startswith("]]" if many else "]", end):
            end += 1 + many
            self.keep(self.tree.open(parts, Span(pos, end), many))
            return self.tail(end)
        self.report(pos + 1 + many, line_advice.explain_header(self.rest(pos + 1 + many), many, bool(parts)))
        if parts:
            self.tree.open(parts, Span(pos, end), many)
        else:
            self.tree.detach(Span(pos, pos + 1))
        return self.line_end(pos)

    def in_other_brackets(self, pos: int, found: re.Match[str]) -> int:
        """Read a header that stands in other brackets than square ones; it opens its table all the same."""
        parts, _ = self.parts(found.start("name"))
        end = found.end("name")
        what = advice.Advice(
            0, end - pos + 1, "the name of a table stands in square brackets", f"[{found['name']}]"
        )
        self.report(pos, what)
        self.tree.open(parts, Span(pos, end), many=False)
        return self.line_end(pos)

    def tail(self, pos: int) -> int:
        """Expect only a comment on the rest of the line; gives the start of the next line."""
        tail = RE_TAIL.match(self.text, pos)
        if tail:
            return tail.end()
        before = self.text[pos - 1 : pos]
        pos = self.space(pos)
        self.report(pos, line_advice.explain_tail(self.rest(pos), before))
        return self.line_end(pos)
