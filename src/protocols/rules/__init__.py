"""The rule book: every rule by its code, from the families listed here."""

from types import ModuleType
from typing import Final

from protocols.rule import Rule
from protocols.rules import (
    arithmetic,
    blinding,
    design,
    document,
    internal,
    literature,
    safety,
    sham,
    shape,
    sources,
    timing,
    waivers,
)

FAMILIES: Final[tuple[ModuleType, ...]] = (
    document,
    shape,
    internal,
    timing,
    arithmetic,
    design,
    sham,
    blinding,
    safety,
    literature,
    waivers,
    sources,
)
NAMES: Final[dict[str, str]] = {
    "TOM": "the document",
    "KEY": "the shape of the file",
    "TIM": "arithmetic inside the file",
    "DSN": "design",
    "SHM": "sham and blinding",
    "SAF": "participants",
    "LIT": "against the literature",
    "WAI": "waivers",
    "SRC": "sources",
    "INT": "the tool itself",
}


def _collect() -> dict[str, Rule]:
    found = [value for family in FAMILIES for value in vars(family).values() if isinstance(value, Rule)]
    order = list(NAMES)
    rules: dict[str, Rule] = {}
    for rule in sorted(found, key=lambda rule: (order.index(rule.family), rule.code)):
        if rules.setdefault(rule.code, rule) is not rule:
            raise ValueError(f"two rules have the code {rule.code}")
    return rules


RULES: Final = _collect()
STUDY_RULES: Final = tuple(
    value
    for family in (timing, arithmetic, design, sham, blinding, safety, literature, sources)
    for value in vars(family).values()
    if isinstance(value, Rule)
)


def find(word: str) -> Rule | None:
    """Return a rule by its code, in any case, or by its name."""
    by_name = {rule.name: rule for rule in RULES.values()}
    return RULES.get(word.upper()) or by_name.get(word.lower().replace("_", "-"))
