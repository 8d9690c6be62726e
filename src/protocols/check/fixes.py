"""Mend a protocol by the fixes that its findings carry: only what changes no meaning, and nothing else in the text."""

import re
from bisect import bisect, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Final, NamedTuple, TypeVar

from protocols.check.engine import lint_document
from protocols.document.document import Document, Span
from protocols.document.splice import replaced, spliced
from protocols.findings.report import Finding, Replacement, Report
from protocols.model import Study
from protocols.model.faults import build

PASSES: Final = 20
"""A pass can make room for the next, such as a text with its unit under a misspelt key; more than a few are not known."""
KEY_BEFORE: Final = re.compile(r"""[\w."' -]+=[ \t]*\Z""")
CLOSING: Final = re.compile(r"[ \t]*[\]}]")
OF_VALUE: Final = ("KEY003", "KEY004", "KEY005", "KEY007")
"""Findings on a value as such: its type, its bounds, its words, its ends."""
PART_OF_VALUE: Final = re.compile(r"(\[\d+\]|\.min|\.max)+\Z")

T = TypeVar("T")


class Change(NamedTuple):
    """A line that was changed, and what stood and stands there; before is "" where it was added."""

    line: int
    before: str
    after: str


class Fixed(NamedTuple):
    """A protocol with its fixes applied, and what they changed in the order of their making."""

    document: Document
    changes: tuple[Change, ...] = ()


def fix(document: Document) -> Fixed:
    """Apply every fix that the findings on a document carry, again and again until there is none.

    The result is checked before it counts: it is TOML, each fixed finding is gone, and none has come in its place, but
    for one on the value of a key that was only renamed; a fix of which that is not so is left out. All other bytes of
    the file stay as they are. To fix twice changes nothing more.
    """
    changes: list[Change] = []
    for _ in range(PASSES):
        kept = _pass(document)
        if not kept:
            break
        changes += told(document, kept)
        document = replaced(document, kept)
    return Fixed(document, tuple(changes))


def _pass(document: Document) -> list[Replacement]:
    # Only findings on the shape carry fixes: where there is none, the rules on content need not run.
    if document.data is None or isinstance(build(document.data), Study):
        return []
    before = lint_document(document)
    offered = list(_apart(finding for finding in before.findings if finding.fix))
    chosen = accepted(partial(_can_be_read, document), offered)
    while wrong := _wrong(document, before, chosen):
        chosen = [finding for number, finding in enumerate(chosen) if number not in wrong]
    return _edits(chosen)


def _apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings whose fixes touch no text that one before them touches: the next pass has the others."""
    taken: list[tuple[int, int]] = []
    for finding in findings:
        if all(_is_free(edit, taken) for edit in finding.fix):
            for edit in finding.fix:
                insort(taken, (edit.start, edit.end))
            yield finding


def _is_free(edit: Replacement, taken: list[tuple[int, int]]) -> bool:
    at = bisect(taken, (edit.start, edit.start))
    return all(edit.start >= end or start >= edit.end for start, end in taken[max(0, at - 1) : at + 1])


def accepted(holds: Callable[[list[T]], bool], offered: list[T], kept: list[T] | None = None) -> list[T]:
    """Return those of several changes that hold together, the first of two that do not; by halves, since most do."""
    kept = kept or []
    if not offered or holds(kept + offered):
        return kept + offered
    if len(offered) == 1:
        return kept
    middle = len(offered) // 2
    return accepted(holds, offered[middle:], accepted(holds, offered[:middle], kept))


def _can_be_read(document: Document, chosen: list[Finding]) -> bool:
    return replaced(document, _edits(chosen)).data is not None


def _wrong(document: Document, before: Report, chosen: list[Finding]) -> set[int]:
    """Return which findings are there still once they are fixed, or have another in their place that has no fix."""
    result = replaced(document, _edits(chosen))
    after = [] if isinstance(build(result.data or {}), Study) else lint_document(result).faults
    there, then = ({(one.code, one.path) for one in some} for some in (before.faults, after))
    # A fault elsewhere was there before and could not be seen, as two exclusive keys beside one that is misspelt.
    new = [one for one in after if (one.code, one.path) not in there and not one.fix]
    at, of_value = set[str](), set[str]()
    for one in new:
        whole = {_whole(path) for path in (one.path, *(other.path for other in one.related))}
        # What is wrong with a value nobody could see as long as its key was none; that the key is misspelt is no less so.
        (of_value if one.code in OF_VALUE else at).update(whole)
    return {
        number
        for number, finding in enumerate(chosen)
        if (finding.code, finding.path) in then
        or any(
            _whole(edit.path) in at or (_whole(edit.path) in of_value and not _renames(edit))
            for edit in finding.fix
        )
    }


def _renames(edit: Replacement) -> bool:
    """Say whether a replacement is the name of a key, and so leaves the value as it is."""
    return edit.path.endswith(edit.text) and edit.path[: -len(edit.text)][-1:] in ("", ".")


def _whole(path: str) -> str:
    """Return the path of the value that a path is part of: of the list, or of the range."""
    return PART_OF_VALUE.sub("", path)


def _edits(findings: Iterable[Finding]) -> list[Replacement]:
    return sorted((edit for finding in findings for edit in finding.fix), key=lambda edit: edit.start)


def told(document: Document, edits: Sequence[Replacement]) -> Iterator[Change]:
    """Yield what stood and what stands on each line that some edits change, with its key where the line has it."""
    for line, on_line in groupby(edits, lambda edit: edit.place.line):
        several = list(on_line)
        begin = document.text.rfind("\n", 0, several[0].start) + 1
        key = KEY_BEFORE.search(document.text[begin : several[0].start])
        rest = CLOSING.match(document.text, several[-1].end) if len(several) > 1 else None
        end = rest.end() if rest else several[-1].end
        span = Span(begin + key.start() if key else several[0].start, end)
        before, after = document.text[slice(*span)].strip(), spliced(document.text, several, *span).strip()
        if before != after:  # 0 ms is 0 µs
            yield Change(line, before, after)
