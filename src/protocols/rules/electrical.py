"""ELE: electrical dose, for each arm, at the highest current the file allows.

The limits are those of standards and manuals for stimulators of nerve and muscle. The standard's scope leaves out
equipment for neurological research: here they are engineering references, and a value above one wants a reason.
"""

from itertools import chain

from protocols.dose.electrical import limited
from protocols.dose.formulas import LOAD_OHM
from protocols.dose.limits import ATTENTION_MA_CM2, ENERGY_MJ, NET_DC_MA_CM2, RMS_MA, above, shown
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.references import cite
from protocols.lib.units import plain
from protocols.model import Study, low
from protocols.rules.limits import (
    CONTACT,
    CURRENT,
    PULSE,
    RATE,
    TIMES,
    WAVEFORM,
    assumed,
    at_least,
    current_at,
    less_current,
    most,
    used,
    whose,
)

BALANCE = ("stimulation", "charge_balance")


@rule(
    "ELE001",
    Severity.ERROR,
    cite("iec60601-2-10", "300 mJ in one pulse into 500 Ω"),
    cite("sist60601-2-10", "scope"),
)
def pulse_energy_above_limit(study: Study) -> Results:
    """One pulse carries more than 300 mJ into 500 Ω.

    The limit of the standard for stimulators of nerve and muscle. Pulses of taVNS stay far below it, in microjoules: a
    value near it is a mistake in current or pulse width. Counted at the highest current that the file allows; where the
    waveform is not said, with two phases.

    Fix: lower the cap of the current, or shorten the pulse.

    Waive: the device's maker shows why the limit does not apply to it.
    """
    for arm in study.once(study.with_current(), *CURRENT, *PULSE):
        energy = most(arm, limited(arm).energy_per_pulse, PULSE)
        if isinstance(energy, Skip):
            yield energy
        elif above(energy / 1000, ENERGY_MJ):
            current, where = current_at(arm)
            also = used(arm, where, PULSE)
            most_ma = current * (ENERGY_MJ * 1000 / energy) ** 0.5
            yield Flag(
                where,
                f"a pulse of {plain(current)} mA{whose(arm, where, *(place for place, _ in also))} carries "
                f"{shown(energy / 1000, ENERGY_MJ)} mJ into {LOAD_OHM} Ω; the limit of IEC 60601-2-10 is {ENERGY_MJ} mJ"
                f"{assumed(arm)}",
                f"{less_current(arm, most_ma)}, or a shorter pulse",
                also,
            )


@rule(
    "ELE002",
    Severity.WARNING,
    cite("as60601-2-10", "2 mA/cm², to be named in the instructions for use"),
    cite("enraf-endomed-484", "r.m.s.; electrode 25 cm²"),
    cite("enraf-1600751", "r.m.s. current in mA: twice the area in cm²"),
    cite("ems-physio-860", "the same, because of burns"),
    cite("ems-combination-850", "the same, because of burns"),
    cite("sist60601-2-10", "scope"),
)
def current_density_above_attention_value(study: Study) -> Results:
    """The r.m.s. current density at the smallest contact is above 2 mA/cm² in the on-time.

    The value above which the standard wants instructions to say that the electrodes need attention. It is no limit; the
    contacts of ear electrodes are small, and few papers state their area. Further manuals give the same number, and
    name burns as the reason. Counted at the highest current that the file
    allows, in the on-time and not over the pauses; where the waveform is not said, with two phases.

    Fix: lower the cap of the current, use a larger contact, or say in the rationale how the skin is watched and waive.

    Waive: the protocol says how the skin under the electrode is watched.
    """
    for arm in study.once(study.with_current(), *CURRENT, *CONTACT, *PULSE, *RATE):
        density = most(arm, limited(arm).rms_density, CONTACT, PULSE, RATE)
        if isinstance(density, Skip):
            yield density
        elif above(density, ATTENTION_MA_CM2):
            current, where = current_at(arm)
            also = used(arm, where, CONTACT, PULSE, RATE)
            area = low(arm.electrode.contact_area_mm2) or 0.0
            yield Flag(
                where,
                f"{plain(current)} mA on {plain(area)} mm²{whose(arm, where, *(place for place, _ in also))} make an "
                f"r.m.s. current density of {shown(density, ATTENTION_MA_CM2)} mA/cm² in the "
                f"on-time; above {ATTENTION_MA_CM2:g} mA/cm² the standard asks for attention to the electrodes"
                f"{assumed(arm)}",
                ""
                if study.is_record
                else f"{less_current(arm, current * ATTENTION_MA_CM2 / density)}, or a contact of at least "
                f"{at_least(area * density / ATTENTION_MA_CM2)} mm², or waive this with how the skin is watched",
                also,
            )


@rule(
    "ELE003",
    Severity.WARNING,
    cite("enraf-1600751", "0.2 mA/cm² for currents with a direct component"),
    silences=("ELE008",),
)
def net_direct_current_above_guidance(study: Study) -> Results:
    """The net direct current density of monophasic pulses is above 0.2 mA/cm².

    Pulses of one direction add up to a direct current, which shifts ions and the pH of the skin. The number is the
    guidance of one manufacturer, not of a standard. It is the mean over on- and off-times; a symmetric or alternating
    waveform has none, and where `charge_balance` is written, what is left is not known.

    Fix: use a symmetric waveform, lower the cap of the current, use a larger contact, or write `charge_balance`.

    Waive: short sessions with hours between them, on an electrode made for direct current.
    """
    # A sham that ramps and stops has a mean of its own, or none: it does not go with the arms that share its values.
    keys = (*CURRENT, *CONTACT, *PULSE, *RATE, *TIMES, BALANCE)
    arms = study.with_current()
    ramped = [arm for arm in arms if arm.written.sham_method == "ramp_then_off"]
    steady = [arm for arm in arms if arm not in ramped] if ramped else arms
    for arm in chain(study.once(steady, *keys), study.once(ramped, *keys) if ramped else ()):
        density = most(arm, limited(arm).net_dc_density, CONTACT, PULSE, RATE, TIMES)
        if isinstance(density, Skip):
            if arm.stimulation.waveform not in ("biphasic_symmetric", "monophasic_alternating"):
                yield density
        elif above(density, NET_DC_MA_CM2):
            current, at_current = current_at(arm)
            where, area = arm.at(*WAVEFORM), low(arm.electrode.contact_area_mm2) or 0.0
            also = ((at_current, "the highest current"), *used(arm, where, CONTACT, PULSE, RATE, TIMES))
            yield Flag(
                where,
                f"monophasic pulses of {plain(current)} mA{whose(arm, where, *(place for place, _ in also))} leave a net "
                f"direct current of {shown(density, NET_DC_MA_CM2)} mA/cm² on "
                f"{plain(area)} mm²; a manufacturer's guidance is {NET_DC_MA_CM2} mA/cm²",
                ""
                if study.is_record
                else f"a symmetric waveform, {less_current(arm, current * NET_DC_MA_CM2 / density)}, a contact of at "
                f"least {at_least(area * density / NET_DC_MA_CM2)} mm², or write charge_balance",
                also,
            )


@rule(
    "ELE010",
    Severity.NOTE,
    cite("xbody-newave", "clause 201.12.4.104: 50 mA r.m.s. at 500 Ω"),
    cite("sist60601-2-10", "scope"),
)
def rms_current_above_quoted_value(study: Study) -> Results:
    """The r.m.s. current in the on-time is above 50 mA, which a manual quotes from the standard.

    The number was read in one manual of a muscle stimulator, which names the clause (201.12.4.104) and its load of
    500 Ω, but not the frequencies for which it holds; the standard itself was not read. So it is for information, and no
    limit here. Pulses of taVNS stay far below it: a value near it is most often a mistake in current or pulse width.
    Counted at the highest current that the file allows, in the on-time and not over the pauses; where the waveform is not
    said, with two phases.

    Fix: check current, pulse width, frequency and their units.

    Waive: the settings are meant, and the standard's clause was read.
    """
    for arm in study.once(study.with_current(), *CURRENT, *PULSE, *RATE):
        rms = most(arm, limited(arm).rms_on, PULSE, RATE)
        if isinstance(rms, Skip):
            yield rms
        elif above(rms, RMS_MA):
            current, where = current_at(arm)
            also = used(arm, where, PULSE, RATE)
            yield Flag(
                where,
                f"{plain(current)} mA{whose(arm, where, *(place for place, _ in also))} make an r.m.s. current of "
                f"{shown(rms, RMS_MA)} mA in the on-time; a maker's manual quotes {RMS_MA} mA at {LOAD_OHM} Ω from "
                f"IEC 60601-2-10, and does not say for which frequencies{assumed(arm)}",
                "check current, pulse width, frequency and their units",
                also,
            )
