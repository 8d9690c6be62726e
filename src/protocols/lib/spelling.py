"""What a misspelt key was meant to be, where that is beyond doubt."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache
from itertools import takewhile
from typing import Final

from protocols.lib.units import spelled, unit_of

# English words a slip away from a word in a key (by the SCOWL word lists): whoever writes one may mean it.
WORDS: Final = frozenset({
    "binding", "blending", "blinking", "chances", "chancels", "change", "charges", "clams", "clovers",
    "coders", "cofounders", "comers", "competed", "contract", "currant", "daring", "deign", "derail",
    "empires", "fallow", "fellow", "filed", "gaming", "gaping", "gatling", "gazing", "grating", "maternal",
    "paints", "pints", "pluses", "prints", "purses", "revolution", "seating", "settling", "shopping",
    "simple", "simulation", "sitting", "slopping", "stepping", "stipulation", "stomping", "stooping",
    "stratus", "trailing", "unbinding", "waiters", "wavers",
})  # fmt: skip


def level(word: str) -> str:
    """Return a word as the format spells words: small letters, and _ for spaces, hyphens and slashes."""
    return re.sub(r"[\s\-/]+", "_", word.strip().lower())


def near_code(word: str, codes: Collection[str]) -> str:
    """Return the code of a rule that is spelled most like a word, or "": DSN06 lacks a zero, whatever else is near."""
    code = re.sub(r"(?<=[A-Z])0*([1-9]\d?)$", lambda found: found[1].zfill(3), word.upper(), flags=re.ASCII)
    return code if code in codes else next(iter(get_close_matches(word.upper(), list(codes), n=1)), "")


def meant_key(name: str, keys: Collection[str], elsewhere: Collection[str] = ()) -> str:
    """Return the key of a table that a name was meant to be; "" where there is any doubt.

    It is the same but for capitals, spaces, hyphens and underscores, or one slip away in one of its longer words. A slip
    is no doubtless one where a word of its own results, where the unit is concerned (ns is not µs), or where another
    key is as near, also one that only other tables have (elsewhere).
    """
    if not name.isascii() or "/" in name or name in elsewhere:
        return ""
    name = level(name)
    same = [key for key in keys if name == key or _is_joined(name, key)]
    if same:
        return same[0] if len(same) == 1 else ""
    near = {key for key in (*keys, *elsewhere) if _is_slip(name, key)}
    return near.pop() if len(near) == 1 and near <= set(keys) else ""


def _is_joined(name: str, key: str) -> bool:
    """Say whether a name is a longer key without its underscores, as in `pulseWidthUs`."""
    return len(key) > 6 and name.replace("_", "") == key.replace("_", "")


@lru_cache(maxsize=8192)  # of an unknown name several ask, for all keys; in an editor at each keystroke
def _is_slip(name: str, key: str) -> bool:
    unit, words, right = unit_of(key), name.split("_"), key.split("_")
    if unit and spelled(words[-1]) == unit:
        words, right = words[:-1], right[:-1]
    differing = [pair for pair in zip(words, right, strict=False) if pair[0] != pair[1]]
    return len(words) == len(right) and len(differing) == 1 and _is_slip_in_word(*differing[0], unit)


def _is_slip_in_word(word: str, right: str, unit: str) -> bool:
    """Say whether two neighbours are exchanged, or one letter in the middle is too many, lacking, or another."""
    if word in WORDS or right == unit or word[:1] != right[0]:
        return False
    start = _alike(word, right)
    rest, right_rest = word[start:], right[start:]
    end = _alike(rest[::-1], right_rest[::-1])
    wrong, left_out = rest[: len(rest) - end], right_rest[: len(right_rest) - end]
    if len(wrong) == 2 and wrong == left_out[::-1]:
        return len(right) >= 5
    # Short words are soon another word (stop, step), and at its end a word is bent (manufactured).
    return len(right) >= 6 and end >= 2 and len(wrong) <= 1 and len(left_out) <= 1


def _alike(one: str, other: str) -> int:
    """Return how many letters two words have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
