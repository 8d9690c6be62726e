"""The widest values known of a setting, whatever the condition: the wider literature's, and the trials'."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache, partial
from typing import Any, Final, NamedTuple

from protocols.evidence.trials import Trial, cohorts, names, trials
from protocols.lib.references import Citation
from protocols.lib.resources import data
from protocols.lib.units import convert, plain, sign_of, spelled
from protocols.model import Arm, Range, high, low
from protocols.model.quantity import counted, show
from protocols.model.terms import Evidence

ALONE: Final = None
"""The tier of no trial: the wider literature alone. Trials only widen it, so that what lies within it needs none to be read."""
BY_THE_REVIEW: Final[tuple[Evidence | None, ...]] = (ALONE, "review")
"""What is asked of a value, one after the other, until it lies within."""


class Usual(NamedTuple):
    """The 5th and the 95th percentile of a parameter, and of what."""

    p5: float
    p95: float
    of: str
    source: Citation


class Known(NamedTuple):
    """The lowest and highest value known of a parameter, on whose word, and who is at either end.

    lowest and highest are the trials of the base that have these values, none where only the wider literature does;
    further are the registered trials that go beyond them and are not counted, with how far the furthest goes.
    """

    name: str
    unit: str
    min: float
    max: float
    sources: tuple[Citation, ...]
    read: str
    cohorts: int
    usual: Usual | None = None
    lowest: tuple[Trial, ...] = ()
    highest: tuple[Trial, ...] = ()
    further: str = ""

    def basis(self) -> str:
        """Say in how many settings, papers and cohorts these values were found, and in which trials the ends."""
        here = f"{counted(self.cohorts, 'cohort')} of the base" if self.cohorts else ""
        return " and ".join(part for part in (self.read, here) if part) + self.ends

    @property
    def ends(self) -> str:
        """Name the trials at the ends, and those registered that go beyond; "" where there are none."""
        said = [
            f"{show(end, self.unit)} in {names(found)}"
            for end, found in ((self.min, self.lowest), (self.max, self.highest))
            if found
        ]
        return "".join(f"; {part}" for part in (", ".join(said), self.further) if part)


@cache
def known(key: str, evidence: Evidence | None = "review") -> Known | None:
    """Return what is known of a key's values: the wider literature, widened by the trials of the tiers chosen.

    Unless more is chosen these are the review's: what a unit is likely to be, and what is beyond all measure, does not
    rest on what was read at second hand.
    """
    for name, entry in data("literature").items():
        if key in entry.get("keys", ()):
            return _widest(name.replace("_", " "), entry, partial(_ends, entry["keys"]), evidence)
    return None


@cache
def longest(name: str, measure: Callable[[Arm], float | None], evidence: Evidence | None) -> Known:
    """Return the longest or most known of what a schedule makes: the wider literature, widened by the trials."""
    entry = data("literature")["longest"][name]
    return _widest(name, entry, lambda arm: [end for end in (measure(arm),) if end], evidence)


def _widest(
    name: str, entry: dict[str, Any], measure: Callable[[Arm], Iterable[float]], evidence: Evidence | None
) -> Known:
    ends = _found(trials(evidence) if evidence else (), measure)
    found = [end for several in ends.values() for end in several]
    least, most = min([entry.get("min", 0), *found]), max([entry["max"], *found])
    lowest = tuple(trial for trial, several in ends.items() if least and least in several)
    highest = tuple(trial for trial, several in ends.items() if most in several)
    at_the_ends = dict.fromkeys((*lowest, *highest))
    usual = entry.get("usual")
    return Known(
        name,
        entry["unit"],
        least,
        most,
        (*cited(entry), *(Citation(trial.key) for trial in at_the_ends)),
        entry["read"],
        cohorts(ends),
        Usual(
            usual["p5"],
            usual["p95"],
            usual["of"],
            Citation(entry["sources"][-1]["cite"], f"5th and 95th percentile of {usual['of']}, computed"),
        )
        if usual
        else None,
        lowest,
        highest,
        _planned(entry["unit"], measure, least, most) if evidence == "published" else "",
    )


def reaching(key: str, value: float, evidence: Evidence) -> tuple[Trial, ...]:
    """Return the trials of the tiers chosen in which a value of a key is as high."""
    keys = next(entry["keys"] for entry in data("literature").values() if key in entry.get("keys", ()))
    ends = _found(trials(evidence), partial(_ends, keys))
    return tuple(trial for trial, found in ends.items() if max(found) >= value)


def _found(several: Iterable[Trial], measure: Callable[[Arm], Iterable[float]]) -> dict[Trial, list[float]]:
    """Return what the stimulated arms of each trial measure, of those that say it."""
    ends = {trial: [end for arm in trial.study.stimulated() for end in measure(arm)] for trial in several}
    return {trial: found for trial, found in ends.items() if found}


def _planned(unit: str, measure: Callable[[Arm], Iterable[float]], least: float, most: float) -> str:
    """Name the registered trials that go beyond what is counted, and how far the furthest goes; "" for none."""
    ends = _found((trial for trial in trials("all") if trial.tier == "registered"), measure)
    beyond = {trial: [end for end in found if not least <= end <= most] for trial, found in ends.items()}
    who = [trial for trial, found in beyond.items() if found]
    if not who:
        return ""
    furthest = [end for found in beyond.values() for end in found]
    said = Range(min(furthest), max(furthest)) if len(set(furthest)) > 1 else furthest[0]
    return f"{show(said, unit)} registered only, not counted ({names(who)})"


def cited(entry: dict[str, Any]) -> tuple[Citation, ...]:
    """Return the sources of an entry of a data file."""
    return tuple(Citation(source["cite"], source["pinpoint"]) for source in entry["sources"])


def is_absurd(key: str, value: float) -> bool:
    """Say whether a value, not 0, is a factor of ten or more outside all that is known of it."""
    for evidence in BY_THE_REVIEW:
        bounds = _beyond_which(key, evidence)
        if bounds is None or bounds[0] < value < bounds[1]:
            return False
    return value != 0


@cache
def _beyond_which(key: str, evidence: Evidence | None) -> tuple[float, float] | None:
    found = known(key, evidence)
    return None if found is None else (found.min / 10, found.max * 10)


def is_usual(key: str, value: float) -> bool:
    """Say whether a value lies within all that is known of it; no where nothing is known."""
    several = (known(key, evidence) for evidence in BY_THE_REVIEW)
    return any(found and found.min <= value <= found.max for found in several)


def likely(key: str, value: float) -> str:
    """Return what a value would be if its unit was mistaken, such as `250 µs = 0.25 ms`; "" when none fits."""
    found = known(key)
    unit = spelled(found.unit) if found else ""
    for other in ("ms", "s", "h", "ua", "a", "khz"):
        meant = convert(Decimal(repr(value)), other, unit) if unit else None
        if found and meant is not None and found.min <= meant <= found.max:
            return f"{plain(meant)} {found.unit} = {plain(value)} {sign_of(other)}"
    return ""


def _ends(keys: list[str], arm: Arm) -> Iterable[float]:
    for key in keys:
        for table in (arm.stimulation, arm.intensity, arm.schedule):
            if key not in table.written_keys:
                continue
            value: float | Range | tuple[float, ...] | None = getattr(table, key)
            several = value if isinstance(value, tuple) and not isinstance(value, Range) else (value,)
            ends = (end for one in several for end in (low(one), high(one)))
            yield from (end for end in ends if end)  # 0 is no measure of what is known
