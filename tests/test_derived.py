"""Derived values, where somebody asks for them: exact, beside their factors, and never over what is written."""

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from misspelt import texts
from protocols import lint
from protocols.check.derive import derive
from protocols.document.reading import read
from strategies import documents

HEAD = 'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n'
COURSE = "[schedule]\nsessions_per_day = 1\ndays_per_week = 3\nweeks = 4\n"
CYCLE = "[stimulation]\non_s = 30\noff_s = 90\n"


def derived(text: str) -> str:
    return derive(read(text)).document.text


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (COURSE, "total_sessions = 12"),
        (COURSE.replace("= 3", "= 0.5"), "total_sessions = 2"),
        ("[schedule]\nsessions_per_day = 2\ndays = 10\n", "total_sessions = 20"),
        (CYCLE, "duty_cycle = 0.25"),
        (CYCLE.replace("off_s = 90", "off_s = 0"), "duty_cycle = 1"),
        (CYCLE.replace("30", "1").replace("90", "15"), "duty_cycle = 0.0625"),
        (COURSE.replace("[", "[arms.a."), "total_sessions = 12"),
        (CYCLE.replace("[", "[arms.a."), "duty_cycle = 0.25"),
    ],
)
def test_what_follows_is_added_below_its_factors(table: str, line: str) -> None:
    assert derived(HEAD + table) == f"{HEAD}{table}{line}\n"


def test_the_line_goes_below_the_last_factor_with_its_indentation_and_line_end() -> None:
    text = (
        HEAD
        + "[schedule]\n\tweeks = 4 # a month\n\tsessions_per_day = 1\n\tdays_per_week = 3 # Mo\n\n[harms]\n"
    ).replace("\n", "\r\n")
    mark = "\tdays_per_week = 3 # Mo\r\n"
    result = derive(read(b"\xef\xbb\xbf" + text.encode()))
    assert (
        result.document.source
        == b"\xef\xbb\xbf" + text.replace(mark, f"{mark}\ttotal_sessions = 12\r\n").encode()
    )
    assert [tuple(change) for change in result.changes] == [(10, "", "total_sessions = 12")]
    assert derived(HEAD + COURSE.rstrip()) == HEAD + COURSE + "total_sessions = 12"


@pytest.mark.parametrize(
    "rest",
    [
        COURSE + "total_sessions = 14\n",  # a contradiction is for TIM004 to tell
        COURSE.replace("weeks = 4", "weeks = { min = 4, max = 6 }"),
        COURSE.replace("weeks = 4", "months = 1"),
        COURSE.replace("weeks = 4\n", ""),
        COURSE.replace("weeks = 4", "weeks = 0.5"),  # one and a half session
        COURSE.replace("weeks = 4", "weeks = 0.5").replace("= 3", "= 4"),  # one to four
        COURSE.replace("days_per_week = 3", "days_per_week = 2").replace(
            "weeks = 4", "weeks = 2.5"
        ),  # 4 to 6
        "schedule = { sessions_per_day = 1, days = 3 }\n",
        "schedule.sessions_per_day = 1\nschedule.days = 3\n",
        COURSE + "[arms.b]\nrole = 'sham'\n[arms.b.schedule]\nweeks = 8\n",
        COURSE + "[arms.b]\nrole = 'sham'\n[arms.b.schedule]\nmonths = 1\n",
        "[schedule]\nsessions_per_day = 1\n[arms.a.schedule]\ndays_per_week = 3\nweeks = 4\n",
        COURSE.replace("[", "[arms.b]\nrole = 'no_stimulation'\n[arms.b."),
        CYCLE + "duty_cycle = 0.5\n",
        CYCLE.replace("off_s = 90", "off_s = 300"),  # 1 of 11
        CYCLE.replace("off_s = 90", "off_s = { min = 30 }"),
        CYCLE + 'pattern = "continuous"\n',
        CYCLE + 'pattern = "gated"\n',
        CYCLE + "[arms.b]\nrole = 'sham'\n[arms.b.stimulation]\noff_s = 30\n",
        CYCLE + "[arms.b]\nrole = 'sham'\n[arms.b.stimulation]\npattern = 'continuous'\n",
        CYCLE.replace("[", "[arms.a.") + "[stimulation]\nduty_cycle = 0.5\n",
    ],
)
def test_what_does_not_follow_exactly_is_not_added(rest: str) -> None:
    head = HEAD if rest.startswith("[") else ""
    text = head + rest if head else rest + HEAD.replace("format = 1\n", "format = 1\n", 1)
    text = text if head else "format = 1\n" + rest + HEAD.removeprefix("format = 1\n")
    assert [
        one.code
        for one in lint(text).findings
        if one.code.startswith(("KEY0", "TOM")) and one.code != "KEY011"
    ] == []
    assert derived(text) == text


def test_a_range_of_equal_ends_is_a_number_that_totals_follow_from() -> None:
    text = HEAD + COURSE.replace("weeks = 4", "weeks = { min = 4, max = 4 }")
    assert "total_sessions = 12\n" in derived(text)


def test_an_arm_with_a_course_of_its_own_gets_its_own_total() -> None:
    text = HEAD + COURSE + "[arms.b]\nrole = 'sham'\n[arms.b.schedule]\nsessions_per_day = 1\ndays = 10\n"
    assert (
        derived(text)
        == text.replace("weeks = 4\n", "weeks = 4\ntotal_sessions = 12\n") + "total_sessions = 10\n"
    )


def test_nothing_is_added_to_a_record_nor_to_what_is_no_protocol() -> None:
    record = (HEAD + COURSE).replace('"x"\n', '"x"\nkind = "record"\n')
    for text in (record, "x = [", (HEAD + COURSE).replace("weeks", "wekes")):
        assert derived(text) == text


@given(documents().flatmap(texts))
def test_what_is_added_is_all_that_changes(source: bytes) -> None:
    result = derive(read(source))
    lines = result.document.source.split(b"\n")
    for change in reversed(result.changes):
        assert lines.pop(change.line - 1).strip().decode() == change.after
    assert b"\n".join(lines) == source or (result.changes and b"\n".join(lines) == source.rstrip(b"\r\n"))
    assert derive(result.document).changes == ()
    findings = [{one.code for one in lint(some).findings} for some in (source, result.document.source)]
    assert findings[1] <= findings[0] | {"KEY011"}
    assert tomli.loads(result.document.text).keys() == tomli.loads(read(source).text).keys()


@given(st.integers(1, 4), st.integers(1, 7), st.integers(1, 52))
def test_the_total_is_the_product(times: int, days: int, weeks: int) -> None:
    text = f"{HEAD}[schedule]\nsessions_per_day = {times}\ndays_per_week = {days}\nweeks = {weeks}\n"
    assert tomli.loads(derived(text))["schedule"]["total_sessions"] == times * days * weeks
