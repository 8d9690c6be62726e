"""DSN: the design of the study."""

from collections import Counter
from collections.abc import Sequence, Set

from protocols.evidence.compared import no_condition
from protocols.evidence.counts import FEW
from protocols.evidence.trials import names, of_condition, randomized
from protocols.findings.rule import Flag, Results, Severity, Skip, Undecided, rule
from protocols.lib.references import Citation, cite
from protocols.lib.units import plain
from protocols.model import Arm, Study, Table, high
from protocols.model.paths import INHERITED, WITHIN_AN_ARM
from protocols.model.quantity import counted
from protocols.model.terms import in_words

# What an arm is called and how large it is makes no difference to what its participants get.
NOT_GIVEN = frozenset(
    {"label", "description", "participants", "notes", "rationale", "delivered", *WITHIN_AN_ARM, *INHERITED}
)
Told = tuple[object, ...]


@rule("DSN001", Severity.ERROR)
def no_active_arm(study: Study) -> Results:
    """No arm has the role active.

    Every protocol of the format is of a stimulation that is studied; some arm receives it.

    Fix: give the studied arm `role = "active"`.
    """
    if not study.by_role("active"):
        roles = ", ".join(f"{arm.name} ({arm.role})" for arm in study.arms.values())
        yield Flag(
            ("arms",), f"no arm is active; the roles are: {roles}", 'give the studied arm role = "active"'
        )


@rule("DSN002", Severity.ERROR)
def randomized_with_one_arm(study: Study) -> Results:
    """The study is randomized, but has one arm.

    Fix: write the other arm, or `randomized = false`.
    """
    if study.about.randomized and len(study.arms) == 1 and study.about.design != "parallel":
        arm = next(iter(study.arms))
        yield Flag(
            ("study", "randomized"),
            f"randomized, but {arm} is the only arm",
            "write the other arm, or randomized = false",
            ((("arms", arm), "the only arm"),),
        )


@rule(
    "DSN003",
    Severity.WARNING,
    cite("farmer-2021", "item F4: between- or within-subject design"),
    plans_only=True,
    if_written=("crossover",),
)
def crossover_without_washout(study: Study) -> Results:
    """A crossover does not say the time between its periods.

    What one period leaves behind may be measured in the next. 0 is an answer.

    Fix: write `study.washout_days`.

    Waive: the washout is described in `notes` and cannot be given in days.
    """
    about = study.about
    if about.design == "crossover" and about.washout_days is None and not _have_washouts(study):
        yield Flag(
            ("study", "washout_days"),
            "a crossover without a washout",
            "write: washout_days = …; 0 is an answer",
            ((("study", "design"), "the crossover"),),
        )


@rule("DSN004", Severity.ERROR)
def arms_that_do_not_differ(study: Study) -> Results:
    """Two arms are equal in everything but name, label, description and size.

    What an arm inherits counts: often the value that should differ was written in the shared table. Arms that write
    nothing of their own yet are not decided, rather than wrong.

    Fix: write in the arm's own table what makes it differ, or merge the two arms.
    """
    kinds = {name: _kind(study, arm) for name, arm in study.arms.items()}
    of_a_kind = Counter(kinds.values())
    if len(of_a_kind) == len(kinds):
        return
    distinct: dict[Told, Arm] = {}
    for name, arm in study.arms.items():
        if of_a_kind[kinds[name]] == 1:
            continue
        each = [one for part in arm.parts for one in part.at_once]
        gets = tuple(_told(getattr(one, table)) for one in each for table in INHERITED)
        if any(part.stimulated for part in arm.parts) and not any(gets):
            continue  # a draft that has not said yet what the arms get
        also = tuple(_told(part.written, NOT_GIVEN) for part in arm.parts)
        other = distinct.setdefault((*gets, *also), arm)
        if other is arm:
            continue
        if not any(
            getattr(one.written, table) for one in (arm, other) for table in (*INHERITED, *WITHIN_AN_ARM)
        ):
            yield Undecided(
                ("arms", arm.name),
                f"what differs between {other.name} and {arm.name}",
                f"{arm.name} gets the same as {other.name}",
                f"write what differs in [arms.{arm.name}.stimulation] or [arms.{arm.name}.schedule]",
            )
        else:
            yield Flag(
                ("arms", arm.name),
                f"{arm.name} gets the same as {other.name}",
                f"write what differs in [arms.{arm.name}.stimulation] or [arms.{arm.name}.schedule], or merge the two",
                ((("arms", other.name), "the same arm"),),
                arm=arm.name,
            )


def _kind(study: Study, arm: Arm) -> tuple[object, ...]:
    """Return a little of what an arm is and gets: arms that differ in this differ, whatever else they get."""
    kind = (arm.role, arm.written.sham_method)
    if study.has_parts or study.unread:  # what an arm gets is then in its parts, or may not be known
        return kind
    said, course = arm.stimulation, arm.schedule
    return (*kind, said.frequency_hz, said.sites, arm.intensity.max_ma, course.session_min, course.weeks)


def _have_washouts(study: Study) -> bool:
    """Say whether every arm says the time without treatment before each period but its first."""
    later = [part for arm in study.arms.values() for part in arm.later]
    return bool(later) and all(part.washout_days is not None for part in later)


def _median(numbers: Sequence[int]) -> float:
    # Of the standard library's own, the import alone takes longer than the rest of a check.
    low, high = sorted(numbers)[(len(numbers) - 1) // 2], sorted(numbers)[len(numbers) // 2]
    return (low + high) / 2


def _told(table: Table, without: Set[str] = frozenset({"notes"})) -> Told:
    """Return what a table says, in the order of its keys; a table in it that says nothing is left out."""
    said = ((name, getattr(table, name)) for name in sorted(table.written_keys - without))
    told = ((name, _told(value) if isinstance(value, Table) else value) for name, value in said)
    return tuple((name, value) for name, value in told if value != ())


@rule("DSN005", Severity.ERROR)
def design_and_arms_do_not_match(study: Study) -> Results:
    """A single-arm design with several arms, or a parallel one with one.

    Fix: correct `study.design`, or the arms.
    """
    design, arms = study.about.design, list(study.arms)
    wrong = (design == "single_arm" and len(arms) > 1) or (design == "parallel" and len(arms) == 1)
    if wrong:
        yield Flag(
            ("study", "design"),
            f"the design is {design}, but the file has {counted(len(arms), 'arm')}: {', '.join(arms)}",
            "correct study.design, or the arms",
            tuple((("arms", name), name) for name in arms),
        )


@rule("DSN006", Severity.NOTE, cite("zhang-2026", "§6.1"), plans_only=True)
def no_follow_up(study: Study) -> Results:
    """No follow-up after the last session.

    The review calls for longer follow-up: whether an effect lasts is not known.

    Fix: write `study.follow_up_weeks` or `study.follow_up_months`; 0 says that there is none.

    Waive: an acute study that only asks what happens during stimulation.
    """
    about = study.about
    if about.follow_up_weeks is None and about.follow_up_months is None:
        yield Undecided(
            ("study", "follow_up_weeks"),
            "follow-up after the last session (study.follow_up_weeks)",
            "no follow-up after the last session",
            "write: follow_up_weeks = …",
        )
    elif 0 in (high(about.follow_up_weeks), high(about.follow_up_months)):
        key = "follow_up_weeks" if about.follow_up_weeks is not None else "follow_up_months"
        yield Flag(("study", key), "no follow-up is planned, so a lasting effect cannot be shown")


@rule("DSN007", Severity.NOTE, cite("zhang-2026", "§6.1"), plans_only=True)
def fewer_participants_than_the_trials(study: Study) -> Results:
    """Fewer participants than the median of the condition's trials.

    The review names small samples as a limit of what is known. The median is counted from the
    trials, one number a cohort; parallel and crossover trials are mixed.

    Fix: enlarge the sample, or waive the finding with the calculation that says it suffices.

    Waive: a pilot whose question needs no more.
    """
    size, condition = study.about.participants, study.about.condition
    if size is None or condition is None:
        lacks = Skip(("study", "participants"), "needs study.participants")
        yield lacks if size is None else no_condition(study)
        return
    cohorts = randomized(condition, study.evidence)
    if not cohorts:
        yield Skip(("study", "condition"), f"the evidence base holds no trial of {condition}")
        return
    middle = _median(cohorts)
    if size < middle:
        several = of_condition(condition, study.evidence)
        few = "; few trials" if len(cohorts) < FEW else ""
        known = f"the median of the {len(cohorts)} cohorts of the base in {in_words(condition)} is {plain(middle)}"
        if len(cohorts) == 1:
            known = f"the only trial of the base in {in_words(condition)} had {plain(middle)}"
        yield Flag(
            ("study", "participants"),
            f"{counted(size, 'participant')}; {known} ({names(several)}){few}",
            "enlarge the sample, or waive this with the reason why it suffices",
            sources=tuple(Citation(trial.key) for trial in several),
        )


@rule("DSN008", Severity.WARNING)
def primary_outcome_not_one(study: Study) -> Results:
    """No outcome is marked primary, or more than one is; or one is marked primary and secondary.

    Fix: write `primary = true` in one outcome.

    Waive: co-primary outcomes with a stated rule for both.
    """
    primary = [name for name, outcome in study.outcomes.items() if outcome.primary]
    for name in primary:
        if study.outcomes[name].secondary:
            yield Flag(
                ("outcomes", name, "secondary"),
                f"{name} is marked primary and secondary",
                "keep one of the two",
                ((("outcomes", name, "primary"), "primary"),),
            )
    if not primary:
        yield Undecided(
            ("outcomes",),
            "the primary outcome (outcomes.NAME.primary)",
            "no outcome is marked primary",
            "write primary = true in one outcome",
        )
    elif len(primary) > 1:
        first, *others = primary
        yield Flag(
            ("outcomes", others[0], "primary"),
            f"{len(primary)} outcomes are marked primary: {', '.join(primary)}",
            "keep one",
            tuple((("outcomes", name, "primary"), "primary too") for name in [first, *others[1:]]),
        )
