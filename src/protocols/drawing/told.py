"""The course in words: what is said of it, and what is not."""

from collections.abc import Iterator
from typing import Final

from protocols.dose.factors import sessions
from protocols.dose.formulas import Interval
from protocols.drawing.sheet import OPEN
from protocols.drawing.weeks import SLOTS, Course, in_periods
from protocols.drawing.words import DIGITS, amount, quantity, sentence
from protocols.model import Arm, Range, Study, high, single
from protocols.model.course import WEEKS_PER_MONTH
from protocols.model.people import Outcome

NO_PLACE: Final = (
    "Which of the periods this is, and how many there are, is not said, so that neither a follow-up nor the times of "
    "outcomes are drawn."
)


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
        yield f"{a_week(arm)}; which days is not said{marks}."
    if plan.sessions_per_day is not None:
        yield f"Sessions on a treatment day: {quantity(plan.sessions_per_day)}."
    number_ = sessions(arm)
    if arm.stimulated and isinstance(number_, Interval):
        where = "a period" if in_periods(study) else "all"
        yield f"Sessions in {where}: {quantity(number_, digits=DIGITS)}."
    if found and any(not day.sure for day in found.days):
        yield "Filled: at least these. Hatched: further ones that the ranges allow."
    if found and (
        found.weeks.max is None or (isinstance(plan.days_per_week, Range) and plan.days_per_week.max is None)
    ):
        yield OPEN
    if plan.months is not None:
        yield f"A month is drawn as {WEEKS_PER_MONTH} weeks."
    yield from _around(study)


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


def _around(study: Study) -> Iterator[str]:
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
    if study.about.follow_up_weeks is None and study.about.follow_up_months is None:
        yield "a follow-up (study.follow_up_weeks)"
