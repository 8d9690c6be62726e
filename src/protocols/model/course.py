"""How many treatment days and sessions a schedule can make: the fewest and the most that what is written allows.

The bounds are sound: whichever days of the week are chosen and in whichever month a course begins, the true number lies
between them. An end that nothing written bounds is None.
"""

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final, NamedTuple

from protocols.lib.units import exact
from protocols.model import Arm, Range, high, low
from protocols.model.schedule import Schedule

WEEK: Final = 7
WEEKS_PER_MONTH: Final = 4.35
MINUTES_PER_DAY: Final = 24 * 60
YEAR: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
LEAP_YEAR: Final = (31, 29, *YEAR[2:])
LENGTHS: Final = ("weeks", "months", "days")
"""The keys that say how long a course is; a schedule has one of them."""


class Factors(NamedTuple):
    """The numbers of a schedule that a total of sessions may follow from."""

    sessions_per_day: float | Range | None
    session_min: float | Range | None
    daily_min: float | Range | None
    days_per_week: float | Range | None
    weeks: float | Range | None
    months: float | Range | None
    days: float | Range | None


FACTORS: Final = Factors._fields
"""The keys that a total of sessions may follow from."""
Plan = Schedule | Factors


class Ends(NamedTuple):
    """The fewest and the most of something; None where it is not bounded."""

    least: Fraction | None
    most: Fraction | None

    def hold(self, number: float) -> bool:
        """Say whether a number may lie between the ends."""
        value = exact(number)
        return (self.least is None or self.least <= value) and (self.most is None or value <= self.most)


UNKNOWN: Final = Ends(None, None)


def ends_of(quantity: float | Range | None) -> Ends:
    """Return the ends of a written quantity, exactly as they are written."""
    least, most = low(quantity), high(quantity)
    return Ends(None if least is None else exact(least), None if most is None else exact(most))


def times(one: Ends, other: Ends) -> Ends:
    """Return the product of two quantities."""
    return Ends(
        None if one.least is None or other.least is None else one.least * other.least,
        None if one.most is None or other.most is None else one.most * other.most,
    )


@cache
def _some_months(number: int) -> tuple[int, int]:
    """Return the fewest and the most days of so many months in a row, fewer than twelve."""
    calendars = (YEAR * 2, YEAR + LEAP_YEAR, LEAP_YEAR + YEAR)
    sums = [sum(days[first : first + number]) for days in calendars for first in range(len(YEAR))]
    return min(sums), max(sums)


def days_of_months(months: Fraction) -> tuple[Fraction, Fraction]:
    """Return the fewest and the most days of a time in months: 1 is 28 to 31, 2 are 59 to 62, 12 are 365 or 366."""
    whole, part = divmod(months, 1)
    years, rest = divmod(whole, len(YEAR))
    fewest, most = _some_months(rest)
    leap_days = years // 4 + 1 if years else 0
    return (
        Fraction(365 * years + fewest + math.floor(part * min(YEAR))),
        Fraction(365 * years + most + leap_days + math.ceil(part * max(YEAR))),
    )


def days_of_course(plan: Plan, *, whole_calendar: bool = True) -> Ends:
    """Return how many days a course in weeks or months spans; without the calendar, a month is 28 to 31 days."""
    if plan.weeks is not None:
        return times(ends_of(plan.weeks), Ends(Fraction(WEEK), Fraction(WEEK)))
    months = ends_of(plan.months)
    if not whole_calendar:
        return times(months, Ends(Fraction(min(YEAR)), Fraction(max(YEAR))))
    return Ends(
        None if months.least is None else days_of_months(months.least)[0],
        None if months.most is None else days_of_months(months.most)[1],
    )


def treatment_days(plan: Plan, *, whole_calendar: bool = True) -> Ends:
    """Return the treatment days of a course: consecutive ones as written, else those of its weeks.

    Where the days a week are not written, there are at most seven.
    """
    if plan.days is not None:
        days = ends_of(plan.days)
        return Ends(_rounded(days.least, up=False), _rounded(days.most, up=True))
    length, a_week = days_of_course(plan, whole_calendar=whole_calendar), ends_of(plan.days_per_week)
    least = most = None
    if length.least is not None and a_week.least is not None:
        least = _fewest(length.least, a_week.least)
    if length.most is not None:
        most = _most(length.most, Fraction(WEEK) if a_week.most is None else a_week.most)
    return Ends(least, most)


def _fewest(length: Fraction, a_week: Fraction) -> Fraction:
    """Return the fewest treatment days: those of whole weeks, and those that a last part of a week cannot leave out."""
    weeks, rest = divmod(length, WEEK)
    left_out = WEEK - math.floor(rest)
    return Fraction(max(math.floor(weeks * a_week), math.floor((weeks + 1) * a_week) - left_out))


def _most(length: Fraction, a_week: Fraction) -> Fraction:
    """Return the most treatment days: those of whole weeks, and those that have room in a last part of a week."""
    weeks, rest = divmod(length, WEEK)
    return Fraction(min(math.ceil(weeks * a_week) + math.ceil(rest), math.ceil((weeks + 1) * a_week)))


def _rounded(value: Fraction | None, *, up: bool) -> Fraction | None:
    return value if value is None else Fraction(math.ceil(value) if up else math.floor(value))


def sessions_of_a_day(plan: Plan) -> Ends:
    """Return the sessions of a treatment day: as written, else at least one, and as many as have room."""
    if plan.sessions_per_day is not None:
        return ends_of(plan.sessions_per_day)
    session, daily = ends_of(plan.session_min), ends_of(plan.daily_min)
    most = least = None
    if session.least:
        day = daily.most if daily.most is not None else Fraction(MINUTES_PER_DAY)
        # A length may be written rounded: three sessions of 33.4 min are 100 min.
        most = Fraction(math.ceil(day / session.least))
    if session.most and daily.least is not None:
        least = Fraction(math.floor(daily.least / session.most))
    return Ends(max(least or Fraction(1), Fraction(1)), None if most is None else max(most, Fraction(1)))


def sessions_of_course(plan: Schedule, *, whole_calendar: bool = True) -> Ends:
    """Return how many sessions a course can have by its factors, whatever `total_sessions` says; at least one."""
    if plan.unread:  # each number by itself: one that could not be read keeps silent only who asks for it
        return _sessions(plan, whole_calendar=whole_calendar)
    factors = Factors(*[getattr(plan, key) for key in FACTORS])
    return _sessions_of_factors(factors, whole_calendar=whole_calendar)


@lru_cache(maxsize=1024)  # several rules ask, of each arm; and most courses are of the same few numbers
def _sessions_of_factors(factors: Factors, *, whole_calendar: bool) -> Ends:
    return _sessions(factors, whole_calendar=whole_calendar)


def _sessions(plan: Plan, *, whole_calendar: bool) -> Ends:
    a_day, days = sessions_of_a_day(plan), treatment_days(plan, whole_calendar=whole_calendar)
    one = Fraction(1)
    found = times(Ends(a_day.least or Fraction(0), a_day.most), Ends(max(days.least or one, one), days.most))
    return Ends(max(_rounded(found.least, up=False) or one, one), _rounded(found.most, up=True))


def contradiction(plan: Schedule) -> Ends | None:
    """Return how many sessions the factors can make, where `total_sessions` is not among them."""
    found = sessions_of_course(plan)
    return None if plan.total_sessions is None or found.hold(plan.total_sessions) else found


def most_minutes_a_day(arm: Arm) -> float | None:
    """Return the most minutes of a day; one session where it is not said how many."""
    plan = arm.schedule
    session, times = (
        high(plan.session_min),
        1 if plan.sessions_per_day is None else high(plan.sessions_per_day),
    )
    made = session * times if session is not None and times is not None else None
    return made if plan.daily_min is None else high(plan.daily_min)


def of_one_role(arm: Arm) -> list[Arm]:
    """Return the periods of an arm that are what this one is, itself included; without periods the arm alone."""
    return [part for part in arm.whole.parts if part.role == arm.role] if arm.period else [arm]


def longest_weeks(arm: Arm) -> float | None:
    """Return the longest course of an arm in weeks, of one in periods all that are what this one is.

    A month is 4.35 weeks.
    """
    each = [weeks_of(part, high) for part in of_one_role(arm)]
    known = [weeks for weeks in each if weeks is not None]
    return round(sum(known), 6) if len(known) == len(each) else None


def shortest_weeks(arm: Arm) -> float | None:
    """Return the length of an arm's course in weeks, at its shorter end; None where it is not said.

    In periods: of all of them, with the washouts between them, whichever of them is asked.
    """
    each = [weeks_of(part, low) for part in arm.whole.parts]
    known = [weeks for weeks in each if weeks is not None]
    washouts = [low(part.washout_days) or 0 for part in arm.whole.parts]
    return sum(known) + sum(washouts) / WEEK if len(known) == len(each) else None


def weeks_of(part: Arm, end: Callable[[float | Range | None], float | None]) -> float | None:
    """Return how long a course without periods, or one period, lasts."""
    plan = part.schedule
    for value, factor in ((plan.weeks, 1.0), (plan.months, WEEKS_PER_MONTH), (plan.days, 1 / WEEK)):
        length = end(value)
        if length is not None:
            return length * factor
    return None
