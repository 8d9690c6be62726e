"""DSN, fifth part: who may take part, beside the exclusions, the condition and the sample."""

from typing import Final

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.model import Range, Study, high, low
from protocols.model.quantity import show
from protocols.rules.observed import ADULT, SAMPLE

AGE: Final[Path] = ("eligibility", "age_years")
SEX: Final[Path] = ("eligibility", "sex")
HEALTHY: Final[Path] = ("eligibility", "healthy_volunteers")
MINORS: Final = "age_under_18"
WORDS: Final = {"age_min": "the youngest is", "age_max": "the oldest is", "age_mean": "the mean age is"}
OTHERS: Final = {"male": "women", "female": "men"}
"""Of whom there can be none, where only this sex can take part."""


@rule("DSN015", Severity.ERROR, if_written=("age_under_18", "healthy_volunteers"))
def eligibility_contradicts_itself(study: Study) -> Results:
    """Eligibility contradicts itself: minors by their age but not by the exclusions, or healthy people in no study of others.

    Where `age_under_18` is an exclusion, the ages of `age_years` begin at 18 or above. Where the condition is
    `healthy_volunteers`, healthy volunteers can take part. An age without a lower end is left alone: the exclusion then
    sets it.

    Fix: correct `age_years`, or take `age_under_18` out; correct `healthy_volunteers`, or the condition.
    """
    said = study.eligibility
    listed, age = said.exclusion or (), said.age_years
    youngest, oldest = low(age), high(age)
    if age is not None and MINORS in listed:
        nobody = oldest is not None and oldest < ADULT
        if nobody or (youngest is not None and youngest < ADULT):
            so = "so that nobody can take part" if nobody else f"which leaves out those under {ADULT}"
            yield Flag(
                AGE,
                f"people of {show(age, 'years')} can take part, but {MINORS} is an exclusion, {so}",
                f"write the ages from {ADULT}, or take {MINORS} out of the exclusions",
                ((("eligibility", "exclusion", listed.index(MINORS)), "the exclusion"),),
            )
    if said.healthy_volunteers is False and study.about.condition == "healthy_volunteers":
        yield Flag(
            HEALTHY,
            "healthy volunteers cannot take part, but the study is of healthy volunteers",
            "write healthy_volunteers = true, or the condition that participants have",
            ((("study", "condition"), "the condition"),),
        )


@rule("DSN016", Severity.WARNING, if_written=("sample",))
def sample_outside_the_eligibility(study: Study) -> Results:
    """Somebody in the sample is younger or older than those who can take part, or of the other sex.

    Either a number is wrong, or somebody took part against the criteria; then `notes` say so.

    Fix: correct the number that is wrong.

    Waive: somebody took part against the criteria, and the report says how that was dealt with.
    """
    age, sex = study.eligibility.age_years, study.eligibility.sex
    found = [(key, value) for key in WORDS if (value := getattr(study.sample, key)) is not None]
    outside = [(key, value) for key, value in found if age is not None and not _holds(age, value)]
    for key, value in outside if len(outside) < len(WORDS) else outside[:2]:
        yield Flag(
            (SAMPLE, key),
            f"{WORDS[key]} {show(value, 'years')}, but people of {show(age or 0, 'years')} can take part",
            "correct the age that is wrong",
            ((AGE, "who can take part"),),
        )
    others = OTHERS.get(sex or "", "")
    many = getattr(study.sample, others) if others else None
    if many:
        yield Flag(
            (SAMPLE, others),
            f"there are {others} in the sample ({many}), but only {'men' if sex == 'male' else 'women'} can take part",
            "correct the number, or write of which sex people can take part",
            ((SEX, "who can take part"),),
        )


def _holds(age: float | Range, years: float) -> bool:
    """Say whether somebody of this age can take part; up to 65 years holds until the next birthday."""
    least, most = low(age), high(age)
    return (least is None or least <= years) and (most is None or years < most + 1)
