"""The profiles regrade rules; a draft gathers what is not decided, the others ask for it by name."""

from datetime import date

import pytest

from protocols import Config, lint
from protocols.config import PROFILES, profile
from protocols.rules import NAMES, RULES

SMALLEST = 'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n'
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_grades_only_rules_that_are_there(name: str) -> None:
    chosen = profile(name)
    assert chosen.title
    assert set(chosen.severity) <= {*RULES, *NAMES}


def test_only_a_draft_gathers() -> None:
    assert [name for name in PROFILES if profile(name).gathers] == ["draft"]


def test_a_draft_has_one_note_and_the_others_ask_by_name() -> None:
    draft = lint(SMALLEST, config=Config(TODAY))
    asked = lint(SMALLEST, config=Config(TODAY, "registration"))
    assert [finding.code for finding in draft.findings] == ["KEY011"]
    codes = [finding.code for finding in asked.findings]
    assert "KEY011" not in codes
    assert {"DSN006", "DSN008", "SHM001"} <= set(codes)


def test_the_report_says_which_profile_ran_and_which_would_pass() -> None:
    report = lint(SMALLEST.replace("title", "titel"), config=Config(TODAY, "ethics"))
    assert (report.profile, report.would_pass) == ("ethics", ())
    assert "draft" in lint(SMALLEST, config=Config(TODAY)).would_pass


@pytest.mark.parametrize("name", PROFILES)
def test_would_pass_is_what_running_the_profile_finds(name: str) -> None:
    for text in (SMALLEST, SMALLEST.replace("[arms.a]", 'design = "parallel"\n[arms.a]')):
        said = name in lint(text, config=Config(TODAY)).would_pass
        errors = [one for one in lint(text, config=Config(TODAY, name)).open if one.severity == "error"]
        assert said == (errors == [])


def test_a_waiver_settles_what_is_undecided_in_every_profile_and_stays_in_the_report() -> None:
    text = SMALLEST + '[[waivers]]\nrule = "DSN006"\nreason = "acute"\nexpires = 2027-01-01\n'
    for name in PROFILES:
        report = lint(text, config=Config(TODAY, name))
        (waived,) = [finding for finding in report.findings if finding.waiver]
        assert (waived.code, waived.waiver.reason if waived.waiver else "") == ("DSN006", "acute")
