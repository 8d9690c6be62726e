"""Values that no trial of a study's condition used; where these are few, what the trials of its family used."""

from typing import Final

from protocols.evidence.compared import Setting, asked, counted, disputes
from protocols.evidence.counts import Counts, Use, count_relatives
from protocols.evidence.trials import cohorts, names, of_condition
from protocols.findings.rule import Flag, Results, Severity, Skip
from protocols.lib.references import Citation, cite
from protocols.model import Study

ENOUGH: Final = 3
"""Where a condition's own cohorts are fewer, its family is looked at."""
ALIKE: Final = cite("own-judgement", "which conditions are of one family")


def compared_with(study: Study, setting: Setting) -> Counts | Skip:
    """Count as `counted` does; where the base holds no trial of the condition itself, what its family used."""
    counts = counted(study, setting)
    if isinstance(counts, Counts) or of_condition(study.about.condition, study.evidence):
        return counts
    return _relatives(study, setting) or counts


def _relatives(study: Study, setting: Setting) -> Counts | None:
    """Count what the other conditions of the family used; None where there is nothing to count."""
    counts = count_relatives(
        study.about.condition or "", setting.keys[0], setting.values, setting.keys[1:], study.evidence
    )
    return counts if counts.uses else None


def unused(study: Study, setting: Setting) -> Results:
    """Flag each value of an active arm that no cohort of the study's condition used.

    Where the condition's own cohorts are fewer than three, those of its family are looked at, too: what these used is
    worth a note, no more. Nor is it more than a note against one or two cohorts, none of which the review has read.
    """
    counts = compared_with(study, setting)
    if isinstance(counts, Skip):
        yield counts
        return
    family = None if counts.family or counts.reporting >= ENOUGH else _relatives(study, setting)
    for arm in study.once(asked(study, setting), *setting.keys, *setting.reads):
        values = setting.values(arm)
        if not values:
            yield setting.lacking(arm)
        for value in values:
            if any(setting.match(value, use.value) for use in counts.uses):
                continue
            theirs = family.uses if family else []
            relatives = [use for use in theirs if setting.match(value, use.value)]
            yield Flag(
                setting.place(arm, value),
                f"{setting.opening}{setting.show(value)} is not used by {counts.sentence(setting.show)}"
                + (_in_the_family(family, relatives) if family else "")
                + disputes(of_condition(counts.condition, study.evidence), setting),
                "" if study.is_record else "use what the trials used, or waive this with the reason",
                tuple((place, "makes it up") for place in setting.places(arm)[1:]),
                sources=(
                    *counts.sources(),
                    *dict.fromkeys(Citation(trial.key) for use in relatives for trial in use.trials),
                    *((ALIKE,) if family or counts.family else ()),
                ),
                severity=Severity.NOTE if relatives or counts.family or _is_thin(counts) else None,
            )


def _is_thin(counts: Counts) -> bool:
    """Say whether a value is held against one or two cohorts, none of them the review's."""
    return counts.reporting < ENOUGH and all(trial.tier != "review" for trial in counts.trials)


def _in_the_family(family: Counts, uses: list[Use]) -> str:
    """Say how many cohorts of the family used a value, and which."""
    found = list(dict.fromkeys(trial for use in uses for trial in use.trials))
    several = f"{family.reporting} further cohorts" if family.reporting > 1 else "only further cohort"
    whose = f"the {several} of its family, {family.family.replace('_', ' ')}"
    if not found:
        return f"; nor by {whose}"
    by = f"{cohorts(found)} of {whose}" if family.reporting > 1 else whose
    return f"; it is used by {by} ({names(found)})"
