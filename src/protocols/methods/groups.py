"""What participants are told of their groups: what is alike in all is said, what differs is named without whose it is."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from protocols.methods.arm import name_of
from protocols.methods.keys import Keys, keys_of_arm
from protocols.methods.pieces import Gap, Piece, Pieces, Said, Sentence, listed, sentence
from protocols.model import Arm, Study

Phrase = Callable[[Keys], Pieces]


BY_GROUP: Final = "Depending on your group"
BY_TURN: Final = "At different times"
WITH_CURRENT: Final = "Where current flows"
NOT_SAID: Final = Gap(())
"""What is told of a group under whose key nothing is written, where another group has something."""

Alternative = tuple[list[Arm], list[Piece]]


def told(
    study: Study, arms: Iterable[Arm], lead: str, phrase: Phrase, *, before: str | None = None
) -> list[Sentence]:
    """Return a sentence on something that arms get; nothing where none of them has it.

    What differs is told as alternatives in the order of their letters, so that the sheet gives no group away; where
    participants know their group, each alternative has its name. An arm that lacks what another has is an alternative
    too, and what holds only where current flows is told as that. before: stands instead of `Depending on your group`;
    with it, an arm that lacks something is passed over.
    """
    arms = list(arms)
    alternatives = _alternatives(arms, phrase, whole=before is None)
    without = [arm for arm in study.stimulated() if arm not in arms]
    if not alternatives:
        return []
    if len(alternatives) == 1 and not without:
        return [sentence(*_start(lead, pieces)) for _, pieces in alternatives]
    if study.blinding.participants is False:
        return [
            sentence("In the group ", Said(_names(having), (), name=True), ": ", _small(lead), pieces)
            for having, pieces in alternatives
        ]
    if before is None:
        by = BY_TURN if study.about.design == "crossover" else BY_GROUP
        before = f"{_before(by, several=len(alternatives) > 1, flowing=bool(without))}: "
    choices = listed([pieces for _, pieces in alternatives], "; or ", "; ")
    return [sentence(before, _small(lead) if before else lead, choices)]


def _alternatives(arms: list[Arm], phrase: Phrase, *, whole: bool) -> list[Alternative]:
    """Return what is said of the arms, alike ones together; last, where whole, what is not said of the others."""
    found: dict[str, Alternative] = {}
    lacking = []
    for arm in arms:
        pieces = list(phrase(keys_of_arm(arm)))
        if not pieces:
            lacking.append(arm)
            continue
        having, told_before = found.setdefault(_plain(pieces), ([], []))
        having.append(arm)
        told_before[:] = _both(told_before, pieces)
    alternatives = [found[text] for text in sorted(found)]
    if whole and lacking and any(not isinstance(piece, Gap) for _, told in alternatives for piece in told):
        alternatives.append((lacking, [NOT_SAID]))
    return alternatives


def _before(by: str, *, several: bool, flowing: bool) -> str:
    if flowing:
        return f"{WITH_CURRENT}, {_small(by)}" if several else WITH_CURRENT
    return by


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
