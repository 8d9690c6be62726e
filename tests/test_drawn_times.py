"""Pulse, train, session and course are drawn to scale: what is twice as long is drawn twice as wide."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import box, parts, told, width, words
from protocols import Arm, presets
from protocols.dose.electrical import dose
from protocols.dose.formulas import Missing
from protocols.drawing import course, pulse, session, train
from protocols.drawing.pulse import Scale as PulseScale
from protocols.drawing.pulse import scale_of as pulse_scale
from protocols.drawing.session import Scale as SessionScale
from protocols.drawing.train import scale_of as train_scale
from protocols.drawing.weeks import scale_of as course_scale
from protocols.drawing.words import quantity
from test_drawing import EXAMPLE, check, every_drawing, study

HALF = 0.011
"""Numbers are drawn in two decimals."""


def arm(stimulation: str = "", rest: str = "", own: str = 'role = "active"') -> Arm:
    """Return an arm with this stimulation."""
    return study(f'[study]\ntitle = "x"\n[stimulation]\n{stimulation}\n{rest}\n[arms.a]\n{own}\n').arms["a"]


RECTANGULAR = 'pulse_shape = "rectangular"\n'
CURRENT = "[stimulation.intensity]\ncurrent_ma = 1\n"
WIDTHS = st.integers(20, 1000)


# ------------------------------------------------------------------ one pulse


@given(WIDTHS, st.integers(0, 500))
def test_twice_the_pulse_width_is_drawn_twice_as_wide(us: int, gap: int) -> None:
    scale = PulseScale(6000, 1)
    drawn = []
    for length in (us, 2 * us):
        said = f'pulse_width_us = {length}\ninter_phase_gap_us = {gap}\nwaveform = "biphasic_symmetric"\n{RECTANGULAR}{CURRENT}'
        svg = pulse(arm(said), scale=scale)
        first, second = parts(svg, "phase")
        (pause,) = parts(svg, "gap")
        assert width(first) == pytest.approx(width(second), abs=2 * HALF)
        # The phases and the gap follow one another and add up to the whole pulse.
        assert box(pause)[0] == pytest.approx(box(first)[2], abs=HALF)
        assert box(second)[0] == pytest.approx(box(pause)[2], abs=HALF)
        whole = box(second)[2] - box(first)[0]
        assert whole == pytest.approx(2 * width(first) + width(pause), abs=4 * HALF)
        assert width(pause) * length == pytest.approx(width(first) * gap, abs=(length + gap) * 2 * HALF)
        drawn.append(width(first))
    assert drawn[1] == pytest.approx(2 * drawn[0], abs=4 * HALF)


@given(st.integers(1, 40), st.integers(1, 40))
def test_height_is_the_current(low: int, high: int) -> None:
    low, high = sorted((low, high))
    said = f'pulse_width_us = 200\nwaveform = "monophasic"\n{RECTANGULAR}[stimulation.intensity]\ncurrent_ma = {{ min = {low / 10}, max = {high / 10} }}'
    svg = pulse(arm(said))
    (full,) = parts(svg, "phase")
    least = parts(svg, "least")
    assert bool(least) == (low != high)
    for found in least:
        tall, most = (box(one)[3] - box(one)[1] for one in (found, full))
        assert tall / most == pytest.approx(low / high, abs=0.002)


def test_a_range_of_the_pulse_width_is_drawn_as_one() -> None:
    svg = pulse(
        arm(f'pulse_width_us = {{ min = 200, max = 250 }}\nwaveform = "monophasic"\n{RECTANGULAR}{CURRENT}')
    )
    (full,), (least,) = parts(svg, "phase"), parts(svg, "least")
    assert width(least) / width(full) == pytest.approx(200 / 250, abs=0.001)
    assert "200–250 µs" in words(svg)
    assert (full.get("fill") or "").startswith("url(")


@pytest.mark.parametrize(
    ("waveform", "phases", "says"),
    [
        ("monophasic", 1, "one phase a pulse"),
        ("monophasic_alternating", 2, "in turn in one direction and in the other"),
        ("biphasic_symmetric", 2, "the second phase mirrors the first"),
        ("biphasic", 2, "Not stated: whether the phases mirror each other"),
        ("biphasic_asymmetric", 1, "Not stated: how long and how strong the second phase is"),
        (None, 1, "Not stated: the waveform"),
    ],
)
def test_a_second_phase_is_drawn_where_it_is_known(waveform: str | None, phases: int, says: str) -> None:
    said = f'waveform = "{waveform}"\n' if waveform else ""
    svg = pulse(arm(f"pulse_width_us = 250\ninter_phase_gap_us = 0\n{said}{RECTANGULAR}{CURRENT}"))
    found = parts(svg, "phase")
    assert len(found) == phases
    assert says in words(svg)
    zero = box(found[0])[3]
    assert all(box(one)[1] == pytest.approx(zero, abs=HALF) for one in found[1:])
    assert bool(parts(svg, "open")) == (waveform in ("biphasic_asymmetric", None))
    assert (found[-1].get("stroke-dasharray") is not None) == (waveform == "biphasic")


@pytest.mark.parametrize(
    ("shape", "dashed"),
    [
        ("rectangular", False),
        ("half_sine", False),
        ("triangular", False),
        ("exponential", True),
        (None, True),
    ],
)
def test_a_shape_that_is_not_said_is_dashed(shape: str | None, dashed: bool) -> None:
    said = f'pulse_shape = "{shape}"\n' if shape else ""
    svg = pulse(arm(f'pulse_width_us = 250\nwaveform = "monophasic"\n{said}{CURRENT}'))
    (found,) = parts(svg, "phase")
    assert (found.get("stroke-dasharray") is not None) == dashed
    assert ("Not stated: " in words(svg)) == dashed


def test_the_width_of_the_whole_pulse_is_split_as_the_dose_does() -> None:
    said = f'pulse_width_us = 250\npulse_width_covers = "whole_pulse"\ninter_phase_gap_us = 50\nwaveform = "biphasic_symmetric"\n{RECTANGULAR}{CURRENT}'
    svg = pulse(arm(said))
    assert "Each phase: 100 µs." in words(svg)
    assert "the whole pulse, 250 µs" in words(svg)
    (first, _), (pause,) = parts(svg, "phase"), parts(svg, "gap")
    assert width(first) == pytest.approx(2 * width(pause), abs=3 * HALF)


def test_a_current_that_is_not_said_has_no_height() -> None:
    svg = pulse(arm(f'pulse_width_us = 250\nwaveform = "monophasic"\n{RECTANGULAR}'))
    assert "its height is no measure (needs stimulation.intensity.max_ma or current_ma)" in told(svg)
    assert "not stated" in told(svg).lower()
    assert not any(unit in words(svg).replace("0 mA", "") for unit in (" mA", " V"))


def test_a_range_of_the_pulse_width_is_drawn_where_the_current_is_not_said() -> None:
    svg = pulse(presets()["migraine"].arms["tavns"])
    (full,), (shortest,) = parts(svg, "phase"), parts(svg, "shortest")
    assert (box(shortest)[0] - box(full)[0]) / width(full) == pytest.approx(200 / 250, abs=0.001)
    assert "a phase at its shortest" in words(svg)


def test_volts_are_drawn_as_volts() -> None:
    svg = pulse(arm(f"pulse_width_us = 250\n{RECTANGULAR}[stimulation.intensity]\nvoltage_v = 10\n"))
    assert "Voltage at the peak: 10 V." in words(svg)
    assert "mA" not in words(svg)


@pytest.mark.parametrize("draw", [pulse, train])
@pytest.mark.parametrize(
    "own",
    [
        'role = "sham"\nsham_method = "no_current"',
        'role = "sham"\nsham_method = "non_conducting_electrode"',
        'role = "no_stimulation"',
    ],
)
def test_no_current_is_a_flat_line(draw: object, own: str) -> None:
    assert callable(draw)
    svg = draw(arm("pulse_width_us = 250\nfrequency_hz = 25\n", own=own))
    assert len(parts(svg, "flat")) == 1
    assert not parts(svg, "phase")
    assert not parts(svg, "pulse")
    assert "0 mA" in words(svg)


def test_arms_share_a_scale() -> None:
    both = study(
        f'[study]\ntitle = "x"\n[stimulation]\nwaveform = "monophasic"\n{RECTANGULAR}{CURRENT}[arms.a]\nrole = "active"\n'
        '[arms.a.stimulation]\npulse_width_us = 100\n[arms.b]\nrole = "active"\n[arms.b.stimulation]\npulse_width_us = 400\n'
    ).arms.values()
    scale = pulse_scale(both)
    one, other = (width(parts(pulse(found, scale=scale), "phase")[0]) for found in both)
    assert other == pytest.approx(4 * one, abs=5 * HALF)


# ------------------------------------------------------------------ the train


@given(st.integers(2, 40))
def test_the_period_is_drawn_to_scale(hz: int) -> None:
    svg = train(arm(f"frequency_hz = {hz}\n"), scale=2000.0)
    lefts = [box(one)[0] for one in parts(svg, "pulse")]
    period = (lefts[-1] - lefts[0]) / (len(lefts) - 1)
    twice = [box(one)[0] for one in parts(train(arm(f"frequency_hz = {2 * hz}\n"), scale=2000.0), "pulse")]
    assert period == pytest.approx(2 * (twice[1] - twice[0]), abs=5 * HALF)
    assert len(twice) in (2 * len(lefts), 2 * len(lefts) - 1)


def test_a_range_of_frequencies_is_drawn_at_both_ends() -> None:
    svg = train(arm("frequency_hz = { min = 20, max = 25 }"))
    assert "at the lowest, 20 Hz" in words(svg)
    assert "at the highest, 25 Hz" in words(svg)
    assert "50 ms from one pulse to the next" in words(svg)
    assert "40 ms from one pulse to the next" in words(svg)


def test_times_without_their_frequencies_are_no_sequence() -> None:
    """An arm may write times beside the shared frequency (TIM020): the one frequency is drawn."""
    times = 'role = "active"\n[arms.a.stimulation]\nalternating_s = [5, 10]'
    svg = train(arm("frequency_hz = 25", own=times))
    assert not parts(svg, "turn")
    assert "Pulses at 25 Hz." in words(svg)


def test_alternating_frequencies_each_have_a_line_and_their_time() -> None:
    svg = train(arm("alternating_hz = [4, 20]\nalternating_s = [5, 10]"))
    one, other = parts(svg, "turn")
    assert width(other) == pytest.approx(2 * width(one), abs=3 * HALF)
    assert "4 Hz for 5 s and 20 Hz for 10 s" in words(svg)
    silent = train(arm("alternating_hz = [4, 20]"))
    assert not parts(silent, "turn")
    assert "how long each frequency lasts (stimulation.alternating_s)" in words(silent)


def test_the_pulses_of_a_burst_are_drawn() -> None:
    burst = "frequency_hz = 5\n[stimulation.burst]\npulses = 4\n"
    svg = train(arm(f"{burst}pulse_rate_hz = 100"), scale=400.0)
    lefts = [box(one)[0] for one in parts(svg, "pulse")]
    assert len(lefts) == 9  # bursts of four at 0 and 200 ms, and the first of the next
    assert lefts[4] - lefts[0] == pytest.approx(20 * (lefts[1] - lefts[0]), abs=0.5)
    silent = train(arm(burst))
    assert len(parts(silent, "burst")) > 1
    assert "how fast they follow within a burst (stimulation.burst.pulse_rate_hz)" in words(silent)


def test_frequencies_of_two_arms_can_be_compared() -> None:
    arms = presets()["straube-2015"].arms.values()
    slow, fast = (parts(train(one, scale=train_scale(arms)), "pulse") for one in arms)
    assert len(fast) == pytest.approx(25 * len(slow), abs=25)


# ------------------------------------------------------------------ the session


@given(st.integers(1, 100), st.integers(1, 100))
def test_on_and_off_are_in_proportion(on: int, off: int) -> None:
    svg = session(
        arm(f'pattern = "intermittent"\non_s = {on}\noff_s = {off}\n', "[schedule]\nsession_min = 30")
    )
    block = parts(svg, "on")[0]
    dimensions = [one.find("*") for one in parts(svg, "dimension")]
    found = {
        words_: width(line)
        for line, words_ in zip(dimensions, ("on", "off"), strict=False)
        if line is not None
    }
    assert width(block) == pytest.approx(found["on"], abs=2 * HALF)
    assert found["on"] * off == pytest.approx(found["off"] * on, abs=(on + off) * 2 * HALF)


def test_every_on_time_of_a_session_is_drawn() -> None:
    said = 'pattern = "intermittent"\non_s = 30\noff_s = 30\n'
    svg = session(arm(said, "[schedule]\nsession_min = 20"))
    cycle, *blocks = parts(svg, "on")
    assert len(blocks) == 20
    assert "On-time in a session: 10 min." in words(svg)
    assert sum(width(block) for block in blocks) == pytest.approx(
        width(cycle), rel=0.01
    )  # half of either line


def test_on_times_narrower_than_a_pixel_are_seen_and_said_to_be_wider() -> None:
    svg = session(arm('pattern = "intermittent"\non_s = 2\noff_s = 598\n', "[schedule]\nsession_min = 240"))
    (_, *blocks), (frame,) = parts(svg, "on"), parts(svg, "length")
    assert len(blocks) == 24
    assert min(map(width, blocks)) >= 1.5
    assert max(box(block)[2] for block in blocks) <= box(frame)[2]
    assert "On-times are drawn wider in the session than they are" in words(svg)
    assert "On-times are drawn wider in the session than they are" in told(svg)


def test_a_frame_too_small_for_words_has_them_below() -> None:
    said = arm('pattern = "intermittent"\non_s = 2\noff_s = 3\n', "[schedule]\nsession_min = 10")
    svg = session(said, scale=SessionScale(5, 240))
    assert "In the session: on and off in turn, too short or too open to be drawn one by one." in words(svg)


@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(1, 300))
def test_a_session_with_on_times_shows_them_or_says_that_it_does_not(on: int, off: int, length: int) -> None:
    said = f'pattern = "intermittent"\non_s = {on}\noff_s = {off}\n'
    svg = session(arm(said, f"[schedule]\nsession_min = {length}"))
    blocks = parts(svg, "on")[1:]
    if not blocks:
        assert "too short or too open to be drawn one by one" in words(svg)
        return
    assert len(blocks) == math.ceil(length * 60 / (on + off))
    assert min(map(width, blocks)) >= 1.49
    widest = width(parts(svg, "length")[0]) * on / (length * 60)
    assert ("drawn wider" in words(svg)) or max(map(width, blocks)) <= widest + 2 * HALF


def test_cycles_too_short_to_be_told_apart_are_not_drawn_as_something_else() -> None:
    svg = session(arm('pattern = "intermittent"\non_s = 2\noff_s = 3\n', "[schedule]\nsession_min = 30"))
    assert len(parts(svg, "on")) == 1
    assert "too short or too open to be drawn one by one" in words(svg)
    assert "On for 40 % of the time." in words(svg)


@given(st.integers(1, 20))
def test_the_ramp_is_drawn_to_scale(ramp: int) -> None:
    said = f'pattern = "intermittent"\non_s = 20\noff_s = 20\nramp_s = {ramp}'
    svg = session(arm(said), scale=SessionScale(40, 30))
    block = (parts(svg, "on")[0].get("d") or "").removeprefix("M").removesuffix("Z").split("L")
    corners = [tuple(float(number) for number in corner.split(",")) for corner in block]
    top = min(y for _, y in corners)
    risen = min(x for x, y in corners if y == top)
    left = min(x for x, _ in corners)
    assert (risen - left) / width(parts(svg, "on")[0]) == pytest.approx(ramp / 20, abs=0.001)


def test_a_range_of_the_session_is_filled_as_far_as_it_is_sure() -> None:
    svg = session(arm('pattern = "continuous"', "[schedule]\nsession_min = { min = 20, max = 30 }"))
    (sure,), (may,) = parts(svg, "on"), parts(svg, "may")
    assert width(sure) == pytest.approx(2 * width(may), abs=3 * HALF)


def test_a_sham_that_ramps_and_stops_shows_no_more_than_the_ramp() -> None:
    shared = "[schedule]\nsession_min = 30\n"
    own = 'role = "sham"\nsham_method = "ramp_then_off"'
    svg = session(arm('pattern = "continuous"\nramp_s = 30\n', shared, own))
    (rise,) = parts(svg, "on")
    assert width(rise) < 300
    assert "for how long current flows before it stops" in words(svg)
    assert "Continuous" not in told(svg)


def test_a_sham_that_says_when_it_stops_is_on_once() -> None:
    shared = "[schedule]\nsession_min = 30\n"
    own = 'role = "sham"\nsham_method = "ramp_then_off"\n[arms.a.stimulation]\non_s = 60'
    svg = session(arm('pattern = "intermittent"\non_s = 30\noff_s = 30\nramp_s = 10\n', shared, own))
    (_, once), (frame,) = parts(svg, "on"), parts(svg, "length")
    assert width(once) == pytest.approx(width(frame) / 30, abs=2 * HALF)
    assert box(once)[0] == pytest.approx(box(frame)[0], abs=HALF)
    assert "On for 60 s in a session, then off; drawn at its start." in words(svg)
    assert "in turn" not in words(svg)
    assert "Not stated" not in words(svg)


def test_a_day_whose_sessions_are_not_said_is_a_frame() -> None:
    svg = session(presets()["straube-2015"].arms["hz_1"])
    assert "On a treatment day: 240 min." in words(svg)
    assert "how it is split into sessions is not stated" in words(svg)
    assert len(parts(svg, "on")) == 1  # of the cycle


def test_times_beside_gating_are_not_said_to_follow_the_clock() -> None:
    said = 'pattern = "gated"\non_s = 28\noff_s = 32\nduty_cycle = 0.4\ngating = { signal = "respiration" }\n'
    svg = session(arm(said, "[schedule]\nsession_min = 30"))
    assert "in turn" not in words(svg)
    assert "Switched by respiration" in words(svg)
    assert "On-time in a session: 12 min." in words(svg)


def test_gating_says_what_switches_and_when_is_not_drawn() -> None:
    gating = (
        'pattern = "gated"\n[stimulation.gating]\nsignal = "respiration"\nphase = "expiration"\ntrain_s = 1\n'
    )
    svg = session(arm(gating, "[schedule]\nsession_min = 30"))
    assert "Switched by respiration, in the phase: expiration; when trains come is not drawn." in words(svg)
    assert len(parts(svg, "on")) == 1


# ------------------------------------------------------------------ the course


def planned(schedule: str, about: str = "", outcomes: str = "") -> str:
    """Return the course of a study with this schedule."""
    one = study(
        f'[study]\ntitle = "x"\n{about}\n[schedule]\n{schedule}\n[arms.a]\nrole = "active"\n{outcomes}'
    )
    return course(one, one.arms["a"])


@given(st.integers(1, 60), st.integers(1, 7), st.integers(1, 4))
def test_marked_sessions_are_days_times_weeks(weeks: int, days: int, times: int) -> None:
    svg = planned(f"weeks = {weeks}\ndays_per_week = {days}\nsessions_per_day = {times}")
    assert len(parts(svg, "session")) == weeks * days * times
    assert not parts(svg, "may")
    assert f"Sessions in all: {weeks * days * times}." in words(svg)
    assert ("which days is not stated" in words(svg)) == (days < 7)


@given(st.integers(1, 6), st.integers(0, 3), st.integers(1, 4), st.integers(0, 3))
def test_ranges_of_days_and_weeks_are_marked_as_possible(
    weeks: int, more: int, days: int, further: int
) -> None:
    svg = planned(
        f"weeks = {{ min = {weeks}, max = {weeks + more} }}\n"
        f"days_per_week = {{ min = {days}, max = {days + further} }}\nsessions_per_day = 1"
    )
    assert len(parts(svg, "session")) == weeks * days
    assert len(parts(svg, "session")) + len(parts(svg, "may")) == (weeks + more) * (days + further)


@given(st.integers(1, 100))
def test_consecutive_days_are_each_marked(days: int) -> None:
    svg = planned(f"days = {days}\nsessions_per_day = 1")
    assert len(parts(svg, "session")) == days
    assert ("on consecutive days" in words(svg)) == (days > 1)


def test_without_sessions_a_day_the_days_are_marked() -> None:
    svg = planned("weeks = 2\ndays_per_week = 3")
    assert len(parts(svg, "day")) == 6
    assert not parts(svg, "session")
    assert "the sessions a day (schedule.sessions_per_day)" in words(svg)


def test_without_treatment_days_a_frame_is_drawn() -> None:
    svg = planned("weeks = 4")
    assert len(parts(svg, "length")) == 1
    assert "treatment days not stated" in words(svg)
    months = planned("months = 3\ndays_per_week = 7")
    assert not parts(months, "day")
    assert "A month is drawn as 4.35 weeks." in words(months)


def test_outcomes_and_follow_up_stand_at_their_weeks() -> None:
    svg = course(EXAMPLE, EXAMPLE.arms["tavns"])
    marks = [(box(one)[0] + box(one)[2]) / 2 for one in parts(svg, "outcome")]
    assert len(marks) == 3
    assert marks[2] - marks[1] == pytest.approx(
        12 / 8 * (marks[1] - marks[0]), abs=0.05
    )  # weeks -4, 4 and 16
    (after,) = parts(svg, "follow-up")
    assert box(after)[2] == pytest.approx(marks[2], abs=0.05)  # 4 weeks and 12 of follow-up
    last = max(box(one)[2] for one in parts(svg, "session"))
    assert last < marks[1] + 0.05
    assert "Outcome headache days (primary): weeks −4, 4, 16 from the first session." in words(svg)


@pytest.mark.parametrize("key", ["follow_up_weeks", "follow_up_months"])
def test_no_follow_up_is_said_and_not_drawn(key: str) -> None:
    svg = planned("weeks = 5\ndays_per_week = 3\nsessions_per_day = 1", f"{key} = 0")
    assert not parts(svg, "follow-up")
    assert "No follow-up after the last session." in words(svg)
    assert "0 weeks" not in words(svg)
    assert "a follow-up (study.follow_up_weeks)" not in words(svg)


@pytest.mark.parametrize("design", ["crossover", "parallel"])
def test_behind_one_period_of_several_nothing_is_drawn_that_comes_after_all(design: str) -> None:
    svg = planned(
        "weeks = 5\ndays_per_week = 3\nsessions_per_day = 1",
        f'design = "{design}"\nwashout_days = 7\nfollow_up_months = 3',
        "[outcomes.pain]\ntime_points_months = [-1, 3]",
    )
    drawn = [*parts(svg, "follow-up"), *parts(svg, "outcome")]
    assert len(drawn) == (0 if design == "crossover" else 3)
    assert ("neither a follow-up nor the times of outcomes are drawn" in words(svg)) == (
        design == "crossover"
    )
    assert "Follow-up after the last session: 3 months." in words(svg)
    assert "Outcome pain: months −1, 3 from the first session." in told(svg)
    assert len(parts(svg, "session")) == 15


def test_courses_of_two_arms_can_be_compared() -> None:
    one = study(
        '[study]\ntitle = "x"\n[schedule]\ndays_per_week = 7\nsessions_per_day = 1\n[arms.a]\nrole = "active"\n'
        '[arms.a.schedule]\nweeks = 4\n[arms.b]\nrole = "active"\n[arms.b.schedule]\nweeks = 12\n'
    )
    scale = course_scale(one, one.arms.values())
    short, long = (parts(course(one, arm_, scale=scale), "session") for arm_ in one.arms.values())
    reach = [max(box(found)[2] for found in some) - box(some[0])[0] for some in (short, long)]
    assert reach[1] == pytest.approx(3 * reach[0], rel=0.02)


def test_an_arm_without_stimulation_has_no_sessions() -> None:
    one = study(
        '[study]\ntitle = "x"\n[schedule]\nweeks = 4\ndays_per_week = 3\nsessions_per_day = 1\n[arms.a]\nrole = "no_stimulation"\n'
    )
    svg = course(one, one.arms["a"])
    assert not parts(svg, "session")
    assert "No stimulation: no sessions." in words(svg)


@pytest.mark.parametrize(
    "said",
    [
        "pulse_width_us = 1e308\nfrequency_hz = 1e308\non_s = 1e308\noff_s = 1e308\nramp_s = 1e308",
        "pulse_width_us = 5e-324\nfrequency_hz = 5e-324\non_s = 5e-324\noff_s = 5e-324\nramp_s = 5e-324",
        "pulse_width_us = 0\nfrequency_hz = 0\noff_s = 0\nramp_s = 0\nduty_cycle = 0",
        'pulse_width_us = 250\npulse_width_covers = "whole_pulse"\ninter_phase_gap_us = 1e308\nwaveform = "biphasic"',
        "alternating_hz = [0, 1e308]\nalternating_s = [1e308, 1e308]",
        "frequency_hz = 25\nburst = { pulse_rate_hz = 1e308, pulses = 9007199254740992 }",
        "frequency_hz = 25\nburst = { pulse_rate_hz = 5e-324, pulses = 9007199254740992 }",
    ],
)
def test_numbers_beyond_all_measure_do_no_harm(said: str) -> None:
    for value in ("1e308", "5e-324", "1e15"):
        rest = f"[stimulation.intensity]\nmax_ma = {value}\n[schedule]\nsession_min = {value}\nweeks = {value}\nsessions_per_day = {value}\ndays_per_week = 3"
        about = f"[study]\ntitle = 'x'\ncondition = 'migraine'\nfollow_up_weeks = {value}\n"
        outcomes = f"[outcomes.b]\ntime_points_weeks = [{value}, -{value}]"
        one = study(f'{about}[stimulation]\n{said}\n{rest}\n[arms.a]\nrole = "active"\n{outcomes}')
        check(list(every_drawing(one)))


def test_the_panels_of_an_arm_say_the_numbers_of_its_dose() -> None:
    for one in (EXAMPLE, *presets().values()):
        for found in one.arms.values():
            current, number = dose(found)["current"].value, dose(found)["sessions"].value
            if found.delivers_current and not isinstance(current, Missing):
                assert quantity(current, "mA", digits=4) in told(pulse(found))
            if found.stimulated and not isinstance(number, Missing):
                where = "a period" if one.about.design == "crossover" else "all"
                assert f"Sessions in {where}: {quantity(number, digits=4)}." in told(course(one, found))
