"""Where one is in a TOML text: the rest of a line, spaces and comments, and the problems that were met."""

from __future__ import annotations

from typing import Final

from protocols.document import advice
from protocols.document.patterns import RE_GAP, RE_SPACE
from protocols.document.tree import Problem, Span, Tree

MAX_PROBLEMS: Final = 500  # nobody reads more, and a file of nothing but mistakes must not take long


class BrokenStatementError(Exception):
    """The statement makes no sense any more; go on at `pos`.

    `swallowed` says that a text without its closing quote may have swallowed closing brackets.
    """

    def __init__(self, pos: int, swallowed: bool = False) -> None:
        super().__init__()
        self.pos = pos
        self.swallowed = swallowed


class TooManyProblemsError(Exception):
    """There are too many problems to go on."""


class Cursor:
    """Goes through a text; `tree` collects the places and `problems` the faults."""

    def __init__(self, text: str, check: bool) -> None:
        self.text = text
        self.check = check
        self.tree = Tree()
        self.problems: list[Problem] = []
        self.fine: set[str] = set()  # values that tomli has accepted already
        self.around: list[str] = []  # the brackets that are open

    def report(self, pos: int, found: advice.Advice) -> None:
        """Keep a problem; its advice counts from `pos`."""
        span = Span(pos + found.start, min(pos + found.end, len(self.text)))
        self.keep(Problem("syntax", span, found.message, found.help))

    def keep(self, problem: Problem | None) -> None:
        """Keep a problem, if there is one."""
        if problem is None:
            return
        self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            raise TooManyProblemsError

    def line_end(self, pos: int) -> int:
        """Find where the line feed (or the end of the text) is."""
        end = self.text.find("\n", pos)
        return len(self.text) if end < 0 else end

    def rest(self, pos: int) -> str:
        """Give what is left of the line, without its line end."""
        end = self.line_end(pos)
        return self.text[pos : end - 1 if self.text.startswith("\r\n", end - 1) else end]

    def space(self, pos: int) -> int:
        """Find where the spaces and tabs end."""
        match = RE_SPACE.match(self.text, pos)
        return match.end() if match else pos

    def gap(self, pos: int) -> tuple[int, bool]:
        """Find where spaces, lines and comments inside brackets end, and whether a new line began."""
        start = pos
        while True:
            match = RE_GAP.match(self.text, pos)
            pos = match.end() if match else pos
            if not self.text.startswith("#", pos):
                return pos, self.text.find("\n", start, pos) >= 0
            control = advice.CONTROL.search(self.rest(pos))
            if control:
                self.report(pos, advice.explain_control(control.string, control.start()))
            pos = self.line_end(pos)
