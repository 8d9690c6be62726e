"""TIM, DSN and SHM of a course in periods: what it adds up to, how long each is, and who knows what they get."""

from collections.abc import Iterator

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, Undecided, rule
from protocols.lib.references import cite
from protocols.lib.units import plain
from protocols.model import Arm, Study, overlap
from protocols.model.calendar import NO_TIME, days_of, meet_in_time, over_periods, span_of_arm
from protocols.model.course import LENGTHS, UNKNOWN, Ends, ends_of, sessions_of_course
from protocols.model.quantity import counted, show

WASHOUT: Path = ("study", "washout_days")


@rule("TIM038", Severity.ERROR, if_written=("periods",))
def periods_do_not_add_up(study: Study) -> Results:
    """The periods of an arm do not add up to its course: to its length, or to its sessions.

    What `[schedule]`, or an arm's own schedule, says of weeks, months, days and `total_sessions` is of the whole course
    where an arm has periods. A washout may be counted in or not; a period that not all of the arm enter, too.

    Fix: correct the number that is wrong, or leave the length of the whole course out: it follows from the periods.
    """
    for arm in study.arms.values():
        if not arm.periods:
            continue
        yield from _of_the_length(arm)
        yield from _of_the_sessions(arm)


def _of_the_length(arm: Arm) -> Iterator[Flag]:
    key = next((key for key in LENGTHS if getattr(arm.schedule, key) is not None), None)
    if key is None:
        return
    written, treated, whole = days_of(arm), over_periods(arm, days_of), span_of_arm(arm)
    made = Ends(treated.least, whole.most)
    if _may_be(written, made):
        return
    washed = "" if treated == whole else f", {_shown(whole, 'days')} with the washouts"
    yield Flag(
        arm.at("schedule", key),
        f"the course of {arm.name} is {show(getattr(arm.schedule, key), key)}, but its periods add up to "
        f"{_shown(treated, 'days')}{washed}",
        f"correct the number that is wrong, or leave {key} out: it follows from the periods",
        tuple(
            (part.at("schedule", one), f"{one} of {part.period}")
            for part in arm.parts
            for one in LENGTHS
            if getattr(part.schedule, one) is not None
        ),
        arm=arm.name,
    )


def _of_the_sessions(arm: Arm) -> Iterator[Flag]:
    total = arm.schedule.total_sessions
    made = over_periods(arm, _sessions_of)
    if total is None or made.hold(total):
        return
    yield Flag(
        arm.at("schedule", "total_sessions"),
        f"{counted(total, 'session')} in all, but the periods of {arm.name} make {_shown(made, 'sessions')}",
        "correct the number that is wrong, or leave total_sessions out: it follows from the periods",
        tuple((part.header, f"the period {part.period}") for part in arm.parts if part.stimulated),
        arm=arm.name,
    )


def _sessions_of(part: Arm) -> Ends:
    if not part.stimulated:
        return NO_TIME
    total = part.schedule.total_sessions
    return sessions_of_course(part.schedule) if total is None else ends_of(total)


def _may_be(written: Ends, made: Ends) -> bool:
    """Say whether two lengths have one in common; an end that is not known may be any."""
    if UNKNOWN in (written, made):
        return True
    above = written.least is not None and made.most is not None and written.least > made.most
    below = written.most is not None and made.least is not None and written.most < made.least
    return not (above or below)


def _shown(ends: Ends, unit: str) -> str:
    least, most = (None if end is None else plain(float(end)) for end in ends)
    if least == most or most is None or least is None:
        only = least if most is None else most
        return f"{'at least ' if most is None else '' if least == most else 'at most '}{only} {unit}"
    return f"{least} to {most} {unit}"


@rule("DSN020", Severity.NOTE, plans_only=True, if_written=("periods",))
def period_without_a_length(study: Study) -> Results:
    """A period does not say how long it is, though another of the same arm does.

    The dose of the course, the pictures and the calendar follow from the periods' lengths. Where none of an arm's periods
    says its length, it is not decided yet.

    Fix: write `weeks`, `months` or `days` in the period's schedule.

    Waive: the period lasts until something happens, and its `description` says until when.
    """
    keys = [("schedule", key) for key in (*LENGTHS, "total_sessions")]
    for part in study.once([part for part in study.given.values() if part.whole.periods], *keys):
        if _has_a_length(part):
            continue
        where = part.at("schedule", "weeks")
        message = f"it is not said how long the period {part.period} lasts"
        help_ = "write weeks, months or days in its schedule"
        others = [other for other in part.whole.parts if _has_a_length(other)]
        if others:
            also = tuple(
                (other.at("schedule", key), f"of {other.period}")
                for other in others
                for key in _lengths(other)
            )
            yield Flag(where, message, help_, also, arm=part.name)
        else:
            yield Undecided(where, f"how long the period {part.period} lasts", message, help_)


def _has_a_length(part: Arm) -> bool:
    return bool(_lengths(part)) or part.schedule.total_sessions is not None


def _lengths(part: Arm) -> list[str]:
    """Return the keys under which a period says how long it is."""
    return [key for key in LENGTHS if getattr(part.schedule, key) is not None]


@rule("DSN021", Severity.ERROR, if_written=("participants",))
def arm_without_participants(study: Study) -> Results:
    """An arm has no participants, and no period gives what it describes.

    An arm with `participants = 0` lends its treatment to periods of other arms (`gives`). One that nobody is in, and
    that no period gives, is not part of the study.

    Fix: write how many participants the arm has, name it in the `gives` of a period, or take it out.
    """
    for arm in study.arms.values():
        if arm.participants == 0:
            yield Flag(
                arm.at("participants"),
                f"{arm.name} has no participants, and no period gives its treatment",
                f'write how many participants it has, or gives = "{arm.name}" in a period of another arm',
                arm=arm.name,
            )


@rule("TIM039", Severity.ERROR, if_written=("periods",))
def washouts_differ(study: Study) -> Results:
    """The washout of the study and that of a period are not the same.

    The study's is the time between two periods. Before the first one there is none: what an arm's first period says is of
    something else, such as a medication, and is not held against it.

    Fix: correct the number that is wrong, or take `study.washout_days` out: the periods say it.
    """
    whole = study.about.washout_days
    if whole is None:
        return
    for arm in study.arms.values():
        for part in arm.later:
            if part.washout_days is not None and not overlap(whole, part.washout_days):
                yield Flag(
                    part.at("washout_days"),
                    f"a washout of {show(part.washout_days, 'days')} before {part.name}, "
                    f"but of {show(whole, 'days')} in the study",
                    "correct the number that is wrong, or take washout_days out of [study]",
                    ((WASHOUT, "of the study"),),
                    arm=part.name,
                )


@rule(
    "SHM019",
    Severity.WARNING,
    cite("spirit-2025", "item 24b: similarity of the interventions"),
    if_written=("periods",),
)
def blinded_though_open_label(study: Study) -> Results:
    """Participants are said to be blinded, but every period is open label, or arms are not unblinded at the same time.

    A claim of blinding ends where `open_label` begins. Where one arm is open label and another at the same time is not,
    participants know from that which arm is theirs.

    Fix: write `blinding.participants = false`, or `open_label` in the periods of all arms that lie at the same time.

    Waive: each participant is blinded to something else, and `blinding.how` says to what.
    """
    if not study.blinding.participants:
        return
    # Who waits or is observed knows it anyway, and learns nothing about the others from it.
    parts = [part for part in study.given.values() if part.stimulated]
    opened = [part for part in parts if part.open_label]
    said = ((("blinding", "participants"), "said to be blinded"),)
    if opened and len(opened) == len(parts):
        yield Flag(
            ("blinding", "participants"),
            "participants are said to be blinded, but every period is open label",
            "" if study.is_record else "write participants = false, or correct open_label",
            tuple((part.at("open_label"), "open label") for part in opened),
        )
        return
    for part in opened:
        masked = [other for other in parts if not other.open_label and meet_in_time(study, part, other)]
        if masked:
            yield Flag(
                part.at("open_label"),
                f"{part.name} is open label, but {' and '.join(other.name for other in masked)} at the same time is not",
                "" if study.is_record else "write open_label = true in the periods of all arms at that time",
                (*said, *((other.header, f"{other.name}, at the same time") for other in masked)),
                arm=part.name,
            )
