"""TIM, fourth part: participants, time points, and what arms may have."""

from collections.abc import Iterator

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.units import plain
from protocols.model import Arm, Study, Table, high, low
from protocols.model.course import LENGTHS, WEEKS_PER_MONTH, shortest_weeks, weeks_of
from protocols.model.keys import UnreadError
from protocols.model.part import LENGTH_KEYS
from protocols.model.paths import INHERITED
from protocols.model.quantity import counted, show
from protocols.model.schedule import Schedule
from protocols.model.terms import PERCENT_ALLOWED, PERCENT_REQUIRED


@rule("TIM005", Severity.ERROR, if_written=("participants",))
def participants_do_not_add_up(study: Study) -> Results:
    """The arms' sizes do not add up to the participants of the study.

    In a crossover each participant is in every arm: there no arm may be larger than the study, and the arms of a plan do not
    add up to it.

    Fix: correct the number that is wrong.
    """
    total, design = study.about.participants, study.about.design
    sized = [arm for arm in study.arms.values() if arm.participants is not None]
    whole = ("study", "participants")
    if not sized or total is None:
        if sized or total is not None:
            lacks = "study.participants" if total is None else "participants of the arms"
            yield Skip(whole, f"needs {lacks}")
        return
    if design == "crossover" and not study.has_periods:  # with periods an arm is an order of them
        yield from _of_a_crossover(study, sized, total)
        return
    if design is None and len(study.arms) > 1:
        yield Skip(("study", "design"), "needs study.design")
        return
    added = sum(arm.participants or 0 for arm in sized)
    if added > total or (added != total and len(sized) == len(study.arms)):
        listed = " + ".join(str(arm.participants) for arm in sized)
        # Where every arm but one has an equal share, that one is the likely mistake: point there.
        odd = [arm for arm in sized if (arm.participants or 0) * len(sized) != total]
        where = odd[0].at("participants") if len(odd) == 1 else whole
        places = [(whole, "in all"), *((arm.at("participants"), arm.name) for arm in sized)]
        yield Flag(
            where,
            f"{counted(total, 'participant')} in all, but the arms add up to {listed}{f' = {added}' if len(sized) > 1 else ''}",
            "correct the number that is wrong",
            tuple(place for place in places if place[0] != where),
        )


def _of_a_crossover(study: Study, sized: list[Arm], total: int) -> Iterator[Flag]:
    whole, help_ = ("study", "participants"), "correct the number that is wrong"
    for arm in sized:
        if (arm.participants or 0) > total:
            message = f"{arm.name} has {counted(arm.participants or 0, 'participant')}, the crossover {total} in all"
            yield Flag(arm.at("participants"), message, help_, ((whole, "in all"),))
    sizes = [arm.participants or 0 for arm in sized]
    if 1 < len(sized) == len(study.arms) and 0 not in sizes and sum(sizes) == total and not study.is_record:
        yield Flag(
            whole,
            f"the arms add up to {' + '.join(map(str, sizes))} = {total}, as if each participant was in one of them alone; in a "
            "crossover each is in every arm",
            "write the number of all participants in each arm; or give the arms periods, where they are the orders",
            tuple((arm.at("participants"), arm.name) for arm in sized),
        )


@rule("TIM010", Severity.WARNING, if_written=("outcomes",))
def outcome_after_the_last_follow_up(study: Study) -> Results:
    """An outcome is measured after the last time that anybody is seen.

    The time of all sessions (of a crossover: every period and washout) and the follow-up after them; a month is
    4.35 weeks. Where the course is a range, its shorter end.

    Fix: move the time point, or lengthen the follow-up.
    """
    points = [
        (name, key, index, point, point * factor)
        for name, outcome in study.outcomes.items()
        for key, factor in (("time_points_weeks", 1.0), ("time_points_months", WEEKS_PER_MONTH))
        for index, point in enumerate(getattr(outcome, key) or ())
    ]
    if not points:
        return
    seen, lacks = _weeks_seen(study)
    if seen is None:
        yield Skip(lacks, f"needs {'.'.join(str(part) for part in lacks)}")
        return
    for name, key, index, point, weeks in points:
        if weeks > seen + 1e-9:
            unit = "week" if key == "time_points_weeks" else "month"
            follow_up = "follow_up_months" if study.about.follow_up_months is not None else "follow_up_weeks"
            last, length = (
                f"{show(round(seen, 2), 'weeks')} from the first session",
                getattr(study.about, follow_up),
            )
            none = high(length) == 0
            yield Flag(
                ("outcomes", name, key, index),
                f"{unit} {plain(point)} is after the last session, {last}, and there is no follow-up"
                if none
                else f"{unit} {plain(point)} is after the last follow-up, {last}",
                f"move the time point or {'plan a' if none else 'lengthen the'} follow-up",
                (
                    (
                        ("study", follow_up),
                        "no follow-up" if none else "the follow-up, from the last session",
                    ),
                    *_course_lines(study),
                ),
            )


def _weeks_seen(study: Study) -> tuple[float | None, Path]:
    """Return the weeks from the first session to the last follow-up, or the key that is lacking."""
    about, arms = study.about, _of_the_course(study)
    if about.design == "crossover" and not study.has_periods and len(arms) < len(study.arms):
        return None, arm_without_course(study)
    courses = [shortest_weeks(arm) for arm in arms]
    if not courses or None in courses:
        arm = next((arm for arm, course in zip(arms, courses, strict=True) if course is None), None)
        arm = arm and next(part for part in arm.whole.parts if weeks_of(part, low) is None)
        return None, arm.at("schedule", "weeks") if arm else ("schedule", "weeks")
    known = [course for course in courses if course is not None]
    time = max(known)
    if about.design == "crossover" and not study.has_periods:
        washout = low(about.washout_days)
        if washout is None:
            return None, ("study", "washout_days")
        time = sum(known) + washout / 7 * (len(known) - 1)
    months = low(about.follow_up_months)
    after = low(about.follow_up_weeks) if months is None else months * WEEKS_PER_MONTH
    return (None, ("study", "follow_up_weeks")) if after is None else (time + after, ())


def _of_the_course(study: Study) -> list[Arm]:
    """Return the arms that are stimulated, of one in periods the first of them: the course is theirs together."""
    return [arm.parts[0] for arm in study.arms.values() if any(part.stimulated for part in arm.parts)]


def arm_without_course(study: Study) -> Path:
    """Return the place of an arm without stimulation: how long its period of a crossover is has no key."""
    return ("arms", study.by_role("no_stimulation")[0].name)


def _course_lines(study: Study) -> list[tuple[Path, str]]:
    """Return where the courses are written, and the washout of a crossover."""
    parts = (
        study.given.values() if study.has_periods else [one for one in study.given.values() if one.stimulated]
    )
    keys = [(arm, key) for arm in parts for key in LENGTHS if getattr(arm.schedule, key) is not None]
    places = dict.fromkeys((arm.at("schedule", key), "the course") for arm, key in keys)
    washout = [(("study", "washout_days"), "the washout")] if study.about.design == "crossover" else []
    return [*places, *washout]


@rule("TIM012", Severity.ERROR, if_written=("target", "percent"))
def percent_and_target_do_not_match(study: Study) -> Results:
    """A percent without a target it is a share of, or such a target without its percent; or a fixed intensity with a target.

    Fix: write both, or neither; a fixed intensity has a current and no target.
    """
    table = ("stimulation", "intensity")
    for arm in study.once(study.stimulated(), table):
        said, targets = arm.intensity, set(arm.intensity.target or ())
        at_target = ((arm.at(*table, "target"), "the target"),) if targets else ()
        if said.method == "fixed" and (targets or said.percent is not None):
            what = "target" if targets else "percent"
            yield Flag(
                arm.at(*table, "method"),
                f"a fixed intensity has no {what}",
                f'write: method = "titrated", or leave {what} out',
                at_target or ((arm.at(*table, "percent"), "the percent"),),
            )
        elif said.percent is not None and not targets & PERCENT_ALLOWED:
            yield Flag(
                arm.at(*table, "percent"),
                f"{plain(said.percent)} percent, but of no threshold",
                'name it: target = "percent_of_sensory_threshold"',
                at_target,
            )
        elif said.percent is None and targets & PERCENT_REQUIRED:
            yield Flag(
                arm.at(*table, "target"),
                f'"{min(targets & PERCENT_REQUIRED)}" without percent',
                "write percent beside it; minus 20 % is 80",
            )


def _has_its_own(arm: Arm, table: str) -> bool:
    """Say whether an arm writes a table of its own; a period may say how long it lasts."""
    own: Table | None = getattr(arm.written, table)
    if own is None:
        return False
    if not (arm.period and table == "schedule"):
        return True
    beyond = own.written_keys - LENGTH_KEYS
    if beyond and beyond <= own.unread:  # it may have been its length alone
        raise UnreadError(min(beyond), arm.arm_name, Schedule)
    return bool(beyond)


@rule("TIM013", Severity.ERROR, if_written=("no_stimulation",))
def stimulation_in_an_arm_without(study: Study) -> Results:
    """An arm without stimulation that writes stimulation of its own.

    Fix: correct the role, or take the table out.
    """
    for arm in study.once(study.by_role("no_stimulation"), ("role",)):
        own = [table for table in INHERITED if _has_its_own(arm, table)]
        if own:
            first, *others = own
            yield Flag(
                arm.at(first),
                f"{arm.name} is an arm without stimulation, but has its own {' and '.join(own)}",
                'correct the role (role = "sham" where a device is worn), or take the table out',
                (
                    (arm.at("role"), "the role"),
                    *((arm.at(table), "another table of its own") for table in others),
                ),
                arm=arm.name,
            )
