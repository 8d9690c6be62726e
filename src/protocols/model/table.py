"""What every table of a protocol file shares: strictness, ranges, and how a key describes itself."""

import math
import re
from collections.abc import Set
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple, Self, TypeVar, cast

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


def key(title: str, description: str, *, example: object, unit: str = "", farmer: str = "") -> Any:
    """Describe one key of a table. Help, JSON Schema and documentation are made from this.

    unit is the unit in the key's name, spelled out; farmer the item of Farmer et al. 2021, Table 3,
    that the key serves (ids as in the evidence base: F1 to F26).
    """
    extra: dict[str, Any] = {
        name: value for name, value in (("x-unit", unit), ("x-farmer-2021", farmer)) if value
    }
    return Field(
        default=None,
        title=title,
        description=description,
        examples=[example],
        json_schema_extra=extra or None,
    )


Text = Annotated[str, Field(min_length=1)]
"""Words; never empty, because a key without a value is left out."""

NAME = re.compile(r"^[a-z][a-z0-9_-]*$")
Name = Annotated[str, Field(pattern=NAME.pattern)]
"""The name of an arm or an outcome."""

T = TypeVar("T")

Listed = Annotated[tuple[T, ...], Field(strict=False)]
"""A TOML array; kept as a tuple so that the model stays frozen. May be empty."""

Some = Annotated[tuple[T, ...], Field(strict=False, min_length=1)]
"""A TOML array with at least one element."""


class UnreadError(Exception):
    """Somebody asked for a value that stands in the file, but could not be read."""

    def __init__(self, key: str, arm: str = "", table: type | None = None) -> None:
        super().__init__(key)
        self.key = key
        self.arm = arm
        self.table = table


class Table(BaseModel):
    """A table with fixed keys: strict, frozen, unknown keys refused. Every one takes `notes`."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    # Pairs of keys of which one table may hold only one; in an arm, writing one drops the shared other.
    exclusive: ClassVar[tuple[tuple[str, str], ...]] = ()
    # Of these pairs the first key says less than the second: alone in an arm, it does not drop the shared second.
    says_less: ClassVar[frozenset[tuple[str, str]]] = frozenset()

    notes: Text | None = key(
        "Notes",
        "A fact without a key of its own; it reaches every output.",
        example="sessions supervised by video",
    )

    @model_validator(mode="after")
    def _exclusive_keys(self) -> Self:
        for first, second in self.exclusive:
            if first in self.model_fields_set and second in self.model_fields_set:
                raise PydanticCustomError("exclusive", "one of two keys", {"first": first, "second": second})
        return self

    if not TYPE_CHECKING:

        def __getattr__(
            self, name: str
        ) -> object:  # only for what is not there: a key that could not be read
            if name in type(self).model_fields:
                raise UnreadError(name, table=type(self))
            return super().__getattr__(name)

        def model_dump(self, **how: object) -> dict[str, object]:  # noqa: D102 - pydantic's own
            if self.unread:
                raise UnreadError(min(self.unread), table=type(self))
            return super().model_dump(**how)

    @property
    def unread(self) -> Set[str]:
        """The keys that stand in the file, but could not be read."""
        return self.model_fields_set - self.__dict__.keys()

    def hides_something(self) -> bool:
        """Say whether a key of this table, or of a table in it, could not be read."""
        inner = (value for value in self.__dict__.values() if isinstance(value, Table))
        return bool(self.unread) or any(one.hides_something() for one in inner)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        made = handler(schema)
        if cls.exclusive:
            handler.resolve_ref_schema(made)["allOf"] = [_one_of_two(*pair) for pair in cls.exclusive]
        return made

    def over(self, shared: Self | None) -> Self:
        """Return this table laid over a shared one, key by key; nested tables are replaced whole."""
        if not self.model_fields_set:
            shared = self if shared is None else shared
            if not shared.clears():
                return shared
        dropped = self.dropped()
        theirs = set() if shared is None else shared.model_fields_set - dropped - self.model_fields_set
        values = {} if shared is None else {name: shared.__dict__[name] for name in theirs - shared.unread}
        values |= {name: self.__dict__[name] for name in self.model_fields_set - self.unread}
        # An empty nested table clears the shared one: the result is as if nothing was said.
        kept = {name: value for name, value in values.items() if not _is_cleared(value)}
        return self._made(kept, (self.model_fields_set | theirs) - values.keys())

    def without(self, names: Set[str]) -> Self:
        """Return this table without some of its keys."""
        kept = {name: self.__dict__[name] for name in self.model_fields_set - names - self.unread}
        return self._made(kept, self.unread - names)

    def hiding(self, names: Set[str]) -> Self:
        """Return this table with some of its keys as unread."""
        kept = {name: self.__dict__[name] for name in self.model_fields_set - names - self.unread}
        return self._made(kept, self.unread | names)

    def _made(self, values: dict[str, Any], unread: Set[str]) -> Self:
        made = cast("Self", type(self).model_construct(_fields_set=values.keys() | unread, **values))
        for name in unread:
            del made.__dict__[name]
        return made

    def clears(self) -> bool:
        """Say whether a nested table of this one is empty, and so stands for nothing."""
        return any(_is_cleared(self.__dict__[name]) for name in self.model_fields_set - self.unread)

    def dropped(self) -> set[str]:
        """Return the shared keys that this table's own keys replace."""
        own = self.model_fields_set
        pairs = {*self.exclusive, *((second, first) for first, second in self.exclusive)} - self.says_less
        return {other for written, other in pairs if written in own}


def _is_cleared(value: object) -> bool:
    return isinstance(value, Table) and not value.model_fields_set


def _one_of_two(first: str, second: str) -> JsonSchemaValue:
    """Refuse the second key beside the first; said of its value, so that an editor marks one place and shows the reason."""
    excluded = {"not": {"title": f"{first} and {second} exclude each other"}}
    return {"if": {"required": [first]}, "then": {"properties": {second: excluded}}}


class Range(NamedTuple):
    """A number that is not one number, open on a side where that end is None. Two equal ends are read as the number."""

    min: float | None = None
    max: float | None = None


def low(quantity: float | Range | None) -> float | None:
    """Return the lowest value a quantity may take; None where that end is not written."""
    return quantity.min if isinstance(quantity, Range) else quantity


def high(quantity: float | Range | None) -> float | None:
    """Return the highest value a quantity may take; None where that end is not written."""
    return quantity.max if isinstance(quantity, Range) else quantity


def single(quantity: float | Range | None) -> float | None:
    """Return the value of a quantity that is one number (or a range of equal ends), else None."""
    if isinstance(quantity, Range):
        return quantity.min if quantity.min == quantity.max else None
    return quantity


def overlap(one: float | Range, other: float | Range) -> bool:
    """Say whether two quantities have a value in common."""
    if not isinstance(one, Range) and not isinstance(other, Range):
        return one == other
    start = max(_or(low(one), -math.inf), _or(low(other), -math.inf))
    return start <= min(_or(high(one), math.inf), _or(high(other), math.inf))


def _or(value: float | None, default: float) -> float:
    return default if value is None else value


def _as_written(quantity: float | Range) -> float | dict[str, float]:
    if not isinstance(quantity, Range):
        return quantity
    return {name: end for name, end in quantity._asdict().items() if end is not None}


def _range(ends: dict[str, float]) -> float | Range:
    """Return a range; of two equal ends the number that they are."""
    if not ends:
        raise PydanticCustomError("range_empty", "a range without ends")
    found = Range(**ends)
    if found.min is not None and found.max is not None and found.min > found.max:
        raise PydanticCustomError("range_reversed", "min exceeds max", {"min": found.min, "max": found.max})
    return found.min if found.min is not None and found.min == found.max else found


class _NumberOrRange:
    """A number, or a table with min, max or both; each end under the same bounds as the number."""

    def __init__(self, *, gt: float | None = None, ge: float | None = None, le: float | None = None) -> None:
        self.gt, self.ge, self.le = gt, ge, le

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        number = core_schema.float_schema(
            strict=True, allow_inf_nan=False, gt=self.gt, ge=self.ge, le=self.le
        )
        end = core_schema.typed_dict_field(number, required=False)
        ends = core_schema.typed_dict_schema({"min": end, "max": end}, extra_behavior="forbid")
        return core_schema.tagged_union_schema(
            {"number": number, "range": core_schema.no_info_after_validator_function(_range, ends)},
            discriminator=lambda value: "range" if isinstance(value, dict) else "number",
            serialization=core_schema.plain_serializer_function_ser_schema(_as_written),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        # One schema for both shapes, not a union: an editor then has one thing to say about one mistake.
        words = {"exclusiveMinimum": self.gt, "minimum": self.ge, "maximum": self.le}
        bounds = {word: value for word, value in words.items() if value is not None}
        end = {"type": "number", **bounds}
        return {
            "type": ["number", "object"],
            **bounds,
            "properties": {
                "min": {**end, "title": "Lowest value", "description": "Absent: open on this side."},
                "max": {**end, "title": "Highest value", "description": "Absent: open on this side."},
            },
            "additionalProperties": False,
            "minProperties": 1,
        }


Quantity = Annotated[float | Range, _NumberOrRange(ge=0)]
"""A number of at least 0, or a range of such."""

Positive = Annotated[float | Range, _NumberOrRange(gt=0)]
"""A number above 0, or a range of such."""

DaysOfWeek = Annotated[float | Range, _NumberOrRange(gt=0, le=7)]
"""Days in a week, above 0 and at most 7, or a range of such."""

Number = Annotated[float, Ge(0)]
"""A number of at least 0."""

Above0 = Annotated[float, Gt(0)]
"""A number above 0."""

Fraction = Annotated[float, Ge(0), Le(1)]
"""A number from 0 to 1."""

OfTen = Annotated[float, Ge(0), Le(10)]
"""A rating from 0 to 10."""

Percent = Annotated[float, Ge(0), Le(100)]
"""A share in percent, from 0 to 100."""

Count = Annotated[int, Ge(1)]
"""A whole number of at least 1."""
Heads = Annotated[int, Ge(0)]
"""A whole number of at least 0."""
