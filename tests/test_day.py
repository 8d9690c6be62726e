"""A day, or a month of which the day is not set yet."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from protocols.check.engine import lint
from protocols.model.day import first, in_words, last
from strategies import DAY_OR_MONTH


@given(st.dates(datetime.date(1000, 1, 1)))
def test_a_month_holds_its_days_from_the_first_to_the_last(day: datetime.date) -> None:
    month = day.isoformat()[:7]
    assert first(month) <= day <= last(month)
    assert first(month).day == 1
    assert first(day) == last(day) == day
    if last(month) < datetime.date.max:
        assert (last(month) + datetime.timedelta(1)).day == 1


@given(DAY_OR_MONTH.values)
def test_in_words_every_day_has_its_year(day: datetime.date | str) -> None:
    assert in_words(day).endswith(str(first(day).year))


def test_a_month_has_no_day_in_words() -> None:
    assert (in_words("2028-06"), in_words(datetime.date(2028, 6, 30))) == ("June 2028", "30 June 2028")


def test_what_is_no_day_is_one_fault_that_shows_how_a_day_is_written() -> None:
    for written in ('"June 2028"', '"2028-13"', "2028", "2028-06-30T09:00:00", '"tomorrow"'):
        found = lint(
            f'format = 1\n[study]\ntitle = "x"\nstart_date = {written}\n[arms.a]\nrole = "active"\n'
        ).faults
        assert [(one.code, one.message.startswith("start_date takes a date without quotes, or a month in quotes"))
                for one in found] == [("KEY003", True)]  # fmt: skip
