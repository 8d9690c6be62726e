"""Texts that are no answer: fillers, such as `tbd`, and those that only say that there is nothing."""

import re
from functools import cache, lru_cache
from typing import Any, Final

from protocols.lib.resources import data

LONGEST: Final = 100
"""Letters of a text that may be a filler; what is longer says something."""
LABEL: Final = 4
"""Words before `tbd` or `to be decided` that may only name what is put off, as in `ECG: tbd`."""

TEXTS: Final = 1024
"""Texts that are remembered: all terms, and those of the files looked at last."""

WORD: Final = re.compile(r"[^\W_]+")
AS_A_WORD: Final = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else ord(" ") for code in range(256)
)
"""Each sign of ASCII as a word has it: a letter in lower case, a digit; a space for all that parts words."""


def words_in(text: str) -> list[str]:
    """Return the words of a text in lower case, without punctuation."""
    if text.isascii():  # as most are; a table of bytes takes a quarter of the pattern's time
        return text.encode().translate(AS_A_WORD).decode().split()
    return WORD.findall(text.lower())


def levelled(text: str) -> str:
    """Return a text in lower case with single spaces and no punctuation."""
    return " ".join(words_in(text))


def _as_one(said: str) -> str:
    """Return letters that stand alone, as in T.B.D., as one word."""
    return re.sub(r"\b(\w) (?=\w\b)", r"\1", said)


@lru_cache(maxsize=TEXTS)
def is_filler(text: str, *, short: bool = False) -> bool:
    """Say whether a text stands where an answer is to come, such as `tbd`; short lets a letter alone be a name."""
    said = _as_one(levelled(text[: LONGEST + 1]))
    if not said or (len(said) == 1 and said.isalpha() and not short):
        return True
    fillers = data("fillers")
    if any(said == one or said.startswith(f"{one} ") for one in fillers["openings"]):
        return True
    if len(text) > LONGEST:
        return False
    return said in _words("words") or is_put_off(said) or points_elsewhere(said) or _expects_nothing(said)


@lru_cache(maxsize=TEXTS)
def is_put_off(text: str) -> bool:
    """Say whether a text only puts the answer off, such as `to be specified by the board` or `ECG: tbd`."""
    said = _as_one(levelled(text))
    if _only_puts_off(said):
        return True
    words = said.split()
    return any(_names_and_puts_off(words, length) for length in range(1, min(LABEL, len(words) - 1) + 1))


def _only_puts_off(said: str) -> bool:
    if _any_of("answers").search(said):
        return False
    rest, marks = _any_of("marks").subn(" ", said)
    rest, settled = _any_of("settled").subn(" ", rest)
    words = set(rest.split())
    off = _words("put_off", "off")
    return bool(marks or (settled and words & off)) and words <= _words("put_off", "besides") | off


def _names_and_puts_off(words: list[str], length: int) -> bool:
    """Say whether the first words name something, and the others put it off."""
    rest = words[length:]
    if rest[0] in data("fillers")["openings"]:
        return _only_puts_off(" ".join(rest))
    begins = rest[0] in _words("put_off", "off") and len(rest) > 1
    surely = not _words("put_off", "measured") & set(rest) or bool(_words("put_off", "later") & set(rest))
    return (
        begins and surely and not _any_of("marks").search(" ".join(rest)) and _only_puts_off(" ".join(rest))
    )


@lru_cache(maxsize=TEXTS)
def points_elsewhere(text: str) -> bool:
    """Say whether a text only points at the protocol or at a document it does not name: `see protocol`."""
    found = _any_of("at", "points").match(said := levelled(text))
    return (
        found is not None
        and set(said[found.end() :].split()) <= _words("points", "what")
        and said != found[0]
    )


def _expects_nothing(said: str) -> bool:
    """Say whether a text says that nothing is to be expected, such as `no adverse events are expected`."""
    words, nothing = set(said.split()), _words("nothing", "no")
    return bool(words & nothing) and words <= nothing | _words("nothing", "what") | _words(
        "nothing", "expected"
    )


@lru_cache(maxsize=TEXTS)
def says_none(text: str) -> bool:
    """Say whether a text only says that there is nothing, such as `none` or `no cardiac monitoring`."""
    said, no = levelled(text[: 4 * LONGEST]), _words("nothing", "no")
    said = _any_of("why", "nothing").split(said, maxsplit=1)[0].strip()
    if len(said) > LONGEST:
        return False
    words = set(said.split())
    return said in _words("nothing", "none") or (bool(words & no) and words <= no | _words("nothing", "what"))


@cache
def _words(*keys: str) -> frozenset[str]:
    """Return the words of a list of data/fillers.toml."""
    found: Any = data("fillers")
    for key in keys:
        found = found[key]
    return frozenset(found)


@cache
def _any_of(key: str, table: str = "put_off") -> re.Pattern[str]:
    """Return a pattern for any of the phrases of a list, the longest first."""
    phrases = sorted(_words(table, key), key=lambda one: (-len(one), one))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b")


@cache
def _beginnings() -> frozenset[str]:
    """Return the words with which a text begins that is a filler as a whole, or points elsewhere."""
    texts = (*_words("words"), *_words("openings"), *_words("points", "at"), *_words("nothing", "none"))
    return frozenset(text.split()[0] for text in texts)


@cache
def _signs() -> frozenset[str]:
    """Return words of which every other text that is no answer has one."""
    texts = (*_words("put_off", "marks"), *_words("put_off", "settled"), *_words("nothing", "no"))
    return frozenset(text.split()[0] for text in texts)


@lru_cache(maxsize=TEXTS)  # a text is asked for by several rules
def may_be_none(text: str) -> bool:
    """Say whether a text may be no answer, by its words alone: hardly any is, and the rest need no closer look."""
    words = words_in(text[: 4 * LONGEST])
    if not words or words[0] in _beginnings() or not _signs().isdisjoint(words):
        return True
    return 1 in map(len, words)  # letters apart may be one word: t. b. d.


@lru_cache(maxsize=TEXTS)  # most texts are terms, such as a side
def is_answer(key: tuple[str, ...], text: str) -> bool:
    """Say whether a text answers what its key asks for. An arm's own key is given as the arm has it, `("label",)`."""
    if not may_be_none(text):
        return True
    dotted, written = ".".join(key), data("fillers")
    if says_none(text):
        return dotted in written["none_is_an_answer"]
    return not is_filler(text, short=dotted in written["short"]["keys"])
