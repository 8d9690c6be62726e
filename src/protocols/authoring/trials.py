"""What the trials of a condition used of a setting: each value, in how many cohorts, and by name."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final, TypedDict

from protocols.evidence.compared import COURSE, Course, counts_of
from protocols.evidence.counts import Counts
from protocols.evidence.trials import of_condition
from protocols.lib.units import sign_of
from protocols.model import Arm, Range, Study
from protocols.model.kinds import kinds_at
from protocols.model.paths import INHERITED, Steps, inner, terms_at
from protocols.model.quantity import show

COUNTED: Final = frozenset({"number", "range", "bool"})
"""The kinds of value that are counted; of texts only those that are terms, and the device."""


class Use(TypedDict):
    """A value that trials used. cohorts: how many; who: the trials by name, those of one cohort joined by `and`.

    claimed: only the review says so, of a group of trials as a whole; who says it, too.
    """

    value: Any
    shown: str
    cohorts: int
    trials: list[str]
    who: str
    claimed: bool


class Used(TypedDict):
    """What the trials of a condition used of a setting. reporting: the cohorts with a known value, each counted once."""

    condition: str
    reporting: int
    uses: list[Use]
    sentence: str


def used(path: Steps, study: Study) -> Used | None:
    """Return what the trials of a study's condition used in their active arms of the setting at a path.

    None where nothing can be counted: another kind of key, an arm that is not active, a condition without trials.
    """
    key = inner(path)
    condition = study.about.condition
    if not condition or not of_condition(condition) or not _is_setting(key) or not _is_active(path, study):
        return None
    names = tuple(str(step) for step in key if isinstance(step, str))
    counts = counts_of(condition, names, _values(names))
    return _told(counts, names[-1]) if counts.uses else None


def _is_setting(key: Steps) -> bool:
    if len(key) < 2 or key[0] not in INHERITED or key[1] == "limits" or key[-1] in Range._fields:
        return False
    return bool(kinds_at(key) & COUNTED or terms_at(key) or terms_at((*key, 0))) or key == ("device", "model")


def _is_active(path: Steps, study: Study) -> bool:
    """Say whether a path is of an active arm, or shared; what active arms had says nothing of a sham."""
    return path[0] != "arms" or any(arm.arm_name == path[1] for arm in study.by_role("active"))


@cache  # the counts are kept by this function
def _values(names: tuple[str, ...]) -> Callable[[Arm], list[Any]]:
    def values(arm: Arm) -> list[Any]:
        found: Any = arm
        for name in names:
            found = getattr(found, name, None)
        if isinstance(found, tuple) and not isinstance(found, Range):
            return list(found)
        return [] if found is None else [found]

    return values


def _told(counts: Counts, key: str) -> Used:
    """Return what was used: each value that may be written under the key, and all of them in the sentence."""

    def shown(value: object) -> str:
        if isinstance(value, Course):
            return COURSE.show(value)
        words = (
            show(value)
            if isinstance(value, float | int | Range) and not isinstance(value, bool)
            else str(value)
        )
        return f"{words} {sign_of(key)}".rstrip()

    uses: list[Use] = [
        {
            "value": _plain(use.value.length if isinstance(use.value, Course) else use.value),
            "shown": shown(use.value),
            "cohorts": use.cohorts,
            "trials": [trial.label for trial in use.trials],
            "who": use.who(),
            "claimed": use.claimed,
        }
        for use in counts.uses
        if not isinstance(use.value, Course) or use.value.unit == key
    ]
    return {
        "condition": counts.condition,
        "reporting": counts.reporting,
        "uses": uses,
        "sentence": counts.sentence(shown),
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; a whole number without a point, as people write it."""
    if isinstance(value, Range):
        return {name: _plain(end) for name, end in value._asdict().items() if end is not None}
    return int(value) if isinstance(value, float) and value.is_integer() else value
