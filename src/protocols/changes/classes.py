"""Of which classes a change is, by the key that changed."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

from protocols.document.document import Path
from protocols.lib.resources import data
from protocols.model.paths import INHERITED, WITHIN_AN_ARM, inner

DOSE, BLINDING, SAFETY, ADMINISTRATIVE = "dose", "blinding", "safety", "administrative"
CLASSES: Final = (DOSE, BLINDING, SAFETY, "schedule", "population", "outcomes", ADMINISTRATIVE)
"""The classes, the gravest first. Which key is of which: `data/classes.toml`."""

GRAVE: Final = frozenset({DOSE, BLINDING, SAFETY})
"""The classes that a rationale is asked for."""


def classes_of(key: Path) -> tuple[str, ...]:
    """Return of which classes a change under a key is; of a table, those of all that is in it."""
    found: Any = data("classes")
    for part in _unnamed(key):
        if isinstance(found, list):  # the entries of `sources` are of one class, whatever they speak of
            break
        found = found[part]
    return in_order(found if isinstance(found, list) else chain.from_iterable(_leaves(found)))


def classes_of_waiver(rule: str) -> tuple[str, ...]:
    """Return of which classes a waiver of a rule is: those of what the rule is about."""
    return in_order(data("classes")["of_waivers"].get(rule[:3], [ADMINISTRATIVE]))


def in_order(classes: Iterable[str]) -> tuple[str, ...]:
    """Return classes once each, the gravest first; administrative only where there is no other."""
    found = set(classes)
    return tuple(one for one in CLASSES if one in found and (one != ADMINISTRATIVE or len(found) == 1))


def _unnamed(key: Path) -> Iterator[str]:
    """Yield the steps of a key but for the names of arms and outcomes, and the numbers of entries."""
    of_arm = inner(key)
    if of_arm and of_arm[0] in INHERITED:
        key = of_arm
    elif key[2:3] and key[2] in WITHIN_AN_ARM:
        key = key[2:]
    for number, part in enumerate(key):
        if isinstance(part, str) and not (number == 1 and key[0] in ("arms", "outcomes", *WITHIN_AN_ARM)):
            yield part


def _leaves(table: Mapping[str, Any]) -> Iterator[list[str]]:
    for value in table.values():
        if isinstance(value, list):
            yield value
        else:
            yield from _leaves(value)
