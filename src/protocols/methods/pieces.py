"""What the texts are made of: words of ours, values in words with the keys they were read from, and gaps."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Union

from protocols.document.document import Path


@dataclass(frozen=True, slots=True)
class Said:
    """A value in words, and where the file writes it.

    name: it names an arm, and is no value of the sentence. cites: works that the value itself names. free: it is a text
    of the file, as somebody wrote it.
    """

    text: str
    at: tuple[Path, ...]
    name: bool = False
    cites: tuple[str, ...] = ()
    free: bool = False

    def put(self, text: str) -> "Said":
        """Return the same value in other words."""
        return replace(self, text=text)


@dataclass(frozen=True, slots=True)
class Gap:
    """What the file does not say: in words, and the keys that would say it (none where the format has none)."""

    what: tuple[str, ...]
    at: tuple[Path, ...] = ()

    @property
    def text(self) -> str:
        """The gap as it stands in a text."""
        return f"[not specified: {'; '.join(self.what)}]" if self.what else "[not specified]"


@dataclass(frozen=True, slots=True)
class Withheld:
    """What readers of the text must not learn: in words, why not, and where the file says it."""

    what: str
    why: str
    at: tuple[Path, ...]
    text: str = ""


Numbers = Callable[[Said], tuple[int, ...]]


def no_numbers(_: Said) -> tuple[int, ...]:
    """Return no number: of a text without references."""
    return ()


Piece = str | Said | Gap | Withheld
Pieces = Sequence[Piece]
Part = Union[Piece, None, Sequence["Part"]]  # noqa: UP007 - it names itself
"""A piece, nothing, or several parts."""


class Sentence(NamedTuple):
    """A sentence, without its full stop. topic names what it is about, where some are dropped for length."""

    pieces: tuple[Piece, ...]
    topic: str = ""

    @property
    def at(self) -> tuple[Path, ...]:
        """Where the values of the sentence are written."""
        return tuple(
            dict.fromkeys(path for piece in self.pieces if isinstance(piece, Said) for path in piece.at)
        )

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What the sentence says is not specified."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Gap))


class Paragraph(NamedTuple):
    """Some sentences. label stands before them, such as the name of a registry's field; limit is its length."""

    sentences: tuple[Sentence, ...]
    label: str = ""
    limit: int = 0


class Section(NamedTuple):
    """A heading and its paragraphs."""

    title: Sentence
    paragraphs: tuple[Paragraph, ...]


class Work(NamedTuple):
    """A numbered reference: the citation as the file writes it, the work in words, and what is only said by way of it."""

    number: int
    cite: str
    words: str
    remarks: tuple[str, ...] = ()


class Text(NamedTuple):
    """A text of a style. team: sections that are for those who write, not for those who read; remarks likewise.

    works: the references, and numbers: which of them a value at a path has. left_out and to_complete: what a text that is
    handed out holds back, and what it lacks. handed_out: what is for those who write goes beside the text, not into it.
    """

    style: str
    title: Sentence
    sections: tuple[Section, ...]
    team: tuple[Section, ...] = ()
    remarks: tuple[str, ...] = ()
    works: tuple[Work, ...] = ()
    numbers: Numbers = no_numbers
    left_out: tuple[Withheld, ...] = ()
    to_complete: tuple[Gap, ...] = ()
    handed_out: bool = False

    @property
    def sentences(self) -> list[Sentence]:
        """Every sentence and heading, in the order of the text."""
        found = [self.title]
        for section in (*self.sections, *self.team):
            found += [
                section.title,
                *(one for paragraph in section.paragraphs for one in paragraph.sentences),
            ]
        return found

    @property
    def at(self) -> set[Path]:
        """Where the values of the text are written."""
        return {path for sentence in self.sentences for path in sentence.at}


def sentence(*parts: Part, topic: str = "") -> Sentence:
    """Return a sentence of pieces and lists of them; what is None or "" is left out."""
    return Sentence(tuple(flat(parts)), topic)


def flat(parts: Iterable[Part]) -> list[Piece]:
    """Return pieces and lists of pieces as one list."""
    found: list[Piece] = []
    for part in parts:
        if isinstance(part, str | Said | Gap | Withheld):
            found += [part] if part else []
        elif part is not None:
            found += flat(part)
    return found


def listed(parts: Iterable[Part], last: str = " and ", between: str = ", ") -> list[Piece]:
    """Return `a`, `a and b`, or `a, b and c`; what is None or empty is left out."""
    kept = [flat([part]) for part in parts if part]
    found: list[Piece] = []
    for number, part in enumerate(kept):
        joint = "" if not number else last if number == len(kept) - 1 else between
        found += [joint, *part] if joint else part
    return found


def bracketed(*parts: Part, between: str = "; ") -> list[Piece]:
    """Return parts in brackets, with a space before; nothing where there are none."""
    inside = listed(parts, between, between)
    return [" (", *inside, ")"] if inside else []


def at(piece: Piece, what: str) -> list[Piece]:
    """Return `at 25 Hz`; of an open end, which begins with at itself, `at a frequency of at most 25 Hz`."""
    begun = isinstance(piece, Said) and piece.text.startswith("at ")
    return [f"at a {what} of " if begun else "at ", piece]


def paragraph(*sentences: Iterable[Sentence], label: str = "") -> list[Paragraph]:
    """Return lists of sentences as one paragraph; none where there is no sentence. Gaps in a row become one."""
    found: list[Sentence] = []
    for one in (one for several in sentences for one in several):
        if found and is_gap(one) and is_gap(found[-1]):
            (before,), (gap,) = found[-1].gaps, one.gaps
            found[-1] = found[-1]._replace(pieces=(Gap(before.what + gap.what, before.at + gap.at),))
        else:
            found.append(one)
    return [Paragraph(tuple(found), label)] if found else []


def is_gap(one: Sentence) -> bool:
    """Say whether a sentence is nothing but a gap."""
    return len(one.pieces) == 1 and isinstance(one.pieces[0], Gap)
