"""A protocol file as written: all its tables."""

from typing import Annotated, Any

from protocols.model.channels import WrittenChannel
from protocols.model.design import About, Blinding, WrittenArm
from protocols.model.device import Device, Electrode
from protocols.model.governance import Analysis, Governance
from protocols.model.keys import key, required_key
from protocols.model.people import Adherence, Eligibility, Harms, Outcome, Sample
from protocols.model.periods import WrittenPeriod
from protocols.model.records import Amendment, Conflict, Result, Sources, Waiver
from protocols.model.schedule import Delivery, Schedule
from protocols.model.several import AtLeast
from protocols.model.stimulation import Stimulation
from protocols.model.table import Table
from protocols.model.types import Name, Some
from protocols.model.values import JsonSchema, WholeNumber, refused

FORMAT = 1


class KnownFormat(WholeNumber):
    """The version of the file format that this program knows."""

    def read(self, value: Any) -> Any:
        """Return the version; of another nothing else can be said."""
        if super().read(value) != FORMAT:
            raise refused("unknown_format", value, known=FORMAT)
        return value

    def schema(self, defs: JsonSchema) -> JsonSchema:
        """Return its JSON Schema."""
        return {**super().schema(defs), "const": FORMAT}


class Protocol(Table):
    """A study protocol of transcutaneous auricular vagus nerve stimulation."""

    format: Annotated[int, KnownFormat()] = required_key(
        "Format",
        "Version of the file format.",
        example=FORMAT,
    )
    study: About = required_key("Study", "What the study is.", example={"title": "taVNS for migraine"})
    blinding: Blinding | None = key("Blinding", "Who is blinded, and how.", example={"participants": True})
    device: Device | None = key("Device", "The stimulator of all arms.", example={"model": "tvns_r"})
    electrode: Electrode | None = key(
        "Electrode", "The electrodes of all arms.", example={"material": "titanium"}
    )
    stimulation: Stimulation | None = key(
        "Stimulation",
        "The stimulation of all arms, unless an arm says otherwise.",
        example={"frequency_hz": 1},
    )
    schedule: Schedule | None = key(
        "Schedule", "The course of all arms, unless an arm says otherwise.", example={"weeks": 4}
    )
    delivery: Delivery | None = key("Delivery", "Where, by whom and how.", example={"setting": "clinic"})
    arms: Annotated[dict[Name, WrittenArm], AtLeast(1)] = required_key(
        "Arms",
        "The arms of the study, by name.",
        example={"tavns": {"role": "active"}},
    )
    periods: dict[Name, WrittenPeriod] | None = key(
        "Periods",
        "What all arms get one after another, by name and in order; an arm's own period of a name goes over it.",
        example={"extension": {"gives": "tavns", "open_label": True}},
    )
    channels: dict[Name, WrittenChannel] | None = key(
        "Channels",
        "What flows in all arms at the same time through separate electrodes, by name; an arm's own channel of a name goes over it.",
        example={"tragus": {"stimulation": {"sites": ["tragus"], "frequency_hz": 100}}},
    )
    eligibility: Eligibility | None = key(
        "Eligibility", "Who may take part.", example={"exclusion": ["pregnancy"]}
    )
    sample: Sample | None = key("Sample", "How participants are described.", example={"age": "mean, range"})
    harms: Harms | None = key("Harms", "Adverse events.", example={"assessment": "open question"})
    adherence: Adherence | None = key(
        "Adherence", "Whether sessions take place.", example={"monitoring": "device log"}
    )
    outcomes: dict[Name, Outcome] | None = key(
        "Outcomes", "The outcomes, by name.", example={"pain": {"primary": True}}
    )
    analysis: Analysis | None = key(
        "Analysis", "Sample size and statistical analysis.", example={"power": 0.8, "alpha": 0.05}
    )
    governance: Governance | None = key(
        "Governance", "Who is responsible, who reviews, who pays.", example={"sponsor": "University Hospital"}
    )
    waivers: Some[Waiver] | None = key(
        "Waivers", "Findings that are accepted.", example=[{"rule": "DSN006", "reason": "not funded"}]
    )
    amendments: Some[Amendment] | None = key(
        "Amendments", "Changes since the first version.", example=[{"version": "1.1"}]
    )
    sources: dict[str, Sources] | None = key(
        "Sources",
        "Where values were taken from, by key path.",
        example={"stimulation.frequency_hz": "straube-2015"},
    )
    conflicts: Some[Conflict] | None = key(
        "Conflicts", "Where sources do not agree (records).", example=[{"field": "schedule.weeks"}]
    )
    results: Some[Result] | None = key(
        "Results",
        "What was found (records, reports).",
        example=[{"outcome": "hand pain", "direction": "no_difference"}],
    )
