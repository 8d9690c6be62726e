"""What participants are told of their groups: what is alike in all is said, what differs is named without whose it is."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from protocols.methods.arm import name_of
from protocols.methods.keys import Keys, keys_of_arm
from protocols.methods.pieces import Gap, Piece, Pieces, Said, Sentence, listed, sentence
from protocols.model import Arm, Study

Phrase = Callable[[Keys], Pieces]
Applies = Callable[[Keys], bool]


BY_GROUP: Final = "Depending on your group"
BY_TURN: Final = "At different times"
WITH_CURRENT: Final = "Where current flows"
NOT_SAID: Final = Gap(())
"""What is told of a group under whose key nothing is written, where another group has something."""

Alternative = tuple[list[Arm], list[Piece]]


def always(_: Keys) -> bool:
    """Say that something applies to every arm."""
    return True


def never(_: Keys) -> bool:
    """Say that what an arm lacks is not missing."""
    return False


def told(
    study: Study,
    arms: Iterable[Arm],
    lead: str,
    phrase: Phrase,
    *,
    applies: Applies = always,
) -> list[Sentence]:
    """Return a sentence on something that arms get; nothing where none of them has it.

    What differs is told as alternatives in the order of their letters, so that the sheet gives no group away; where
    participants know their group, each alternative has its name. An arm that lacks what another has is an alternative
    too, and what holds only where current flows is told as that. applies: says of an arm whether what it lacks is
    missing; where groups have their names, nothing is said of one in which it is not.
    """
    arms, known = list(arms), study.blinding.participants is False
    # Without names, what only some are told to have needs its alternative, or everybody would be told to have it.
    asked = applies if known else always
    alternatives = _alternatives(arms, phrase, asked)
    without = [arm for arm in study.stimulated() if arm not in arms]
    if not alternatives:
        return []
    everybody = not known or len(alternatives[0][0]) == len(arms)
    if len(alternatives) == 1 and not without and everybody:
        return [sentence(*_start(lead, pieces)) for _, pieces in alternatives]
    if known:
        return _by_name(alternatives, lead)
    by = BY_TURN if study.about.design == "crossover" else BY_GROUP
    before = _before(by, several=len(alternatives) > 1, flowing=bool(without))
    return [sentence(f"{before}: ", _small(lead), _choices(alternatives))]


def told_of_some(study: Study, arms: Iterable[Arm], lead: str, some: str, phrase: Phrase) -> list[Sentence]:
    """Return a sentence on something that some arms get and the others do not; some: its lead where groups have no names."""
    alternatives = _alternatives(list(arms), phrase, never)
    if study.blinding.participants is False:
        return _by_name(alternatives, lead)
    return [sentence(some, _choices(alternatives))] if alternatives else []


def _by_name(alternatives: list[Alternative], lead: str) -> list[Sentence]:
    return [
        sentence("In the group ", Said(_names(having), (), name=True), ": ", _small(lead), pieces)
        for having, pieces in alternatives
    ]


def _choices(alternatives: list[Alternative]) -> list[Piece]:
    return listed([pieces for _, pieces in alternatives], "; or ", "; ")


def _alternatives(arms: list[Arm], phrase: Phrase, asked: Applies) -> list[Alternative]:
    """Return what is said of the arms, alike ones together; last, what is asked and not said of others."""
    found: dict[str, Alternative] = {}
    lacking = []
    for arm in arms:
        pieces = list(phrase(keys_of_arm(arm)))
        if not pieces:
            lacking += [arm] if asked(keys_of_arm(arm)) else []
            continue
        having, told_before = found.setdefault(_plain(pieces), ([], []))
        having.append(arm)
        told_before[:] = _both(told_before, pieces)
    alternatives = [found[text] for text in sorted(found)]
    if lacking and any(not isinstance(piece, Gap) for _, told in alternatives for piece in told):
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
