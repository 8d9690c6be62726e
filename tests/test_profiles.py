"""The profiles regrade rules; a draft gathers what is not decided, the others ask for it by name."""

import re
from datetime import date

import pytest

from protocols import Config, lint
from protocols.check.configuration.config import PROFILES, profile
from protocols.findings.rule import Severity
from protocols.formats import render
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


BOARD = Config(TODAY, "ethics")
LISTED = (
    SMALLEST
    + '[eligibility]\nexclusion = ["stroke", "no WiFi at home"]\n[harms]\nassessment = "asked at each session"\n'
)
HARM = {"SAF003", "SAF004", "SAF005", "SAF006"}


def weights(text: str, config: Config = BOARD) -> dict[str, str]:
    return {one.code: one.severity.value for one in lint(text, config=config).open}


def test_a_board_refuses_what_leaves_open_who_may_be_harmed() -> None:
    for text in (SMALLEST, LISTED, SMALLEST + '[eligibility]\nexclusion = ["tbd"]\n'):
        found = weights(text)
        assert {code for code in HARM if found[code] == "error"} == HARM
        assert found["SAF009"] == "error"
    # Of one cause there is one finding: REP026 asks for how harm is found, SAF008 for a text that does not say it.
    assert weights(SMALLEST)["REP026"] == "error"
    assert weights(LISTED.replace("asked at each session", "none"))["REP026"] == "error"
    assert weights(LISTED, Config(TODAY))["SAF006"] == "note"


def test_a_free_text_that_may_say_it_stays_a_question_for_a_board() -> None:
    found = weights(LISTED.replace('"stroke"', '"a pacemaker"'))
    assert (found["SAF003"], found["SAF004"]) == ("note", "error")
    terms = LISTED.replace('"stroke"', '"active_implant", "pregnancy", "arrhythmia", "ear_skin_condition"')
    assert not HARM & set(weights(terms))


def test_a_house_weighs_every_finding_of_a_rule_and_a_profile_only_those_without_a_weight() -> None:
    text = LISTED.replace('"stroke"', '"a pacemaker"')
    assert weights(text, Config(TODAY, "ethics", rules={"SAF003": Severity.WARNING}))["SAF003"] == "warning"
    assert weights(SMALLEST, Config(TODAY, "ethics", rules={"REP022": Severity.ERROR}))["REP022"] == "error"


def test_how_age_is_recorded_is_a_warning_for_a_board() -> None:
    found = weights(SMALLEST)
    assert {found[code] for code in ("REP022", "REP023", "REP024", "REP025")} == {"warning"}
    assert {found[code] for code in ("REP013", "REP021", "REP026")} == {"error"}


def test_what_may_harm_comes_first_for_a_board() -> None:
    text = LISTED.replace('title = "x"', 'title = "x"\nrationale = "tbd"')
    report = lint(text, config=Config(TODAY, "ethics"))
    codes = re.findall(r"^<text>\S* error (\w+)", render("text", [report]), re.MULTILINE)
    leads = [profile("ethics").leads(code, Severity.ERROR) for code in codes]
    assert "SAF003" in codes
    assert leads == sorted(leads, reverse=True)


@pytest.mark.parametrize("name", PROFILES)
def test_what_a_profile_puts_first_is_there(name: str) -> None:
    assert profile(name).first <= {*RULES, *(code[:3] for code in RULES)}
