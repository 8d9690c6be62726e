"""The JSON Schema: made from the model, read by editors, and of one mind with the model on every document."""

import datetime
import json
import math
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import tomli
from hypothesis import HealthCheck, assume, event, given, settings
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

import strategies
from protocols.lib.resources import preset_files
from protocols.model.faults import build
from protocols.model.values import Fault
from protocols.schema import protocol_schema, schema_text
from strategies import TABLES, Document, documents, holding, json_like, minimal, mutated

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "migraine-two-arms.toml"
PROTOCOLS = [EXAMPLE, *preset_files().values()]
SCHEMA_FILE = ROOT / "schemas" / "protocol.schema.json"
SCHEMA = protocol_schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
KEYS = [(path, name) for path, kinds in TABLES.items() for name in kinds]
SLOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


def faults(document: Document) -> list[Fault]:
    built = build(document)
    return built if isinstance(built, list) else []


def errors(document: Document) -> list[ValidationError]:
    return list(VALIDATOR.iter_errors(json_like(document)))


# What the schema is.


def test_generated_files_are_up_to_date() -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "tools" / "generate.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout + run.stderr == ""


def test_the_committed_schema_is_the_one_of_the_model() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()
    assert json.loads(schema_text()) == SCHEMA


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def test_nothing_is_null_and_no_alternatives_double_an_editors_messages() -> None:
    assert "null" not in schema_text()
    for node in nodes(SCHEMA):
        assert not {"anyOf", "oneOf"} & set(node)
        assert node.get("default", node) is not None


def test_every_table_is_closed_and_every_definition_used() -> None:
    closed = [node for node in nodes(SCHEMA) if isinstance(node.get("properties"), dict) and "type" in node]
    assert closed
    assert all(node["additionalProperties"] is False for node in closed)
    used = {node["$ref"].rpartition("/")[2] for node in nodes(SCHEMA) if isinstance(node.get("$ref"), str)}
    assert used == set(SCHEMA["$defs"])


def described(path: str) -> dict[str, Any]:
    """Return the schema of the table at a path of TABLES."""
    here = SCHEMA
    for step in path.split(".") if path else []:
        here = (
            next(iter(here["patternProperties"].values()))
            if step == "*"
            else here["properties"][step.removesuffix("[]")]
        )
        here = here["items"] if step.endswith("[]") else here
        here = SCHEMA["$defs"][here["$ref"].rpartition("/")[2]] if "$ref" in here else here
    return here


@pytest.mark.parametrize(("path", "name"), KEYS)
def test_a_key_is_described_for_editors(path: str, name: str) -> None:
    written = described(path)["properties"][name]
    field = SCHEMA["$defs"].get(written.get("$ref", "").rpartition("/")[2], {}) | written
    assert field["title"]
    assert field["description"]
    assert field["examples"]


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, name in KEYS if TABLES[path][name].terms])
def test_terms_are_listed_for_editors(path: str, name: str) -> None:
    field = described(path)["properties"][name]
    assert tuple(field.get("items", field)["enum"]) == TABLES[path][name].terms


# Model and schema are of one mind.


class CannotSay(NamedTuple):
    """Something the schema cannot say, with the reason and a document that shows it."""

    reason: str
    document: Document
    is_it: Callable[[Fault], bool]


def _date_or_time_as_text(fault: Fault) -> bool:
    is_text = fault.kind == "text_type" or (fault.path[:1] == ("conflicts",) and fault.path[-1] == "value")
    return is_text and isinstance(fault.value, datetime.date | datetime.time)


def _text_as_date(fault: Fault) -> bool:
    return (
        fault.kind == "date_type"
        and isinstance(fault.value, str)
        and bool(re.fullmatch(r"\d{4}-\d\d-\d\d", fault.value))
    )


def _whole_float(fault: Fault) -> bool:
    return fault.kind == "whole_number_type" and isinstance(fault.value, float) and fault.value.is_integer()


def _of(kind: str) -> Callable[[Fault], bool]:
    return lambda fault: fault.kind == kind


SHAM_OF_NOBODY = minimal() | {"arms": {"a": {"role": "active"}, "s": {"role": "sham", "controls": ["b"]}}}
CANNOT_SAY = {
    "reversed range": CannotSay(
        "a bound of one property cannot be the value of another",
        holding("schedule", {"weeks": {"min": 2, "max": 1}}),
        _of("range_reversed"),
    ),
    "unequal lengths": CannotSay(
        "the length of one list cannot be that of another",
        holding("stimulation", {"alternating_hz": [4, 20], "alternating_s": [5]}),
        _of("unequal_lengths"),
    ),
    "unknown arm": CannotSay(
        "a term cannot be the name of another property", SHAM_OF_NOBODY, _of("unknown_arm")
    ),
    "unknown preset": CannotSay(
        "the presets of an installation are not part of the format",
        holding("study", {"based_on": "foo"}),
        _of("unknown_preset"),
    ),
    "whole number with a point": CannotSay(
        "1 and 1.0 are one number to JSON Schema", holding("study", {"participants": 60.0}), _whole_float
    ),
    "date as text": CannotSay(
        "JSON has no dates, only texts", holding("study", {"date": "2026-11-23"}), _text_as_date
    ),
    "date where a text is asked for": CannotSay(
        "the same, the other way round; so with times",
        holding("study", {"version": strategies.DAY}),
        _date_or_time_as_text,
    ),
    "not finite": CannotSay(
        "JSON has no infinity", holding("stimulation", {"frequency_hz": math.inf}), _of("not_finite")
    ),
    "not a number": CannotSay(
        "JSON has no such value",
        holding("outcomes.*", {"time_points_weeks": [math.nan]}),
        _of("not_finite"),
    ),
    "number above all floats": CannotSay(
        "JSON has no largest number",
        holding("stimulation", {"frequency_hz": 10**400}),
        lambda fault: fault.value == 10**400,
    ),
}


@pytest.mark.parametrize("name", CANNOT_SAY)
def test_what_the_schema_cannot_say(name: str) -> None:
    case = CANNOT_SAY[name]
    assert errors(case.document) == [], case.reason
    assert [case.is_it(fault) for fault in faults(case.document)] == [True]


@pytest.mark.parametrize("code", ["FOO001", "dsn006", "KEY001"])
def test_the_schema_knows_which_rules_may_be_waived_and_the_model_leaves_that_to_the_rules(code: str) -> None:
    document = holding("waivers[]", {"rule": code})
    assert faults(document) == []
    assert [list(error.absolute_path) for error in errors(document)] == [["waivers", 0, "rule"]]


def is_of_a_waived_rule(error: ValidationError) -> bool:
    path = list(error.absolute_path)
    return error.validator == "enum" and path[:1] == ["waivers"] and path[-1:] == ["rule"]


def agree(document: Document) -> bool:
    """Say whether model and schema judge a document alike, but for what the schema cannot say."""
    found = faults(document)
    speakable = [fault for fault in found if not any(case.is_it(fault) for case in CANNOT_SAY.values())]
    refused = [error for error in errors(document) if not is_of_a_waived_rule(error)]
    # Where the model meets something unspeakable it may stop before it sees what the schema sees.
    assume(speakable or not found or not refused)
    event("refused" if speakable else "cannot be said" if found else "accepted")
    return bool(speakable) == bool(refused)


@SLOW
@given(documents())
def test_model_and_schema_accept_the_same_documents(document: Document) -> None:
    assert faults(document) == []
    assert errors(document) == []


@settings(SLOW, max_examples=300)
@given(mutated())
def test_model_and_schema_refuse_the_same_documents(document: Document) -> None:
    assert agree(document), (faults(document), errors(document))


@pytest.mark.parametrize(("path", "name"), KEYS)
def test_model_and_schema_agree_on_each_key(path: str, name: str) -> None:
    kind = TABLES[path][name]
    for value in kind.accepted:
        assert errors(holding(path, {name: value})) == [], value
    for value in kind.refused:
        document = holding(path, {name: value})
        if not any(case.is_it(fault) for case in CANNOT_SAY.values() for fault in faults(document)):
            assert errors(document), value


@pytest.mark.parametrize("path", TABLES)
def test_model_and_schema_agree_on_notes_and_unknown_keys(path: str) -> None:
    assert errors(holding(path, {"notes": "x"})) == []
    assert [error.validator for error in errors(holding(path, {"notes": ""}))] == ["minLength"]
    assert [error.validator for error in errors(holding(path, {"foo": 1}))] == ["additionalProperties"]


@pytest.mark.parametrize("name", strategies.NO_NAMES)
def test_model_and_schema_agree_on_names(name: str) -> None:
    for table, content in (("arms", {"role": "active"}), ("outcomes", {})):
        document = minimal() | {table: {name: content}}
        assert faults(document)
        assert [error.validator for error in errors(document)] == ["additionalProperties"]


@pytest.mark.parametrize(
    ("path", "pair"), [(path, pair) for path, pairs in strategies.EXCLUSIVE.items() for pair in pairs]
)
def test_an_excluded_key_is_one_error_at_its_value_with_the_reason(path: str, pair: tuple[str, str]) -> None:
    (error,) = errors(holding(path, {name: TABLES[path][name].accepted[0] for name in pair}))
    assert list(error.absolute_path)[-1] == pair[1]
    assert f"{pair[0]} and {pair[1]} exclude each other" in error.message


@pytest.mark.parametrize("path", PROTOCOLS, ids=lambda path: path.stem)
def test_example_and_presets_pass(path: Path) -> None:
    assert errors(tomli.loads(path.read_text(encoding="utf-8"))) == []


# One mistake is one error. Each is made in a copy of the example: what is replaced, by what, and where it shows.

MISTAKES: dict[str, tuple[str, str, list[str | int]]] = {
    "unit": ("pulse_width_us = 250\n", 'pulse_width_us = "250 µs"\n', ["stimulation", "pulse_width_us"]),
    "bool": ("frequency_hz = 1\n", "frequency_hz = true\n", ["stimulation", "frequency_hz"]),
    "term": ('side = "left"', 'side = "lft"', ["stimulation", "side"]),
    "unknown key": ('side = "left"', 'side = "left"\nfoo = 1', ["stimulation"]),
    "negative": ("\nweeks = 4", "\nweeks = -4", ["schedule", "weeks"]),
    "synonym": ('sites = ["helix"]', 'sites = ["lobule"]', ["arms", "sham", "stimulation", "sites", 0]),
    "target": ('target = ["above_sensory_threshold", "below_pain_threshold"]', 'target = "foo"', ["stimulation", "intensity", "target"]),
    "target in a list": ('"below_pain_threshold"', '"foo"', ["stimulation", "intensity", "target", 1]),
    "target is a number": (
        'target = ["above_sensory_threshold", "below_pain_threshold"]', "target = 5", ["stimulation", "intensity", "target"],
    ),
    "exclusive": ("\nweeks = 4", "\nweeks = 4\nmonths = 1", ["schedule", "months"]),
    "range": ("pulse_width_us = 250\n", "pulse_width_us = { mn = 1 }\n", ["stimulation", "pulse_width_us"]),
    "empty range": ("pulse_width_us = 250\n", "pulse_width_us = {}\n", ["stimulation", "pulse_width_us"]),
    "name": ("[arms.tavns]", "[arms.25HZ]", ["arms"]),
    "missing": ('role = "active"\n', "", ["arms", "tavns"]),
    "date": ('design = "parallel"', 'design = "parallel"\ndate = "tomorrow"', ["study", "date"]),
    "source": ("[harms]", '[sources]\nschedule.weeks = { cite = "x", kind = "foo" }\n[harms]', ["sources", "schedule", "weeks", "kind"]),
    "source is a number": ("[harms]", "[sources]\nschedule.weeks = 3\n[harms]", ["sources", "schedule", "weeks"]),
    "rule": ("[harms]", '[[waivers]]\nrule = "FOO001"\nreason = "agreed by all"\n[harms]', ["waivers", 0, "rule"]),
}  # fmt: skip


def with_mistake(name: str) -> str:
    before, after, _ = MISTAKES[name]
    text = EXAMPLE.read_text(encoding="utf-8")
    assert text.count(before) == 1
    return text.replace(before, after)


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_is_one_error_in_its_place(name: str) -> None:
    (error,) = errors(tomli.loads(with_mistake(name)))
    assert list(error.absolute_path) == MISTAKES[name][2]


# The same in taplo, the tool behind the TOML support of many editors; not required to run the tests.

TAPLO = Path(sys.executable).parent / "taplo"
needs_taplo = pytest.mark.skipif(not TAPLO.exists(), reason="taplo is not installed")


def taplo(text: str, folder: Path) -> list[tuple[str, int]]:
    """Return (message, line) of each of taplo's errors; it repeats one on a table for each key in it (its issue 515)."""
    study = folder / "study.toml"
    study.write_text(text, encoding="utf-8")
    options = ["--no-auto-config", "--colors", "never", "--schema", SCHEMA_FILE.as_uri()]
    run = subprocess.run([TAPLO, "check", *options, study], capture_output=True, cwd=folder, check=False)
    output = (run.stdout + run.stderr).decode("utf-8")
    found = re.findall(r"^error: (.*)\n *┌─ .*:(\d+):\d+$", output, flags=re.MULTILINE)
    assert run.returncode == bool(found), output
    first: dict[str, int] = {}
    for message, line in found:
        first.setdefault(message, int(line))
    return list(first.items())


@needs_taplo
@pytest.mark.parametrize("path", PROTOCOLS, ids=lambda path: path.stem)
def test_taplo_has_nothing_to_say_of_example_and_presets(path: Path, tmp_path: Path) -> None:
    assert taplo(path.read_text(encoding="utf-8"), tmp_path) == []


@needs_taplo
def test_taplo_takes_a_date_of_toml(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace('design = "parallel"', "date = 2026-11-23")
    assert taplo(text, tmp_path) == []


@needs_taplo
@pytest.mark.parametrize("name", MISTAKES)
def test_taplo_says_one_thing_of_one_mistake(name: str, tmp_path: Path) -> None:
    text = with_mistake(name)
    ((message, line),) = taplo(text, tmp_path)
    added = [new for new in text.splitlines() if new not in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    assert message
    if name not in {"unknown key", "missing"}:  # a fault of a table is shown on its header
        assert text.splitlines()[line - 1] in added
