"""What one pulse of an arm is made of: its phases, how long each lasts, and how strong the second is."""

from protocols.dose.formulas import Interval, Missing, Value, combine, needs
from protocols.lib.units import exact
from protocols.model import Arm
from protocols.model.derived import derived

UNLIKE = (None, "biphasic_asymmetric")
"""Waveforms that leave open how strong the second phase is, or whether there is one."""


def recovery_ratio(arm: Arm) -> float | None:
    """Return the amplitude of an asymmetric pulse's second phase over the first; None where it is not said."""
    said = arm.stimulation
    return said.recovery_ratio if said.waveform == "biphasic_asymmetric" else None


def phases_of(arm: Arm) -> Interval:
    """Return the phases of a pulse: 1 when monophasic, else 2 that are alike.

    Asymmetric or not said: between 1 and 2, as the second phase is at most as strong as the first. With a recovery ratio
    both phases are equally long, and 2.
    """
    waveform = arm.stimulation.waveform
    if waveform in UNLIKE and recovery_ratio(arm) is None:
        return Interval(1.0, None, 2.0)
    return Interval.of(1.0 if str(waveform).startswith("monophasic") else 2.0)


def charged_phases(arm: Arm) -> Interval:
    """Return how many first phases carry the charge of all: 1 + r, of phases as strong as 1 to r."""
    ratio = recovery_ratio(arm)
    return phases_of(arm) if ratio is None else Interval.of(float(1 + exact(ratio)))


def heating_phases(arm: Arm) -> Interval:
    """Return how many first phases have the energy of all, into a resistance: 1 + r², of phases as strong as 1 to r."""
    ratio = recovery_ratio(arm)
    return phases_of(arm) if ratio is None else Interval.of(float(1 + exact(ratio) ** 2))


def unrecovered(arm: Arm) -> Interval | None:
    """Return the share of the first phase's charge that an asymmetric pulse leaves, 1 - r; None where it is not known."""
    ratio = recovery_ratio(arm)
    return None if ratio is None else Interval.of(float(1 - exact(ratio)))


@derived  # four quantities of an arm are made from it
def phase_us(arm: Arm) -> Value:
    """Return the duration of one phase, µs: as written, else (whole pulse - gap) / phases, a gap not said being none.

    A tolerance of the width makes it an interval.
    """
    said = arm.stimulation
    if said.pulse_width_us is None:
        return needs("stimulation.pulse_width_us")
    width = _with_tolerance(Interval.of(said.pulse_width_us), said.pulse_width_tolerance_percent)
    if said.pulse_width_covers != "whole_pulse" or str(said.waveform).startswith("monophasic"):
        return width
    if said.waveform is None:
        return needs("stimulation.waveform", "the width is of the whole pulse")
    if said.waveform == "biphasic_asymmetric" and said.recovery_ratio is None:
        return Missing(
            "needs the width of one phase: the two phases of the whole pulse differ",
            ("stimulation", "pulse_width_us"),
        )
    gap = Interval.of(said.inter_phase_gap_us if said.inter_phase_gap_us is not None else 0.0)
    if width.min is not None and gap.max is not None and gap.max >= width.min:
        return Missing("the gap leaves no time for the phases", ("stimulation", "inter_phase_gap_us"))
    return combine(lambda whole, pause: (whole - pause) / 2, width, gap, falling=1)


def _with_tolerance(width: Interval, percent: float | None) -> Interval:
    """Return a width with what it may be off by; one number stays the nominal one."""
    if not percent:
        return width
    off = percent / 100
    least = None if width.min is None else width.min * max(0.0, 1 - off)
    return Interval(least, width.nominal, None if width.max is None else width.max * (1 + off))
