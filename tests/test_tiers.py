"""The tiers of the evidence: the review's trials, those published beyond it, those registered; each counted as chosen."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols import Config, lint, load
from protocols.cli import app
from protocols.drawing.strip import strip
from protocols.evidence.trials import TIERS, conditions, of_condition, registered, trials
from protocols.findings.rule import Severity
from protocols.lib import resources
from protocols.model.terms import EVIDENCE, Evidence
from test_evidence import clear

ROOT = Path(__file__).parent.parent
REVIEWED = (
    "abdominal_pain",
    "chronic_low_back_pain",
    "cipn",
    "fibromyalgia",
    "ibs_constipation",
    "migraine",
    "systemic_lupus",
    "systemic_sclerosis",
)
PLAN = """format = 1
[study]
title = "x"
condition = "{condition}"
[stimulation]
{said}
[arms.a]
role = "active"
"""


@pytest.fixture(autouse=True)
def real(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The real records: that each has its tier is what is to be seen."""
    monkeypatch.setenv(resources.BASE, str(ROOT))
    clear()
    yield
    monkeypatch.undo()
    clear()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The frozen base with three real records beside it: adding a record changes nothing that is expected here."""
    shutil.copytree(ROOT / "tests" / "base" / "presets", tmp_path / "presets")
    own = tmp_path / "presets" / "trials"
    own.mkdir(exist_ok=True)
    for name in ("akkurt-2025", "nct07577102", "tutar-2020", "nct05625178"):
        shutil.copy(ROOT / "presets" / "trials" / f"{name}.toml", own)
    monkeypatch.setenv(resources.BASE, str(tmp_path))
    clear()


def message(code: str, condition: str, said: str, evidence: Evidence) -> str:
    report = lint(PLAN.format(condition=condition, said=said), config=Config(evidence=evidence))
    return next((one.message for one in report.findings if one.code == code), "")


def test_each_choice_holds_the_tiers_before_it() -> None:
    held = [{trial.key for trial in trials(evidence)} for evidence in TIERS]
    assert held[0] < held[1] < held[2]
    assert {trial.tier for trial in trials("review")} == {"review"}
    assert len(trials("all")) == len(trials("review")) + len(resources.trial_files())


def test_a_record_beyond_the_review_says_whether_it_is_published() -> None:
    for trial in trials("all"):
        if trial.tier != "review":
            assert trial.study.about.status == trial.tier


@pytest.mark.parametrize("evidence", EVIDENCE)
def test_the_trials_of_a_condition_are_those_of_all_that_have_it(evidence: Evidence) -> None:
    """Only what names a condition is read: none is missed by it."""
    for condition in conditions("all"):
        expected = {trial.key for trial in trials(evidence) if trial.study.about.condition == condition}
        assert {trial.key for trial in of_condition(condition, evidence)} == expected


def test_registered_trials_are_named_and_never_counted() -> None:
    for condition in conditions("all"):
        counted = {trial.cohort for trial in of_condition(condition)}
        assert not counted & {trial.cohort for trial in registered(condition)}


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (
            "review",
            (
                "right is not used by the 3 fibromyalgia cohorts of the base with a known value: left in 2 (Paccione 2022, "
                "Abdel-Baset 2023), bilateral in 1 (Kutlu 2020); few trials"
            ),
        ),
        (
            "published",
            (
                "right is not used by the 4 fibromyalgia cohorts of the base with a known value: left in 3 (Paccione 2022, "
                "Abdel-Baset 2023, Akkurt 2025), bilateral in 2 (Kutlu 2020, Akkurt 2025); few trials; 3 of the review, 1 "
                "published beyond it; 1 more registered (NCT07577102)"
            ),
        ),
        (
            "all",
            (
                "right is not used by the 5 fibromyalgia cohorts of the base with a known value: left in 4 (Paccione 2022, "
                "Abdel-Baset 2023, Akkurt 2025, NCT07577102), bilateral in 3 (Kutlu 2020, Akkurt 2025, NCT07577102); 3 of "
                "the review, 1 published beyond it, 1 registered"
            ),
        ),
    ],
)
def test_a_count_says_its_tiers(evidence: Evidence, said: str) -> None:
    assert message("LIT004", "fibromyalgia", 'side = "right"', evidence) == said


@pytest.mark.usefixtures("few")
def test_a_published_trial_widens_the_range_and_is_named() -> None:
    at_200, at_250 = "frequency_hz = 200", "frequency_hz = 250"
    assert "above the highest frequency" in message("LIT020", "epilepsy", at_200, "review")
    assert message("LIT020", "epilepsy", at_200, "published") == ""
    assert message("LIT020", "epilepsy", at_250, "published") == (
        "250 Hz is above the highest frequency in the literature read: 0.5 to 200 Hz in 32 settings of 25 papers and "
        "17 cohorts of the base; 200 Hz in Tutar 2020"
    )


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("evidence", EVIDENCE)
def test_no_error_is_lost_or_made_by_what_was_read_at_second_hand(evidence: Evidence) -> None:
    """Tutar 2020 was read in another paper's table: with its 30 mA, 100 mA would no longer be beyond all measure."""
    said = "[stimulation.intensity]\ncurrent_ma = 100"
    assert message("LIT019", "epilepsy", said, evidence) == (
        "100 mA is ten times or more the highest current in the literature read (0.1 to 8 mA)"
    )


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("condition", "hertz", "grade"),
    [
        ("tinnitus", 25, Severity.NOTE),  # Tutar 2020 alone, which the review does not hold
        ("systemic_lupus", 28, Severity.WARNING),  # the review's only trial
        ("fibromyalgia", 28, Severity.WARNING),  # two of the review's, and one beyond it
    ],
)
def test_one_or_two_trials_beyond_the_review_are_worth_a_note(
    condition: str, hertz: int, grade: Severity
) -> None:
    plan = PLAN.format(condition=condition, said=f"frequency_hz = {hertz}")
    assert [one.severity for one in lint(plan).findings if one.code == "LIT001"] == [grade]


@pytest.mark.usefixtures("few")
def test_the_command_line_chooses(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(PLAN.format(condition="fibromyalgia", said='side = "right"'), encoding="utf-8")
    run = CliRunner().invoke(app, ["show", str(file), "--evidence", "review"])
    assert "side     right: 0 of 3; few trials\n" in run.stdout
    run = CliRunner().invoke(app, ["show", str(file)])
    said = " ".join(run.stdout.split())
    assert "side right: 0 of 4; few trials; 3 of the review, 1 published beyond it; 1 more" in said
    run = CliRunner().invoke(app, ["check", str(file), "--evidence", "everything"])
    assert run.exit_code == 2
    assert "'everything' is none of review, published, all" in run.output


@pytest.mark.usefixtures("few")
def test_compare_says_which_choice_holds_the_trials() -> None:
    run = CliRunner().invoke(app, ["compare", "--with", "knee_osteoarthritis"])
    assert run.exit_code == 2
    assert "write: --with knee_osteoarthritis --evidence all" in " ".join(run.output.split())
    run = CliRunner().invoke(app, ["compare", "--with", "knee_osteoarthritis", "--evidence", "all"])
    assert "NCT05625178" in run.output


SETTINGS = {
    "condition": REVIEWED,
    "people": (10, 25, 60, 200),
    "hz": (0.3, 1, 5, 10, 20, 25, 30, 100, 150),
    "width": (20, 100, 200, 250, 300, 500, 1000, 2000),
    "site": ("cymba_conchae", "tragus", "concha", "helix", "ear_canal"),
    "side": ("left", "right", "bilateral"),
    "method": ("fixed", "titrated"),
    "current": (0.2, 1, 7, 9, 40),
    "session": (5, 15, 30, 60, 250),
    "times": (1, 2, 4, 5),
    "weeks": (1, 2, 4, 12, 26, 60),
}
WHOLE = """format = 1
[study]
title = "x"
condition = "{condition}"
participants = {people}
[stimulation]
frequency_hz = {hz}
pulse_width_us = {width}
sites = ["{site}"]
side = "{side}"
[stimulation.intensity]
method = "{method}"
current_ma = {current}
[schedule]
session_min = {session}
sessions_per_day = {times}
weeks = {weeks}
[arms.a]
role = "active"
"""


@given(st.fixed_dictionaries({name: st.sampled_from(several) for name, several in SETTINGS.items()}))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_rule_is_louder_on_the_reviews_conditions_unless_a_trial_beyond_it_is_named(
    said: dict[str, object],
) -> None:
    """Where one rule is quieter, a lesser one that it silenced may speak of the same value."""
    plan = WHOLE.format(**said)
    before: dict[str, int] = {}
    for one in lint(plan, config=Config(evidence="review")).findings:
        before[one.path] = min(one.severity.rank, before.get(one.path, 9))
    beyond = [trial.label for trial in trials() if trial.tier != "review"]
    for one in lint(plan, config=Config(evidence="published")).findings:
        if one.severity.rank < before.get(one.path, 9):
            assert one.severity.value != "error"
            assert any(label in one.message for label in beyond), one.message


@pytest.mark.usefixtures("few")
def test_a_current_that_only_a_trial_beyond_the_review_reached_is_a_note() -> None:
    said = "[stimulation.intensity]\nmax_ma = 30"
    above = "max_ma of 30 mA is above the highest current in the "
    assert message("LIT022", "pots", said, "review").startswith(f"{above}literature read: 0.1 to 8 mA")
    assert message("LIT022", "pots", said, "published") == (
        f"{above}wider literature and the review's trials: 0.1 to 8 mA in 33 settings of 19 papers without TENS units "
        "and 3 cohorts of the base; beyond these, Tutar 2020 alone went as far"
    )
    plan = PLAN.format(condition="pots", said=said)
    assert {one.severity for one in lint(plan).findings if one.code == "LIT022"} == {Severity.NOTE}
    assert message("LIT022", "pots", "[stimulation.intensity]\nmax_ma = 8", "published") == ""


def listed(*words: str) -> list[dict[str, str]]:
    run = CliRunner().invoke(app, ["presets", *words, "--format", "json"])
    assert run.exit_code == 0, run.output
    found: list[dict[str, str]] = json.loads(run.output)
    return found


@pytest.mark.usefixtures("few")
def test_presets_are_listed_by_what_is_asked_for() -> None:
    assert len(listed()) == 18 + 4
    assert [one["name"] for one in listed("--condition", "tinnitus")] == ["tutar-2020"]
    assert [one["name"] for one in listed("--kind", "registered")] == ["nct05625178", "nct07577102"]
    assert [one["name"] for one in listed("--kind", "paradigm")] == ["migraine"]
    # kutlu-2020 has another part of the tragus, and 10 Hz; the range includes its ends.
    assert {one["name"] for one in listed("--site", "tragus")} == {"kutlu-2020", "akkurt-2025"}
    assert {one["name"] for one in listed("--site", "tragus", "--frequency", "20..25")} == {"akkurt-2025"}
    assert [one["name"] for one in listed("--frequency", "200")] == ["tutar-2020"]
    assert listed("--condition", "migraine", "--frequency", "60..90") == []
    csv_lines = (
        CliRunner().invoke(app, ["presets", "--kind", "published", "--format", "csv"]).output.splitlines()
    )
    assert csv_lines[0] == "name,kind,condition,Hz,µs,site,side,course,sham,n"
    assert [line.split(",")[0] for line in csv_lines[1:]] == ["akkurt-2025", "tutar-2020"]
    assert "0 presets" in CliRunner().invoke(app, ["presets", "--frequency", "3000"]).output


@pytest.mark.parametrize("word", ["", "a", "20..", "30..20", "-1", "nan", "1..2..3", "1..inf"])
def test_what_is_no_frequency_is_said(word: str) -> None:
    run = CliRunner().invoke(app, ["presets", f"--frequency={word}"])
    assert run.exit_code == 2
    assert "is no range in Hz" in run.output


def test_a_strip_draws_the_tiers_apart() -> None:
    plan = PLAN.format(condition="fibromyalgia", said="frequency_hz = 25")
    study = load(plan)
    svg = strip(study, "frequency")
    words = [found["words"] for found in re.finditer(r">(?P<words>[^<]+)</text>", svg)]
    assert "published, beyond the review" in words
    beyond = words.index("published, beyond the review")
    assert words.index("Kutlu 2020") < beyond < words.index("Akkurt 2025")
    assert len(re.findall(r'<circle [^>]*data-part="cohort"', svg)) == 2
    assert (
        len(re.findall(r'<rect [^>]*data-part="cohort"', svg))
        == words[beyond + 1 :].index("wider literature") // 2
    )
    assert "published, beyond the review" not in strip(study.against("review"), "frequency")
