"""Whole studies of several arms, as Hypothesis draws them: values on both sides of what the rules go by."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from strategies import Document

RATES = [1, 10, 20, 25, 25.3, 100, 500, 3000, {"min": 1, "max": 25}, {"max": 20}, {"min": 30}]
STIMULATION: dict[str, list[Any]] = {
    "sites": [["cymba_conchae"], ["tragus"], ["earlobe"], ["cymba_conchae", "neck_nape"], ["helix"], ["arm"], ["chest"]],
    "side": ["left", "right", "bilateral"],
    "frequency_hz": RATES,
    "pulse_width_us": [0.25, 10, 250, 275, 300, 600, 20000, {"min": 200, "max": 300}, {"min": 40}],
    "pulse_width_covers": ["phase", "whole_pulse"],
    "waveform": ["monophasic", "monophasic_alternating", "biphasic", "biphasic_symmetric", "biphasic_asymmetric"],
    "pulse_shape": ["rectangular", "exponential"],
    "inter_phase_gap_us": [0, 100, 300, {"max": 20000}],
    "recovery_ratio": [0, 0.5, 1],
    "pulse_width_tolerance_percent": [0, 10],
    "charge_balance": ["capacitor in series"],
    "pattern": ["continuous", "intermittent", "gated"],
    "on_s": [2, 30, 600, {"min": 10, "max": 40}],
    "off_s": [0, 30, 1800, {"max": 60}],
    "duty_cycle": [0.1, 0.5, 1],
    "ramp_s": [1, 5, 60, {"max": 10}],
    "burst": [{"pulses": 3, "pulse_rate_hz": 50}, {"pulses": 5}, {"pulses": 3, "pulse_rate_hz": 2500}],
    "gating": [{"signal": "respiration", "train_s": 1}, {"signal": "ecg"}],
    "intensity": [
        {"method": "titrated", "target": ["above_sensory_threshold"], "max_ma": 5},
        {"method": "titrated", "target": ["pain_threshold"]},
        {"method": "titrated", "target": ["below_discomfort"], "min_ma": 0.1, "step_ma": 0.3, "max_ma": 1},
        {"method": "fixed", "current_ma": 3, "max_ma": 2},
        {"method": "fixed", "current_ma": 40, "target": ["sensory_threshold"]},
        {"method": "fixed", "current_ma": 2500},
        {"method": "fixed", "current_ma": {"min": 0.5, "max": 2}},
        {"method": "fixed", "voltage_v": 600},
        {"method": "titrated", "percent": 80, "max_ma": 0.05},
        {"method": "fixed", "current_ma": 0},
    ],
}  # fmt: skip
ALTERNATING = [
    {"alternating_hz": [2, 15], "alternating_s": [5, 5]},
    {"alternating_hz": [4, 500], "alternating_s": [1, 2]},
]
SCHEDULE: dict[str, list[Any]] = {
    "session_min": [1, 30, 60, 240, 700, {"min": 20, "max": 30}, {"max": 60}],
    "sessions_per_day": [1, 2, 4, 48, {"min": 1, "max": 3}],
    "daily_min": [30, 60, 2000],
    "total_sessions": [12, 20, 56],
    "during_sleep": [True, False],
}
COURSES: list[Document] = [
    {},
    {"weeks": 4, "days_per_week": 3},
    {"weeks": {"min": 2, "max": 4}},
    {"months": 3},
    {"days": 5},
    {"weeks": 90},
    {"weeks": 4},
]
ELECTRODE: dict[str, list[Any]] = {
    "material": ["titanium"],
    "contact_area_mm2": [5, 15, 100, {"min": 10}],
    "impedance_kohm": [5, 100, {"max": 20}],
    "anode_site": ["cymba_conchae", "neck_nape", "tragus"],
    "return_site": ["arm", "mastoid"],
    "cathode_site": ["cymba_conchae", "shoulder", "neck_front", "mastoid"],
}  # fmt: skip
DEVICE: dict[str, list[Any]] = {
    "model": ["NEMOS", "DS8R", "Parasym", "gammaCore", "EarTone 3", "Soterix taVNS"],
    "manufacturer": ["a maker"],
    "control": ["current", "voltage"],
    "limits": [
        {"frequency_hz": {"min": 1, "max": 25}, "pulse_width_us": {"max": 250}, "current_ma": {"max": 1}, "channels": 1},
        {"current_ma": {"max": 50}, "current_step_ma": 0.4, "pulse_width_step_us": 20, "max_voltage_v": 60},
        {"max_voltage_v": 700, "waveforms": ["biphasic_symmetric"], "frequency_step_hz": 2},
        {},
    ],
}  # fmt: skip
STUDY: dict[str, list[Any]] = {
    "kind": ["plan", "record"],
    "condition": ["migraine", "fibromyalgia", "chronic_low_back_pain", "tinnitus"],
    "based_on": ["migraine", "straube-2015"],
    "design": ["parallel", "crossover"],
    "randomized": [True],
    "participants": [20, 60],
    "washout_days": [7],
    "follow_up_weeks": [0, 8],
}
SHAMS = [
    "inactive_site",
    "other",
    "below_threshold",
    "low_intensity",
    "no_current",
    "ramp_then_off",
    "non_conducting_electrode",
]
WHOLE: Document = {
    "stimulation": {
        "sites": ["cymba_conchae"],
        "frequency_hz": 25,
        "pulse_width_us": 300,
        "waveform": "monophasic",
        "pattern": "continuous",
        "intensity": {"method": "titrated", "target": ["above_sensory_threshold"], "max_ma": 6},
    },
    "schedule": {"session_min": 60, "sessions_per_day": 2, "days_per_week": 5, "weeks": 4},
    "electrode": {"contact_area_mm2": 15, "impedance_kohm": 20},
    "device": {"control": "current", "limits": {"max_voltage_v": 60}},
}
"""A dose that can be computed, and is too much of everything."""
NAMES = ["tavns", "low", "high", "sham"]


def _some(values: dict[str, list[Any]], *, most: int = 20) -> st.SearchStrategy[Document]:
    """Draw a table with some of these keys."""
    keys = st.lists(st.sampled_from(sorted(values)), unique=True, max_size=most)
    return keys.flatmap(
        lambda names: st.fixed_dictionaries({name: st.sampled_from(values[name]) for name in names})
    )


@st.composite
def _stimulation(draw: st.DrawFn, most: int) -> Document:
    table = draw(_some(STIMULATION, most=most))
    return (
        table | draw(st.sampled_from(ALTERNATING))
        if "frequency_hz" not in table and draw(st.integers(0, 3)) == 0
        else table
    )


@st.composite
def _schedule(draw: st.DrawFn, most: int) -> Document:
    return draw(_some(SCHEDULE, most=most)) | draw(st.sampled_from(COURSES))


@st.composite
def _tables(draw: st.DrawFn, most: int) -> Document:
    """Draw some of the tables that arms share, each with at most so many keys."""
    found = {
        "stimulation": draw(_stimulation(most)),
        "schedule": draw(_schedule(most)),
        "electrode": draw(_some(ELECTRODE, most=most)),
        "device": draw(_some(DEVICE, most=most)),
    }
    empty_too = draw(st.booleans())
    return {name: table for name, table in found.items() if table or empty_too}


@st.composite
def _arm(draw: st.DrawFn, role: str) -> Document:
    arm: Document = {"role": role}
    if role == "sham" and draw(st.integers(0, 5)):
        arm["sham_method"] = draw(st.sampled_from(SHAMS))
    if draw(st.integers(0, 3)) == 0:
        arm["participants"] = draw(st.sampled_from([10, 20, 30]))
    if role != "no_stimulation" and draw(st.integers(0, 3)):
        arm |= draw(_tables(3))
    return arm


@st.composite
def studies(draw: st.DrawFn) -> Document:
    """Draw a study of two to four arms, most of which inherit a part of what they get."""
    roles = [
        "active",
        *draw(
            st.lists(
                st.sampled_from(["active", "active_comparator", "sham", "sham", "no_stimulation"]),
                min_size=1,
                max_size=3,
            )
        ),
    ]
    document: Document = {"format": 1, "study": {"title": "x"} | draw(_some(STUDY))}
    if document["study"].get("kind") == "record":
        document["study"].pop("based_on", None)
    if draw(st.booleans()):
        document["blinding"] = {"participants": draw(st.booleans())}
    document |= deepcopy(WHOLE) if draw(st.booleans()) else draw(_tables(12))
    return document | {"arms": {name: draw(_arm(role)) for name, role in zip(NAMES, roles, strict=False)}}
