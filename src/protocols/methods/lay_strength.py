"""How strong it is, in plain words for those who take part: who decides, towards what, and up to what."""

from protocols.methods.arm import with_current
from protocols.methods.groups import never, told
from protocols.methods.keys import Keys
from protocols.methods.lay_groups import with_stimulation
from protocols.methods.lay_words import I, signs, text_of
from protocols.methods.pieces import Pieces, Sentence, flat
from protocols.methods.words import amount, enumerated
from protocols.model import Study
from protocols.model.terms import PERCENT_ALLOWED, term

FOUND = ("titrated", "participant_chosen")
"""The methods by which the strength is found for each participant, and is not set beforehand."""


def strength(study: Study) -> list[Sentence]:
    """Say how strong it is in the groups in which current flows."""
    flowing = with_current(study)
    found = with_stimulation(study) if flowing else []
    found += told(study, flowing, "The strength ", method, what="who decides on the strength")
    aim = "what you should feel"
    found += told(study, flowing, "The aim is that ", target, what=aim, applies=_is_found)
    words = text_of(f"{I}.target_detail")
    found += told(study, flowing, "In the words of the protocol: ", words, what=aim, applies=never)
    found += told(study, flowing, "The strength is ", level, what="the strength", applies=_is_set)
    highest = "the highest strength"
    found += told(study, flowing, "It will not be higher than ", cap, what=highest, applies=_is_capped)
    again, often = signs(f"{I}.retitrated"), "how often the strength is set"
    return found + told(study, flowing, "It is set ", again, what=often, applies=_is_found)


def _is_found(k: Keys) -> bool:
    """Say whether an aim is asked for: a fixed strength has none."""
    return bool(k.value(f"{I}.method") != "fixed")


def _is_capped(k: Keys) -> bool:
    return _is_found(k) and not _is_written(k)


def _is_written(k: Keys) -> bool:
    return k.any(f"{I}.current_ma", f"{I}.voltage_v")


def _is_set(k: Keys) -> bool:
    """Say whether a strength is asked for: one that is found for each participant is none."""
    return k.value(f"{I}.method") not in FOUND


def method(k: Keys) -> Pieces:
    """Return who or what decides on the strength."""
    return flat(
        [k.say(f"{I}.method", style="lay") or k.gap(f"{I}.method", what="who decides how strong it is")]
    )


def target(k: Keys) -> Pieces:
    """Return what the strength is to feel like."""
    said = k.value(f"{I}.target")
    if said is None:
        asked = k.value(f"{I}.method") in FOUND
        return flat([k.gap(f"{I}.target", what="what you should feel") if asked else None])
    percent = k.value(f"{I}.percent")
    words = [term("target", one, "lay") for one in said]
    used = [f"{I}.target"]
    if percent is not None:
        words = [
            f"{one} ({amount(percent, '%')} of it)" if name in PERCENT_ALLOWED else one
            for name, one in zip(said, words, strict=True)
        ]
        used.append(f"{I}.percent")
    return [k.together(enumerated(words, " and that ", ", that "), *used)]


def level(k: Keys) -> Pieces:
    """Return the current or the voltage that is written."""
    return flat([k.say(f"{I}.current_ma") or k.say(f"{I}.voltage_v")])


def cap(k: Keys) -> Pieces:
    """Return the highest current allowed; not asked for where a current or a voltage is written."""
    said = k.say(f"{I}.max_ma")
    if said is None and not _is_written(k) and k.value(f"{I}.method") in FOUND:
        return flat([k.gap(f"{I}.max_ma", what="the highest strength")])
    return flat([said.put(f"{said.text} (milliamperes)")]) if said else []
