"""The times within a session, as far as they are said."""

from typing import NamedTuple

from protocols.dose.factors import gating_duty
from protocols.dose.formulas import Interval, Missing
from protocols.drawing.phases import longest
from protocols.model import Arm


class Times(NamedTuple):
    """What is said of the times in a session: on, off and ramp in s, session and day in min. None: not said."""

    on: Interval | None
    off: Interval | None
    ramp: Interval | None
    session: Interval | None
    day: Interval | None

    @property
    def cycle_s(self) -> float:
        """How long the first line is drawn: a cycle, an on-time, or the rise at the start and as much again."""
        if self.on:
            return longest(self.on) + (longest(self.off) if self.off else 0.0)
        return longest(self.ramp) * 2.5 if self.ramp else 0.0

    @property
    def length_min(self) -> float:
        """How long the second line is drawn: the session, else the minutes of a day."""
        return longest(self.session or self.day or Interval(0.0, 0.0, 0.0))


def times_of(arm: Arm) -> Times:
    """Return the times in an arm's session."""
    said, plan = arm.stimulation, arm.schedule
    gated = said.pattern == "gated" and said.gating is not None and said.on_s is None
    on = said.gating.train_s if gated and said.gating is not None else said.on_s
    if said.pattern == "continuous" or cut_short(arm):
        on = None
    written = (on, None if gated else said.off_s, said.ramp_s, plan.session_min, plan.daily_min)
    return Times(*(None if value is None else Interval.of(value) for value in written))


def cut_short(arm: Arm) -> bool:
    """Say whether current stops after the ramp of a sham, for which time is not said."""
    return arm.written.sham_method == "ramp_then_off" and isinstance(gating_duty(arm), Missing)
