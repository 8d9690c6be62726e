"""Which settings of an arm no trial of its condition may have combined."""

from functools import cache, lru_cache
from itertools import combinations
from typing import Any

from protocols.evidence.compared import COURSE, FREQUENCY, PULSE_WIDTH, SESSION, SIDE, SITE, Setting
from protocols.evidence.trials import of_condition
from protocols.model import Arm
from protocols.model.terms import Evidence

COMBINED = (FREQUENCY, PULSE_WIDTH, SITE, SIDE, SESSION, COURSE)


def never_together(arm: Arm, condition: str, evidence: Evidence) -> tuple[Setting, ...]:
    """Return the fewest settings of an arm that no trial may have combined; none where one of them was not used at all."""
    said = [(setting, values) for setting in COMBINED if (values := setting.values(arm))]
    fitting = [fitting_arms(condition, setting, tuple(values), evidence) for setting, values in said]
    if not fitting or frozenset.intersection(*fitting):
        return ()
    for setting, values in said:
        known = [one for others in of_trials(condition, setting, evidence) for one in others]
        if not all(any(setting.match(value, one) for one in known) for value in values):
            return ()
    for size in range(1, len(said) + 1):
        for some in combinations(range(len(said)), size):
            if not frozenset.intersection(*(fitting[number] for number in some)):
                return tuple(said[number][0] for number in some)
    return ()


@lru_cache(maxsize=1024)
def fitting_arms(
    condition: str, setting: Setting, values: tuple[Any, ...], evidence: Evidence
) -> frozenset[int]:
    """Return the numbers of the trials' arms that may have had all of these values."""
    trials = enumerate(of_trials(condition, setting, evidence))
    return frozenset(number for number, others in trials if setting.all_among(list(values), others))


@cache
def of_trials(condition: str, setting: Setting, evidence: Evidence) -> list[list[Any]]:
    """Return the values of a setting in each active arm of the condition's trials."""
    return [
        setting.values(arm)
        for trial in of_condition(condition, evidence)
        for arm in trial.study.held_against_trials()
    ]
