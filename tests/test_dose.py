"""Dose: six worked cases to the digits given, and laws that hold for every protocol."""

import json
import math
from typing import Any

import pytest
import tomli_w
from hypothesis import assume, given
from hypothesis import strategies as st

from protocols import lint, load
from protocols.dose.electrical import Metric, dose
from protocols.dose.formulas import NOTHING, Interval, Missing, alternating_pulses, pulses
from protocols.model import Arm

# The worked cases of the evidence base (`golden_examples`), as they stand there.
GOLDEN = json.loads("""[
  {"name": "nemos_like_biphasic",
   "inputs": {"I": 1.5, "PW": 250, "f": 25, "A": 0.1963, "n": 2, "T": 1800, "on": 30, "off": 30},
   "outputs": {"charge_per_phase_uC": 0.375, "charge_density_uC_cm2": 1.910341, "duty_pulse": 0.0125, "duty_cycle": 0.5,
     "rms_on_mA": 0.167705, "rms_cycle_mA": 0.118585, "rms_density_mA_cm2": 0.854331, "max_intensity_for_density_mA": 3.511521,
     "mean_abs_current_mA": 0.009375, "net_dc_uA": 0.0, "energy_per_pulse_uJ": 0.5625, "voltage_at_500ohm_V": 0.75,
     "mean_power_density_W_cm2": 3.6e-05, "on_time_s": 900, "pulses_per_session": 22500, "total_phase_charge_per_session_mC": 8.4375,
     "shannon_k": -0.144858}},
  {"name": "tvns_r_28_32",
   "inputs": {"I": 1.2, "PW": 250, "f": 25, "A": 0.1963, "n": 2, "T": 3600, "on": 28, "off": 32},
   "outputs": {"charge_per_phase_uC": 0.3, "charge_density_uC_cm2": 1.528273, "duty_pulse": 0.0125, "duty_cycle": 0.466667,
     "rms_on_mA": 0.134164, "rms_cycle_mA": 0.091652, "rms_density_mA_cm2": 0.683464, "max_intensity_for_density_mA": 3.511521,
     "mean_abs_current_mA": 0.007, "net_dc_uA": 0.0, "energy_per_pulse_uJ": 0.36, "voltage_at_500ohm_V": 0.6,
     "mean_power_density_W_cm2": 2.1e-05, "on_time_s": 1680, "pulses_per_session": 42000, "total_phase_charge_per_session_mC": 12.6,
     "shannon_k": -0.338678}},
  {"name": "upper_cc_device_biphasic_small",
   "inputs": {"I": 5.0, "PW": 250, "f": 25, "A": 0.1458, "n": 2, "T": 3600, "on": 30, "off": 30},
   "outputs": {"charge_per_phase_uC": 1.25, "charge_density_uC_cm2": 8.573388, "duty_pulse": 0.0125, "duty_cycle": 0.5,
     "rms_on_mA": 0.559017, "rms_cycle_mA": 0.395285, "rms_density_mA_cm2": 3.834136, "max_intensity_for_density_mA": 2.60815,
     "mean_abs_current_mA": 0.03125, "net_dc_uA": 0.0, "energy_per_pulse_uJ": 6.25, "voltage_at_500ohm_V": 2.5,
     "mean_power_density_W_cm2": 0.000536, "on_time_s": 1800, "pulses_per_session": 45000, "total_phase_charge_per_session_mC": 56.25,
     "shannon_k": 1.030063}},
  {"name": "tragus_ds7_500us_mono",
   "inputs": {"I": 2.0, "PW": 500, "f": 25, "A": 0.5027, "n": 1, "T": 60},
   "outputs": {"charge_per_phase_uC": 1.0, "charge_density_uC_cm2": 1.989258, "duty_pulse": 0.0125, "duty_cycle": 1.0,
     "rms_on_mA": 0.223607, "rms_cycle_mA": 0.223607, "rms_density_mA_cm2": 0.444812, "max_intensity_for_density_mA": 8.992571,
     "mean_abs_current_mA": 0.025, "net_dc_uA": 25.0, "energy_per_pulse_uJ": 1.0, "voltage_at_500ohm_V": 1.0,
     "mean_power_density_W_cm2": 5e-05, "on_time_s": 60, "pulses_per_session": 1500, "total_phase_charge_per_session_mC": 1.5,
     "shannon_k": 0.298691}},
  {"name": "tens_dial_45mA",
   "inputs": {"I": 45.0, "PW": 200, "f": 30, "A": 0.7854, "n": 2, "T": 900},
   "outputs": {"charge_per_phase_uC": 9.0, "charge_density_uC_cm2": 11.459129, "duty_pulse": 0.012, "duty_cycle": 1.0,
     "rms_on_mA": 4.929503, "rms_cycle_mA": 4.929503, "rms_density_mA_cm2": 6.276424, "max_intensity_for_density_mA": 14.339377,
     "mean_abs_current_mA": 0.54, "net_dc_uA": 0.0, "energy_per_pulse_uJ": 405.0, "voltage_at_500ohm_V": 22.5,
     "mean_power_density_W_cm2": 0.01547, "on_time_s": 900, "pulses_per_session": 27000, "total_phase_charge_per_session_mC": 243.0,
     "shannon_k": 2.013394}},
  {"name": "one_hz_4h_gated",
   "inputs": {"I": 1.0, "PW": 250, "f": 1, "A": 0.1963, "n": 2, "T": 14400, "on": 30, "off": 30},
   "outputs": {"charge_per_phase_uC": 0.25, "charge_density_uC_cm2": 1.273561, "duty_pulse": 0.0005, "duty_cycle": 0.5,
     "rms_on_mA": 0.022361, "rms_cycle_mA": 0.015811, "rms_density_mA_cm2": 0.113911, "max_intensity_for_density_mA": 17.557606,
     "mean_abs_current_mA": 0.00025, "net_dc_uA": 0.0, "energy_per_pulse_uJ": 0.25, "voltage_at_500ohm_V": 0.5,
     "mean_power_density_W_cm2": 1e-06, "on_time_s": 7200, "pulses_per_session": 7200, "total_phase_charge_per_session_mC": 1.8,
     "shannon_k": -0.49704}}
]""")
NAMES = {
    "charge_per_phase_uC": "charge_per_phase",
    "charge_density_uC_cm2": "charge_density",
    "duty_pulse": "pulse_duty",
    "duty_cycle": "gating_duty",
    "rms_on_mA": "rms_on",
    "rms_cycle_mA": "rms_cycle",
    "rms_density_mA_cm2": "rms_density",
    "max_intensity_for_density_mA": "max_intensity_for_density",
    "mean_abs_current_mA": "mean_rectified",
    "net_dc_uA": "net_dc",
    "energy_per_pulse_uJ": "energy_per_pulse",
    "voltage_at_500ohm_V": "voltage_at_load",
    "mean_power_density_W_cm2": "mean_power_density",
    "on_time_s": "on_time",
    "pulses_per_session": "pulses_per_session",
    "total_phase_charge_per_session_mC": "charge_per_session",
    "shannon_k": "shannon_k",
}


def protocol(
    stimulation: dict[str, Any] | None = None, sham: str = "", impedance: object = 4, **said: Any
) -> dict[str, Any]:
    """Return a protocol of one arm; `said` replaces single settings of a complete one, None leaves one out."""
    settings: dict[str, Any] = {
        "current": 2, "width": 250, "frequency": 25, "waveform": "biphasic_symmetric", "on": 30, "off": 30,
        "area": 50, "session": 30, "sessions": 10,
    } | said  # fmt: skip
    pulse = {
        "frequency_hz": settings["frequency"],
        "pulse_width_us": settings["width"],
        "waveform": settings["waveform"],
        "on_s": settings["on"],
        "off_s": settings["off"],
    }
    pulse |= {"pattern": "continuous" if settings["on"] is None else "intermittent"}
    intensity = {} if settings["current"] is None else {"current_ma": settings["current"]}
    tables = {
        "stimulation": pulse | {"intensity": intensity} | (stimulation or {}),
        "electrode": {"contact_area_mm2": settings["area"], "impedance_kohm": impedance},
        "schedule": {"session_min": settings["session"], "total_sessions": settings["sessions"]},
    }
    said_tables = {
        name: {key: value for key, value in table.items() if value is not None}
        for name, table in tables.items()
    }
    role = {"role": "sham", "sham_method": sham} if sham else {"role": "active"}
    return {"format": 1, "study": {"title": "x"}, "arms": {"a": role}} | said_tables


def arm(**said: Any) -> Arm:
    return load(tomli_w.dumps(protocol(**said))).arms["a"]


def of(**said: Any) -> dict[str, Metric]:
    return dose(arm(**said))


def interval(metric: Metric) -> Interval:
    assert isinstance(metric.value, Interval), metric
    return metric.value


def number(key: str, **said: Any) -> float:
    found = interval(of(**said)[key])
    assert found.nominal is not None
    assert found.min == found.nominal == found.max
    return found.nominal


def reason(key: str, **said: Any) -> str:
    found = of(**said)[key].value
    assert isinstance(found, Missing), found
    return found.reason


@pytest.mark.parametrize("case", GOLDEN, ids=[case["name"] for case in GOLDEN])
def test_worked_cases(case: dict[str, Any]) -> None:
    given_ = case["inputs"]
    found = of(
        current=given_["I"],
        width=given_["PW"],
        frequency=given_["f"],
        area=given_["A"] * 100,
        waveform="monophasic" if given_["n"] == 1 else "biphasic_symmetric",
        session=given_["T"] / 60,
        on=given_.get("on"),
        off=given_.get("off"),
    )
    assert set(case["outputs"]) == set(NAMES)
    for name, wanted in case["outputs"].items():
        nominal = interval(found[NAMES[name]]).nominal
        assert nominal is not None
        assert round(nominal, 6) == pytest.approx(wanted, abs=1e-9), name


def test_the_order_and_the_units_of_the_table() -> None:
    assert {key: metric.unit for key, metric in of().items()} == {
        "current": "mA", "charge_per_phase": "µC", "charge_density": "µC/cm²", "energy_per_pulse": "µJ",
        "voltage_at_load": "V", "voltage_at_impedance": "V", "shannon_k": "", "pulse_duty": "", "gating_duty": "",
        "rms_on": "mA", "rms_cycle": "mA", "rms_density": "mA/cm²", "max_intensity_for_density": "mA",
        "mean_rectified": "mA", "mean_power_density": "W/cm²", "net_dc": "µA", "net_dc_density": "mA/cm²",
        "on_time": "s", "pulses_per_session": "", "sessions": "", "pulses_per_course": "",
        "charge_per_session": "mC", "charge_per_course": "mC",
    }  # fmt: skip
    assert all(key == metric.key and metric.label for key, metric in of().items())


def test_units_by_hand() -> None:
    # 2 mA for 250 µs are 0.5 µC; 4 kΩ take 8 V; 25 a second for 15 min of the 30 are 22500, ten times that in all.
    assert number("charge_per_phase") == 0.5
    assert number("voltage_at_impedance") == 8
    assert number("pulses_per_session") == 22500
    assert number("pulses_per_course") == 225000
    assert number("charge_per_course") == pytest.approx(112.5)
    mono = {"waveform": "monophasic", "on": None, "off": None}
    assert number("net_dc", current=2, width=500, **mono) == 25
    assert number("net_dc_density", current=2, width=500, area=50, **mono) == pytest.approx(0.05)


def test_pulses_are_counted_to_the_pulse() -> None:
    assert pulses(3, 16) == 48
    assert pulses(0.1, 30) == 3
    assert number("pulses_per_session", frequency=3, on=None, off=None, session=16 / 60) == 48
    # 30 s on and 30 s off: in 100 s two trains, the second whole.
    assert number("on_time", session=100 / 60) == 60
    assert number("on_time", session=70 / 60) == 40
    bursts = {"burst": {"pulses": 5, "pulse_rate_hz": 100}}
    assert (
        number("pulses_per_session", stimulation=bursts, frequency=0.5, on=None, off=None, session=1.05)
        == 155
    )


def test_alternating_frequencies() -> None:
    assert alternating_pulses([4, 20], [5, 10], 15) == 220
    assert alternating_pulses([4, 20], [5, 10], 35) == 460
    dense = {"alternating_hz": [4, 20], "alternating_s": [5, 10]}
    found = of(stimulation=dense, frequency=None, on=None, off=None, session=1)
    assert interval(found["pulses_per_session"]) == (880, 880, 880)
    assert interval(found["mean_rectified"]).nominal == pytest.approx(2 * 2 * 250e-6 * 44 / 3)
    slow, dense_rms = (number("rms_on", frequency=rate) for rate in (4, 20))
    assert interval(found["rms_on"]) == (slow, None, dense_rms)
    # I² flows by the time on each frequency: over whole cycles there is one r.m.s. current, not one of each.
    cycle = interval(found["rms_cycle"])
    mean = math.sqrt((slow**2 * 5 + dense_rms**2 * 10) / 15)
    assert list(cycle) == pytest.approx([mean] * 3)
    assert interval(found["mean_power_density"]).nominal == pytest.approx((mean / 1000) ** 2 * 500 / 0.5)
    unknown = of(stimulation={"alternating_hz": [4, 20]}, frequency=None, on=None, off=None, session=1)
    assert interval(unknown["pulses_per_session"]) == (240, None, 1200)


def test_pulses_of_other_kinds() -> None:
    whole = {"pulse_width_covers": "whole_pulse"}
    assert number("charge_per_phase", stimulation=whole, width=500) == 0.5
    assert number("charge_per_phase", stimulation=whole | {"inter_phase_gap_us": 100}, width=600) == 0.5
    assert number("charge_per_phase", stimulation=whole, waveform="monophasic") == 0.5
    assert "gap" in reason("charge_per_phase", stimulation=whole | {"inter_phase_gap_us": 250})
    assert reason("charge_per_phase", stimulation=whole, waveform=None).startswith(
        "needs stimulation.waveform"
    )
    assert "one phase" in reason("charge_per_phase", stimulation=whole, waveform="biphasic_asymmetric")
    assert number("charge_per_phase", stimulation={"pulse_shape": "triangular"}) == 0.25
    assert number("charge_per_phase", stimulation={"pulse_shape": "half_sine"}) == pytest.approx(1 / math.pi)
    assert number("energy_per_pulse", stimulation={"pulse_shape": "half_sine"}) == pytest.approx(0.5)
    assert "exponential" in reason("charge_per_phase", stimulation={"pulse_shape": "exponential"})


@pytest.mark.parametrize("waveform", [None, "biphasic_asymmetric"])
def test_a_second_phase_that_is_not_said_is_between_none_and_as_strong(waveform: str | None) -> None:
    one, two = (
        number("rms_on", waveform=known) for known in ("monophasic_alternating", "biphasic_symmetric")
    )
    assert interval(of(waveform=waveform)["rms_on"]) == (one, None, two)


ASYMMETRIC = {"waveform": "biphasic_asymmetric", "current": 2, "width": 250, "frequency": 25, "area": 50}


def test_a_second_phase_of_half_the_amplitude_is_what_it_is_by_hand() -> None:
    said = ASYMMETRIC | {"stimulation": {"recovery_ratio": 0.5}}
    # 2 mA × 250 µs = 0.5 µC; energy 4 mA² × 500 Ω × 250 µs × (1 + 0.25);
    # half of the time |i| 0.5 µC × 25 Hz × 1.5, and left 0.5 µC × 25 Hz × 0.5.
    assert number("charge_per_phase", **said) == 0.5
    assert number("energy_per_pulse", **said) == pytest.approx(0.625)
    assert number("rms_on", **said) == pytest.approx(2 * math.sqrt(1.25 * 250e-6 * 25))
    assert number("mean_rectified", **said) == pytest.approx(0.01875 / 2)
    assert number("net_dc", **said) == pytest.approx(6.25 / 2)
    assert number("pulse_duty", **said) == pytest.approx(2 * 250e-6 * 25)


@given(st.floats(0, 1, allow_subnormal=False))
def test_a_recovery_ratio_lies_between_one_phase_and_two_that_are_alike(ratio: float) -> None:
    said = ASYMMETRIC | {"stimulation": {"recovery_ratio": ratio}}
    for key in ("energy_per_pulse", "rms_on", "mean_rectified"):
        least, most = (
            number(key, **ASYMMETRIC | {"waveform": one}) for one in ("monophasic", "biphasic_symmetric")
        )
        assert least * (1 - 1e-12) <= number(key, **said) <= most * (1 + 1e-12)
    net = number("net_dc", **ASYMMETRIC | {"waveform": "monophasic"})
    assert number("net_dc", **said) == pytest.approx((1 - ratio) * net, abs=1e-9)


def test_a_recovery_ratio_tells_how_long_a_phase_of_a_whole_pulse_is() -> None:
    whole = {"pulse_width_covers": "whole_pulse", "recovery_ratio": 0.5, "inter_phase_gap_us": 100}
    assert number("charge_per_phase", **ASYMMETRIC | {"width": 600, "stimulation": whole}) == 0.5


@given(st.floats(0, 200, allow_subnormal=False), st.integers(1, 500))
def test_a_tolerance_of_the_width_widens_what_follows_from_it(percent: float, width: int) -> None:
    one = number("charge_per_phase", width=width)
    found = interval(
        of(width=width, stimulation={"pulse_width_tolerance_percent": percent})["charge_per_phase"]
    )
    assert found.nominal == one
    assert found.min == pytest.approx(one * max(0, 1 - percent / 100), abs=1e-12)
    assert found.max == pytest.approx(one * (1 + percent / 100))


def test_net_current_is_said_only_where_it_is_known() -> None:
    assert number("net_dc", waveform="biphasic_symmetric") == 0
    assert number("net_dc", waveform="monophasic_alternating") == 0
    assert reason("net_dc", waveform=None) == "needs stimulation.waveform"
    assert "second phase" in reason("net_dc", waveform="biphasic")
    assert "charge_balance" in reason(
        "net_dc", waveform="monophasic", stimulation={"charge_balance": "a capacitor"}
    )


def test_what_is_missing_names_the_key() -> None:
    assert reason("charge_per_phase", width=None) == "needs stimulation.pulse_width_us"
    assert reason("rms_on", frequency=None) == "needs stimulation.frequency_hz"
    assert reason("rms_on", stimulation={"burst": {"pulse_rate_hz": 9}}) == "needs stimulation.burst.pulses"
    assert reason("charge_density", area=None) == "needs electrode.contact_area_mm2"
    assert reason("voltage_at_impedance", impedance=None) == "needs electrode.impedance_kohm"
    assert reason("on_time", session=None) == "needs schedule.session_min"
    assert reason("gating_duty", off=None) == "needs stimulation.off_s"
    assert reason("gating_duty", stimulation={"pattern": "gated"}).startswith("needs stimulation.duty_cycle")
    assert number("gating_duty", stimulation={"pattern": "gated", "duty_cycle": 0.25}) == 0.25
    assert number("on_time", on=None, off=None, stimulation={"pattern": None, "duty_cycle": 0.5}) == 900
    assert "pattern" in reason("gating_duty", on=None, off=None, stimulation={"pattern": None})
    assert reason("sessions", sessions=None) == "needs schedule.sessions_per_day"
    assert reason("current", current=None).startswith("needs stimulation.intensity.max_ma")
    assert "volts" in reason("current", stimulation={"intensity": {"voltage_v": 5}})
    assert "period" in reason("rms_on", width=3000, frequency=250)
    assert "measure" in reason("energy_per_pulse", current=1e300)


def test_the_current_is_the_highest_the_file_allows() -> None:
    def current(**intensity: Any) -> Interval:
        return interval(of(stimulation={"intensity": intensity})["current"])

    assert current(current_ma=2, max_ma=5, min_ma=0.1) == (0.1, 2, 5)
    assert current(current_ma={"min": 1, "max": 3}) == (1, None, 3)
    assert current(max_ma=5) == (None, None, 5)
    assert current(current_ma=6, max_ma=5) == (6, 6, 6)  # TIM009 says so; the higher may flow
    text = tomli_w.dumps(protocol(current=None) | {"device": {"limits": {"current_ma": {"max": 6}}}})
    assert interval(dose(load(text).arms["a"])["current"]) == (None, None, 6)


@pytest.mark.parametrize("method", ["no_current", "non_conducting_electrode"])
def test_a_sham_without_current_has_no_dose(method: str) -> None:
    found = of(sham=method, width=None)
    zero = {key for key, metric in found.items() if metric.value == NOTHING}
    assert set(found) - zero == {"sessions", "max_intensity_for_density", "shannon_k"}
    assert interval(found["sessions"]).nominal == 10


def test_a_sham_that_ramps_and_stops_has_no_time_that_is_known() -> None:
    assert "ramp_then_off" in reason("on_time", sham="ramp_then_off", session=30)
    assert number("rms_on", sham="ramp_then_off") == number("rms_on")


SHARED: dict[str, dict[str, Any]] = {
    "by the clock": {"pattern": "intermittent", "on_s": 30, "off_s": 30},
    "without pause": {"pattern": "continuous"},
    "a share": {"pattern": "intermittent", "duty_cycle": 0.5},
    "by a signal": {"pattern": "gated", "duty_cycle": 0.4, "gating": {"signal": "respiration"}},
}


def ramping(shared: dict[str, Any], **own: Any) -> dict[str, Metric]:
    """Return the dose of a sham that ramps up and stops, beside an arm of 25 Hz and 30 min."""
    made = protocol(on=None, off=None)
    made["stimulation"] = {
        key: value for key, value in made["stimulation"].items() if key != "pattern"
    } | shared
    made["arms"]["b"] = {"role": "sham", "sham_method": "ramp_then_off", "stimulation": own}
    return dose(load(tomli_w.dumps(made)).arms["b"])


@pytest.mark.parametrize("cycle", SHARED)
def test_a_sham_that_says_when_it_stops_has_that_time_once_a_session(cycle: str) -> None:
    found = ramping(SHARED[cycle], on_s=60)
    assert interval(found["on_time"]) == (60, 60, 60)
    assert interval(found["pulses_per_session"]).nominal == 1500
    assert interval(found["gating_duty"]).nominal == pytest.approx(1 / 30)
    share = ramping(SHARED[cycle], duty_cycle=0.02)
    assert interval(share["on_time"]).nominal == 36
    assert isinstance(ramping(SHARED[cycle])["on_time"].value, Missing)
    longer = ramping(SHARED[cycle], on_s={"min": 60, "max": 3600})
    assert interval(longer["on_time"]) == (60, None, 1800)
    assert interval(longer["gating_duty"]) == (60 / 1800, None, 1)
    again = ramping(SHARED[cycle], on_s=10, off_s=50)
    assert interval(again["on_time"]).nominal == 300


def test_a_pattern_that_contradicts_its_duty_cycle_has_no_dose() -> None:
    assert "one of the two is wrong" in reason("on_time", on=None, off=None, stimulation={"duty_cycle": 0.02})
    assert number("on_time", on=None, off=None, stimulation={"duty_cycle": 1.0}) == 1800


def test_what_is_zero_asks_for_no_end_of_a_range() -> None:
    assert reason("max_intensity_for_density", frequency=0) == "needs a value above 0"
    assert reason("shannon_k", width=0) == "needs a value above 0"


def test_without_stimulation_no_current_reaches_a_density() -> None:
    made = protocol()
    made["arms"]["b"] = {"role": "no_stimulation"}
    found = dose(load(tomli_w.dumps(made)).arms["b"])
    assert isinstance(found["max_intensity_for_density"].value, Missing)
    assert found["pulses_per_session"].value == NOTHING


POSITIVE = st.floats(0.01, 1000)
EXPOSURES = ["charge_per_phase", "energy_per_pulse", "rms_on", "mean_rectified", "charge_per_session"]


@given(st.floats(0.01, 50), st.floats(1.01, 100))
def test_linear_in_current_and_square_in_energy(current: float, factor: float) -> None:
    once, more = of(current=current), of(current=current * factor)
    for key, power in {
        "charge_per_phase": 1,
        "rms_density": 1,
        "voltage_at_load": 1,
        "energy_per_pulse": 2,
    }.items():
        assert interval(more[key]).max == pytest.approx((interval(once[key]).max or 0) * factor**power)


@given(st.floats(1, 5000), st.floats(1, 5000))
def test_never_less_with_a_wider_pulse(one: float, other: float) -> None:
    narrow, wide = (of(width=width) for width in sorted((one, other)))
    for key in EXPOSURES:
        assert (interval(narrow[key]).max or 0) <= (interval(wide[key]).max or 0)
    most = [interval(found["max_intensity_for_density"]).max or 0 for found in (narrow, wide)]
    assert most[0] >= most[1]


RANGED = {
    "current": (0.01, 50.0),
    "width": (10.0, 2000.0),
    "frequency": (0.1, 100.0),
    "area": (1.0, 500.0),
    "on": (1.0, 100.0),
    "off": (0.0, 100.0),
    "session": (1.0, 300.0),
}


@st.composite
def ranges_with_a_point(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, float]]:
    ranges: dict[str, Any] = {}
    point: dict[str, float] = {}
    for name, (lowest, highest) in RANGED.items():
        ends = sorted(draw(st.tuples(*[st.floats(lowest, highest)] * 2)))
        ranges[name] = {"min": ends[0], "max": ends[1]}
        point[name] = draw(st.floats(*ends))
    return ranges, point


@given(
    ranges_with_a_point(), st.sampled_from(["monophasic", "biphasic_symmetric", "biphasic_asymmetric", None])
)
def test_an_interval_holds_every_point_of_its_ranges(
    drawn: tuple[dict[str, Any], dict[str, float]], waveform: str | None
) -> None:
    ranges, point = drawn
    whole, inside = of(waveform=waveform, **ranges), of(waveform=waveform, **point)
    assume(isinstance(whole["rms_on"].value, Interval))
    for key, metric in whole.items():
        found = inside[key].value
        if isinstance(metric.value, Missing):
            continue
        assert isinstance(found, Interval), key
        lowest = -math.inf if metric.value.min is None else metric.value.min
        highest = math.inf if metric.value.max is None else metric.value.max
        ends = (found.min, found.nominal, found.max)
        assert all(lowest <= end <= highest for end in ends if end is not None), key


def test_a_rule_that_lacks_something_names_the_key_and_its_end() -> None:
    def lacking(**said: Any) -> dict[str, str]:
        report = lint(tomli_w.dumps(protocol(**said)))
        return {entry.code: entry.reason for entry in report.not_evaluated if entry.code.startswith("ELE")}

    assert lacking()["ELE007"] == "needs device.limits.max_voltage_v"
    assert lacking(area=None)["ELE002"] == "needs electrode.contact_area_mm2"
    assert lacking(area={"max": 50})["ELE002"] == "needs electrode.contact_area_mm2, with its lower end"
    assert lacking(width={"min": 50})["ELE001"] == "needs stimulation.pulse_width_us, with its upper end"
    assert lacking(impedance={"min": 1})["ELE004"] == "needs electrode.impedance_kohm, with its upper end"
    assert lacking(current={"min": 1})["ELE001"].startswith("needs stimulation.intensity.max_ma")
    assert lacking(off={"max": 9}, waveform="monophasic")["ELE003"] == (
        "needs stimulation.off_s, with its lower end"
    )
    assert lacking()["ELE006"] == "needs device.control"
    assert "ELE001" not in lacking()
    assert not set(lacking(sham="no_current"))


@pytest.mark.parametrize(
    "text",
    [
        "[electrode]\ncontact_area_mm2 = 5e-324\n[stimulation]\nfrequency_hz = 25\npulse_width_us = 250\nintensity = { max_ma = 1 }\n",
        "[stimulation]\nalternating_hz = [1, 1e308]\nalternating_s = [1e308, 1e308]\n",
        "[schedule]\nsession_min = 30\nsessions_per_day = 1e308\n",
        "[schedule]\nsession_min = 30\ntotal_sessions = 9007199254740992\ndays = 5e-324\n",
    ],
)
def test_numbers_beyond_all_measure_are_no_failed_rule(text: str) -> None:
    whole = f'format = 1\n[study]\ntitle = "x"\ncondition = "migraine"\n{text}[arms.a]\nrole = "active"\n'
    failed = [finding.message for finding in lint(whole).findings if finding.code == "INT001"]
    assert not failed
    dose(load(whole).arms["a"])


@pytest.mark.parametrize("area", [50, {"min": 20}, {"max": 50}])
def test_nothing_is_nothing_on_any_contact(area: object) -> None:
    found = of(area=area, waveform="biphasic_symmetric")
    assert interval(found["net_dc_density"]) == (0, 0, 0)


def test_a_voltage_is_no_missing_current() -> None:
    found = of(current=None, stimulation={"intensity": {"voltage_v": 12}})["current"].value
    assert isinstance(found, Missing)
    assert "needs" not in found.reason


def test_of_two_currents_that_contradict_each_other_the_higher_counts() -> None:
    found = of(current=4, stimulation={"intensity": {"current_ma": 4, "max_ma": 1}})["current"]
    assert found.value == Interval(None, 4, 4) or found.value == Interval(4, 4, 4)
