"""What a file says of itself: waivers, amendments, sources, conflicts, results."""

import datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, GetJsonSchemaHandler, Tag
from pydantic_core import CoreSchema
from typing_extensions import TypeAliasType

from protocols.model.quantity import number
from protocols.model.table import Some, Table, Text, key
from protocols.model.terms import Confidence, Direction, SourceKind


class Waiver(Table):
    """A finding that is accepted, with its reason."""

    rule: Text = Field(
        title="Rule", description="Code of the rule, as findings show it.", examples=["DSN006"]
    )
    where: Text | None = key(
        "Where",
        "Key path the waiver is for; a shared path covers all arms. Absent: the whole file.",
        example="study.follow_up_weeks",
    )
    reason: Text = Field(
        title="Reason", description="Why the finding is accepted.", examples=["no follow-up is funded"]
    )
    approved_by: Text | None = key("Approved by", "Who approved it.", example="ethics board, 2026-02-03")
    date: datetime.date | None = key("Date", "When it was written, without quotes.", example="2026-11-23")
    expires: datetime.date | None = key(
        "Expires", "The last day it holds, without quotes.", example="2027-11-23"
    )


class Amendment(Table):
    """A change to the protocol, with its reason."""

    version: Text | None = key("Version", "The version it leads to.", example="1.1")
    date: datetime.date | None = key("Date", "When, without quotes.", example="2026-11-23")
    rationale: Text | None = key("Rationale", "Why.", example="the device was replaced")
    changes: Some[Text] | None = key("Changes", "Key paths that change.", example=["device.model"])


class Source(BaseModel):
    """Where a value was taken from. Its remark is `note`, so that it takes no `notes` beside."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    cite: Text = Field(
        title="Citation",
        description="A key of the references, the stem of a preset, doi:10.…, PMID n, PMCn, a trial number or a URL.",
        examples=["straube-2015"],
    )
    kind: SourceKind | None = key("Kind", "Where in the source it was read.", example="primary_abstract")
    confidence: Confidence | None = key(
        "Confidence",
        "V1: read in the source's own text. V2: in a text that states it, such as a mirror, an index or another paper.",
        example="V1",
    )
    note: Text | None = key("Note", "Table, section or remark.", example="Table 1")


def _shape(value: Any) -> str:
    if isinstance(value, Source):  # when the model is written out again
        return "entry"
    if isinstance(value, dict):
        return "entry" if "cite" in value else "path"
    return "citation"


class _OneSchema:
    """Citation, entry and path in one JSON Schema, so that one mistake is one message in an editor."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        _, entry, path = handler(schema)["oneOf"]
        open_ = {"additionalProperties": True}  # as when absent; tombi warns of each key where it is
        return {
            "type": ["string", "object"],
            "minLength": 1,
            **open_,
            "if": {"type": "object", "required": ["cite"], **open_},
            "then": entry,
            "else": {"additionalProperties": path["additionalProperties"]},
        }


if TYPE_CHECKING:  # mypy cannot follow the recursion
    Sources = str | Source | dict[str, Any]
else:
    Sources = TypeAliasType(
        "Sources",
        Annotated[
            Annotated[Text, Tag("citation")]
            | Annotated[Source, Tag("entry")]
            | Annotated[dict[str, "Sources"], Tag("path")],
            Discriminator(_shape),
            _OneSchema(),
        ],
    )


def flatten(
    tree: "dict[str, Sources]", parents: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], tuple[str, ...], Source]]:
    """Return (path in the file, path it speaks of, source) of each entry, however its path is written."""
    entries: list[tuple[tuple[str, ...], tuple[str, ...], Source]] = []
    for name, value in tree.items():
        written = (*parents, name)
        if isinstance(value, dict):
            entries += flatten(value, written)
        else:
            about = tuple(part for piece in written for part in piece.split("."))
            source = Source(cite=value) if isinstance(value, str) else value
            entries.append((("sources", *written), about, source))
    return entries


class _WordsOrNumber:
    """Words or a number in one JSON Schema, for the same reason."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": ["string", "number"], "minLength": 1}


WordsOrNumber = Annotated[
    Annotated[Text, Tag("words")] | Annotated[float, Tag("number")],
    Discriminator(lambda value: "words" if isinstance(value, str) else "number"),
    _WordsOrNumber(),
]


class Claim(Table):
    """One side of a conflict."""

    value: WordsOrNumber | None = key("Value", "What is claimed.", example="4 weeks")
    source: Text | None = key("Source", "Where.", example="review §4.1.1")

    @property
    def words(self) -> str:
        """The claim with its source, as far as they are said."""
        value = number(self.value) if isinstance(self.value, float) else self.value
        return " ".join(part for part in (value, self.source and f"({self.source})") if part)


class Conflict(Table):
    """Two sources that do not agree, and what was made of it."""

    field: Text | None = key(
        "Field", "Key path, or a word, that the sources disagree on.", example="schedule.weeks"
    )
    claims: Some[Claim] | None = key("Claims", "Each side with its source.", example=[{"value": "4 weeks"}])
    resolution: Text | None = key("Resolution", "How it was resolved.", example="use 12 weeks")

    @property
    def sentence(self) -> str:
        """What the sources disagree on, each side with its source, and what was made of it."""
        claims = " / ".join(claim.words for claim in self.claims or ())
        said = ": ".join(part for part in (self.field, claims) if part)
        return f"{said}. Handling: {self.resolution}" if self.resolution else said


class Result(Table):
    """What a study found of one outcome (records and reports)."""

    outcome: Text = Field(
        title="Outcome", description="What was measured.", examples=["hand pain at 12 weeks"]
    )
    direction: Direction = Field(
        title="Direction",
        description="What was found: of the arm against its comparator better, no difference or worse; without one, "
        "improved from before; or not recommended by those who report it.",
        examples=["no_difference"],
    )
    arm: Text | None = key("Arm", "The arm it is about; the active ones, when absent.", example="tavns")
    against: Some[Text] | None = key("Against", "The arms it was compared with.", example=["sham"])
    primary: bool | None = key(
        "Primary",
        "Whether it is a primary outcome; one that is said to be none does not make the evidence conflict.",
        example=True,
    )
    detail: Text | None = key("Detail", "The numbers, as they are reported.", example="-16 against -6 mm")
    source: Text | None = key(
        "Source", "Where it was read: a citation as in [sources].", example="doi:10.1186/s10194-015-0543-3"
    )
    source_kind: SourceKind | None = key(
        "Kind", "Where in the source it was read.", example="primary_abstract"
    )
    confidence: Confidence | None = key(
        "Confidence", "How it was read, as in an entry of the sources.", example="V1"
    )
    pinpoint: Text | None = key("Pinpoint", "Table or section.", example="Table 1")

    @property
    def sentence(self) -> str:
        """What was found of what, against which arms, and where it was read."""
        found = f"{self.outcome}: {self.direction.replace('_', ' ')}"
        arm = f"{self.arm} " if self.arm else ""
        compared = (
            f" ({arm}against {', '.join(self.against)})" if self.against else f" ({self.arm})" * bool(arm)
        )
        place = ", ".join(part for part in (self.source, self.pinpoint) if part)
        return "".join([found, compared, f"; {self.detail}" * bool(self.detail), f" [{place}]" * bool(place)])
