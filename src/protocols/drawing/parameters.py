"""The settings that are held against the literature on a strip: what the trials used, what is known, what a protocol has."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple, get_args

from protocols.dose.factors import current_of
from protocols.dose.formulas import Missing
from protocols.drawing.words import quantity
from protocols.evidence.compared import (
    COURSE,
    CURRENT,
    DAILY,
    FREQUENCY,
    PULSE_WIDTH,
    SESSION,
    Setting,
    counted,
)
from protocols.evidence.counts import Counts
from protocols.evidence.trials import Tier
from protocols.evidence.widest import Known, known, longest
from protocols.findings.rule import Skip
from protocols.model import Arm, Range, Study, high, low
from protocols.model.course import longest_weeks, most_minutes_a_day
from protocols.model.quantity import TYPOGRAPHIC
from protocols.model.terms import Evidence


class Parameter(NamedTuple):
    """A setting of numbers: how it is called, its unit, and how its values become ranges in that unit.

    wider returns what is known whatever the condition, own what an arm has.
    """

    title: str
    unit: str
    setting: Setting
    range_of: Callable[[Any], Range]
    wider: Callable[[Evidence], Known | None]
    own: Callable[[Arm], list["Used"]]


class Used(NamedTuple):
    """A value that was used: as a range, in words, and whether only the review claims it for a group of trials."""

    range: Range
    words: str
    claimed: bool = False


class Cohort(NamedTuple):
    """What one cohort of participants used, by which trials it is known, and the first tier of these."""

    trials: tuple[str, ...]
    values: tuple[Used, ...]
    tier: Tier


def as_range(value: float | Range) -> Range:
    """Return a number as a range of equal ends."""
    return Range(low(value), high(value))


def _in_weeks(course: Any) -> Range:
    return Range(*(None if end is None else end / 7 for end in course.days))


def _own(setting: Setting, range_of: Callable[[Any], Range]) -> Callable[[Arm], list[Used]]:
    return lambda arm: [
        Used(range_of(value), setting.show(value, TYPOGRAPHIC)) for value in setting.values(arm)
    ]


def _own_current(arm: Arm) -> list[Used]:
    current = current_of(arm)
    if isinstance(current, Missing):
        return []
    return [Used(Range(current.min, current.max), quantity(current, "mA"))]


def _parameter(
    title: str, unit: str, setting: Setting, wider: Callable[[Evidence], Known | None]
) -> Parameter:
    return Parameter(title, unit, setting, as_range, wider, _own(setting, as_range))


PARAMETERS: Final[dict[str, Parameter]] = {
    "frequency": _parameter("Frequency", "Hz", FREQUENCY, lambda tiers: known("frequency_hz", tiers)),
    "pulse_width": _parameter("Pulse width", "µs", PULSE_WIDTH, lambda tiers: known("pulse_width_us", tiers)),
    "current": Parameter(
        "Peak current", "mA", CURRENT, as_range, lambda tiers: known("current_ma", tiers), _own_current
    ),
    "session": _parameter("Session", "min", SESSION, lambda tiers: known("session_min", tiers)),
    "day": _parameter(
        "Stimulation a day", "min", DAILY, lambda tiers: longest("day", most_minutes_a_day, tiers)
    ),
    "course": Parameter(
        "Course",
        "weeks",
        COURSE,
        _in_weeks,
        lambda tiers: longest("course", longest_weeks, tiers),
        _own(COURSE, _in_weeks),
    ),
}


def counts_of(study: Study, parameter: Parameter) -> Counts | str:
    """Return what the cohorts of the study's condition used, or why nothing can be counted."""
    found = counted(study, parameter.setting)
    return found.reason if isinstance(found, Skip) else found


def cohorts_of(counts: Counts, parameter: Parameter) -> list[Cohort]:
    """Return each cohort once, with all that it used: those of the review first, then by tier."""
    found: dict[str, tuple[dict[str, None], dict[Used, None], set[Tier]]] = {}
    for trial in counts.trials:
        for use in counts.uses:
            if trial in use.trials:
                names, values, tiers = found.setdefault(trial.cohort, ({}, {}, set()))
                names[trial.label] = None
                tiers.add(trial.tier)
                values[
                    Used(
                        parameter.range_of(use.value),
                        parameter.setting.show(use.value, TYPOGRAPHIC),
                        use.claimed,
                    )
                ] = None
    order = get_args(Tier)
    cohorts = [
        Cohort(tuple(names), tuple(values), min(tiers, key=order.index))
        for names, values, tiers in found.values()
    ]
    return sorted(cohorts, key=lambda cohort: order.index(cohort.tier))
