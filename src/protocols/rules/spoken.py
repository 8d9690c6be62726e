"""What a free text says of a thing: that it is excluded, or what is done about it; by the words of data/exclusions.toml.

A text is read no further than this: where it may say it, it is asked about; where it only denies or allows, it says nothing.
"""

import re
from functools import cache
from typing import Final

from protocols.lib.fillers import is_put_off, levelled
from protocols.lib.resources import data

CLAUSES: Final = re.compile(r"[.;\n]|\bbut\b(?! not)")
"""Where something else begins to be said; a comma may stand before a condition."""


def may_say(text: str, about: str) -> bool:
    """Say whether a free text speaks of a thing, whatever it says of it."""
    return _of(about).search(_like(levelled(text), about)) is not None


def may_exclude(text: str, about: str) -> bool:
    """Say whether a criterion may exclude a thing: it names it, and neither denies nor allows it."""
    clauses = [_like(levelled(clause), about) for clause in re.split(r"[,;.\n]", text)]
    spoken = [n for n, clause in enumerate(clauses) if _of(about).search(clause)]
    return any(_excludes(clauses[n], about) and not _allowed_by(clauses[n + 1 : n + 2]) for n in spoken)


def _excludes(clause: str, about: str) -> bool:
    clause = _any_of("said", "doubt").sub(" ", clause)
    clause = re.split(rf"\b{_group('said', 'apart')}\b", clause, maxsplit=1)[0]
    if re.search(
        rf"\b{_group('said', 'no')} (?:\w+ )?(?:an? |any |the |as )?{_group('said', 'barred')}", clause
    ):
        return False
    if allowed := _any_of("said", "allowed").search(clause):
        # "No implants are allowed" bars them.
        return _any_of("said", "not_allowed").search(clause[: allowed.start()]) is not None
    return _of(about).search(_denied(about).sub(" ", clause)) is not None


def _allowed_by(behind: list[str]) -> bool:
    """Say whether what stands behind a comma only allows what was named before: "pacemaker, is allowed"."""
    short = behind and len(behind[0].split()) <= 4 and _any_of("said", "allowed").search(behind[0])
    return bool(short) and not _any_of("said", "not_allowed").search(behind[0])


@cache
def _denied(about: str) -> re.Pattern[str]:
    """Return a pattern for a thing that is denied, and for others joined to it: "no pacemaker or defibrillator"."""
    thing, between = rf"(?:{_of(about).pattern})", rf"(?:{_group('said', 'between')} )*"
    needs = rf"(?! {_group('said', 'needs')})"
    also = rf"(?: (?:or|nor|and) {between}{thing})*"
    return re.compile(rf"\b{_group('said', 'no')} {between}{thing}{needs}{also}")


def deals_with(text: str, about: str, key: str) -> bool:
    """Say whether a text under a key of harms says what is done about a thing; to name it may be enough by its key."""
    return any(
        may_say(clause, about) and not is_put_off(clause) and _is_done(clause, key)
        for clause in CLAUSES.split(text)
    )


def _is_done(clause: str, key: str) -> bool:
    no, left_out = _group("said", "no"), _group("done", "left_out")
    said = levelled(clause)
    if re.search(rf"\b{no} (?:\w+ ){{0,4}}{left_out}", said):
        return not _any_of("done", "expected").search(said)
    expected, denied = _any_of("done", "expected"), _any_of("said", "no")
    pieces = [levelled(piece) for piece in clause.split(",")]
    pieces = [piece for piece in pieces if not (expected.search(piece) and denied.search(piece))]
    negated = re.compile(
        rf"\b{no} (?:\w+ ){{0,2}}{_group('done', 'words')}"
        rf"|{_group('done', 'words')} (?:\w+ ){{0,2}}{_group('done', 'undone')}"
    )
    done = " ".join(negated.sub(" ", piece) for piece in pieces)
    if _any_of("done", "words").search(done):
        return True
    named = key in data("exclusions")["done"]["keys"]
    return named and not denied.search(said) and not _any_of("said", "allowed").search(said)


@cache
def _of(about: str) -> re.Pattern[str]:
    """Return a pattern for the words that speak of a thing."""
    return _any_of(about, "words")


def _like(said: str, about: str) -> str:
    """Return a levelled text without the phrases that speak of something else."""
    return _any_of(about, "unlike").sub(" ", said) if "unlike" in data("exclusions")[about] else said


@cache
def _any_of(table: str, key: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_group(table, key)}")


@cache
def _group(table: str, key: str) -> str:
    """Return a pattern for any phrase of a list; one that ends in * is the beginning of a word."""
    phrases = sorted(data("exclusions")[table][key], key=lambda one: (-len(one), one))
    return "(?:" + "|".join(map(_pattern, phrases)) + ")"


def _pattern(word: str) -> str:
    return re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else r"\b")
