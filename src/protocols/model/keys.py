"""How a table says which keys it has: what each is called, means and takes. Help, JSON Schema and documentation are made from this."""

import datetime
import inspect
import types
from functools import cached_property
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from protocols.model.several import AtLeast, ListOf, Named
from protocols.model.values import Date, JsonSchema, Number, Term, Value, WholeNumber, Words, YesOrNo

DEFINED: Final = "#/$defs/"
KINDS: Final[dict[Any, Value]] = {
    str: Words(),
    bool: YesOrNo(),
    int: WholeNumber(),
    float: Number(),
    datetime.date: Date(),
}
"""How values of a type are read that says no more; each class of table adds itself."""


class UnreadError(Exception):
    """Somebody asked for a value that stands in the file, but could not be read."""

    def __init__(self, key: str, arm: str = "", table: type | None = None) -> None:
        super().__init__(key)
        self.key = key
        self.arm = arm
        self.table = table


class Key:
    """One key of a table.

    unit is the unit in the key's name, spelled out; farmer the item of Farmer et al. 2021, Table 3, that the key serves
    (ids as in the evidence base: F1 to F26); example a value as JSON has it.
    """

    table: type
    name: str
    unit = ""
    farmer = ""
    required = False

    def __init__(self, title: str, description: str, example: object) -> None:
        self.title, self.description, self.example = title, description, example

    def __set_name__(self, table: type, name: str) -> None:
        self.table, self.name = table, name

    def __get__(self, table: object, owner: type) -> "Key":
        """Return the key itself of a class. Of a table it is asked only for what is not there: a value that is unread."""
        if table is None:
            return self
        raise UnreadError(self.name, table=owner)

    @cached_property
    def annotation(self) -> Any:
        """The type of its value, as the table writes it."""
        return inspect.get_annotations(self.table)[self.name]

    @cached_property
    def value(self) -> Value:
        """How its value is read; found out when a table of its class is first read."""
        return value_of(self.annotation)

    def schema(self, defs: JsonSchema) -> JsonSchema:
        """Return the JSON Schema of its value and what it says of itself, as far as the definition of a table does not."""
        made = self.value.schema(defs)
        said = {"title": self.title, "description": self.description, "examples": [self.example]}
        more = {"x-unit": self.unit, "x-farmer-2021": self.farmer}
        said |= {name: text for name, text in more.items() if text}
        defined = defs[made["$ref"].removeprefix(DEFINED)] if "$ref" in made else {}
        return made | {name: value for name, value in said.items() if defined.get(name) != value}


def key(title: str, description: str, *, example: object, unit: str = "", farmer: str = "") -> Any:
    """Describe a key that a table may have; see `Key`."""
    made = Key(title, description, example)
    made.unit, made.farmer = unit, farmer
    return made


def required_key(title: str, description: str, *, example: object) -> Any:
    """Describe a key that a table cannot do without; see `Key`."""
    made = Key(title, description, example)
    made.required = True
    return made


def value_of(annotation: Any) -> Value:
    """Return how a value of a type is read; `| None` says that its key may be absent, of which a value knows nothing."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        read = arguments[-1]
        return _several(arguments[0], read.least) if isinstance(read, AtLeast) else read
    if origin in (Union, types.UnionType):
        (one,) = (one for one in arguments if one is not type(None))
        return value_of(one)
    if origin is Literal:
        return Term(arguments)
    return _several(annotation, 0) if origin in (tuple, dict) else KINDS[annotation]


def _several(annotation: Any, least: int) -> Value:
    first, second = get_args(annotation)
    if get_origin(annotation) is tuple:
        return ListOf(value_of(first), least=least)
    return Named(value_of(first), value_of(second), least=least)
