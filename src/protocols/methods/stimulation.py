"""What flows and where, in a Methods section: site and side, pulses, pattern."""

from protocols.document.document import Path
from protocols.methods.keys import Keys
from protocols.methods.pieces import Part, Piece, Said, Sentence, at, bracketed, flat, listed, sentence
from protocols.methods.words import Tense, amount, enumerated
from protocols.model.quantity import plural
from protocols.model.terms import OFF_THE_EAR, term

SITE, RATE, BURST = "stimulation.sites", "stimulation.frequency_hz", "stimulation.burst"
SHAPE = ("stimulation.waveform", "stimulation.pulse_shape")
RATES = ("stimulation.frequency_hz", "stimulation.alternating_hz", BURST)
TIMES = (("on_s", "{} on"), ("off_s", "{} off"), ("duty_cycle", "duty cycle {}"), ("ramp_s", "{} of ramp"))
NEEDED = {"intermittent": ("stimulation.on_s", "stimulation.off_s"), "gated": ("stimulation.gating",)}
PATTERN = ("stimulation.pattern", *(f"stimulation.{key}" for key, _ in TIMES), "stimulation.gating")


def site(k: Keys, t: Tense) -> list[Sentence]:
    """Say where stimulation is applied, and on which side."""
    topic = "site and side"
    if not k.any(SITE, "stimulation.side", "stimulation.site_detail"):
        return [sentence(k.gap(SITE, "stimulation.side"), topic=topic)]
    return [sentence(f"Stimulation {t.be} applied to ", where(k), topic=topic)]


def where(k: Keys) -> list[Piece]:
    """Return the sites with their side: `the cymba conchae of the left ear`."""
    sites = k.value(SITE) or ()
    joint = " or " if k.value("stimulation.sites_used") == "either" else " and "
    names = enumerated((f"the {term('sites', one)}" for one in sites), joint)
    used = k.value("stimulation.sites_used")
    how = k.say(
        "stimulation.sites_used", {"together": " together", "in_turn": " in turn", "either": ""}.get(used)
    )
    detail = k.say("stimulation.site_detail")
    said = k.say(SITE, names) or k.gap(SITE)
    if how and not how.text:  # said by the joint
        said, how = k.together(names, SITE, "stimulation.sites_used"), None
    together = how if len(sites) > 1 else None
    return flat([said, together, _side(k, sites), bracketed(detail, k.gap("stimulation.side"))])


def _side(k: Keys, sites: tuple[str, ...]) -> list[Piece]:
    side, word = k.say("stimulation.side"), k.value("stimulation.side")
    if side is None:
        return []
    if OFF_THE_EAR & set(sites):
        text = "on both sides" if word == "bilateral" else f"on the {side.text}"
        return [", ", Said(text, side.at)]
    ears = {
        "left": "left ear",
        "right": "right ear",
        "bilateral": "both ears",
        "alternating": "left and right ear in alternation",
    }
    article = "" if word == "bilateral" else "the "
    return [f" of {article}", Said(ears[word], side.at)]


def pulses(k: Keys, t: Tense) -> list[Sentence]:
    """Say what the pulses are and how they are given, all in one sentence."""
    topic = "pulses"
    asked = (*SHAPE, "stimulation.pulse_width_us", "stimulation.frequency_hz|stimulation.alternating_hz")
    if not k.any("stimulation.pulse_width_us", *SHAPE, *RATES, *PATTERN):
        return [
            sentence(k.gap(*asked, "stimulation.pattern|stimulation.on_s|stimulation.off_s"), topic=topic)
        ]
    width = k.say("stimulation.pulse_width_us") or k.gap("stimulation.pulse_width_us")
    shape = _shape(k)
    return [
        sentence(
            shape or "Pulses",
            " pulses" if shape else "",
            bracketed(_gap(k), k.gap(*SHAPE)),
            " with a pulse width of ",
            width,
            _covers(k),
            f" {t.were} delivered ",
            rate(k),
            ", ",
            pattern(k),
            topic=topic,
        ),
        *_balance(k, topic),
    ]


def _shape(k: Keys) -> list[Piece]:
    words = [said for key in SHAPE if (said := k.say(key))]
    if not words:
        return []
    first = words[0].put(words[0].text[:1].upper() + words[0].text[1:])
    return listed([first, *words[1:]], ", ")


def _gap(k: Keys) -> list[Piece]:
    said = k.say("stimulation.inter_phase_gap_us")
    return [said, " between the phases"] if said else []


def _covers(k: Keys) -> list[Piece]:
    said, off = k.say("stimulation.pulse_width_covers"), k.say("stimulation.pulse_width_tolerance_percent")
    return flat([[" (±", off, ")"] if off else None, [" for ", said] if said else None])


def _balance(k: Keys, topic: str) -> list[Sentence]:
    ratio = k.say("stimulation.recovery_ratio")
    second = [sentence("The amplitude of the second phase, over that of the first: ", ratio, topic=topic)]
    return [*(second if ratio else []), *k.colon("Charge balance", "stimulation.charge_balance", topic)]


def rate(k: Keys) -> list[Piece]:
    """Return how often: `at 25 Hz`, alternating, or in bursts."""
    burst = _burst(k)
    if k.any("stimulation.alternating_hz", "stimulation.alternating_s"):
        one: Part = [*at(k.or_gap(RATE), "frequency"), ", and "] if RATE in k else None
        return flat([burst, one, _alternating(k)])
    return [*burst, *at(k.or_gap(RATE), "frequency")]


def _burst(k: Keys) -> list[Piece]:
    if not k.any(BURST):
        return []
    number, inside = k.say("stimulation.burst.pulses"), k.say("stimulation.burst.pulse_rate_hz")
    count = k.value("stimulation.burst.pulses")
    of: Part = [" of ", number, f" {plural(count, 'pulse')}"] if number else None
    within = bracketed([inside, " within the burst"] if inside else None)
    return flat(["in bursts", of, within, ", which come "])


def _alternating(k: Keys) -> Said:
    rates, seconds = k.value("stimulation.alternating_hz") or (), k.value("stimulation.alternating_s") or ()
    if rates and len(rates) == len(seconds):
        parts = [
            f"{amount(one, 'Hz')} for {amount(time, 's')}" for one, time in zip(rates, seconds, strict=True)
        ]
    else:
        parts = [amount(one, "Hz") for one in rates] + [f"{amount(time, 's')} each" for time in seconds]
    text = "at frequencies in alternation (" + ", ".join(parts) + ")"
    return k.together(text, "stimulation.alternating_hz", "stimulation.alternating_s")


def pattern(k: Keys) -> list[Piece]:
    """Return how pulses go on: without pause, on and off, or gated by a signal; with the ramp."""
    if until := _until_it_stops(k):
        return until
    times: list[Part] = [
        said.put(words.format(said.text)) for key, words in TIMES if (said := k.say(f"stimulation.{key}"))
    ]
    lacking = k.gap(*NEEDED.get(k.value("stimulation.pattern"), ()))
    word = k.say("stimulation.pattern") or k.gap("stimulation.pattern")
    signal: Part = [" by ", k.or_gap("stimulation.gating.signal")] if k.any("stimulation.gating") else None
    phase, train = k.say("stimulation.gating.phase"), k.say("stimulation.gating.train_s")
    gated: list[Part] = [["phase: ", phase] if phase else None, ["trains of ", train] if train else None]
    return flat([word, signal, bracketed(*gated, listed(times, ", "), lacking)])


def _until_it_stops(k: Keys) -> list[Piece]:
    """Return for how long current flows in a sham that ramps up, then stops, and says when; nothing of other arms."""
    on, share = k.say("stimulation.on_s"), k.say("stimulation.duty_cycle")
    cycle = k.any("stimulation.pattern", "stimulation.off_s", "stimulation.gating")
    if k.value("sham_method") != "ramp_then_off" or cycle or not (on or share):
        return []
    ramp = k.say("stimulation.ramp_s")
    long: list[Part] = [on, ["a share of ", share] if share else None]
    return flat(
        ["for ", listed(long, ", "), " of each session", bracketed([ramp, " of ramp"] if ramp else None)]
    )


# ---------------------------------------------------------------- the same in parts, where only one of them differs


def shape_part(k: Keys, t: Tense) -> list[Sentence]:
    """Say the waveform and the shape alone."""
    words = [said for key in SHAPE if (said := k.say(key))]
    gap = k.gap(*SHAPE)
    of_phases = _gap(k)
    return [
        sentence(f"The pulses {t.were} ", listed([*words, gap], ", "), bracketed(of_phases), topic="pulses"),
        *_balance(k, "pulses"),
    ]


def width_part(k: Keys, t: Tense) -> list[Sentence]:
    """Say the pulse width alone."""
    width = k.or_gap("stimulation.pulse_width_us")
    return [sentence(f"The pulse width {t.be} ", width, _covers(k), topic="pulses")]


def rate_part(k: Keys, t: Tense) -> list[Sentence]:
    """Say the frequency alone."""
    return [sentence(f"Pulses {t.were} delivered ", rate(k), topic="pulses")]


def without_bursts(at: Path, t: Tense) -> list[Sentence]:
    """Say that there are no bursts, where an arm clears those of others."""
    said = Said(t.will("did not come", "not come"), (at,))
    return [sentence("Pulses ", said, " in bursts", topic="pulses")]


def pattern_part(k: Keys, t: Tense) -> list[Sentence]:
    """Say the pattern alone."""
    return [sentence(f"Pulses {t.were} delivered ", pattern(k), topic="pulses")]
