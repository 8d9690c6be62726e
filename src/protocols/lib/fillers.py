"""Texts that are no answer: fillers, such as `tbd`, and those that only say that there is nothing."""

import re
from functools import lru_cache
from typing import Final

from protocols.lib.resources import data

LONGEST: Final = 60
"""Letters of a text that may be a filler; what is longer says something."""


def levelled(text: str) -> str:
    """Return a text in lower case with single spaces and no punctuation."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _as_one(said: str) -> str:
    """Return letters that stand alone, as in T.B.D., as one word."""
    words = said.split()
    return "".join(words) if len(words) > 1 and all(len(word) == 1 for word in words) else said


@lru_cache(maxsize=4096)
def is_filler(text: str, *, short: bool = False) -> bool:
    """Say whether a text stands where an answer is to come, such as `tbd`; short lets a letter alone be a name."""
    said = _as_one(levelled(text[: LONGEST + 1]))
    if not said or (len(said) == 1 and said.isalpha() and not short):
        return True
    fillers = data("fillers")
    if any(said == one or said.startswith(f"{one} ") for one in fillers["openings"]):
        return True
    return len(text) <= LONGEST and said in fillers["words"]


@lru_cache(maxsize=4096)
def says_none(text: str) -> bool:
    """Say whether a text only says that there is nothing, such as `none` or `no cardiac monitoring`."""
    if len(text) > LONGEST:
        return False
    said, words = levelled(text), data("fillers")["nothing"]
    first, *others = said.split() or [""]
    return said in words["none"] or (first in words["no"] and all(one in words["what"] for one in others))


FIRST_WORD: Final = re.compile(r"[\W_]*([^\W_]+)")


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """Return the words with which a text begins that is no answer, or that only says that there is nothing."""
    written = data("fillers")
    nothing = written["nothing"]
    texts = (*written["words"], *written["openings"], *nothing["none"], *nothing["no"])
    return frozenset(text.split()[0] for text in texts)


def _may_be_none(text: str) -> bool:
    """Say whether a text may be no answer, by its first word alone: hardly any is, and the rest need no closer look."""
    found = FIRST_WORD.match(text)
    return found is None or len(found[1]) == 1 or found[1].lower() in _first_words()


def is_answer(key: tuple[str, ...], text: str) -> bool:
    """Say whether a text answers what its key asks for. An arm's own key is given as the arm has it, `("label",)`."""
    if not _may_be_none(text):
        return True
    dotted, written = ".".join(key), data("fillers")
    if says_none(text):
        return dotted in written["none_is_an_answer"]
    return not is_filler(text, short=dotted in written["short"]["keys"])
