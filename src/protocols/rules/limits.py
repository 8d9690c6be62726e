"""What rules on electrical dose share: comparing with a limit, the places of the values used, and the words for them."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_UP

from protocols.document.document import Path
from protocols.dose.factors import highest_current
from protocols.dose.formulas import Interval, Missing, Value
from protocols.findings.rule import Skip
from protocols.lib.units import plain, to_three_digits
from protocols.model import Arm, Range, high, low

Keys = tuple[str, ...]
Words = dict[Keys, str]

AREA, IMPEDANCE = ("electrode", "contact_area_mm2"), ("electrode", "impedance_kohm")
# What the catalogue knows of a device stands for a limit that the file does not give.
MODEL = ("device", "model")
LIMIT_MA, LIMIT_V = ("device", "limits", "current_ma"), ("device", "limits", "max_voltage_v")
INTENSITY, WAVEFORM = ("stimulation", "intensity"), ("stimulation", "waveform")
GAP, OFF = ("stimulation", "inter_phase_gap_us"), ("stimulation", "off_s")

# Each key that a quantity is made from, and the word for it beside its line.
CURRENT: tuple[Keys, ...] = (INTENSITY, LIMIT_MA, MODEL)
CONTACT: Words = {AREA: "the smallest contact"}
PULSE: Words = {
    ("stimulation", "pulse_width_us"): "the pulse width",
    ("stimulation", "pulse_width_covers"): "what it covers",
    GAP: "the gap",
    ("stimulation", "pulse_shape"): "the shape",
    WAVEFORM: "the waveform",
}
RATE: Words = {
    ("stimulation", "frequency_hz"): "the frequency",
    ("stimulation", "alternating_hz"): "the frequencies",
    ("stimulation", "alternating_s"): "the time on each",
    ("stimulation", "burst"): "the burst",
}
TIMES: Words = {
    ("stimulation", "pattern"): "the pattern",
    ("stimulation", "on_s"): "the on-time",
    OFF: "the off-time",
    ("stimulation", "duty_cycle"): "the duty cycle",
}
FALLING = frozenset({AREA, GAP, OFF})
"""Keys that lower a quantity as they rise: the worst is at their lower end."""


def at_most(value: float) -> str:
    """Return a value in three digits that is not higher."""
    return plain(to_three_digits(value, ROUND_DOWN))


def at_least(value: float) -> str:
    """Return a value in three digits that is not lower."""
    return plain(to_three_digits(value, ROUND_UP))


def used(arm: Arm, where: Path, *tables: Words) -> tuple[tuple[Path, str], ...]:
    """Return the places of all values that are written and used, but for the one that is flagged."""
    words = {key: word for table in tables for key, word in table.items()}
    places = {arm.at(*key): word for key, word in words.items() if _value(arm, key) is not None}
    return tuple((place, word) for place, word in places.items() if place != where)


def _value(arm: Arm, key: Keys) -> object:
    found: object = arm
    for name in key:
        found = getattr(found, name, None)
    return found


def most(arm: Arm, value: Value, *keys: Iterable[Keys]) -> float | Skip:
    """Return the highest a value made from the current and these keys may be, or which of them is lacking."""
    if isinstance(value, Interval) and value.max is not None:
        return value.max
    if isinstance(value, Missing) and value.key:
        return Skip(arm.at(*value.key), value.reason)
    current, current_key = highest_current(arm)
    if current is None:
        reason = "needs stimulation.intensity.max_ma, or the upper end of current_ma"
        return Skip(arm.at(*current_key), reason)
    for key in (key for table in keys for key in table):
        said = _value(arm, key)
        if isinstance(said, Range) and (low(said) if key in FALLING else high(said)) is None:
            end = "lower" if key in FALLING else "upper"
            return Skip(arm.at(*key), f"needs {'.'.join(key)}, with its {end} end")
    return Skip(
        arm.at(*current_key),
        value.reason if isinstance(value, Missing) else "needs the other end of a range",
    )


def current_at(arm: Arm) -> tuple[float, Path]:
    """Return the highest current and where it is written."""
    current, key = highest_current(arm)
    return current or 0.0, arm.at(*key)


def less_current(arm: Arm, most_ma: float) -> str:
    """Say what current would do: as a cap, or in place of the current that is written."""
    key = highest_current(arm)[1]
    if key in (LIMIT_MA, MODEL):
        return f"write stimulation.intensity.max_ma, at most {at_most(most_ma)}"
    return f"{key[-1]} of at most {at_most(most_ma)}"


def assumed(arm: Arm) -> str:
    """Say what is assumed of a second phase that the file leaves open."""
    if arm.stimulation.waveform is None:
        return "; the waveform is not said, so two phases are counted"
    unlike = arm.stimulation.waveform == "biphasic_asymmetric"
    open_ = unlike and arm.stimulation.recovery_ratio is None
    return "; the second phase is counted as strong as the first" if open_ else ""


def whose(arm: Arm, *places: Path) -> str:
    """Name the arm where one of the values is its own."""
    return f" in {arm.name}" if any(place[0] == "arms" for place in places) else ""
