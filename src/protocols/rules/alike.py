"""The word that is spelled most alike, where nothing in it speaks for another unit, another end, or the opposite."""

from collections.abc import Callable, Collection
from difflib import SequenceMatcher
from typing import Final

from protocols.document.document import Path
from protocols.lib.spelling import level, meant_key
from protocols.lib.units import SIGNS, spelled, unit_of
from protocols.model.kinds import agree

LIKENESS: Final = 0.72
"""How much of two words has to be alike (2 × the letters in common / all letters) before one is suggested."""
PER: Final = ("per", "_a")
"""What a word ends with before a day or a week that is no unit: sessions per day."""
MISSPELT: Final = 0.8
"""How much of a telling word has to be alike."""
LONGEST: Final = 64
"""Letters of a word that may be a misspelt key; what is longer is none, and slow to compare."""
TELLING: Final = frozenset({
    "day", "hour", "month", "second", "session", "treatment", "week", "year",
    "age", "max", "mean", "min", "offset", "range", "sd", "start", "step", "total",
    "after", "before", "off", "on",
    "anode", "cathode", "return",
    "exclusion", "inclusion",
    "above", "below", "left", "right", "inner", "outer", "anterior", "posterior", "front", "nape",
    "no", "non", "not", "without",
    "monophasic", "biphasic", "triphasic", "symmetric", "asymmetric",
})  # fmt: skip
"""Words that make another thing of what they stand beside: a word that has one is no misspelling of one without it."""


def nearest_key(name: str, parents: Path, keys: Collection[str], value: object) -> str:
    """Return the key of a table that an unknown one is spelled most like, of the same unit and kind; "" for none."""
    if len(name) > LONGEST:
        return ""
    found = [key for key in keys if _same_unit(name, key) and agree((*parents, key), value)]
    return nearest_word(_stem(name), found, LIKENESS, bare=_stem)


def same_word(name: str, keys: Collection[str], parents: Path, value: object) -> str:
    """Return the key of a table that is the same but for signs between words, an s at an end, or one slip; "" for none.

    It is looked for before a key of another table that has this very name: `materials` beside `geometry` is `material`.
    """
    bare = _bare(name)
    slip = meant_key(name, keys)
    found = [key for key in keys if key == slip or (bare and _bare(key) == bare)]
    return found[0] if len(found) == 1 and agree((*parents, found[0]), value) else ""


def _bare(name: str) -> str:
    """Return the letters of a name, each word without the s of its plural."""
    words = level(name).split("_")
    return "".join(word.removesuffix("s") if len(word) > 1 else word for word in words)


def nearest_word(
    word: str, words: Collection[str], likeness: float = LIKENESS, bare: Callable[[str], str] = level
) -> str:
    """Return the word that another is spelled most like, and that none of the telling words sets apart; "" for none."""
    if len(word) > LONGEST:
        return ""
    said = level(word)
    parts = said.split("_")
    matcher = SequenceMatcher(b=said, autojunk=False)
    best, found = likeness, ""
    for one in words:
        other = bare(one)
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue
        if (ratio := matcher.ratio()) >= best and not _set_apart(parts, other.split("_")):
            best, found = ratio, one
    return found


def _set_apart(words: list[str], others: list[str]) -> bool:
    """Say whether one of the two holds a telling word that the other has not, not even misspelt."""
    return any(not _has(word, others) for word in words) or any(not _has(word, words) for word in others)


def _has(word: str, others: list[str]) -> bool:
    """Say whether a word tells nothing, or stands among others: as it is, in the plural, or misspelt as no other word."""
    told = word.removesuffix("s")
    if not TELLING & {word, told}:
        return True
    plain = [other for other in others if not TELLING & {other, other.removesuffix("s")}]
    return told in [other.removesuffix("s") for other in others] or any(
        SequenceMatcher(None, one, other, autojunk=False).ratio() >= MISSPELT
        for one in {word, told}
        for other in plain
    )


def _same_unit(name: str, key: str) -> bool:
    unit = _unit(name)
    return not unit or unit == _unit(key)


def _unit(name: str) -> str:
    """Return the unit in which a name is, at its end or as the whole of it; what is counted per day is in no unit."""
    before, _, last = level(name).rpartition("_")
    if before.endswith(PER) or not (spelled(last) in SIGNS or last == "percent"):
        return ""
    return spelled(last)


def _stem(name: str) -> str:
    """Return a name without its unit; a name that is a unit stays whole."""
    stem = level(name).rpartition("_")[0]
    return stem if stem and (_unit(name) or unit_of(name)) else level(name)
