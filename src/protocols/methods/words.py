"""Numbers, terms and keys in words, for texts that people read. The words for terms: `data/words.toml`."""

import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from protocols.document.document import Path
from protocols.lib.resources import data
from protocols.model import Range, high, low, quantity
from protocols.model.facts import none_of, unit_of
from protocols.model.paths import table_at
from protocols.model.quantity import TYPOGRAPHIC, Notation, show
from protocols.model.terms import term

SMALL: Final = {1.0: "once", 2.0: "twice"}
THEMSELVES: Final = re.compile(
    r"(?:the )?(?:participant|patient|subject|volunteer)s?(?: (?:themselves|themself|himself|herself|alone))?|"
    r"self[- ]?(?:administered|administration|applied|application)?|"
    r"(?:self-)?(?:administered|applied) by the (?:participant|patient|subject)s?(?: themselves)?",
    re.IGNORECASE,
)
"""Who gives the stimulation, where participants do it themselves."""


def by_themselves(text: str) -> str | None:
    """Return what a text adds to participants giving the stimulation themselves: `, under supervision`; None where they do not."""
    who, comma, more = text.partition(",")
    return comma + more if THEMSELVES.fullmatch(who.strip()) else None


NOUN: Final = re.compile(
    r"(?!(?:an?|the|its?|his|her|their|one|some|is|held|self|\w+ed)\b)[a-z]+(?:[- ][a-z]+){0,2}"
)
PEOPLE: Final = re.compile(
    r"(?:(?!(?:in|of|with|after|without|from|among|by)\b)[\w-]+ ){0,3}"
    r"(?:volunteer|person|adult|patient|subject|participant|individual|student|athlete|adolescent|survivor|smoker)s\b|"
    r"(?:(?:healthy|older|young|younger|elderly|pregnant) )*(?:people|women|men|children|adults)\b|healthy$",
    re.IGNORECASE,
)
"""A text that begins with those who take part, before anything they have."""
JOINING: Final = frozenset({"and", "as", "at", "by", "from", "in", "of", "on", "or", "to", "with"})
MORE: Final = re.compile(r" (?:with|on|in|for) ")
UNCOUNTED: Final = ("gel", "personnel", "staff", "tape")


class Tense(NamedTuple):
    """How verbs stand: in the past for a record of what was done, in the future for a plan.

    periods: of what the course that is told is, where it is of a period: ` in each period` of a crossover.
    """

    past: bool
    periods: str = ""

    @property
    def be(self) -> str:
        """Was, or will be."""
        return "was" if self.past else "will be"

    @property
    def were(self) -> str:
        """Were, or will be."""
        return "were" if self.past else "will be"

    def will(self, past: str, plain: str) -> str:
        """Return a verb in the past, or its plain form behind will."""
        return past if self.past else f"will {plain}"


def amount(value: float | Range, unit: str = "") -> str:
    """Return a number or a range with its unit: `250 µs`, `200–250 µs`, `at least 60 min`, `at most 10 kΩ`."""
    return show(value, unit, TYPOGRAPHIC)


def counted(value: float | Range, noun: str) -> str:
    """Return a number of things: `1 week`, `4 weeks`, `2–3 days`."""
    return quantity.counted(value, noun, TYPOGRAPHIC)


def times(value: float | Range) -> str:
    """Return how often: `once`, `at most twice`, `4 times`, `2–3 times`."""
    ends = low(value), high(value)
    if len({*ends} - {None}) == 1 and {*ends} - {None} <= SMALL.keys():
        least, most = (None if end is None else SMALL[end] for end in ends)
        return quantity.between(least, most)
    return f"{amount(value)} times"


def names_people(text: str) -> bool:
    """Say whether a text names people and no condition, such as `healthy volunteers`."""
    return PEOPLE.match(text) is not None


def with_article(text: str) -> str:
    """Return a noun of a few words with its article, `an ear clip`; any other text as it is."""
    thing = MORE.split(text, maxsplit=1)[0]  # of `ear bud with two contacts`, the ear bud
    if not NOUN.fullmatch(thing) or set(thing.split()) & JOINING:
        return text
    if thing.endswith(("s", "ed", "ly", "ing", *UNCOUNTED)):
        return text
    return f"{'an' if text[0] in 'aeio' else 'a'} {text}"


def enumerated(several: Iterable[str], last: str = " and ", between: str = ", ") -> str:
    """Return words as `a`, `a and b`, or `a, b and c`."""
    words = list(several)
    return last.join([between.join(words[:-1]), words[-1]] if len(words) > 1 else words)


def called(key: Path) -> str:
    """Return what a key stands for in words, such as pulse width; key as in the shared tables, or an arm's own."""
    dotted = ".".join(str(part) for part in key)
    if dotted in data("words")["keys"]:
        return str(data("words")["keys"][dotted])
    for parents in ((), ("arms", "NAME"), ("outcomes", "NAME"), ("periods", "NAME")):
        table = table_at((*parents, *key[:-1]))
        field = table.known_keys.get(str(key[-1])) if table else None
        if field is not None:
            title = field.title or str(key[-1])
            return title if title[1:2].isupper() else title[:1].lower() + title[1:]
    return str(key[-1]).replace("_", " ")


def asked(key: Path) -> str:
    """Return what is asked for where nothing is said of a key."""
    return str(data("words")["gaps"].get(".".join(str(part) for part in key)) or called(key))


def plainly(key: Path, value: Any, style: str = "paper", notation: Notation = TYPOGRAPHIC) -> str:
    """Return a value in words: a number with the unit of its key, a term as a style says it, a text on one line."""
    if none := none_of(key, value):
        return none
    match value:
        case bool():
            return "yes" if value else "no"
        case float() | int() | Range():
            return show(value, _unit(key), notation)
        case tuple():
            return "; ".join(plainly(key, one, style, notation) for one in value) or "none"
    return term(str(key[-1]), str(value), style)


def _unit(key: Path) -> str:
    return (
        unit_of(key)
        or unit_of(("arms", "NAME", *key))
        or unit_of(("outcomes", "NAME", *key))
        or unit_of(("periods", "NAME", *key))
    )
