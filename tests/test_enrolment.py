"""Sample size and dates: laws of arithmetic that their rules keep."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from protocols.check.engine import lint

HEAD = 'format = 1\n[study]\ntitle = "x"\n'
ARM = '[arms.a]\nrole = "active"\n'
SIZES = st.integers(1, 5000)


def codes(text: str) -> set[str]:
    return {finding.code for finding in lint(text).findings}


@given(SIZES, SIZES, st.integers(0, 95))
def test_a_sample_suffices_where_enough_remain_after_the_dropout(asked: int, planned: int, lost: int) -> None:
    text = (
        f'{HEAD}participants = {planned}\n[analysis]\nsample_size = "{asked} participants in all"\n'
        f"dropout_percent = {lost}\n{ARM}"
    )
    assert ("DSN018" in codes(text)) == (planned * (100 - lost) < asked * 100)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)), st.integers(1, 60), st.integers(0, 60))
def test_a_course_fits_into_the_dates_that_it_takes(start: datetime.date, days: int, weeks: int) -> None:
    for less, fits in ((0, True), (1, False)):
        end = start + datetime.timedelta(days=days + 7 * weeks - 1 - less)
        text = (
            f"{HEAD}start_date = {start}\nend_date = {end}\nfollow_up_weeks = {weeks}\n"
            f"[schedule]\ndays = {days}\n{ARM}"
        )
        assert ("DSN019" not in codes(text)) == fits


@given(st.integers(1, 12), st.integers(1, 12))
def test_months_are_held_against_each_other_by_their_best_days(start: int, end: int) -> None:
    text = f'{HEAD}start_date = "2027-{start:02}"\nend_date = "2027-{end:02}"\n{ARM}'
    assert ("DSN019" in codes(text)) == (end < start)
