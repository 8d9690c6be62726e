"""What an arm gets, in plain words for those who take part: the parts of sentences that `lay` puts together."""

from protocols.lib.resources import data
from protocols.methods.groups import Phrase
from protocols.methods.keys import Keys
from protocols.methods.pieces import Gap, Part, Piece, Pieces, Said, bracketed, flat, listed
from protocols.methods.schedule import A_DAY, COURSE, DAILY, OFTEN, SESSION, in_all, often, only_total
from protocols.methods.words import amount, counted, enumerated, with_article
from protocols.model import high
from protocols.model.terms import OFF_THE_EAR, term

I = "stimulation.intensity"  # noqa: E741 - the sign for a current
SITES, SIDE = "stimulation.sites", "stimulation.side"


def text_of(dotted: str) -> Phrase:
    """Return the phrase that is a text of the file as it stands."""

    def phrase(k: Keys) -> Pieces:
        said = k.say(dotted)
        return [said] if said else []

    return phrase


def signs(dotted: str) -> Phrase:
    """Return the phrase that is a term in plain words."""

    def phrase(k: Keys) -> Pieces:
        said = k.say(dotted, style="lay")
        return [said] if said else []

    return phrase


def where(k: Keys) -> Pieces:
    """Return where the electrode is placed: `on your left ear, in the hollow`."""
    sites = k.value(SITES)
    if sites is None:
        return flat([_ear(k), ", ", k.gap(SITES, what="where on the ear")])
    on, off = [one for one in sites if one not in OFF_THE_EAR], [one for one in sites if one in OFF_THE_EAR]
    joint = " or " if k.value("stimulation.sites_used") == "either" else " and "
    words = _words(on, joint)
    parts: list[Pieces] = [flat([_ear(k), ", ", k.say(SITES, words)])] if on else []
    if off:
        side = k.say(SIDE, term("body_side", k.value(SIDE), "lay")) if SIDE in k and not on else None
        parts.append(flat([k.say(SITES, _words(off, joint)), [", ", side] if side else None]))
    used = k.say("stimulation.sites_used", style="lay") if len(sites) > 1 else None
    return flat([listed(parts, joint), [", ", used] if used else None])


def ear(k: Keys) -> Pieces:
    """Return on which ear the electrode is placed, where it is placed on the ear only; else all of `where`."""
    sites = k.value(SITES)
    return [_ear(k)] if sites and not set(sites) & OFF_THE_EAR else where(k)


def held(k: Keys) -> Pieces:
    """Return what holds the electrode in place: `it is held in place by an ear clip`."""
    said = k.say("electrode.placement")
    return flat(["it is held in place by ", said.put(with_article(said.text))]) if said else []


def _words(sites: list[str], joint: str) -> str:
    return enumerated((term("sites", one, "lay") for one in sites), joint)


def _ear(k: Keys) -> Said | Gap:
    return k.say(SIDE, style="lay") or Gap(("which ear",), (k.at(*SIDE.split(".")),))


def sent(k: Keys) -> Pieces:
    """Return what the device sends: pulses, or in some shams none."""
    how = data("words")["lay"]["sham_method"].get(k.value("sham_method"))
    if how is not None:
        return flat([k.say("sham_method", how)])
    nothing = next((key for key in (f"{I}.max_ma", f"{I}.current_ma") if high(k.value(key)) == 0), None)
    return flat([k.say(nothing, "no current") if nothing else "pulses of electric current through your skin"])


def frequency(k: Keys) -> Pieces:
    """Return how many pulses, or bursts of them, come in a second."""
    what = "group" if k.any("stimulation.burst") else "pulse"
    close = " of pulses close together" if what == "group" else ""
    rates = k.value("stimulation.alternating_hz")
    if rates:
        numbers = enumerated(amount(one) for one in rates)
        said = k.say("stimulation.alternating_hz", f"{numbers} {what}s")
        return flat([said, close, " a second, in turn"])
    rate = k.value("stimulation.frequency_hz")
    if rate is None:
        return []
    return flat([k.say("stimulation.frequency_hz", counted(rate, what)), close, " a second"])


def pattern(k: Keys) -> Pieces:
    """Return whether there are pauses, and how long."""
    word, gated = k.say("stimulation.pattern", style="lay"), k.value("stimulation.pattern") == "gated"
    signal = k.say("stimulation.gating.signal", style="lay") or (
        k.gap("stimulation.gating.signal") if gated else None
    )
    in_step: Part = [", " if word else "", term("pattern", "gated", "lay")] if signal and not gated else None
    times: list[Part] = [
        [f"{words} ", k.say(f"stimulation.{key}", counted(value, "second"))]
        for key, words in (("on_s", "on for"), ("off_s", "off for"))
        if (value := k.value(f"stimulation.{key}")) is not None
    ]
    colon = ": " if word or signal else ""
    return flat(
        [
            word,
            in_step,
            [" ", signal] if signal else None,
            [colon, listed(times, ", then ")] if times else None,
        ]
    )


def pauses(k: Keys) -> Pieces:
    """Return whether there are pauses, and not how long they are."""
    word = k.say("stimulation.pattern", style="lay") if k.value("stimulation.pattern") != "gated" else None
    return [word] if word and "stimulation.gating" not in k else []


def ramp(k: Keys) -> Pieces:
    """Return how long the current rises."""
    length = k.value("stimulation.ramp_s")
    return flat([k.say("stimulation.ramp_s", counted(length, "second"))]) if length is not None else []


# ---------------------------------------------------------------- how often


def minutes(k: Keys) -> Pieces:
    """Return how long a session lasts."""
    length = k.value(SESSION)
    if length is not None:
        return flat([k.say(SESSION, counted(length, "minute"))])
    return flat([k.gap(SESSION)])


def daily(k: Keys) -> Pieces:
    """Return for how long there is stimulation in a day."""
    length = k.value(DAILY)
    return flat([k.say(DAILY, counted(length, "minute")), " a day"]) if length is not None else []


def course(k: Keys, *, periods: str = "") -> Pieces:
    """Return how often and for how long sessions take place; periods: such as ` in each period`."""
    if not k.any(*OFTEN):
        return flat(["sessions take place ", k.gap(*COURSE, what="how often, and for how long")])
    if only_total(k):
        return flat(["there are ", in_all(k, periods=periods), bracketed(_unsaid(k))])
    return [_in_a_row(one) for one in flat(["sessions take place", often(k, _unsaid(k), periods=periods)])]


def _in_a_row(piece: Piece) -> Piece:
    """Return a piece with days in a row called so."""
    if isinstance(piece, Said):
        return piece.put(piece.text.replace("consecutive days", "days in a row"))
    return piece


def span(k: Keys, *, periods: str = "") -> Pieces:
    """Return over how long a time there are sessions, and not how many."""
    for unit in ("week", "month", "day"):
        length = k.value(f"schedule.{unit}s")
        if length is not None:
            said = k.say(f"schedule.{unit}s", counted(length, unit))
            return flat(["the sessions go on for ", said, periods or None])
    return []


def _unsaid(k: Keys) -> Gap | None:
    """Return what is not said of how often and for how long, as one gap."""
    gaps = [
        gap
        for keys, what in (
            (A_DAY, "how many sessions a day"),
            ("schedule.days_per_week|schedule.days|schedule.total_sessions", "on how many days a week"),
            ("schedule.weeks|schedule.months|schedule.days", "for how long"),
        )
        if (gap := k.gap(keys, what=what))
    ]
    return (
        Gap(tuple(one for gap in gaps for one in gap.what), tuple(at for gap in gaps for at in gap.at))
        if gaps
        else None
    )
