"""How strong an arm is beside another one: by its targets, its percent of a threshold, its currents and its cap."""

from enum import IntEnum

from protocols.lib.units import plain
from protocols.model import Arm, Range, high, low
from protocols.model.quantity import show

AT_THRESHOLD = 100
"""Percent of a threshold at which it is reached."""
FELT_TARGETS = frozenset(
    {"above_sensory_threshold", "discomfort_threshold", "pain_threshold", "maximum_tolerated"}
)
SHARES = ("percent_of_sensory_threshold", "percent_of_discomfort_threshold")


class Level(IntEnum):
    """Where an intensity lies beside the sensory threshold: the lower, the weaker."""

    BELOW = 0
    AT = 1
    ABOVE = 2


def level(arm: Arm) -> Level | None:
    """Return where the intensity of an arm lies beside the sensory threshold; None where the file leaves it open."""
    percent, targets = arm.intensity.percent, set(arm.intensity.target or ())
    if targets & FELT_TARGETS:
        return Level.ABOVE
    if "sensory_threshold" in targets:
        return Level.AT
    if "below_sensory_threshold" in targets:
        return Level.BELOW
    if percent is None or targets.isdisjoint(SHARES):
        return None
    if "percent_of_sensory_threshold" in targets and percent <= AT_THRESHOLD:
        return Level.AT if percent == AT_THRESHOLD else Level.BELOW
    return Level.ABOVE if percent >= AT_THRESHOLD else None


def aim(arm: Arm) -> tuple[str, str]:
    """Return the key that says what the intensity of an arm aims at, and what it says."""
    percent, targets = arm.intensity.percent, arm.intensity.target or ()
    share = next((target for target in targets if target in SHARES), None)
    if share is None or percent is None:
        return "target", f"its target is {' and '.join(targets)}"
    threshold = share.removeprefix("percent_of_").replace("_", " ")
    return "percent", f"its current is {plain(percent)} % of the {threshold}"


def not_weaker(arm: Arm, other: Arm) -> tuple[str, str] | None:
    """Return the key and the words that say that an arm is not weaker than another one; None where it is, or may be."""
    return next((found for found in (_by_current(arm, other), _by_aim(arm, other)) if found), None)


def _by_current(arm: Arm, other: Arm) -> tuple[str, str] | None:
    mine, theirs = arm.intensity, other.intensity
    for key, unit in (("current_ma", "mA"), ("voltage_v", "V")):
        one, two = getattr(mine, key), getattr(theirs, key)
        if one is not None and two is not None and _reaches(one, two):
            return key, f"it has {show(one, unit)}, {other.name} {show(two, unit)}"
    least, cap = low(mine.current_ma), theirs.max_ma
    if theirs.current_ma is None and least is not None and cap is not None and least >= cap:
        return (
            "current_ma",
            f"it has {show(mine.current_ma or 0, 'mA')}, and the cap of {other.name} is {plain(cap)} mA",
        )
    return None


def _reaches(one: float | Range, two: float | Range) -> bool:
    """Say whether the highest of one is above the highest of the other, or as high with nothing lower below it."""
    top, bound = high(one), high(two)
    if top is None or bound is None or top < bound:
        return False
    least, lowest = low(one), low(two)
    return top > bound or least is None or lowest is None or least >= lowest


def _by_aim(arm: Arm, other: Arm) -> tuple[str, str] | None:
    """Compare what two arms aim at; of one aim the percents, and of one percent the caps."""
    mine, theirs = arm.intensity, other.intensity
    if mine.current_ma is not None or mine.voltage_v is not None or not mine.target or not theirs.target:
        return None
    lower, upper = level(arm), level(other)
    if lower is not None and upper is not None and lower != upper:
        key, words = aim(arm)
        return (
            (key, f"{words}, and that of {other.name} is {' and '.join(theirs.target)}")
            if lower > upper
            else None
        )
    if mine.target != theirs.target or mine.offset_ma != theirs.offset_ma:
        return None
    for key, name, unit in (("percent", "percent", "%"), ("max_ma", "cap", "mA")):
        one, two = getattr(mine, key), getattr(theirs, key)
        if one is not None and two is not None and one != two:
            words = f"its {name} is {plain(one)} {unit}, that of {other.name} {plain(two)} {unit}"
            return (key, words) if one > two else None
    return "target", f"it aims at what {other.name} aims at"
