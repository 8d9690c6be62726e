"""Where each setting of the active arms stands among the trials of the study's condition."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from protocols.evidence.compared import (
    COURSE,
    CURRENT,
    DAILY,
    FREQUENCY,
    METHOD,
    PULSE_WIDTH,
    SESSION,
    SIDE,
    SITE,
    Setting,
    counted,
    disputes,
    who,
)
from protocols.evidence.counts import FEW, Counts, Use
from protocols.evidence.trials import Trial, cohorts, of_condition
from protocols.findings.rule import Skip
from protocols.model import Arm, Study
from protocols.model.paths import dotted
from protocols.model.quantity import Notation
from protocols.model.terms import in_words, term

SETTINGS: Final = {
    "frequency": FREQUENCY,
    "pulse width": PULSE_WIDTH,
    "site": SITE,
    "side": SIDE,
    "intensity": METHOD,
    "current": CURRENT,
    "session": SESSION,
    "minutes a day": DAILY,
    "course": COURSE,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A value of a setting: how many of the condition's cohorts with a known value used it, and which trials.

    used and of are None where nothing can be counted; missing then says why. few: of is small. remark: what the sources
    disagree on, and which tiers the cohorts are of.
    """

    setting: str
    key: str
    arms: tuple[str, ...]
    value: str
    used: int | None = None
    of: int | None = None
    trials: str = ""
    few: bool = False
    remark: str = ""
    missing: str = ""

    @property
    def text(self) -> str:
        """The standing on a line."""
        said = f"{self.setting} {self.value}".rstrip()
        if self.missing:
            return f"{said}: {self.missing}"
        named = f" ({self.trials})" if self.trials else ""
        few = "; few trials" if self.few else ""
        return f"{said}: {self.used} of {self.of}{named}{few}{self.remark}"


@dataclass(frozen=True, slots=True)
class Literature:
    """The condition's trials and where the settings stand among them. missing: why none can be counted."""

    condition: str
    standings: tuple[Standing, ...]
    missing: str = ""


def literature(study: Study, notation: Notation) -> Literature:
    """Hold each setting of the active arms against the cohorts of the study's condition; one cohort counts once."""
    condition = study.about.condition
    found = [one for name, setting in SETTINGS.items() for one in _of(study, name, setting, notation)]
    words = in_words(condition) if condition is not None else ""
    unknown = {one.missing for one in found if one.key.startswith("study.")}
    nobody = "" if study.by_role("active") else "there is no active arm"
    return Literature(words, () if unknown else tuple(found), next(iter(unknown), nobody))


def _of(study: Study, name: str, setting: Setting, notation: Notation) -> list[Standing]:
    counts = counted(study, setting)
    if isinstance(counts, Skip) and counts.where[0] == "study":
        return [Standing(name, dotted(counts.where), (), "", missing=counts.reason)]
    values: dict[str, tuple[object, list[Arm]]] = {}
    for arm in study.held_against_trials():
        for value in setting.values(arm):
            words = (
                term(setting.keys[0][-1], value) if isinstance(value, str) else setting.show(value, notation)
            )
            values.setdefault(words, (value, []))[1].append(arm)
    found, several = [], of_condition(study.about.condition, study.evidence)
    for text, (value, arms) in values.items():
        one = Standing(name, dotted(setting.places(arms[0])[0]), tuple(arm.name for arm in arms), text)
        if isinstance(counts, Skip):
            found.append(replace(one, missing=counts.reason))
        else:
            uses = [use for use in counts.uses if setting.match(value, use.value)]
            found.append(_counted(one, counts, uses, several))
    return [replace(one, remark=disputes(several, setting) + one.remark) for one in found]


def _counted(one: Standing, counts: Counts, uses: list[Use], several: Iterable[Trial]) -> Standing:
    used = cohorts(trial for use in uses for trial in use.trials)
    few = counts.reporting < FEW
    return replace(
        one, used=used, of=counts.reporting, trials=who(uses, several), few=few, remark=counts.tiers
    )
