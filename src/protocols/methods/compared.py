"""An arm in a Methods section by what differs from another one: how far `as specified` reaches."""

from itertools import groupby
from typing import NamedTuple

from protocols.document.document import Path
from protocols.methods.arm import (
    TOPICS,
    Topic,
    by_channel,
    full,
    gets,
    in_order,
    inside,
    left_over,
    the_arm,
    under,
)
from protocols.methods.keys import Keys, keys_of_arm, steps
from protocols.methods.pieces import Gap, Said, Sentence, listed, sentence
from protocols.methods.stimulation import BURST, without_bursts
from protocols.methods.words import Tense, enumerated
from protocols.model import Arm, Study
from protocols.model.arm import NO_DOSE
from protocols.model.paths import INHERITED


class Differing(NamedTuple):
    """What differs from another arm. exceptions: sentences that take the place of one of its own.

    own: what of it does not hold at all, as its names; told: what holds instead, in sentences. lacking: what is not said.
    """

    exceptions: list[Sentence]
    own: list[str]
    told: list[Sentence]
    lacking: Gap | None


def said_alike(k: Keys, other: Keys) -> set[Path]:
    """Return the keys under which two arms are said to have the same."""
    return {
        key
        for key, fact in k.facts.items()
        if key[0] in INHERITED and key in other.facts and fact.meaning == other.facts[key].meaning
    }


def reference_of(study: Study, arm: Arm) -> Arm | None:
    """Return the arm that another is described by, None for one that is described in full.

    Of the arms it controls, else of the active ones before it, else of those before it: the one it differs least from.
    """
    ordered = [part for one in in_order(study) for part in one.parts]
    before = ordered[: ordered.index(arm)] if arm.stimulated else []
    named = arm.written.controls or ()
    controlled = (
        [one for one in before if {one.arm_name, one.gives} & {*named}]
        if study.has_periods
        else [study.arms[name] for name in named]
    )
    active = [one for one in before if one.role == "active"]
    found = [one for one in controlled or active or before if one.stimulated and one is not arm]
    # What flows in several channels is told channel by channel, which no other arm is like.
    candidates = [one for one in found if not arm.channels and not one.channels]
    return min(candidates, key=lambda one: len(differences(arm, one)), default=None)


def differences(arm: Arm, other: Arm) -> set[Path]:
    """Return the keys under which two arms are not said to have the same."""
    k, theirs = keys_of_arm(arm), keys_of_arm(other)
    said = {key for key in {*k.facts, *theirs.facts} if key[0] in INHERITED and key[-1] != "notes"}
    return said - said_alike(k, theirs)


def compared(arm: Arm, other: Arm, t: Tense) -> list[Sentence]:
    """Say what an arm gets by what differs from another; in full where they have less in common than not."""
    k, theirs = keys_of_arm(arm), keys_of_arm(other)
    alike = said_alike(k, theirs)
    if not any(key[0] in INHERITED for key in k.facts):
        return [
            sentence(*gets(arm, k, t)),
            sentence(Gap(("stimulation and schedule",), (arm.header,))),
        ]
    if len(alike) < len(differences(arm, other)):
        said = in_full(arm, t, TOPICS)
        return [sentence(*gets(arm, k, t)), *said, *left_over(arm, said)]
    found = _what_differs(arm, other, t)
    own = tuple(fact.at for key, fact in k.facts.items() if key in alike and fact.at[0] == "arms")
    comma = "," if arm.role == "sham" else ""
    as_in = [*gets(arm, k, t), f"{comma} ", Said("as specified", own, name=not own), f" for {the_arm(other)}"]
    if found.own:
        as_in.append(f" in all but {enumerated(found.own)}")
    if found.exceptions:
        as_in += [", except that ", *listed([inside(one) for one in found.exceptions], "; and ", "; ")]
    lacking = [sentence(found.lacking)] if found.lacking else []
    return [sentence(*as_in, topic="as in another arm"), *found.told, *lacking]


def in_full(arm: Arm, t: Tense, topics: tuple[Topic, ...]) -> list[Sentence]:
    """Return sentences on some topics of an arm in full; where no current flows, its settings as those of the device."""
    return by_channel(arm, t, topics, _in_full)


def _in_full(arm: Arm, t: Tense, topics: tuple[Topic, ...]) -> list[Sentence]:
    found: list[Sentence] = []
    for needs_current, several in groupby(topics, key=lambda topic: topic.needs_current):
        said = full(arm, t, tuple(several))
        found += _of_device(said, t) if needs_current and _no_dose(arm) else said
    return found


def _no_dose(arm: Arm) -> bool:
    return arm.written.sham_method in NO_DOSE


def _of_device(said: list[Sentence], t: Tense) -> list[Sentence]:
    """Return sentences on pulses and intensity as one on the settings of a device from which no current flows."""
    if not said:
        return []
    lead = f"The device {t.be} set as follows, while no current {t.will('flowed', 'flow')} through the skin: "
    return [sentence(lead, *listed([inside(one) for one in said], "; ", "; "))]


def _what_differs(arm: Arm, other: Arm, t: Tense) -> Differing:
    """Return what differs. Where an arm lacks what the other one has, its own takes the place of all that the other has.

    Else what it lacks would stand: `as specified, except that the current is fixed` leaves the current set anew each time.
    """
    k, theirs = keys_of_arm(arm), keys_of_arm(other)
    exceptions: list[Sentence] = []
    own: list[str] = []
    told: list[Sentence] = []
    whole: list[Topic] = []
    for needs_current, topics in groupby(TOPICS, key=lambda topic: topic.needs_current):
        of_device = needs_current and _no_dose(arm)
        said: list[Sentence] = []
        for part in (part for topic in topics for part in _differing(topic, k, theirs)):
            if not of_device and not _lacks(part, k, theirs):
                exceptions += part.phrase(k, t)
            elif not _is_gap(arm, part, k, needs_current=needs_current):
                whole.append(part)
                own += _names(part, theirs)
                said += _instead(arm, part, k, t)
        told += _of_device(said, t) if of_device else said
    told += Keys(under(k, whole), k.at).rest(told, *INHERITED)
    exceptions += _rest(k, theirs, [*exceptions, *told])
    if "co_intervention" in theirs and "co_intervention" not in k:
        own.append("what is received in addition")
    return Differing(exceptions, own, told, _gap(arm, k, theirs))


def _gap(arm: Arm, k: Keys, theirs: Keys) -> Gap | None:
    """Return what another arm has of which this one says nothing at all, though it applies."""
    keys = [
        key
        for topic in TOPICS
        for part in _differing(topic, k, theirs)
        if _is_gap(arm, part, k, needs_current=topic.needs_current)
        for key in part.keys
        if theirs.any(key)
    ]
    return k.gap(*keys) if keys else None


def _is_gap(arm: Arm, part: Topic, k: Keys, *, needs_current: bool) -> bool:
    applies = arm.delivers_current or not needs_current
    return applies and not k.any(*part.keys) and not _cleared(arm, part)


def _instead(arm: Arm, part: Topic, k: Keys, t: Tense) -> list[Sentence]:
    """Return what holds in an arm in place of what another one has; nothing where nothing is said."""
    asked = k.any(*part.keys) or (arm.delivers_current and _cleared(arm, part))
    found = part.phrase(k, t) if asked else []
    return found + (without_bursts(arm.at(*steps(BURST)), t) if _cleared(arm, part) else [])


def _cleared(arm: Arm, part: Topic) -> bool:
    """Say whether an arm clears the bursts that others have: it is said to have none."""
    own = arm.written.stimulation
    return BURST in part.keys and own is not None and own.burst is not None and not own.burst.written_keys


def _names(part: Topic, theirs: Keys) -> list[str]:
    return [part.name, "the bursts"] if BURST in part.keys and theirs.any(BURST) else [part.name]


def _lacks(part: Topic, k: Keys, theirs: Keys) -> bool:
    return not set(under(theirs, [part])) <= set(under(k, [part]))


def _rest(k: Keys, theirs: Keys, found: list[Sentence]) -> list[Sentence]:
    left = {key: fact for key, fact in k.facts.items() if key not in said_alike(k, theirs)}
    return Keys(left, k.at).rest(found, *INHERITED)


def _differing(topic: Topic, k: Keys, theirs: Keys) -> list[Topic]:
    return [part for part in topic.parts or (topic,) if _differs(part, k, theirs)]


def _differs(part: Topic, k: Keys, theirs: Keys) -> bool:
    one, other = ({key: fact.meaning for key, fact in under(of, [part]).items()} for of in (k, theirs))
    return one != other
