"""What of a sheet's sentences is handed out: none that lacks something, and none that may show the group.

What is taken out is for the team: what is to be completed, and what was left out and why.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from protocols.methods.lay_blind import Telltale
from protocols.methods.pieces import Gap, Paragraph, Piece, Said, Section, Withheld
from protocols.methods.words import called

LEAD: Final = "lead"
"""The topic of a sentence that only leads to those behind it."""


class Sheet(NamedTuple):
    """What is handed out, what was left out, and what is to be completed."""

    sections: tuple[Section, ...]
    left_out: tuple[Withheld, ...]
    to_complete: tuple[Gap, ...]


def handed_out(sections: Iterable[Section], find: Telltale) -> Sheet:
    """Return what of some sections participants may read. find: says which words of a text may show the group."""
    kept, left_out, to_complete = [], [], []
    for section in sections:
        sentences = []
        for one in (one for paragraph in section.paragraphs for one in paragraph.sentences):
            pieces = [_seen(piece, find) for piece in one.pieces]
            left_out += [piece for piece in pieces if isinstance(piece, Withheld)]
            to_complete += [piece for piece in pieces if isinstance(piece, Gap)]
            rest = without_gaps(pieces)
            sentences += [one._replace(pieces=tuple(rest))] if rest else []
        if any(one.topic != LEAD for one in sentences):
            kept.append(section._replace(paragraphs=(Paragraph(tuple(sentences)),)))
    return Sheet(tuple(kept), tuple(dict.fromkeys(left_out)), tuple(dict.fromkeys(to_complete)))


def _seen(piece: Piece, find: Telltale) -> Piece:
    """Return a piece, withheld where it is a text of the file that may show the group."""
    words = find(piece.text) if isinstance(piece, Said) and piece.free else ""
    if not words or not isinstance(piece, Said):
        return piece
    key = tuple(str(step) for step in piece.at[0])
    what = called(key[2:] if key[0] in ("arms", "outcomes") and len(key) > 2 else key)
    return Withheld(f"{what} (“{piece.text}”)", f"“{words}” may show the group", piece.at)


def without_gaps(pieces: list[Piece]) -> list[Piece]:
    """Return a sentence without its gaps: in brackets and in lists they are taken out, else nothing is left of it."""
    pieces = list(pieces)
    at = 0
    while at < len(pieces):
        if not isinstance(pieces[at], Gap | Withheld):
            at += 1
            continue
        before = pieces[at - 1] if at else None
        behind = pieces[at + 1] if at + 1 < len(pieces) else None
        if before == " (" and behind == ")":
            pieces[at - 1 : at + 2] = []
        elif behind == "; ":
            pieces[at : at + 2] = []
            continue
        elif before in ("; ", ", "):
            pieces[at - 1 : at + 1] = []
        else:
            return []
        at -= 1
    return pieces
