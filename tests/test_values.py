"""How values and tables are read: a value is taken or refused as its JSON Schema says, and a table keeps what was read."""

import copy
import datetime
import pickle
from collections.abc import Hashable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from protocols.model import Protocol, Range, Table
from protocols.model.day import DayOrMonth
from protocols.model.faults import build
from protocols.model.keys import KINDS, UnreadError, value_of
from protocols.model.records import NumberOrWords, Source
from protocols.model.several import ListOf, Named, NumberOrRange
from protocols.model.stimulation import Intensity, Stimulation, Targets
from protocols.model.types import NAME, Name, Some, Text
from protocols.model.values import Date, Number, RefusedError, Term, Value, WholeNumber, Words, YesOrNo
from strategies import documents, minimal

VALUES: dict[str, Value] = {
    "text": Words(least=1),
    "name": Words(pattern=NAME),
    "term": Term(("left", "right")),
    "yes or no": YesOrNo(),
    "number": Number(),
    "share": Number(least=0, most=1),
    "above 0": Number(above=0),
    "whole number": WholeNumber(least=1),
    "quantity": NumberOrRange(least=0),
    "days of a week": NumberOrRange(above=0, most=7),
    "list": ListOf(Number(least=0), least=1),
    "list of lists": ListOf(ListOf(Words())),
    "named": Named(Words(pattern=NAME), NumberOrRange(least=0), least=1),
    "targets": value_of(Targets),
    "number or words": NumberOrWords(),
    "source": KINDS[Source],
    "intensity": KINDS[Intensity],
}
LEAVES = (
    st.sampled_from(
        ["", "a", "A b", "left", "rating", "x\n", "cite", 0, 1, -1, 7, 8, 0.0, 0.5, 1.5, -0.5, 7.5]
    )
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(-1e6, 1e6)
)
KEYS = st.sampled_from(
    ["min", "max", "cite", "kind", "note", "max_ma", "target", "current_ma", "voltage_v", "a", "B"]
)
DATA = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)


def taken(kind: Value, value: Any) -> bool:
    try:
        kind.read(value)
    except RefusedError:
        return False
    return True


def schema_of(kind: Value) -> Draft202012Validator:
    defs: dict[str, Any] = {}
    return Draft202012Validator({**kind.schema(defs), "$defs": defs})


SCHEMAS = {name: schema_of(kind) for name, kind in VALUES.items()}


def is_for_the_model_alone(value: Any) -> bool:
    """Say whether JSON Schema takes something that TOML tells apart: 1.0 for a whole number, or a range that ends before it begins."""
    if isinstance(value, dict):
        ends = [value[end] for end in ("min", "max") if isinstance(value.get(end), int | float)]
        return (len(ends) == 2 and ends[0] > ends[1]) or any(map(is_for_the_model_alone, value.values()))
    return isinstance(value, list) and any(map(is_for_the_model_alone, value))


@pytest.mark.parametrize("name", VALUES)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_value_is_taken_where_its_schema_takes_it(name: str, data: st.DataObject) -> None:
    value = data.draw(DATA)
    valid = SCHEMAS[name].is_valid(value)
    if valid and (is_for_the_model_alone(value) or (name == "whole number" and isinstance(value, float))):
        return
    if isinstance(value, str) and value.endswith("\n") and name == "name":
        assert not taken(
            VALUES[name], value
        )  # a dollar of some validators takes the end of a line for that of the text
        return
    assert taken(VALUES[name], value) == valid


@pytest.mark.parametrize("kind", [Date(), DayOrMonth()])
def test_a_date_is_one_of_toml_without_a_time(kind: Value) -> None:
    assert taken(kind, datetime.date(2026, 11, 28))
    assert not taken(kind, datetime.datetime(2026, 11, 28, tzinfo=datetime.UTC))
    assert not taken(kind, "2026-11-28")
    assert taken(kind, "2026-11") is isinstance(kind, DayOrMonth)


def test_a_whole_number_is_read_as_a_number_and_no_number_is_made_of_anything_else() -> None:
    assert Number().read(3) == 3.0
    assert isinstance(Number().read(3), float)
    for other in (True, "3", 10**400, float("nan"), float("inf"), None, [3]):
        assert not taken(Number(), other), other


@pytest.mark.parametrize(
    ("value", "read"),
    [({"min": 1}, Range(1, None)), ({"max": 2.5}, Range(None, 2.5)), ({"min": 2, "max": 2.0}, 2), (4, 4)],
)
def test_a_range(value: Any, read: Any) -> None:
    assert NumberOrRange().read(value) == read


def test_that_a_key_may_be_absent_changes_nothing_of_its_value() -> None:
    for annotation in (Text, Name, Some[Name], dict[Name, Text], float, Targets):
        told = [value_of(one).schema({}) for one in (annotation, annotation | None)]
        assert told[0] == told[1]


def test_all_faults_are_said_in_the_order_of_the_keys_and_unknown_keys_last() -> None:
    with pytest.raises(RefusedError) as refused:
        Stimulation.read({"foo": 1, "frequency_hz": -1, "sites": ["tragus", "x"], "side": 3})
    assert [(fault.kind, fault.path) for fault in refused.value.faults] == [
        ("unknown_term", ("sites", 1)),
        ("unknown_term", ("side",)),
        ("below_least", ("frequency_hz",)),
        ("unknown_key", ("foo",)),
    ]


def test_a_fault_deep_in_tables_is_found_at_once() -> None:
    tree: Any = {"cite": 3}
    for _ in range(60):  # read twice at each level, this would not end
        tree = {"a": tree, "b": {"cite": ""}}
    found = build(minimal() | {"sources": tree})
    assert isinstance(found, list)
    assert len(found) == 61


def tables_in(value: Any) -> list[Table]:
    if isinstance(value, Table):
        return [value, *(one for inner in value.__dict__.values() for one in tables_in(inner))]
    if isinstance(value, dict):
        return [one for inner in value.values() for one in tables_in(inner)]
    return [one for inner in value for one in tables_in(inner)] if isinstance(value, tuple) else []


def packed(value: Any) -> Any:
    """Return a value as another process gets it."""
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - packed a word before


@given(documents())
@settings(max_examples=20, deadline=None)
def test_a_table_survives_being_copied_packed_and_read_again(document: dict[str, Any]) -> None:
    protocol = Protocol.read(document)
    for again in (copy.deepcopy(protocol), packed(protocol), Protocol.read(document)):
        assert again == protocol
        assert again.written_keys == protocol.written_keys
    for table in tables_in(protocol):
        assert table.changed() == table
        assert list(table.__dict__) == list(table.known_keys)
        assert table.written_keys == {name for name, value in table.__dict__.items() if value is not None}


def test_what_is_unread_is_written_not_there_and_stays_so_in_copies() -> None:
    hidden = Stimulation(side="left", frequency_hz=25.0).hiding({"frequency_hz", "burst"})
    for one in (hidden, copy.deepcopy(hidden), packed(hidden), hidden.changed(side="right")):
        assert one.unread == {"frequency_hz", "burst"}
        assert one.written_keys == {"side", "frequency_hz", "burst"}
        assert one.on_s is None
        with pytest.raises(UnreadError, match="frequency_hz"):
            _ = one.frequency_hz
        with pytest.raises(UnreadError):
            one.as_data()
    assert hidden.changed(burst=None).unread == {"frequency_hz"}
    assert repr(hidden) == "Stimulation(side='left')"


def test_a_table_cannot_be_changed_or_hashed() -> None:
    table = Stimulation(side="left")
    with pytest.raises(AttributeError, match="Stimulation cannot be changed: side"):
        setattr(table, "side", "right")  # noqa: B010 - mypy refuses what is tried here
    with pytest.raises(AttributeError, match="Stimulation cannot be changed: side"):
        delattr(table, "side")
    anything: Any = table
    assert not isinstance(anything, Hashable)


def test_a_class_says_of_each_key_what_it_is() -> None:
    assert Stimulation.known_keys["frequency_hz"].unit == "Hz"
    of_class: Any = Stimulation.frequency_hz
    assert of_class is Stimulation.known_keys["frequency_hz"]
    assert Source.required_keys == {"cite"}
