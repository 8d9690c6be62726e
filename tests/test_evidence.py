"""The evidence base: what is counted comes from the presets, and follows them without a change of code."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols import lint
from protocols.evidence import trials as evidence
from protocols.evidence import widest
from protocols.lib import references, resources
from protocols.model.terms import CONDITIONS, Evidence

OF_FILES = (
    resources.preset_files,
    resources.trial_files,
    resources.record_files,
    references.label,
    references.known,
)
STUDY = """format = 1
[study]
title = "Another trial"
kind = "record"
condition = "migraine"
{cohort}
[stimulation]
frequency_hz = {hz}
[schedule]
session_min = 300
sessions_per_day = 6
months = 15
[arms.tavns]
role = "active"
"""
KEYS = {key for entry in resources.data("literature").values() for key in entry.get("keys", ())}
EXAMPLE = Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml"
PLAN = 'format = 1\n[study]\ntitle = "x"\ncondition = "migraine"\n[arms.a]\nrole = "active"\n'


def clear() -> None:
    """Forget which files there are, and whatever was counted from them."""
    for name, module in list(sys.modules.items()):
        if name.startswith("protocols.evidence."):
            for value in list(vars(module).values()):
                if isinstance(value, type(references.known)):
                    value.cache_clear()
    for cached in OF_FILES:
        cached.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The studies of a copy of the presets that a test may add to."""
    studies = Path(shutil.copytree(resources.folder("presets"), tmp_path / "presets"), "studies")
    monkeypatch.setenv(resources.BASE, str(tmp_path))
    clear()
    yield studies
    clear()


def messages(code: str, said: str) -> list[str]:
    return [finding.message for finding in lint(PLAN + said).findings if finding.code == code]


def add(folder: Path, name: str, hz: float, cohort: str = "") -> None:
    (folder / f"{name}.toml").write_text(STUDY.format(hz=hz, cohort=cohort), encoding="utf-8")
    clear()


def test_a_study_preset_changes_what_is_counted(folder: Path) -> None:
    ten = "[stimulation]\nfrequency_hz = 10\n"
    before = messages("LIT001", ten)
    add(folder, "newcomer-2027", 3)
    after = messages("LIT001", ten)
    assert "the 6 migraine cohorts" in before[0]
    assert "the 7 migraine cohorts" in after[0]
    assert "3 Hz in 1 (Newcomer 2027)" in after[0]
    add(folder, "newcomer-2027", 10)
    assert messages("LIT001", ten) == []


def test_records_of_one_cohort_count_once(folder: Path) -> None:
    add(folder, "newcomer-2027", 1, 'cohort = "zhang-huang"')
    found = messages("LIT001", "[stimulation]\nfrequency_hz = 10\n")
    assert "1 Hz in 6 (" in found[0]
    assert "Zhang 2020 and Huang 2023 and Newcomer 2027" in found[0]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("LIT005", "[schedule]\nmonths = 15\n"),
        ("LIT006", "[schedule]\nsession_min = 300\n"),
        ("LIT020", "[stimulation]\nfrequency_hz = 120\n"),
        ("LIT023", "[schedule]\nsession_min = 300\n"),
        ("LIT023", "[schedule]\ndaily_min = 400\n"),
        ("LIT024", "[schedule]\nsessions_per_day = 6\n"),
        ("LIT025", "[schedule]\nmonths = 15\n"),
    ],
)
def test_a_study_preset_widens_what_is_known(folder: Path, code: str, said: str) -> None:
    if code not in ("LIT005", "LIT006"):  # LIT025 and LIT023 speak for them
        assert messages(code, said)
    add(folder, "newcomer-2027", 120)
    assert messages(code, said) == []


def test_who_widened_it_is_named(folder: Path) -> None:
    add(folder, "newcomer-2027", 120)
    (found,) = messages("LIT020", "[stimulation]\nfrequency_hz = 130\n")
    assert (
        "0.5 to 120 Hz in 32 settings of 25 papers and 16 cohorts of the base; 120 Hz in Newcomer 2027"
        in found
    )


def test_a_new_condition_belongs_to_the_base_with_its_first_trial(folder: Path) -> None:
    plan = PLAN.replace("migraine", "tinnitus")
    assert "LIT010" in {finding.code for finding in lint(plan).findings}
    (folder / "newcomer-2027.toml").write_text(
        STUDY.format(hz=1, cohort="").replace("migraine", "tinnitus"), encoding="utf-8"
    )
    clear()
    assert "LIT010" not in {finding.code for finding in lint(plan).findings}


@pytest.mark.parametrize("tiers", evidence.TIERS)
def test_the_trials_of_a_condition_are_those_of_all_trials_that_have_it(tiers: Evidence) -> None:
    """Records of which the file does not speak of a condition are not read."""
    every = evidence.trials(tiers)
    assert every
    for term in CONDITIONS:
        assert evidence.of_condition(term, tiers) == tuple(
            trial for trial in every if trial.study.about.condition == term
        )


@pytest.mark.parametrize(
    "written", ["condition='migraine'", "'condition' = 'migraine'", '"condition"="migraine"']
)
def test_a_condition_is_found_however_it_is_written(folder: Path, written: str) -> None:
    text = STUDY.format(hz=7, cohort="").replace('condition = "migraine"', written)
    (folder / "newcomer-2027.toml").write_text(text, encoding="utf-8")
    clear()
    assert "newcomer-2027" in [trial.key for trial in evidence.of_condition("migraine", "review")]


@given(st.sampled_from(sorted(KEYS)), st.floats(0, 1e6) | st.integers(0, 2000))
def test_what_is_within_the_literature_alone_is_within_it_and_the_trials(key: str, value: float) -> None:
    """So that the trials are read for what lies outside it: they widen what is known, and never narrow it."""
    alone, widened = widest.known(key, widest.ALONE), widest.known(key)
    assert alone is not None
    assert widened is not None
    assert widened.min <= alone.min <= alone.max <= widened.max
    assert (alone.usual, alone.unit, alone.name) == (widened.usual, widened.unit, widened.name)
    assert widest.is_usual(key, value) is (widened.min <= value <= widened.max)
    assert widest.is_absurd(key, value) is (value != 0 and not widened.min / 10 < value < widened.max * 10)


def test_an_ordinary_study_has_the_trials_of_its_condition_read_and_no_other() -> None:
    code = (
        "from protocols import lint; from protocols.evidence import trials as t; from pathlib import Path; import sys\n"
        "lint(Path(sys.argv[1])); print(t.preset.cache_info().misses, sum('migraine' in t._conditions(one) for one in t.record_files()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(EXAMPLE)], capture_output=True, text=True, check=True
    )
    read, of_the_condition = map(int, run.stdout.split())
    assert read == of_the_condition


def test_a_base_that_is_not_there_is_said_and_nothing_is_checked(tmp_path: Path) -> None:
    """Without its trials a check would find too little, and not know it."""
    words = [sys.executable, "-m", "protocols", "check", "-"]
    env = {**os.environ, resources.BASE: str(tmp_path / "gone")}
    run = subprocess.run(words, input=PLAN, capture_output=True, text=True, env=env, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (
        f"tavns: cannot read or write {tmp_path / 'gone' / 'presets'}: "
        "not a folder, though the environment names it as the evidence base\n"
    )


# What the trials found.

NO_BETTER = """
[arms.sham]
role = "sham"
label = "sham"
[[results]]
outcome = "pain days"
direction = "no_difference"
against = ["sham"]
"""


@pytest.mark.parametrize(
    ("results", "found"),
    [
        (NO_BETTER, "no difference from sham in pain days"),
        (NO_BETTER + "primary = true\n", "no difference from sham in pain days"),
        (NO_BETTER + "primary = false\n", ""),
        (
            NO_BETTER.replace("no_difference", "worse_than_comparator"),
            "a worse result than sham in pain days",
        ),
        (NO_BETTER.replace("no_difference", "better_than_comparator"), ""),
        (NO_BETTER.replace('against = ["sham"]\n', ""), "no difference in pain days"),
        (NO_BETTER.replace('role = "sham"', 'role = "active"'), ""),
        (
            NO_BETTER.replace('role = "sham"', 'role = "no_stimulation"'),
            "no difference from sham in pain days",
        ),
        ('[[results]]\noutcome = "pain days"\ndirection = "improved"\n', ""),
        (
            '[[results]]\noutcome = "pain days"\ndirection = "not_recommended"\n',
            "that it cannot be recommended for pain days as it was given",
        ),
    ],
)
def test_a_trial_without_benefit_is_told(folder: Path, results: str, found: str) -> None:
    """A comparison of two active arms is none, and so is an outcome that is said not to be primary."""
    assert messages("LIT012", "") == []
    add(folder, "newcomer-2027", 1)
    file = folder / "newcomer-2027.toml"
    file.write_text(file.read_text(encoding="utf-8") + results, encoding="utf-8")
    clear()
    said = [f"not every trial of migraine found a benefit: Newcomer 2027 found {found}"] if found else []
    assert messages("LIT012", "") == said


FOUND_BY = {
    ("paccione-2022", "average pain"): "no between-group difference in pain",
    ("kutlu-2020", "outcomes other than physical function, social function and pain (SF-36)"): (
        "no added benefit except physical function, social function and pain of SF-36"
    ),
    ("kutlu-2020", "physical function, social function and pain (SF-36)"): (
        "no added benefit except physical function, social function and pain of SF-36"
    ),
    ("straube-2015", "headache days"): "low frequency (1 Hz) preferred over 20 Hz (61) and 25 Hz (57)",
    (
        "straube-2015",
        "disability (HIT-6, MIDAS)",
    ): "HIT-6 and MIDAS improved in both arms, no group difference",
    ("aranow-2020", "pain"): "change of pain -5.00 taVNS, 0.10 sham, p = 0.049; 12 and 6 patients",
    ("bellocchi-2023", "pain"): (
        "pain NRS -27.7 % (SD 21.3) tVNS, -7.7 % (SD 26.3) active control, p = 0.002"
    ),
    (
        "abdel-baset-2023",
        "pain and mood",
    ): "with pain neuroscience education better, with exercise no added benefit",
}
"""The words of the evidence behind each result of the review's trials."""


def test_each_result_of_the_reviews_trials_has_its_words_in_the_evidence() -> None:
    facts = Path(__file__).parent / "facts"
    said = "".join(
        (facts / name).read_text(encoding="utf-8")
        for name in (
            "new_values.json",
            "statements.json",
            *(f"{trial.key}.toml" for trial in evidence.trials()),
        )
    )
    held = {
        (trial.key, result.outcome): result
        for trial in evidence.trials()
        for result in trial.study.protocol.results or ()
    }
    assert held.keys() == FOUND_BY.keys()
    for name, words in FOUND_BY.items():
        assert words in said, name
        assert held[name].detail in (None, words)
        assert held[name].source
        assert held[name].source_kind
