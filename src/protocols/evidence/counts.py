"""What the cohorts of a condition, or of its family, used of a setting: counted, and said with its tiers."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Final, NamedTuple, TypeVar

from protocols.document.document import Path
from protocols.evidence.trials import Tier, Trial, cohorts, names, of_condition, of_relatives, registered
from protocols.lib.references import Citation
from protocols.model import Arm
from protocols.model.terms import PUBLISHED, Evidence, family, in_words

V = TypeVar("V")
Values = Callable[[Arm], Iterable[V]]
FEW: Final = 5
"""Fewer cohorts than this are called few."""


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
    """What a condition's cohorts used of one setting; of its family's other conditions, where `family` names it.

    of is how many cohorts the base holds of it, with a known value or not;
    registered are the trials that are registered and not published, named beside those that are counted.
    """

    condition: str
    reporting: int
    uses: list[Use]
    trials: list[Trial]
    of: int = 0
    registered: tuple[Trial, ...] = ()
    family: str = ""

    def sentence(self, show: Callable[[object], str]) -> str:
        """Name each value with the cohorts that used it, the most used first, say when they are few, and their tiers."""
        whose = self.family.replace("_", " ") if self.family else in_words(self.condition)
        end = ("; few trials" if self.reporting < FEW else "") + self.tiers
        if self.reporting == 1:
            values = " and ".join(show(use.value) for use in self.uses)
            said = f"the only {whose} cohort of the base with a known value: {values} ({self.uses[0].who()})"
        else:
            parts = [f"{show(use.value)} in {use.cohorts} ({use.who()})" for use in self.uses]
            said = f"the {self.reporting} {whose} cohorts of the base with a known value: {', '.join(parts)}"
        own = f"; the base counts no trial of {in_words(self.condition)} itself" if self.family else ""
        return said + end + own

    @property
    def tiers(self) -> str:
        """Say how many cohorts are not the review's, and how many are registered; "" where all are the review's."""
        review = _cohorts(self.trials, "review")
        published = _cohorts(self.trials, "published") - review
        planned = _cohorts(self.trials, "registered") - review - published
        said = [
            f"{len(some)} {words}"
            for some, words in (
                (review, "of the review"),
                (published, "published beyond it" if review else "published beyond the review"),
                (planned, "registered"),
            )
            if some
        ]
        mixed = f"; {', '.join(said)}" if published or planned else ""
        more = cohorts(self.registered)
        return mixed + (f"; {more} more registered ({names(self.registered)})" if more else "")

    def sources(self) -> tuple[Citation, ...]:
        """Return the trials that were counted."""
        return tuple(Citation(trial.key) for trial in self.trials)


@cache  # the base does not change; a caller asks only for conditions that it holds
def count(
    condition: str,
    key: tuple[str, ...],
    values: Values[V],
    others: tuple[tuple[str, ...], ...] = (),
    evidence: Evidence = PUBLISHED,
) -> Counts:
    """Count what the cohorts of a condition used in their active arms; one cohort counts once for a value.

    key is the path of the setting, under which the trials say where each value was read; others are further paths
    under which the same setting may be written.
    """
    counts = _counted(condition, of_condition(condition, evidence), (key, *others), values)
    if evidence != "published":
        return counts
    more = tuple(trial for trial in registered(condition) if _says(trial, values))
    return counts._replace(registered=more)


@cache
def count_relatives(
    condition: str,
    key: tuple[str, ...],
    values: Values[V],
    others: tuple[tuple[str, ...], ...] = (),
    evidence: Evidence = PUBLISHED,
) -> Counts:
    """Count, as `count` does, what the cohorts of the other conditions of a condition's family used."""
    counts = _counted(condition, of_relatives(condition, evidence), (key, *others), values)
    return counts._replace(family=family(condition))


def _counted(
    condition: str, found: tuple[Trial, ...], keys: tuple[tuple[str, ...], ...], values: Values[V]
) -> Counts:
    used: dict[V, dict[Trial, bool]] = {}
    for trial in found:
        for arm in trial.study.held_against_trials():
            for value in values(arm):
                claimed = any(_is_group_claim(trial, arm.at(*path)) for path in keys)
                used.setdefault(value, {}).setdefault(trial, claimed)
    uses = [
        Use(value, list(several), cohorts(several), all(several.values())) for value, several in used.items()
    ]
    uses.sort(key=lambda use: -use.cohorts)
    several = list(dict.fromkeys(trial for use in uses for trial in use.trials))
    return Counts(condition, cohorts(several), uses, several, cohorts(found))


def _cohorts(found: Iterable[Trial], tier: Tier) -> set[str]:
    return {trial.cohort for trial in found if trial.tier == tier}


def _says(trial: Trial, values: Values[V]) -> bool:
    return any(True for arm in trial.study.held_against_trials() for _ in values(arm))


def _is_group_claim(trial: Trial, path: Path) -> bool:
    return trial.study.source_kinds.get(tuple(str(part) for part in path)) == "review_group_claim"
