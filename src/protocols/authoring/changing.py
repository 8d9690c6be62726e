"""A changed text, and the check that it says what it was changed to, and else what it said before."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from itertools import accumulate
from typing import Any, Final, TypedDict

from protocols.authoring.paths import named_in
from protocols.check.engine import lint_document
from protocols.document.document import Document, mark_of
from protocols.document.kinds import same
from protocols.document.layout import Layout
from protocols.document.reading import read
from protocols.document.splice import Splice, Stretch, spliced
from protocols.lib.errors import AuthoringError
from protocols.model import Study
from protocols.model.faults import build
from protocols.model.kinds import kinds_at
from protocols.model.paths import Steps

RE_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
NOT_EXACT: Final = "this change cannot be made without changing something else; write it in the text"


class Edit(TypedDict):
    """A stretch of the text that was given, in code points, and what is to stand there instead."""

    start: int
    end: int
    text: str


class Edited(TypedDict):
    """The new text, and the edits that make it of the old one, in the order of the text."""

    text: str
    edits: list[Edit]


class Draft:
    """A text that is being edited: its document, its layout, and each change checked as it is made."""

    def __init__(self, text: str) -> None:
        self.given = text
        self.mark = mark_of(text)
        self.document = _read(text)
        self._made: list[Splice] | None = []

    @property
    def data(self) -> dict[str, Any]:
        """The data of the text as it now is."""
        return self.document.data or {}

    def layout(self) -> Layout:
        """Return the statements of the text as it now is."""
        return Layout(self.document)

    def change(self, edits: Iterable[Splice], *wanted: dict[str, Any]) -> None:
        """Make some edits. Raises AuthoringError, and leaves all as it is, where the text then says none of what is wanted."""
        made = sorted(edits)
        text = spliced(self.document.text, made)
        document = read(text, self.document.name)
        if document.data is None or (wanted and not any(_says(document.data, one) for one in wanted)):
            raise AuthoringError(NOT_EXACT)
        self._made = made if self._made == [] else None  # of several changes, the difference is told
        self.document = document

    def edited(self) -> Edited:
        """Return the new text with the edits that make it of the one that was given."""
        new = self.mark + self.document.text
        if self._made is None:
            return {"text": new, "edits": between(self.given, new)}
        return {"text": new, "edits": told(self._made, len(self.mark))}


def _read(text: str) -> Document:
    _is_whole(text)
    document = read(text)
    if document.data is None:
        first = document.problems[0]
        line = document.place(first.span).line
        raise AuthoringError(f"line {line} has to be mended first: {first.message}")
    return document


def told(edits: Iterable[Stretch], shift: int = 0) -> list[Edit]:
    """Return edits as plain data; shift is 1 where the text that was given begins with a byte order mark."""
    return [{"start": one.start + shift, "end": one.end + shift, "text": one.text} for one in edits]


def between(old: str, new: str) -> list[Edit]:
    """Return the edits that make one text another: line by line where each has its line, else one of whole lines."""
    lines, others = RE_LINE.findall(old), RE_LINE.findall(new)
    starts = list(accumulate(map(len, lines), initial=0))
    if len(lines) == len(others):
        return [
            _within(*three) for three in zip(lines, others, starts[:-1], strict=True) if three[0] != three[1]
        ]
    start = _alike(lines, others)
    end = min(_alike(lines[::-1], others[::-1]), len(lines) - start, len(others) - start)
    come = "".join(others[start : len(others) - end])
    return [{"start": starts[start], "end": starts[len(lines) - end], "text": come}]


def _within(old: str, new: str, shift: int) -> Edit:
    """Return the edit that makes one line another, without what is alike at its ends."""
    start = _alike(old, new)
    end = min(_alike(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    return {"start": start + shift, "end": len(old) - end + shift, "text": new[start : len(new) - end]}


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how much of the beginning of two texts, or lists of lines, is alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, pair in pairs if pair[0] != pair[1]), min(len(one), len(other)))


def _says(data: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Say whether data are what is wanted, with what has a name of the author's own in its order."""
    return same(data, wanted) and sorted(_places(data)) == sorted(_places(wanted))


def _places(data: dict[str, Any]) -> Iterator[tuple[Steps, int]]:
    """Yield the path of everything that has a name, and how many of its table stand before it."""
    seen: Counter[Steps] = Counter()
    for path in named_in(data):
        yield path, seen[path[:-1]]
        seen[path[:-1]] += 1


def value_at(data: Any, path: Steps) -> Any:
    """Return what data hold at a path; None where they hold nothing."""
    for step in path:
        inside = isinstance(data, dict) and step in data
        listed = isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data)
        if not (inside or listed):
            return None
        data = data[step]
    return data


def with_value(data: dict[str, Any], path: Steps, value: Any) -> dict[str, Any]:
    """Return data with a value at a path, where all that holds it is there or is a table that is missing."""
    made = deepcopy(data)
    here: Any = made
    for step in path[:-1]:
        here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
    here[path[-1]] = value
    return made


def without(data: dict[str, Any], path: Steps) -> dict[str, Any]:
    """Return data without what stands at a path."""
    made = deepcopy(data)
    here: Any = made
    for step in path[:-1]:
        here = here[step]
    del here[path[-1]]
    return made


def as_toml(path: Steps, value: Any) -> Any:
    """Return a value from JSON as TOML has it: a date where the key takes one. Raises AuthoringError for what is none."""
    if isinstance(value, dict):
        for name in value:
            _is_whole(str(name))
        return {str(name): as_toml((*path, str(name)), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_toml((*path, number), inner) for number, inner in enumerate(value)]
    if isinstance(value, str):
        _is_whole(value)
        with suppress(ValueError):
            return datetime.date.fromisoformat(value) if "date" in kinds_at(path) else value
    elif not isinstance(value, bool | int | float | datetime.date | datetime.time):
        raise AuthoringError(
            f"a value of the kind {type(value).__name__} cannot be written; to leave a key out, drop it"
        )
    return value


def _is_whole(value: str) -> None:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise AuthoringError("the text holds half of a character (a lone surrogate)") from None


def study_of(text: str) -> Study:
    """Return the study that a text describes. Raises AuthoringError with its first fault where it describes none."""
    document = read(text)
    study = build(document.data) if document.data is not None else None
    if isinstance(study, Study):
        return study
    first = lint_document(document).first_fault
    raise AuthoringError(f"line {first.place.line}: {first.code} {first.message}")
