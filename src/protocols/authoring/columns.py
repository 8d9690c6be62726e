"""Places in a text as editors count them: lines, and columns in units of UTF-16."""

import re
from bisect import bisect_right
from itertools import pairwise
from typing import Final, TypedDict

RE_LINE_END: Final = re.compile(r"\r\n|\n|\r")


class Position(TypedDict):
    """A place as editors count it: the line from 0, and the character in it from 0, in units of UTF-16."""

    line: int
    character: int


def positions(text: str, offsets: list[int]) -> list[Position]:
    """Return offsets in code points as lines and columns of UTF-16, as the Language Server Protocol counts them."""
    starts = _starts(text)
    found: list[Position] = []
    for offset in offsets:
        line = bisect_right(starts, offset) - 1
        found.append({"line": line, "character": _units(text[starts[line] : offset])})
    return found


def offset(text: str, position: Position) -> int:
    """Return a place as editors count it as an offset in code points; beyond the end of its line it is that end."""
    starts = [*_starts(text), len(text) + 1]
    lines = list(pairwise(starts))
    if position["line"] >= len(lines):
        return len(text)
    start, stop = lines[position["line"]]
    left = position["character"]
    line = re.sub(r"[\r\n]+\Z", "", text[start : stop - (stop > len(text))])
    for number, sign in enumerate(line):
        if left <= 0:
            return start + number
        left -= _units(sign)
    return start + len(line)


def _starts(text: str) -> list[int]:
    return [0, *(found.end() for found in RE_LINE_END.finditer(text))]


def _units(text: str) -> int:
    return len(text) + sum(1 for sign in text if sign > "\uffff")
