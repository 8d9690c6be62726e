"""What is known of a course in time: its treatment days week by week, the follow-up, when outcomes are measured."""

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from protocols.dose.formulas import Interval
from protocols.drawing.axis import drawable
from protocols.drawing.phases import longest
from protocols.model import Arm, Study, single
from protocols.model.course import WEEKS_PER_MONTH

SLOTS: Final = 7
LONGEST_WEEKS: Final = 520.0
"""Longer courses are said and not drawn."""
LEAST: Final = 8.0
"""The weeks that a panel stands for at least, so that a short course looks short."""


class Day(NamedTuple):
    """A day of the course: its week and its place in it, counted from 0; sure, or only possible under a range."""

    week: int
    slot: int
    sure: bool


class Course(NamedTuple):
    """A course as it is drawn: its length in weeks, its days, and whether each day's place is said (consecutive days)."""

    weeks: Interval
    days: tuple[Day, ...]
    consecutive: bool


def course_of(arm: Arm) -> Course | None:
    """Return an arm's course; None where its length is not said in weeks or days, or is beyond what can be drawn."""
    plan = arm.schedule
    if not arm.stimulated:
        return None
    if plan.days is not None:
        length = Interval.of(plan.days)
        if not drawable(longest(length)) or longest(length) > LONGEST_WEEKS * SLOTS:
            return None
        whole, sure = math.ceil(longest(length)), math.floor(length.min or 0.0)
        days = [Day(day // SLOTS, day % SLOTS, sure=day < sure) for day in range(whole)]
        return Course(Interval(*(end and end / SLOTS for end in length)), tuple(days), consecutive=True)
    if plan.weeks is None or longest(Interval.of(plan.weeks)) > LONGEST_WEEKS:
        return None
    weeks = Interval.of(plan.weeks)
    if plan.days_per_week is None:
        return Course(weeks, (), consecutive=False)
    a_week = Interval.of(plan.days_per_week)
    most, least = min(math.ceil(longest(a_week)), SLOTS), math.floor(a_week.min or 0.0)
    whole, sure = math.ceil(longest(weeks)), math.floor(weeks.min or 0.0)
    days = [
        Day(week, slot, sure=slot < least and week < sure) for week in range(whole) for slot in range(most)
    ]
    return Course(weeks, tuple(days), consecutive=False)


def sessions_a_day(arm: Arm) -> int | None:
    """Return the sessions of a treatment day where they are a whole number that can be drawn, else None."""
    times = single(arm.schedule.sessions_per_day)
    return int(times) if times is not None and times.is_integer() and 1 <= times <= 4 else None


class Scale(NamedTuple):
    """The weeks a panel stands for, counted from the first session. Arms drawn to one scale compare."""

    first: float
    last: float


class TimePoint(NamedTuple):
    """When an outcome is measured, in weeks from the first session."""

    week: float
    outcome: str
    primary: bool


def in_periods(study: Study) -> bool:
    """Say whether an arm's course is one of several periods, of which no file says which one it is, nor how many."""
    return study.about.design == "crossover"


def points_of(study: Study) -> list[TimePoint]:
    """Return when the outcomes are measured, the earliest first; in one period of several they have no place."""
    found = []
    if in_periods(study):
        return []
    for name, outcome in study.outcomes.items():
        weeks = [*(outcome.time_points_weeks or ())]
        weeks += [months * WEEKS_PER_MONTH for months in outcome.time_points_months or ()]
        found += [TimePoint(week, name.replace("_", " "), outcome.primary is True) for week in weeks]
    return sorted(point for point in found if drawable(abs(point.week)))


def follow_up_weeks(study: Study) -> Interval | None:
    """Return the follow-up after the last session in weeks; behind one period of several it has no place."""
    about = study.about
    if in_periods(study):
        return None
    if about.follow_up_weeks is not None:
        return Interval.of(about.follow_up_weeks)
    if about.follow_up_months is None:
        return None
    months = Interval.of(about.follow_up_months)
    return Interval(*(None if end is None else end * WEEKS_PER_MONTH for end in months))


def length_of(arm: Arm) -> Interval | None:
    """Return how long a course is, in weeks; None where it is not said, or is beyond what can be drawn."""
    found, months = course_of(arm), arm.schedule.months
    if found or not arm.stimulated or months is None:
        return found and found.weeks
    length = Interval(*(None if end is None else end * WEEKS_PER_MONTH for end in Interval.of(months)))
    return length if longest(length) <= LONGEST_WEEKS else None


def scale_of(study: Study, arms: Iterable[Arm]) -> Scale:
    """Return the weeks on which all these arms' courses, the follow-up and all time points fit."""
    lengths = [math.ceil(longest(length)) for length in map(length_of, arms) if length]
    end = max(lengths, default=0.0)
    after = follow_up_weeks(study)
    last = [end + longest(after)] if after and drawable(longest(after)) else [end]
    points = [point.week for point in points_of(study)]
    first = min([0.0, *points])
    return Scale(first, max([*last, *points, LEAST]))
