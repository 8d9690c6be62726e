"""What the trials of a condition found: those that found no benefit, from their records."""

from functools import lru_cache
from typing import Final, NamedTuple

from protocols.evidence.trials import Trial, of_condition
from protocols.lib.references import Citation
from protocols.lib.resources import data
from protocols.model.records import Result
from protocols.model.terms import PUBLISHED, Evidence

WITHOUT_BENEFIT: Final = {
    "no_difference": "no difference{others} in {outcome}",
    "worse_than_comparator": "a worse result{others} in {outcome}",
    "not_recommended": "that it cannot be recommended for {outcome} as it was given",
}


class Without(NamedTuple):
    """A trial and those of its results in which the stimulation showed no benefit."""

    trial: Trial
    results: tuple[Result, ...]

    @property
    def is_add_on(self) -> bool:
        """Whether the stimulation was added to another treatment, so that it says nothing of stimulation alone."""
        active = self.trial.study.by_role("active")
        return bool(active) and all(arm.written.co_intervention for arm in active)

    @property
    def found(self) -> str:
        """What was found, as in `no difference from sham tVNS in average pain`."""
        return "; ".join(self._found(one) for one in self.results)

    def _found(self, result: Result) -> str:
        arms = self.trial.study.arms | self.trial.study.lenders
        others = [arms[name].written.label or name for name in result.against or ()]
        listed = " and ".join(part for part in (", ".join(others[:-1]), *others[-1:]) if part)
        between = f" {'from' if result.direction == 'no_difference' else 'than'} {listed}" if listed else ""
        return WITHOUT_BENEFIT[result.direction].format(others=between, outcome=result.outcome)

    @property
    def sources(self) -> tuple[Citation, ...]:
        """The trial's record with where in it this was read, and the work that says so where that is another."""
        return tuple(dict.fromkeys(source for one in self.results for source in self._cited(one)))

    def _cited(self, result: Result) -> tuple[Citation, ...]:
        if result.source in data("references"):
            return Citation(self.trial.key), Citation(str(result.source), result.pinpoint or "")
        return (Citation(self.trial.key, result.pinpoint or ""),)


@lru_cache(maxsize=1024)  # as `of_condition`: a condition may be any text
def without_benefit(condition: str | None, evidence: Evidence = PUBLISHED) -> tuple[Without, ...]:
    """Return the trials of a condition with a result that shows no benefit of the stimulation, oldest first.

    A comparison of two active arms says nothing of the benefit of either; an outcome that is said not to be primary
    does not count.
    """
    found = [Without(trial, _of(trial)) for trial in of_condition(condition, evidence)]
    return tuple(one for one in found if one.results)


def _of(trial: Trial) -> tuple[Result, ...]:
    # Periods and channels are of an arm, or give one: results name the arm.
    active = {name for arm in trial.study.by_role("active") for name in (arm.arm_name, arm.gives)}
    return tuple(
        one
        for one in trial.study.protocol.results or ()
        if one.direction in WITHOUT_BENEFIT
        and one.primary is not False
        and not active & {*(one.against or ())}
    )
