"""The groups, in plain words for those who take part: who decides, and what one knows of one's own."""

from protocols.methods.arm import treated
from protocols.methods.groups import differ, in_the_dark
from protocols.methods.keys import Keys
from protocols.methods.lay_periods import NUMBERS, periods
from protocols.methods.lay_sheet import LEAD
from protocols.methods.pieces import Gap, Part, Said, Sentence, sentence
from protocols.methods.words import counted
from protocols.model import Arm, Study, high
from protocols.rules import RULES


def groups(study: Study, k: Keys) -> list[Sentence]:
    """Return what is told of the groups: how many kinds, who decides, and whether one knows one's own."""
    if len(study.arms) < 2:
        return periods(study)
    everybody = study.about.design == "crossover" and not study.has_periods
    number = NUMBERS.get(len(study.arms), "several")
    all_of_them = "both" if len(study.arms) == 2 else f"all {NUMBERS.get(len(study.arms), '')}".strip()
    found = [
        sentence(k.say("study.design", f"You will be in {all_of_them} groups, one after the other"))
        if everybody
        else sentence(f"You will be in one of {number} groups")
    ]
    found += _pause(k) if not study.has_periods else []
    chance = "Chance decides" if k.value("study.randomized") else "Chance does not decide"
    what = "the order" if everybody else "which group you are in"
    decides = k.say("study.randomized", chance)
    found.append(sentence(decides, f" {what}") if decides else _who_decides(k, what))
    found += _kind_of_arm(study, _of_role(study, "sham", "active_comparator"), "a comparison treatment")
    found += _kind_of_arm(study, _of_role(study, "no_stimulation"), "no stimulation")
    found += periods(study)
    unlike = in_the_dark(study) and differ(study)
    if unlike:
        found.append(sentence("Not all groups get the same stimulation"))
    found += _known(study, k, everybody=everybody)
    if unlike and study.blinding.participants:
        found.append(sentence("That is why we do not describe here how the groups differ"))
    return found


def _pause(k: Keys) -> list[Sentence]:
    length = k.value("study.washout_days")
    if length is None:
        return []
    a: Part = "a pause of " if high(length) != 0 else None
    said = k.say("study.washout_days", counted(length, "day") if a else "no pause")
    return [sentence("In between there is ", a, said)]


def _of_role(study: Study, *roles: str) -> list[Arm]:
    return [arm for arm in study.given.values() if arm.role in roles]


def _kind_of_arm(study: Study, arms: list[Arm], words: str) -> list[Sentence]:
    """Say who gets an arm of a kind: in a crossover everybody, though not all of the time."""
    if not arms:
        return []
    if study.has_periods:
        return [
            sentence(
                _who_gets(study, arms), Said(words, tuple(dict.fromkeys(arm.at("role") for arm in arms)))
            )
        ]
    crossover = study.about.design == "crossover"
    who = f"{in_periods(arms)} everybody gets " if crossover else "Some people get "
    return [sentence(who, Said(words, tuple(arm.at("role") for arm in arms)))]


def _who_gets(study: Study, parts: list[Arm]) -> str:
    """Return who gets what some parts of the course give, and whether only for a time."""
    groups_ = {part.arm_name for part in parts}
    always = all(part in parts for name in groups_ for part in study.arms[name].parts)
    who = "everybody gets " if len(groups_) == len(study.arms) else "some people get "
    return who.capitalize() if always else f"For part of the time {who}"


def in_periods(arms: list[Arm]) -> str:
    """Return the periods of a crossover in which people are in one of these arms."""
    return "In one of the periods" if len(arms) == 1 else "In some of the periods"


def _who_decides(k: Keys, what: str) -> Sentence:
    return sentence(k.gap("study.randomized", what=f"who decides {what}"))


def _known(study: Study, k: Keys, *, everybody: bool) -> list[Sentence]:
    which = "which one you are getting" if everybody else "which group you are in"
    if any(RULES["SHM008"].check(study)):  # blinded, though the arms can be told apart
        return [_kind_not_known(study, k, which, "when" if everybody else "if")]
    said = k.say(
        "blinding.participants", "You will not know" if k.value("blinding.participants") else "You will know"
    )
    if said is None:
        return k.lacking("blinding.participants", what=f"whether you will know {which}")
    return [sentence(said, f" {which}")]


def _kind_not_known(study: Study, k: Keys, which: str, if_: str) -> Sentence:
    """Say what alone can stay unknown where groups can be told apart: the kind of stimulation, if there are several."""
    if len(treated(study)) < 2:
        return sentence(Gap((f"whether you will know {which}",), (("blinding", "how"),)))
    unknown = k.say("blinding.participants", "you will not know which kind")
    return sentence(f"{if_.capitalize()} you get stimulation, ", unknown)


def with_stimulation(study: Study) -> list[Sentence]:
    """Say that what follows is not for every group, where one has no stimulation."""
    if not (study.stimulated() and study.by_role("no_stimulation")):
        return []
    of_all = all(any(part.stimulated for part in arm.parts) for arm in study.arms.values())
    return [
        sentence(f"What follows is for the {'periods' if of_all else 'groups'} with stimulation", topic=LEAD)
    ]
