"""What participants are told of their groups: what is alike in all is said, what differs is named without whose it is."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from protocols.methods.arm import name_of
from protocols.methods.keys import Keys, keys_of_arm
from protocols.methods.pieces import Gap, Piece, Pieces, Said, Sentence, listed, sentence
from protocols.model import Arm, Study

Phrase = Callable[[Keys], Pieces]


BY_GROUP: Final = "Depending on your group: "
BY_TURN: Final = "At different times: "


def told(
    study: Study, arms: Iterable[Arm], lead: str, phrase: Phrase, *, before: str | None = None
) -> list[Sentence]:
    """Return a sentence on something that arms get; nothing where none of them has it.

    What differs is told as alternatives in the order of their letters, so that the sheet gives no group away; where
    participants know their group, each alternative has its name.
    """
    found: dict[str, tuple[list[Arm], list[Piece]]] = {}
    for arm in arms:
        pieces = list(phrase(keys_of_arm(arm)))
        if pieces:
            found.setdefault(_plain(pieces), ([], []))
            having, told_before = found[_plain(pieces)]
            having.append(arm)
            told_before[:] = _both(told_before, pieces)
    alternatives = [found[text] for text in sorted(found)]
    if len(alternatives) < 2:
        return [sentence(*_start(lead, pieces)) for _, pieces in alternatives]
    if study.blinding.participants is False:
        return [
            sentence("In the group ", Said(_names(having), (), name=True), ": ", _small(lead), pieces)
            for having, pieces in alternatives
        ]
    choices = listed([pieces for _, pieces in alternatives], "; or ", "; ")
    if before is None:
        before = BY_TURN if study.about.design == "crossover" else BY_GROUP
    return [sentence(before, _small(lead) if before else lead, choices)]


def _start(lead: str, pieces: list[Piece]) -> list[Piece]:
    """Return the beginning of a sentence, which is a capital."""
    if lead or not isinstance(pieces[0], str):
        return [lead, *pieces]
    return [pieces[0][:1].upper() + pieces[0][1:], *pieces[1:]]


def _plain(pieces: list[Piece]) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def _both(one: list[Piece], other: list[Piece]) -> list[Piece]:
    """Return pieces of the same words, written in the places of both."""
    if not one:
        return other
    return [_joined(first, second) for first, second in zip(one, other, strict=True)]


def _joined(one: Piece, other: Piece) -> Piece:
    if isinstance(one, Said | Gap) and isinstance(other, Said | Gap):
        return replace(one, at=tuple(dict.fromkeys((*one.at, *other.at))))
    return one


def _names(arms: list[Arm]) -> str:
    return " or ".join(name_of(arm) for arm in arms)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
