"""DEV, second part: what the label of a device says of its use. A label fact is data, in data/devices.toml."""

from typing import Any, Final

from protocols.evidence.devices import Entry, find
from protocols.findings.rule import Flag, Results, Severity, Skip, Undecided, rule
from protocols.model import Arm, Study
from protocols.model.terms import EXCLUSIONS, meet
from protocols.rules.exclusion import EXCLUSION
from protocols.rules.spoken import may_exclude

MODEL: Final = ("device", "model")
SLEEP, SIDE, SITES = ("schedule", "during_sleep"), ("stimulation", "side"), ("stimulation", "sites")
KEYS: Final = {"during_sleep": SLEEP, "sides": SIDE, "sites": SITES}
"""Each fact of a label that is held against the settings, and the key it speaks of."""
ON_SIDE: Final = {
    "left": "on the left",
    "right": "on the right",
    "bilateral": "on both sides",
    "alternating": "on alternating sides",
}
ASKED_OF_ALL: Final = frozenset({"active_implant", "pregnancy", "ear_skin_condition"})
"""Contraindications that SAF003, SAF004 and SAF006 ask for whatever the device."""


@rule("DEV011", Severity.WARNING)
def use_against_the_label(study: Study) -> Results:
    """The device is used in a way that its label excludes.

    Instructions for use say for what the device was made and tested: not during sleep, on the left only, at the tragus
    only. Use outside them may be studied, but then it is a decision that a board has to see. Sites are held against the
    label in active arms only: a sham site is no use of the device.

    Fix: follow the label, or take a device whose label allows the use.

    Waive: the use outside the label is approved; name who approved it.
    """
    every = study.with_current()
    for fact, key in KEYS.items():
        arms = every if fact != "sites" else [arm for arm in every if arm.role == "active"]
        for arm in study.once(arms, MODEL, key):
            entry = find(arm.device.model)
            if entry is None or not entry.label:
                yield Skip(arm.at(*MODEL), _unread(arm))
            elif fact in entry.label:
                yield from _against(arm, entry, fact)


def _unread(arm: Arm) -> str:
    if arm.device.model is None:
        return "needs device.model"
    return f"the catalogue holds nothing of the label of {arm.device.model}"


def _against(arm: Arm, entry: Entry, fact: str) -> Results:
    known, key = entry.label[fact], KEYS[fact]
    used = getattr(arm.schedule if key == SLEEP else arm.stimulation, key[1])
    if used is None:
        yield Skip(arm.at(*key), f"needs {'.'.join(key)}")
    elif what := _outside(fact, used, known.value):
        yield Flag(
            arm.at(*key),
            f"{what} is against the label of {entry.name}: {known.source.pinpoint}",
            "follow the label, take another device, or waive this and name who approved the use",
            ((arm.at(*MODEL), "the device"),),
            arm=arm.name,
            sources=(known.source,),
        )


def _outside(fact: str, used: Any, allowed: Any) -> str:
    """Say what of a setting is outside what a label allows; "" where nothing is."""
    if fact == "during_sleep":
        return "stimulation during sleep" if used and not allowed else ""
    if fact == "sides":
        return "" if used in allowed else f"stimulation {ON_SIDE[used]}"
    outside = [site for site in used if not any(meet(site, one) for one in allowed)]
    return f"stimulation at {' and '.join(outside)}" if outside else ""


@rule("DEV012", Severity.WARNING, plans_only=True)
def contraindication_of_the_device_not_excluded(study: Study) -> Results:
    """People with a contraindication on the label of the device are not excluded.

    Active implants, pregnancy and the skin of the ear are asked for whatever the device (SAF003, SAF004, SAF006). A text
    that may say a contraindication in other words is taken for one.

    Fix: add the terms to `eligibility.exclusion`.

    Waive: the contraindication is what is studied, and the maker of the device was asked.
    """
    listed = study.eligibility.exclusion
    for arm in study.once(study.with_current(), MODEL):
        entry = find(arm.device.model)
        if entry is None or not entry.contraindicated:
            yield Skip(arm.at(*MODEL), _unread(arm))
            continue
        lacking = [term for term in entry.contraindicated if _is_lacking(term, listed or ())]
        if not lacking:
            continue
        *others, last = (term.replace("_", " ") for term in lacking)
        named = f"{', '.join(others)} and {last}" if others else last
        message = f"the label of {entry.name} excludes people with {named}; the protocol does not"
        help_ = "add to eligibility.exclusion: " + ", ".join(f'"{term}"' for term in lacking)
        if listed is None:
            yield Undecided(EXCLUSION, "who is excluded (eligibility.exclusion)", message, help_)
        else:
            sources = tuple(dict.fromkeys(entry.contraindicated[term].source for term in lacking))
            yield Flag(EXCLUSION, message, help_, ((arm.at(*MODEL), "the device"),), sources=sources)


def _is_lacking(term: str, listed: tuple[str, ...]) -> bool:
    if term in ASKED_OF_ALL or term in listed:
        return False
    texts = [text for text in listed if text not in EXCLUSIONS]
    return not any(may_exclude(text, term) or may_exclude(text, "device_labelling") for text in texts)
