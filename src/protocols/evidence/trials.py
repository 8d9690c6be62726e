"""The trials of the evidence base: the review's, and beyond them published and registered ones, each in its tier."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple

from protocols.document.reading import read
from protocols.lib.references import label
from protocols.lib.resources import preset_files, record_files
from protocols.model import Study
from protocols.model.faults import build
from protocols.model.terms import CONDITIONS, PUBLISHED, Evidence, family

Tier = Literal["review", "published", "registered"]
TIERS: Final[dict[Evidence, tuple[Tier, ...]]] = {
    "review": ("review",),
    "published": ("review", "published"),
    "all": ("review", "published", "registered"),
}
"""The tiers that are counted, by what is chosen."""


RE_CONDITION: Final = re.compile(r"""condition["']?\s*=\s*["']([^"'\n]*)""")


class Trial(NamedTuple):
    """A trial of the evidence base. tier: one of the review's, one published beyond it, or one that is registered."""

    key: str
    label: str
    study: Study
    tier: Tier

    @property
    def cohort(self) -> str:
        """The name of its participants' cohort, shared by records of one cohort."""
        return self.study.about.cohort or self.key


@cache
def preset(name: str) -> Study:
    """Return a preset or another trial's record as a Study. Raises KeyError for a name that is none, ValueError for a faulty one."""
    document = read(record_files()[name].read_bytes(), name)
    faults = document.problems if document.data is None else build(document.data)
    if isinstance(faults, Study):
        return faults
    raise ValueError(f"preset {name}: {faults[0]}")


def presets() -> dict[str, Study]:
    """Return every preset by its name: the review's paradigm first, then the review's trials by year."""
    return {name: preset(name) for name in preset_files()}


@cache
def trials(evidence: Evidence = PUBLISHED) -> tuple[Trial, ...]:
    """Return the trials of the tiers chosen: the review's first, oldest first; then those beyond it by name."""
    files = preset_files() if evidence == "review" else record_files()
    return _in_tiers(map(_trial, files), evidence)


def _in_tiers(found: Iterable[Trial | None], evidence: Evidence) -> tuple[Trial, ...]:
    return tuple(trial for trial in found if trial is not None and trial.tier in TIERS[evidence])


def chosen(words: Iterable[str], evidence: Evidence = PUBLISHED) -> list[str]:
    """Return the records that words name, each once: a record, or a condition, for its paradigm and its trials in the tiers chosen.

    Raises KeyError with the first word that names neither.
    """
    found: dict[str, None] = {}
    for word in words:
        if word not in record_files() and not of_condition(word, evidence):
            raise KeyError(word)
        found |= dict.fromkeys([word] if word in record_files() else [])
        found |= dict.fromkeys(trial.key for trial in of_condition(word, evidence))
    return list(found)


@cache
def _trial(name: str) -> Trial | None:
    """Return a record as a trial of its tier; None for the review's paradigm, which is none."""
    study = preset(name)
    if name in preset_files():
        return Trial(name, label(name), study, "review") if study.is_record else None
    tier: Tier = "registered" if study.about.status == "registered" else "published"
    return Trial(name, label(name), study, tier)


@lru_cache(maxsize=1024)  # a condition may be any text
def of_condition(condition: str | None, evidence: Evidence = PUBLISHED) -> tuple[Trial, ...]:
    """Return the trials of a condition in the tiers chosen, the review's first."""
    if not condition:
        return ()
    files = preset_files() if evidence == "review" else record_files()
    # Most records are of other conditions, and reading one whole takes its time.
    found = (_trial(name) for name in files if condition in _conditions(name))
    return tuple(trial for trial in _in_tiers(found, evidence) if trial.study.about.condition == condition)


@cache
def _conditions(name: str) -> frozenset[str]:
    """Return what the condition of a record may be, by what its file says of conditions anywhere."""
    return frozenset(RE_CONDITION.findall(record_files()[name].read_text(encoding="utf-8")))


def registered(condition: str | None) -> tuple[Trial, ...]:
    """Return the registered trials of a condition whose cohort is that of no trial that was published."""
    counted = {trial.cohort for trial in of_condition(condition)}
    several = of_condition(condition, "all")
    return tuple(trial for trial in several if trial.tier == "registered" and trial.cohort not in counted)


def conditions(evidence: Evidence = PUBLISHED) -> list[str]:
    """Return the terms of the conditions of which the evidence base holds trials in the tiers chosen."""
    return [term for term in CONDITIONS if of_condition(term, evidence)]


@lru_cache(maxsize=1024)
def of_relatives(condition: str, evidence: Evidence = PUBLISHED) -> tuple[Trial, ...]:
    """Return the trials of the other conditions of a condition's family; none where it has no family."""
    own = family(condition)
    others = [term for term in CONDITIONS if own and term != condition and family(term) == own]
    return tuple(trial for term in others for trial in of_condition(term, evidence))


def cohorts(found: Iterable[Trial]) -> int:
    """Return of how many cohorts of participants these trials are."""
    return len({trial.cohort for trial in found})


def names(found: Iterable[Trial]) -> str:
    """Name trials for a reader, those of one cohort joined by `and`."""
    by_cohort: dict[str, list[str]] = {}
    for trial in found:
        by_cohort.setdefault(trial.cohort, []).append(trial.label)
    return ", ".join(" and ".join(dict.fromkeys(group)) for group in by_cohort.values())


@cache
def randomized(condition: str, evidence: Evidence = PUBLISHED) -> tuple[int, ...]:
    """Return the participants of each cohort of a condition, one number a cohort (the largest its records give)."""
    sizes: dict[str, int] = {}
    for trial in of_condition(condition, evidence):
        size = trial.study.about.participants
        if size is not None:
            sizes[trial.cohort] = max(size, sizes.get(trial.cohort, 0))
    return tuple(sizes.values())
