"""The kinds of value that keys take: how each is read, what it refuses and why, and its JSON Schema.

Nothing is converted: a text is never a number. Only a whole number is read where any number may stand.
"""

import datetime
import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from protocols.document.document import Path

JsonSchema = dict[str, Any]


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
