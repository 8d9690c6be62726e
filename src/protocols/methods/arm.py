"""One arm in a Methods section: in full, or by what differs from the arm it is compared with."""

from collections.abc import Callable
from typing import Final, NamedTuple

from protocols.methods import device, intensity, schedule, stimulation
from protocols.methods.keys import Keys, keys_of_arm, steps
from protocols.methods.pieces import Gap, Piece, Said, Sentence, bracketed, listed, sentence
from protocols.methods.words import Tense, enumerated, term
from protocols.model import Arm, Study
from protocols.model.study import INHERITED
from protocols.toml import Path

Phrase = Callable[[Keys, Tense], list[Sentence]]


class Topic(NamedTuple):
    """Some keys of an arm and the function that puts them into sentences. parts: finer ones, where not all differs.

    needs_current: it is not asked of an arm in which no current flows.
    """

    keys: tuple[str, ...]
    phrase: Phrase
    parts: "tuple[Topic, ...]" = ()
    needs_current: bool = False


PULSE_PARTS: Final = (
    Topic(
        (*stimulation.SHAPE, "stimulation.inter_phase_gap_us", "stimulation.charge_balance"),
        stimulation.shape_part,
    ),
    Topic(("stimulation.pulse_width_us", "stimulation.pulse_width_covers"), stimulation.width_part),
    Topic((*stimulation.RATES, "stimulation.alternating_s"), stimulation.rate_part),
    Topic(stimulation.PATTERN, stimulation.pattern_part),
)
SCHEDULE_PARTS: Final = (
    Topic((schedule.SESSION,), schedule.session_part),
    Topic((schedule.DAILY,), schedule.daily_part),
    Topic(schedule.OFTEN, schedule.course_part),
)
MATERIALS: Final = (
    Topic(("device.model", "device.control", *device.DETAILS), device.device),
    Topic(("device.limits",), device.limits),
    Topic(("electrode",), device.electrode, tuple(Topic(*part) for part in device.ELECTRODE_PARTS.items())),
)
PROCEDURE: Final = (
    Topic(
        tuple(f"stimulation.{key}" for key in ("sites", "sites_used", "site_detail", "side")),
        stimulation.site,
    ),
    Topic(
        tuple(key for part in PULSE_PARTS for key in part.keys),
        stimulation.pulses,
        PULSE_PARTS,
        needs_current=True,
    ),
    Topic((intensity.I,), intensity.intensity, needs_current=True),
)
WHEN: Final = (
    Topic(tuple(key for part in SCHEDULE_PARTS for key in part.keys), schedule.schedule, SCHEDULE_PARTS),
    Topic(schedule.TIME, schedule.time),
)
TOPICS: Final = (*MATERIALS, *PROCEDURE, *WHEN)


def name_of(arm: Arm) -> str:
    """Return an arm's name for readers."""
    return " ".join((arm.written.label or arm.name).split())


def named(arm: Arm) -> Said:
    """Return an arm's name for readers, with where it is written."""
    return Said(name_of(arm), (arm.at("label"),) if arm.written.label else (("arms", arm.name),), name=True)


def the_arm(arm: Arm) -> str:
    """Return an arm for a sentence: `the sham arm`."""
    name = name_of(arm)
    return f"the {name}" if name.lower().endswith((" arm", " group")) else f"the {name} arm"


def controls(study: Study, arm: Arm, t: Tense) -> list[Sentence]:
    """Say which arms a sham is for, where the file says it."""
    arms = enumerated(the_arm(study.arms[name]) for name in arm.written.controls or ())
    return [sentence(f"It {t.be} the control for ", Said(arms, (arm.at("controls"),)))] if arms else []


def said_alike(k: Keys, other: Keys) -> set[Path]:
    """Return the keys under which two arms are said to have the same."""
    return {
        key
        for key, fact in k.facts.items()
        if key[0] in INHERITED and key in other.facts and fact.meaning == other.facts[key].meaning
    }


def reference_of(study: Study, arm: Arm) -> Arm | None:
    """Return the arm that another is described by, None for one that is described in full.

    Of the arms it controls, else of the active ones before it, else of those before it: the one it differs least from.
    """
    ordered = in_order(study)
    before = ordered[: ordered.index(arm)] if arm.stimulated else []
    controlled = [study.arms[name] for name in arm.written.controls or ()]
    active = [one for one in before if one.role == "active"]
    candidates = [one for one in controlled or active or before if one.stimulated and one is not arm]
    return min(candidates, key=lambda one: len(differences(arm, one)), default=None)


def in_order(study: Study) -> list[Arm]:
    """Return the arms as they are described: the active ones first, then the others."""
    return sorted(study.arms.values(), key=lambda arm: arm.role != "active")


def differences(arm: Arm, other: Arm) -> set[Path]:
    """Return the keys under which two arms are not said to have the same."""
    k, theirs = keys_of_arm(arm), keys_of_arm(other)
    said = {key for key in {*k.facts, *theirs.facts} if key[0] in INHERITED and key[-1] != "notes"}
    return said - said_alike(k, theirs)


def full(arm: Arm, t: Tense, topics: tuple[Topic, ...]) -> list[Sentence]:
    """Return sentences on some topics of an arm, in full."""
    k, found = keys_of_arm(arm), []
    for topic in topics:
        asked = arm.delivers_current or not topic.needs_current
        if asked or k.any(*topic.keys):
            found += topic.phrase(k, t)
    return found


def left_over(arm: Arm, said: list[Sentence]) -> list[Sentence]:
    """Return a sentence with what no other has said of an arm's settings."""
    return keys_of_arm(arm).rest(said, *INHERITED)


def compared(arm: Arm, other: Arm, t: Tense) -> list[Sentence]:
    """Say what an arm gets by what differs from another; in full where they have less in common than not."""
    k, theirs = keys_of_arm(arm), keys_of_arm(other)
    alike = said_alike(k, theirs)
    different = differences(arm, other)
    if not any(key[0] in INHERITED for key in k.facts):
        return [
            sentence(*gets(arm, k, t)),
            sentence(Gap(("stimulation and schedule",), (("arms", arm.name),))),
        ]
    if len(alike) < len(different):
        said = full(arm, t, TOPICS)
        return [sentence(*gets(arm, k, t)), *said, *left_over(arm, said)]
    exceptions, lacking = _exceptions(arm, other, t)
    own = tuple(fact.at for key, fact in k.facts.items() if key in alike and fact.at[0] == "arms")
    comma = "," if arm.role == "sham" else ""
    as_in = [*gets(arm, k, t), f"{comma} ", Said("as specified", own, name=not own), f" for {the_arm(other)}"]
    if exceptions:
        as_in += [", except that ", *listed([_inside(one) for one in exceptions], "; and ", "; ")]
    return [sentence(*as_in, topic="as in another arm"), *([sentence(lacking)] if lacking else [])]


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


def _exceptions(arm: Arm, other: Arm, t: Tense) -> tuple[list[Sentence], Gap | None]:
    """Return what differs in sentences, and what the other arm is said to have and this one is not."""
    k, theirs = keys_of_arm(arm), keys_of_arm(other)
    found: list[Sentence] = []
    unsaid: list[str] = []
    for topic in TOPICS:
        for part in _differing(topic, k, theirs):
            if k.any(*part.keys):
                found += part.phrase(k, t)
            elif arm.delivers_current or not topic.needs_current:
                unsaid += [key for key in part.keys if theirs.any(key)]
    gap = k.gap(*unsaid) if unsaid else None
    return found + _rest(k, theirs, found), gap


def _rest(k: Keys, theirs: Keys, found: list[Sentence]) -> list[Sentence]:
    left = {key: fact for key, fact in k.facts.items() if key not in said_alike(k, theirs)}
    return Keys(left, k.at).rest(found, *INHERITED)


def _differing(topic: Topic, k: Keys, theirs: Keys) -> list[Topic]:
    if not topic.parts:
        return [topic] if _differs(topic.keys, k, theirs) else []
    return [part for part in topic.parts if _differs(part.keys, k, theirs)]


def _differs(keys: tuple[str, ...], k: Keys, theirs: Keys) -> bool:
    def under(one: Keys) -> dict[Path, object]:
        wanted = [steps(key) for key in keys]
        return {
            key: fact.meaning
            for key, fact in one.facts.items()
            if key[-1] != "notes" and any(key[: len(path)] == path for path in wanted)
        }

    return under(k) != under(theirs)


def _inside(one: Sentence) -> list[Piece]:
    """Return a sentence as part of another: its first letter small, where it is ours."""
    first, *others = one.pieces
    if isinstance(first, str):
        first = first[:1].lower() + first[1:]
    return [first, *others]
