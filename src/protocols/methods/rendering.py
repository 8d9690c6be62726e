"""Sentences as text: their pieces, the numbers of their sources, and the full stop."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from protocols.methods.pieces import Numbers, Said, Sentence, no_numbers

ENDS: Final = (".", "!", "?", "…")


def in_words(one: Sentence, numbered: Numbers = no_numbers, *, stop: bool = True) -> str:
    """Return a sentence with the numbers of its sources and, but for a heading, its full stop."""
    numbers = [numbered(piece) if isinstance(piece, Said) else () for piece in one.pieces]
    values = [
        n
        for n, piece in enumerate(one.pieces)
        if isinstance(piece, Said) and not (piece.name and not numbers[n])
    ]
    in_rows = all(numbers[n] for n in values)
    following = dict(pairwise(values))
    words = ""
    for n, piece in enumerate(one.pieces):
        words += piece if isinstance(piece, str) else piece.text
        same = in_rows and n in following and numbers[following[n]] == numbers[n]
        if numbers[n] and not same:
            last = n == len(one.pieces) - 1
            words = words.removesuffix(".") if last else words  # the stop goes behind the number
            words += f" [{', '.join(str(number) for number in numbers[n])}]"
    return words if words.endswith(ENDS) or not stop else f"{words}."


def of_sentences(several: Iterable[Sentence], numbered: Numbers = no_numbers) -> str:
    """Return sentences as one text."""
    return " ".join(in_words(one, numbered) for one in several)
