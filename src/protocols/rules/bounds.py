"""What rules on time share: which end of a range decides, and what a time has to fit into."""

from fractions import Fraction
from typing import Final, NamedTuple

from protocols.document.document import Path
from protocols.findings.rule import Skip
from protocols.lib.units import exact, plain
from protocols.model import Arm, Range, high, low
from protocols.model.course import MINUTES_PER_DAY
from protocols.model.derived import derived

Quantity = float | Range | None

WHOLE_DAY: Final = Fraction(MINUTES_PER_DAY * 60)
"""Seconds of a day."""

SESSION: Final = ("schedule", "session_min")
DAILY: Final = ("schedule", "daily_min")
ON: Final = ("stimulation", "on_s")
TRAIN: Final = ("stimulation", "gating", "train_s")
DUTY: Final = ("stimulation", "duty_cycle")
TIMES_ON: Final = (ON, TRAIN, DUTY, ("stimulation", "pattern"), SESSION)
"""Keys that say for how long current flows without a pause."""


def longest(quantity: Quantity) -> float | None:
    """Return the highest value; where that end is not written, the lowest, which it is at least."""
    most = high(quantity)
    return low(quantity) if most is None else most


def shortest(quantity: Quantity) -> float | None:
    """Return the lowest value; where that end is not written, the highest, which it is at most."""
    least = low(quantity)
    return high(quantity) if least is None else least


class Time(NamedTuple):
    """A time that others have to fit into: its length at the shorter end, s; as it is written, min; where; its name and words."""

    seconds: Fraction
    minutes: float = MINUTES_PER_DAY
    at: Path | None = None
    name: str = ""
    form: str = "a day"

    @property
    def words(self) -> str:
        """The time in words, made where a finding says them."""
        return self.form.format(plain(self.minutes))

    @property
    def places(self) -> tuple[tuple[Path, str], ...]:
        """The line to show beside a finding, where there is one."""
        return () if self.at is None else ((self.at, self.name),)


@derived
def session_of(arm: Arm) -> Time:
    """Return the session; where its length is not written, the stimulation of a day, else the day itself."""
    plan = arm.schedule
    session, daily = shortest(plan.session_min), shortest(plan.daily_min)
    if session is not None:
        at = arm.at(*SESSION)
        return Time(exact(session) * 60, session, at, "the session", "the session of {} min")
    if daily is not None:
        at = arm.at(*DAILY)
        return Time(exact(daily) * 60, daily, at, "minutes a day", "the {} min of stimulation a day")
    return Time(WHOLE_DAY)


def session_lacking(arm: Arm) -> Skip | None:
    """Return which key is lacking to hold a time against the session at its shorter end; None where none is."""
    session = arm.schedule.session_min
    if session is None:
        return Skip(arm.at(*SESSION), "needs schedule.session_min")
    return (
        Skip(arm.at(*SESSION), "needs schedule.session_min, with its lower end")
        if low(session) is None
        else None
    )


def on_time_of(arm: Arm) -> tuple[Quantity, Path, str]:
    """Return for how long current flows without a pause, in seconds, where that is written, and what it is called.

    Gated by a signal, that is the train; of a sham that ramps up and then stops, also its share of the session; in
    continuous stimulation, which has no pauses, it is nothing.
    """
    said = arm.stimulation
    gated = said.gating is not None and said.pattern in (None, "gated")
    if gated and said.gating is not None and said.gating.train_s is not None:
        return said.gating.train_s, arm.at(*TRAIN), "train"
    if said.pattern == "continuous":
        return None, arm.at(*ON), "on-time"
    session, duty = arm.schedule.session_min, said.duty_cycle
    if arm.written.sham_method == "ramp_then_off" and said.on_s is None and duty and session is not None:
        ends = (None if end is None else end * 60 * duty for end in (low(session), high(session)))
        return Range(*ends), arm.at(*DUTY), "on-time"
    return said.on_s, arm.at(*ON), "on-time"
