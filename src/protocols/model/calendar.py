"""When the periods of an arm begin and end, and which of them lie at the same time. In days from the first session on."""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from protocols.model.arm import Arm
from protocols.model.course import UNKNOWN, Ends, days_of_course, ends_of
from protocols.model.derived import derived
from protocols.model.study import Study

NO_TIME: Final = Ends(Fraction(0), Fraction(0))


def plus(one: Ends, other: Ends) -> Ends:
    """Return the sum of two times; an end that one of them does not have, it has not either."""
    return Ends(
        None if one.least is None or other.least is None else one.least + other.least,
        None if one.most is None or other.most is None else one.most + other.most,
    )


def days_of(part: Arm) -> Ends:
    """Return how many days a course without periods, or one period, spans."""
    plan = part.schedule
    if plan.days is not None:
        return ends_of(plan.days)
    return UNKNOWN if plan.weeks is None and plan.months is None else days_of_course(plan)


def washout_of(part: Arm) -> Ends:
    """Return the days of washout before a period: none where nothing is said."""
    return NO_TIME if part.washout_days is None else ends_of(part.washout_days)


def over_periods(arm: Arm, measure: Callable[[Arm], Ends]) -> Ends:
    """Return the sum over an arm's periods; one that not all of the arm enter (`who`) counts at the upper end only."""
    total = NO_TIME
    for part in arm.parts:
        one = measure(part)
        total = plus(total, Ends(Fraction(0), one.most) if part.who is not None else one)
    return total


def span_of_arm(arm: Arm) -> Ends:
    """Return the days from the beginning of an arm's course to its end: periods and the washouts between them."""
    return over_periods(arm, lambda part: plus(washout_of(part), days_of(part)))


@derived
def begins(arm: Arm, period: str) -> Ends:
    """Return on which day after the first of an arm a period begins: the least and the most."""
    total = NO_TIME
    for part in arm.parts:
        total = plus(total, washout_of(part))
        if part.period == period:
            break
        total = plus(total, days_of(part))
    return total


def meet_in_time(study: Study, one: Arm, other: Arm) -> bool:
    """Say whether two arms, or two of their periods, lie at the same time for some days, as far as the file says when.

    Where it does not, the first period of an arm lies beside the first of the other, and so on.
    """
    if not one.period or not other.period:
        return True
    if one.arm_name == other.arm_name:
        return one.period == other.period
    first, second = _from_to(study, one), _from_to(study, other)
    if first is None or second is None:
        return _number(study, one) == _number(study, other)
    return first[0] < second[1] and second[0] < first[1]


def _from_to(study: Study, part: Arm) -> tuple[Fraction, Fraction] | None:
    """Return the first day of a period and the one behind its last, at the least; None where the file does not say it."""
    start, length = begins(study.arms[part.arm_name], part.period).least, days_of(part).least
    return None if start is None or length is None else (start, start + length)


def _number(study: Study, part: Arm) -> int:
    return list(study.arms[part.arm_name].periods).index(part.period)
