"""ELE, second part: the output that the device needs, and what is said of it."""

from protocols.document.document import Path
from protocols.dose.electrical import limited
from protocols.dose.factors import device_limit_ma, device_limit_v, highest_current
from protocols.dose.limits import PEAK_V, STATE_ABOVE_MA, STATE_ABOVE_V, above, shown
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.fillers import is_answer
from protocols.lib.references import cite
from protocols.lib.units import plain
from protocols.model import Arm, Study, high
from protocols.rules.limits import (
    CURRENT,
    IMPEDANCE,
    INTENSITY,
    LIMIT_MA,
    LIMIT_V,
    MODEL,
    WAVEFORM,
    Words,
    at_most,
    current_at,
    less_current,
    most,
    used,
    whose,
)

BALANCE, VOLTAGE = ("stimulation", "charge_balance"), ("stimulation", "intensity", "voltage_v")


@rule(
    "ELE004",
    Severity.ERROR,
    cite("iec60601-2-10", "500 V peak, open circuit"),
    cite("sist60601-2-10", "scope"),
    silences=("ELE007",),
)
def voltage_above_limit(study: Study) -> Results:
    """The voltage is above 500 V peak.

    The limit of the standard for the open output of a stimulator: held against the voltage that is written, else the
    highest current × the highest impedance; and against the maximum voltage of the device.

    Fix: check the units (mA, kΩ, V), lower the cap of the current, or accept only a lower impedance.

    Waive: the device's maker shows why the limit does not apply to it.
    """
    arms = study.with_current()
    for arm in study.once(arms, *CURRENT, IMPEDANCE):
        needed, where, also, advice = _voltage(arm)
        if isinstance(needed, Skip):
            yield needed
        elif above(needed, PEAK_V):
            yield Flag(
                where,
                f"{shown(needed, PEAK_V)} V are needed{whose(arm, where, *(place for place, _ in also))}; "
                f"the limit of IEC 60601-2-10 is {PEAK_V} V peak",
                advice,
                also,
            )
    for arm in study.once(arms, LIMIT_V, MODEL):
        limit = device_limit_v(arm)
        if limit is not None and above(limit, PEAK_V):
            yield Flag(
                arm.at(*LIMIT_V),
                f"the device puts out up to {plain(limit)} V; the limit of IEC 60601-2-10 is {PEAK_V} V peak",
                f"a device with max_voltage_v of at most {PEAK_V}",
            )


def _voltage(arm: Arm) -> tuple[float | Skip, Path, tuple[tuple[Path, str], ...], str]:
    """Return the highest voltage needed, where it is written, what else is used, and what would lower it."""
    if arm.intensity.voltage_v is not None:
        highest, place = high(arm.intensity.voltage_v), arm.at(*VOLTAGE)
        lacks = Skip(place, f"needs {'.'.join(VOLTAGE)}, with its upper end")
        return (lacks if highest is None else highest), place, (), f"voltage_v of at most {PEAK_V}"
    current, where = current_at(arm)
    needed = most(arm, limited(arm).voltage_at_impedance, (IMPEDANCE,))
    also = ((arm.at(*IMPEDANCE), "the impedance"),)
    if isinstance(needed, Skip) or not needed:
        return needed, where, also, ""
    lower = at_most(PEAK_V / current)
    advice = f"{less_current(arm, current * PEAK_V / needed)}, or an impedance of at most {lower} kΩ"
    return needed, where, also, advice


@rule("ELE005", Severity.NOTE, cite("as60601-2-10", "instructions for use: above 10 mA or 10 V"))
def maximum_output_not_stated(study: Study) -> Results:
    """An output above 10 mA, or 10 V into 500 Ω, and the device's maximum output is not stated.

    Where equipment can exceed these, the standard wants its maximum output to be stated for the electrodes that are
    recommended. The voltage counts where the intensity is given in volts: 10 mA into 500 Ω are 5 V.

    Fix: write the maximum output of the device into `[device.limits]`, from its manual.

    Waive: the manual that goes with the protocol states it.
    """
    limits: Words = {LIMIT_MA: "the device", LIMIT_V: "the device"}
    for arm in study.once(study.with_current(), *CURRENT, LIMIT_V):
        if device_limit_ma(arm) is not None:
            continue
        volts, (current, key) = arm.intensity.voltage_v, highest_current(arm)
        value, limit, unit, lacks = current, STATE_ABOVE_MA, "mA", "current_ma = { max = … }"
        if volts is not None and current is None:
            if device_limit_v(arm) is not None:
                continue
            value, limit, unit, key, lacks = high(volts), STATE_ABOVE_V, "V", VOLTAGE, "max_voltage_v = …"
        if value is None:
            upper = (
                f"{'.'.join(key)}, with its upper end"
                if volts is not None
                else "stimulation.intensity.max_ma"
            )
            yield Skip(arm.at(*key), f"needs {upper}")
        elif above(value, limit):
            where = arm.at(*key)
            yield Flag(
                where,
                f"{plain(value)} {unit} is above {limit} {unit}: the maximum output of the device has to be stated then, and is not",
                "" if study.is_record else f"write into [device.limits], from its manual: {lacks}",
                used(arm, where, limits),
            )


@rule(
    "ELE006",
    Severity.WARNING,
    cite("farmer-2021", "constant current or voltage; voltage if voltage-controlled"),
    cite(
        "own-judgement",
        "TENS dials of 10 to 50 'mA' are recorded in the literature; none is a calibrated current",
    ),
)
def current_of_a_voltage_controlled_output(study: Study) -> Results:
    """The intensity is given as a current, but the device controls the voltage.

    The current then follows from the skin's impedance, which differs between people and within a session: the mA of a
    dial is no dose, and cannot be compared with those of a current-controlled device.

    Fix: write `voltage_v`, or correct `control`.

    Waive: the current was measured with a calibrated meter, and the protocol says how.
    """
    control = ("device", "control")
    for arm in study.once(study.with_current(), INTENSITY, control):
        said = arm.intensity
        keys = [
            key for key in ("current_ma", "max_ma", "start_ma", "min_ma") if getattr(said, key) is not None
        ]
        if not keys or said.voltage_v is not None:
            continue
        if arm.device.control is None:
            yield Skip(arm.at(*control), "needs device.control")
        elif arm.device.control == "voltage":
            yield Flag(
                arm.at(*INTENSITY, keys[0]),
                f"{keys[0]} for a device that controls the voltage: its mA is no dose",
                ""
                if study.is_record
                else f"write voltage_v in place of {', '.join(keys)}, or correct control",
                (
                    (arm.at(*control), "the voltage is controlled"),
                    *((arm.at(*INTENSITY, key), "also in mA") for key in keys[1:]),
                ),
            )


@rule("ELE007", Severity.WARNING, cite("own-judgement", "Ohm's law: mA × kΩ = V"))
def voltage_beyond_the_device(study: Study) -> Results:
    """The highest current through the highest impedance needs more voltage than the device has.

    A current-controlled device then delivers less than it shows, and nobody notices.

    Fix: lower the cap of the current, or accept only a lower impedance.

    Waive: the device stops and says so when it cannot hold the current.
    """
    for arm in study.once(study.with_current(), *CURRENT, IMPEDANCE, LIMIT_V):
        needed = most(arm, limited(arm).voltage_at_impedance, (IMPEDANCE,))
        limit = device_limit_v(arm)
        if isinstance(needed, Skip):
            yield needed
        elif limit is None:
            yield Skip(arm.at(*LIMIT_V), f"needs {'.'.join(LIMIT_V)}")
        elif above(needed, limit):
            current, at_current = current_at(arm)
            where, at_device = arm.at(*IMPEDANCE), arm.at(*LIMIT_V)
            impedance = high(arm.electrode.impedance_kohm) or 0.0
            yield Flag(
                where,
                f"{plain(current)} mA through {plain(impedance)} kΩ{whose(arm, where, at_current, at_device)} need "
                f"{shown(needed, limit)} V; the device gives at most {plain(limit)} V",
                ""
                if study.is_record
                else f"{less_current(arm, current * limit / needed)}, or an impedance of at most "
                f"{at_most(impedance * limit / needed)} kΩ",
                ((at_current, "the highest current"), (at_device, "the device")),
            )


@rule(
    "ELE008",
    Severity.NOTE,
    cite("gozani-2020", "charge balancing: skin pH under unidirectional pulses"),
    cite("farmer-2021", "pulse shape"),
    plans_only=True,
    if_written=("monophasic",),
)
def monophasic_without_charge_balance(study: Study) -> Results:
    """Monophasic pulses, and not a word on how charge is balanced.

    Pulses of one direction leave charge behind, which shifts ions and the pH of the skin. A capacitor in series, a
    passive discharge between the pulses, or short sessions with hours between them keep it small.

    Fix: write `charge_balance`, from the device's manual; or `monophasic_alternating` where the direction changes.

    Waive: never needed: one sentence in `charge_balance` does it.
    """
    for arm in study.once(study.with_current(), WAVEFORM, BALANCE):
        said = arm.stimulation
        balance = said.charge_balance
        if said.waveform == "monophasic" and (balance is None or not is_answer(BALANCE, balance)):
            yield Flag(
                arm.at(*WAVEFORM),
                "monophasic pulses, and nothing is said of how charge is balanced",
                'write charge_balance, such as "capacitor in series"',
                () if balance is None else ((arm.at(*BALANCE), f"“{balance}” does not say it"),),
            )
