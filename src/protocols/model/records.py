"""What a file says of itself: waivers, amendments, sources, conflicts, results."""

import datetime
from typing import Annotated, Any, Final

from protocols.model.keys import DEFINED, KINDS, key, required_key
from protocols.model.quantity import number
from protocols.model.several import Named
from protocols.model.table import FixedKeys, Table
from protocols.model.terms import Confidence, Direction, SourceKind
from protocols.model.types import Some, Text
from protocols.model.values import JsonSchema, Number, Value, Words


class Waiver(Table):
    """A finding that is accepted, with its reason."""

    rule: Text = required_key("Rule", "Code of the rule, as findings show it.", example="DSN006")
    where: Text | None = key(
        "Where",
        "Key path the waiver is for; a shared path covers all arms. Absent: the whole file.",
        example="study.follow_up_weeks",
    )
    reason: Text = required_key("Reason", "Why the finding is accepted.", example="no follow-up is funded")
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


class Source(FixedKeys):
    """Where a value was taken from. Its remark is `note`, so that it takes no `notes` beside."""

    cite: Text = required_key(
        "Citation",
        "A key of the references, the stem of a preset, doi:10.…, PMID n, PMCn, a trial number or a URL.",
        example="straube-2015",
    )
    kind: SourceKind | None = key("Kind", "Where in the source it was read.", example="primary_abstract")
    confidence: Confidence | None = key(
        "Confidence",
        "V1: read in the source's own text. V2: in a text that states it, such as a mirror, an index or another paper.",
        example="V1",
    )
    note: Text | None = key("Note", "Table, section or remark.", example="Table 1")


WORDS: Final = Words(least=1)


class SourceOrMore(Value):
    """A citation, an entry that says more of it, or a table of these by a path of which each step may be a table.

    One JSON Schema for the three, so that one mistake is one message in an editor.
    """

    def read(self, value: Any) -> Any:
        """Return the citation, the entry, or the table of more."""
        if not isinstance(value, dict):
            return WORDS.read(value)
        if "cite" in value:
            return KINDS[Source].read(value)
        return Named(Words(), self).read(value)

    def schema(self, defs: JsonSchema) -> JsonSchema:
        """Return a reference to its JSON Schema, which is added where it is not there yet."""
        here, open_ = (
            {"$ref": f"{DEFINED}Sources"},
            {"additionalProperties": True},
        )  # as when absent; tombi warns else
        defs["Sources"] = {
            **WORDS.schema(defs),
            "type": ["string", "object"],
            **open_,
            "if": {"type": "object", "required": ["cite"], **open_},
            "then": KINDS[Source].schema(defs),
            "else": {"additionalProperties": here},
        }
        return here


Sources = Annotated[str | Source | dict[str, Any], SourceOrMore()]
"""What stands under a key of `[sources]`."""


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


class NumberOrWords(Number):
    """Words or a number in one JSON Schema, for the same reason."""

    def read(self, value: Any) -> Any:
        """Return the words, or the number."""
        return WORDS.read(value) if isinstance(value, str) else super().read(value)

    def schema(self, defs: JsonSchema) -> JsonSchema:  # noqa: ARG002 - as every kind of value has it
        """Return its JSON Schema."""
        return {"type": ["string", "number"], "minLength": 1}


WordsOrNumber = Annotated[str | float, NumberOrWords()]


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

    outcome: Text = required_key("Outcome", "What was measured.", example="hand pain at 12 weeks")
    direction: Direction = required_key(
        "Direction",
        "What was found: of the arm against its comparator better, no difference or worse; without one, "
        "improved from before; or not recommended by those who report it.",
        example="no_difference",
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
