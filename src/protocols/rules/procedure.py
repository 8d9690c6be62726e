"""SHM, fifth part: arms that participants can tell apart by what is done with them."""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.lib.references import cite
from protocols.model import Arm, Range, Study
from protocols.model.calendar import meet_in_time
from protocols.model.channel import on_one_channel
from protocols.model.course import shortest_weeks
from protocols.model.derived import derived
from protocols.model.quantity import show
from protocols.rules.sham import alike_channels, shams
from protocols.rules.strength import Level, level

METHODS = {"fixed": "fixed", "titrated": "titrated", "participant_chosen": "chosen by the participant"}
NOT_FELT_BY_METHOD = frozenset({"ramp_then_off", "no_current", "non_conducting_electrode"})
"""Of these shams other rules say what is felt."""

STRONG = "discomfort or pain"
THRESHOLDS = {
    **dict.fromkeys(
        (
            "sensory_threshold",
            "above_sensory_threshold",
            "below_sensory_threshold",
            "percent_of_sensory_threshold",
        ),
        "sensation",
    ),
    **dict.fromkeys(
        (
            "discomfort_threshold",
            "below_discomfort",
            "percent_of_discomfort_threshold",
            "below_pain_threshold",
            "pain_threshold",
            "maximum_tolerated",
        ),
        STRONG,
    ),
}
"""What is looked for to reach a target."""


class Aspect(NamedTuple):
    """Something that participants notice or take part in: its keys, an arm's value, and how a difference is told."""

    keys: tuple[tuple[str, ...], ...]
    value: Callable[[Arm], str | float | Range | None]
    told: str
    """The words, with the values {0} and {1} of the arms {2} and {3}."""
    unit: str = ""


def _of_schedule(key: str, told: str, unit: str = "") -> Aspect:
    return Aspect((("schedule", key),), attrgetter(f"schedule.{key}"), told, unit)


def _of_course(key: str, told: str, unit: str = "") -> Aspect:
    """Return what is of a whole course: a period, which may be longer in one arm than in another, says nothing of it."""
    value = attrgetter(f"schedule.{key}")
    return Aspect((("schedule", key),), lambda arm: None if arm.period else value(arm), told, unit)


def _again(arm: Arm) -> str | None:
    said = arm.intensity.retitrated
    return said.replace("_", " ").replace("each", "for each") if said else None


def _felt(arm: Arm) -> str | None:
    if arm.written.sham_method in NOT_FELT_BY_METHOD or not arm.delivers_current:
        return None
    reached = level(arm)
    if reached is None and arm.written.sham_method != "below_threshold":
        return None
    return "below the sensory threshold" if reached in (None, Level.BELOW) else "felt"


def _threshold(arm: Arm) -> str | None:
    """Return the threshold that a titration looks for, where it is one: who is brought to discomfort notices it."""
    if not arm.delivers_current:
        return None
    found = {THRESHOLDS[target] for target in arm.intensity.target or () if target in THRESHOLDS}
    return found.pop() if len(found) == 1 else None


def _weeks(arm: Arm) -> float | Range | None:
    """Return the length of a course in weeks, however it is written; not one in months, which have 28 to 31 days.

    Of one that ends open label nothing: what participants see then tells them no more than they know.
    """
    if any(part.open_label for part in arm.whole.parts):
        return None
    weeks, written = shortest_weeks(arm), arm.schedule.weeks if not arm.period else None
    if weeks is None or any(part.schedule.months is not None for part in arm.whole.parts):
        return None
    return written if written is not None else round(weeks, 2)


INTENSITY = ("stimulation", "intensity")
OF_INTENSITY = (
    Aspect(
        ((*INTENSITY, "method"),),
        lambda arm: METHODS.get(arm.intensity.method or ""),
        "the intensity is {0} in {2} and {1} in {3}",
    ),
    Aspect(((*INTENSITY, "retitrated"),), _again, "it is titrated {0} in {2} and {1} in {3}"),
    Aspect(
        ((*INTENSITY, "target"), (*INTENSITY, "percent")),
        _felt,
        "the stimulation is {0} in {2} and {1} in {3}",
    ),
    Aspect(
        ((*INTENSITY, "target"),),
        _threshold,
        "the threshold that is looked for is that of {0} in {2} and of {1} in {3}",
    ),
)
ASPECTS = (
    *OF_INTENSITY,
    _of_schedule("session_min", "a session lasts {0} in {2} and {1} in {3}", "min"),
    _of_schedule("sessions_per_day", "sessions a day: {0} in {2} and {1} in {3}"),
    _of_schedule("daily_min", "stimulation lasts {0} a day in {2} and {1} in {3}", "min"),
    _of_schedule("days_per_week", "days a week: {0} in {2} and {1} in {3}"),
    Aspect(
        (("schedule", "weeks"), ("schedule", "days")),
        _weeks,
        "the course lasts {0} in {2} and {1} in {3}",
        "weeks",
    ),
    _of_course("months", "the course lasts {0} in {2} and {1} in {3}", "months"),
    _of_course("total_sessions", "sessions in all: {0} in {2} and {1} in {3}"),
)


@rule(
    "SHM017",
    Severity.WARNING,
    cite("spirit-2025", "item 24b: similarity of the interventions"),
    if_written=("blinding",),
)
def blinded_though_the_procedure_differs(study: Study) -> Results:
    """Participants are said to be blinded, but the arms differ in what participants notice or take part in.

    Whether the intensity is fixed, titrated or chosen by the participant, whether it is found anew, which threshold is
    looked for, whether the stimulation is felt, and how long and how often sessions are: participants who know the protocol's arms from the
    consent form can tell from these which one is theirs.

    Fix: give the arms the same procedure, such as a titration in the sham as well; or write
    `blinding.participants = false`.

    Waive: participants are not told that the procedure differs, and their guess is asked for.
    """
    if not study.blinding.participants:
        return
    for arm, others in pairs(study):
        found = [(other, differences(arm, other)) for other in others]
        apart = [pair for pair in found if pair[1]]
        # A sham has to look like one of its active arms, and those all like each other.
        if not apart or (arm.role == "sham" and len(apart) < len(found)):
            continue
        other, differing = min(apart, key=lambda pair: len(pair[1]))
        places = [place for aspect in differing for place in _places(aspect, (arm, other))]
        words = "; ".join(
            aspect.told.format(_shown(aspect, other), _shown(aspect, arm), other.name, arm.name)
            for aspect in differing
        )
        yield Flag(
            places[0][0],
            f"participants are said to be blinded, but can tell {arm.name} from {other.name}: {words}",
            ""
            if study.is_record
            else "give both arms the same procedure, or write blinding.participants = false",
            ((("blinding", "participants"), "said to be blinded"), *places[1:]),
            arm=arm.name,
        )


def pairs(study: Study) -> Iterable[tuple[Arm, list[Arm]]]:
    """Return each arm with those it must look like: a sham with its active arms, any other with those before it.

    Of periods these are those at the same time, unless participants know in one of the two what they get.
    """
    return _pairs(study) if study.unread else _all_pairs(study)  # one by one as in `shams`


@derived
def _all_pairs(study: Study) -> list[tuple[Arm, list[Arm]]]:
    return list(_pairs(study))


def _pairs(study: Study) -> Iterator[tuple[Arm, list[Arm]]]:
    for sham, active in shams(study):
        alike = alike_channels(sham, active)
        yield sham, [arm for arm in alike if not (sham.open_label or arm.open_label)]
    real = [arm for arm in study.stimulated() if arm.role != "sham" and not arm.open_label]
    for number, arm in enumerate(real):
        before = [
            other for other in real[:number] if other.arm_name != arm.arm_name and on_one_channel(arm, other)
        ]
        yield (
            arm,
            [other for other in before if meet_in_time(study, arm, other)] if study.has_periods else before,
        )


def _shown(aspect: Aspect, arm: Arm) -> str:
    value = aspect.value(arm)
    return value if isinstance(value, str) else "" if value is None else show(value, aspect.unit)


@derived
def differences(arm: Arm, other: Arm) -> list[Aspect]:
    """Return what participants can tell two arms by, as far as both arms say it."""
    asked = OF_INTENSITY if _have_one_schedule(arm, other) else ASPECTS  # which is not held against itself
    return [
        aspect
        for aspect in asked
        if None not in (pair := (aspect.value(arm), aspect.value(other))) and pair[0] != pair[1]
    ]


def _have_one_schedule(arm: Arm, other: Arm) -> bool:
    shared = arm.schedule is other.schedule
    return shared and not (arm.period or other.period or arm.schedule.unread)


def _places(aspect: Aspect, arms: tuple[Arm, Arm]) -> list[tuple[Path, str]]:
    """Return where each of two arms says it."""
    return [
        (arm.at(*key), f"{key[-1]!s} of {arm.name}")
        for arm in arms
        for key in aspect.keys
        if getattr(arm.intensity if key[:-1] == INTENSITY else arm.schedule, key[-1]) is not None
    ]
