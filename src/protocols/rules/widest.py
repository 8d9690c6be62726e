"""How a value is held against the widest of the wider literature."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from protocols.document.document import Path
from protocols.evidence.compared import COURSE, Setting, asked
from protocols.evidence.counts import count
from protocols.evidence.trials import names, of_condition
from protocols.evidence.widest import ALONE, BY_THE_REVIEW, Known, is_absurd, known, likely, longest, reaching
from protocols.findings.rule import Flag, Results, Skip
from protocols.lib.references import Citation
from protocols.lib.units import plain
from protocols.model import Arm, Range, Study, high, low, overlap
from protocols.model.course import MINUTES_PER_DAY, most_minutes_a_day
from protocols.model.quantity import counted, show
from protocols.model.terms import Evidence

WAIVE = "or waive this with the reason"


def beyond(where: Path, key: str, value: Any) -> Results:
    """Flag a value that is a factor of ten or more outside all that is known of it."""
    wrong = absurd(key, value)
    found = None if wrong is None else known(key)
    if wrong is None or found is None:
        return
    meant = likely(key, wrong)
    how = "ten times or more the highest" if wrong > found.max else "a tenth or less of the lowest"
    yield Flag(
        where,
        f"{plain(wrong)} {found.unit} is {how} {found.name} in the literature read "
        f"({show(Range(found.min, found.max), found.unit)})",
        f"{meant}?" if meant else f"{key} is in {found.unit}; check the number and its unit",
        sources=found.sources,
    )


def absurd(key: str, value: Any) -> float | None:
    """Return the first end of a value, or of several, that is so far outside; None where there is none."""
    if value is None or isinstance(value, float | int):
        return value if value is not None and is_absurd(key, value) else None
    several = (value,) if isinstance(value, Range) else value
    ends = (end for one in several for end in (low(one), high(one)) if end is not None)
    return next((end for end in ends if is_absurd(key, end)), None)


def outside(study: Study, setting: Setting) -> Results:
    """Flag each value of an active arm of which no part lies within all that is known."""
    for arm in study.once(asked(study, setting), *setting.keys):
        values = setting.values(arm)
        if not values:
            yield setting.lacking(arm)
        for value in values:
            found = exceeded(study, partial(known, setting.keys[0][-1]), partial(_holds, value))
            if found:
                lowest = low(value)
                end = "above the highest" if lowest is not None and lowest > found.max else "below the lowest"
                yield Flag(
                    setting.place(arm, value),
                    f"{setting.show(value)} is {end} {found.name} in the literature read: {span(found)}",
                    "" if study.is_record else "use a value within it, or waive this with the reason",
                    sources=found.sources,
                )


def exceeded(
    study: Study, known_of: Callable[[Evidence | None], Known | None], fits: Callable[[Known], bool]
) -> Known | None:
    """Return what is known, in the tiers that the study is held against, where a value does not fit; else None.

    The wider literature and then the review's trials are asked first: most values lie within them, and no other trial
    has to be read.
    """
    for evidence in BY_THE_REVIEW:
        found = known_of(evidence)
        if found is None or fits(found):
            return None
    if study.evidence != "review":
        found = known_of(study.evidence)
    return None if found is None or fits(found) else found


def _holds(value: float | Range, found: Known) -> bool:
    return _meets(value, found.min, found.max)


def _meets(value: float | Range, least: float, most: float) -> bool:
    """Say whether some of a value lies between two numbers, these included."""
    if isinstance(value, Range):
        return overlap(value, Range(least, most))
    return least <= value <= most


def span(found: Known) -> str:
    """Say between what values, in how many papers and cohorts."""
    known = Range(found.min, found.max) if found.min else found.max
    return f"{show(known, found.unit)} in {found.basis()}"


def too_long(study: Study, arm: Arm) -> Results:
    """Flag a session that is longer than any, else a day; what does not fit into a day is left to TIM003."""
    plan, lacks = arm.schedule, _end_lacking(arm)
    if lacks:
        yield Skip(arm.at("schedule", lacks), f"needs schedule.{lacks}, with its upper end")
        return
    session, day = high(plan.session_min) or 0, most_minutes_a_day(arm) or 0
    if max(session, day) > MINUTES_PER_DAY:
        return
    most = exceeded(study, partial(longest, "session", _session), lambda known: session <= known.max)
    whole_day = exceeded(study, partial(longest, "day", most_minutes_a_day), lambda known: day <= known.max)
    if most:
        what = f"a session of {plain(session)} min is longer than any"
        yield _above(study, arm.at("schedule", "session_min"), what, most, "shorten it")
    elif whole_day:
        key, times = (
            ("daily_min", ())
            if plan.daily_min is not None
            else ("session_min", (arm.at("schedule", "sessions_per_day"),))
        )
        what = f"{plain(day)} min a day are more than any"
        flag = _above(study, arm.at("schedule", key), what, whole_day, "plan less")
        yield replace(flag, also=tuple((place, "sessions a day") for place in times))


def more_than_any(
    study: Study,
    keys: tuple[str, ...],
    name: str,
    measure: Callable[[Arm], float | None],
    told: Callable[[Arm], str],
) -> Results:
    """Flag what a schedule makes where it is more than in any trial known."""
    arms = asked(study, COURSE) if name == "course" else study.held_against_trials()
    for arm in study.once(arms, *(("schedule", key) for key in keys)):
        written = next((key for key in keys if getattr(arm.schedule, key) is not None), keys[0])
        most, where = measure(arm), arm.at("schedule", written)
        if most is None:
            yield Skip(where, f"needs schedule.{written}, with its upper end")
        elif found := exceeded(study, partial(longest, name, measure), partial(reaches, most)):
            yield _above(study, where, f"{told(arm)} than any", found, "plan less")


class Few(NamedTuple):
    """What is said of a current that only trials beyond the review reached, and these."""

    said: str
    sources: tuple[Citation, ...]


def exceeded_by_few(current: float, evidence: Evidence) -> Few | None:
    """Return what to say where a current, in mA, is above the review's trials and the wider literature; else None."""
    asked = (known("current_ma", tier) for tier in BY_THE_REVIEW)
    found = None if any(one is None or reaches(current, one) for one in asked) else known("current_ma")
    if found is None:
        return None
    who = reaching("current_ma", current, evidence)
    return Few(
        f"above the highest current in the wider literature and the review's trials: {span(found)}; beyond these, "
        f"{names(who)} alone went as far",
        (*found.sources, *(Citation(trial.key) for trial in who)),
    )


def reaches(most: float, found: Known) -> bool:
    """Say whether what is known reaches as far."""
    return most <= found.max


def _above(study: Study, where: Path, what: str, most: Known, fix: str) -> Flag:
    cohorts = counted(most.cohorts, "cohort")
    none_more = f"; none of the {cohorts} of the base that say it had more" if most.cohorts else ""
    return Flag(
        where,
        f"{what} known: {plain(most.max)} {most.unit} ({most.read}{most.ends}){none_more}",
        "" if study.is_record else f"{fix}, {WAIVE}",
        sources=most.sources,
    )


def _end_lacking(arm: Arm) -> str:
    plan = arm.schedule
    if plan.session_min is None and plan.daily_min is None:
        return "session_min"
    keys = ("session_min", "sessions_per_day", "daily_min")
    said = {key: getattr(plan, key) for key in keys}
    return next((key for key, value in said.items() if value is not None and high(value) is None), "")


def _session(arm: Arm) -> float | None:
    return high(arm.schedule.session_min)


def sessions(arm: Arm) -> float | None:
    """Return the most sessions of a day."""
    return high(arm.schedule.sessions_per_day)


def _in_condition(study: Study, setting: Setting, value: Any) -> bool:
    """Say whether a trial of the study's condition used a value."""
    condition = study.about.condition
    if condition is None or not of_condition(condition, study.evidence):
        return False
    return any(
        setting.match(value, use.value)
        for use in count(condition, setting.keys[0], setting.values, setting.keys[1:], study.evidence).uses
    )


def seldom(study: Study, arm: Arm, setting: Setting, value: Any) -> Results:
    """Flag a value outside the percentiles, unless the trials of the study's condition used it."""
    found = known(setting.keys[0][-1], ALONE)
    usual = found.usual if found else None
    if found is None or usual is None or _meets(value, usual.p5, usual.p95):
        return
    if _in_condition(study, setting, value):
        return
    lowest = low(value)
    above = lowest is not None and lowest > usual.p95
    end = "higher than in 95 %" if above else "lower than in 95 %"
    yield Flag(
        setting.place(arm, value),
        f"{setting.show(value)} is {end} of the published settings that were read ({usual.of}; 5th to 95th percentile: "
        f"{show(Range(usual.p5, usual.p95), found.unit)})",
        "" if study.is_record else f"use a value that is used more often, {WAIVE}",
        sources=(usual.source,),
    )
