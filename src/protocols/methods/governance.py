"""Who is responsible for a study, when it takes place, what it is for, and how it is analysed, in a Methods section."""

from typing import Final

from protocols.methods.keys import Keys
from protocols.methods.pieces import Part, Piece, Sentence, listed, sentence
from protocols.methods.words import Tense
from protocols.model.day import in_words, is_day

ANALYSIS: Final = (
    ("sample_size", "Sample size"),
    ("effect_size", "Effect size"),
    ("primary_analysis", "Primary analysis"),
    ("missing_data", "Missing data"),
    ("interim", "Interim analysis"),
)
GOVERNANCE: Final = (
    ("sponsor", "Sponsor"),
    ("investigators", "Investigators"),
    ("sites", "Sites"),
    ("ethics_committee", "Ethics committee"),
    ("ethics_reference", "Reference of the ethics committee"),
    ("consent", "Consent"),
    ("data_protection", "Data protection"),
    ("insurance", "Insurance"),
    ("monitoring_board", "Monitoring board"),
    ("funding", "Funding"),
    ("conflicts_of_interest", "Conflicts of interest"),
    ("contact", "Contact"),
)


def aims(k: Keys, t: Tense) -> list[Sentence]:
    """Say what the study is for and what it is to show."""
    purpose = k.say("study.primary_purpose")
    found = [sentence(f"The primary purpose {'was' if t.past else 'is'} ", purpose)] if purpose else []
    found += k.colon("Phase of the trial", "study.phase_of_trial")
    return found + k.colon("Hypothesis", "study.hypothesis")


def dates(k: Keys, t: Tense) -> list[Sentence]:
    """Say when the study takes place."""
    parts: list[Part] = [
        [f"{verb} {'on' if is_day(day) else 'in'} ", k.say(f"study.{key}", in_words(day))]
        for key, verb in (
            ("start_date", t.will("started", "start")),
            ("end_date", "ended" if t.past else "end"),
        )
        if (day := k.value(f"study.{key}")) is not None
    ]
    if len(parts) == 1 and "study.end_date" in k and not t.past:
        parts = [["will ", *parts]]
    return [sentence("The study ", listed(parts))] if parts else []


def analysis(k: Keys, t: Tense) -> list[Sentence]:
    """Say how many participants are needed and why, and how the results are analysed."""
    found = k.colon(ANALYSIS[0][1], "analysis.sample_size") + k.colon(ANALYSIS[1][1], "analysis.effect_size")
    levels: list[list[Piece]] = [
        [f"{words} of ", said]
        for key, words in (("power", "a power"), ("alpha", "an alpha"))
        if (said := k.say(f"analysis.{key}"))
    ]
    if levels:
        found.append(sentence(f"The calculation {'was' if t.past else 'is'} based on ", listed(levels)))
    lost = k.say("analysis.dropout_percent")
    if lost:
        found.append(sentence("A dropout of ", lost, f" {'was' if t.past else 'is'} expected"))
    return found + [one for key, words in ANALYSIS[2:] for one in k.colon(words, f"analysis.{key}")]


def governance(k: Keys) -> list[Sentence]:
    """Say who is responsible, who reviews the study, and how participants are protected."""
    return [one for key, words in GOVERNANCE for one in k.colon(words, f"governance.{key}")]
