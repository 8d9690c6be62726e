"""What an arm exposes to, held against each limit that the rules on electrical dose know.

The limits and their sources are those of the rules. Above a limit is not the same as unsafe, and below it not the same as safe.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from protocols.dose.electrical import dose
from protocols.dose.formulas import LOAD_OHM, Interval, Missing, Value, combine
from protocols.dose.limits import (
    ATTENTION_MA_CM2,
    ENERGY_MJ,
    NET_DC_MA_CM2,
    PEAK_V,
    RMS_MA,
    STATE_ABOVE_MA,
    STATE_ABOVE_V,
)
from protocols.lib.references import Citation
from protocols.model import Arm, Study
from protocols.model.quantity import Notation
from protocols.overview.amounts import Amount, amount
from protocols.rules import RULES


class Limit(NamedTuple):
    """A limit of a rule: what it is of, its value and unit, what it means, and how an arm's value is found."""

    code: str
    label: str
    value: float
    unit: str
    meaning: str
    of: Callable[[Arm], Value]
    called: str = "limit"


@dataclass(frozen=True, slots=True)
class Held:
    """An arm's value beside a limit, and the percent of the limit that it is."""

    arm: str
    amount: Amount
    percent: Amount


@dataclass(frozen=True, slots=True)
class Exposure:
    """A limit with its sources, and each stimulated arm's value beside it. meaning: what it is, and is not; called: in a word."""

    code: str
    label: str
    limit: float
    unit: str
    meaning: str
    called: str
    sources: tuple[Citation, ...]
    arms: tuple[Held, ...]


def _metric(key: str, scale: float = 1.0) -> Callable[[Arm], Value]:
    def of(arm: Arm) -> Value:
        return combine(lambda value: value / scale, dose(arm)[key].value)

    return of


def _needed_v(arm: Arm) -> Value:
    """Return the voltage as it is written, else what the current needs at the written impedance."""
    written = arm.intensity.voltage_v
    if arm.written.sham_method == "non_conducting_electrode":
        return Missing("no current flows; how high the open output can go depends on the device")
    return (
        Interval.of(written)
        if written is not None and arm.delivers_current
        else dose(arm)["voltage_at_impedance"].value
    )


def _written_v(arm: Arm) -> Value:
    if not arm.delivers_current:
        return dose(arm)["current"].value
    if arm.intensity.voltage_v is None:
        return Missing("the intensity is not given in volts")
    return Interval.of(arm.intensity.voltage_v)


OPEN: Final = (
    "limit of the standard for the open output; shown is the voltage that the current needs at the stated impedance, or "
    "the stated voltage. An open output can reach the highest voltage of the device"
)
STATE: Final = "above it the maximum output has to be stated in the instructions for use"
QUOTED: Final = (
    "for information only: clause 201.12.4.104 of the standard, as quoted in the manual of a muscle stimulator. The manual "
    "does not say for which frequencies it holds, and the standard itself was not read"
)
LIMITS: Final = (
    Limit(
        "ELE001",
        f"energy of one pulse into {LOAD_OHM} Ω",
        ENERGY_MJ,
        "mJ",
        "limit of the standard",
        _metric("energy_per_pulse", 1000),
    ),
    Limit(
        "ELE002",
        "r.m.s. current density in the on-time",
        ATTENTION_MA_CM2,
        "mA/cm²",
        "not a limit: above it the standard asks for attention to the electrodes",
        _metric("rms_density"),
        "attention value",
    ),
    Limit(
        "ELE003",
        "net direct current density",
        NET_DC_MA_CM2,
        "mA/cm²",
        "guidance of one manufacturer",
        _metric("net_dc_density"),
        "guidance",
    ),
    Limit("ELE004", "voltage needed", PEAK_V, "V", OPEN, _needed_v),
    Limit("ELE005", "peak current", STATE_ABOVE_MA, "mA", STATE, _metric("current"), "threshold"),
    Limit("ELE005", "peak voltage", STATE_ABOVE_V, "V", STATE, _written_v, "threshold"),
    Limit(
        "ELE010",
        f"r.m.s. current in the on-time, into {LOAD_OHM} Ω",
        RMS_MA,
        "mA",
        QUOTED,
        _metric("rms_on"),
        "quoted value",
    ),
)


def exposures(study: Study, notation: Notation) -> tuple[Exposure, ...]:
    """Return each limit with what the stimulated arms have beside it; none where no arm is stimulated."""
    arms = study.stimulated()
    return tuple(
        Exposure(
            limit.code,
            limit.label,
            limit.value,
            limit.unit,
            limit.meaning,
            limit.called,
            RULES[limit.code].sources,
            tuple(_held(limit, arm, notation) for arm in arms),
        )
        for limit in (LIMITS if arms else ())
    )


def _held(limit: Limit, arm: Arm, notation: Notation) -> Held:
    value = limit.of(arm)
    share = combine(lambda one: one / limit.value * 100, value)
    return Held(
        arm.name,
        amount(value, limit.unit, arm, limit=limit.value, notation=notation),
        amount(share, "%", arm, limit=100, notation=notation),
    )
