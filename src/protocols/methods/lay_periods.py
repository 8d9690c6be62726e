"""The periods, in plain words for those who take part: how many, who goes into them, pauses, and what one will know."""

from typing import Final

from protocols.document.document import Path
from protocols.methods.arm import name_of
from protocols.methods.groups import DIFFERS, in_the_dark
from protocols.methods.keys import keys_of_arm
from protocols.methods.pieces import Said, Sentence, Withheld, sentence
from protocols.methods.words import counted
from protocols.model import Arm, Study, high

NUMBERS: Final = dict(enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2))
ORDINALS: Final = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
)
KNOWN: Final = {True: "you will know what you get", False: "you will not know what you get"}


def periods(study: Study) -> list[Sentence]:
    """Say that the study has periods, and of each what is true of it in every group."""
    if not study.has_periods:
        return []
    lengths = {len(arm.parts) for arm in study.arms.values()}
    number = NUMBERS.get(next(iter(lengths)), "several") if len(lengths) == 1 else "several"
    found = [sentence(f"The study has {number} periods, one after the other")] if lengths != {1} else []
    for place in range(min(max(lengths), len(ORDINALS))):
        several = [arm.parts[place] for arm in study.arms.values() if len(arm.parts) > place]
        found += _of_one(study, [part for part in several if part.period], ORDINALS[place])
    return found


def _of_one(study: Study, several: list[Arm], ordinal: str) -> list[Sentence]:
    found: list[Sentence] = []
    for key, lead, what in (
        ("washout_days", f"Before the {ordinal} period there is ", "the pause before a period"),
        ("who", f"Only some people go into the {ordinal} period: ", "who goes into a period"),
        ("open_label", f"In the {ordinal} period ", "in which period you will know what you get"),
    ):
        said = {part.name: _told(part, key) for part in several}
        words = {one.text for one in said.values() if one is not None}
        at: tuple[Path, ...] = tuple(path for one in said.values() if one is not None for path in one.at)
        if len(words) == 1 and None not in said.values():
            first = next(one for one in said.values() if one is not None)
            found.append(sentence(lead, Said(first.text, tuple(dict.fromkeys(at)), free=first.free)))
        elif words and in_the_dark(study):
            found.append(sentence(Withheld(what, DIFFERS, at)))
        else:
            found += [
                sentence(
                    "In the group ",
                    Said(name_of(part.whole), (), name=True),
                    f": {lead[:1].lower()}{lead[1:]}",
                    one,
                )
                for part in several
                if (one := said[part.name]) is not None
            ]
    return found


def _told(part: Arm, key: str) -> Said | None:
    """Return what one period says under a key, in words."""
    k = keys_of_arm(part)
    value = k.value(key)
    if value is None:
        return None
    if key == "washout_days":
        return k.say(key, "no pause" if high(value) == 0 else f"a pause of {counted(value, 'day')}")
    return k.say(key, KNOWN[value]) if key == "open_label" else k.say(key)
