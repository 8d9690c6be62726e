"""DSN, sixth part: how many take part and when, beside the sample size, the dropout and the course."""

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.units import exact, plain
from protocols.model import Arm, Study, low
from protocols.model.calendar import span_of_arm
from protocols.model.course import LENGTHS, days_of_months, sessions_of_course
from protocols.model.day import first, in_words, is_day, last
from protocols.model.quantity import counted

SIZE: Final[Path] = ("analysis", "sample_size")
DROPOUT: Final[Path] = ("analysis", "dropout_percent")
SUPERVISED: Final[Path] = ("delivery", "supervised_sessions")
PEOPLE: Final = r"(?:participants?|patients?|subjects?|people|persons|individuals|volunteers)"
IN_ALL: Final = re.compile(
    rf"(?<![\d.,])([1-9]\d{{0,4}})(?![\d.,]*\d)\s+(?:{PEOPLE}\s+)?(?:in all|in total|altogether|overall)\b"
    rf"|\btotal (?:sample )?(?:size )?of ([1-9]\d{{0,4}})(?![\d.,]*\d)",
    re.IGNORECASE | re.ASCII,
)
EACH: Final = re.compile(
    rf"(?<![\d.,])([1-9]\d{{0,4}})(?![\d.,]*\d)\s+(?:{PEOPLE}\s+)?(?:per|in each|in every|for each)\s+(?:arm|group)\b",
    re.IGNORECASE | re.ASCII,
)
COUNTED_IN: Final = re.compile(r"drop|attrition|loss|lost|withdr|complet", re.IGNORECASE)
"""Words of a text that deals with those who drop out."""


ELSEWHERE: Final = re.compile(
    r"\b(?:previous|prior|earlier|published|et al|meta-?analys\w+|review|literature)\b|\b(?:of|in) (?:19|20)\d\d\b"
    r"|\b(?:in|from|of) (?:an?|another|the first) (?:\w+ )?(?:trial|study)\b",
    re.IGNORECASE | re.ASCII,
)
"""Words of a clause that speaks of the participants of another trial."""


class Size(NamedTuple):
    """A number that a sample size asks for, how many are planned of the same, where, and in which words."""

    asked: int
    planned: int
    at: Path
    of: str
    arm: str = ""


@rule("DSN017", Severity.ERROR, if_written=("supervised_sessions",))
def more_supervised_sessions_than_sessions(study: Study) -> Results:
    """More sessions are supervised than a participant has.

    Fix: correct `supervised_sessions`, or the schedule.
    """
    many, arms = study.delivery.supervised_sessions, [arm for arm in study.given.values() if arm.stimulated]
    if not many or not arms:
        return
    if study.has_periods:
        arms = [arm.parts[0] for arm in study.arms.values()]
    periods = len(arms) if study.about.design == "crossover" and not study.has_periods else 1
    most = [_most_sessions(arm) for arm in arms]
    if any(one is None for one in most):
        lacking = arms[most.index(None)]
        yield Skip(lacking.at("schedule", "total_sessions"), "needs total_sessions, or what it follows from")
        return
    longest = max(one for one in most if one is not None)
    if many > longest * periods:
        arm = arms[most.index(longest)]
        places = [
            (part.at("schedule", key), key)
            for part in arm.whole.parts
            for key in ("total_sessions", *LENGTHS)
            if getattr(part.schedule, key) is not None
        ]
        yield Flag(
            SUPERVISED,
            f"{counted(many, 'supervised session')}, but a participant has at most {plain(longest * periods)}",
            "correct the number, or the schedule",
            tuple(places),
        )


def _most_sessions(arm: Arm) -> float | None:
    """Return the most sessions that a participant of an arm has, period by period; None where that is not said."""
    each = [_most_of(part) for part in arm.whole.parts if part.stimulated]
    known = [sessions for sessions in each if sessions is not None]
    return sum(known) if len(known) == len(each) else None


def _most_of(arm: Arm) -> float | None:
    if arm.schedule.total_sessions is not None:
        return float(arm.schedule.total_sessions)
    if arm.schedule.sessions_per_day is None:
        return None
    most = sessions_of_course(arm.schedule).most
    return None if most is None else float(most)


@rule("DSN018", Severity.WARNING, plans_only=True, if_written=("sample_size",))
def fewer_participants_than_the_sample_size_asks_for(study: Study) -> Results:
    """Fewer participants are planned than the sample size asks for, or fewer remain after the expected dropout.

    Asked where the text of `analysis.sample_size` names a number in all ("52 participants in all", "a total of 52") or per
    arm ("26 per group"). Where it names several, the smallest counts. Where the text itself speaks of dropout, or
    names the planned number beside a smaller one, it is taken to have counted dropout in.

    Fix: plan more participants, or correct the calculation or the dropout.

    Waive: the number in the text is of something else, and the text says of what.
    """
    text, lost = study.analysis.sample_size, study.analysis.dropout_percent
    for size, named in _sizes(study, text or ""):
        if size.asked > size.planned:
            yield Flag(
                size.at,
                f"{size.planned} planned {size.of}, but the sample size asks for {size.asked}",
                "plan more participants, or correct the calculation",
                ((SIZE, f"asks for {size.asked}"),),
                arm=size.arm,
            )
            continue
        counted_in = COUNTED_IN.search(text or "") or (size.planned in named and size.asked < size.planned)
        remain = exact(size.planned) * (100 - exact(lost or 0)) / 100
        if lost and not counted_in and remain < size.asked:
            yield Flag(
                size.at,
                f"{size.planned} planned {size.of}: after a dropout of {plain(lost)} %, {plain(float(remain))} remain, "
                f"but the sample size asks for {size.asked}",
                "plan more participants, or say in sample_size that the dropout is counted in",
                ((SIZE, f"asks for {size.asked}"), (DROPOUT, "the dropout")),
                arm=size.arm,
            )


def _sizes(study: Study, text: str) -> list[tuple[Size, set[int]]]:
    """Return what the text asks for, in all and in the smallest arm, with all numbers that it names of it."""
    found = []
    total, sizes = study.about.participants, [arm.participants for arm in study.arms.values()]
    known = [size for size in sizes if size is not None]
    parallel = study.about.design in (None, "parallel", "sequential")
    text = ". ".join(clause for clause in re.split(r"[.;](?!\d)", text) if not ELSEWHERE.search(clause))
    in_all = {int(number) for pair in IN_ALL.findall(text) for number in pair if number}
    each = {int(number) for number in EACH.findall(text)}
    if total is None and len(known) == len(sizes) and parallel:
        total = sum(known)
    if in_all and total is not None:
        written = study.about.participants is not None
        at: Path = ("study", "participants") if written else ("arms",)
        found.append((Size(min(in_all), total, at, "in all"), in_all))
    if each and known and len(known) == len(sizes) and parallel:
        arm = min(study.arms.values(), key=lambda one: one.participants or 0)
        found.append(
            (Size(min(each), min(known), arm.at("participants"), f"in the arm {arm.name}", arm.name), each)
        )
    return found


@rule("DSN019", Severity.ERROR, if_written=("start_date",))
def dates_of_the_study_do_not_fit(study: Study) -> Results:
    """The study ends before it starts, or sooner than one participant could go through it.

    A month stands for the days that fit best: the first where the study starts, the last where it ends. The time is held
    against the shortest course of an arm and the shortest follow-up.

    Fix: correct the dates, or the course.
    """
    start, end = study.about.start_date, study.about.end_date
    if start is None or end is None:
        return
    begins: tuple[Path, str] = (("study", "start_date"), "the start")
    span = last(end) - first(start) + timedelta(days=1)
    if span <= timedelta(0):
        words = f"the study starts {_on(start)} and ends before it, {_on(end)}"
        yield Flag(("study", "end_date"), words, "correct the date that is wrong", (begins,))
        return
    needed, places = _shortest(study)
    if span.days < needed:
        yield Flag(
            ("study", "end_date"),
            f"the study lasts {counted(span.days, 'day')} at most, but a participant takes at least "
            f"{counted(needed, 'day')} from the first session to the end of the follow-up",
            "correct the dates, or the course",
            (begins, *places),
        )


def _on(day: date | str) -> str:
    return f"{'on' if is_day(day) else 'in'} {in_words(day)}"


def _shortest(study: Study) -> tuple[float, list[tuple[Path, str]]]:
    """Return the fewest days that a participant takes, and where they are written; 0 where nothing says it."""
    every = [arm for arm in study.arms.values() if any(part.stimulated for part in arm.parts)]
    lengths = [(arm, _days(arm)) for arm in every]
    places: list[tuple[Path, str]] = []
    course = 0.0
    if lengths and len(lengths) == len(study.arms):
        arm, course = min(lengths, key=lambda pair: pair[1])
        keys = [
            (part, key) for part in arm.parts for key in LENGTHS if getattr(part.schedule, key) is not None
        ]
        places += [(part.at("schedule", key), "the course") for part, key in keys] if course else []
    about = study.about
    weeks, months = low(about.follow_up_weeks), low(about.follow_up_months)
    after = 7 * weeks if weeks else float(days_of_months(exact(months))[0]) if months else 0.0
    if after:
        key = "follow_up_weeks" if weeks else "follow_up_months"
        places.append((("study", key), "the follow-up"))
    return int(course + after), places


def _days(arm: Arm) -> float:
    """Return the fewest days of an arm's course; its last week may end with the last session."""
    last = arm.parts[-1].schedule
    least = float(span_of_arm(arm).least or 0)
    return least if last.days is not None else max(least - 6, 0.0)
