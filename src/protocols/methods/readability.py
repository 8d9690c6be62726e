"""How hard a text is to read: the grade of Flesch and Kincaid, the years at school after which it is understood.

The formula: Kincaid, Fishburne, Rogers and Chissom 1975, Derivation of new readability formulas for Navy enlisted personnel
(Research Branch Report 8-75). Syllables are counted by their vowels, as programs do that have no dictionary. What a list
holds counts as sentences of its own, as it would under bullets.
"""

import re
from typing import Final

HARDEST: Final = 9
"""The grade that an information sheet should not exceed: pupils in it are 14 to 15 years old."""
_SENTENCE: Final = re.compile(r"[.!?;]+(?:\s|$)|\n+")
_WORD: Final = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’][a-z]+)?")
_VOWELS: Final = re.compile(r"[aeiouyà-ÿ]+")
_SILENT: Final = re.compile(r"(?:[^aeiouyl]e|[^aeiouytd]ed|[^aeiouycgsxz]es)$")


def grade(text: str) -> float:
    """Return the grade of a text: 0.39 × words a sentence + 11.8 × syllables a word − 15.59; 0 for a text without words."""
    words = _WORD.findall(text)
    sentences = [one for one in _SENTENCE.split(text) if _WORD.search(one)]
    if not words:
        return 0.0
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59


def syllables(word: str) -> int:
    """Return how many syllables a word has, at least one; a silent e at its end is none."""
    low = word.lower()
    found = len(_VOWELS.findall(low))
    return max(1, found - 1 if _SILENT.search(low) else found)
