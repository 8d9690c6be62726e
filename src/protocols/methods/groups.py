"""What participants are told of their groups: what is alike in all; what differs only where each may know its own."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, NamedTuple

from protocols.document.document import Path
from protocols.methods.arm import name_of, treated
from protocols.methods.keys import Keys, keys_of_arm
from protocols.methods.pieces import Gap, Piece, Pieces, Said, Sentence, Withheld, sentence
from protocols.model import Arm, Study
from protocols.model.paths import INHERITED, inner

Phrase = Callable[[Keys], Pieces]
Applies = Callable[[Keys], bool]

DIFFERS: Final = "differs between the groups, or is not stated for each"


class Alternatives(NamedTuple):
    """What is said of arms, alike ones together in the order of their words; and the arms of which nothing is said."""

    said: list[tuple[list[Arm], list[Piece]]]
    lacking: list[Arm]

    @property
    def same(self) -> list[Piece]:
        """The words, where they are the same for every arm; else none."""
        return self.said[0][1] if len(self.said) == 1 and not self.lacking else []

    @property
    def at(self) -> tuple[Path, ...]:
        """Where all of it is written."""
        said = [piece for _, pieces in self.said for piece in pieces if isinstance(piece, Said)]
        return tuple(dict.fromkeys(path for piece in said for path in piece.at))

    @property
    def gaps(self) -> list[Gap]:
        """What of it is said to be missing."""
        return [piece for _, pieces in self.said for piece in pieces if isinstance(piece, Gap)]

    @property
    def only_gaps(self) -> bool:
        """Say whether nothing is said but that something is missing."""
        return all(isinstance(piece, Gap) for _, pieces in self.said for piece in pieces)


def always(_: Keys) -> bool:
    """Say that something applies to every arm."""
    return True


def never(_: Keys) -> bool:
    """Say that what an arm lacks is not missing."""
    return False


def in_the_dark(study: Study) -> bool:
    """Say whether participants are not to know their group; also where there are several and the file does not say."""
    return study.blinding.participants is not False and len(study.arms) > 1


def told(
    study: Study,
    arms: Iterable[Arm],
    lead: str,
    *phrases: Phrase,
    what: str,
    applies: Applies = always,
) -> list[Sentence]:
    """Return what participants are told of something that these arms get; nothing where none of them has it.

    Where they are not to know their group, they are told only what is the same in all arms that are stimulated: the first
    of the phrases, from the fullest to the barest, that gives the same words for each. What that leaves out is withheld.
    Where participants know their group, the first phrase is told of each by its name. what: names it for the team.
    applies: says of an arm whether what it lacks is missing.
    """
    arms = list(arms)
    found = _alternatives(arms, phrases[0])
    if not found.said:
        return []
    if not in_the_dark(study):
        return _by_name(study, found, lead, what, applies)
    if found.only_gaps:
        return [sentence(lead, pieces) for _, pieces in found.said]
    others = any(arm not in arms for arm in treated(study))
    if found.same and not others:
        return [sentence(*_start(lead, found.same))]
    barer = () if others else phrases[1:]
    same = next((pieces for one in barer if (pieces := _alternatives(arms, one).same)), None)
    less = [sentence(*_start(lead, same))] if same else []
    at = tuple(path for path in found.at if not less or path not in less[0].at)
    return [*less, sentence(Withheld(what, DIFFERS, at), found.gaps, _missing(found, what, applies))]


def _by_name(study: Study, found: Alternatives, lead: str, what: str, applies: Applies) -> list[Sentence]:
    several = len(found.said) > 1 or found.lacking
    without = [arm for arm in treated(study) if all(arm not in having for having, _ in found.said)]
    if not several and not without:
        return [sentence(*_start(lead, found.same))]
    kind = "In the group " if len(study.arms) > 1 else "In the period "
    named = [
        sentence(kind, Said(_names(having), (), name=True), ": ", _small(lead), pieces)
        for having, pieces in found.said
    ]
    return named + [sentence(gap) for gap in _missing(found, what, applies)]


def _missing(found: Alternatives, what: str, applies: Applies) -> list[Gap]:
    """Return what arms lack of which it is asked, where another one has it."""
    asked = [arm for arm in found.lacking if applies(keys_of_arm(arm))]
    at = tuple(dict.fromkeys(_own(arm, path) for arm in asked for path in found.at))
    return [Gap((what,), at)] if asked and not found.only_gaps else []


def _own(arm: Arm, path: Path) -> Path:
    """Return where an arm would write what another one has at a path."""
    steps = inner(path)
    return arm.at(*(str(step) for step in steps))


def differ(study: Study) -> bool:
    """Say whether arms that are stimulated differ in what they get."""
    return len({frozenset(map(_gets, arm.at_once)) for arm in treated(study)}) > 1


def _gets(arm: Arm) -> frozenset[tuple[Path, object]]:
    own = ("sham_method", "co_intervention")
    return frozenset(
        (key, fact.meaning)
        for key, fact in keys_of_arm(arm).facts.items()
        if key[-1] != "notes" and (key[0] in INHERITED or key[0] in own)
    )


def _alternatives(arms: list[Arm], phrase: Phrase) -> Alternatives:
    found: dict[str, tuple[list[Arm], list[Piece]]] = {}
    lacking = []
    for arm in arms:
        pieces = _of_channels(arm, phrase)
        if not pieces:
            lacking.append(arm)
            continue
        having, told_before = found.setdefault(_plain(pieces), ([], []))
        having.append(arm)
        told_before[:] = _both(told_before, pieces)
    return Alternatives([found[text] for text in sorted(found)], lacking)


def _of_channels(arm: Arm, phrase: Phrase) -> list[Piece]:
    """Return what is said of an arm; of one in channels, of all of them in one sentence."""
    each: dict[str, list[Piece]] = {}
    for one in arm.at_once:
        if pieces := list(phrase(keys_of_arm(one))):
            words = _plain(pieces)
            each[words] = _both(each.get(words, []), pieces)
    found: list[Piece] = []
    for pieces in each.values():
        found += [", and at the same time ", *pieces] if found else pieces
    return found


def _start(lead: str, pieces: list[Piece]) -> list[Piece]:
    """Return the beginning of a sentence, which is a capital."""
    first = pieces[0]
    if lead or isinstance(first, Gap | Withheld):
        return [lead, *pieces]
    capital = _capital(first) if isinstance(first, str) else first.put(_capital(first.text))
    return [capital, *pieces[1:]]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plain(pieces: list[Piece]) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def _both(one: list[Piece], other: list[Piece]) -> list[Piece]:
    """Return pieces of the same words, written in the places of both."""
    if not one:
        return other
    if len(one) != len(other):  # the same words, put together in another way
        return one
    return [_joined(first, second) for first, second in zip(one, other, strict=True)]


def _joined(one: Piece, other: Piece) -> Piece:
    if isinstance(one, Said | Gap) and isinstance(other, Said | Gap):
        return replace(one, at=tuple(dict.fromkeys((*one.at, *other.at))))
    return one


def _names(arms: list[Arm]) -> str:
    """Return the names of some groups; of an arm in periods once, where it is true of all of them."""
    whole = {arm.whole.name: arm.whole for arm in arms if all(part in arms for part in arm.whole.parts)}
    names = dict.fromkeys(name_of(whole.get(arm.arm_name, arm)) for arm in arms)
    return " or ".join(names)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
