"""Participants: who may take part, what is watched, what is measured."""

from typing import ClassVar

from protocols.model.keys import key
from protocols.model.table import Table
from protocols.model.terms import RecordedBy, Sex
from protocols.model.types import Above0, Heads, Listed, Number, OfTen, Quantity, Some, Text


class Eligibility(Table):
    """Who may take part."""

    inclusion: Listed[Text] | None = key(
        "Inclusion", "Criteria to take part.", example=["chronic migraine for a year"], farmer="F21"
    )
    exclusion: Listed[Text] | None = key(
        "Exclusion",
        "Criteria not to take part. Terms: active_implant, cochlear_implant, metal_near_ear, pregnancy, bradycardia, "
        "arrhythmia, coronary_disease, cervical_vagotomy, epilepsy, ear_skin_condition, age_under_18; "
        "any other text is kept as it is.",
        example=["active_implant", "pregnancy"],
        farmer="F21",
    )
    age_years: Quantity | None = key(
        "Age", "Age at which people may take part.", unit="years", example={"min": 18, "max": 65}
    )
    sex: Sex | None = key("Sex", "Of which sex people may take part.", example="all")
    healthy_volunteers: bool | None = key(
        "Healthy volunteers", "Whether people without the condition may take part.", example=False
    )


class Sample(Table):
    """How participants are described; in records, who they were."""

    age: Text | None = key("Age", "How age is recorded.", example="mean, range", farmer="F22")
    sex: Text | None = key("Sex", "How sex is recorded.", example="self-reported", farmer="F23")
    ethnicity: Text | None = key(
        "Ethnicity", "How ethnicity is recorded.", example="self-reported", farmer="F23"
    )
    confounders: Text | None = key(
        "Confounders",
        "Which confounding variables are assessed.",
        example="caffeine, nicotine, medication",
        farmer="F24",
    )
    age_mean: Number | None = key(
        "Mean age", "Mean age of the sample.", unit="years", example=41.2, farmer="F22"
    )
    age_sd: Number | None = key(
        "Standard deviation of age", "Its standard deviation.", unit="years", example=11.0
    )
    age_min: Number | None = key("Youngest", "Age of the youngest participant.", unit="years", example=18)
    age_max: Number | None = key("Oldest", "Age of the oldest participant.", unit="years", example=65)
    women: Heads | None = key("Women", "Number of women.", example=40, farmer="F23")
    men: Heads | None = key("Men", "Number of men.", example=20, farmer="F23")


class Harms(Table):
    """Adverse events: how they are found and what follows."""

    assessment: Text | None = key(
        "Assessment",
        "How adverse events are assessed.",
        example="open question at each session",
        farmer="F26",
    )
    instrument: Text | None = key(
        "Instrument", "The list or scale that is used.", example="symptom list", farmer="F26"
    )
    schedule: Text | None = key(
        "Schedule", "When they are assessed.", example="after each session", farmer="F26"
    )
    expected: Some[Text] | None = key(
        "Expected effects",
        "Unwanted effects that are to be expected. Terms: ear_pain, skin_redness, skin_irritation, tingling, itching, "
        "headache, dizziness, nausea; any other text is kept as it is.",
        example=["skin_redness", "headache"],
    )
    stopping_rules: Text | None = key(
        "Stopping rules", "When a participant's stimulation stops or changes.", example="pain above 4 of 10"
    )
    stop_heart_rate_below_bpm: Above0 | None = key(
        "Heart rate to stop at",
        "Heart rate below which a participant's stimulation stops.",
        unit="bpm",
        example=50,
    )
    stop_pain_above: OfTen | None = key(
        "Pain to stop at",
        "Pain, from 0 to 10, above which a participant's stimulation stops.",
        example=4,
    )
    interim: Text | None = key(
        "Interim analyses", "Interim analyses and their stopping guideline.", example="none"
    )
    cardiac_monitoring: Text | None = key(
        "Cardiac monitoring", "How the heart is watched during stimulation.", example="pulse before and after"
    )
    post_trial_care: Text | None = key(
        "Care after the trial", "Care and compensation afterwards.", example="insured"
    )


class Adherence(Table):
    """Whether the sessions take place."""

    recorded_by: RecordedBy | None = key(
        "Recorded by", "What records that a session took place.", example="device"
    )
    monitoring: Text | None = key(
        "Monitoring", "How adherence is monitored.", example="log of the device", farmer="F8"
    )
    completer_definition: Text | None = key(
        "Completer", "Who counts as having completed.", example="80 % of the sessions", farmer="F8"
    )


class Outcome(Table):
    """One outcome."""

    exclusive: ClassVar[tuple[tuple[str, str], ...]] = (("time_points_weeks", "time_points_months"),)

    measure: Text | None = key("Measure", "What is measured, and with what.", example="headache days, diary")
    instrument: Text | None = key("Instrument", "The scale or device it is measured with.", example="HIT-6")
    primary: bool | None = key("Primary", "Whether it is the primary outcome.", example=True)
    secondary: bool | None = key("Secondary", "Whether it is a secondary outcome.", example=True)
    time_points_weeks: Some[float] | None = key(
        "Time points (weeks)",
        "When, from the first session; negative is baseline.",
        unit="weeks",
        example=[-4, 4],
    )
    time_points_months: Some[float] | None = key(
        "Time points (months)",
        "When, from the first session; negative is baseline.",
        unit="months",
        example=[-1, 3],
    )
