"""How strong, in a Methods section: the rule by which the intensity is found, and what was delivered."""

from protocols.methods.keys import Keys
from protocols.methods.pieces import Part, Piece, Sentence, at, bracketed, flat, listed, sentence
from protocols.methods.words import Tense, amount, enumerated
from protocols.model.terms import PERCENT_ALLOWED, term

I = "stimulation.intensity"  # noqa: E741 - the sign for a current
METHOD, TARGET, CAP = f"{I}.method", f"{I}.target", f"{I}.max_ma"
CURRENT, VOLTAGE = f"{I}.current_ma", f"{I}.voltage_v"
BOUNDS = (("start_ma", "from "), ("step_ma", "in steps of "), ("min_ma", "to at least "))


def intensity(k: Keys, t: Tense) -> list[Sentence]:
    """Say how the intensity is set, towards what, from and up to what current, and how often it is found anew."""
    topic = "intensity"
    if not k.any(I):
        return [sentence(k.gap(METHOD, f"{CURRENT}|{VOLTAGE}|{TARGET}"), topic=topic)]
    found = [sentence(*_lead(k, t), *_bounds(k, t), topic=topic)]
    again = k.say(f"{I}.retitrated")
    if again:
        found.append(sentence(f"It {t.be} set ", again, topic=topic))
    return found + k.rest(found, I, topic=topic)


def _lead(k: Keys, t: Tense) -> list[Piece]:
    method = k.value(METHOD)
    level = k.say(CURRENT) or k.say(VOLTAGE)
    if method == "fixed":
        return flat(
            [
                f"The {_what(k)} {t.be} ",
                k.say(METHOD),
                " ",
                at(level, "level") if level else ["at ", k.gap(f"{CURRENT}|{VOLTAGE}")],
            ]
        )
    if method is None:
        how = k.gap(METHOD)
        return flat([f"The intensity {t.be} set", bracketed(how), _target(k), _level(k)])
    behind = " for each participant" if method == "titrated" else ""
    return flat([f"The intensity {t.be} ", k.say(METHOD), behind, _target(k), _level(k)])


def _what(k: Keys) -> str:
    return "voltage" if VOLTAGE in k else "current"


def _target(k: Keys) -> list[Piece]:
    said, detail = k.value(TARGET), k.say(f"{I}.target_detail")
    words = bracketed(["target in words: ", detail] if detail else None)
    if said is None:
        asked = not k.any(CURRENT, VOLTAGE)
        return flat([[" to ", k.gap(TARGET)] if asked else None, words])
    return [" to a level ", *_targets(k, said), *words]


def _targets(k: Keys, said: tuple[str, ...]) -> list[Piece]:
    """Return the targets; a share or a distance stands with the one it belongs to, where that is clear."""
    percent, offset = k.value(f"{I}.percent"), k.value(f"{I}.offset_ma")
    shared = [one for one in said if one in PERCENT_ALLOWED]
    directed = [one for one in said if one.startswith(("above_", "below_"))]
    used, words = [TARGET], []
    for one in said:
        if percent is not None and shared == [one]:
            words.append(f"at {amount(percent, '%')} of {term('threshold', one)}")
            used.append(f"{I}.percent")
        elif offset is not None and directed == [one]:
            words.append(f"{amount(offset, 'mA')} {term('target', one)}")
            used.append(f"{I}.offset_ma")
        else:
            words.append(term("target", one))
    text = enumerated(words)
    return [k.together(text, *used)]


def _level(k: Keys) -> list[Piece]:
    said = k.say(CURRENT) or k.say(VOLTAGE)
    return [f", with a {_what(k)} of ", said] if said else []


def _bounds(k: Keys, t: Tense) -> list[Piece]:
    parts: list[Part] = [[words, said] for key, words in BOUNDS if (said := k.say(f"{I}.{key}"))]
    cap: Piece | None = k.say(CAP)
    if not t.past and k.value(METHOD) in ("titrated", "participant_chosen"):
        cap = cap or (None if k.any("device.limits.current_ma", CURRENT, VOLTAGE) else k.gap(CAP))
    parts += [["to at most ", cap]] if cap else []
    return [", ", *listed(parts, ", ")] if parts else []


def delivered(k: Keys, t: Tense) -> list[Sentence]:
    """Say what current was delivered."""
    mean, spread, ends = (
        k.say(f"delivered.{key}") for key in ("current_mean_ma", "current_sd_ma", "current_range_ma")
    )
    if not (mean or spread or ends):
        return []
    inside = bracketed(["SD ", spread] if spread else None, ["range ", ends] if ends else None)
    whole: Part = [mean, " on average", inside] if mean else inside
    return [
        sentence(f"The current delivered {t.be}", " " if mean else None, whole, topic="delivered current")
    ]
