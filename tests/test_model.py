"""The model: it holds the whole format and nothing else, refuses what cannot be, and resolves each arm key by key."""

import datetime
import math
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import strategies
from equivalents import laid
from protocols import InvalidProtocolError, Range, Study, load
from protocols.lib.units import sign_of
from protocols.model import Protocol, Table, high, low, overlap, single
from protocols.model.channels import WrittenChannel
from protocols.model.derived import derived
from protocols.model.design import About, Blinding, Delivered, WrittenArm
from protocols.model.device import Device, Electrode, Limits
from protocols.model.faults import build
from protocols.model.governance import Analysis, Governance
from protocols.model.paths import INHERITED, WITHIN_AN_ARM, dotted, is_known, keys_below, table_at
from protocols.model.people import Adherence, Eligibility, Harms, Outcome, Sample
from protocols.model.periods import WrittenPeriod
from protocols.model.records import Amendment, Claim, Conflict, Result, Source, Waiver
from protocols.model.schedule import Delivery, Schedule
from protocols.model.stimulation import Burst, Gating, Intensity, Stimulation
from protocols.model.terms import (
    CONDITIONS,
    EXCLUSIONS,
    PARTS,
    PERCENT_ALLOWED,
    PERCENT_REQUIRED,
    SITES,
    meet,
)
from protocols.model.values import Fault
from strategies import (
    DAY,
    EXCLUSIVE,
    NAME,
    NO_NAMES,
    REQUIRED,
    SOURCE,
    TABLES,
    Document,
    Kind,
    Q,
    as_read,
    documents,
    holding,
    minimal,
)

MODELS: dict[str, type[Table]] = {
    "": Protocol,
    "study": About,
    "blinding": Blinding,
    "device": Device,
    "device.limits": Limits,
    "electrode": Electrode,
    "stimulation": Stimulation,
    "stimulation.burst": Burst,
    "stimulation.gating": Gating,
    "stimulation.intensity": Intensity,
    "schedule": Schedule,
    "delivery": Delivery,
    "arms.*": WrittenArm,
    "arms.*.delivered": Delivered,
    "arms.*.periods.*": WrittenPeriod,
    "periods.*": WrittenPeriod,
    "arms.*.channels.*": WrittenChannel,
    "channels.*": WrittenChannel,
    "eligibility": Eligibility,
    "sample": Sample,
    "harms": Harms,
    "adherence": Adherence,
    "outcomes.*": Outcome,
    "analysis": Analysis,
    "governance": Governance,
    "waivers[]": Waiver,
    "amendments[]": Amendment,
    "conflicts[]": Conflict,
    "conflicts[].claims[]": Claim,
    "results[]": Result,
}
KEYS = [(path, name) for path, kinds in TABLES.items() for name in kinds]
SLOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
two_arms = """
format = 1
[study]
title = "x"
[stimulation]
frequency_hz = 1
side = "left"
[stimulation.intensity]
max_ma = 5
step_ma = 0.1
[schedule]
days_per_week = 3
weeks = 4
[arms.tavns]
role = "active"
[arms.sham]
role = "sham"
"""


def place(path: str, *names: str) -> tuple[str | int, ...]:
    """Return where a key stands in a document made by `holding`."""
    steps: list[str | int] = []
    for step in path.split(".") if path else []:
        steps += [step[:-2], 0] if step.endswith("[]") else ["a" if step == "*" else step]
    return (*steps, *names)


def faults(document: Document) -> list[Fault]:
    built = build(document)
    return built if isinstance(built, list) else []


def study(text: str) -> Study:
    return load(text)


# The model holds the whole format.


def test_every_table_has_its_model() -> None:
    assert set(Table.__subclasses__()) == set(MODELS.values())
    assert set(MODELS) == set(TABLES)


@pytest.mark.parametrize("path", TABLES)
def test_a_table_has_the_keys_of_the_format_and_notes(path: str) -> None:
    assert set(MODELS[path].known_keys) == {*TABLES[path], "notes"}


def test_an_entry_of_sources_has_a_note_instead_of_notes() -> None:
    assert set(Source.known_keys) == set(SOURCE)


@pytest.mark.parametrize("path", TABLES)
def test_required_keys(path: str) -> None:
    required = {name for name, field in MODELS[path].known_keys.items() if field.required}
    assert required == set(REQUIRED.get(path, {}))


@pytest.mark.parametrize(("path", "name"), KEYS)
def test_terms_are_those_of_the_format(path: str, name: str) -> None:
    assert tuple(literals(MODELS[path].known_keys[name].annotation)) == TABLES[path][name].terms


def literals(annotation: Any) -> Iterator[str]:
    for inner in get_args(annotation):
        if get_origin(annotation) is Literal:
            yield inner
        else:
            yield from literals(inner)


def test_terms_of_open_lists() -> None:
    assert set(CONDITIONS) == {
        "migraine", "cipn", "systemic_lupus", "systemic_sclerosis", "ibs_constipation", "abdominal_pain",
        "chronic_low_back_pain", "fibromyalgia", "anxiety", "aphasia_after_stroke", "atrial_fibrillation",
        "chronic_pain", "constipation", "depression", "disorders_of_consciousness", "dysphagia_after_stroke", "epilepsy",
        "experimental_pain", "functional_abdominal_disorders", "functional_dyspepsia", "hand_osteoarthritis",
        "healthy_volunteers", "insomnia", "irritable_bowel_syndrome", "knee_osteoarthritis", "long_covid",
        "neuropathic_pain", "newborn_feeding", "parkinson_disease", "pots", "sleep_quality",
        "temporomandibular_disorder", "tinnitus", "upper_limb_after_stroke",
    }  # fmt: skip
    assert set(EXCLUSIONS) == {
        "active_implant", "cochlear_implant", "metal_near_ear", "pregnancy", "bradycardia", "arrhythmia",
        "coronary_disease", "cervical_vagotomy", "epilepsy", "ear_skin_condition", "age_under_18",
    }  # fmt: skip


def test_groups_of_terms_are_terms() -> None:
    targets = set(strategies.TARGET.terms)
    assert {name for name in targets if name.startswith("percent_of_")} == PERCENT_REQUIRED
    assert {"physiological_threshold", "rating"} == PERCENT_ALLOWED - PERCENT_REQUIRED
    assert {*PARTS, *(part for parts in PARTS.values() for part in parts)} <= set(SITES)


def test_a_term_that_leaves_the_part_open_may_mean_its_parts() -> None:
    assert meet("concha", "cymba_conchae")
    assert meet("cymba_conchae", "concha")
    assert not meet("cymba_conchae", "cavum_conchae")
    assert not meet("concha", "tragus")


@pytest.mark.parametrize("path", TABLES)
def test_pairs_of_exclusive_keys(path: str) -> None:
    assert set(MODELS[path].exclusive) == set(EXCLUSIVE.get(path, ()))


# Strictness.


@pytest.mark.parametrize(("path", "name"), KEYS)
def test_a_key_takes_what_the_format_says(path: str, name: str) -> None:
    for value in TABLES[path][name].accepted:
        assert faults(holding(path, {name: value})) == [], value


@pytest.mark.parametrize(("path", "name"), KEYS)
def test_a_key_refuses_anything_else_and_the_fault_is_there(path: str, name: str) -> None:
    where = place(path, name)
    for value in TABLES[path][name].refused:
        found = faults(holding(path, {name: value}))
        assert found, value
        assert {fault.path[: len(where)] for fault in found} == {where}, value


@pytest.mark.parametrize("path", TABLES)
def test_notes_are_a_text(path: str) -> None:
    assert faults(holding(path, {"notes": "x"})) == []
    for value in strategies.TEXT.refused:
        assert [fault.path for fault in faults(holding(path, {"notes": value}))] == [place(path, "notes")]


@pytest.mark.parametrize("path", TABLES)
def test_an_unknown_key_is_refused(path: str) -> None:
    assert [(f.kind, f.path) for f in faults(holding(path, {"foo": 1}))] == [
        ("unknown_key", place(path, "foo"))
    ]


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, table in REQUIRED.items() for name in table]
)
def test_a_required_key_is_missed_in_its_table(path: str, name: str) -> None:
    document = holding(path, {})
    here: Any = document
    for step in place(path):
        here = here[step]
    del here[name]
    assert [(fault.kind, fault.path) for fault in faults(document)] == [("missing", place(path, name))]


@pytest.mark.parametrize(
    ("path", "pair"), [(path, pair) for path, pairs in EXCLUSIVE.items() for pair in pairs]
)
def test_one_table_holds_one_of_two_exclusive_keys(path: str, pair: tuple[str, str]) -> None:
    both = {name: TABLES[path][name].accepted[0] for name in pair}
    found = faults(holding(path, both))
    assert [(fault.kind, fault.path) for fault in found] == [("exclusive", place(path))]
    assert found[0].context == dict(zip(("first", "second"), pair, strict=True))


@pytest.mark.parametrize(("table", "name"), [("arms", "role"), ("outcomes", "primary")])
def test_names_of_arms_and_outcomes(table: str, name: str) -> None:
    content = {"role": "active"} if table == "arms" else {"primary": True}
    assert name in content
    for good in NAME.accepted:
        assert faults(minimal() | {table: {good: content}}) == []
    for bad in (*NO_NAMES, "a\n"):
        found = faults(minimal() | {table: {bad: content}})
        assert [(fault.kind, fault.path) for fault in found] == [("no_name", (table, bad))]


@pytest.mark.parametrize("ends", [{"min": 2, "max": 1}, {"min": 0.2, "max": 0.1}])
def test_a_range_begins_before_it_ends(ends: dict[str, float]) -> None:
    found = faults(holding("stimulation", {"frequency_hz": ends}))
    assert [(fault.kind, fault.path) for fault in found] == [
        ("range_reversed", ("stimulation", "frequency_hz"))
    ]


def test_each_frequency_takes_a_time() -> None:
    found = faults(holding("stimulation", {"alternating_hz": [4, 20], "alternating_s": [5]}))
    assert [(fault.kind, fault.path) for fault in found] == [("unequal_lengths", ("stimulation",))]
    assert faults(holding("stimulation", {"alternating_hz": [4, 20], "alternating_s": [5, 10]})) == []


@pytest.mark.parametrize(
    ("own", "shared", "path"),
    [
        ({"alternating_hz": [1, 2, 3]}, {"alternating_s": [5, 10]}, ("stimulation",)),
        ({"alternating_s": [5]}, {"alternating_hz": [4, 20]}, ("arms", "a", "stimulation")),
    ],
)
def test_each_frequency_takes_a_time_also_across_tables(
    own: Document, shared: Document, path: tuple[str, ...]
) -> None:
    document = holding("stimulation", shared)
    document["arms"]["a"]["stimulation"] = own
    assert [(fault.kind, fault.path) for fault in faults(document)] == [
        ("unequal_lengths", path)
    ]  # where the times stand


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("study", {"participants": 1.0}),
        ("study", {"date": "2026-11-23"}),
        ("", {"format": 1.0}),
        ("stimulation", {"frequency_hz": 10**400}),
        ("schedule", {"time_of_day": datetime.time(9)}),
    ],
)
def test_a_value_of_another_type_of_toml_is_not_converted(path: str, content: Document) -> None:
    (name,) = content
    assert [fault.path for fault in faults(holding(path, content))] == [place(path, name)]


def test_a_list_with_one_wrong_element_has_one_fault() -> None:
    found = faults(holding("stimulation", {"sites": ["lobule"]}))
    assert [(fault.kind, fault.path, fault.value) for fault in found] == [
        ("unknown_term", ("stimulation", "sites", 0), "lobule")
    ]


def test_of_an_unknown_format_nothing_else_is_said() -> None:
    assert [fault.kind for fault in faults(minimal() | {"format": 2, "foo": 1})] == ["unknown_format"]


def test_a_required_key_that_is_misspelt_is_one_fault() -> None:
    assert [(f.kind, f.path) for f in faults(minimal() | {"study": {"titel": "x"}})] == [
        ("unknown_key", ("study", "titel"))
    ]


def test_every_fault_is_said_in_the_order_of_the_tables() -> None:
    document = minimal() | {"stimulation": {"side": "lft"}, "schedule": {"weeks": -4}, "foo": 1}
    assert [fault.path for fault in faults(document)] == [
        ("stimulation", "side"),
        ("schedule", "weeks"),
        ("foo",),
    ]


@pytest.mark.parametrize("name", ["b", "s"])
def test_a_sham_controls_active_arms_that_are_there(name: str) -> None:
    document = minimal()
    document["arms"]["s"] = {"role": "sham", "controls": ["a", name]}
    assert faults(document) == [Fault("unknown_arm", ("arms", "s", "controls", 1), name, {"known": ["a"]})]


def test_a_protocol_is_based_on_a_preset_that_is_there() -> None:
    (found,) = faults(holding("study", {"based_on": "foo"}))
    assert (found.kind, found.path, found.value) == ("unknown_preset", ("study", "based_on"), "foo")
    assert "migraine" in found.context["known"]


# What a field says of itself.

# Numbers that a description cannot do without.
NUMBERS_IN_DESCRIPTIONS = {
    ("study", "washout_days"): "0 is an answer",
    ("stimulation.intensity", "percent"): "minus 20 % is 80",
    ("harms", "stop_pain_above"): "from 0 to 10",
    ("analysis", "alpha"): "from 0 to 1",
    ("analysis", "power"): "from 0 to 1",
}
FIELDS = [(path, name) for path, model in MODELS.items() for name in model.known_keys]


@pytest.mark.parametrize(("path", "name"), FIELDS)
def test_a_field_has_title_and_description(path: str, name: str) -> None:
    field = MODELS[path].known_keys[name]
    description = field.description or ""
    assert field.title
    assert field.title[0].isupper()
    assert description.endswith(".")
    said = description.replace(NUMBERS_IN_DESCRIPTIONS.get((path, name), "\0"), "").replace(
        "age_under_18", ""
    )
    assert not re.search(r"\d", said), "a threshold belongs into a rule"


@pytest.mark.parametrize(("path", "name"), FIELDS)
def test_the_example_of_a_field_is_accepted(path: str, name: str) -> None:
    example: Any = MODELS[path].known_keys[name].example
    date = TABLES[path].get(name) is strategies.DATE  # JSON Schema knows dates as texts
    Protocol.read(holding(path, {name: datetime.date.fromisoformat(example) if date else example}))


@pytest.mark.parametrize("name", Source.known_keys)
def test_an_entry_of_sources_describes_itself(name: str) -> None:
    field = Source.known_keys[name]
    assert field.title
    assert field.description
    Source.read({"cite": "x", name: field.example})


@pytest.mark.parametrize(("path", "name"), FIELDS)
def test_the_unit_of_a_key_is_the_end_of_its_name(path: str, name: str) -> None:
    unit = MODELS[path].known_keys[name].unit
    if name.startswith("age_"):
        assert unit in {"years", ""}
    elif name.endswith("percent"):
        assert unit == "%"
    else:
        assert unit == sign_of(name)


# Data in, the same data out.


def plain(value: Any) -> Any:
    """Return data with tuples as lists, as TOML has them."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def with_listed_targets(document: Document) -> Document:
    """A target is always a list once read."""
    copy = deepcopy(document)
    holders = (copy, *copy["arms"].values())
    parts = [part for one in holders for key in WITHIN_AN_ARM for part in one.get(key, {}).values()]
    for table in (*holders, *parts):
        intensity = table.get("stimulation", {}).get("intensity", {})
        if isinstance(intensity.get("target"), str):
            intensity["target"] = [intensity["target"]]
    return copy


@SLOW
@given(documents())
def test_a_document_survives_the_model(document: Document) -> None:
    written = Protocol.read(document).as_data()
    assert plain(written) == as_read(with_listed_targets(document))


def test_a_range_of_equal_ends_is_the_number() -> None:
    assert Schedule.read({"weeks": {"min": 4, "max": 4.0}}) == Schedule.read({"weeks": 4})


def reversed_(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: reversed_(value[name]) for name in reversed(value)}
    return value


@SLOW
@given(documents())
def test_the_order_of_keys_does_not_matter(document: Document) -> None:
    assert Protocol.read(reversed_(document)) == Protocol.read(document)


@SLOW
@given(documents())
def test_a_valid_document_is_a_study(document: Document) -> None:
    built = build(document)
    assert isinstance(built, Study), built
    assert list(built.arms) == list(document["arms"])


def test_the_model_does_not_change_its_input() -> None:
    document = holding("stimulation.intensity", {"target": "rating"}) | {"sources": {"a": {"cite": "x"}}}
    before = deepcopy(document)
    build(document)
    assert document == before


def test_a_study_cannot_be_changed() -> None:
    resolved = study(two_arms)
    with pytest.raises(AttributeError, match="cannot be changed"):
        resolved.about.title = "y"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="cannot be changed"):
        resolved.arms["sham"].stimulation.frequency_hz = 2  # type: ignore[misc]
    assert isinstance(Stimulation(sites=("helix",)).sites, tuple)


# Numbers and ranges.

QUANTITIES = Q.values.map(lambda value: Range(**value) if isinstance(value, dict) else float(value))


def test_an_open_end_is_not_a_number() -> None:
    at_least = Schedule.read({"session_min": {"min": 60}}).session_min
    assert at_least == Range(60, None)
    assert (low(at_least), high(at_least), single(at_least)) == (60, None, None)


@pytest.mark.parametrize(
    ("quantity", "value"),
    [(3.0, 3.0), (Range(3, 3), 3), (Range(3, 4), None), (Range(3), None), (Range(max=3), None), (None, None)],
)
def test_single(quantity: float | Range | None, value: float | None) -> None:
    assert single(quantity) == value


@given(QUANTITIES, QUANTITIES)
def test_quantities_overlap_when_an_end_of_one_lies_in_the_other(
    one: float | Range, other: float | Range
) -> None:
    def holds(quantity: float | Range, value: float | None) -> bool:
        bottom, top = low(quantity), high(quantity)
        return value is not None and (bottom is None or bottom <= value) and (top is None or value <= top)

    ends_meet = any(holds(other, end) for end in (low(one), high(one))) or any(
        holds(one, end) for end in (low(other), high(other))
    )
    both_open = (low(one), low(other)) == (None, None) or (high(one), high(other)) == (None, None)
    assert overlap(one, other) == overlap(other, one) == (ends_meet or both_open)


# What each arm really gets.


def arm_with(own: str) -> Study:
    return study(two_arms + own)


def test_an_arm_without_own_tables_gets_the_shared_ones() -> None:
    sham = study(two_arms).arms["sham"]
    assert sham.stimulation == study(two_arms).protocol.stimulation
    assert sham.at("stimulation", "frequency_hz") == ("stimulation", "frequency_hz")


def test_an_own_key_replaces_the_shared_one_and_leaves_the_others() -> None:
    resolved = arm_with("[arms.sham.stimulation]\nfrequency_hz = 25\n")
    sham, tavns = resolved.arms["sham"], resolved.arms["tavns"]
    assert (sham.stimulation.frequency_hz, sham.stimulation.side) == (25, "left")
    assert tavns.stimulation.frequency_hz == 1
    assert sham.at("stimulation", "frequency_hz") == ("arms", "sham", "stimulation", "frequency_hz")
    assert sham.at("stimulation", "side") == ("stimulation", "side")


def test_a_nested_table_is_replaced_whole() -> None:
    sham = arm_with("[arms.sham.stimulation.intensity]\nmax_ma = 1\n").arms["sham"]
    assert (sham.intensity.max_ma, sham.intensity.step_ma) == (1, None)
    assert sham.at("stimulation", "intensity", "step_ma") == (
        "arms",
        "sham",
        "stimulation",
        "intensity",
        "step_ma",
    )


def test_an_empty_table_clears_the_nested_one() -> None:
    sham = arm_with("[arms.sham.stimulation]\nintensity = {}\n").arms["sham"]
    assert sham.intensity == Intensity()
    assert sham.stimulation.frequency_hz == 1
    assert sham.at("stimulation", "intensity", "max_ma") == (
        "arms",
        "sham",
        "stimulation",
        "intensity",
        "max_ma",
    )


def test_an_empty_own_table_changes_nothing() -> None:
    assert arm_with("[arms.sham.stimulation]\n").arms["sham"].stimulation.frequency_hz == 1


@pytest.mark.parametrize(
    ("shared", "own", "left"),
    [
        ({"weeks": 4, "days_per_week": 3, "session_min": 30}, {"days": 10}, {"days": 10, "session_min": 30}),
        ({"months": 1, "days_per_week": 3}, {"days": 10}, {"days": 10}),
        ({"days": 10}, {"weeks": 4}, {"weeks": 4}),
        ({"days": 10}, {"days_per_week": 5, "weeks": 2}, {"days_per_week": 5, "weeks": 2}),
        ({"days": 10}, {"months": 2}, {"months": 2}),
        ({"weeks": 4, "days_per_week": 3}, {"months": 2}, {"months": 2, "days_per_week": 3}),
        ({"months": 2}, {"weeks": 4}, {"weeks": 4}),
    ],
)
def test_exclusive_keys_of_the_schedule_replace_each_other(
    shared: Document, own: Document, left: Document
) -> None:
    document = minimal() | {"schedule": shared}
    document["arms"]["a"]["schedule"] = own
    built = build(document)
    assert isinstance(built, Study)
    assert built.arms["a"].schedule.as_data() == left


@pytest.mark.parametrize(
    ("shared", "own", "left"),
    [
        ({"frequency_hz": 1}, {"alternating_hz": [4, 20]}, {"alternating_hz": (4, 20)}),
        ({"alternating_hz": [4, 20], "alternating_s": [5, 10]}, {"frequency_hz": 1}, {"frequency_hz": 1}),
    ],
)
def test_frequency_and_alternating_frequencies_replace_each_other(
    shared: Document, own: Document, left: Document
) -> None:
    document = minimal() | {"stimulation": shared}
    document["arms"]["a"]["stimulation"] = own
    built = build(document)
    assert isinstance(built, Study)
    assert built.arms["a"].stimulation.as_data() == left


@pytest.mark.parametrize(
    ("table", "shared", "own"),
    [
        ("stimulation", {"frequency_hz": 500}, {"alternating_s": [5, 5]}),
        ("schedule", {"days": 10}, {"days_per_week": 5}),
    ],
)
def test_nothing_is_dropped_that_is_not_replaced(table: str, shared: Document, own: Document) -> None:
    document = minimal() | {table: shared}
    document["arms"]["a"][table] = own
    built = build(document)
    assert isinstance(built, Study)
    assert set(getattr(built.arms["a"], table).as_data()) == {*shared, *own}


def test_a_key_that_was_dropped_is_placed_in_the_arm() -> None:
    sham = arm_with("[arms.sham.schedule]\ndays = 10\n").arms["sham"]
    assert sham.schedule.weeks is None
    assert sham.at("schedule", "weeks") == ("arms", "sham", "schedule", "weeks")
    assert sham.at("schedule", "days") == ("arms", "sham", "schedule", "days")


def test_what_is_not_written_is_placed_in_the_shared_table_or_else_in_the_arm() -> None:
    sham = study(two_arms).arms["sham"]
    assert sham.at("stimulation", "pulse_width_us") == ("stimulation", "pulse_width_us")
    assert sham.at("electrode", "material") == ("arms", "sham", "electrode", "material")
    assert sham.at("sham_method") == ("arms", "sham", "sham_method")
    assert sham.at("delivered", "current_mean_ma") == ("arms", "sham", "delivered", "current_mean_ma")


def test_an_arm_without_stimulation_gets_nothing() -> None:
    text = (
        two_arms
        + '[electrode]\nmaterial = "x"\n[device]\nmodel = "x"\n[arms.none]\nrole = "no_stimulation"\n'
    )
    none = study(text).arms["none"]
    assert (none.stimulation, none.schedule, none.electrode, none.device) == (
        Stimulation(),
        Schedule(),
        Electrode(),
        Device(),
    )
    assert none.intensity == Intensity()
    assert not none.stimulated
    assert not none.delivers_current
    assert none not in study(text).stimulated()


@pytest.mark.parametrize("method", strategies.SHAM.terms)
def test_a_sham_without_current_delivers_none_whatever_it_inherits(method: str) -> None:
    document = minimal() | {"stimulation": {"intensity": {"current_ma": 1}}}
    document["arms"]["s"] = {"role": "sham", "sham_method": method}
    built = build(document)
    assert isinstance(built, Study)
    assert built.arms["s"].delivers_current == (method not in {"no_current", "non_conducting_electrode"})
    assert built.arms["a"].delivers_current


def at(document: Document, path: tuple[str | int, ...]) -> Any:
    here: Any = document
    for step in path:
        here = here[step]
    return here


@st.composite
def one_arm(draw: st.DrawFn) -> tuple[str, Document]:
    name = draw(st.sampled_from(INHERITED))
    document = minimal()
    for where in draw(st.sets(st.sampled_from(["shared", "own"]))):
        (document if where == "shared" else document["arms"]["a"])[name] = draw(strategies.tables(name))
    return name, strategies.consistent(document)


@SLOW
@given(one_arm())
def test_each_key_of_an_arm_is_its_own_or_else_the_shared_one_that_it_does_not_replace(
    case: tuple[str, Document],
) -> None:
    name, document = case
    built = build(document)
    assert isinstance(built, Study)
    arm = built.arms["a"]
    own, shared = document["arms"]["a"].get(name, {}), document.get(name, {})
    over = laid(name, own, shared)
    expected = {key: value for key, value in over.items() if value != {}}  # an empty nested table clears
    resolved = getattr(arm, name)
    assert resolved.written_keys == set(expected)
    for key in expected:
        assert arm.at(name, key) == (("arms", "a", name, key) if key in own else (name, key))
        written = type(resolved).read({key: at(document, arm.at(name, key))})
        assert getattr(resolved, key) == getattr(written, key)
    for key in set(TABLES[name]) - set(expected):
        assert getattr(resolved, key) is None


def test_arms_by_role_and_once_for_each_place() -> None:
    resolved = arm_with('[arms.sham.stimulation]\nside = "right"\n[arms.third]\nrole = "active_comparator"\n')
    arms = list(resolved.arms.values())
    assert [arm.name for arm in resolved.by_role("active", "active_comparator")] == ["tavns", "third"]
    assert [arm.name for arm in resolved.once(arms, ("stimulation", "side"))] == ["tavns", "sham"]
    assert [arm.name for arm in resolved.once(arms, ("stimulation", "frequency_hz"))] == ["tavns"]


def test_a_study_has_empty_tables_where_the_file_has_none() -> None:
    built = build(minimal())
    assert isinstance(built, Study)
    assert (built.blinding, built.delivery, built.harms) == (Blinding(), Delivery(), Harms())
    assert built.outcomes == {}
    assert not built.is_record
    assert built.sources == []


# Sources.

QUOTED = '[sources]\n"stimulation.frequency_hz" = "straube-2015"\n'
NESTED = '[sources.stimulation]\nfrequency_hz = "straube-2015"\n'
DOTTED = '[sources]\nstimulation.frequency_hz = { cite = "straube-2015" }\n'
TABLE = '[sources.stimulation.frequency_hz]\ncite = "straube-2015"\n'


@pytest.mark.parametrize("text", [QUOTED, NESTED, DOTTED, TABLE])
def test_a_path_of_sources_may_be_quoted_or_nested(text: str) -> None:
    ((where, about, source),) = arm_with(text).sources
    assert about == ("stimulation", "frequency_hz")
    assert source == Source(cite="straube-2015")
    written = (
        ("sources", "stimulation.frequency_hz")
        if text == QUOTED
        else ("sources", "stimulation", "frequency_hz")
    )
    assert where == written


def test_an_entry_of_sources_has_kind_and_note() -> None:
    text = '[sources]\narms.sham."schedule.weeks" = { cite = "x", kind = "primary", note = "Table 1" }\nside = "y"\n'
    first, second = arm_with(text).sources
    assert first[1] == ("arms", "sham", "schedule", "weeks")
    assert first[0] == ("sources", "arms", "sham", "schedule.weeks")
    assert first[2] == Source(cite="x", kind="primary", note="Table 1")
    assert second == (("sources", "side"), ("side",), Source(cite="y"))


@pytest.mark.parametrize(
    ("entry", "kind", "path"),
    [
        ({"cite": ""}, "empty_text", ("cite",)),
        ({"cite": 1}, "text_type", ("cite",)),
        ({"cite": "x", "kind": "foo"}, "unknown_term", ("kind",)),
        ({"cite": "x", "notes": "y"}, "unknown_key", ("notes",)),
        ({"cite": {"cite": "x"}}, "text_type", ("cite",)),
        ({"weeks": 4}, "text_type", ("weeks",)),
        ({"weeks": {"cite": 4}}, "text_type", ("weeks", "cite")),
        ("", "empty_text", ()),
        (4, "text_type", ()),
        (["x"], "text_type", ()),
    ],
)
def test_a_fault_in_sources_is_where_it_stands(entry: Any, kind: str, path: tuple[str, ...]) -> None:
    found = faults(minimal() | {"sources": {"schedule": entry}})
    assert [(fault.kind, fault.path) for fault in found] == [(kind, ("sources", "schedule", *path))]


def test_words_of_the_union_may_be_keys_of_sources() -> None:
    tree = {"path": {"entry": {"citation": {"cite": "x", "kind": "foo"}}}}
    assert [fault.path for fault in faults(minimal() | {"sources": tree})] == [
        ("sources", "path", "entry", "citation", "kind")
    ]


# Reading.


def test_load_says_why_a_file_is_no_protocol() -> None:
    with pytest.raises(InvalidProtocolError, match=r"^mine\.toml:2:9: KEY003 ") as caught:
        load('format = 1\nstudy = "x"\n[arms.a]\nrole = "active"\n[arms.a.device]\nmodle = "x"', "mine.toml")
    assert isinstance(caught.value, ValueError)
    assert [finding.code for finding in caught.value.report.findings] == ["KEY003", "KEY001"]


def test_load_says_why_a_file_is_no_toml() -> None:
    with pytest.raises(InvalidProtocolError) as caught:
        load("format = ")
    assert caught.value.report.findings


def test_load_takes_what_is_merely_unwise() -> None:
    assert load(two_arms.replace("max_ma = 5", "max_ma = 5000")).arms["tavns"].intensity.max_ma == 5000


# Paths.


@pytest.mark.parametrize(("path", "name"), FIELDS)
def test_every_key_has_a_path(path: str, name: str) -> None:
    assert is_known(place(path, name))
    assert not is_known((*place(path), "foo"))
    assert table_at(place(path)) is MODELS[path]


def test_the_ends_of_a_range_have_paths() -> None:
    assert is_known(("stimulation", "frequency_hz", "max"))
    assert is_known(("arms", "sham", "schedule", "weeks", "min"))
    assert not is_known(("stimulation", "frequency_hz", "mn"))
    assert not is_known(("study", "title", "min"))


def test_elements_of_a_list_have_paths() -> None:
    assert is_known(("stimulation", "sites", 0))
    assert is_known(("waivers", 0, "reason"))
    assert not is_known(("stimulation", "sites", "first"))


def test_keys_below_enters_nested_tables() -> None:
    below = set(keys_below(Stimulation))
    assert {("sites",), ("intensity",), ("intensity", "target"), ("burst", "pulses")} <= below
    assert {path[0] for path in below} == set(Stimulation.known_keys)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("arms", "sham", "stimulation", "sites", 0), "arms.sham.stimulation.sites[0]"),
        (("sources", "schedule.weeks"), 'sources."schedule.weeks"'),
        (("arms", "hz-25_a"), "arms.hz-25_a"),
        (("arms", "ä"), 'arms."ä"'),
        (("arms", ""), 'arms.""'),
        ((), ""),
    ],
)
def test_dotted(path: tuple[str | int, ...], text: str) -> None:
    assert dotted(path) == text


@pytest.mark.parametrize(
    ("written", "frequencies"),
    [
        ({}, ()),
        ({"frequency_hz": 25}, (25.0,)),
        ({"frequency_hz": {"min": 20}}, (Range(20.0, None),)),
        ({"alternating_hz": [20, 4, 20]}, (20.0, 4.0, 20.0)),
    ],
)
def test_the_frequencies_of_a_stimulation_are_those_that_are_written(
    written: dict[str, Any], frequencies: tuple[float | Range, ...]
) -> None:
    assert Stimulation.read(written).frequencies == frequencies


def test_the_kinds_of_the_tests_say_what_is_accepted_and_refused() -> None:
    for kinds in TABLES.values():
        for kind in kinds.values():
            assert isinstance(kind, Kind)
            assert kind.refused
    assert any(isinstance(value, float) and math.isnan(value) for value in Q.refused)
    assert DAY in strategies.DATE.accepted


def test_what_is_derived_is_worked_out_once_for_each_study_and_argument() -> None:
    asked: list[tuple[str, int]] = []

    @derived
    def wider(study: Study, by: int) -> int:
        asked.append((study.about.title, by))
        return len(study.about.title) + by

    one, other = (
        load(f'format = 1\n[study]\ntitle = "{title}"\n[arms.a]\nrole = "active"\n')
        for title in ("ab", "abc")
    )
    assert [wider(one, 1), wider(other, 1), wider(one, 1), wider(one, 2), wider(other, 1)] == [3, 4, 3, 4, 4]
    assert asked == [("ab", 1), ("abc", 1), ("ab", 2)]
