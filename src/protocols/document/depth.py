"""Whether brackets or keys go deeper than anything is read, looked at before the file is."""

from __future__ import annotations

import re
from typing import Final

from protocols.document.patterns import DOTTED_KEY, PART
from protocols.document.tree import MAX_DEPTH, MAX_PARTS, Problem, Span

RE_PART: Final = re.compile(PART)
# What has to be told apart to count brackets and the parts of keys. A line that begins like a
# statement ends all lists that were left open above it, so that each of them is reported as open.
RE_TOKEN: Final = re.compile(
    rf"(?P<fresh>^[ \t]*+(?:{DOTTED_KEY}[ \t]*+="
    rf"|\[\[?+(?=[A-Za-z_])(?!true|false|inf|nan){DOTTED_KEY}\]\]?+$))"
    r'|"""(?:[^"\\]++|\\[\s\S]|""?+(?!"))*+(?:"""(?:""?)?|\Z)'
    r"|'''(?:[^']++|''?+(?!'))*+(?:'''(?:''?)?|\Z)"
    rf"|{DOTTED_KEY}"
    r"|[#\"'][^\n]*+"
    r"|[\[\]{}]",
    re.MULTILINE,
)


def look_closely(text: str) -> Problem | None:
    """Find the first bracket that is too deep, or the first key of too many parts."""
    opened: list[str] = []
    for token in RE_TOKEN.finditer(text):
        start, end = token.span()
        char = text[start]
        if token.lastgroup and (not opened or opened[-1] == "[" or text[end - 1] == "]"):
            opened.clear()
        elif char in "[{":
            opened.append(char)
        elif char in "]}" and opened:
            opened.pop()
        if len(opened) > MAX_DEPTH:
            message = f"brackets stand inside each other more than {MAX_DEPTH} deep here"
            return Problem("limits", Span(start, end), message, "close each bracket that was opened")
        if char != "#" and end - start > MAX_PARTS * 2 and text.count(".", start, end) >= MAX_PARTS:
            problem = _too_many_parts(text, start, end)
            if problem is not None:
                return problem
    return None


def _too_many_parts(text: str, start: int, end: int) -> Problem | None:
    if text.startswith(('"""', "'''"), start):
        return None
    parts = sum(1 for _ in RE_PART.finditer(text, start, end))
    if parts <= MAX_PARTS:
        return None
    message = f"this key has {parts} parts with points between them; at most {MAX_PARTS} are read"
    return Problem("limits", Span(start, min(end, start + MAX_PARTS)), message, "use a shorter key")
