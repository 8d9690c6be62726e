"""The study, its blinding and its arms, as written."""

import datetime
from typing import ClassVar

from protocols.model.channels import WrittenChannel
from protocols.model.day import Day
from protocols.model.device import Device, Electrode
from protocols.model.keys import key, required_key
from protocols.model.periods import WrittenPeriod
from protocols.model.schedule import Schedule
from protocols.model.stimulation import Stimulation
from protocols.model.table import Table
from protocols.model.terms import Design, Kind, Purpose, Role, ShamMethod, Status
from protocols.model.types import Count, Heads, Name, Number, Quantity, Some, Text


class About(Table):
    """The table `[study]`: what the study is."""

    exclusive: ClassVar[tuple[tuple[str, str], ...]] = (
        ("follow_up_weeks", "follow_up_months"),
        ("condition", "conditions"),
    )

    title: Text = required_key("Title", "Title of the study.", example="taVNS for migraine")
    kind: Kind | None = key(
        "Kind", "plan (as when absent), or record of a published or registered study.", example="plan"
    )
    status: Status | None = key(
        "Status",
        "Of a record: published, where a publication of the trial was read, if only its abstract or a table of another "
        "paper; registered, where only its registration or its protocol was.",
        example="published",
    )
    condition: Text | None = key(
        "Condition",
        "What the participants have: a term where the evidence base holds trials of it, else any text.",
        example="migraine",
    )
    conditions: Some[Text] | None = key(
        "Conditions",
        "What the participants have, where the study takes several conditions.",
        example=["migraine", "fibromyalgia"],
    )
    population: Text | None = key(
        "Population", "The condition in full words.", example="adults with chronic migraine"
    )
    acronym: Text | None = key("Acronym", "Acronym of the study.", example="EAR-MIG")
    brief_title: Text | None = key(
        "Brief title",
        "A short title that people without training understand.",
        example="Ear stimulation to prevent migraine",
    )
    protocol_id: Text | None = key(
        "Protocol number", "The sponsor's own number of the study.", example="NEURO-2026-04"
    )
    primary_purpose: Purpose | None = key(
        "Primary purpose", "What the study is for, in the words of a registry.", example="prevention"
    )
    phase_of_trial: Text | None = key(
        "Phase", "The phase of the trial, or that there is none.", example="pilot study"
    )
    hypothesis: Text | None = key(
        "Hypothesis",
        "What the study is to show, as it will be tested.",
        example="fewer headache days than with sham after 4 weeks",
    )
    start_date: Day | None = key(
        "Start", "Day on which the study starts, without quotes; or its month in quotes.", example="2027-01"
    )
    end_date: Day | None = key(
        "End",
        "Day on which the last participant is seen for the last time, without quotes; or its month in quotes.",
        example="2028-06",
    )
    version: Text | None = key("Version", "Version of this protocol.", example="1.0")
    date: datetime.date | None = key("Date", "Date of this version, without quotes.", example="2026-11-23")
    registration: Text | None = key("Registration", "Number in a trial registry.", example="NCT03180554")
    citation: Text | None = key(
        "Citation", "Where the study is published.", example="doi:10.1186/s10194-015-0543-3"
    )
    cohort: Name | None = key(
        "Cohort", "A name shared by records of one cohort of participants.", example="zhang-huang"
    )
    based_on: Text | None = key("Based on", "The preset this protocol was drafted from.", example="migraine")
    design: Design | None = key("Design", "Study design.", example="parallel", farmer="F4")
    randomized: bool | None = key(
        "Randomized", "Whether participants are randomised.", example=True, farmer="F3"
    )
    allocation: Text | None = key(
        "Allocation", "Ratio and method.", example="1:1, permuted blocks", farmer="F3"
    )
    participants: Count | None = key("Participants", "Participants in all.", example=60)
    washout_days: Quantity | None = key(
        "Washout",
        "Time between the periods of a crossover; 0 is an answer.",
        unit="days",
        example=7,
        farmer="F4",
    )
    follow_up_weeks: Quantity | None = key(
        "Follow-up (weeks)", "Follow-up after the last session.", unit="weeks", example=12
    )
    follow_up_months: Quantity | None = key(
        "Follow-up (months)", "Follow-up after the last session.", unit="months", example=3
    )
    concomitant: Text | None = key(
        "Concomitant care",
        "Other care that is permitted or prohibited.",
        example="stable preventive medication",
    )
    rationale: Text | None = key(
        "Rationale", "Why this stimulation in this condition.", example="see introduction"
    )


class Blinding(Table):
    """Who is blinded, and how that is kept and tested."""

    participants: bool | None = key(
        "Participants", "Whether participants are blinded.", example=True, farmer="F5"
    )
    care_providers: bool | None = key(
        "Care providers", "Whether those who treat are blinded.", example=False, farmer="F5"
    )
    outcome_assessors: bool | None = key(
        "Outcome assessors", "Whether those who assess outcomes are blinded.", example=True, farmer="F5"
    )
    analysts: bool | None = key(
        "Analysts", "Whether those who analyse are blinded.", example=True, farmer="F5"
    )
    investigators: bool | None = key(
        "Investigators", "Whether those who run the trial are blinded; not those who analyse.", example=False
    )
    how: Text | None = key(
        "How", "How blinding is achieved.", example="same device and electrode in both arms"
    )
    assessment: Text | None = key(
        "Assessment", "How the success of blinding is measured.", example="James index, end of treatment"
    )
    manipulation_check: Text | None = key(
        "Manipulation check",
        "How it is checked that the sham was taken for real.",
        example="guess of arm",
        farmer="F9",
    )
    prior_knowledge: Text | None = key(
        "Prior knowledge",
        "How what participants know of the ear's vagal supply is assessed.",
        example="one question before the first session",
        farmer="F25",
    )
    unblinding: Text | None = key(
        "Unblinding", "When and how the arm may be revealed.", example="serious adverse event"
    )


class Delivered(Table):
    """What an arm received (records and reports)."""

    current_mean_ma: Number | None = key("Mean current", "Mean current delivered.", unit="mA", example=1.2)
    current_sd_ma: Number | None = key(
        "Standard deviation", "Its standard deviation.", unit="mA", example=0.4
    )
    current_range_ma: Quantity | None = key(
        "Range", "Lowest and highest current delivered.", unit="mA", example={"min": 0.4, "max": 3.1}
    )
    sessions_completed_percent: Number | None = key(
        "Sessions completed", "Share of the planned sessions that took place.", unit="%", example=92
    )


class WrittenArm(Table):
    """An arm as written: its own tables hold only what differs from the shared ones."""

    role: Role = required_key(
        "Role",
        "What the arm is in the comparison. An arm without stimulation takes no stimulation tables.",
        example="active",
    )
    participants: Heads | None = key(
        "Participants",
        "Participants assigned to this arm; zero where it only says what the periods of other arms give.",
        example=30,
    )
    conditions: Some[Text] | None = key(
        "Conditions", "What the participants of this arm have, where arms differ in it.", example=["migraine"]
    )
    label: Text | None = key("Label", "The arm's name for readers.", example="taVNS 25 Hz")
    description: Text | None = key("Description", "What the keys do not say.", example="given at home")
    rationale: Text | None = key(
        "Rationale", "Why this arm, or this comparator.", example="tests the frequency"
    )
    co_intervention: Text | None = key(
        "Co-intervention", "What the arm gets besides.", example="home exercise"
    )
    expectation: Text | None = key(
        "Expectation",
        "What participants are told that they will feel.",
        example="a tingling at the ear that may fade",
    )
    sham_method: ShamMethod | None = key(
        "Sham method", "What makes this arm a sham.", example="inactive_site", farmer="F10"
    )
    controls: Some[Text] | None = key(
        "Controls", "The active arms this sham is for; all, when absent.", example=["tavns"]
    )
    stimulation: Stimulation | None = key(
        "Stimulation", "What differs from [stimulation].", example={"side": "left"}
    )
    schedule: Schedule | None = key("Schedule", "What differs from [schedule].", example={"weeks": 4})
    electrode: Electrode | None = key(
        "Electrode", "What differs from [electrode].", example={"material": "silver"}
    )
    device: Device | None = key("Device", "What differs from [device].", example={"control": "current"})
    periods: dict[Name, WrittenPeriod] | None = key(
        "Periods",
        "What the arm gets one after another, by name and in order, where it changes.",
        example={"first": {"gives": "tavns"}},
    )
    channels: dict[Name, WrittenChannel] | None = key(
        "Channels",
        "What flows in this arm at the same time through separate electrodes, by name.",
        example={"tragus": {"stimulation": {"frequency_hz": 100}}},
    )
    delivered: Delivered | None = key("Delivered", "What the arm received.", example={"current_mean_ma": 1.2})
