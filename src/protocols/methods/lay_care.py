"""What participants are told of unwanted effects, of their protection, and of whom they may ask, in plain words."""

from typing import Final

from protocols.methods import closing
from protocols.methods.keys import Keys
from protocols.methods.pieces import Gap, Said, Sentence, listed, sentence
from protocols.model.terms import EFFECTS, term

NOT_WATCHED: Final = "Your heart is not monitored during the sessions"
KNOWN_EFFECTS: Final = Gap(("which unwanted effects are known, and how often they come",))
HOW_OFTEN: Final = Gap(("how often unwanted effects come",))
STOP_VALUES: Final = {
    "stop_heart_rate_below_bpm": "Your stimulation is stopped if your heart beats more slowly than",
    "stop_pain_above": "Your stimulation is stopped if you feel pain of more than",
}


def effects(k: Keys) -> list[Sentence]:
    """Say which unwanted effects are expected, how we ask about them, and when stimulation stops."""
    found = _expected(k)
    for key, words in (
        ("assessment", "This is how we ask about unwanted effects"),
        ("instrument", "We use"),
        ("schedule", "We ask at these times"),
        ("stopping_rules", "Your stimulation is stopped or changed in this case"),
        ("stop_heart_rate_below_bpm", STOP_VALUES["stop_heart_rate_below_bpm"]),
        ("stop_pain_above", STOP_VALUES["stop_pain_above"]),
        ("cardiac_monitoring", "This is how your heart is monitored"),
        ("post_trial_care", "This is the care after the study"),
    ):
        none = closing.no_monitoring(k, NOT_WATCHED) if key == closing.MONITORING else []
        found += none or closing.stop_value(k, key, words) or k.colon(words, f"harms.{key}")
    stops = any(f"harms.{key}" in k for key in ("stopping_rules", *STOP_VALUES))
    lacking = [
        sentence(k.gap(f"harms.{key}", what=what))
        for key, what, said in (
            ("assessment", "how we ask about unwanted effects", "harms.assessment" in k),
            ("stopping_rules", "when your stimulation is stopped or changed", stops),
        )
        if not said
    ]
    return found + lacking


def _expected(k: Keys) -> list[Sentence]:
    several = k.value("harms.expected")
    if several is None:
        return [sentence(KNOWN_EFFECTS)]
    at = k.together("", "harms.expected").at
    each = [Said(term("expected", one, "lay"), at, free=one not in EFFECTS) for one in several]
    return [sentence("These unwanted effects may occur: ", listed(each, "; ", "; ")), sentence(HOW_OFTEN)]


def responsible(k: Keys) -> list[Sentence]:
    """Say who is responsible and who has reviewed the study, how participants are insured, and whom they may ask."""
    found = []
    for key, words in (
        ("sponsor", "Responsible for the study"),
        ("ethics_committee", "The study is reviewed by this ethics committee"),
        ("funding", "The study is paid for by"),
        ("conflicts_of_interest", "Conflicts of interest of those who run the study"),
        ("data_protection", "This is how your data are protected"),
        ("insurance", "This is how you are insured"),
        ("contact", "You can ask here"),
    ):
        found += k.colon(words, f"governance.{key}")
    return found
