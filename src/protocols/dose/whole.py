"""What an arm gets in all its periods together: sessions, pulses and charge of the whole course."""

from typing import Final

from protocols.dose.electrical import Metric, dose
from protocols.dose.formulas import NOTHING, Interval, Value, combine
from protocols.model import Arm

OF_A_COURSE: Final = ("sessions", "pulses_per_course", "charge_per_course")
"""The quantities that add up over periods. Those of a pulse, a train or a session do not."""


def whole_course(arm: Arm, channel: str = "") -> dict[str, Metric]:
    """Return the quantities of an arm's whole course, by key: the sums over its periods.

    channel: of this one alone, for channels are not added up; a period that has no such channel adds nothing to it. Sessions without current count as sessions. A period that not all of the arm enter (`who`) makes an interval, from
    without it to with it. Where a period says too little, the sum does as well.
    """
    parts = [one for part in arm.parts if part.stimulated for one in part.at_once if one.channel == channel]
    each = [dose(part) for part in parts]
    return {key: _sum(key, parts, each) for key in OF_A_COURSE} if parts else {}


def channels_of_course(arm: Arm) -> dict[str, str]:
    """Return the channels that an arm has in any of its periods, with their names for readers; "" for a period without."""
    return {one.channel: one.channel_called for part in arm.parts if part.stimulated for one in part.at_once}


def _sum(key: str, parts: list[Arm], each: list[dict[str, Metric]]) -> Metric:
    total: Value = NOTHING
    for part, found in zip(parts, each, strict=True):
        total = combine(_plus, total, _perhaps(part, found[key].value))
    return each[0][key]._replace(value=total)


def _plus(one: float, other: float) -> float:
    return one + other


def _perhaps(part: Arm, value: Value) -> Value:
    """Return what a period adds: of one that not all enter, from nothing to all of it."""
    if part.who is None or not isinstance(value, Interval):
        return value
    return Interval(0.0, None, value.max)
