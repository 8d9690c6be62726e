"""TIM, fourth part: the currents of an arm beside its own minimum, cap and step."""

from typing import Final

from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.lib.units import exact, plain
from protocols.model import Arm, Study, high, low

INTENSITY: Final = ("stimulation", "intensity")


@rule("TIM009", Severity.ERROR, silences=("TIM011",), if_written=("min_ma", "max_ma"))
def current_outside_its_own_limits(study: Study) -> Results:
    """A current lies outside the limits the file itself sets.

    `current_ma` and `start_ma` between `min_ma` and `max_ma`; `min_ma` and `offset_ma` not above `max_ma`. The first
    `step_ma` from where the titration starts does not pass `max_ma`. A start at 0 is a start without current.

    Fix: correct the limit or the current.
    """
    for arm in study.once(study.stimulated(), INTENSITY):
        said = arm.intensity
        ends = low(said.current_ma), high(said.current_ma)
        highest, lowest = (
            (ends[1] if ends[1] is not None else ends[0]),
            (ends[0] if ends[0] is not None else ends[1]),
        )
        pairs = [
            ("current_ma", highest, "max_ma", said.max_ma),
            ("start_ma", said.start_ma, "max_ma", said.max_ma),
            ("min_ma", said.min_ma, "max_ma", said.max_ma),
            ("offset_ma", said.offset_ma, "max_ma", said.max_ma),
            ("current_ma", said.min_ma, "min_ma", lowest),
            (
                "start_ma",
                said.min_ma,
                "min_ma",
                said.start_ma or None,
            ),  # to start at 0 is to start without current
        ]
        for key, value, limit, bound in pairs:
            if value is None or bound is None or value <= bound:
                continue
            current, at_limit = (value, bound) if limit == "max_ma" else (bound, value)
            word = "above the cap" if limit == "max_ma" else "below the minimum"
            yield Flag(
                arm.at(*INTENSITY, key),
                f"{key} of {plain(current)} mA is {word} of {plain(at_limit)} mA",
                "correct the limit or the current",
                ((arm.at(*INTENSITY, limit), limit),),
            )
        yield from _first_step(arm)


def _first_step(arm: Arm) -> Results:
    """Flag a step that passes the cap from where titration starts: `start_ma`, else 0."""
    said, start = arm.intensity, arm.intensity.start_ma or 0.0
    if said.step_ma is None or said.max_ma is None or start >= said.max_ma:
        return
    if exact(start) + exact(said.step_ma) > exact(said.max_ma):
        from_ = f" from {plain(start)} mA" if start else ""
        at_start = ((arm.at(*INTENSITY, "start_ma"), "start_ma"),) if start else ()
        yield Flag(
            arm.at(*INTENSITY, "step_ma"),
            f"the first step of {plain(said.step_ma)} mA{from_} passes the cap of {plain(said.max_ma)} mA",
            "choose a smaller step, or correct the cap",
            ((arm.at(*INTENSITY, "max_ma"), "max_ma"), *at_start),
        )


@rule("TIM011", Severity.WARNING, if_written=("step_ma",))
def steps_do_not_reach_the_cap(study: Study) -> Results:
    """`step_ma` does not lead from `min_ma` to `max_ma` in whole steps.

    Fix: choose a step that divides the distance, or a cap that is reached.
    """
    for arm in study.once(study.stimulated(), INTENSITY):
        step, lowest, cap = arm.intensity.step_ma, arm.intensity.min_ma, arm.intensity.max_ma
        if step is None or lowest is None or cap is None or cap < lowest:
            continue
        steps = (exact(cap) - exact(lowest)) / exact(step)
        if steps.denominator != 1:
            last = float(exact(lowest) + int(steps) * exact(step))
            yield Flag(
                arm.at(*INTENSITY, "step_ma"),
                f"steps of {plain(step)} mA from {plain(lowest)} mA reach {plain(last)} mA, not the cap of {plain(cap)} mA",
                f"a cap of {plain(last)} mA would be reached" if last > lowest else "choose a smaller step",
                ((arm.at(*INTENSITY, "min_ma"), "from here"), (arm.at(*INTENSITY, "max_ma"), "to here")),
            )
