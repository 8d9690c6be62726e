"""TIM, third part: sums of a schedule, the sessions of a course and the minutes of a day."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.model import Arm, Range, Study, high, low
from protocols.model.course import FACTORS, LENGTHS, Ends, contradiction, ends_of, sessions_of_course, times
from protocols.model.quantity import between, counted, plural, show
from protocols.model.schedule import Schedule
from protocols.rules.bounds import longest

WORDS: Final = {
    "sessions_per_day": "{} a day",
    "daily_min": "{} min a day",
    "session_min": "sessions of {} min",
    "days_per_week": "{} days a week",
    "weeks": "{} weeks",
    "months": "{} months",
    "days": "{} days",
}
LABELS: Final = {
    "sessions_per_day": "a day",
    "daily_min": "minutes a day",
    "session_min": "a session",
    "days_per_week": "days a week",
    "weeks": "weeks",
    "months": "months",
    "days": "days",
}
BEYOND: Final = 10**15


@rule("TIM004", Severity.ERROR, if_written=("total_sessions",))
def sessions_do_not_add_up(study: Study) -> Results:
    """`total_sessions` is not what sessions a day × treatment days can make.

    Decided by the fewest and the most sessions that the schedule allows: of ranges both ends; at most seven days a week
    where they are not written; at least one session on a treatment day, and no more than have room in it. A month has
    28 to 31 days and two months have 59 to 62; a sum that would be right with other months of 28 to 31 days is a warning.

    Fix: correct the factor that is wrong, or leave `total_sessions` out: it follows from the others.
    """
    keys = ("total_sessions", *FACTORS)
    for arm in study.once(study.stimulated(), *(("schedule", key) for key in keys)):
        plan = arm.schedule
        if plan.total_sessions is None:
            continue
        made = contradiction(plan)
        if made is None:
            yield from _lacking(arm)
            continue
        used, by_month = _factors(plan, made), plan.months is not None
        loosely = sessions_of_course(plan, whole_calendar=False).hold(plan.total_sessions)
        sum_ = " × ".join(_words(plan, key) for key in used)
        meant = "; if a month stands for 4 weeks or 30 days, write weeks or days instead" if by_month else ""
        yield Flag(
            arm.at("schedule", "total_sessions"),
            f"{counted(plan.total_sessions, 'session')} in all, but {sum_} makes "
            f"{_number(plan.total_sessions, made)}",
            f"correct the factor that is wrong, or leave total_sessions out{meant}",
            tuple((arm.at("schedule", key), LABELS[key]) for key in used),
            arm=arm.name,
            severity=Severity.WARNING if by_month and loosely else None,
        )


def _lacking(arm: Arm) -> Iterator[Skip]:
    """Yield what would be needed to decide a sum that may be right."""
    plan = arm.schedule
    course = ("days",) if plan.days is not None else ("days_per_week", "weeks")
    for key in ("sessions_per_day", *course):
        name = "months" if key == "weeks" and plan.months is not None else key
        factor = getattr(plan, name)
        if factor is None:
            yield Skip(arm.at("schedule", name), f"needs schedule.{name}")
            return
        for end, word in ((low(factor), "lower"), (high(factor), "upper")):
            if end is None:
                yield Skip(arm.at("schedule", name), f"needs schedule.{name}, with its {word} end")
                return


def _factors(plan: Schedule, made: Ends) -> list[str]:
    """Return the keys that a sum was decided by, in the order in which they are said."""
    if plan.sessions_per_day is not None:
        a_day = ["sessions_per_day"]
    elif plan.session_min is not None and (plan.daily_min is not None or made.most is not None):
        a_day = [*(["daily_min"] if plan.daily_min is not None else []), "session_min"]
    else:
        a_day = []
    written = [key for key in ("days_per_week", *LENGTHS) if getattr(plan, key) is not None]
    # Beside consecutive days, days a week say nothing (TIM021).
    return a_day + [key for key in written if key != "days_per_week" or plan.days is None]


def _words(plan: Schedule, key: str) -> str:
    value: float | Range = getattr(plan, key)
    most = longest(value)
    words = WORDS[key].format(show(value) if most is not None and most <= BEYOND else f"more than {BEYOND}")
    return (
        words.replace("days", "day").replace("weeks", "week").replace("months", "month")
        if plural(value, "week") == "week"
        else words
    )


def _number(total: int, made: Ends) -> str:
    """Say how many sessions a schedule makes; of two ends that differ only the one that decides, where the other tells nothing."""
    least = made.least
    if least is not None and made.most is not None and least <= 1 and least < made.most < total:
        least = None
    return between(_plain(least), _plain(made.most))


def _plain(value: Fraction | None) -> str | None:
    if value is None:
        return None
    whole = int(value)
    return f"more than {BEYOND}" if whole > BEYOND else str(whole)


@rule("TIM015", Severity.ERROR, if_written=("daily_min",))
def minutes_of_a_day_do_not_add_up(study: Study) -> Results:
    """`daily_min` is not what the sessions of a day take together.

    The length of a session × the sessions of a day, of ranges from the lowest to the highest, to the digits that are
    written. Where the sessions of a day are not written, a single one is not longer than the stimulation of the day.

    Fix: correct the number that is wrong, or leave `daily_min` out: it follows from the others.
    """
    session, count, daily = (("schedule", key) for key in ("session_min", "sessions_per_day", "daily_min"))
    for arm in study.once(study.stimulated(), session, count, daily):
        plan = arm.schedule
        if plan.daily_min is None or plan.session_min is None:
            continue
        one = Ends(Fraction(1), None) if plan.sessions_per_day is None else ends_of(plan.sessions_per_day)
        made, day = times(_as_rounded(plan.session_min), one), _as_rounded(plan.daily_min)
        if not _apart(made, day):
            continue
        length = show(plan.session_min)
        if plan.sessions_per_day is None:
            said, several = f"a session takes {length} min", False
        else:
            sum_, number = times(ends_of(plan.session_min), one), show(plan.sessions_per_day)
            of = "session of" if number == "1" else "sessions of"
            said = f"{number} {of} {length} min make {_span(sum_)} min"
            several = True
        yield Flag(
            arm.at(*daily),
            f"{show(plan.daily_min, 'min')} of stimulation a day, but {said}",
            "correct the number that is wrong, or leave daily_min out",
            ((arm.at(*session), "a session"), *(((arm.at(*count), "sessions a day"),) if several else ())),
            arm=arm.name,
        )


def _as_rounded(quantity: float | Range) -> Ends:
    """Return the ends of what a number may have been before it was rounded to the digits it is written with."""
    found = ends_of(quantity)
    return Ends(
        None if found.least is None else found.least - _rounding(low(quantity)),
        None if found.most is None else found.most + _rounding(high(quantity)),
    )


def _rounding(value: float | None) -> Fraction:
    digits = -int(Decimal(repr(value or 0)).normalize().as_tuple().exponent)
    return Fraction(1, 2 * 10**digits) if digits > 0 else Fraction(0)


def _apart(one: Ends, other: Ends) -> bool:
    """Say whether two quantities have no value in common."""
    return any(
        above.least is not None and below.most is not None and above.least > below.most
        for above, below in ((one, other), (other, one))
    )


def _span(ends: Ends) -> str:
    least, most = (None if end is None else float(end) for end in ends)
    return show(Range(least, most))
