"""Periods in the page, without a browser: whose settings there are, what is asked of them, and the ready ways to begin."""

from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols import load
from protocols.authoring.changing import value_at
from protocols.authoring.ordering import names_in
from protocols.document.reading import read
from protocols.model.paths import INHERITED, Steps
from protocols.page.calls import answer
from protocols.page.scopes import scopes_in, split
from strategies import Document, documents
from test_page import EXAMPLE, ask, error

EXAMPLES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parent.parent / "examples" / "periods").glob("*.toml"))
}


def data_of(text: str) -> dict[str, Any]:
    return read(text).data or {}


def scope(text: str, *path: str) -> Any:
    return next(one for one in ask("scopes", text=text) if one["path"] == list(path))


def asked(text: str, step: str, of: str = "") -> list[str]:
    return [
        field["dotted"] for group in ask("fields", text=text, step=step, of=of) for field in group["fields"]
    ]


# ---------------------------------------------------------------- whose settings


def test_what_goes_over_what() -> None:
    text = EXAMPLES["crossover"]
    first = scope(text, "arms", "ab", "periods", "first")
    assert first["within"] == ["arms", "ab"]
    lends, everybody = first["under"]
    assert (lends["path"], lends["apart"]) == (["arms", "verum"], [])  # its own length is that of the period
    assert everybody["path"] == []
    assert "weeks" in everybody["apart"]
    assert [one["name"] for one in ask("scopes", text=text) if one["lends"]] == ["verum", "placebo"]
    shared = EXAMPLES["sham-then-stimulation"]
    of_all, of_one = scope(shared, "periods", "open"), scope(shared, "arms", "sham_active", "periods", "open")
    assert [one["path"] for one in of_all["under"]] == [["arms", "active_active"], []]
    assert [one["path"] for one in of_one["under"]] == [["periods", "open"], ["arms", "active_active"], []]
    assert not scope(EXAMPLES["run-in"], "periods", "run_in")["stimulated"]
    assert not scope(EXAMPLES["run-in"], "arms", "sham", "periods", "run_in")["stimulated"]


def had(data: dict[str, Any], one: Any, key: Steps) -> Any:
    """Return what the page says that a holder has: of the first that writes it, nested tables as a whole."""
    for layer in [{"path": one["path"], "apart": []}, *one["under"]]:
        if key[0] == "schedule" and key[1] in layer["apart"]:
            continue
        if (found := value_at(data, (*layer["path"], *key[:2]))) is not None:
            return found
    return None


@given(documents())
@settings(max_examples=60)
def test_the_page_knows_what_each_period_gets_as_the_model_does(document: Document) -> None:
    """Keys that stand for others, such as days for weeks, are the model's own matter; so is a sham's cycle."""
    text = tomli_w.dumps(document)
    study = load(text)
    for one in ask("scopes", text=text):
        name = ".".join(one["path"][1::2])
        if one["table"] != "periods" or not one["within"] or name not in study.parts:
            continue
        part = study.parts[name]
        assert part.stimulated == one["stimulated"]
        for table in INHERITED if part.stimulated else ():
            now = getattr(part, table)
            for key in now.written_keys:
                written = had(document, one, (table, key))
                assert written is not None, (name, table, key)


@given(documents())
@settings(max_examples=20)
def test_each_scope_is_the_beginning_of_its_keys(document: Document) -> None:
    for one in scopes_in(document):
        path = (*one["path"], "stimulation", "side")
        assert split(path) == (tuple(one["path"]), ("stimulation", "side"))


JUNK = st.sampled_from(
    [3, "x", [], [1], {}, {"a": 3}, {"a": {"gives": [1]}}, {"a": {"schedule": 3}}, {"a b.c": {}}, True]
)


@given(JUNK, JUNK, JUNK)
@settings(max_examples=40, deadline=None)
def test_whatever_stands_where_periods_should_each_step_can_be_shown(one: Any, other: Any, arms: Any) -> None:
    arm = {"role": "active", "periods": other}
    for held in (arms, {"x": arm, "y": 3}):
        text = tomli_w.dumps({"format": 1, "periods": one, "arms": held})
        for each in ask("scopes", text=text):
            for step in ("periods", "strength", "schedule"):
                if step != "periods" or each["table"] != "periods":
                    ask("fields", text=text, step=step, of=each["path"])
        told = answer("in_periods", {"text": text, "way": "crossover"})
        assert "fault of ours" not in told.get("error", "")
        for by in (-1, 1):
            told = answer("move", {"text": text, "path": ["arms", "x", "periods", "a"], "by": by})
            assert "fault of ours" not in told.get("error", "")
        for call in ("unset", "as_all_arms", "drop"):
            told = answer(call, {"text": text, "path": ["arms", "x", "periods", "a"]})
            assert "fault of ours" not in told.get("error", "")
        told = answer(
            "set", {"text": text, "path": ["arms", "x", "periods", "a", "schedule", "weeks"], "value": 3}
        )
        assert "fault of ours" not in told.get("error", "")


# ---------------------------------------------------------------- the fields


def test_periods_are_asked_of_all_arms_and_of_each() -> None:
    text = EXAMPLES["sham-then-stimulation"]
    assert "periods.blinded.schedule.weeks" in asked(text, "periods")
    own = asked(text, "periods", "arms.sham_active")
    assert "arms.sham_active.periods.open.gives" in own
    assert "arms.sham_active.periods.blinded.washout_days" in own
    assert asked(text, "pulse", "periods.open")[0] == "periods.open.stimulation.frequency_hz"
    assert asked(text, "schedule", "arms.sham_active.periods.open")[0] == (
        "arms.sham_active.periods.open.schedule.session_min"
    )
    assert error("fields", text=text, step="pulse", of="periods.x") == "there is no period x"
    assert error("fields", text=text, step="pulse", of="arms.x.periods.open") == "there is no arm x"


def test_a_period_is_offered_the_arms_by_the_names_that_readers_have() -> None:
    groups = ask("fields", text=EXAMPLES["crossover"], step="periods", of="arms.ab")
    assert [group["name"] for group in groups[:2]] == ["first", "second"]
    gives = groups[0]["fields"][0]
    assert [(one["term"], one["words"]) for one in gives["terms"]] == [
        ("verum", "verum"),
        ("placebo", "placebo"),
        ("ab", "taVNS first (ab)"),
        ("ba", "sham first (ba)"),
    ]


PATHS = [
    ("arms.sham_active.periods.open.washout_days", 7),
    ("arms.sham_active.periods.blinded.schedule.weeks", 3),
    ("arms.sham_active.periods.open.stimulation.frequency_hz", 10),
    ("periods.open.stimulation.frequency_hz", 10),
    ("periods.open.washout_days", 7),
]


@pytest.mark.parametrize(("path", "value"), PATHS)
def test_what_is_set_in_a_period_is_unset_again(path: str, value: float) -> None:
    text = EXAMPLES["sham-then-stimulation"]
    made = ask("set", text=text, path=path, value=value)["text"]
    load(made)
    assert value_at(data_of(made), tuple(path.split("."))) == value
    table = ("arms", "sham_active", "periods")
    assert names_in(data_of(made), table) == ["blinded", "open"]
    assert ask("unset", text=made, path=path)["text"] == text


def test_a_period_keeps_what_it_has_when_one_key_of_a_nested_table_is_its_own() -> None:
    text = EXAMPLES["rising-current"]
    path = ["arms", "tavns", "periods", "week_1", "stimulation", "intensity", "max_ma"]
    made = ask("set", text=text, path=path, value=2)["text"]
    assert value_at(data_of(made), tuple(path[:-1])) == {"method": "fixed", "current_ma": 1, "max_ma": 2}


def test_what_an_arm_writes_over_a_period_goes_and_the_order_stays() -> None:
    text = EXAMPLES["run-in"] + "\n[arms.sham.periods.wait]\nrole = 'no_stimulation'\nschedule.weeks = 1\n"
    table = ("arms", "sham", "periods")
    moved = ask("move", text=text, path="arms.sham.periods.wait", by=-1)["text"]
    changed = ask("set", text=moved, path="arms.sham.periods.treatment.schedule.weeks", value=6)["text"]
    back = ask("as_all_arms", text=changed, path="arms.sham.periods.treatment")["text"]
    assert names_in(data_of(back), table) == ["run_in", "wait", "treatment"]
    assert value_at(data_of(back), (*table, "treatment")) == {}
    assert error("as_all_arms", text=text, path="arms.sham.periods.wait").endswith("period of all arms")


# ---------------------------------------------------------------- ready ways to begin


def severe(text: str) -> list[str]:
    return [one["code"] for one in ask("findings", text=text)["findings"] if one["severity"] == "error"]


def test_a_crossover_is_made_of_two_arms() -> None:
    made = ask("in_periods", text=EXAMPLE, way="crossover")["text"]
    study = load(made)
    assert [(name, part.gives) for name, part in study.parts.items()] == [
        ("tavns_first.first", "tavns"),
        ("tavns_first.second", "sham"),
        ("sham_first.first", "sham"),
        ("sham_first.second", "tavns"),
    ]
    assert {name: arm.participants for name, arm in study.arms.items()} == {
        "tavns_first": 30,
        "sham_first": 30,
    }
    assert {part.schedule.weeks for part in study.parts.values()} == {4}
    assert severe(made) == []


def test_a_length_of_an_arm_of_its_own_goes_for_the_period() -> None:
    text = EXAMPLE.replace(
        "[arms.sham.stimulation]",
        "[arms.sham.schedule]\nweeks = 2\ntotal_sessions = 6\n[arms.sham.stimulation]",
    )
    study = load(ask("in_periods", text=text, way="crossover")["text"])
    assert {name: part.schedule.weeks for name, part in study.parts.items()} == {
        "tavns_first.first": 4,
        "tavns_first.second": 2,
        "sham_first.first": 2,
        "sham_first.second": 4,
    }


@pytest.mark.parametrize(("way", "several"), [("crossover", 4), ("run_in", 1)])
def test_the_source_of_a_length_goes_with_it(way: str, several: int) -> None:
    text = (
        f'{EXAMPLE}\n[sources]\n"schedule.weeks" = "straube-2015"\n"schedule.session_min" = "straube-2015"\n'
    )
    made = ask("in_periods", text=text, way=way)["text"]
    sources = data_of(made)["sources"]
    assert len(sources) == several + 1
    assert set(sources.values()) == {"straube-2015"}
    assert "schedule.session_min" in sources
    assert severe(made) == severe(text)


def test_an_order_has_no_number_where_each_arm_counts_all() -> None:
    text = EXAMPLE.replace("participants = 30", "participants = 60")
    arms = data_of(ask("in_periods", text=text, way="crossover")["text"])["arms"]
    assert [one.get("participants") for one in arms.values()] == [0, 0, None, None]


def test_a_run_in_comes_before_the_treatment() -> None:
    made = ask("in_periods", text=EXAMPLE, way="run_in")["text"]
    study = load(made)
    assert [part.name for part in study.parts.values()][:2] == ["tavns.run_in", "tavns.treatment"]
    assert study.parts["sham.treatment"].schedule.weeks == 4
    assert severe(ask("set", text=made, path="periods.run_in.schedule.weeks", value=4)["text"]) == []


OWN_TOTAL = EXAMPLE.replace(
    "[arms.sham.stimulation]", "[arms.sham.schedule]\ntotal_sessions = 6\n[arms.sham.stimulation]"
)
OWN_LENGTH = EXAMPLE.replace(
    "[arms.sham.stimulation]", "[arms.sham.schedule]\ndays = 10\n[arms.sham.stimulation]"
)


@pytest.mark.parametrize(
    ("text", "weeks", "days", "total"), [(OWN_TOTAL, 4, None, 6), (OWN_LENGTH, None, 10, 12)]
)
def test_what_an_arm_has_of_its_own_of_a_course_is_that_of_its_period(
    text: str, weeks: int | None, days: int | None, total: int
) -> None:
    for way, name in (("crossover", "tavns_first.second"), ("run_in", "sham.treatment")):
        plan = load(ask("in_periods", text=text, way=way)["text"]).parts[name].schedule
        assert (plan.weeks, plan.days, plan.total_sessions) == (weeks, days, total)


@pytest.mark.parametrize(
    ("text", "way", "said"),
    [
        (EXAMPLE, "none", "there is no way none"),
        (EXAMPLES["run-in"], "run_in", "this study has periods already"),
        (EXAMPLES["rising-current"], "crossover", "this study has periods already"),
        (
            EXAMPLE + "\n[arms.third]\nrole = 'active'\n",
            "crossover",
            "a crossover is made of a study with two arms",
        ),
        (EXAMPLE.replace('"parallel"', '"crossover"'), "run_in", "in a crossover all participants get"),
        (EXAMPLE.replace("[study]", "[study]\nkind = 'record'"), "run_in", "a record says what was done"),
        ("= broken", "run_in", "line 1: TOM001"),
        ("arms = 3", "crossover", "line 1: KEY"),
    ],
)
def test_where_there_is_no_such_way_it_is_said(text: str, way: str, said: str) -> None:
    assert error("in_periods", text=text, way=way).startswith(said)


@given(documents(), st.sampled_from(["crossover", "run_in"]))
@settings(max_examples=20, deadline=None)
def test_whatever_the_protocol_a_way_gives_a_protocol_or_a_sentence(document: Document, way: str) -> None:
    told = answer("in_periods", {"text": tomli_w.dumps(document), "way": way})
    if "error" in told:
        assert "fault of ours" not in told["error"]
    else:
        load(told["value"]["text"])


def test_the_calendar_and_the_sum_are_shown() -> None:
    text = EXAMPLES["tapering"]
    assert ask("calendar", text=text).startswith("<svg")
    view = ask("look", text=text)["view"]
    sessions = next(one for one in view["totals"] if one["key"] == "sessions")
    assert {name: one["text"] for name, one in sessions["arms"].items()} == {"tavns": "28", "sham": "28"}
    assert view["wholes"] == {"tavns": "tavns", "sham": "sham"}
