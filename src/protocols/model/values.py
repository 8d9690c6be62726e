"""The kinds of value that keys take: how each is read, what it refuses and why, and its JSON Schema.

Nothing is converted: a text is never a number. Only a whole number is read where any number may stand.
"""

import datetime
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from protocols.document.document import Path
from protocols.model.ranges import Range

JsonSchema = dict[str, Any]
Step = TypeVar("Step", str, int)


class Fault(NamedTuple):
    """Something that is not of the format's shape: what kind, where, and the value that stands there."""

    kind: str
    path: Path
    value: Any = None
    context: Mapping[str, Any] = MappingProxyType({})


class RefusedError(Exception):
    """What a value is refused for: one fault, or those of what is in it. Their paths begin at the value."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def under(self, step: str | int) -> list[Fault]:
        """Return the faults as seen from what holds the value under a name, or at a place of its list."""
        return [fault._replace(path=(step, *fault.path)) for fault in self.faults]


def refused(kind: str, value: object, **context: Any) -> RefusedError:
    """Return what a value itself is refused for."""
    return RefusedError(Fault(kind, (), value, context))


class Value:
    """A kind of value."""

    def read(self, value: Any) -> Any:
        """Return a value of a file as the model holds it. Raises RefusedError, with all that is wrong with it."""
        raise NotImplementedError

    def schema(self, defs: JsonSchema) -> JsonSchema:
        """Return its JSON Schema; tables put theirs among the definitions, by name."""
        raise NotImplementedError


class Words(Value):
    """A text, of at least so many signs; or one of a pattern, which has to match the whole of it."""

    def __init__(self, *, least: int = 0, pattern: re.Pattern[str] | None = None) -> None:
        self.least, self.pattern = least, pattern

    def read(self, value: Any) -> Any:
        """Return the text."""
        if not isinstance(value, str):
            raise refused("text_type", value)
        if len(value) < self.least:
            raise refused("empty_text", value)
        if self.pattern is not None and not self.pattern.fullmatch(value):
            raise refused("no_name", value)
        return value

    def schema(self, defs: JsonSchema) -> JsonSchema:  # noqa: ARG002 - as every kind of value has it
        """Return its JSON Schema."""
        least = {"minLength": self.least} if self.least else {}
        pattern = {"pattern": f"^{self.pattern.pattern}$"} if self.pattern is not None else {}
        return {"type": "string", **least, **pattern}


class Term(Value):
    """One of the terms of a key."""

    def __init__(self, terms: tuple[str, ...]) -> None:
        self.terms, self.known = terms, frozenset(terms)

    def read(self, value: Any) -> Any:
        """Return the term."""
        if not isinstance(value, str) or value not in self.known:
            raise refused("unknown_term", value, terms=self.terms)
        return value

    def schema(self, defs: JsonSchema) -> JsonSchema:  # noqa: ARG002 - as every kind of value has it
        """Return its JSON Schema."""
        return {"type": "string", "enum": list(self.terms)}


class YesOrNo(Value):
    """True or false."""

    def read(self, value: Any) -> Any:
        """Return the answer."""
        if not isinstance(value, bool):
            raise refused("yes_or_no_type", value)
        return value

    def schema(self, defs: JsonSchema) -> JsonSchema:  # noqa: ARG002 - as every kind of value has it
        """Return its JSON Schema."""
        return {"type": "boolean"}


class Bounds(NamedTuple):
    """Between what a number has to lie; each side is open where it is None."""

    above: float | None = None
    least: float | None = None
    most: float | None = None

    def hold(self, number: float) -> None:
        """Raise RefusedError for a number that does not lie between them."""
        if self.least is not None and number < self.least:
            raise refused("below_least", number, bound=self.least)
        if self.above is not None and number <= self.above:
            raise refused("not_above", number, bound=self.above)
        if self.most is not None and number > self.most:
            raise refused("above_most", number, bound=self.most)

    def schema(self) -> JsonSchema:
        """Return them as JSON Schema has them."""
        words = {"exclusiveMinimum": self.above, "minimum": self.least, "maximum": self.most}
        return {word: value for word, value in words.items() if value is not None}


class Number(Value):
    """A finite number; a whole one is read as one with a point."""

    def __init__(
        self, *, above: float | None = None, least: float | None = None, most: float | None = None
    ) -> None:
        self.bounds = Bounds(above, least, most)

    def read(self, value: Any) -> Any:
        """Return the number."""
        number = value if type(value) is float else _as_float(value)
        if not math.isfinite(number):
            raise refused("not_finite", value)
        self.bounds.hold(value)
        return number

    def schema(self, defs: JsonSchema) -> JsonSchema:  # noqa: ARG002 - as every kind of value has it
        """Return its JSON Schema."""
        return {"type": "number", **self.bounds.schema()}


def _as_float(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise refused("number_type", value)
    try:
        return float(value)
    except OverflowError:
        raise refused("number_type", value) from None


class WholeNumber(Value):
    """A whole number, of at least so much."""

    def __init__(self, *, least: int | None = None) -> None:
        self.bounds = Bounds(least=least)

    def read(self, value: Any) -> Any:
        """Return the number."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise refused("whole_number_type", value)
        self.bounds.hold(value)
        return value

    def schema(self, defs: JsonSchema) -> JsonSchema:  # noqa: ARG002 - as every kind of value has it
        """Return its JSON Schema."""
        return {"type": "integer", **self.bounds.schema()}


class NumberOrRange(Value):
    """A number, or a table with min, max or both; each end under the same bounds as the number."""

    def __init__(
        self, *, above: float | None = None, least: float | None = None, most: float | None = None
    ) -> None:
        self.number = Number(above=above, least=least, most=most)

    def read(self, value: Any) -> Any:
        """Return the number, or the range; of two equal ends the number that they are."""
        if not isinstance(value, dict):
            return self.number.read(value)
        unknown = unknown_keys(value, Range._fields)
        try:
            ends = read_each(((end, value[end]) for end in Range._fields if end in value), self.number.read)
        except RefusedError as error:
            raise RefusedError(*error.faults, *unknown) from None
        if unknown:
            raise RefusedError(*unknown)
        if not ends:
            raise refused("range_empty", value)
        found = Range(**ends)
        if found.min is None or found.max is None:
            return found
        if found.min > found.max:
            raise refused("range_reversed", value, **ends)
        return found.min if found.min == found.max else found

    def schema(self, defs: JsonSchema) -> JsonSchema:
        """Return one schema for both shapes, not a union: an editor then has one thing to say about one mistake."""
        end = self.number.schema(defs)
        return {
            "type": ["number", "object"],
            **self.number.bounds.schema(),
            "properties": {
                "min": {**end, "title": "Lowest value", "description": "Absent: open on this side."},
                "max": {**end, "title": "Highest value", "description": "Absent: open on this side."},
            },
            "additionalProperties": False,
            "minProperties": 1,
        }


def read_each(values: Iterable[tuple[Step, Any]], read: Callable[[Any], Any]) -> dict[Step, Any]:
    """Return what is read of values under names, or at places of a list. Raises RefusedError with all that is wrong."""
    found: dict[Step, Any] = {}
    faults: list[Fault] = []
    for step, value in values:
        try:
            found[step] = read(value)
        except RefusedError as error:
            faults += error.under(step)
    if faults:
        raise RefusedError(*faults)
    return found


def unknown_keys(data: Mapping[str, Any], known: Collection[str]) -> list[Fault]:
    """Return a fault for each key of a table's data that is not known."""
    return [
        Fault("unknown_key", (name,), value, {"siblings": tuple(data)})
        for name, value in data.items()
        if name not in known
    ]


class Date(Value):
    """A date of TOML, without a time."""

    def read(self, value: Any) -> Any:
        """Return the date."""
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise refused("date_type", value)
        return value

    def schema(self, defs: JsonSchema) -> JsonSchema:  # noqa: ARG002 - as every kind of value has it
        """Return its JSON Schema."""
        return {"type": "string", "format": "date"}


class AtLeast:
    """How many entries a list has at least, or a table of names: said beside its type."""

    def __init__(self, least: int) -> None:
        self.least = least


class ListOf(Value):
    """A list of values of one kind, of at least so many; kept as a tuple."""

    def __init__(self, entry: Value, *, least: int = 0) -> None:
        self.entry, self.least = entry, least

    def read(self, value: Any) -> Any:
        """Return the entries."""
        if not isinstance(value, list | tuple):
            raise refused("list_type", value)
        if len(value) < self.least:
            raise refused("empty", value)
        return tuple(read_each(enumerate(value), self.entry.read).values())

    def schema(self, defs: JsonSchema) -> JsonSchema:
        """Return its JSON Schema."""
        least = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.entry.schema(defs), **least}


class Named(Value):
    """A table of values of one kind, by names of the author's own; of at least so many."""

    def __init__(self, name: Value, entry: Value, *, least: int = 0) -> None:
        self.name, self.entry, self.least = name, entry, least

    def read(self, value: Any) -> Any:
        """Return the values by name."""
        if not isinstance(value, dict):
            raise refused("tables_type", value)
        if len(value) < self.least:
            raise refused("empty", value)
        faults: list[Fault] = []
        for values, read in (
            (((name, name) for name in value), self.name.read),
            (value.items(), self.entry.read),
        ):
            try:
                found = read_each(values, read)
            except RefusedError as error:
                faults += error.faults
        if faults:
            raise RefusedError(*faults)
        return found

    def schema(self, defs: JsonSchema) -> JsonSchema:
        """Return its JSON Schema; names that do not match are refused, not merely left unchecked."""
        least = {"minProperties": self.least} if self.least else {}
        entry = self.entry.schema(defs)
        pattern = self.name.schema(defs).get("pattern")
        if pattern is None:
            return {"type": "object", "additionalProperties": entry, **least}
        return {
            "type": "object",
            "patternProperties": {pattern: entry},
            "additionalProperties": False,
            **least,
        }
