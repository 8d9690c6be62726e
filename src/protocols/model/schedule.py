"""When and how often: sessions, days, weeks; and how it is delivered."""

from typing import ClassVar

from protocols.model.keys import key
from protocols.model.table import Table
from protocols.model.terms import Setting, TimeOfDayRule
from protocols.model.types import Count, DaysOfWeek, Heads, Number, Positive, Quantity, Text


class Schedule(Table):
    """The course of an arm."""

    exclusive: ClassVar[tuple[tuple[str, str], ...]] = (
        ("weeks", "months"),
        ("weeks", "days"),
        ("months", "days"),
        ("days_per_week", "days"),
    )
    says_less: ClassVar[frozenset[tuple[str, str]]] = frozenset({("days_per_week", "days")})

    session_min: Quantity | None = key(
        "Session", "Length of one session.", unit="min", example=30, farmer="F6"
    )
    sessions_per_day: Positive | None = key(
        "Sessions a day", "Sessions on a treatment day.", example=1, farmer="F6"
    )
    daily_min: Quantity | None = key(
        "Minutes a day",
        "Stimulation on a treatment day, where its sessions are not said.",
        unit="min",
        example=240,
    )
    days_per_week: DaysOfWeek | None = key("Days a week", "Treatment days in a week.", example=5, farmer="F6")
    weeks: Positive | None = key(
        "Weeks", "Length of the course in weeks.", unit="weeks", example=4, farmer="F6"
    )
    months: Positive | None = key(
        "Months", "Length of the course in months.", unit="months", example=3, farmer="F6"
    )
    days: Positive | None = key(
        "Days", "Length of the course in consecutive treatment days.", unit="days", example=10, farmer="F6"
    )
    total_sessions: Count | None = key(
        "Sessions in all", "Sessions of one arm's course. Checked.", example=20
    )
    time_of_day: Text | None = key(
        "Time of day", "When the sessions take place.", example="08:00", farmer="F8"
    )
    time_of_day_rule: TimeOfDayRule | None = key(
        "Choice of the time",
        "Whether the time of day is free or instructed.",
        example="instructed",
        farmer="F7",
    )
    before_task_min: Number | None = key(
        "Lead before the task",
        "Time from the start of stimulation to the task of interest.",
        unit="min",
        example=10,
        farmer="F7",
    )
    during_task: bool | None = key(
        "During a task", "Whether stimulation goes on during a task.", example=False
    )
    during_sleep: bool | None = key(
        "During sleep", "Whether stimulation goes on during sleep.", example=False
    )


class Delivery(Table):
    """Where, by whom and how the sessions are given."""

    setting: Setting | None = key("Setting", "Where sessions take place.", example="clinic")
    delivered_by: Text | None = key("Delivered by", "Who applies the stimulation.", example="study nurse")
    training: Text | None = key(
        "Training", "How those who apply it are trained.", example="two supervised sessions"
    )
    procedure: Text | None = key(
        "Procedure", "What is done in a session, step by step.", example="seated, at rest"
    )
    supervised_sessions: Heads | None = key(
        "Supervised sessions",
        "Sessions of each participant at which somebody of the team is present.",
        example=2,
    )
    missed_sessions: Text | None = key(
        "Missed sessions", "What follows a missed session.", example="made up within the week"
    )
    impedance_check: Text | None = key(
        "Impedance check",
        "How and when the contact of the electrodes is checked.",
        example="below 10 kΩ before each session",
    )
    materials: Text | None = key(
        "Materials", "What is handed out, and where manuals are.", example="picture guide"
    )
