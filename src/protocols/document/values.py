"""Where the keys and values of a TOML file are, and how to go on after a faulty one."""

from __future__ import annotations

import tomli

from protocols.document import advice, line_advice
from protocols.document.cursor import BrokenStatementError, Cursor
from protocols.document.patterns import (
    RE_CURLY,
    RE_ENTRY,
    RE_HEADER_LINE,
    RE_ITEM,
    RE_KEY_LINE,
    RE_PAIR,
    RE_PART,
    RE_RUN,
    RE_RUN_INSIDE,
    RE_SPILL,
    RE_SURELY_FINE,
    RE_TAIL,
    RE_TEXT,
)
from protocols.document.tree import MAX_DEPTH, VALUE, Node, Part


def error_of(token: str) -> ValueError | None:
    """Ask tomli what it has against a single value."""
    try:
        tomli.loads("x = " + token)
    except RecursionError:
        return ValueError("brackets stand inside each other too deep")
    except ValueError as error:
        return error
    return None


class Values(Cursor):
    """Reads keys and values."""

    # ------------------------------------------------------------------ keys

    def parts(self, pos: int) -> tuple[list[Part], int]:
        """Read the parts of a key (none if one is faulty), and find where the space after it ends."""
        parts: list[Part] = []
        while True:
            match = RE_PART.match(self.text, pos)
            if match is None:
                return [], pos
            parts.append(Part(match.group(1) or self.name(match.group(), pos), pos, match.end()))
            pos = self.space(match.end())
            if not self.text.startswith(".", pos):
                return parts, pos
            pos = self.space(pos + 1)

    def name(self, token: str, pos: int) -> str:
        """Give the name that a part of a key in quotes stands for."""
        error = self.judge(token, pos)
        if error is not None or token[0] == "'" or "\\" not in token:
            return token[1:-1]
        return str(tomli.loads("x = " + token)["x"])

    def key(self, pos: int, stop: int) -> tuple[list[Part], int]:
        """Read a key and its =, and find where the value begins.

        A faulty key has no parts; the value begins at -1 when there is no = either.
        """
        parts, end = self.parts(pos)
        if parts and self.text.startswith("=", end):
            return parts, self.space(end + 1)
        known = len(self.problems)
        found = line_advice.explain_key(self.rest(pos)[: stop - pos])
        if not known or self.problems[-1].span.start < pos:
            self.report(pos, found)
        return [], -1 if found.equals < 0 else self.space(pos + found.equals + 1)

    # ------------------------------------------------------------------ single values

    def value(self, pos: int, depth: int, label: str) -> Node:
        """Read any value; `depth` counts the brackets around it, `label` is its key for a help."""
        char = self.text[pos : pos + 1]
        if char in ('"', "'"):
            return self.string(pos)
        if char in ("[", "{") and depth < MAX_DEPTH:
            self.around.append(char)
            try:
                return self.array(pos, depth) if char == "[" else self.inline_table(pos, depth)
            finally:
                self.around.pop()
        run = RE_CURLY.match(self.text, pos) or (RE_RUN_INSIDE if depth else RE_RUN).match(self.text, pos)
        if run is None:
            at = max(self.text.rfind("=", 0, pos), 0)
            self.report(at, advice.Advice(0, 1, advice.NO_VALUE, advice.LEAVE_OUT))
            return Node(VALUE, -1, -1, pos, pos)
        return self.scalar(pos, pos + len(run.group().rstrip(" \t")), label, depth > 0)

    def scalar(self, start: int, end: int, label: str, inside: bool) -> Node:
        """Read a number, date, truth value, or plain text in quotes."""
        if self.check:
            token = self.text[start:end]
            if token not in self.fine and not RE_SURELY_FINE.fullmatch(token):
                error = error_of(token)
                if error is None:
                    self.fine.add(token)
                else:
                    self.report(start, advice.explain_value(token, label, error, inside))
        return Node(VALUE, -1, -1, start, end)

    def string(self, pos: int) -> Node:
        """Read text in quotes of any of the four kinds."""
        match = RE_TEXT.match(self.text, pos)
        if match:
            self.judge(match.group(), pos)
            return Node(VALUE, -1, -1, pos, match.end())
        opening = self.text[pos : pos + 3]
        if opening in ('"""', "'''"):
            message = "the text that opens here is not closed anywhere below"
            self.report(pos, advice.Advice(0, 3, message, f"close it with {opening}"))
            raise BrokenStatementError(len(self.text), swallowed=True)
        found = advice.explain_unclosed(self.rest(pos))
        spill = RE_SPILL[opening[0]].match(self.text, self.line_end(pos))
        if spill:
            found = found._replace(
                help=f"a text of several lines stands between {opening[0] * 3} and {opening[0] * 3}"
            )
        self.report(pos, found)
        raise BrokenStatementError(self.line_end(spill.end() if spill else pos), swallowed=True)

    def judge(self, token: str, pos: int) -> ValueError | None:
        """Ask tomli about a text in quotes, and report what is wrong inside it."""
        if not self.check or RE_SURELY_FINE.fullmatch(token):
            return None
        error = error_of(token)
        if error is not None:
            self.report(pos, advice.explain_string(token, error))
        return error

    # ------------------------------------------------------------------ brackets

    def array(self, start: int, depth: int) -> Node:
        """Read a list in square brackets."""
        node = Node(VALUE, -1, -1, start, start + 1)
        items: dict[str | int, Node] = {}
        node.children = items
        pos, swallowed = start + 1, False
        while True:
            item = RE_ITEM.match(self.text, pos)
            if item:
                items[len(items)] = self.scalar(item.start(1), item.end(1), "", True)
                pos = item.end()
                if item.group(2) == ",":
                    continue
                node.end = pos
                return node
            pos, closed = self.opening(start, pos, "]", swallowed)
            if closed:
                node.end = pos
                return node
            try:
                child = self.value(pos, depth + 1, "")
                items[len(items)] = child
                pos = self.separator(start, child, swallowed)
            except BrokenStatementError as resume:
                pos, swallowed = self.torn(start, resume), True

    def inline_table(self, start: int, depth: int) -> Node:
        """Read a table in curly brackets."""
        node = Node(VALUE, -1, -1, start, start + 1)
        pos, swallowed = start + 1, False
        while True:
            pair = RE_PAIR.match(self.text, pos)
            if pair:
                part = Part(pair.group(1), *pair.span(1))
                child = self.scalar(pair.start(2), pair.end(2), part.name, True)
                self.keep(self.tree.add(node, [part], child))
                pos = pair.end()
                if pair.group(3) == ",":
                    continue
                node.end = pos
                return node
            pos, closed = self.opening(start, pos, "}", swallowed)
            if closed:
                node.end = pos
                return node
            try:
                entry = RE_ENTRY.match(self.text, pos)
                stop = entry.end() if entry else pos
                parts, at = self.key(pos, stop)
                child = Node(VALUE, -1, -1, stop, stop)
                if at >= 0:
                    child = self.value(at, depth + 1, parts[-1].name if parts else "")
                if parts:
                    self.keep(self.tree.add(node, parts, child))
                pos = self.separator(start, child, swallowed)
            except BrokenStatementError as resume:
                pos, swallowed = self.torn(start, resume), True

    def opening(self, start: int, pos: int, close: str, swallowed: bool) -> tuple[int, bool]:
        """Find where the next element of a bracket begins, or where the bracket ends."""
        while True:
            pos, fresh = self.gap(pos)
            char = self.text[pos : pos + 1]
            if char == close:
                return pos + 1, True
            self.unless_abandoned(start, pos, fresh, close == "]", swallowed)
            if char and char in "]}":
                if ("[" if char == "]" else "{") in self.around[:-1]:
                    self.not_closed(start)
                    return pos, True
                message = f"this {char} should be {close}, to close the bracket that was opened before"
                self.report(pos, advice.Advice(0, 1, message, close))
                return pos + 1, True
            if char != ",":
                return pos, False
            self.report(pos, advice.Advice(0, 1, "there is nothing before this comma", "leave the comma out"))
            pos += 1

    def separator(self, start: int, child: Node, swallowed: bool) -> int:
        """Go past the comma after an element."""
        pos, fresh = self.gap(child.end)
        char = self.text[pos : pos + 1]
        if char == ",":
            return pos + 1
        if not char or char in "]}":
            return pos
        one_line = self.text[start] == "[" or not RE_TAIL.match(self.text, start + 1)
        self.unless_abandoned(start, pos, fresh, one_line, swallowed)
        if pos == child.end and self.text[pos - 1] in "\"'":
            found = line_advice.explain_tail(self.rest(pos), self.text[pos - 1])
            self.report(pos, found)
            raise BrokenStatementError(self.line_end(pos), swallowed=True)
        self.report(pos, advice.Advice(0, 1, "a comma is missing before this", "put , between the two"))
        return pos

    def unless_abandoned(self, start: int, pos: int, fresh: bool, keys: bool, swallowed: bool) -> None:
        """Leave the bracket when its line is the end of the text or clearly something new."""
        text = self.text
        if pos < len(text):
            if not fresh:
                return
            if not RE_HEADER_LINE.match(text, pos) and not (keys and RE_KEY_LINE.match(text, pos)):
                return
        if not swallowed:
            self.not_closed(start)
        raise BrokenStatementError(pos)

    def not_closed(self, start: int) -> None:
        """Report a bracket without its partner."""
        opening = self.text[start]
        close = "]" if opening == "[" else "}"
        message = f"the bracket {opening} that opens here is not closed"
        self.report(start, advice.Advice(0, 1, message, f"close it with {close}"))

    def torn(self, start: int, resume: BrokenStatementError) -> int:
        """Stay in a bracket of several lines after a text that is not closed; else leave it."""
        if not resume.swallowed or self.text.find("\n", start, resume.pos) < 0:
            raise resume
        return resume.pos
