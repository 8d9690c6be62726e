"""One pulse to scale: its phases, the gap between them, and the band its current may lie in."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from protocols.dose.factors import current_of
from protocols.dose.formulas import Interval, Missing, Value, combine, product
from protocols.dose.pulses import phase_us, recovery_ratio
from protocols.drawing.axis import Axis, dimension, drawable, scale_line
from protocols.drawing.colours import RULE
from protocols.drawing.phases import HIGH, Canvas, break_of, longest, next_pulse, open_phase, phase
from protocols.drawing.roles import colour
from protocols.drawing.sheet import LEFT, OPEN, RIGHT, Sheet, flat, no_current
from protocols.drawing.svg import SMALL, line, text
from protocols.drawing.words import name_of, quantity
from protocols.model import Arm
from protocols.model.quantity import DIGITS, number

ALIKE: Final = ("biphasic", "biphasic_symmetric")
WAVEFORMS: Final[dict[str | None, str]] = {
    "monophasic": "Monophasic: one phase a pulse.",
    "monophasic_alternating": "Monophasic, alternating: one phase a pulse, in turn in one direction and in the other.",
    "biphasic_symmetric": "Biphasic, symmetric: the second phase mirrors the first.",
    "biphasic": "Biphasic: a second phase in the other direction.",
    "biphasic_asymmetric": "Biphasic, asymmetric: a second phase that does not mirror the first.",
    None: "",
}
UNSAID_WAVEFORMS: Final[dict[str | None, str]] = {
    "biphasic": "whether the phases mirror each other (the second is drawn dashed, and counted in the dose, like the first)",
    "biphasic_asymmetric": "how long and how strong the second phase is",
    None: "the waveform, so that it is open whether a second phase follows (stimulation.waveform)",
}
SHAPES: Final[dict[str | None, str]] = {
    "rectangular": "The phase is rectangular.",
    "half_sine": "The phase has the shape of half a sine.",
    "triangular": "The phase is triangular.",
    "exponential": "The phase is exponential.",
    None: "",
}
UNSAID_SHAPES: Final[dict[str | None, str]] = {
    "exponential": "how fast the exponential falls (the dashed curve is one of many)",
    None: "the shape (drawn dashed, and counted in the dose, as rectangular; stimulation.pulse_shape)",
}


BELOW: Final[dict[str | None, float]] = {"monophasic": 0.0, "biphasic_asymmetric": 24.0, None: 24.0}
"""The room below the zero line; where nothing is said here, as above it."""


class Scale(NamedTuple):
    """What a panel stands for: its width in µs, its height in mA or V. Arms drawn to one scale compare."""

    us: float
    ma: float
    v: float = 1.0


class Pulse(NamedTuple):
    """What is known of an arm's pulse: phase and gap in µs, peak in its unit, each an interval or what is missing.

    second: how strong the second phase of an asymmetric pulse is over the first; None where that is not said.
    """

    phase: Value
    gap: Interval | None
    peak: Value
    unit: str
    waveform: str | None
    second: float | None = None

    @property
    def phases(self) -> int:
        """The phases that are drawn."""
        return 2 if self.waveform in ALIKE or self.second is not None else 1

    @property
    def most_us(self) -> float:
        """How long the pulse is drawn at most, µs."""
        pause = longest(self.gap) if self.gap and self.phases == 2 else 0.0
        return self.phases * longest(self.phase) + pause


def pulse_of(arm: Arm) -> Pulse:
    """Return what is known of an arm's pulse."""
    said, current, volts = arm.stimulation, current_of(arm), arm.intensity.voltage_v
    in_volts = isinstance(current, Missing) and volts is not None
    gap = None if said.inter_phase_gap_us is None else Interval.of(said.inter_phase_gap_us)
    peak = Interval.of(volts) if in_volts else current
    unit = "V" if in_volts else "mA"
    return Pulse(phase_us(arm), gap, peak, unit, said.waveform, recovery_ratio(arm))


def scale_of(arms: Iterable[Arm]) -> Scale:
    """Return the scale on which all these arms' pulses fit."""
    pulses = [pulse_of(arm) for arm in arms if arm.delivers_current]
    fitting = [one for one in pulses if drawable(one.most_us, longest(one.peak))]
    room = [one.most_us * (2.8 if one.waveform == "monophasic_alternating" else 1.5) for one in fitting]
    return Scale(
        max(room, default=0.0) or 1.0, max((longest(one.peak) for one in fitting), default=0.0) or 1.0
    )


def pulse(arm: Arm, prefix: str = "pulse", scale: Scale | None = None) -> str:
    """Return one pulse of an arm as SVG, to a scale of its own or to one that other arms share.

    Where the width of a phase is a range, the pulse is drawn at its longest, and hatched where it may be shorter.
    """
    sheet, one = Sheet(prefix, f"{name_of(arm)}: one pulse", arm.role), pulse_of(arm)
    if not arm.delivers_current:
        flat(sheet, no_current(arm))
    elif isinstance(one.phase, Missing):
        sheet.say(f"Cannot be drawn: {one.phase.reason}.", *_peak(one))
        sheet.lack(*_unsaid_peak(one))
    elif not longest(one.phase) or not drawable(one.most_us, longest(one.peak)):
        sheet.say(f"Cannot be drawn to scale: {quantity(one.phase, 'µs')} each phase.", *_peak(one))
    else:
        _draw(sheet, arm, one, scale or scale_of([arm]))
        sheet.say(*_in_words(arm, one))
        sheet.lack(*_unsaid_peak(one), *_unsaid(arm, one))
    return sheet.done()


def _draw(sheet: Sheet, arm: Arm, one: Pulse, scale: Scale) -> None:
    axis = Axis(-0.06 * scale.us, scale.us, LEFT, RIGHT)
    per_unit = HIGH / (scale.ma if one.unit == "mA" else scale.v)
    canvas = Canvas(axis, sheet.down + 12 + HIGH, per_unit, colour(arm.role), sheet.range_fill)
    zero, width = canvas.zero, longest(one.phase)
    gap = longest(one.gap) if one.gap else 0.0
    sheet.add(*_levels(one, canvas), line(LEFT, zero, axis.at(0), zero, stroke_width=1.6))
    shape, open_shape = arm.stimulation.pulse_shape, arm.stimulation.pulse_shape in (None, "exponential")
    sheet.add(*phase(canvas, shape, (0.0, one.phase, one.peak), 1, dashed=open_shape))
    end = one.most_us
    if one.phases == 2:
        dashed = open_shape or one.waveform == "biphasic"
        peak = one.peak if one.second is None else combine(product, one.peak, Interval.of(one.second))
        sheet.add(*phase(canvas, shape, (width + gap, one.phase, peak), -1, dashed=dashed))
        sheet.add(line(axis.at(width), zero, axis.at(width + gap), zero, stroke_width=1.6, data_part="gap"))
    elif one.waveform in ("biphasic_asymmetric", None):
        end += width * 0.5
        sheet.add(*open_phase(canvas, width, end))
    sheet.add(line(axis.at(end), zero, RIGHT, zero, stroke_width=1.6))
    cut = break_of(axis, one.phase) if one.waveform == "monophasic_alternating" else None
    if cut is not None:
        sheet.add(*next_pulse(canvas, shape, one.phase, one.peak, cut))
    sheet.down = zero + 10 + (HIGH if one.second is not None else BELOW.get(one.waveform, HIGH))
    for start, stop, words in _dimensions(one):
        sheet.down += 18
        sheet.add(dimension(axis.at(start), axis.at(stop), sheet.down, words, room=(LEFT, RIGHT)))
    end = axis.right if cut is None else cut - 8
    upto = (end - axis.left) / (axis.right - axis.left) * (axis.high - axis.low) + axis.low
    sheet.add(scale_line(Axis(axis.low, upto, axis.left, end), sheet.down + 24, "µs", from_=0.0))
    sheet.down += 46


def _levels(one: Pulse, canvas: Canvas) -> Iterator[Element]:
    yield text(LEFT - 8, canvas.zero + 4, f"0 {one.unit}", size=SMALL, anchor="end")
    if isinstance(one.peak, Missing):
        return
    taken = canvas.zero
    for value in dict.fromkeys((one.peak.min, one.peak.nominal, one.peak.max)):
        if value:
            y = canvas.zero - canvas.tall(value)
            yield line(LEFT - 3, y, RIGHT, y, stroke=RULE, stroke_dasharray="1 4")
            if y <= taken - 13:
                yield text(
                    LEFT - 8, y + 4, quantity(value, one.unit, digits=DIGITS), size=SMALL, anchor="end"
                )
                taken = y


def _dimensions(one: Pulse) -> Iterator[tuple[float, float, str]]:
    """Yield from where to where, in µs, something is, and its words."""
    width, gap = longest(one.phase), longest(one.gap) if one.gap else 0.0
    yield 0.0, width, f"phase {quantity(one.phase, 'µs', digits=DIGITS)}"
    if one.phases == 2:
        if one.gap and gap:
            yield width, width + gap, f"gap {quantity(one.gap, 'µs')}"
        words = f"second phase {quantity(one.phase, 'µs', digits=DIGITS)}"
        yield width + gap, 2 * width + gap, words


def _in_words(arm: Arm, one: Pulse) -> Iterator[str]:
    said = arm.stimulation
    each = "Each phase" if one.phases == 2 else "Phase"
    yield f"{each}: {quantity(one.phase, 'µs', digits=DIGITS)}."
    if said.pulse_width_covers == "whole_pulse" and said.pulse_width_us is not None and one.phases == 2:
        whole = quantity(Interval.of(said.pulse_width_us), "µs")
        yield f"It is what the written width of the whole pulse, {whole}, leaves for a phase."
    yield from _peak(one)
    if one.phases == 2 and one.gap is not None:
        at_longest = "" if one.gap.min == one.gap.max else " (drawn at its longest)"
        yield f"Gap between the phases: {quantity(one.gap, 'µs')}{at_longest}."
    if one.second is not None:
        yield f"Second phase: {number(one.second)} of the amplitude of the first."
    yield from (words for words in (WAVEFORMS[said.waveform], SHAPES[said.pulse_shape]) if words)
    ranges = [
        value for value in (one.phase, one.peak) if isinstance(value, Interval) and value.min != value.max
    ]
    if ranges and all(isinstance(value, Interval) and value.min for value in (one.phase, one.peak)):
        yield "Filled: at least so long and so strong."
    if ranges and isinstance(one.peak, Interval):
        yield "Hatched: how long and how strong it may be."
    if isinstance(one.peak, Missing) and ranges and isinstance(one.phase, Interval) and one.phase.min:
        yield "The inner dashed line: a phase at its shortest."
    if any(value.max is None for value in ranges):
        yield OPEN


def _unsaid(arm: Arm, one: Pulse) -> Iterator[str]:
    said = arm.stimulation
    if said.waveform in UNSAID_WAVEFORMS and one.second is None:
        yield UNSAID_WAVEFORMS[said.waveform]
    if one.phases == 2 and one.gap is None:
        yield "the gap between the phases (drawn, and counted in the dose, as none)"
    if said.pulse_shape in UNSAID_SHAPES:
        yield UNSAID_SHAPES[said.pulse_shape]


def _peak(one: Pulse) -> Iterator[str]:
    if isinstance(one.peak, Interval):
        what = "Current" if one.unit == "mA" else "Voltage"
        yield f"{what} at the peak: {quantity(one.peak, one.unit, digits=DIGITS)}."


def _unsaid_peak(one: Pulse) -> Iterator[str]:
    if isinstance(one.peak, Missing):
        yield f"how strong it is, so that its height is no measure ({one.peak.reason})"
