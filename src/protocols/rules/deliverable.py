"""What the DEV rules share: the settings of an arm beside the limits and the steps of its device."""

import math
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from protocols.document.document import Path
from protocols.evidence.devices import Limit, find, limit
from protocols.findings.rule import Flag, Results, Severity, Skip
from protocols.lib.units import exact, plain, sign_of
from protocols.model import Arm, Range, Study, high, low
from protocols.model.quantity import show

Setting = tuple[Path, float | Range]

MODEL, LIMITS = ("device", "model"), ("device", "limits")
FREQUENCY, ALTERNATING = ("stimulation", "frequency_hz"), ("stimulation", "alternating_hz")
WIDTH, COVERS, WAVEFORM = (
    ("stimulation", key) for key in ("pulse_width_us", "pulse_width_covers", "waveform")
)
BURST = ("stimulation", "burst")
INTENSITY = ("stimulation", "intensity")
CURRENTS = ("current_ma", "start_ma", "min_ma", "max_ma")


def arms_with(study: Study, *keys: tuple[str, ...]) -> Iterator[Arm]:
    """Yield each arm in which the device delivers something, once for each set of places of these keys and the device."""
    arms = study.with_current()
    return study.once(arms, MODEL, LIMITS, *keys)


def beyond(arm: Arm, key: str, settings: list[Setting], times: int = 1) -> Results:
    """Compare settings with the device's limit of a key; times is how often the limit counts."""
    found = limit(arm.device, key)
    if found is None or not settings:
        yield lacking(arm, key, found)
        return
    least, most = _scaled(low(found.value), times), _scaled(high(found.value), times)
    for where, value in settings:
        outside = [end for end in _ends(value) if _is_outside(end, least, most)]
        if outside:
            unit = sign_of(key)
            range_ = show(Range(least, most), unit) + (" for the whole pulse" if times > 1 else "")
            yield Flag(
                where,
                f"{' and '.join(plain(end or 0) for end in outside)} {unit} {'are' if len(outside) > 1 else 'is'} outside "
                f"what {found.device} {delivers(found)}, {range_}",
                f"choose {range_}, or another device{unless(found)}",
                (limit_at(arm, key, found),),
                sources=found.sources,
                severity=weight(found),
            )
        elif isinstance(value, Range) and (
            (value.min is None and least) or (value.max is None and most is not None)
        ):
            written = where[where.index("stimulation") :] if "stimulation" in where else where
            yield Skip(where, f"needs {'.'.join(map(str, written))}, with both ends")


def _ends(value: float | Range) -> tuple[float | None, ...]:
    return (value.min, value.max) if isinstance(value, Range) else (value,)


def _is_outside(end: float | None, least: float | None, most: float | None) -> bool:
    if not end:
        return False
    return (least is not None and end < least) or (most is not None and end > most)


def _scaled(end: float | None, times: int) -> float | None:
    return end if end is None or times == 1 else float(exact(end) * times)


def limit_at(arm: Arm, key: str, found: Limit, what: str = "the limit") -> tuple[Path, str]:
    """Return the line that a limit stands on: its own, or the model's of a device in the catalogue."""
    return (arm.at(*LIMITS, key), what) if found.own else (arm.at(*MODEL), "the device")


def weight(found: Limit) -> Severity | None:
    """Return what a setting beyond a limit weighs, None for what its rule says: no error without the maker's own text."""
    return None if found.firm else Severity.WARNING


def delivers(found: Limit) -> str:
    """Say that a device delivers something, or that another than its maker says so."""
    return "delivers" if found.firm else "is said to deliver"


def unless(found: Limit) -> str:
    """Return what else may be done about a limit, besides another setting or device."""
    if found.own:
        return ", or correct the limit"
    return "" if found.firm else ", or write what its manual says into [device.limits]"


def lacking(arm: Arm, key: str, found: Limit | None) -> Skip:
    """Say what a comparison with the device lacks: the limit, else the setting."""
    if found is None:
        return Skip(arm.at(*LIMITS, key), _limit_wanted(key, arm.device.model))
    if key == "current_ma":
        return Skip(arm.at(*INTENSITY), "needs stimulation.intensity.current_ma or max_ma")
    return Skip(arm.at("stimulation", key), f"needs stimulation.{key}")


@lru_cache(maxsize=1024)  # said ten times a file of the same device
def _limit_wanted(key: str, model: str | None) -> str:
    unknown = f": the catalogue has none for {model}" if find(model) else ""
    return f"needs device.limits.{key}{unknown}"


def frequencies(arm: Arm) -> list[Setting]:
    """Return the frequencies of an arm with where each is written."""
    said = arm.stimulation
    if not said.alternating_hz:
        return [(arm.at(*FREQUENCY), value) for value in said.frequencies]
    return [((*arm.at(*ALTERNATING), index), value) for index, value in enumerate(said.frequencies)]


def pulse_rates(arm: Arm) -> list[Setting]:
    """Return the pulse rate within a burst of an arm."""
    burst = arm.stimulation.burst
    rate = None if burst is None else burst.pulse_rate_hz
    return [((*arm.at(*BURST), "pulse_rate_hz"), rate)] if rate is not None else []


def widths(arm: Arm) -> list[Setting]:
    """Return the pulse width of an arm."""
    width = arm.stimulation.pulse_width_us
    return [(arm.at(*WIDTH), width)] if width is not None else []


def phases_covered(arm: Arm) -> int | None:
    """Return how many equal phases the pulse width covers; None where they may differ."""
    said = arm.stimulation
    if said.pulse_width_covers != "whole_pulse" or (said.waveform or "").startswith("monophasic"):
        return 1
    return 2 if said.waveform == "biphasic_symmetric" else None


def currents(arm: Arm, keys: Iterable[str] = CURRENTS) -> list[Setting]:
    """Return every current that an arm may get, of all keys or of some."""
    said = ((key, getattr(arm.intensity, key)) for key in keys)
    return [(arm.at(*INTENSITY, key), value) for key, value in said if value is not None]


def delivered(arm: Arm) -> list[Setting]:
    """Return what was delivered in an arm: the mean current, and its range."""
    said = arm.written.delivered
    if said is None:
        return []
    at = arm.at("delivered")
    keys = ("current_mean_ma", "current_range_ma")
    return [((*at, key), value) for key in keys if (value := getattr(said, key)) is not None]


STEPS: dict[str, tuple[str, Callable[[Arm], list[Setting]]]] = {
    "frequency_step_hz": ("frequency_hz", frequencies),
    "pulse_width_step_us": ("pulse_width_us", widths),
    "current_step_ma": ("current_ma", currents),
}


def between(arm: Arm, key: str, settings: list[Setting], by: tuple[str, Limit], times: int) -> Results:
    """Find the values between two steps; by is the step's key and the step, times how often both count."""
    step_key, found = by
    bounds = limit(arm.device, key)
    least = _scaled(low(bounds.value), times) if bounds else None
    most = _scaled(high(bounds.value), times) if bounds else None
    checked = [(where, end, least, most) for where, value in settings for end in _ends(value)]
    if key == "current_ma" and arm.intensity.step_ma is not None:
        checked.append((arm.at(*INTENSITY, "step_ma"), arm.intensity.step_ma, None, None))
    for where, end, lowest, highest in checked:
        if end is None or end == highest or _is_outside(end, lowest, highest):
            continue
        nearest = _nearest(end, (found.value, times), lowest, highest)
        if end and nearest:
            unit, whole = sign_of(key), " for the whole pulse" if times > 1 else ""
            ones = "; the nearest are " if len(nearest) > 1 else "; the nearest is "
            choice = " and ".join(plain(one) for one in nearest)
            yield Flag(
                where,
                f"{plain(end)} {unit} lies between two steps of {found.device}, {plain(float(exact(found.value) * times))} {unit} each{whole}"
                f"{ones}{choice} {unit}",
                f"choose {' or '.join(plain(one) for one in nearest)} {unit}",
                (limit_at(arm, step_key, found, "the step"),),
                sources=found.sources,
            )


@lru_cache(maxsize=1024)  # the same few values are set on the same few devices
def _nearest(
    value: float, by: tuple[float, int], least: float | None, most: float | None
) -> tuple[float, ...]:
    """Return the deliverable values below and above one between two steps; none where it is on a step."""
    start, step = exact(least or 0), exact(by[0]) * by[1]
    count = (exact(value) - start) / step
    if count.denominator == 1:
        return ()
    below, above = float(start + math.floor(count) * step), float(start + math.ceil(count) * step)
    return tuple(one for one in (below, above if most is None else min(above, most)) if one)
