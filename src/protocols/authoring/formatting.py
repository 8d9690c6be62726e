"""The layout of a text made even, without a change of what it says: spaces, empty lines before headers, the last line end."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from protocols.authoring.changing import Draft, Edited
from protocols.document.layout import RE_COMMENT_LINE, Layout
from protocols.document.patterns import RE_TEXT
from protocols.document.splice import Splice, line_end_at, line_start, next_line

RE_TOKEN: Final = re.compile(
    rf"(?P<text>{RE_TEXT.pattern})|(?P<comment>\#[^\r\n]*)|(?P<sign>[,=\{{\}}])|(?P<end>[ \t]++(?=\r?\n|\Z))"
    r"|[ \t]++|[^\s#,={}\"']++|.",
    re.DOTALL,
)
RE_OPEN_KEY: Final = re.compile(r"[ \t]*#[ \t]*[\w.\"-]+[ \t]*=")
SPACE: Final = " \t\r\n"


def formatted(text: str) -> Edited:
    """Return a text with its layout made even. What it says, its order and its comments stay; done twice, nothing changes.

    No line ends in spaces; an empty line stands before each header with the comments directly above it; = and commas
    have a space where none is; the last line ends. What is wider, as in columns, stays. In texts of several lines
    nothing is touched. Raises AuthoringError for a text that is no TOML.
    """
    draft = Draft(text)
    if draft.document.text:
        layout = draft.layout()
        gaps = [*_gaps(layout), *_last_end(layout.text)]
        spaces = [one for one in _spaces(layout.text) if not _within(gaps, one.start)]
        changed = [one for one in (*gaps, *spaces) if layout.text[one.start : one.end] != one.text]
        if changed:
            draft.change(changed, draft.data)
    return draft.edited()


def _within(gaps: list[Splice], at: int) -> bool:
    found = bisect_right(gaps, at, key=lambda gap: gap.start) - 1
    return found >= 0 and at <= gaps[found].end


def _spaces(text: str) -> Iterator[Splice]:
    """Yield the spaces that are lacking around signs, and those at the ends of lines that go."""
    for token in RE_TOKEN.finditer(text):
        start, end = token.span()
        if token["end"]:
            yield Splice(start, end, "")
        elif token["comment"]:
            yield Splice(start + len(token[0].rstrip()), end, "")
        elif token["sign"]:
            before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
            if token["sign"] in "=}" and before not in f"{SPACE}{{":
                yield Splice(start, start, " ")
            if token["sign"] in "=,{" and after not in f"{SPACE}}}]":
                yield Splice(end, end, " ")


def _gaps(layout: Layout) -> Iterator[Splice]:
    """Yield what stands between the line above a header and what belongs to that header: a line end and an empty line."""
    for number in range(1, len(layout.sections)):
        at = _begin(layout, number)
        above = len(layout.text[:at].rstrip(SPACE))
        yield Splice(above, at, 2 * line_end_at(layout.text, at) if above else "")


def _begin(layout: Layout, number: int) -> int:
    """Return where a header begins with its comments. Commented keys directly below a key are of the table above."""
    text, at = layout.text, layout.begin(number)
    header = line_start(text, layout.sections[number].start)
    above = layout.sections[number - 1]
    last = above.body[-1].stop if above.body else above.stop
    line = at
    while last == at < header and line < header and RE_COMMENT_LINE.match(text, line):
        if RE_OPEN_KEY.match(text, line):
            return header
        line = next_line(text, line)
    return at


def _last_end(text: str) -> Iterator[Splice]:
    stop = len(text.rstrip(SPACE))
    yield Splice(stop, len(text), line_end_at(text, len(text)) if stop else "")
