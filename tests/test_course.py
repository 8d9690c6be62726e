"""Sessions of a course: the bounds hold for every calendar, and nothing outside them passes."""

import datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols import load
from protocols.check.engine import lint
from protocols.dose.electrical import dose
from protocols.dose.formulas import Interval, Missing
from protocols.lib.units import exact
from protocols.model import Study
from protocols.model.course import _sessions, contradiction, days_of_months, sessions_of_course
from protocols.model.faults import build
from protocols.model.schedule import Schedule

STARTS = st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31))
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1)
A_DAY = st.integers(1, 6)


def month_later(start: datetime.date, months: int) -> datetime.date:
    """Return the same day so many months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in range(start.day, 27, -1):
        try:
            return datetime.date(year, month + 1, day)
        except ValueError:
            continue
    return datetime.date(year, month + 1, start.day)


def treatments(start: datetime.date, days: int, weekdays: set[int]) -> int:
    return sum((start + datetime.timedelta(number)).weekday() in weekdays for number in range(days))


def around(value: float, below: float, above: float, form: str) -> Any:
    """Return a number, or a range that holds it."""
    least, most = value - below, value + above
    written = {"min": least, "max": most}
    return {"one": value, "range": written, "from": {"min": least}, "to": {"max": most}}[form]


FORMS = st.sampled_from(["one", "range", "from", "to", "absent"])


@st.composite
def real(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what really takes place in a course, and a schedule that says so: in numbers, in ranges, or not at all."""
    start, weekdays, a_day = draw(STARTS), draw(WEEKDAYS), draw(A_DAY)
    kind = draw(st.sampled_from(["weeks", "days of weeks", "months"]))
    if kind == "months":
        length: float = draw(st.integers(1, 40))
        days = (month_later(start, int(length)) - start).days
    elif kind == "weeks":
        length = draw(st.integers(1, 30))
        days = int(length) * 7
    else:
        days = draw(st.integers(1, 60))
        length = days / 7
    number = treatments(start, days, weekdays) * a_day
    key = "months" if kind == "months" else "weeks"
    plan: dict[str, Any] = {"total_sessions": number} if number else {}
    for name, value in ((key, length), ("days_per_week", len(weekdays)), ("sessions_per_day", a_day)):
        form = draw(FORMS)
        if form != "absent":
            below = 0 if value <= 1 else draw(st.sampled_from([0, min(1, value / 2)]))
            above = 0 if name == "days_per_week" and value == 7 else draw(st.sampled_from([0, 1]))
            plan[name] = around(value, below, above, form)
    return plan


@given(real())
def test_what_really_takes_place_is_never_a_contradiction(plan: dict[str, Any]) -> None:
    assert contradiction(Schedule.read(plan)) is None


@given(
    weeks=st.integers(1, 60), weekdays=st.integers(1, 7), a_day=A_DAY, off=st.integers(-20, 20).filter(bool)
)
def test_any_other_number_than_the_product_is_a_contradiction(
    weeks: int, weekdays: int, a_day: int, off: int
) -> None:
    right = weeks * weekdays * a_day
    said = {"weeks": weeks, "days_per_week": weekdays, "sessions_per_day": a_day}
    assert contradiction(Schedule.read(said | {"total_sessions": right})) is None
    if right + off >= 1:
        assert contradiction(Schedule.read(said | {"total_sessions": right + off})) is not None


@given(real(), st.integers(1, 1000))
def test_what_lies_outside_the_bounds_is_found_and_no_total_is_made_of_it(
    plan: dict[str, Any], off: int
) -> None:
    made = sessions_of_course(Schedule.read(plan))
    for wrong in (made.most and int(made.most) + off, made.least and int(made.least) - off):
        if wrong is None or wrong < 1:
            continue
        document = {
            "format": 1,
            "study": {"title": "x"},
            "schedule": plan | {"total_sessions": wrong},
            "arms": {"a": {"role": "active"}},
        }
        study = build(document)
        assert isinstance(study, Study)
        found = dose(study.arms["a"])["sessions"].value
        assert isinstance(found, Missing)
        assert "contradict" in found.reason


@given(real(), st.booleans())
def test_what_is_remembered_of_a_course_is_what_is_worked_out(plan: dict[str, Any], whole: bool) -> None:
    schedule = Schedule.read(plan)
    found = sessions_of_course(schedule, whole_calendar=whole)
    assert found == sessions_of_course(schedule, whole_calendar=whole)
    assert found == _sessions(schedule, whole_calendar=whole)


@given(STARTS, st.integers(1, 60))
def test_days_of_months_hold_every_calendar(start: datetime.date, months: int) -> None:
    least, most = days_of_months(Fraction(months))
    assert least <= (month_later(start, months) - start).days <= most


@pytest.mark.parametrize(
    ("months", "days"), [(1, (28, 31)), (2, (59, 62)), (3, (89, 92)), (6, (181, 184)), (12, (365, 366))]
)
def test_days_of_months(months: int, days: tuple[int, int]) -> None:
    assert days_of_months(Fraction(months)) == (Fraction(days[0]), Fraction(days[1]))


def test_half_a_month_may_lie_anywhere_in_it() -> None:
    assert days_of_months(exact(1.5)) == (Fraction(28 + 14), Fraction(31 + 16))


PLAN = 'format = 1\n[study]\ntitle = "x"\n[stimulation]\nfrequency_hz = 10\npulse_width_us = 250\npattern = "continuous"\n'


def sessions(schedule: str) -> Any:
    text = f"{PLAN}[stimulation.intensity]\ncurrent_ma = 1\n[schedule]\nsession_min = 1\n{schedule}[arms.a]\nrole = 'active'\n"
    return dose(load(text.encode()).arms["a"])


def test_two_months_daily_are_59_to_62_sessions_with_their_pulses_and_charge() -> None:
    found = sessions("sessions_per_day = 1\ndays_per_week = 7\nmonths = 2\n")
    assert found["sessions"].value == Interval(59, None, 62)
    assert found["pulses_per_course"].value == Interval(59 * 600, None, 62 * 600)
    charge = found["charge_per_course"].value
    assert (charge.min, charge.max) == pytest.approx((59 * 600 * 0.25 / 1000, 62 * 600 * 0.25 / 1000))


@pytest.mark.parametrize(
    ("schedule", "made"),
    [
        ("sessions_per_day = 1\ndays_per_week = 5\nweeks = 4\n", Interval(20, 20, 20)),
        ("sessions_per_day = 1\ndays_per_week = 5\nweeks = { min = 4, max = 6 }\n", Interval(20, None, 30)),
        ("sessions_per_day = 1\ndays_per_week = 5\nweeks = { max = 6 }\n", Interval(None, None, 30)),
        ("sessions_per_day = { min = 2 }\ndays_per_week = 5\nweeks = 1\n", Interval(10, None, None)),
        ("sessions_per_day = 1\ndays_per_week = 3\nweeks = 2.5\n", Interval(6, None, 9)),
        ("sessions_per_day = 1\ndays_per_week = 0.5\nweeks = 12\n", Interval(6, 6, 6)),
        ("sessions_per_day = 2\ndays = 10\n", Interval(20, 20, 20)),
        ("sessions_per_day = 2\ndays = 10\ntotal_sessions = 20\n", Interval(20, 20, 20)),
    ],
)
def test_sessions_of_a_dose(schedule: str, made: Interval) -> None:
    assert sessions(schedule)["sessions"].value == made


@pytest.mark.parametrize(
    ("schedule", "why"),
    [
        ("sessions_per_day = 1\nmonths = 2\n", "needs schedule.days_per_week"),
        ("days_per_week = 1\nmonths = 2\n", "needs schedule.sessions_per_day"),
        ("sessions_per_day = 1\ndays_per_week = 5\n", "needs schedule.weeks"),
        (
            "sessions_per_day = 1\ndays_per_week = 5\nweeks = 4\ntotal_sessions = 28\n",
            "28 sessions in all contradict the rest of the schedule",
        ),
        ("sessions_per_day = 2\ndays = 1e308\n", "a value is beyond all measure"),
        ("sessions_per_day = { min = 1 }\ndays = { max = 3 }\n", "needs the other end of a range"),
    ],
)
def test_sessions_that_are_not_computed(schedule: str, why: str) -> None:
    found = sessions(schedule)
    assert [found[key].value.reason for key in ("sessions", "pulses_per_course", "charge_per_course")] == [
        why
    ] * 3


def test_a_sum_within_loose_months_is_a_warning() -> None:
    text = (
        PLAN
        + "[schedule]\nsessions_per_day = 1\ndays_per_week = 7\nmonths = 6\ntotal_sessions = {}\n[arms.a]\nrole = 'active'\n"
    )

    def severity(total: int) -> list[str]:
        found = lint(text.format(total).encode(), "study.toml").findings
        return [str(one.severity) for one in found if one.code == "TIM004"]

    assert [severity(total) for total in (167, 168, 180, 181, 184, 185, 186, 187)] == [
        ["error"], ["warning"], ["warning"], [], [], ["warning"], ["warning"], ["error"],
    ]  # fmt: skip
