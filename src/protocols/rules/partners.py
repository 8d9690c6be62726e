"""TIM, sixth part: keys that say something only beside another key, which may stand in another table."""

from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.model import Study
from protocols.model.quantity import counted, show


@rule("TIM020", Severity.ERROR, if_written=("alternating_s",))
def times_without_alternating_frequencies(study: Study) -> Results:
    """`alternating_s` without the frequencies that alternate.

    The times alone say no frequency, and do not take the place of one: an arm that writes only `alternating_s` keeps
    the shared `frequency_hz`.

    Fix: write `alternating_hz` beside it, or leave `alternating_s` out.
    """
    times, rates, one = (("stimulation", key) for key in ("alternating_s", "alternating_hz", "frequency_hz"))
    for arm in study.once(study.stimulated(), times, rates, one):
        said = arm.stimulation
        if not said.alternating_s or said.alternating_hz:
            continue
        single = said.frequency_hz
        has = (
            "no alternating frequencies"
            if single is None
            else f"there is one frequency, {show(single, 'Hz')}"
        )
        yield Flag(
            arm.at(*times),
            f"times for alternating frequencies, but {has}",
            "write alternating_hz beside it, or leave alternating_s out",
            () if single is None else ((arm.at(*one), "the frequency that holds"),),
            arm=arm.name,
        )


@rule("TIM021", Severity.ERROR, if_written=("days",))
def days_a_week_of_consecutive_days(study: Study) -> Results:
    """An arm writes `days_per_week`, but its course is in consecutive days, which stand in the shared table.

    Days a week do not say how long a course is, so they do not take the place of `days`: the arm keeps the shared
    course. In one table the two keys exclude each other.

    Fix: write `weeks` or `months` beside `days_per_week`, or leave it out.
    """
    a_week, days = ("schedule", "days_per_week"), ("schedule", "days")
    for arm in study.once(study.stimulated(), a_week, days, ("schedule", "weeks"), ("schedule", "months")):
        plan = arm.schedule
        if plan.days_per_week is not None and plan.days is not None:
            yield Flag(
                arm.at(*a_week),
                f"{counted(plan.days_per_week, 'day')} a week, but the course is {counted(plan.days, 'consecutive treatment day')}",
                "write weeks or months beside days_per_week, or leave it out",
                ((arm.at(*days), "the course"),),
                arm=arm.name,
            )
