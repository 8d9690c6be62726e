"""The published trials among the presets and the widest settings of the wider literature, counted at run time."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar

from protocols.document.document import Path
from protocols.document.reading import read
from protocols.lib.references import Citation, label
from protocols.lib.resources import data, preset_files
from protocols.lib.units import convert, plain, sign_of, spelled
from protocols.model import Arm, Range, Study, high, low
from protocols.model.faults import build
from protocols.model.quantity import counted
from protocols.model.terms import CONDITIONS, in_words

V = TypeVar("V")
FEW = 5
"""Fewer cohorts than this are called few."""


class Trial(NamedTuple):
    """A published trial of the evidence base."""

    key: str
    label: str
    study: Study

    @property
    def cohort(self) -> str:
        """The name of its participants' cohort, shared by records of one cohort."""
        return self.study.about.cohort or self.key


class Use(NamedTuple):
    """How many cohorts used a value; claimed where only the review says so, of a group of trials as a whole."""

    value: object
    trials: list[Trial]
    cohorts: int
    claimed: bool

    def who(self) -> str:
        """Name the trials, and say where it is a claim for the group."""
        return names(self.trials) + ("; the review's claim for the group" if self.claimed else "")


class Counts(NamedTuple):
    """What a condition's cohorts used of one setting."""

    condition: str
    reporting: int
    uses: list[Use]
    trials: list[Trial]

    def sentence(self, show: Callable[[object], str]) -> str:
        """Name each value with the cohorts that used it, the most used first, and say when they are few."""
        few = "; few trials" if self.reporting < FEW else ""
        if self.reporting == 1:
            values = " and ".join(show(use.value) for use in self.uses)
            return f"the only {in_words(self.condition)} cohort of the base with a known value: {values} ({self.uses[0].who()}){few}"
        parts = [f"{show(use.value)} in {use.cohorts} ({use.who()})" for use in self.uses]
        return (
            f"the {self.reporting} {in_words(self.condition)} cohorts of the base with a known value: "
            f"{', '.join(parts)}{few}"
        )

    def sources(self) -> tuple[Citation, ...]:
        """Return the trials that were counted."""
        return tuple(Citation(trial.key) for trial in self.trials)


class Usual(NamedTuple):
    """The 5th and the 95th percentile of a parameter, and of what."""

    p5: float
    p95: float
    of: str
    source: Citation


class Known(NamedTuple):
    """The lowest and highest value known of a parameter, and on whose word."""

    name: str
    unit: str
    min: float
    max: float
    sources: tuple[Citation, ...]
    read: str
    cohorts: int
    usual: Usual | None = None

    def basis(self) -> str:
        """Say in how many settings, papers and cohorts these values were found."""
        here = f"{counted(self.cohorts, 'cohort')} of the base" if self.cohorts else ""
        return " and ".join(part for part in (self.read, here) if part)


@cache
def preset(name: str) -> Study:
    """Return a preset as a Study. Raises KeyError for a name that is none, ValueError for a faulty preset."""
    document = read(preset_files()[name].read_bytes(), name)
    faults = document.problems if document.data is None else build(document.data)
    if isinstance(faults, Study):
        return faults
    raise ValueError(f"preset {name}: {faults[0]}")


def presets() -> dict[str, Study]:
    """Return every preset by its name: the review's paradigm first, then the published trials by year."""
    return {name: preset(name) for name in preset_files()}


@cache
def trials() -> tuple[Trial, ...]:
    """Return every published trial of the evidence base, oldest first."""
    studies = ((name, preset(name)) for name in preset_files())
    return tuple(Trial(name, label(name), study) for name, study in studies if study.is_record)


def of_condition(condition: str | None) -> list[Trial]:
    """Return the trials of a condition."""
    return _by_condition().get(condition or "", [])


def conditions() -> list[str]:
    """Return the terms of the conditions of which the evidence base holds trials."""
    return [term for term in CONDITIONS if of_condition(term)]


@cache
def _by_condition() -> dict[str, list[Trial]]:
    found: dict[str, list[Trial]] = {}
    for trial in trials():
        found.setdefault(trial.study.about.condition or "", []).append(trial)
    found.pop("", None)
    return found


def names(found: Iterable[Trial]) -> str:
    """Name trials for a reader, those of one cohort joined by `and`."""
    by_cohort: dict[str, list[str]] = {}
    for trial in found:
        by_cohort.setdefault(trial.cohort, []).append(trial.label)
    return ", ".join(" and ".join(group) for group in by_cohort.values())


@cache  # the base does not change; a caller asks only for conditions that it holds
def count(
    condition: str,
    key: tuple[str, ...],
    values: Callable[[Arm], Iterable[V]],
    others: tuple[tuple[str, ...], ...] = (),
) -> Counts:
    """Count what the cohorts of a condition used in their active arms; one cohort counts once for a value.

    key is the path of the setting, under which the trials say where each value was read; others are further paths
    under which the same setting may be written.
    """
    used: dict[V, dict[Trial, bool]] = {}
    for trial in of_condition(condition):
        for arm in trial.study.by_role("active"):
            for value in values(arm):
                claimed = any(_is_group_claim(trial, arm.at(*path)) for path in (key, *others))
                used.setdefault(value, {}).setdefault(trial, claimed)
    uses = [
        Use(value, list(found), len({trial.cohort for trial in found}), all(found.values()))
        for value, found in used.items()
    ]
    uses.sort(key=lambda use: -use.cohorts)
    several = list(dict.fromkeys(trial for use in uses for trial in use.trials))
    return Counts(condition, len({trial.cohort for trial in several}), uses, several)


def _is_group_claim(trial: Trial, path: Path) -> bool:
    return trial.study.source_kinds.get(tuple(str(part) for part in path)) == "review_group_claim"


@cache
def randomized(condition: str) -> tuple[int, ...]:
    """Return the participants of each cohort of a condition, one number a cohort (the largest its records give)."""
    sizes: dict[str, int] = {}
    for trial in of_condition(condition):
        size = trial.study.about.participants
        if size is not None:
            sizes[trial.cohort] = max(size, sizes.get(trial.cohort, 0))
    return tuple(sizes.values())


@cache
def known(key: str) -> Known | None:
    """Return what is known of a key's values: the wider literature, widened by the study presets."""
    for name, entry in data("literature").items():
        if key in entry.get("keys", ()):
            return _widest(name.replace("_", " "), entry, partial(_ends, entry["keys"]))
    return None


@cache
def longest(name: str, measure: Callable[[Arm], float | None]) -> Known:
    """Return the longest or most known of what a schedule makes: the wider literature, widened by the study presets."""
    entry = data("literature")["longest"][name]
    return _widest(name, entry, lambda arm: [end for end in (measure(arm),) if end])


def _widest(name: str, entry: dict[str, Any], measure: Callable[[Arm], Iterable[float]]) -> Known:
    ends = {trial: [end for arm in trial.study.stimulated() for end in measure(arm)] for trial in trials()}
    found = [end for several in ends.values() for end in several]
    least, most = min([entry.get("min", 0), *found]), max([entry["max"], *found])
    further = [
        trial
        for trial, several in ends.items()
        if any(end > entry["max"] or end < entry.get("min", 0) for end in several)
    ]
    usual = entry.get("usual")
    return Known(
        name,
        entry["unit"],
        least,
        most,
        (*cited(entry), *(Citation(trial.key) for trial in further)),
        f"{entry['read']}, exceeded in {names(further)}" if further else entry["read"],
        len({trial.cohort for trial, several in ends.items() if several}),
        Usual(
            usual["p5"],
            usual["p95"],
            usual["of"],
            Citation(entry["sources"][-1]["cite"], f"5th and 95th percentile of {usual['of']}, computed"),
        )
        if usual
        else None,
    )


def cited(entry: dict[str, Any]) -> tuple[Citation, ...]:
    """Return the sources of an entry of a data file."""
    return tuple(Citation(source["cite"], source["pinpoint"]) for source in entry["sources"])


def is_absurd(key: str, value: float) -> bool:
    """Say whether a value, not 0, is a factor of ten or more outside all that is known of it."""
    found = known(key)
    return found is not None and value != 0 and not found.min / 10 < value < found.max * 10


def is_usual(key: str, value: float) -> bool:
    """Say whether a value lies within all that is known of it; no where nothing is known."""
    found = known(key)
    return found is not None and found.min <= value <= found.max


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
            value: float | Range | tuple[float, ...] | None = getattr(table, key, None)
            several = value if isinstance(value, tuple) and not isinstance(value, Range) else (value,)
            ends = (end for one in several for end in (low(one), high(one)))
            yield from (end for end in ends if end)  # 0 is no measure of what is known
