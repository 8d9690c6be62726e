"""A course in weeks: its treatment days, the follow-up, when outcomes are measured; and what is said of them in words."""

import math
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from protocols.dose.factors import sessions
from protocols.dose.formulas import Interval
from protocols.drawing.axis import drawable
from protocols.drawing.phases import longest
from protocols.drawing.sheet import OPEN
from protocols.drawing.words import amount, quantity, sentence
from protocols.model import Arm, Range, Study, high, single
from protocols.model.course import WEEKS_PER_MONTH
from protocols.model.people import Outcome
from protocols.model.quantity import DIGITS

SLOTS: Final = 7
LONGEST_WEEKS: Final = 520.0
"""Longer courses are said and not drawn."""
LEAST: Final = 8.0
"""The weeks that a panel stands for at least, so that a short course looks short."""
NO_PLACE: Final = (
    "Which of the periods this is, and how many there are, is not stated, so that neither a follow-up nor the times of "
    "outcomes are drawn."
)


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
    """Return an arm's course; None where its length is not stated in weeks or days, or is beyond what can be drawn."""
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
    return study.about.design == "crossover" and not study.has_periods


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
    """Return how long a course is, in weeks; None where it is not stated, or is beyond what can be drawn."""
    found, months = course_of(arm), arm.schedule.months
    if found or not arm.stimulated or months is None:
        return found and found.weeks
    length = Interval(*(None if end is None else end * WEEKS_PER_MONTH for end in Interval.of(months)))
    return length if longest(length) <= LONGEST_WEEKS else None


def scale_of(study: Study, arms: Iterable[Arm]) -> Scale:
    """Return the weeks on which all these arms' courses, the follow-up and all time points fit."""
    lengths = [math.ceil(longest(length)) for length in map(length_of, arms) if length]
    end = max(lengths, default=0.0)
    if study.has_periods:
        return Scale(0.0, max(end, LEAST))
    after = follow_up_weeks(study)
    last = [end + longest(after)] if after and drawable(longest(after)) else [end]
    points = [point.week for point in points_of(study)]
    first = min([0.0, *points])
    return Scale(first, max([*last, *points, LEAST]))


def lasts(arm: Arm) -> str:
    """Return how long a course lasts, as it is written."""
    plan = arm.schedule
    for unit in ("weeks", "months", "days"):
        said = getattr(plan, unit)
        if said is not None:
            return quantity(said, unit)
    return ""


def in_a_row(arm: Arm) -> bool:
    """Say whether the days follow each other: those of a course in days do, but for a single one."""
    days = arm.schedule.days
    return days is not None and single(days) != 1


def a_week(arm: Arm) -> str:
    """Return the treatment days of a week."""
    return f"{quantity(arm.schedule.days_per_week or 0.0)} of 7 days a week"


def in_words(study: Study, arm: Arm, found: Course | None) -> Iterator[str]:
    """Say what is known of a course, and how it is drawn."""
    plan = arm.schedule
    if not arm.stimulated:
        yield "No stimulation: no sessions."
    elif lasts(arm):
        yield sentence(f"{lasts(arm)}{', on consecutive days' if in_a_row(arm) else ''}")
    if plan.days_per_week is not None and single(plan.days_per_week) == SLOTS:
        yield "Every day of the week."
    elif plan.days_per_week is not None:
        marks = ", so that the marks stand for no weekdays" if found else ""
        yield f"{a_week(arm)}; which days is not stated{marks}."
    if plan.sessions_per_day is not None:
        yield f"Sessions on a treatment day: {quantity(plan.sessions_per_day)}."
    yield from _sessions_said(study, arm)
    if found and any(not day.sure for day in found.days):
        yield "Filled: at least these. Hatched: further ones that the ranges allow."
    if found and (
        found.weeks.max is None or (isinstance(plan.days_per_week, Range) and plan.days_per_week.max is None)
    ):
        yield OPEN
    if plan.months is not None:
        yield f"A month is drawn as {WEEKS_PER_MONTH} weeks."
    yield from ("When this period begins, the calendar shows.",) if arm.period else around(study)


def _sessions_said(study: Study, arm: Arm) -> Iterator[str]:
    made = sessions(arm)
    if arm.stimulated and isinstance(made, Interval):
        where = "this period" if arm.period else "a period" if in_periods(study) else "all"
        yield f"Sessions in {where}: {quantity(made, digits=DIGITS)}."


def follow_up_said(study: Study) -> str:
    """Return the follow-up as it is written; "" where none is said, or that there is none."""
    about = study.about
    for value, unit in ((about.follow_up_weeks, "weeks"), (about.follow_up_months, "months")):
        if value is not None and high(value) != 0:
            return quantity(value, unit)
    return ""


def no_follow_up(study: Study) -> bool:
    """Say whether the file says that there is no follow-up."""
    return 0 in (high(study.about.follow_up_weeks), high(study.about.follow_up_months))


def around(study: Study) -> Iterator[str]:
    """Say what is before, between and after courses."""
    about = study.about
    if in_periods(study):
        yield f"Crossover: the course of one period{_washout(about.washout_days)}."
        if follow_up_said(study) or any(_times_said(outcome) for outcome in study.outcomes.values()):
            yield NO_PLACE
    if follow_up_said(study):
        yield f"Follow-up after the last session: {follow_up_said(study)}."
    elif no_follow_up(study):
        yield "No follow-up after the last session."
    for name, outcome in study.outcomes.items():
        times = _times_said(outcome)
        if times:
            primary = " (primary)" if outcome.primary else ""
            yield f"Outcome {name.replace('_', ' ')}{primary}: {times} from the first session."


def _washout(days: float | Range | None) -> str:
    if days is None:
        return ""
    length = "no washout" if high(days) == 0 else f"{quantity(days, 'days')} of washout"
    return f", with {length} between periods"


def _times_said(outcome: Outcome) -> str:
    weeks, months = outcome.time_points_weeks, outcome.time_points_months
    times = [amount(time) for time in weeks or months or ()]
    return f"{'weeks' if weeks else 'months'} {', '.join(times)}" if times else ""


def unsaid(study: Study, arm: Arm) -> Iterator[str]:
    """Say what is not known of a course, each with the key that it wants."""
    plan = arm.schedule
    if arm.stimulated:
        if not lasts(arm):
            yield "how long the course is (schedule.weeks, months or days)"
        if plan.days_per_week is None and plan.days is None:
            yield "the treatment days in a week (schedule.days_per_week)"
        if plan.sessions_per_day is None:
            yield "the sessions a day (schedule.sessions_per_day)"
    about = study.about
    if not arm.period and about.follow_up_weeks is None and about.follow_up_months is None:
        yield "a follow-up (study.follow_up_weeks)"
