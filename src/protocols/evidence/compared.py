"""The settings of an arm that are held against the published trials: where each is written, compared and shown how."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from protocols.evidence.counts import Counts, Use, count
from protocols.evidence.trials import Trial, names, of_condition
from protocols.findings.rule import Skip
from protocols.lib.units import exact
from protocols.model import Arm, Range, Study, high, low, overlap, single
from protocols.model.course import of_one_role
from protocols.model.derived import derived
from protocols.model.quantity import PLAIN, Notation, show
from protocols.model.terms import in_words, meet

Path = tuple[str, ...]
# A month has 28 to 31 days: 12 weeks, 84 days and 3 months may be one course.
DAYS = {"weeks": (7, 7), "months": (28, 31), "days": (1, 1)}


class Setting(NamedTuple):
    """A setting: its keys (the first is the one to ask for), an arm's values, and how two are compared and shown."""

    keys: tuple[Path, ...]
    values: Callable[[Arm], list[Any]]
    match: Callable[[Any, Any], bool]
    show: Callable[..., str]  # in a notation, PLAIN if none is given
    needs: str = ""
    reads: tuple[Path, ...] = ()  # further keys from which a value may follow
    opening: str = ""

    def places(self, arm: Arm) -> list[tuple[str | int, ...]]:
        """Return where an arm's setting is written: under its first key, else under the others."""
        written = [key for key in self.keys if _said(arm, key) is not None]
        return [arm.at(*key) for key in (written[:1] if self.keys[0] in written else written)]

    def place(self, arm: Arm, value: Any) -> tuple[str | int, ...]:
        """Return where one of an arm's values is written: of a list its entry."""
        key = next(key for key in self.keys if _said(arm, key) is not None)
        said = _said(arm, key)
        listed = isinstance(said, tuple) and not isinstance(said, Range)
        return (*arm.at(*key), said.index(value)) if listed else arm.at(*key)

    def shown(self, arm: Arm) -> str:
        """Return an arm's values as people write them."""
        return " with ".join(self.show(value) for value in self.values(arm))

    def lacking(self, arm: Arm) -> Skip:
        """Say which key is to be written."""
        return Skip(arm.at(*self.keys[0]), f"needs {self.needs or '.'.join(self.keys[0])}")

    def all_among(self, values: list[Any], others: list[Any]) -> bool:
        """Say whether another arm has all of an arm's values; one that does not say what it has may have them."""
        return not others or all(any(self.match(value, one) for one in others) for value in values)


class Course(NamedTuple):
    """A course: its length in days, and as it is written, with its unit."""

    days: Range
    length: float | Range
    unit: str


def _said(arm: Arm, key: Path) -> Any:
    found: Any = arm
    for part in key:
        found = getattr(found, part, None)
    return found


def no_condition(study: Study) -> Skip:
    """Return why nothing is compared with the trials of a condition: none is said, or several are."""
    several = "; trials are compared with those of one condition" if study.about.conditions else ""
    return Skip(("study", "condition"), f"needs study.condition{several}")


def counted(study: Study, setting: Setting) -> Counts | Skip:
    """Count what the cohorts of the study's condition used, or say why nothing can be counted."""
    condition = study.about.condition
    if condition is None:
        return no_condition(study)
    if not of_condition(condition, study.evidence):
        return Skip(("study", "condition"), f"the evidence base holds no trial of {in_words(condition)}")
    counts = count(condition, setting.keys[0], setting.values, setting.keys[1:], study.evidence)
    return (
        counts
        if counts.uses
        else Skip(setting.keys[0], f"no trial of {in_words(condition)} in the base reports it")
    )


def counts_of(condition: str, key: Path, values: Callable[[Arm], list[Any]]) -> Counts:
    """Count what a condition's cohorts used under a key; a course in months is one, too, where weeks are asked for."""
    if key in COURSE.keys:
        return count(condition, COURSE.keys[0], COURSE.values, COURSE.keys[1:])
    return count(condition, key, values)


def users(study: Study, setting: Setting, arm: Arm) -> str:
    """Name the trials of the study's condition that used an arm's values."""
    counts = counted(study, setting)
    uses = counts.uses if isinstance(counts, Counts) else []
    uses = [use for use in uses if any(setting.match(value, use.value) for value in setting.values(arm))]
    return who(uses, of_condition(study.about.condition, study.evidence))


def who(uses: list[Use], several: Iterable[Trial]) -> str:
    """Name those of several trials that some uses are of, and say where it is the review's claim for a group."""
    plain, claimed = (
        names(trial for trial in several if any(trial in use.trials for use in some))
        for some in ([use for use in uses if not use.claimed], [use for use in uses if use.claimed])
    )
    claim = f"by the review's claim for the group {claimed}" if claimed else ""
    return "; ".join(part for part in (plain, claim) if part)


def disputes(several: Iterable[Trial], *settings: Setting) -> str:
    """Name those of several trials on whose value of a setting the sources disagree."""
    keys = tuple(f".{key[-1]}" for setting in settings for key in setting.keys)
    labels = [
        trial.label
        for trial in several
        if any((conflict.field or "").endswith(keys) for conflict in trial.study.protocol.conflicts or ())
    ]
    what = "it" if len(settings) == 1 else "one of them"
    return f"; the sources disagree on {what} for {', '.join(labels)}" if labels else ""


def _one(*key: str) -> Callable[[Arm], list[Any]]:
    return lambda arm: [value for value in (_said(arm, key),) if value is not None]


def _same(one: object, other: object) -> bool:
    return one == other


def _in(unit: str) -> Callable[..., str]:
    def shown(value: float | Range, notation: Notation = PLAIN) -> str:
        return show(value, unit, notation)

    return shown


def _term(value: str, _notation: Notation = PLAIN) -> str:
    return value


def _in_its_unit(course: Course, notation: Notation = PLAIN) -> str:
    return show(course.length, course.unit, notation)


def asked(study: Study, setting: Setting) -> list[Arm]:
    """Return the active arms that are held against trials; of one in periods each of them, but of its course, which is theirs together, the first."""
    arms = study.held_against_trials()
    return arms if setting is not COURSE else [arm for arm in arms if arm.base is of_one_role(arm)[0].base]


@derived  # several rules hold it against trials
def _courses(arm: Arm) -> list[Any]:
    """Return the course of an arm; of periods of one role the sum of all."""
    each = [_course(part) for part in of_one_role(arm)]
    known = [one for one in each if one is not None]
    if len(known) < len(each) or len(known) <= 1:
        return known if len(known) == len(each) else []
    if len(units := {one.unit for one in known}) > 1:
        known = [Course(one.days, one.days, "days") for one in known]
    return [
        Course(
            _sum(one.days for one in known),
            _sum(one.length for one in known),
            units.pop() if len(units) == 1 else "days",
        )
    ]


def _sum(lengths: Iterable[float | Range]) -> Range:
    """Return the sum of several lengths; an end that one of them does not have, it has not either."""
    each = [(low(length), high(length)) for length in lengths]
    ends = [[end for end in side if end is not None] for side in zip(*each, strict=True)]
    return Range(*(sum(side) if len(side) == len(each) else None for side in ends))


def _course(arm: Arm) -> Course | None:
    for key, (shortest, longest) in DAYS.items():
        said = _said(arm, ("schedule", key))
        if said is not None:
            ends = low(said), high(said)
            days = Range(*(end and end * days for end, days in zip(ends, (shortest, longest), strict=True)))
            return Course(days, said, key)
    return None


def sessions_a_day(arm: Arm) -> float | Range | None:
    """Return the sessions of a day: as written, or as all sessions over the treatment days make them."""
    plan = arm.schedule
    times: float | Range | None = plan.sessions_per_day
    if times is not None or plan.total_sessions is None:
        return times
    days, a_week, weeks = single(plan.days), single(plan.days_per_week), single(plan.weeks)
    in_all = exact(days) if days else exact(a_week) * exact(weeks) if a_week and weeks else None
    made = plan.total_sessions / in_all if in_all else None
    return _number(made) if made and made.denominator == 1 else None


def minutes_a_day(arm: Arm) -> float | Range | None:
    """Return the minutes of stimulation on a treatment day: as written, or as its sessions make them."""
    session, times = arm.schedule.session_min, sessions_a_day(arm)
    daily: float | Range | None = arm.schedule.daily_min
    if daily is not None or session is None or times is None:
        return daily
    least, most = _product(low(session), low(times)), _product(high(session), high(times))
    if least is None and most is None:
        return None
    return least if least is not None and least == most else Range(least, most)


def _product(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else _number(exact(one) * exact(other))


def _number(value: Fraction) -> float | None:
    try:
        return float(value)
    except OverflowError:  # beyond all measure; that it is too much is said by TIM003
        return None


FREQUENCY = Setting(
    (("stimulation", "frequency_hz"), ("stimulation", "alternating_hz")),
    lambda arm: [*arm.stimulation.frequencies],
    overlap,
    _in("Hz"),
)
PULSE_WIDTH = Setting(
    (("stimulation", "pulse_width_us"),),
    _one("stimulation", "pulse_width_us"),
    overlap,
    _in("µs"),
)
SITE = Setting((("stimulation", "sites"),), lambda arm: [*(arm.stimulation.sites or ())], meet, _term)
SIDE = Setting((("stimulation", "side"),), _one("stimulation", "side"), _same, _term)
METHOD = Setting(
    (("stimulation", "intensity", "method"),), _one("stimulation", "intensity", "method"), _same, _term
)
CURRENT = Setting(
    (("stimulation", "intensity", "current_ma"),),
    _one("stimulation", "intensity", "current_ma"),
    overlap,
    _in("mA"),
)
COURSE = Setting(
    tuple(("schedule", key) for key in DAYS),
    _courses,
    lambda one, other: overlap(one.days, other.days),
    _in_its_unit,
    opening="a course of ",
)
SESSION = Setting(
    (("schedule", "session_min"),),
    _one("schedule", "session_min"),
    overlap,
    _in("min"),
    opening="a session of ",
)
DAILY = Setting(
    tuple(("schedule", key) for key in ("daily_min", "session_min", "sessions_per_day")),
    lambda arm: [value for value in (minutes_a_day(arm),) if value is not None],
    overlap,
    _in("min a day"),
    "schedule.session_min and schedule.sessions_per_day",
    tuple(("schedule", key) for key in ("total_sessions", "days_per_week", "weeks", "days")),
)
