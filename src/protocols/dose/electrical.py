"""Derived electrical quantities of an arm, each with its interval.

Ranges go through as intervals; nothing is made one number that is not one. What cannot be computed says which key is
lacking. With both ears or several sites, all is for one pair of electrodes. The formulae: `protocols.dose.formulas`.
"""

from collections.abc import Callable
from decimal import ROUND_DOWN
from typing import NamedTuple

from protocols.dose import formulas
from protocols.dose.factors import (
    area_cm2,
    current_of,
    gating_duty,
    heating_share,
    impedance_kohm,
    mean_heating_share,
    mean_rate_hz,
    pulses_per_session,
    session_on_s,
    sessions,
    shape_of,
    share_of_on_time,
)
from protocols.dose.formulas import (
    MEAN,
    NOTHING,
    SQUARE,
    Interval,
    Missing,
    Value,
    above_0,
    combine,
    needs,
    product,
)
from protocols.dose.limits import ATTENTION_MA_CM2
from protocols.dose.pulses import charged_phases, heating_phases, phase_us, recovery_ratio, unrecovered
from protocols.lib.fillers import is_answer
from protocols.lib.units import to_three_digits
from protocols.model import Arm
from protocols.model.derived import derived
from protocols.model.quantity import DIGITS, PLAIN, Notation, number, show

NO_NET = ("biphasic_symmetric", "monophasic_alternating")


class Metric(NamedTuple):
    """A derived quantity: its name, unit and value."""

    key: str
    label: str
    unit: str
    value: Value

    @property
    def told(self) -> Value:
        """The value as it is said: a current that reaches a density is not said to be higher than it is."""
        return told(self.key, self.value)


def told(key: str, value: Value) -> Value:
    """Return the value of a quantity as it is said, see `Metric.told`."""
    if key != "max_intensity_for_density" or isinstance(value, Missing):
        return value
    return Interval(*(None if end is None else to_three_digits(end, ROUND_DOWN) for end in value))


def in_words(value: Value, digits: int = DIGITS, notation: Notation = PLAIN) -> str:
    """Return a derived value as people write it: `1.25`, `0.5 to 1.25`, `2 (0.5 to 5)`, or what it needs.

    Whole numbers stay whole; others are given to so many significant digits.
    """
    if isinstance(value, Missing):
        return value.reason
    ends = show(value, notation=notation, digits=digits)
    one = value.min is not None and ends == number(value.min, notation, digits)
    if value.nominal is None or one:
        return ends
    nominal = number(value.nominal, notation, digits)
    return nominal if value.min is None and value.max is None else f"{nominal} ({ends})"


def net_dc_ua(arm: Arm) -> Value:
    """Return the net direct current, µA: none where the phases cancel, else what a monophasic pulse leaves."""
    waveform = arm.stimulation.waveform
    if waveform in NO_NET or not arm.delivers_current:
        return NOTHING
    if waveform is None:
        return needs("stimulation.waveform")
    balance = arm.stimulation.charge_balance
    if balance is not None and is_answer(("stimulation", "charge_balance"), balance):
        return Missing(
            "charge_balance says in words how net charge is prevented, which gives no number",
            ("stimulation", "charge_balance"),
        )
    left = unrecovered(arm)
    if waveform != "monophasic" and left is None:
        lacks = "recovery_ratio" if waveform == "biphasic_asymmetric" else "waveform"
        return Missing(
            f"{waveform}: the charge recovered by the second phase is not stated", ("stimulation", lacks)
        )
    whole = combine(formulas.net_dc_ua, charge_per_phase_uc(arm), mean_rate_hz(arm), gating_duty(arm))
    return whole if left is None else combine(formulas.product, whole, left)


def charge_per_phase_uc(arm: Arm) -> Value:
    """Return the charge of one phase, µC."""
    return combine(formulas.charge_per_phase_uc, current_of(arm), phase_us(arm), shape_of(arm, MEAN))


def _over_area(formula: Callable[..., float], value: Value, area: Value) -> Value:
    """Apply a formula to a quantity and the contact it is spread over; nothing is nothing on any contact."""
    if value == NOTHING and not isinstance(area, Missing):
        return NOTHING
    return combine(formula, value, area, falling=1)


class Limited(NamedTuple):
    """The quantities that standards and guidance limit: energy in µJ, r.m.s. current in mA, densities in mA/cm², V."""

    energy_per_pulse: Value
    rms_on: Value
    rms_density: Value
    net_dc: Value
    net_dc_density: Value
    voltage_at_impedance: Value


@derived
def limited(arm: Arm) -> Limited:
    """Return the quantities of an arm that are held against limits; all are 0 where no current flows."""
    if not arm.delivers_current:
        return Limited(*[NOTHING] * len(Limited._fields))
    current, area, square = current_of(arm), area_cm2(arm), shape_of(arm, SQUARE)
    rms, net = combine(formulas.rms_on_ma, current, heating_share(arm), square), net_dc_ua(arm)
    return Limited(
        combine(formulas.energy_per_pulse_uj, current, heating_phases(arm), phase_us(arm), square),
        rms,
        _over_area(formulas.density_ma_cm2, rms, area),
        net,
        _over_area(formulas.net_dc_density_ma_cm2, net, area),
        combine(formulas.voltage_v, current, impedance_kohm(arm)),
    )


def dose(arm: Arm) -> dict[str, Metric]:
    """Return every derived quantity of an arm, by key, in the order of a dose table."""
    found = {**_of_a_pulse(arm), **_over_time(arm)}
    if not arm.delivers_current:
        kept = {"sessions", "max_intensity_for_density"} if arm.stimulated else set()
        found = {key: one if key in kept else one._replace(value=NOTHING) for key, one in found.items()}
        if not arm.stimulated:  # 0 would say that no current at all is allowed
            most = found["max_intensity_for_density"]
            found[most.key] = most._replace(value=Missing("no stimulation"))
        found["shannon_k"] = found["shannon_k"]._replace(value=Missing("not defined without charge"))
    return found


def _table(*metrics: tuple[str, str, str, Value]) -> dict[str, Metric]:
    return {metric[0]: Metric(*metric) for metric in metrics}


def _of_a_pulse(arm: Arm) -> dict[str, Metric]:
    current, area, load = current_of(arm), area_cm2(arm), f"into {formulas.LOAD_OHM} Ω"
    charge, held = charge_per_phase_uc(arm), limited(arm)
    density = _over_area(formulas.charge_density_uc_cm2, charge, area)
    return _table(
        ("current", "peak current", "mA", current),
        ("charge_per_phase", "charge per phase", "µC", charge),
        ("charge_density", "charge density per phase", "µC/cm²", density),
        ("energy_per_pulse", f"energy per pulse {load}", "µJ", held.energy_per_pulse),
        ("voltage_at_load", f"voltage {load}", "V", combine(formulas.voltage_v, current)),
        ("voltage_at_impedance", "voltage at the stated impedance", "V", held.voltage_at_impedance),
        ("shannon_k", "Shannon's k (information only)", "", _shannon(charge, area)),
    )


def _over_time(arm: Arm) -> dict[str, Metric]:
    area, square, held = area_cm2(arm), shape_of(arm, SQUARE), limited(arm)
    share, duty = share_of_on_time(arm), gating_duty(arm)
    charge = charge_per_phase_uc(arm)
    rms = combine(formulas.rms_on_ma, current_of(arm), mean_heating_share(arm), square)
    cycle = combine(formulas.rms_cycle_ma, rms, duty)
    most = combine(formulas.current_at_density_ma, area, above_0(heating_share(arm)), square, falling=2)
    rectified = combine(formulas.mean_rectified_ma, charge, charged_phases(arm), mean_rate_hz(arm), duty)
    power = _over_area(formulas.power_density_w_cm2, cycle, area)
    count, number = pulses_per_session(arm), sessions(arm)
    through = combine(lambda n, q: n * q / 1000, count, charge)
    return _table(
        ("pulse_duty", "pulse duty", "", _duty(arm, share)),
        ("gating_duty", "gating duty", "", duty),
        ("rms_on", "r.m.s. current, on-time", "mA", held.rms_on),
        ("rms_cycle", "r.m.s. current, whole cycle", "mA", cycle),
        ("rms_density", "r.m.s. current density, on-time", "mA/cm²", held.rms_density),
        ("max_intensity_for_density", f"current at {ATTENTION_MA_CM2:g} mA/cm² r.m.s.", "mA", most),
        ("mean_rectified", "mean rectified current", "mA", rectified),
        ("mean_power_density", f"mean power density into {formulas.LOAD_OHM} Ω", "W/cm²", power),
        ("net_dc", "net direct current", "µA", held.net_dc),
        ("net_dc_density", "net direct current density", "mA/cm²", held.net_dc_density),
        ("on_time", "on-time per session", "s", session_on_s(arm)),
        ("pulses_per_session", "pulses per session", "", count),
        ("sessions", "sessions per course", "", number),
        ("pulses_per_course", "pulses per course", "", combine(product, count, number)),
        ("charge_per_session", "charge per session, leading phase", "mC", through),
        ("charge_per_course", "charge per course, leading phase", "mC", combine(product, through, number)),
    )


def _duty(arm: Arm, share: Value) -> Value:
    if arm.stimulation.waveform == "biphasic_asymmetric" and recovery_ratio(arm) is None:
        return Missing("how long the second phase lasts is not stated", ("stimulation", "waveform"))
    return share


def _shannon(charge: Value, area: Value) -> Value:
    return combine(formulas.shannon_k, above_0(charge), area, falling=1)
