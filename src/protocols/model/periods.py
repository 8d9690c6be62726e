"""A period, as written: what an arm gets for a part of its course."""

from protocols.model.device import Device, Electrode
from protocols.model.keys import key
from protocols.model.schedule import Schedule
from protocols.model.stimulation import Stimulation
from protocols.model.table import Table
from protocols.model.terms import Role, ShamMethod
from protocols.model.types import Name, Quantity, Text


class WrittenPeriod(Table):
    """A period: its own tables hold only what differs from the arm's. Its length stands in its schedule."""

    gives: Name | None = key(
        "Gives",
        "The arm whose treatment participants get in this period: its role, sham method and tables.",
        example="tavns",
    )
    role: Role | None = key(
        "Role in this period",
        "What the arm is in this period, where it is not what it is as a whole.",
        example="sham",
    )
    sham_method: ShamMethod | None = key(
        "Sham method in this period", "What makes this period a sham.", example="inactive_site", farmer="F10"
    )
    washout_days: Quantity | None = key(
        "Washout before", "Time without treatment before this period.", unit="days", example=14, farmer="F4"
    )
    open_label: bool | None = key(
        "Open label", "Whether participants know in this period what they get.", example=True, farmer="F5"
    )
    who: Text | None = key(
        "Who", "Who enters the period, where not all do.", example="those without a response by week 4"
    )
    co_intervention: Text | None = key(
        "Co-intervention in this period", "What the arm gets besides in this period.", example="home exercise"
    )
    label: Text | None = key("Label", "The period's name for readers.", example="weeks 1 and 2")
    description: Text | None = key("Description", "What the keys do not say.", example="at home")
    stimulation: Stimulation | None = key(
        "Stimulation", "What differs in this period.", example={"frequency_hz": 25}
    )
    schedule: Schedule | None = key(
        "Schedule", "The length of the period, and what differs in it.", example={"weeks": 2}
    )
    electrode: Electrode | None = key(
        "Electrode", "What differs in this period.", example={"material": "silver"}
    )
    device: Device | None = key("Device", "What differs in this period.", example={"control": "current"})
