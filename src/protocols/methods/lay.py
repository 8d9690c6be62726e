"""A draft for a participant information sheet: what is done, felt, how often and how long, in plain words.

It says nothing of benefit and promises nothing. It names no unwanted effect that the file does not name: which ones are
known stays a gap for the team. Where participants are not to know their group, it does not give it away.
"""

from typing import Final

from protocols.methods import closing
from protocols.methods.groups import told, told_of_some
from protocols.methods.keys import Keys, keys_of_outcome, keys_of_study
from protocols.methods.lay_groups import groups, in_periods, with_stimulation
from protocols.methods.lay_schedule import how_often
from protocols.methods.lay_strength import strength
from protocols.methods.lay_words import (
    frequency,
    pattern,
    ramp,
    sent,
    text_of,
    where,
)
from protocols.methods.pieces import (
    Gap,
    Said,
    Section,
    Sentence,
    Text,
    bracketed,
    paragraph,
    sentence,
)
from protocols.methods.words import counted, free, term
from protocols.model import Study, high

KNOWN_EFFECTS: Final = Gap(("which unwanted effects are known, and how often they come",))
BLIND: Final = {
    True: "For the team: participants are not to know their group. ",
    None: "For the team: the file does not say whether participants are to know their group. ",
}
WITHOUT_NAMES: Final = (
    "What differs between the groups is therefore told without saying which group gets what; "
    "names, descriptions and the site of the sham are left out as such."
)
FILL: Final = (
    "For the team: words in square brackets are missing in the file; fill them in, or take them out."
)


def lay(study: Study) -> Text:
    """Return a draft for a participant information sheet."""
    k = keys_of_study(study)
    pairs = [
        ("What is this study about?", _about(study, k)),
        ("Which group will you be in?", groups(study, k)),
        ("What will be done?", _done(study, k)),
        ("How strong is it, and who decides?", strength(study)),
        ("How often, how long and where?", how_often(study, k)),
        ("Who can take part?", _who(k)),
        ("What will be measured?", _measured(study, k)),
        ("What about unwanted effects?", _effects(k)),
    ]
    sections = [Section(sentence(title), tuple(paragraph(said))) for title, said in pairs if said]
    notes = closing.notes(study)
    team = (
        (Section(sentence("Notes in the file, for the team and not for the sheet"), tuple(notes)),)
        if notes
        else ()
    )
    remarks = [FILL]
    if study.blinding.participants is not False and len(study.arms) > 1:
        remarks.append(BLIND[study.blinding.participants] + WITHOUT_NAMES)
    title = sentence("Information for participants: ", k.say("study.title"))
    return Text("lay", title, tuple(sections), team, tuple(remarks))


def _about(study: Study, k: Keys) -> list[Sentence]:
    condition, population = k.value("study.condition"), k.say("study.population")
    found = []
    if condition is not None:
        words = k.say("study.condition", term("condition", condition, "lay"))
        found.append(sentence("This study is for people with ", words, bracketed(population)))
    elif population:
        found.append(sentence("This study is for: ", population))
    else:
        found.append(sentence("This study is for people with ", k.gap("study.condition")))
    if study.stimulated():
        found.append(sentence("It is about stimulation of the ear with electric current, through the skin"))
    number = k.value("study.participants")
    if number is not None:
        people = "person" if number == 1 else "people"
        found.append(sentence(k.say("study.participants"), f" {people} will take part"))
    for unit in ("week", "month"):
        length = k.value(f"study.follow_up_{unit}s")
        if length is not None and high(length) == 0:
            ends = k.say(f"study.follow_up_{unit}s", "For you the study ends with the last session")
            found.append(sentence(ends))
        elif length is not None:
            after = k.say(f"study.follow_up_{unit}s", counted(length, unit))
            found.append(sentence("After the last session the study goes on for ", after))
    found += k.colon("The study is registered", "study.registration")
    found += k.colon("Version of the protocol", "study.version")
    return found + k.colon("Date of the protocol", "study.date")


def _done(study: Study, k: Keys) -> list[Sentence]:
    arms, flowing = study.stimulated(), [arm for arm in study.stimulated() if arm.delivers_current]
    found = with_stimulation(study)
    found += told(study, arms, "An electrode, the part that touches your skin, will be placed ", where)
    found += told(study, arms, "This is how it is held: ", text_of("electrode.placement"))
    found += told(study, arms, "This is how your skin is prepared: ", text_of("electrode.preparation"))
    found += told(study, arms, "A device sends ", sent)
    found += told(study, flowing, "It sends ", frequency)
    # In a sham that is ramped up and switched off, pulses come only at first.
    lasting = [arm for arm in flowing if arm.written.sham_method != "ramp_then_off"]
    found += told(study, lasting, "The pulses come ", pattern)
    found += told(study, flowing, "Each time they begin, they grow to their full strength over ", ramp)
    found += _in_addition(study)
    found += k.colon("This is what happens in a session", "delivery.procedure")
    return found + k.colon("This is what you are given", "delivery.materials")


def _in_addition(study: Study) -> list[Sentence]:
    arms, words = study.arms.values(), text_of("co_intervention")
    lead, some = "You will also get: ", "Some people will also get: "
    having = [arm for arm in arms if arm.written.co_intervention]
    if len(having) == len(arms):
        return told(study, arms, lead, words)
    if study.about.design == "crossover":  # everybody is in each of the groups at some time
        some = f"{in_periods(having)} you will also get: "
    return told_of_some(study, arms, lead, some, words)


def _who(k: Keys) -> list[Sentence]:
    found = []
    for key, words in (
        ("inclusion", "You can take part if this is true"),
        ("exclusion", "You cannot take part if one of these is true"),
    ):
        criteria = k.value(f"eligibility.{key}")
        if criteria is not None:
            said = (
                "; ".join(
                    term("exclusion", one, "lay") if key == "exclusion" else free(one) for one in criteria
                )
                or "none"
            )
            found.append(sentence(f"{words}: ", k.say(f"eligibility.{key}", said)))
    lacking = k.gap(
        "eligibility.inclusion", "eligibility.exclusion", what="who can take part, and who cannot"
    )
    found += [sentence(lacking)] if not found else []
    return found + k.colon("Your other treatment during the study", "study.concomitant")


def _measured(study: Study, k: Keys) -> list[Sentence]:
    found = []
    for name in study.outcomes:
        own = keys_of_outcome(study, name)
        what = own.say("measure") or Said(name.replace("_", " "), (("outcomes", name),))
        when = closing.time_points(own)
        found.append(sentence("We measure: ", what, [" (", when, ")"] if when else None))
    return found or [sentence(k.gap("outcomes", what="what will be measured, and when"))]


def _effects(k: Keys) -> list[Sentence]:
    found = [sentence(KNOWN_EFFECTS)]
    for key, words in (
        ("assessment", "This is how we ask about unwanted effects"),
        ("instrument", "We use"),
        ("schedule", "We ask at these times"),
        ("stopping_rules", "Your stimulation is stopped or changed in this case"),
        ("cardiac_monitoring", "This is how your heart is watched"),
        ("post_trial_care", "This is the care after the study"),
    ):
        found += k.colon(words, f"harms.{key}")
    lacking = [
        sentence(k.gap(f"harms.{key}", what=what))
        for key, what in (
            ("assessment", "how we ask about unwanted effects"),
            ("stopping_rules", "when your stimulation is stopped or changed"),
        )
        if f"harms.{key}" not in k
    ]
    return found + lacking
