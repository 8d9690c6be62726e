"""Texts of the file that may show participants their group: by words for groups and shams, and by what differs."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from protocols.document.document import Path
from protocols.methods.group_words import WORDS, sites_of_some
from protocols.methods.groups import in_the_dark
from protocols.methods.keys import keys_of_arm
from protocols.model import Arm, Range, Study
from protocols.model.facts import Fact, unit_of
from protocols.model.paths import INHERITED
from protocols.model.quantity import number as said
from protocols.model.terms import term

Telltale = Callable[[str], str]
"""Takes a text and returns the words in it that may show the group; "" where there are none."""

THERAPY: Final = re.compile(r"t?a?vns|vns|tens|stimulation|patients?|participants?|.{0,2}", re.IGNORECASE)
"""Names of arms that say nothing of a group: they are names of the treatment, or one or two letters."""

LONG: Final = 5
"""Letters of a word of an arm's name from which it is told apart from words of every day."""
EVERYDAY: Final = frozenset(
    {"stimulation", "tavns", "session", "sessions", "weeks", "daily", "therapy", "treatment", "training", "group", "usual",
     "standard", "about", "before", "after", "first", "second", "study", "patients", "people", "minutes", "waiting"}
)  # fmt: skip
"""Words of names that say nothing of a group by themselves."""

IN_WORDS: Final[dict[float, str]] = {
    2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 8: "eight", 10: "ten", 12: "twelve", 15: "fifteen",
    20: "twenty", 30: "thirty", 40: "forty", 45: "forty-five", 60: "sixty", 90: "ninety",
}  # fmt: skip
"""Numbers of minutes, weeks and sessions that people write out."""

LEFT_ASIDE: Final = frozenset(
    {"role", "participants", "conditions", "notes", "description", "rationale", "controls", "delivered"}
)


def telltale(study: Study) -> Telltale:
    """Return what finds words that may show the group; where participants may know it, it finds none."""
    if not in_the_dark(study):
        return lambda _: ""
    sites = (rf"{re.sub('[_ ]', '[ -]?', one)}s?\b" for one in sites_of_some(study))
    differing = sorted({*_names(study), *_values(study), *sites})
    pattern = re.compile(
        "|".join([rf"(?<!\w)(?:{WORDS})(?!\w)", *(rf"(?<![\w.]){one}" for one in differing)]), re.IGNORECASE
    )

    def find(text: str) -> str:
        found = pattern.search(" ".join(text.replace("_", " ").split()))
        return found[0] if found else ""

    return find


def _names(study: Study) -> Iterator[str]:
    # An arm called exercise says nothing where everybody gets exercise.
    also = [(arm.written.co_intervention or "").lower() for arm in study.given.values()]
    for arm in study.arms.values():
        for name in (arm.name, arm.written.label or ""):
            plain = " ".join(re.sub(r"[_-]", " ", name).split())
            if not THERAPY.fullmatch(plain) and not all(plain.lower() in one for one in also):
                yield re.escape(plain).replace(r"\ ", "[ _-]") + r"(?!\w)"
    yield from _own_words(study)


def _own_words(study: Study) -> Iterator[str]:
    """Yield the words of which an arm's name is made, where no other arm's has them: `earlobe` of `earlobe_low`."""
    words = {
        name: {word for word in re.split(r"[_\W]+", name.lower()) if len(word) >= LONG} for name in study.arms
    }
    also = " ".join((arm.written.co_intervention or "").lower() for arm in study.given.values())
    for name, own in words.items():
        shared = {word for other, several in words.items() if other != name for word in several}
        yield from (rf"{re.escape(one)}\b" for one in own - shared - EVERYDAY if one not in also)


def _values(study: Study) -> Iterator[str]:
    """Yield patterns for the numbers and terms on which the arms differ."""
    arms = list(study.given.values())
    said = [_said_in(arm) for arm in arms]
    for key in {key for facts in said for key in facts}:
        meanings = {
            frozenset(fact.meaning for fact in facts.get(key, ()))
            for facts, arm in zip(said, arms, strict=True)
            if _may_have(arm, key)
        }
        if len(meanings) > 1:
            for facts in said:
                for fact in facts.get(key, ()):
                    yield from _patterns(key, fact.value)


def _said_in(arm: Arm) -> dict[Path, list[Fact]]:
    """Return what is said of an arm under each key, in each of its channels."""
    found: dict[Path, list[Fact]] = {}
    for one in arm.at_once:
        for key, fact in keys_of_arm(one).facts.items():
            if _counts(key):
                found.setdefault(key, []).append(fact)
    return found


def _counts(key: Path) -> bool:
    return key[0] not in LEFT_ASIDE and key[-1] not in LEFT_ASIDE and key != ("label",)


def _may_have(arm: Arm, key: Path) -> bool:
    """Say whether it counts that an arm lacks a key: one without stimulation lacks all that is stimulation's."""
    return arm.stimulated or key[0] not in INHERITED


def _patterns(key: Path, value: Any) -> Iterator[str]:
    match value:
        case bool():
            return
        case Range():
            for end in {value.min, value.max} - {None}:
                yield from _patterns(key, end)
        case int() | float():
            whole, point, rest = said(value).partition(".")
            figures = f"{int(whole):,}".replace(",", r"[\s,.]?") + (f"[.,]{rest}" if point else "")
            number = f"(?:{figures}|{IN_WORDS[value]})" if value in IN_WORDS else figures
            # A decimal gives itself away without its unit; 1 and 30 stand in many a text.
            yield rf"{number}\b" if point else number + _unit(unit_of(key))
        case tuple():
            for one in value:
                yield from _patterns(key, one)
        case str():
            yield from _term(str(key[-1]), value)


def _unit(unit: str) -> str:
    """Return a pattern for what people write behind a number: its unit, short or in full."""
    words = {
        "mA": r"m ?a\b|milliamp", "V": r"v(?:olts?)?\b", "Hz": "hz|hertz|pulses|bursts", "µs": "[µμu]s|micro-?sec",
        "s": r"s(?:ec\w*)?\b", "min": "min", "%": "%|per ?cent", "mm²": "mm|square", "": r"(?:sessions?|times|pulses?)\b",
    }  # fmt: skip
    return rf"[-– ]?(?:{words.get(unit, re.escape(unit.removesuffix('s')))})"


def _term(key: str, value: str) -> Iterator[str]:
    """Yield a term as the format, a Methods section and a sheet say it; of a text that is none, the text itself."""
    for words in {value.replace("_", " "), term(key, value), term(key, value, "lay")}:
        plain = " ".join(words.split())
        if len(plain) > 3 and plain not in ("other", "current", "task"):
            yield re.escape(plain).replace(r"\ ", "[ -]")
    if value.endswith("_conchae"):
        yield value.removesuffix("_conchae") + r"\b"
