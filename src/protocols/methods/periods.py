"""The periods of an arm in words: which they are, in the order of time, and what each says beside what it gives."""

from typing import Final

from protocols.methods.arm import the_arm
from protocols.methods.keys import Keys, keys_of_arm
from protocols.methods.pieces import Part, Piece, Said, Sentence, flat, listed, sentence
from protocols.methods.words import Tense, counted
from protocols.model import Arm, Study, high
from protocols.model.course import LENGTHS
from protocols.model.terms import term

IN_EACH: Final = " in each period"
IN_THIS: Final = " in this period"
WHOLE: Final = tuple(f"schedule.{key}" for key in (*LENGTHS, "total_sessions"))


def tense_of(study: Study) -> Tense:
    """Return how a study's verbs stand, and of what its course is: in a crossover without periods, of each of them."""
    each = study.about.design == "crossover" and not study.has_periods
    return Tense(study.is_record, IN_EACH if each else "")


def in_turn(arm: Arm, t: Tense) -> list[Sentence]:
    """Say what participants of an arm get one after the other, and how long it takes in all."""
    verb = t.will("received", "receive")
    steps: list[Part] = [[_received(part), " (", period_of(part), *_length(part), ")"] for part in arm.parts]
    found = [
        sentence(f"Participants in {the_arm(arm)} {verb}, one after the other: ", *listed(steps, "; ", "; "))
    ]
    k = keys_of_arm(arm)
    said: list[Part] = [k.say(key, _counted(k, key)) for key in WHOLE if key in k]
    return [*found, sentence(f"All periods together {t.be} ", *listed(said))] if said else found


def _received(part: Arm) -> Piece:
    at = (part.at("role"), *((part.at("gives"),) if part.gives else ()))
    return Said(term("received", part.role), at)


def period_of(part: Arm) -> Said:
    """Return a period's name for readers, without its arm's."""
    return Said(" ".join(part.called.split()), part.labelled or (part.header,), name=True)


def _length(part: Arm) -> list[Piece]:
    k = keys_of_arm(part)
    return flat([[", ", k.say(key, _counted(k, key))] for key in WHOLE[:-1] if key in k])


def _counted(k: Keys, key: str) -> str:
    return counted(
        k.value(key), "session" if key == "schedule.total_sessions" else key.split(".")[1].removesuffix("s")
    )


def of_period(part: Arm, k: Keys, t: Tense) -> list[Sentence]:
    """Say what a period says beside what it gives: the washout before it, who enters it, who knows what they get."""
    if not part.period:
        return []
    found: list[Sentence] = []
    pause = part.washout_days
    if pause is not None:
        none = high(pause) == 0
        said = k.say("washout_days") if none else k.say("washout_days", counted(pause, "day"))
        found.append(
            sentence(f"There {t.be} ", said, " before this period")
            if none
            else sentence("A washout of ", said, f" {t.will('came', 'come')} before this period")
        )
    found += k.colon("Only some enter this period", "who")
    opened = k.value("open_label")
    if opened is not None:
        words = "know" if opened else "do not know"
        found.append(sentence("In this period participants ", k.say("open_label", words), " what they get"))
    return found
