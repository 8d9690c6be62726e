"""How far `as specified` reaches: what one arm has and another one lacks does not stand in the other one's text."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from protocols import load
from protocols.methods import STYLES
from protocols.methods.arm import named
from protocols.methods.compared import reference_of
from protocols.methods.keys import keys_of_arm
from protocols.methods.pieces import Section
from protocols.methods.rendering import of_sentences
from protocols.model import Arm, Study
from protocols.model.faults import build
from protocols.model.paths import INHERITED
from strategies import tables

START = """format = 1
[study]
title = "x"
[stimulation]
sites = ["cymba_conchae"]
side = "left"
frequency_hz = 2
pulse_width_us = 250
waveform = "biphasic_symmetric"
pattern = "continuous"
burst = { pulse_rate_hz = 100, pulses = 5 }
[stimulation.intensity]
method = "titrated"
target = "below_pain_threshold"
start_ma = 0.1
max_ma = 5
retitrated = "each_session"
[schedule]
session_min = 30
sessions_per_day = 1
days_per_week = 5
weeks = 4
[arms.a]
role = "active"
"""
AS_A = "Participants in the b arm will receive stimulation as specified for the a arm"
CASES = {
    "bursts cleared": (
        "[arms.b.stimulation]\nburst = {}\n",
        " in all but the frequency and the bursts. Pulses will be delivered at 2 Hz. Pulses will not come in bursts.",
    ),
    "bursts cleared, with another frequency": (
        "[arms.b.stimulation]\nburst = {}\nfrequency_hz = 10\n",
        " in all but the frequency and the bursts. Pulses will be delivered at 10 Hz. Pulses will not come in bursts.",
    ),
    "a fixed current": (
        '[arms.b.stimulation.intensity]\nmethod = "fixed"\ncurrent_ma = 1\n',
        " in all but the intensity. The current will be fixed at 1 mA.",
    ),
    "titrated, but not each time": (
        '[arms.b.stimulation.intensity]\nmethod = "titrated"\ntarget = "below_pain_threshold"\nmax_ma = 5\n',
        (" in all but the intensity. The intensity will be titrated for each participant to a level below the pain "
        "threshold, to at most 5 mA."),
    ),
    "the intensity cleared": (
        "[arms.b.stimulation]\nintensity = {}\n",
        ". [not specified: intensity].",
    ),
    "consecutive days": (
        "[arms.b.schedule]\ndays = 3\n",
        " in all but the course. Sessions will take place once a day on 3 consecutive days.",
    ),
    "alternating frequencies, and shorter sessions": (
        "[arms.b.stimulation]\nalternating_hz = [2, 10]\n[arms.b.schedule]\nsession_min = 20\n",
        (" in all but the frequency and the bursts, except that sessions will last 20 min. Pulses will be delivered in "
        "bursts of 5 pulses (100 Hz within the burst), which come at frequencies in alternation (2 Hz, 10 Hz)."),
    ),
    "another frequency": (
        "[arms.b.stimulation]\nfrequency_hz = 10\n",
        ", except that pulses will be delivered in bursts of 5 pulses (100 Hz within the burst), which come at 10 Hz.",
    ),
}  # fmt: skip


def section(study: Study, arm: Arm) -> Section:
    """Return the section of a Methods text on an arm."""
    return next(one for one in STYLES["paper"](study).sections if named(arm) in one.title.pieces)


def told(study: Study, name: str = "b") -> str:
    return of_sentences(
        [one for part in section(study, study.arms[name]).paragraphs for one in part.sentences]
    )


@pytest.mark.parametrize("case", CASES)
def test_what_an_arm_clears_or_replaces_does_not_stand(case: str) -> None:
    table, said = CASES[case]
    assert AS_A + said in told(load(START + '[arms.b]\nrole = "active"\n' + table))


def test_what_another_arm_receives_in_addition_is_not_as_specified() -> None:
    file = START + 'co_intervention = "sport"\n[arms.b]\nrole = "active"\n'
    assert f"{AS_A} in all but what is received in addition." in told(load(file))
    assert f"{AS_A}." in told(load(file + 'co_intervention = "diet"\n'))


# What a text calls the keys of which nothing of another arm holds; written down by hand, the longest that fits.
NAMES = {
    "device": "the device",
    "device.limits": "the limits of the device",
    "electrode.material": "the material of the electrodes",
    "electrode.contact_area_mm2": "the contact area",
    "electrode.geometry": "the geometry of the electrodes",
    "electrode.anode_site": "the places of the electrodes",
    "electrode.cathode_site": "the places of the electrodes",
    "electrode.return_site": "the places of the electrodes",
    "electrode.placement": "the placement of the electrodes",
    "electrode.preparation": "the preparation of the skin",
    "electrode.impedance_kohm": "the impedance between the electrodes",
    "stimulation.site": "the site and the side",
    "stimulation.side": "the site and the side",
    "stimulation.waveform": "the shape of the pulses",
    "stimulation.pulse_shape": "the shape of the pulses",
    "stimulation.inter_phase_gap_us": "the shape of the pulses",
    "stimulation.charge_balance": "the shape of the pulses",
    "stimulation.recovery_ratio": "the shape of the pulses",
    "stimulation.pulse_width": "the pulse width",
    "stimulation.frequency_hz": "the frequency",
    "stimulation.alternating": "the frequency",
    "stimulation.burst": "the bursts",
    "stimulation": "the pattern",
    "stimulation.intensity": "the intensity",
    "schedule.session_min": "the length of a session",
    "schedule.daily_min": "the length of stimulation in a day",
    "schedule": "the course",
    "schedule.time_of_day": "the time of the sessions",
    "schedule.before_task_min": "the time of the sessions",
    "schedule.during": "the time of the sessions",
}


def called(key: tuple[Any, ...]) -> str:
    dotted = ".".join(map(str, key))
    known = [one for one in NAMES if dotted.startswith(one)]
    assert known, f"{dotted} has no name: write into NAMES that of its Topic in methods/arm.py"
    return NAMES[max(known, key=len)]


def settings_of(arm: Arm) -> dict[tuple[Any, ...], Any]:
    facts = keys_of_arm(arm).facts
    return {key: fact.at for key, fact in facts.items() if key[0] in INHERITED and key[-1] != "notes"}


OWN = st.one_of(
    *(tables(name).map(lambda drawn, name=name: {name: drawn}) for name in INHERITED),  # type: ignore[misc] # the name of this turn
    st.sampled_from(
        [
            {"stimulation": {key: {} for key in keys}}
            for keys in (("burst",), ("gating",), ("intensity",), ("burst", "intensity"))
        ]
    ),
    st.just({"device": {"limits": {}}}),
)


@settings(max_examples=300)
@given(
    st.fixed_dictionaries({name: tables(name) for name in INHERITED}),
    OWN,
    OWN | st.just({}),
    st.sampled_from(["active", "sham", "no_current", "non_conducting_electrode"]),
)
def test_of_all_that_one_arm_has_and_the_other_lacks_something_is_said(
    shared: dict[str, Any], own: dict[str, Any], first: dict[str, Any], kind: str
) -> None:
    role = {"role": "active"} if kind == "active" else {"role": "sham"}
    role |= {"sham_method": kind} if "_" in kind else {}
    document = {"format": 1, "study": {"title": "x"}, **shared}
    study = build(document | {"arms": {"a": {"role": "active", **first}, "b": {**role, **own}}})
    assume(isinstance(study, Study))  # alternations of unequal lengths fit no other
    assert isinstance(study, Study)
    arm = study.arms["b"]
    other = reference_of(study, arm)
    assert other is not None
    sentences = [one for part in section(study, arm).paragraphs for one in part.sentences]
    lead = next((one for one in sentences if one.topic == "as in another arm"), None)
    if lead is None:
        return
    _, _, own_words = of_sentences([lead]).partition(" in all but ")
    has, lacks = settings_of(arm), settings_of(other)
    gaps = [path for one in sentences for gap in one.gaps for path in gap.at]
    for key in lacks.keys() - has.keys():
        where = arm.at(*map(str, key))
        is_gap = any(tuple(map(str, where))[: len(path)] == path for path in gaps)
        assert called(key) in own_words or is_gap, key
    # And what the arm itself has of these is told: nothing of it is as specified.
    own_part, _, _ = own_words.partition(", except that ")
    at = {path for one in sentences if one is not lead for path in one.at}
    for key, where in has.items():
        whole = own_part.removesuffix(".").replace(" and the ", ", the ").split(", ")
        assert called(key) not in whole or where in at, key


# ---------------------------------------------------------------- a sham without current

SETTINGS = '[arms.b.stimulation]\nburst = {}\nfrequency_hz = 1\n[arms.b.stimulation.intensity]\nmethod = "fixed"\ncurrent_ma = 2\n'
DEVICE = "The device will be set as follows, while no current will flow through the skin: "
ONLY_SHAM = '[arms.b.schedule]\nmonths = 1\nsession_min = 1\nsessions_per_day = 3\n[arms.b.electrode]\nmaterial = "gel"\n'


@pytest.mark.parametrize("method", ["no_current", "non_conducting_electrode"])
def test_what_a_device_is_set_to_is_not_told_as_delivered_where_no_current_flows(method: str) -> None:
    sham = f'[arms.b]\nrole = "sham"\nsham_method = "{method}"\n'
    text = told(load(START + sham + SETTINGS))
    assert (
        "as specified for the a arm in all but the frequency, the bursts and the intensity. " + DEVICE in text
    )
    assert (
        "skin: pulses will be delivered at 1 Hz; pulses will not come in bursts; the current will be fixed at 2 mA."
        in text
    )
    in_full = told(load(START + sham + SETTINGS + ONLY_SHAM))
    assert "as specified" not in in_full
    assert f"{DEVICE}symmetric biphasic pulses (" in in_full
    assert "continuously; the current will be fixed at 2 mA. " in in_full


def test_what_a_device_without_current_is_not_set_to_is_no_gap() -> None:
    sham = '[arms.b]\nrole = "sham"\nsham_method = "no_current"\n[arms.b.stimulation]\nintensity = {}\n'
    assert (
        "without current, as specified for the a arm in all but the intensity. [not specified: why"
        in told(load(START + sham))
    )


def test_a_sham_alone_has_its_settings_as_those_of_the_device() -> None:
    file = START.replace('[arms.a]\nrole = "active"', '[arms.b]\nrole = "sham"\nsham_method = "no_current"')
    assert DEVICE + "symmetric" in told(load(file))
