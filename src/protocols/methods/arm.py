"""What is said of one arm: its topics, each in full; who it is, and what its participants receive."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from protocols.methods import device, intensity, schedule, stimulation
from protocols.methods.keys import Keys, keys_of_arm, steps
from protocols.methods.pieces import Piece, Said, Sentence, bracketed, listed, sentence
from protocols.methods.words import Tense, enumerated
from protocols.model import Arm, Study
from protocols.model.channel import Channel
from protocols.model.facts import Facts
from protocols.model.paths import INHERITED
from protocols.model.terms import term

Phrase = Callable[[Keys, Tense], list[Sentence]]
Tell = Callable[[Arm, Tense, "tuple[Topic, ...]"], list[Sentence]]
"""Tells some topics of an arm."""


class Topic(NamedTuple):
    """Some keys of an arm and the function that puts them into sentences. parts: finer ones, where not all differs.

    name: what an arm is told to have of its own, where it does not have it as another arm. needs_current: it is not asked
    of an arm in which no current flows.
    """

    name: str
    keys: tuple[str, ...]
    phrase: Phrase
    parts: "tuple[Topic, ...]" = ()
    needs_current: bool = False


PULSE_PARTS: Final = (
    Topic(
        "the shape of the pulses",
        (
            *stimulation.SHAPE,
            "stimulation.inter_phase_gap_us",
            "stimulation.recovery_ratio",
            "stimulation.charge_balance",
        ),
        stimulation.shape_part,
    ),
    Topic(
        "the pulse width",
        (
            "stimulation.pulse_width_us",
            "stimulation.pulse_width_tolerance_percent",
            "stimulation.pulse_width_covers",
        ),
        stimulation.width_part,
    ),
    Topic("the frequency", (*stimulation.RATES, "stimulation.alternating_s"), stimulation.rate_part),
    Topic("the pattern", stimulation.PATTERN, stimulation.pattern_part),
)
SCHEDULE_PARTS: Final = (
    Topic("the length of a session", (schedule.SESSION,), schedule.session_part),
    Topic("the length of stimulation in a day", (schedule.DAILY,), schedule.daily_part),
    Topic("the course", schedule.OFTEN, schedule.course_part),
)
MATERIALS: Final = (
    Topic("the device", ("device.model", "device.control", *device.DETAILS), device.device),
    Topic("the limits of the device", ("device.limits",), device.limits),
    Topic(
        "the electrodes",
        ("electrode",),
        device.electrode,
        tuple(Topic(*part) for part in device.ELECTRODE_PARTS),
    ),
)
PROCEDURE: Final = (
    Topic(
        "the site and the side",
        tuple(f"stimulation.{key}" for key in ("sites", "sites_used", "site_detail", "side")),
        stimulation.site,
    ),
    Topic(
        "the pulses",
        tuple(key for part in PULSE_PARTS for key in part.keys),
        stimulation.pulses,
        PULSE_PARTS,
        needs_current=True,
    ),
    Topic("the intensity", (intensity.I,), intensity.intensity, needs_current=True),
)
WHEN: Final = (
    Topic(
        "the schedule",
        tuple(key for part in SCHEDULE_PARTS for key in part.keys),
        schedule.schedule,
        SCHEDULE_PARTS,
    ),
    Topic("the time of the sessions", schedule.TIME, schedule.time),
)
TOPICS: Final = (*MATERIALS, *PROCEDURE, *WHEN)


def name_of(arm: Arm) -> str:
    """Return an arm's name for readers."""
    return " ".join((arm.written.label or arm.name).split())


def named(arm: Arm) -> Said:
    """Return an arm's name for readers, with where it is written."""
    return Said(name_of(arm), arm.labelled or (arm.header,), name=True)


def the_arm(arm: Arm) -> str:
    """Return an arm for a sentence: `the sham arm`, `the sham arm (period open)`, `the sham arm (channel tragus)`."""
    name = name_of(arm.whole)
    within = [("period", arm.called if arm.period else ""), ("channel", arm.channel_called)]
    told = [f"{what} {' '.join(called.split())}" for what, called in within if called]
    if told:
        return f"{the_arm(arm.whole)} ({', '.join(told)})"
    return f"the {name}" if name.lower().endswith((" arm", " group")) else f"the {name} arm"


def controls(study: Study, arm: Arm, t: Tense) -> list[Sentence]:
    """Say which arms a sham is for, where the file says it."""
    every = study.arms | study.lenders
    arms = enumerated(the_arm(every[name]) for name in arm.written.controls or ())
    return [sentence(f"It {t.be} the control for ", Said(arms, (arm.at("controls"),)))] if arms else []


def in_order(study: Study) -> list[Arm]:
    """Return the arms as they are described: the active ones first, then the others."""
    return sorted(study.arms.values(), key=lambda arm: arm.role != "active")


def treated(study: Study) -> list[Arm]:
    """Return what participants get with stimulation, one after another; what flows in channels stands together."""
    return [arm for arm in study.given.values() if arm.stimulated]


def with_current(study: Study) -> list[Arm]:
    """Return what participants get one after another in which current flows, through one channel at least."""
    return [arm for arm in treated(study) if any(one.delivers_current for one in arm.at_once)]


def channels(arm: Arm, t: Tense) -> list[Sentence]:
    """Say through which channels current flows at the same time, where an arm has some."""
    names = [channel_of(one) for one in arm.channels.values()]
    if not names:
        return []
    lead = (
        f"Separate channels {t.were} used at the same time: "
        if len(names) > 1
        else f"There {t.be} one channel: "
    )
    found = [sentence(lead, *listed(names), topic="channels")]
    for one in arm.channels.values():
        if isinstance(one, Channel) and one.said("description"):
            said = keys_of_arm(one).say("description")
            found += [sentence("Channel ", channel_of(one), ": ", said, topic="channels")] if said else []
    return found


def channel_of(arm: Arm) -> Said:
    """Return a channel's name for readers, without its arm's."""
    return Said(" ".join(arm.channel_called.split()), arm.labelled or (arm.header,), name=True)


def full(arm: Arm, t: Tense, topics: tuple[Topic, ...]) -> list[Sentence]:
    """Return sentences on some topics of an arm, in full."""
    return by_channel(arm, t, topics, _full)


def by_channel(arm: Arm, t: Tense, topics: tuple[Topic, ...], tell: Tell) -> list[Sentence]:
    """Tell some topics of an arm: what all its channels share once, the others channel by channel."""
    every = arm.at_once
    if len(every) < 2:
        return tell(every[0], t, topics)
    apart = [topic for topic in topics if len({_meant(one, topic) for one in every}) > 1]
    found = tell(every[0], t, tuple(topic for topic in topics if topic not in apart))
    for one in every if apart else ():
        found += _of_channel(one, tell(one, t, tuple(apart)))
    return found


def _of_channel(arm: Arm, said: list[Sentence]) -> list[Sentence]:
    """Return what is said of a channel, its name before the first sentence."""
    if not said:
        return []
    first, *others = said
    return [first._replace(pieces=("Channel ", channel_of(arm), ": ", *inside(first))), *others]


def inside(one: Sentence) -> list[Piece]:
    """Return a sentence as part of another: its first letter small, where it is ours."""
    first, *others = one.pieces
    if isinstance(first, str):
        first = first[:1].lower() + first[1:]
    elif isinstance(first, Said) and not (first.name or first.free) and first.text[1:2].islower():
        first = first.put(first.text[:1].lower() + first.text[1:])
    return [first, *others]


def _meant(arm: Arm, topic: Topic) -> frozenset[object]:
    return frozenset((key, fact.meaning) for key, fact in under(keys_of_arm(arm), [topic]).items())


def under(k: Keys, topics: Iterable[Topic]) -> Facts:
    """Return what is said under the keys of some topics."""
    wanted = [steps(key) for topic in topics for key in topic.keys]
    return {
        key: fact
        for key, fact in k.facts.items()
        if key[-1] != "notes" and any(key[: len(path)] == path for path in wanted)
    }


def _full(arm: Arm, t: Tense, topics: tuple[Topic, ...]) -> list[Sentence]:
    k, found = keys_of_arm(arm), []
    for topic in topics:
        asked = arm.delivers_current or not topic.needs_current
        if asked or k.any(*topic.keys):
            found += topic.phrase(k, t)
    return found


def left_over(arm: Arm, said: list[Sentence]) -> list[Sentence]:
    """Return a sentence with what no other has said of an arm's settings; of one in channels, of each of them."""
    found: list[Sentence] = []
    for one in arm.at_once:
        rest = keys_of_arm(one).rest([*said, *found], *INHERITED)
        found += _of_channel(one, rest) if one.channel else rest
    return found


def gets(arm: Arm, k: Keys, t: Tense) -> list[Piece]:
    """Return what the participants of an arm receive, by its role and the kind of its sham."""
    verb = t.will("received", "receive")
    what: list[Piece] = [term("received", arm.role)]
    method = k.say("sham_method")
    if method:  # SHM011 says where it is odd
        what += [" ", method]
    elif arm.role == "sham":
        what += bracketed(k.gap("sham_method"))
    return [f"Participants in {the_arm(arm)} {verb} ", *what]
