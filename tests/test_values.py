"""Values that cannot be meant: laws over the conditions, what was observed, sleep, and how the file is written."""

import datetime
from copy import deepcopy
from typing import Any

import pytest
import tomli
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from pages import cases, composed
from protocols import lint
from protocols.check.configuration.config import Config
from protocols.check.fixes import fix
from protocols.document.reading import read
from protocols.evidence.devices import catalogue
from protocols.evidence.trials import conditions
from protocols.findings.report import Report
from protocols.lib.resources import data
from protocols.model.terms import CONDITIONS, EXCLUSIONS, is_doubtful, term_of

INHERITED = ("stimulation", "schedule", "electrode", "device")
CODES = (
    "TIM009", "TIM022", "TIM023", "TIM024", "TIM025", "TIM026", "TIM027", "TIM030", "TIM031", "TIM032", "TIM033",
    "TIM034", "DSN009", "DSN010", "DSN011", "DSN012", "DEV011", "DEV012",
)  # fmt: skip


def checked(source: bytes) -> Report:
    return lint(source, config=Config(today=datetime.date(2026, 11, 23)))


# ---------------------------------------------------------------- conditions

WORDS = [(term, word) for term, words in data("terms")["condition"].items() for word in (term, *words)]
STYLES = (str, str.upper, str.title, str.capitalize)


def of(condition: str) -> str:
    return f'format = 1\n[study]\ntitle = "x"\ncondition = "{condition}"\n[arms.a]\nrole = "active"\n'


@settings(max_examples=60)
@given(st.sampled_from(WORDS), st.sampled_from(STYLES), st.sampled_from((" ", "-", "_", "–")))
def test_a_condition_in_another_spelling_is_its_term(pair: tuple[str, str], style: Any, between: str) -> None:
    term, word = pair
    written = style(word.replace("_", between))
    codes = {finding.code for finding in lint(of(written)).findings}
    assert ("KEY005" in codes) == (written != term)
    assert ("LIT010" in codes) == (written == term and term not in conditions())
    result = fix(read(of(written))).document.data
    assert result is not None
    assert result["study"]["condition"] == (written if is_doubtful("condition", word) else term)


@settings(max_examples=40)
@given(
    st.sampled_from([pair for pair in WORDS if pair[1] not in ("fm", "fms", "ssc")]),
    st.sampled_from(("chronic", "episodic", "acute", "severe", "juvenile", "non-specific")),
    st.sampled_from(("with aura", "in children", "of the lower back")),
)
def test_a_text_that_says_more_than_a_term_is_never_rewritten(
    pair: tuple[str, str], before: str, behind: str
) -> None:
    for written in (
        f"{before} {pair[1].replace('_', ' ')} {behind}",
        f"{pair[1]} {behind}",
        f"{before} {pair[1]} x",
    ):
        if not term_of("condition", written, CONDITIONS):
            assert fix(read(of(written))).document.text == of(written)


def test_no_word_is_of_two_conditions() -> None:
    words = [word for _, word in WORDS]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    "condition", ["IBS-D", "multiple sclerosis", "acute low back pain", "chronic tinnitus", "pain", "stroke"]
)
def test_another_condition_stays_text_and_is_not_guessed_at(condition: str) -> None:
    (found,) = [finding for finding in lint(of(condition)).findings if finding.code in ("KEY005", "LIT010")]
    assert found.code == "LIT010"
    assert "did you mean" not in found.help


# ---------------------------------------------------------------- shared or written out


def written_out(data_: dict[str, Any]) -> dict[str, Any]:
    """Return a protocol with what its tables share written into each arm."""
    made = deepcopy(data_)
    for table in INHERITED:
        shared = made.pop(table, None)
        for arm in made["arms"].values():
            if shared is not None and arm["role"] != "no_stimulation":
                arm[table] = {**deepcopy(shared), **arm.get(table, {})}
    return made


@pytest.mark.parametrize("code", CODES)
def test_shared_or_written_out_the_same_is_found(code: str) -> None:
    for case in cases(code):
        shared = tomli.loads(composed(case.toml)[0])
        one, other = (
            {
                (one.code, one.message)
                for one in checked(tomli_w.dumps(each).encode()).findings
                if one.code in CODES
            }
            for each in (shared, written_out(shared))
        )
        assert one == other, case.toml


# ---------------------------------------------------------------- what was observed


def record(delivered: str) -> str:
    return (
        'format = 1\n[study]\ntitle = "x"\nkind = "record"\n[stimulation.intensity]\nmin_ma = 1\nmax_ma = 5\n'
        f'[arms.a]\nrole = "active"\ndelivered = {{ {delivered} }}\n'
    )


@given(st.lists(st.integers(10, 50).map(lambda tenths: tenths / 10), min_size=2, max_size=8))
@settings(max_examples=50)
def test_what_a_sample_can_be_is_never_flagged(currents: list[float]) -> None:
    least, most = min(currents), max(currents)
    mean = min(max(sum(currents) / len(currents), least), most)  # but for the rounding of floats
    spread = min((sum((one - mean) ** 2 for one in currents) / (len(currents) - 1)) ** 0.5, most - least)
    source = record(
        f"current_mean_ma = {mean!r}, current_sd_ma = {spread!r}, current_range_ma = {{ min = {least}, max = {most} }}"
    )
    assert "TIM032" not in {finding.code for finding in lint(source).findings}


@settings(max_examples=50)
@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10))
def test_a_mean_is_flagged_exactly_where_it_lies_outside(mean: float, one: float, other: float) -> None:
    least, most = min(one, other), max(one, other)
    source = record(f"current_mean_ma = {mean!r}, current_range_ma = {{ min = {least!r}, max = {most!r} }}")
    flagged = {finding.path for finding in lint(source).findings if finding.code == "TIM032"}
    outside = not max(least, 1) <= mean <= min(most, 5)
    assert ("arms.a.delivered.current_mean_ma" in flagged) == outside
    assert ("arms.a.delivered.current_range_ma" in flagged) == (least < 1 or most > 5)


# ---------------------------------------------------------------- in sleep


@settings(max_examples=50)
@given(st.sampled_from(["none", *catalogue()]), st.integers(1, 1500), st.integers(1, 6))
def test_to_say_in_sleep_makes_no_check_quieter(model: str, minutes: int, times: int) -> None:
    awake, asleep = (
        {
            finding.code
            for finding in lint(
                f'format = 1\n[study]\ntitle = "x"\ncondition = "migraine"\n[device]\nmodel = "{model}"\n[schedule]\n'
                f'session_min = {minutes}\nsessions_per_day = {times}\nduring_sleep = {said}\n[arms.a]\nrole = "active"\n'
            ).findings
        }
        for said in ("false", "true")
    )
    assert awake <= asleep


def test_every_contraindication_of_a_label_is_a_term_and_every_fact_was_read() -> None:
    for entry in catalogue().values():
        assert set(entry.contraindicated) <= set(EXCLUSIONS)
        assert set(entry.label) <= {"during_sleep", "sides", "sites"}
        for fact in (*entry.label.values(), *entry.contraindicated.values()):
            assert fact.confidence in ("V1", "V2")
            assert fact.source.pinpoint


def test_a_long_history_of_amendments_is_read_once() -> None:
    day = datetime.date(2026, 1, 1)
    entries = "".join(
        f'[[amendments]]\nversion = "{number}"\ndate = {day - datetime.timedelta(days=number)}\n'
        for number in range(1, 1000)
    )
    report = checked(f'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n{entries}'.encode())
    assert sum(finding.code == "DSN011" for finding in report.findings) == 998


def test_sizes_beyond_all_measure_are_compared() -> None:
    size = "9" * 15
    source = (
        'format = 1\n[study]\ntitle = "x"\ndesign = "parallel"\nallocation = "2:1"\n'
        f'[arms.a]\nrole = "active"\nparticipants = {size}\n[arms.b]\nrole = "sham"\nparticipants = {size}\n'
    )
    codes = {finding.code for finding in lint(source).findings}
    assert "DSN009" in codes
    assert "INT001" not in codes
