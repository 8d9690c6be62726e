"""Which of the words that a key takes was meant: a term, a site, or a name of the author's own."""

import re

from protocols.lib.spelling import level
from protocols.model.terms import is_doubtful, term_of
from protocols.model.values import Fault
from protocols.rules.alike import LIKENESS, nearest_word

NAMES = 0.6  # names of arms and presets are the author's own words, which tell nothing of units or ends


def choice_help(word: str, words: list[str]) -> str:
    """Suggest the nearest word, or name them all."""
    near = nearest_word(word, words, NAMES)
    return f"did you mean {near}?" if near else f"there are: {', '.join(words)}"


def terms_of(fault: Fault) -> list[str]:
    """Return the terms that may stand where the fault is."""
    return list(fault.context.get("terms", ()))


def term_help(name: str, value: str, terms: list[str]) -> str:
    """Suggest the term for a synonym or a misspelling, or name them all."""
    term = term_of(name, value, terms)
    if term and name == "condition" and is_doubtful(name, value):
        return f'write "{term}" if that is meant; otherwise name the condition more fully than "{value}"'
    if term:
        return f'write: "{term}"'
    # Sites are short words that look alike: a wrong guess (vagus, tragus) would be a wrong site.
    near = nearest_word(value, terms, 0.8 if name == "sites" else LIKENESS)
    return f'did you mean "{near}"?' if near else f"terms: {', '.join(terms)}"


def site_help(value: str, name: str, terms: list[str]) -> str:
    """Suggest the term for a site; a side or a word for the whole ear is told apart."""
    levelled = level(value)
    bare = re.sub(r"^(left|right|bilateral|both)_|_(left|right)$", "", levelled)
    side = "; the side stands in side" if bare != levelled and name == "sites" else ""
    if bare in ("auricle", "ear", "outer_ear", "pinna", "auricular"):
        return f"the {bare.replace('_', ' ')} is no site: it holds the vagal concha and the non-vagal helix alike; name the part{side}"
    return term_help("sites", bare, terms) + side
