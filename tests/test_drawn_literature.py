"""Strips and bars: each cohort once, with the numbers of the evidence base; limits beside values, without colour."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drawn import box, parts, told, width, words
from protocols import presets
from protocols.dose.formulas import Interval, Missing
from protocols.drawing import PARAMETERS, Exposure, bar, percent, percent_in_words, strip
from protocols.drawing.bar import scale_of
from protocols.evidence.trials import of_condition
from protocols.evidence.widest import known
from protocols.model.quantity import TYPOGRAPHIC
from protocols.overview.amounts import amount
from test_drawing import EXAMPLE, study


def test_each_cohort_has_one_line_with_all_it_used() -> None:
    svg = strip(EXAMPLE, "frequency")
    said = words(svg)
    assert "migraine: known for 6 of 6 cohorts" in said
    assert "Zhang 2020 and Huang 2023" in said
    assert "Straube 2015 1 Hz and 25 Hz" in said
    assert len(parts(svg, "cohort")) == 8  # six cohorts, two of them with two frequencies
    assert "1 Hz in 6" in told(svg)


@pytest.mark.parametrize("key", list(PARAMETERS))
@pytest.mark.parametrize("name", [name for name, one in presets().items() if one.is_record])
def test_the_lines_are_the_cohorts_that_are_counted(name: str, key: str) -> None:
    one = presets()[name]
    parameter = PARAMETERS[key]
    cohorts = {
        trial.cohort
        for trial in of_condition(one.about.condition)
        for arm in trial.study.by_role("active")
        if parameter.setting.values(arm)
    }
    said = words(strip(one, key))
    assert (f": known for {len(cohorts)} of " in said) == bool(cohorts)
    assert ("reports it" in said) == (not cohorts)


def test_equal_values_stand_under_one_another() -> None:
    svg = strip(EXAMPLE, "frequency")
    (own,) = parts(svg, "own")
    middle = (box(own)[0] + box(own)[2]) / 2
    at_1_hz = [one for one in parts(svg, "cohort") if abs(float(one.get("cx") or 0) - middle) < 0.05]
    assert len(at_1_hz) == 6


def test_the_wider_literature_is_a_bar_with_its_percentiles() -> None:
    svg = strip(EXAMPLE, "pulse_width")
    (whole,), (usual,) = parts(svg, "known"), parts(svg, "usual")
    assert box(whole)[0] < box(usual)[0] < box(usual)[2] < box(whole)[2]
    found = known("pulse_width_us")
    assert found is not None
    assert f"20–1000 µs in {found.basis()}" in words(svg)
    assert "5th to 95th percentile, 135–282.5 µs, of 28 settings of 24 papers" in words(svg)
    assert not parts(strip(EXAMPLE, "session"), "usual")


def test_a_claim_for_a_group_is_hollow_and_said_so() -> None:
    svg = strip(EXAMPLE, "pulse_width")
    hollow = [one for one in parts(svg, "cohort") if "--paper" in (one.get("fill") or "")]
    assert len(hollow) == 2
    assert "Hollow: the review's claim for a group of trials." in words(svg)


@given(st.floats(0.1, 1e6), st.floats(0.1, 1e6))
def test_a_higher_value_lies_further_right(low: float, high: float) -> None:
    low, high = sorted((low, high))
    one = study(
        '[study]\ntitle = "x"\ncondition = "migraine"\n'
        f'[stimulation]\nfrequency_hz = {{ min = {low}, max = {high} }}\n[arms.a]\nrole = "active"\n'
    )
    (own,) = parts(strip(one, "frequency"), "own")
    left, _, right, _ = box(own)
    assert 290 <= left <= right <= 625


def test_a_value_of_0_has_no_place_on_a_logarithmic_scale() -> None:
    assert "0 has no place on this scale" in words(strip(presets()["shi-2021"], "current"))
    assert "0 has no place" not in words(strip(EXAMPLE, "current"))


def test_only_active_arms_are_compared_and_equal_ones_share_a_line() -> None:
    svg = strip(presets()["straube-2015"], "day")
    assert "1 Hz and 25 Hz 240 min a day" in words(svg)
    assert len(parts(svg, "own")) == 1
    assert "sham" not in words(strip(EXAMPLE, "frequency"))


def test_what_is_not_there_to_compare_is_said() -> None:
    outside = study('[study]\ntitle = "x"\ncondition = "tinnitus"\n[arms.a]\nrole = "active"\n')
    assert "the evidence base holds no trial of tinnitus" in words(strip(outside, "frequency"))
    assert "This protocol: no active arm says it." in words(strip(outside, "frequency"))
    silent = study('[study]\ntitle = "x"\n[arms.a]\nrole = "sham"\n')
    assert "needs study.condition" in words(strip(silent, "frequency"))
    assert "no arm is active" in words(strip(silent, "frequency"))


# ------------------------------------------------------------------ bars


def exposure(low: float | None, high: float | None, limit: float = 2.0) -> Exposure:
    return Exposure("density", Interval(low, low if low == high else None, high), "mA/cm²", limit)


@given(st.floats(0.01, 5), st.floats(0.1, 3))
@example(3.0, 0.1)  # of which the product, as a float, is a little more than three tenths
def test_a_bar_ends_where_its_value_is(share: float, limit: float) -> None:
    value = share * limit
    svg = bar(exposure(value, value, limit))
    (least,), (line,) = parts(svg, "least"), parts(svg, "limit")
    reach = width(least) / (box(line)[0] - box(least)[0])
    assert reach == pytest.approx(min(share, 3.06), abs=0.002)
    assert bool(parts(svg, "beyond")) == (value / limit * 100 / 100 > 3)


def test_an_interval_is_hatched_beyond_its_lower_end() -> None:
    svg = bar(exposure(0.5, 1.5))
    (least,), (may,) = parts(svg, "least"), parts(svg, "may")
    assert width(may) == pytest.approx(2 * width(least), abs=0.03)
    assert (may.get("fill") or "").startswith("url(")
    assert "0.5–1.5 mA/cm²: 25–75 % of the limit of 2 mA/cm²." in words(svg)


@given(st.lists(st.floats(0.01, 30), min_size=2, max_size=5))
def test_bars_of_one_scale_compare(values: list[float]) -> None:
    several = [exposure(value, value) for value in values]
    drawn = [bar(one, scale=scale_of(several)) for one in several]
    limits = {box(parts(svg, "limit")[0])[0] for svg in drawn}
    assert len(limits) == 1
    (limit,) = limits
    for svg, value in zip(drawn, values, strict=True):
        (least,) = parts(svg, "least")
        assert width(least) / (limit - box(least)[0]) == pytest.approx(min(value / 2, 3.06), abs=0.002)
        assert box(least)[2] <= 620


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (1.0, 1.0, "50 %"),
        (2.0, 2.0, "100 %"),
        (2.0002, 2.0002, "100.01 %"),  # a value above the limit never reads as 100 %
        (1.99999, 1.99999, "99.9995 %"),  # nor one below it
        (None, 0.5, "at most 25 %"),
        (3.0, None, "at least 150 %"),
        (0.0, 0.0, "0 %"),
        (1e-9, 1e-9, "less than 0.001 %"),
        (1.0, 3.0, "50–150 %"),
    ],
)
def test_percent_of_the_limit(low: float | None, high: float | None, said: str) -> None:
    assert percent_in_words(exposure(low, high)) == said
    assert said in told(bar(exposure(low, high)))


NUMBERS = st.floats(0.001, 1e4)


@given(NUMBERS, NUMBERS)
def test_a_picture_rounds_as_the_tables_do(low: float, high: float) -> None:
    low, high = sorted((low, high))
    svg, arm = bar(exposure(low, high)), EXAMPLE.arms["tavns"]
    value = Interval(low, low if low == high else None, high)
    for one, unit, limit in ((value, "mA/cm²", 2.0), (percent(exposure(low, high)), "%", 100.0)):
        # What reads the picture takes every space for one.
        said = " ".join(amount(one, unit, arm, limit=limit, notation=TYPOGRAPHIC).with_unit.split())
        assert said in words(svg)


def test_what_cannot_be_computed_says_which_key_is_lacking() -> None:
    svg = bar(
        Exposure(
            "density",
            Missing("needs electrode.contact_area_mm2"),
            "mA/cm²",
            2.0,
            "attention value",
            "a standard",
        )
    )
    assert "Not computed: needs electrode.contact_area_mm2." in words(svg)
    assert "Source of the attention value: a standard." in words(svg)
    assert not parts(svg, "least")
    assert len(parts(svg, "limit")) == 1


def test_nothing_calls_a_value_safe() -> None:
    for found in (bar(exposure(0.1, 0.1)), *(strip(EXAMPLE, key) for key in PARAMETERS)):
        assert not any(word in told(found).lower() for word in ("safe", "valid", "acceptable", "passed"))
