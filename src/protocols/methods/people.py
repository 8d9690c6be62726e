"""The participants in a Methods section: eligibility, what is recorded of them, and blinding."""

from protocols.methods.keys import Keys
from protocols.methods.pieces import Gap, Part, Piece, Said, Sentence, listed, sentence
from protocols.methods.words import Tense, enumerated
from protocols.model import Study
from protocols.standards.applying import holds

BLINDED = ("participants", "care_providers", "outcome_assessors", "analysts")
INVESTIGATORS = "investigators"
"""Who is told of where the file speaks of them, and not asked for: they may be care providers or assessors too."""
ADMITTED = {True: "can take part", False: "cannot take part"}
COUNTS = (("women", "woman"), ("men", "man"))
AGES = (("age_mean", "mean"), ("age_sd", "SD"), ("age_min", "youngest"), ("age_max", "oldest"))
BLINDING = (
    ("how", "Blinding is kept as follows"),
    ("assessment", "Assessment of the success of blinding"),
    ("manipulation_check", "Manipulation check of the sham"),
    ("prior_knowledge", "Assessment of what participants know of the ear's vagal supply"),
    ("unblinding", "Unblinding"),
)


def eligibility(k: Keys, t: Tense) -> list[Sentence]:
    """Say who may take part, what is recorded of them, and which other care they have."""
    return [
        *k.colon("Inclusion criteria", "eligibility.inclusion"),
        *k.colon("Exclusion criteria", "eligibility.exclusion"),
        *who_can(k),
        *k.lacking("eligibility.inclusion", "eligibility.exclusion"),
        *_sample(k, t),
        *k.colon("Concomitant care", "study.concomitant"),
    ]


def who_can(k: Keys) -> list[Sentence]:
    """Say at what age and of which sex people can take part, and whether those in good health can."""
    found = k.colon("Age for inclusion", "eligibility.age_years")
    sex, healthy = k.say("eligibility.sex"), k.value("eligibility.healthy_volunteers")
    if sex:
        found.append(sentence(sex.put(f"{sex.text[:1].upper()}{sex.text[1:]}"), " can take part"))
    if healthy is not None:
        can = k.say("eligibility.healthy_volunteers", ADMITTED[healthy])
        found.append(sentence("Healthy volunteers ", can))
    return found


def _sample(k: Keys, t: Tense) -> list[Sentence]:
    found = _who_they_were(k)
    recorded: list[Part] = [
        [f"{key} (", said, ")"]
        for key in ("age", "sex", "ethnicity", "confounders")
        if (said := k.say(f"sample.{key}"))
    ]
    if recorded:
        found.append(sentence(f"The following {t.be} recorded of each participant: ", listed(recorded)))
    age, sex = ("|sample.age_mean", "|sample.women|sample.men") if t.past else ("", "")
    of_one = t.past and k.value("sample.age_mean") is not None
    range_ = ("sample.age_min|sample.age", "sample.age_max|sample.age") if of_one else ()
    asked = (f"sample.age{age}", *range_, f"sample.sex{sex}", "sample.ethnicity", "sample.confounders")
    return [*found, *k.lacking(*asked, "blinding.prior_knowledge")]


def _who_they_were(k: Keys) -> list[Sentence]:
    counts: list[Part] = [
        said.put(f"{said.text} {one if k.value(f'sample.{key}') == 1 else key}")
        for key, one in COUNTS
        if (said := k.say(f"sample.{key}"))
    ]
    ages: list[Part] = [[f"{words} ", said] for key, words in AGES if (said := k.say(f"sample.{key}"))]
    found = [sentence("Participants: ", listed(counts))] if counts else []
    return found + ([sentence("Age of the participants: ", listed(ages, ", "))] if ages else [])


def blinding(study: Study, k: Keys, t: Tense) -> list[Sentence]:
    """Say who is blinded, how that is kept, and how its success is measured."""
    several = len(study.arms) > 1
    found = _who(k, t)
    unsaid = k.gap(*(f"blinding.{who}" for who in BLINDED))
    if unsaid and several:
        verb = "were" if t.past else "are"
        found.append(sentence(Gap((f"whether {enumerated(unsaid.what, ' or ')} {verb} blinded",), unsaid.at)))
    for key, words in BLINDING:
        found += k.colon(words, f"blinding.{key}")
    asked = ("blinding.how", "blinding.assessment") if holds(study, ("blinded",)) else ()
    checked = ("blinding.manipulation_check",) if holds(study, ("acute", "sham")) else ()
    return [*found, *k.lacking(*asked, *checked)]


def _who(k: Keys, t: Tense) -> list[Sentence]:
    yes, no = (
        [
            k.say(f"blinding.{who}", who.replace("_", " "))
            for who in (*BLINDED, INVESTIGATORS)
            if k.value(f"blinding.{who}") is answer
        ]
        for answer in (True, False)
    )
    are, are_not = f" {t.were} blinded", " were not" if t.past else " will not be"
    if yes:
        return [sentence(_capital(listed(yes)), are, ["; ", listed(no), are_not] if no else None)]
    return [sentence(_capital(listed(no)), f"{are_not} blinded")] if no else []


def _capital(pieces: list[Piece]) -> list[Piece]:
    first, *others = pieces
    return [first.put(first.text[:1].upper() + first.text[1:]) if isinstance(first, Said) else first, *others]
