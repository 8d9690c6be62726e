"""Values that hold others: ranges, lists, and tables by names of the author's own."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

from protocols.model.ranges import Range
from protocols.model.values import Fault, JsonSchema, Number, RefusedError, Value, refused

Step = TypeVar("Step", str, int)


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
