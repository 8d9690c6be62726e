"""LIT, second part: against the wider literature, whatever the condition, and against the preset a plan is based on.

Active arms only, but for a value beyond all that is known. Of a range of frequency or pulse width any part may lie within
what is known; of current, session, sessions a day and course the highest counts.
"""

from functools import partial
from operator import attrgetter

from protocols.evidence.compared import COURSE, CURRENT, FREQUENCY, PULSE_WIDTH
from protocols.evidence.trials import preset
from protocols.evidence.widest import known
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.references import Citation
from protocols.lib.units import plain
from protocols.model import Study, high
from protocols.model.course import longest_weeks
from protocols.rules.departures import departures
from protocols.rules.widest import (
    absurd,
    beyond,
    exceeded,
    exceeded_by_few,
    more_than_any,
    outside,
    reaches,
    seldom,
    sessions,
    span,
    too_long,
)
from protocols.standards.shapes import words

INTENSITY = ("stimulation", "intensity")
MEASURED = tuple(
    (key, attrgetter(f"{table}.{key}"), (*path, key))
    for table, path, keys in (
        ("stimulation", ("stimulation",), ("frequency_hz", "alternating_hz", "pulse_width_us")),
        ("intensity", INTENSITY, ("current_ma", "start_ma", "min_ma", "max_ma")),
        ("schedule", ("schedule",), ("session_min",)),
    )
    for key in keys
)
"""The settings of which a unit may be mistaken: the key, what an arm says under it, and its path."""


@rule("LIT019", Severity.ERROR, waivable=True, silences=("*",))
def value_beyond_all_that_is_known(study: Study) -> Results:
    """A value is a factor of ten or more outside all that is known of it.

    Almost always a unit was mistaken: milliseconds for microseconds, microamperes for milliamperes. The limits are the
    widest settings of the wider literature and of the review's trials, times or divided by ten; 0 is left alone. A trial
    that was read elsewhere, often in another paper's table, does not move them. Rules
    that would use the value say nothing then: it is one mistake.

    Fix: write the value in the unit of the key.

    Waive: the value is meant, and the rationale says why.
    """
    arms, written = study.stimulated(), words(study)
    for name, said, path in MEASURED:
        if written is not None and name not in written:
            continue
        # What could not be read of one arm keeps silent that one alone: then each is asked in its turn.
        if study.unread:
            asked = [] if all(said(arm) is None for arm in arms) else arms
        else:
            asked = [arm for arm in arms if absurd(name, said(arm)) is not None]
        for arm in study.once(asked, path) if asked else ():
            yield from beyond(arm.at(*path), name, said(arm))


@rule("LIT020", Severity.WARNING, silences=("LIT001", "LIT026"))
def frequency_outside_the_literature(study: Study) -> Results:
    """The frequency is above or below every frequency in the literature read, whatever the condition.

    Nothing is then known of its effects from this literature. That is unusual, and no more is said.

    Fix: use a frequency within the range, or waive the finding with the reason.

    Waive: the frequency is the question of the study.
    """
    yield from outside(study, FREQUENCY)


@rule("LIT021", Severity.WARNING, silences=("LIT002", "LIT026"))
def pulse_width_outside_the_literature(study: Study) -> Results:
    """The pulse width is above or below every pulse width in the literature read, whatever the condition.

    Fix: use a pulse width within the range, or waive the finding with the reason.

    Waive: the pulse width is the question of the study.
    """
    yield from outside(study, PULSE_WIDTH)


@rule("LIT022", Severity.WARNING, silences=("LIT026",))
def current_above_the_literature(study: Study) -> Results:
    """The current, or the cap up to which it may be raised, is above every current in the literature read.

    Papers on TENS units are left out: the figure on their dial is no current. Where the intensity is found by titration,
    the cap counts. One that only trials beyond the review reached, most of them read in another paper's table, is a note.

    Fix: lower the current or the cap, or waive the finding with the reason.

    Waive: the reason says what the higher current rests on.
    """
    keys = ("current_ma", "max_ma", "start_ma", "min_ma")
    for arm in study.once(study.held_against_trials(), *((*INTENSITY, key) for key in (*keys, "voltage_v"))):
        if arm.intensity.voltage_v is not None:
            continue
        ends = {key: high(getattr(arm.intensity, key)) for key in keys}
        highest = max([end for end in ends.values() if end is not None], default=0)
        found = exceeded(study, partial(known, "current_ma"), partial(reaches, highest))
        if found:
            over = [(key, end) for key, end in ends.items() if end is not None and end > found.max]
            key, end = over[0]
            yield Flag(
                arm.at(*INTENSITY, key),
                f"{key} of {plain(end)} mA is above the highest current in the literature read: {span(found)}",
                ""
                if study.is_record
                else f"lower {' and '.join(key for key, _ in over)}, or waive this with the reason",
                tuple((arm.at(*INTENSITY, key), "above it, too") for key, _ in over[1:]),
                sources=found.sources,
            )
        elif highest > 0 and not study.is_record and (few := exceeded_by_few(highest, study.evidence)):
            key = next(key for key, end in ends.items() if end == highest)
            yield Flag(
                arm.at(*INTENSITY, key),
                f"{key} of {plain(highest)} mA is {few.said}",
                f"lower {key}, or waive this with the reason",
                sources=few.sources,
                severity=Severity.NOTE,
            )
        elif ends["current_ma"] is None and ends["max_ma"] is None:
            yield Skip(arm.at(*INTENSITY, "max_ma"), "needs stimulation.intensity.max_ma or current_ma")


@rule("LIT023", Severity.WARNING, silences=("LIT006", "LIT007"))
def session_or_day_above_the_literature(study: Study) -> Results:
    """A session, or the stimulation of a day, is longer than any in the literature read.

    One registered trial plans sessions of 6 h a night; a plan does not show that such sessions are usual, so that the
    limit is the same with `during_sleep`. What does not fit into a day is left to the arithmetic.

    Fix: shorten the session or have fewer of them in a day.

    Waive: the length is the question of the study.
    """
    keys = ("session_min", "sessions_per_day", "daily_min")
    for arm in study.once(study.held_against_trials(), *(("schedule", key) for key in keys)):
        yield from too_long(study, arm)


@rule("LIT024", Severity.WARNING, silences=("LIT007", "LIT023"))
def more_sessions_a_day_than_in_the_literature(study: Study) -> Results:
    """There are more sessions in a day than in any trial known.

    Fix: plan fewer sessions a day, or waive the finding with the reason.

    Waive: the number of sessions is the question of the study.
    """
    yield from more_than_any(
        study,
        ("sessions_per_day",),
        "sessions_a_day",
        sessions,
        lambda arm: f"{plain(sessions(arm) or 0)} sessions a day are more",
    )


@rule("LIT025", Severity.WARNING, silences=("LIT005",))
def course_above_the_literature(study: Study) -> Results:
    """The course is longer than any in the literature read.

    The longest is a year. A month counts as 4.35 weeks.

    Fix: shorten the course, or waive the finding with the reason.

    Waive: long-term use is the question of the study.
    """
    yield from more_than_any(
        study,
        tuple(key for _, key in COURSE.keys),
        "course",
        longest_weeks,
        lambda arm: f"a course of {COURSE.show(COURSE.values(arm)[0])} is longer",
    )


@rule("LIT026", Severity.NOTE)
def value_seldom_used(study: Study) -> Results:
    """Frequency, pulse width or current is below the 5th or above the 95th percentile of the wider literature.

    Counted in settings of published papers. What the trials of the study's own condition used is left alone. Of a range
    any part may lie between the two.

    Fix: use a value that is used more often, or waive the finding with the reason.

    Waive: the value is the question of the study.
    """
    for setting in (FREQUENCY, PULSE_WIDTH, CURRENT):
        for arm in study.once(study.held_against_trials(), *setting.keys):
            values = setting.values(arm)
            if not values and setting is not CURRENT:
                yield setting.lacking(arm)
            for value in values:
                yield from seldom(study, arm, setting, value)


@rule("LIT030", Severity.NOTE, plans_only=True, if_written=("based_on",))
def departs_from_its_preset(study: Study) -> Results:
    """The plan departs from the preset it is based on.

    Each arm is held against the preset's arm of its name and role, else against all of its role. What either leaves out
    is no departure, nor is a value within the preset's range. Free texts are not compared.

    Fix: write the preset's value, or take `based_on` out.

    Waive: the departure is meant, and the rationale says why.
    """
    name = study.about.based_on
    if name is None:
        return
    found = departures(study, name)
    if found:
        listed = "; ".join(f"{one.key} is {one.mine} ({one.theirs} there)" for one in found)
        yield Flag(
            found[0].where,
            f"departs from the preset {name}: {listed}",
            "write the preset's values, take study.based_on out, or waive this with the reason",
            tuple((one.where, f"{one.theirs} in the preset") for one in found[1:]),
            sources=(Citation(name),) if preset(name).is_record else (),
        )
