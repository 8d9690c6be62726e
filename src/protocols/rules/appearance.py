"""SHM, sixth part: arms that participants can tell apart by what they see and feel of the device and its electrodes."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

from protocols.document.document import Path
from protocols.evidence.devices import find, folded
from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.lib.fillers import is_answer, levelled
from protocols.lib.references import cite
from protocols.lib.resources import data
from protocols.model import Arm, Range, Study
from protocols.model.quantity import show
from protocols.rules.procedure import pairs

SMALL_WORDS: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "of",
        "on",
        "one",
        "or",
        "the",
        "to",
        "with",
    ]
)
ALIKE: Final = re.compile(
    r"(?<!not )(?<!not the )\b(?:identical|indistinguishable|look[\s-]?alike|same|matched)\b", re.IGNORECASE
)
"""Words of a text that says itself that what it names looks like the other."""
BY_METHOD: Final = {"non_conducting_electrode": frozenset({"material", "contact_area_mm2"})}
"""What a method says must differ."""


class Feature(NamedTuple):
    """Something to be seen or felt: its key, what it is called, and whether two arms' values of it differ."""

    key: tuple[str, str]
    called: str
    differ: Callable[[str, str], bool]

    def said(self, arm: Arm) -> str | Range | float | None:
        """Return what an arm says of it; None where it says nothing."""
        found: str | Range | float | None = getattr(getattr(arm, self.key[0]), self.key[1])
        if isinstance(found, str) and not is_answer(self.key, found):
            return None
        return found


def _other_device(one: str, other: str) -> bool:
    known = find(one), find(other)
    return (
        known[0] is not known[1]
        if None not in known
        else _other_words(folded_words(one), folded_words(other))
    )


def folded_words(text: str) -> frozenset[str]:
    """Return the words of a name that tell it from others."""
    return frozenset(levelled(text).split()) - SMALL_WORDS or frozenset({folded(text)})


def _other_text(one: str, other: str) -> bool:
    return _other_words(folded_words(one) - _places(), folded_words(other) - _places())


def _other_words(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two texts name different things: not where one says no more than part of the other."""
    return bool(one and other) and not (one <= other or other <= one)


@cache
def _places() -> frozenset[str]:
    """Return the words for parts of the ear: that a sham lies elsewhere is its method, and no difference of its look."""
    sites = data("terms")["sites"]
    return frozenset(
        word for term, words in sites.items() for one in (term, *words) for word in one.split("_")
    )


FEATURES: Final = (
    Feature(("device", "model"), "device", _other_device),
    Feature(("electrode", "geometry"), "electrodes", _other_text),
    Feature(("electrode", "placement"), "way of holding the electrodes", _other_text),
    Feature(("electrode", "material"), "material of the electrodes", _other_text),
    Feature(("electrode", "contact_area_mm2"), "contact area", str.__ne__),
    Feature(("electrode", "preparation"), "preparation of the skin", _other_text),
)


@rule(
    "SHM018",
    Severity.WARNING,
    cite("spirit-2025", "item 24b: similarity of the interventions"),
    if_written=("blinding",),
)
def blinded_though_the_device_looks_different(study: Study) -> Results:
    """Participants are said to be blinded, but what they see and feel of the device differs between the arms.

    Another device, electrodes of another form, size or material, held in another way, or another preparation of the skin:
    participants who know the arms from the consent form, or meet others, can tell which one is theirs. Texts that say
    more of the same, that differ only in the part of the ear, or say themselves that the two look the same, are left
    alone; so are the material and the contact of a sham with non-conducting electrodes.

    Fix: give the arms the same device and electrodes, or say that the two cannot be told apart, such as
    `geometry = "identical in appearance, not connected"`; or write `blinding.participants = false`.

    Waive: the two cannot be told apart by participants, and the reason says why.
    """
    if not study.blinding.participants:
        return
    for arm, others in pairs(study):
        found = [(other, features) for other in others if (features := _differing(arm, other))]
        # A sham has to look like one of its active arms, and those all like each other.
        if not found or (arm.role == "sham" and len(found) < len(others)):
            continue
        other, features = min(found, key=lambda pair: len(pair[1]))
        places = [place for feature in features for place in _places_of(feature, (arm, other))]
        words = "; ".join(_told(feature, arm, other) for feature in features)
        yield Flag(
            places[0][0],
            f"participants are said to be blinded, but {arm.name} looks or feels different from {other.name}: {words}",
            ""
            if study.is_record
            else "use the same device and electrodes, write that they look identical, or blinding.participants = false",
            ((("blinding", "participants"), "said to be blinded"), *places[1:]),
            arm=arm.name,
        )


def _differing(arm: Arm, other: Arm) -> list[Feature]:
    """Return what two arms say differently, as far as both say it."""
    by_method = BY_METHOD.get(arm.written.sham_method or "", frozenset())
    return [
        feature
        for feature in FEATURES
        if feature.key[1] not in by_method
        and (mine := feature.said(arm)) is not None
        and (theirs := feature.said(other)) is not None
        and mine != theirs
        and not any(ALIKE.search(str(text)) for text in (mine, theirs))
        and feature.differ(_shown(mine), _shown(theirs))
    ]


def _shown(value: str | Range | float) -> str:
    return value if isinstance(value, str) else show(value)


def _told(feature: Feature, arm: Arm, other: Arm) -> str:
    mine, theirs = (_shown(said) for one in (arm, other) if (said := feature.said(one)) is not None)
    unit = " mm²" if feature.key[1] == "contact_area_mm2" else ""
    return f"{feature.called}: {theirs}{unit} in {other.name}, {mine}{unit} in {arm.name}"


def _places_of(feature: Feature, arms: tuple[Arm, Arm]) -> list[tuple[Path, str]]:
    return [(arm.at(*feature.key), f"{feature.key[1]} of {arm.name}") for arm in arms]
