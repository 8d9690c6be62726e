"""The design of a study in a Methods section: arms, allocation, washout, follow-up, registration, rationale."""

from protocols.methods.arm import named
from protocols.methods.governance import dates
from protocols.methods.keys import Keys
from protocols.methods.pieces import Part, Piece, Said, Sentence, bracketed, flat, listed, sentence
from protocols.methods.words import Tense, amount, counted, enumerated, names_people
from protocols.model import Arm, Study, high
from protocols.model.terms import CONDITIONS, NOT_HAD, free, in_words

ORDER = {True: " in random order", False: " in an order that chance did not decide"}
ALONE = {True: " by chance", False: " without randomisation"}
ALLOCATED = {True: "randomly allocated", False: "allocated without randomisation"}


def design(study: Study, k: Keys, t: Tense) -> list[Sentence]:
    """Say what design the study has, who takes part, and how they come into the arms."""
    kind = k.say("study.design")
    lead: list[Piece] = ["In this study (", k.or_gap("study.design"), ")"]
    if kind:
        lead = ["In this ", kind.put(f"{kind.text} study")]
    found = [sentence(lead, ", ", _participants(k), " ", _allocated(study, k, t))]
    found += k.colon("Allocation", "study.allocation")
    if k.value("study.randomized"):
        found += k.lacking("study.allocation")
    if (k.value("study.design") == "crossover" and not study.has_periods) or "study.washout_days" in k:
        pause = k.value("study.washout_days")
        length = k.or_gap("study.washout_days", counted(pause, "day") if pause is not None else None)
        if pause is not None and high(pause) == 0:
            found.append(sentence(f"There {t.be} ", k.say("study.washout_days"), " between the periods"))
        else:
            found.append(sentence(f"The washout between the periods {t.be} ", length))
    return [*found, *_follow_up(k, t), *dates(k, t), *_administrative(k)]


def _participants(k: Keys) -> list[Piece]:
    """Return how many participants with what; a population that names the condition stands for both."""
    condition, population, number = (
        k.say(f"study.{key}") for key in ("condition", "population", "participants")
    )
    if several := k.value("study.conditions"):
        words = [in_words(one) if one in CONDITIONS else free(one) for one in several]
        condition = k.say("study.conditions", enumerated(words, " or "))
    lacking = k.gap("study.participants", *([] if condition or population else ["study.condition"]))
    if condition and not several:
        word = k.value("study.condition")
        condition = condition.put(in_words(word) if word in CONDITIONS else free(word))
        if population and condition.text.lower() in population.text.lower():
            condition, population = None, k.together(population.text, "study.population", "study.condition")
    many = k.value("study.participants")
    people: Piece = number.put(counted(many, "participant")) if number else "participants"
    not_had = condition and (k.value("study.condition") in NOT_HAD or names_people(condition.text))
    with_: Part = None
    if condition:
        with_ = [" (", condition, ")"] if not_had else [" with ", condition]
    return flat([people, with_, bracketed(population, lacking)])


def _allocated(study: Study, k: Keys, t: Tense) -> list[Piece]:
    names: list[Part] = [[named(arm), bracketed(_size(arm))] for arm in study.arms.values()]
    chance, receive = k.value("study.randomized"), f"{t.will('received', 'receive')} "
    lacking = bracketed(k.gap("study.randomized"))
    if len(names) == 1 or k.value("study.design") == "single_arm":
        return flat([receive, listed(names), k.say("study.randomized", ALONE.get(chance))])
    if k.value("study.design") == "crossover" and not study.has_periods:  # else an arm is an order of them
        return flat([receive, listed(names), k.say("study.randomized", ORDER.get(chance)) or lacking])
    how = k.say("study.randomized", ALLOCATED.get(chance)) or "allocated"
    return flat([f"{t.were} ", how, lacking, " to ", listed(names, " or ")])


def _size(arm: Arm) -> Part:
    if arm.participants is None:
        return None
    return ["n = ", Said(amount(arm.participants), (arm.at("participants"),))]


def _follow_up(k: Keys, t: Tense) -> list[Sentence]:
    found = []
    for unit in ("week", "month"):
        length = k.value(f"study.follow_up_{unit}s")
        if length is not None and high(length) == 0:
            found.append(
                sentence(f"There {t.be} ", k.say(f"study.follow_up_{unit}s"), " after the last session")
            )
        elif length is not None:
            said = k.say(f"study.follow_up_{unit}s", counted(length, unit))
            found.append(sentence(f"Participants {t.were} followed up for ", said, " after the last session"))
    return found


def _administrative(k: Keys) -> list[Sentence]:
    found = k.colon("Acronym", "study.acronym")
    found += k.colon("Trial registration", "study.registration")
    found += k.colon("Number of the protocol", "study.protocol_id")
    found += k.colon("Version of the protocol", "study.version")
    found += k.colon("Date of the protocol", "study.date")
    based, published = k.say("study.based_on"), k.value("study.citation")
    if based:
        found.append(sentence("The settings were drafted from the preset ", based, " of tavns-protocols"))
    if published is not None:
        found.append(sentence("A report has been published", k.citation("study.citation", published)))
    return found


def rationale(k: Keys) -> list[Sentence]:
    """Say why this stimulation is given in this condition."""
    return k.colon("Rationale", "study.rationale") or k.lacking("study.rationale", what="rationale")
