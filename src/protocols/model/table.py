"""What every table of a protocol file shares: fixed keys, what is read of them, and how one is laid over another."""

import inspect
from collections.abc import Callable, Collection, Mapping, Set
from functools import cached_property
from typing import Any, ClassVar, NoReturn, Self, dataclass_transform

from protocols.model.keys import DEFINED, KINDS, Key, UnreadError, key, required_key
from protocols.model.ranges import Range
from protocols.model.several import unknown_keys
from protocols.model.types import Text
from protocols.model.values import Fault, JsonSchema, RefusedError, Value, refused

_set = object.__setattr__  # a table's own refuses


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(required_key,))
class FixedKeys:
    """Something with fixed keys. It cannot be changed; a key that is not written is None.

    `known_keys` are all keys, by name, in the order of the format; `written_keys` the names of those that are written.
    A value that stands in the file, but could not be read, is written and not there: to ask for it raises UnreadError.
    """

    __slots__ = ("__dict__", "written_keys")

    known_keys: ClassVar[dict[str, Key]] = {}
    required_keys: ClassVar[frozenset[str]] = frozenset()
    blank: ClassVar[dict[str, Any]] = {}

    written_keys: frozenset[str]

    def __init_subclass__(cls) -> None:
        own = {name: one for name, one in vars(cls).items() if isinstance(one, Key)}
        cls.known_keys = cls.known_keys | own
        cls.required_keys = frozenset(name for name, one in cls.known_keys.items() if one.required)
        cls.blank = dict.fromkeys(cls.known_keys)
        KINDS[cls] = TableOf(cls)

    def __init__(self, **values: Any) -> None:
        """Take the values of keys as they are; `read` looks at each."""
        self.__dict__.update(self._held(values, ()))
        _set(self, "written_keys", frozenset(values))

    @classmethod
    def holding(cls, values: dict[str, Any], written: frozenset[str]) -> Self:
        """Return a table of these values as they are: None for a key that is not written, nothing for one that is unread."""
        made = cls.__new__(cls)
        _set(made, "__dict__", values)
        _set(made, "written_keys", written)
        return made

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Return the table that a file's data describes. Raises RefusedError, with every fault, where it describes none."""
        found: Self = KINDS[cls].read(data)
        return found

    def contradiction(self) -> tuple[str, dict[str, Any]] | None:
        """Return what in the table as a whole cannot be, as the kind and the context of a fault; None where nothing is."""
        return None

    @property
    def unread(self) -> Set[str]:
        """The keys that stand in the file, but could not be read."""
        return self.written_keys - self.__dict__.keys()

    def with_values(self, values: Mapping[str, Any], unread: Collection[str] = ()) -> Self:
        """Return a table of some values, which are written, and of keys that could not be read."""
        return self.holding(self._held(values, unread), frozenset(values).union(unread))

    def _held(self, values: Mapping[str, Any], unread: Collection[str]) -> dict[str, Any]:
        """Return the values of all keys in their order, without what is unread, or lacks though it is required."""
        absent = {*unread, *self.required_keys} - values.keys()
        return {name: one for name, one in {**self.blank, **values}.items() if name not in absent}

    def changed(self, **values: Any) -> Self:
        """Return the same table with other values under some keys."""
        written = {name: self.__dict__[name] for name in self.written_keys - self.unread}
        return self.with_values(written | values, self.unread - values.keys())

    def as_data(self, without: Collection[str] = ()) -> dict[str, Any]:
        """Return what is written, as a file's data has it, but lists as tuples. Raises UnreadError where something is unread."""
        if self.unread:
            raise UnreadError(min(self.unread), table=type(self))
        return {
            name: as_data(value)
            for name, value in self.__dict__.items()
            if name in self.written_keys and name not in without
        }

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed: {name}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment] # what holds tables by names cannot be hashed; nobody asks for the others

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).holding, (self.__dict__.copy(), self.written_keys)

    def __repr__(self) -> str:
        said = (f"{name}={value!r}" for name, value in self.__dict__.items() if name in self.written_keys)
        return f"{type(self).__name__}({', '.join(said)})"


def as_data(value: Any) -> Any:
    """Return a value as a file's data has it, but lists as tuples."""
    match value:
        case FixedKeys():
            return value.as_data()
        case Range():
            return {name: end for name, end in value._asdict().items() if end is not None}
        case tuple():
            return tuple(as_data(one) for one in value)
        case dict():
            return {name: as_data(one) for name, one in value.items()}
    return value


class TableOf(Value):
    """How a table is read: each of its keys by itself, then the table as a whole; unknown keys are refused."""

    def __init__(self, kind: type[FixedKeys]) -> None:
        self.kind = kind

    @cached_property
    def readers(self) -> dict[str, Callable[[Any], Any]]:
        """How the value of each key is read."""
        return {name: one.value.read for name, one in self.kind.known_keys.items()}

    def read(self, value: Any) -> Any:
        """Return the table."""
        if not isinstance(value, dict):
            raise refused("table_type", value)
        kind, readers, values = self.kind, self.readers, self.kind.blank.copy()
        faults: list[Fault] = []
        known = 0
        for name, one in value.items():
            if (read := readers.get(name)) is not None:
                known += 1
                try:
                    values[name] = read(one)
                except RefusedError as error:
                    faults += error.under(name)
        if faults or known < len(value) or not value.keys() >= kind.required_keys:
            raise self._refused(value, faults)
        table = kind.holding(values, frozenset(value))
        if wrong := table.contradiction():
            raise refused(wrong[0], value, **wrong[1])
        return table

    def _refused(self, value: dict[str, Any], faults: list[Fault]) -> RefusedError:
        """Return all that is wrong with a table, in the order of its keys, and which of its keys are not known."""
        lacking = [Fault("missing", (name,), value) for name in self.kind.required_keys - value.keys()]
        order = {name: number for number, name in enumerate(self.readers)}
        faults = sorted([*faults, *lacking], key=lambda fault: order[str(fault.path[0])])
        return RefusedError(*faults, *unknown_keys(value, order))

    def schema(self, defs: JsonSchema) -> JsonSchema:
        """Return a reference to its definition, which is added where it is not there yet."""
        kind = self.kind
        if kind.__name__ not in defs:
            made: JsonSchema = {
                "type": "object",
                "title": kind.__name__,
                "description": inspect.cleandoc(kind.__doc__ or ""),
                "additionalProperties": False,
            }
            defs[kind.__name__] = made
            made["properties"] = {name: one.schema(defs) for name, one in kind.known_keys.items()}
            if kind.required_keys:
                made["required"] = [name for name in kind.known_keys if name in kind.required_keys]
            if pairs := getattr(kind, "exclusive", ()):
                made["allOf"] = [_one_of_two(*pair) for pair in pairs]
        return {"$ref": f"{DEFINED}{kind.__name__}"}


def _one_of_two(first: str, second: str) -> JsonSchema:
    """Refuse the second key beside the first; said of its value, so that an editor marks one place and shows the reason."""
    excluded = {"not": {"title": f"{first} and {second} exclude each other"}}
    return {"if": {"required": [first]}, "then": {"properties": {second: excluded}}}


class Table(FixedKeys):
    """A table with fixed keys. Every one takes `notes`."""

    # Pairs of keys of which one table may hold only one; in an arm, writing one drops the shared other.
    exclusive: ClassVar[tuple[tuple[str, str], ...]] = ()
    # Of these pairs the first key says less than the second: alone in an arm, it does not drop the shared second.
    says_less: ClassVar[frozenset[tuple[str, str]]] = frozenset()

    notes: Text | None = key(
        "Notes",
        "A fact without a key of its own; it reaches every output.",
        example="sessions supervised by video",
    )

    def contradiction(self) -> tuple[str, dict[str, Any]] | None:
        """Return the first two keys that exclude each other."""
        for first, second in self.exclusive:
            if first in self.written_keys and second in self.written_keys:
                return "exclusive", {"first": first, "second": second}
        return None

    def hides_something(self) -> bool:
        """Say whether a key of this table, or of a table in it, could not be read."""
        inner = (value for value in self.__dict__.values() if isinstance(value, Table))
        return bool(self.unread) or any(one.hides_something() for one in inner)

    def over(self, shared: Self | None) -> Self:
        """Return this table laid over a shared one, key by key; nested tables are replaced whole."""
        if not self.written_keys:
            shared = self if shared is None else shared
            if not shared.clears():
                return shared
        dropped = self.dropped()
        theirs = set() if shared is None else shared.written_keys - dropped - self.written_keys
        values = {} if shared is None else {name: shared.__dict__[name] for name in theirs - shared.unread}
        values |= {name: self.__dict__[name] for name in self.written_keys - self.unread}
        # An empty nested table clears the shared one: the result is as if nothing was said.
        kept = {name: value for name, value in values.items() if not _is_cleared(value)}
        return self.with_values(kept, (self.written_keys | theirs) - values.keys())

    def without(self, names: Set[str]) -> Self:
        """Return this table without some of its keys."""
        kept = {name: self.__dict__[name] for name in self.written_keys - names - self.unread}
        return self.with_values(kept, self.unread - names)

    def hiding(self, names: Set[str]) -> Self:
        """Return this table with some of its keys as unread."""
        kept = {name: self.__dict__[name] for name in self.written_keys - names - self.unread}
        return self.with_values(kept, self.unread | names)

    def clears(self) -> bool:
        """Say whether a nested table of this one is empty, and so stands for nothing."""
        return any(_is_cleared(self.__dict__[name]) for name in self.written_keys - self.unread)

    def dropped(self) -> set[str]:
        """Return the shared keys that this table's own keys replace."""
        own = self.written_keys
        pairs = {*self.exclusive, *((second, first) for first, second in self.exclusive)} - self.says_less
        return {other for written, other in pairs if written in own}


def _is_cleared(value: object) -> bool:
    return isinstance(value, Table) and not value.written_keys
