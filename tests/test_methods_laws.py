"""Laws of the texts, for any protocol: no number that the file lacks, nothing left out in silence, the same bytes."""

import datetime
import functools
import re
from copy import deepcopy
from typing import Any, get_args

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from protocols.formats.methods import FORMATS, as_text
from protocols.formats.style import Style
from protocols.lib.fillers import is_filler
from protocols.lib.resources import data
from protocols.lib.units import plain
from protocols.methods import STYLES
from protocols.methods.coverage import NOT_SHOWN, left_out
from protocols.methods.pieces import Text
from protocols.methods.rendering import of_sentences
from protocols.model import Study, terms
from protocols.model.faults import build
from protocols.model.paths import INHERITED, is_known
from strategies import EXCLUSIVE, TABLES, TEXT, documents, holding

NUMBER = re.compile(r"\d+(?:\.\d+)?")
PARTED = re.compile(r"(?<=\d)\N{NARROW NO-BREAK SPACE}(?=\d{3})")
METHODS = st.sampled_from(["", *get_args(terms.ShamMethod)])
SOMETIMES = ("only where", "only by", "only of")


def study(document: dict[str, Any]) -> Study:
    built = build(deepcopy(document))
    assert isinstance(built, Study), built
    return built


def words(text: Text) -> str:
    return PARTED.sub("", of_sentences(text.sentences))


# ---------------------------------------------------------------- numbers


def written(value: Any) -> set[str]:
    """Return every number that is written in a file, also in its names and texts."""
    match value:
        case dict():
            return {one for pair in value.items() for part in pair for one in written(part)}
        case list():
            return {one for part in value for one in written(part)}
        case bool():
            return set()
        case int() | float():
            return set(NUMBER.findall(plain(float(value)) if isinstance(value, float) else str(value)))
        case datetime.date():
            return set(NUMBER.findall(f"{value.isoformat()} {value.day} {value.year}"))
    return set(NUMBER.findall(" ".join(str(value).split())))


@settings(max_examples=150)
@given(documents(), st.sampled_from(sorted(STYLES)))
def test_every_number_of_a_text_is_in_the_file(document: dict[str, Any], style: str) -> None:
    text = STYLES[style](study(document))
    scale = {"10"} if "stop_pain_above" in document.get("harms", {}) else set()  # pain is told as 4 of 10
    assert set(NUMBER.findall(words(text))) <= written(document) | scale


UNITS = [
    (path, name, unit)
    for path, kinds in TABLES.items()
    for name in kinds
    for suffix, unit in (
        ("_hz", "Hz"), ("_us", "µs"), ("_ma", "mA"), ("_v", "V"), ("_mm2", "mm²"), ("_kohm", "kΩ"), ("_s", "s"),
        ("_min", "min"), ("_weeks", "weeks"), ("_months", "months"), ("_days", "days"), ("_percent", "%"),
    )
    if name.endswith(suffix) and name not in ("age_min", "age_s")
]  # fmt: skip


@pytest.mark.parametrize(("path", "name", "unit"), UNITS)
def test_a_number_stands_in_its_unit(path: str, name: str, unit: str) -> None:
    listed = name.startswith(("alternating", "time_points"))
    document = holding(path, {name: [37.25] if listed else 37.25})
    assert f"37.25 {unit}" in words(STYLES["paper"](study(document)))


# ---------------------------------------------------------------- what is shown


def path_of(table: str, key: str) -> tuple[str | int, ...]:
    steps: list[str | int] = []
    for step in table.split(".") if table else ():
        steps.append("a" if step == "*" else step.removesuffix("[]"))
        steps += [0] if step.endswith("[]") else []
    return (*steps, key)


def is_table(table: str, key: str) -> bool:
    below = f"{table}.{key}".lstrip(".")
    within = ("periods.*", "channels.*")
    inherited = table in ("arms.*", *within, *(f"arms.*.{one}" for one in within)) and key in INHERITED
    return (
        inherited or below == "sources" or any(name in TABLES for name in (below, f"{below}.*", f"{below}[]"))
    )


KEYS = [
    (table, key) for table, kinds in TABLES.items() for key in (*kinds, "notes") if not is_table(table, key)
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("table", "key"), KEYS)
def test_every_key_is_shown_or_said_to_be_left_out(table: str, key: str, style: str) -> None:
    path = path_of(table, key)
    kind = TABLES[table].get(key, TEXT)
    for value in (*kind.accepted, *(["said by the team"] if kind.accepted is TEXT.accepted else ())):
        document = holding(table, {key: value})
        if style == "lay":  # what is felt is told in sentences of several keys
            document = merged(FULL, document, exclusive=EXCLUSIVE.get(table, ()))
        if value == [] or (kind.accepted is TEXT.accepted and key != "notes" and is_filler(value)):
            continue  # what only holds the place of an answer is a gap, not a value
        shown = path in STYLES[style](study(document)).at
        reason = left_out(style, path)
        assert shown or reason, f"{style} says nothing of {path}"
        assert not (shown and reason) or reason.startswith(SOMETIMES), f"{style} shows {path}: {reason}"
        if shown and kind.accepted is TEXT.accepted and isinstance(value, str) and value.strip():
            assert value in words(STYLES[style](study(document))) or path == ("study", "citation")


# Enough of a protocol that a sheet has its sentences.
FULL: dict[str, Any] = {
    "format": 1,
    "study": {"title": "x"},
    "stimulation": {
        "sites": ["helix", "arm"],
        "side": "left",
        "on_s": 1,
        "off_s": 1,
        "pattern": "intermittent",
        "gating": {"signal": "ecg"},
        "intensity": {"method": "titrated", "target": ["rating"]},
    },
    "arms": {"a": {"role": "active"}},
}


def merged(one: Any, other: Any, *, exclusive: tuple[tuple[str, str], ...] = ()) -> Any:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return deepcopy(other)
    dropped = {drop for pair in exclusive for drop, kept in (pair, pair[::-1]) if kept in other}
    kept = {name: value for name, value in one.items() if name not in dropped}
    return deepcopy(kept) | {
        name: merged(kept.get(name), value, exclusive=exclusive) for name, value in other.items()
    }


def test_what_is_said_to_be_left_out_is_a_key() -> None:
    for style, keys in NOT_SHOWN.items():
        assert style in STYLES
        for key in keys:
            assert is_known(tuple(key.split("."))), key


@settings(max_examples=150)
@given(documents(), st.sampled_from(sorted(STYLES)))
@example(
    {
        "format": 1,
        "study": {"title": "x"},
        "arms": {"a": {"role": "active"}},
        "stimulation": {"intensity": {"percent": 5e-324}, "inter_phase_gap_us": 5e-324},
    },
    "registry",
)
def test_what_arms_really_get_is_in_the_text(document: dict[str, Any], style: str) -> None:
    if style == "lay":
        return
    whole = study(document)
    text = STYLES[style](whole)
    # What does not fit a registry's field is said to be left out; a number of 300 digits does not.
    if any(remark.startswith("Left out of") for remark in text.remarks):
        return
    shown = text.at
    for arm in whole.stimulated():
        for table in INHERITED:
            for path in below(getattr(arm, table), (table,)):
                where = arm.at(*path)
                if path[-1] in dict(
                    arm.electrodes_away
                ):  # that contradicts the sites: the texts ask for it instead
                    continue
                value = functools.reduce(getattr, path, arm)
                if isinstance(value, str) and is_filler(value):
                    continue
                assert where in shown or left_out(style, where) or path[-1] == "notes", where


def below(table: Any, path: tuple[str, ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name in table.written_keys:
        value = getattr(table, name)
        if hasattr(value, "written_keys"):
            found += below(value, (*path, name))
        elif value is not None:
            found.append((*path, name))
    return found


@settings(max_examples=60)
@given(documents(), st.sampled_from(sorted(STYLES)), st.sampled_from(sorted(FORMATS)))
def test_the_same_file_gives_the_same_bytes(document: dict[str, Any], style: str, output: str) -> None:
    one, other = (FORMATS[output](STYLES[style](study(document)), "x.toml", Style()) for _ in range(2))
    assert one == other
    assert one.endswith("\n")


@settings(max_examples=150)
@given(
    documents(),
    documents(),
    st.sampled_from(["parallel", "crossover"]),
    st.sampled_from([True, None]),
    METHODS,
)
def test_a_sheet_is_the_same_whichever_group_gets_what(
    one: dict[str, Any], other: dict[str, Any], design: str, known: bool | None, method: str
) -> None:
    own = [{name: table for name, table in each.items() if name in INHERITED} for each in (one, other)]
    own[0] |= {"co_intervention": one["study"]["title"]}
    shared = {
        name: table
        for name, table in one.items()
        if name not in (*INHERITED, "arms", "waivers", "conflicts", "results")
    }
    shared |= {"study": {"title": "x", "design": design}, "blinding": {}}
    periods = one.get("periods", {}).items()
    unlike = ("gives", "role", "sham_method")  # that a period makes one arm the other is another matter
    shared["periods"] = {
        name: {key: said for key, said in period.items() if key not in unlike} for name, period in periods
    }
    shared |= {} if known is None else {"blinding": {"participants": known}}
    sham = {"role": "sham"} | ({"sham_method": method} if method else {})
    studies = [
        study(shared | {"arms": {"a": {"role": "active"} | a, "b": sham | b}}) for a, b in (own, own[::-1])
    ]
    # An active arm without current is an error of its own (TIM024); beside a sham without it, no group has any.
    assume(all(whole.arms["a"].delivers_current for whole in studies))
    sheets = [STYLES["lay"](whole) for whole in studies]
    shown = [as_text(sheet, "x") for sheet in sheets]
    assert shown[0] == shown[1]
    assert "not specified" not in shown[0]


ONE_OF_TWO: dict[str, tuple[str, st.SearchStrategy[Any]]] = {
    "frequency_hz": ("stimulation", st.integers(1000, 4999)),
    "ramp_s": ("stimulation", st.integers(1000, 4999)),
    "sites": ("stimulation", st.sampled_from(sorted(get_args(terms.Site))).map(lambda one: [one])),
    "session_min": ("schedule", st.integers(1000, 4999)),
    "total_sessions": ("schedule", st.integers(1000, 4999)),
    "weeks": ("schedule", st.integers(1000, 4999)),
    "placement": ("electrode", st.sampled_from(["ear clip", "tape", "headband"])),
}


@settings(max_examples=150)
@given(documents(), st.data(), st.sampled_from([True, None]))
def test_a_sheet_holds_nothing_on_which_groups_differ(
    document: dict[str, Any], draw: st.DataObject, known: bool | None
) -> None:
    keys = draw.draw(st.sets(st.sampled_from(sorted(ONE_OF_TWO)), min_size=1))
    arms: dict[str, Any] = {"a": {"role": "active"}, "b": {"role": "sham"}}
    values = {}
    for key in sorted(keys):
        table, strategy = ONE_OF_TWO[key]
        values[key] = draw.draw(st.lists(strategy, min_size=2, max_size=2, unique_by=str))
        for arm, value in zip(arms.values(), values[key], strict=True):
            arm.setdefault(table, {})[key] = value
    shared = {
        "format": 1,
        "study": {"title": "x"},
        "blinding": {} if known is None else {"participants": known},
    }
    # The same tables for both, below what differs; and texts of the file that tell what one of them gets.
    number = values.get("session_min", [7777])[0]
    shared["delivery"] = {"procedure": f"lying down for {number} min"}
    for table in INHERITED:
        kept = {
            name: value
            for name, value in document.get(table, {}).items()
            if name in ("ramp_s", "pattern", "side")
        }
        shared[table] = kept
    ramp = document.get("stimulation", {}).get("ramp_s")
    assume(ramp not in values.get("frequency_hz", []))
    text = " ".join(as_text(STYLES["lay"](study(shared | {"arms": arms})), "x").split())
    for key, pair in values.items():
        for value in pair:
            said = value if key == "placement" else value[0] if key == "sites" else str(value)
            words = data("words")["lay"]["sites"][said] if key == "sites" else said
            assert not re.search(rf"\b{re.escape(words)}\b", text), (key, text)
    assert ("lying down" in text) == ("session_min" not in values)


# ---------------------------------------------------------------- words

WORDS = {
    "design": terms.Design, "control": terms.Control, "sites": terms.Site, "sites_used": terms.SitesUsed,
    "side": terms.Side, "pulse_width_covers": terms.PulseWidthCovers, "waveform": terms.Waveform,
    "pulse_shape": terms.PulseShape, "pattern": terms.Pattern, "signal": terms.GatingSignal, "method": terms.Method,
    "target": terms.Target, "retitrated": terms.Retitrated, "time_of_day_rule": terms.TimeOfDayRule,
    "setting": terms.Setting, "role": terms.Role, "sham_method": terms.ShamMethod, "exclusion": terms.Exclusion,
    "condition": terms.Condition, "primary_purpose": terms.Purpose, "sex": terms.Sex, "recorded_by": terms.RecordedBy,
    "expected": terms.Effect,
}  # fmt: skip
OF_A_SHEET = (
    "condition", "sites", "sites_used", "side", "pattern", "signal", "method", "target", "retitrated",
    "time_of_day_rule", "setting", "exclusion", "sex", "expected",
)  # fmt: skip


@pytest.mark.parametrize("key", WORDS)
def test_every_term_has_its_words(key: str) -> None:
    known = set(get_args(WORDS[key]))
    if key != "condition":  # whose words the model has
        assert set(data("words")["paper"][key]) == known
    if key in OF_A_SHEET:
        assert set(data("words")["lay"][key]) == known


def test_the_words_are_of_keys_and_terms_that_are_there() -> None:
    for key in (*data("words")["keys"], *data("words")["gaps"]):
        steps = tuple(key.split("."))
        assert is_known(steps) or is_known(("arms", "NAME", *steps)), key
    assert set(data("words")["paper"]) <= {*WORDS, "threshold", "received"}
    assert set(data("words")["paper"]["received"]) == set(get_args(terms.Role))
    assert set(data("words")["paper"]["threshold"]) == set(terms.PERCENT_ALLOWED)
    assert set(data("words")["lay"]) <= {*OF_A_SHEET, "sham_method", "body_side"}
    assert set(data("words")["lay"]["sham_method"]) < set(get_args(terms.ShamMethod))
