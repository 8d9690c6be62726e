"""TIM: arithmetic inside the file, first part: the pulse and the time it has."""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.units import EXACT, FAR, exact, plain
from protocols.model import Arm, Range, Study, high, low
from protocols.model.paths import dotted
from protocols.model.quantity import counted
from protocols.rules.bounds import Quantity, longest, shortest

MICROSECONDS: Final = 10**6
"""Of a second."""


@rule("TIM001", Severity.ERROR)
def pulse_longer_than_its_period(study: Study) -> Results:
    """The pulse, with all its phases and gaps, does not fit into the time from one pulse to the next.

    At the highest frequency and the longest pulse that the file allows. Two phases for a biphasic waveform, one
    where the waveform is monophasic or not said. In a burst the period is that of the pulse rate within the burst,
    and the burst itself has to fit between two bursts.

    Fix: shorten the pulse, lower the frequency, or check both units.
    """
    width = ("stimulation", "pulse_width_us")
    keys = ("frequency_hz", "alternating_hz", "burst", "waveform", "inter_phase_gap_us", "pulse_width_covers")
    for arm in study.once(study.stimulated(), width, *(("stimulation", key) for key in keys)):
        (length, _), (rate, rate_at) = _pulse_us(arm, longest), _fastest(arm, longest)
        if length is not None and rate and _is_longer(length, rate):
            period = plain(round(1e6 / rate, 1))
            yield Flag(
                arm.at(*width),
                f"a pulse of {plain(float(length))} µs{_made_of(arm)} is longer than its period of {period} µs at {plain(rate)} Hz",
                "shorten the pulse, lower the frequency, or check both units",
                ((rate_at, f"a pulse every {period} µs"), *_pulse_parts(arm)),
                arm=arm.name,
            )
            continue
        # Numbers have no other end. What could not be read is asked for as ever, so that the same is said of it.
        if study.unread or length is None or rate is None or _has_ranges(arm):
            length, lacks = _pulse_us(arm, high)
            if length is None:
                yield Skip(arm.at(*width), f"needs stimulation.{lacks}, with its upper end")
            elif _fastest(arm, high)[0] is None:
                key = dotted(rate_at[rate_at.index("stimulation") :])
                yield Skip(rate_at, f"needs {key}, with its upper end")
        yield from _burst_fits(arm)


def _has_ranges(arm: Arm) -> bool:
    """Say whether a number that a pulse is held against its period by is a range, which may lack an end."""
    said, burst = arm.stimulation, arm.stimulation.burst
    rates = (*said.frequencies, burst and burst.pulse_rate_hz)
    return any(isinstance(one, Range) for one in (said.pulse_width_us, said.inter_phase_gap_us, *rates))


def _burst_fits(arm: Arm) -> Results:
    burst = arm.stimulation.burst
    if burst is None:
        return
    bursts_a_second, at = _most_trains(arm, longest)
    if not burst.pulses or burst.pulse_rate_hz is None:
        return
    slowest = shortest(burst.pulse_rate_hz)
    if (
        slowest is not None
        and bursts_a_second is not None
        and exact(bursts_a_second) * burst.pulses > exact(slowest)
    ):
        yield Flag(
            arm.at("stimulation", "burst"),
            f"a burst of {counted(burst.pulses, 'pulse')} at {plain(slowest)} Hz is longer than the time from burst to burst at "
            f"{plain(bursts_a_second)} Hz",
            "fewer pulses in a burst, or fewer bursts a second",
            ((at, "bursts a second"),),
            arm=arm.name,
        )
    elif low(burst.pulse_rate_hz) is None or _most_trains(arm, high)[0] is None:
        lacks = ("burst", "pulse_rate_hz") if low(burst.pulse_rate_hz) is None else ("frequency_hz",)
        yield Skip(
            arm.at("stimulation", *lacks), f"needs stimulation.{'.'.join(lacks)}, with both ends of a range"
        )


def _is_longer(length_us: Fraction | float, rate_hz: float) -> bool:
    """Say whether a pulse is longer than its period; exactly, where floats are too near to tell."""
    if isinstance(length_us, float) and abs(excess := length_us * rate_hz / MICROSECONDS - 1) > FAR:
        return excess > 0
    return Fraction(length_us) * exact(rate_hz) > MICROSECONDS


End = Callable[[Quantity], float | None]
"""Which end of a range is taken: the highest, or where that is not written, the one that is."""


def _pulse_us(arm: Arm, end: End) -> tuple[Fraction | float | None, str]:
    """Return the length of the longest pulse; or None and the key that is lacking."""
    said = arm.stimulation
    width, gap = end(said.pulse_width_us), end(said.inter_phase_gap_us)
    if width is None:
        return None, "pulse_width_us"
    if _is_of_one_part(arm):
        return _sum(width), ""
    if said.inter_phase_gap_us is not None and gap is None:
        return None, "inter_phase_gap_us"
    return _sum(width, width, gap or 0), ""


def _is_of_one_part(arm: Arm) -> bool:
    """Say whether the pulse is as long as its width: a single phase, or the width of the whole."""
    said = arm.stimulation
    return said.pulse_width_covers == "whole_pulse" or not (said.waveform or "").startswith("biphasic")


def _made_of(arm: Arm) -> str:
    """Say how the longest pulse is made up; "" where it is its width."""
    width, gap = longest(arm.stimulation.pulse_width_us), longest(arm.stimulation.inter_phase_gap_us)
    if _is_of_one_part(arm) or width is None:
        return ""
    between = f" and a gap of {plain(gap)} µs" if gap else ""
    return f" (2 phases of {plain(width)} µs{between})"


def _sum(*parts: float) -> Fraction | float:
    """Return a sum of numbers as they are written; of whole ones, as most are, without fractions."""
    whole = 0.0
    for part in parts:
        if not (-EXACT < part < EXACT and part == int(part)):
            return sum((exact(part) for part in parts), Fraction(0))
        whole += part
    return whole


def _pulse_parts(arm: Arm) -> list[tuple[Path, str]]:
    """Return the lines that make the pulse longer than its width."""
    said = arm.stimulation
    if _is_of_one_part(arm):
        return []
    gap = (
        [(arm.at("stimulation", "inter_phase_gap_us"), "the gap")]
        if said.inter_phase_gap_us is not None
        else []
    )
    return [(arm.at("stimulation", "waveform"), "two phases"), *gap]


def _fastest(arm: Arm, end: End) -> tuple[float | None, Path]:
    """Return the highest frequency of pulses and where it is written."""
    burst = arm.stimulation.burst
    if burst and burst.pulse_rate_hz is not None:
        return end(burst.pulse_rate_hz), arm.at("stimulation", "burst", "pulse_rate_hz")
    return _most_trains(arm, end)


def _most_trains(arm: Arm, end: End) -> tuple[float | None, Path]:
    """Return the highest frequency of pulses, or of bursts of them, and where it is written."""
    said = arm.stimulation
    ends = [hz for hz in map(end, said.frequencies) if hz is not None]
    key = "alternating_hz" if said.alternating_hz else "frequency_hz"
    return max(ends, default=None), arm.at("stimulation", key)


RATIO = ("stimulation", "recovery_ratio")


@rule("TIM040", Severity.ERROR, if_written=("recovery_ratio",))
def recovery_ratio_of_another_waveform(study: Study) -> Results:
    """A recovery ratio is written, but the waveform has no second phase of another strength.

    `recovery_ratio` says how strong the second phase of an asymmetric pulse is. A monophasic pulse has no second phase,
    and in a symmetric one it mirrors the first.

    Fix: write `waveform = "biphasic_asymmetric"`, or take `recovery_ratio` out.
    """
    waveform = ("stimulation", "waveform")
    for arm in study.once(study.stimulated(), RATIO, waveform):
        ratio, said = arm.stimulation.recovery_ratio, arm.stimulation.waveform
        if ratio is None or said == "biphasic_asymmetric":
            continue
        if said is None:
            yield Skip(arm.at(*waveform), "needs stimulation.waveform")
        elif said.startswith("monophasic") or ratio != 1:
            yield Flag(
                arm.at(*RATIO),
                f"a recovery ratio of {plain(ratio)} is of an asymmetric pulse, but the waveform is {said}",
                'write waveform = "biphasic_asymmetric", or take recovery_ratio out',
                ((arm.at(*waveform), "the waveform"),),
                arm=arm.name,
            )


@rule("TIM014", Severity.ERROR, if_written=("inter_phase_gap_us",))
def gap_leaves_no_time_for_the_phases(study: Study) -> Results:
    """The pulse width is that of the whole pulse, and the gap between its phases is as long or longer.

    At the shortest pulse and the longest gap that the file allows.

    Fix: correct one of the two, or write `pulse_width_covers = "phase"` where the width is that of one phase.
    """
    width, gap = ("stimulation", "pulse_width_us"), ("stimulation", "inter_phase_gap_us")
    more = (("stimulation", "pulse_width_covers"), ("stimulation", "waveform"))
    for arm in study.once(study.stimulated(), width, gap, *more):
        said = arm.stimulation
        biphasic = said.waveform is None or said.waveform.startswith("biphasic")
        if said.pulse_width_covers != "whole_pulse" or said.inter_phase_gap_us is None or not biphasic:
            continue
        whole, pause = low(said.pulse_width_us), high(said.inter_phase_gap_us)
        if whole is None or pause is None:
            lacks, end = (width, "lower") if whole is None else (gap, "upper")
            yield Skip(arm.at(*lacks), f"needs {'.'.join(lacks)}, with its {end} end")
        elif pause >= whole:
            yield Flag(
                arm.at(*gap),
                f"a gap of {plain(pause)} µs leaves no time for the phases of a whole pulse of {plain(whole)} µs",
                'correct one of the two, or write: pulse_width_covers = "phase"',
                ((arm.at(*width), "the whole pulse"),),
            )
