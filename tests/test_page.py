"""What the page asks of the engine: the calls, the steps and their fields, without a browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings

from protocols import authoring
from protocols.authoring.paths import NAMED
from protocols.document.reading import read
from protocols.lib.resources import data, record_files
from protocols.model.paths import INHERITED, is_known, is_named, keys_below, table_at
from protocols.model.protocol import Protocol
from protocols.page.calls import CALLS, answer
from protocols.page.scopes import PARTS
from strategies import documents

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
STEPS = [step["name"] for step in data("steps")["steps"]]


def ask(name: str, **arguments: Any) -> Any:
    """Return the value of a call, as it comes over JSON."""
    told = json.loads(json.dumps(answer(name, json.loads(json.dumps(arguments))), allow_nan=False))
    assert "error" not in told, told["error"]
    return told["value"]


def error(name: str, **arguments: Any) -> str:
    told = answer(name, arguments)
    assert set(told) == {"error"}, told
    assert "\n" not in told["error"]
    return str(told["error"])


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """Return a text with edits, which must give the new one."""
    for edit in reversed(edits):
        text = text[: edit["start"]] + edit["text"] + text[edit["end"] :]
    return text


def every_key() -> Iterator[str]:
    """Yield every key of the format as the steps write it."""
    for path in keys_below(Protocol):
        if table_at(path) is None and not is_named(path) and path not in {("waivers",), ("amendments",)}:
            yield ".".join(path)
    for name in (*NAMED, "waivers", "amendments"):
        table = table_at((name, "x" if is_named((name,)) else 0))
        assert table is not None
        for path in keys_below(table):
            if table_at((name, "x", *path)) is None and path[0] not in INHERITED:  # these are asked once
                yield f"{name}.*.{'.'.join(path)}"


def test_every_key_has_its_step_or_is_left_to_the_text() -> None:
    told = data("steps")
    asked = [
        key.replace("arms.sham.*", "arms.*")
        for one in told["steps"]
        for key in one["keys"] + one.get("more", [])
    ]
    assert len(asked) == len(set(asked))
    for key in asked:
        path = key.replace("*", "0" if key.startswith(("waivers", "amendments")) else "x")
        assert is_known(tuple(path.split("."))), key
    left = tuple(told["text"]["keys"])
    # Those of one arm are asked where those of all arms are, once the arm is chosen.
    of_an_arm = tuple(f"arms.*.{name}" for name in PARTS)
    lacking = [key for key in every_key() if key not in asked and not key.startswith((*left, *of_an_arm))]
    assert lacking == [], "in no step, nor left to the text: data/steps.toml"
    assert [key for key in every_key() if key.startswith("periods.*.")]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_has_fields_that_say_what_they_take(step: str) -> None:
    for group in ask("fields", text=EXAMPLE, step=step):
        for field in group["fields"]:
            assert field["title"]
            assert field["kinds"]
    ask("fields", text=EXAMPLE, step=step, of="arms.sham")
    ask("fields", text="= broken", step=step)


def test_a_field_of_an_arm_is_its_own() -> None:
    groups = ask("fields", text=EXAMPLE, step="pulse", of="arms.sham")
    assert [group["path"] for group in groups] == [["arms", "sham", "stimulation"]]
    assert groups[0]["fields"][0]["dotted"] == "arms.sham.stimulation.frequency_hz"


def test_a_sham_method_is_asked_of_shams_alone() -> None:
    groups = ask("fields", text=EXAMPLE, step="sham")
    of = {group["name"]: [field["path"][-1] for field in group["fields"]] for group in groups}
    assert "sham_method" in of["sham"]
    assert "sham_method" not in of["tavns"]


def test_an_arm_keeps_what_is_shared_when_one_key_of_a_nested_table_is_its_own() -> None:
    made = ask("set", text=EXAMPLE, path=["arms", "sham", "stimulation", "intensity", "max_ma"], value=2)
    now = read(made["text"]).data
    assert now is not None
    shared, own = now["stimulation"]["intensity"], now["arms"]["sham"]["stimulation"]["intensity"]
    assert own == {**shared, "max_ma": 2}
    assert applied(EXAMPLE, made["edits"]) == made["text"]


def test_what_is_set_is_unset_again() -> None:
    made = ask("set", text=EXAMPLE, path="stimulation.ramp_s", value=5)["text"]
    assert ask("unset", text=made, path="stimulation.ramp_s")["text"] == EXAMPLE
    assert ask("unset", text=EXAMPLE, path="stimulation.ramp_s") == {"text": EXAMPLE, "edits": []}


def test_the_line_of_an_open_key_goes_when_it_is_answered() -> None:
    draft = ask("start", preset="migraine")["text"]
    assert "# participants = …" in draft
    made = ask("set", text=draft, path="study.participants", value=60)
    lines = made["text"].splitlines()
    assert lines[lines.index("participants = 60") - 1].startswith("# Participants")
    assert len(lines) == len(draft.splitlines())
    assert applied(draft, made["edits"]) == made["text"]


def test_a_look_at_a_protocol() -> None:
    told = ask("look", text=EXAMPLE)
    assert told["trouble"] == ""
    assert told["data"]["stimulation"]["frequency_hz"] == 1
    assert [arm["name"] for arm in told["view"]["arms"]] == ["tavns", "sham"]
    assert told["view"]["lines"]["tavns"].startswith("1 Hz")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "= broken",
        "format = 1",
        "a = nan\nb = -inf\nc = 99999999999999999999\nd = 2026-01-01T00:00:00Z\ne = 07:00:00",
    ],
)
def test_a_look_at_what_is_no_protocol(text: str) -> None:
    told = ask("look", text=text)
    assert told["view"] is None
    assert told["trouble"]
    assert "\n" not in told["trouble"]


def test_the_findings_are_those_of_the_check() -> None:
    assert ask("findings", text=EXAMPLE, profile="ethics") == json.loads(
        json.dumps(authoring.check(EXAMPLE, "protocol.toml", {"profile": "ethics"}))
    )


def test_what_a_protocol_may_start_from_is_of_its_condition_first() -> None:
    found = ask("starts", condition="migraine")
    assert [one["near"] for one in found] == sorted(one["near"] for one in found)
    assert {one["name"] for one in found} == set(record_files())
    made = ask("start", preset="migraine", title="A title", arms={"a": "active", "b": "sham"})["text"]
    assert not [one for one in ask("findings", text=made)["findings"] if one["severity"] == "error"]


def test_the_ear_has_a_shape_or_parts_for_each_site() -> None:
    told = ask("ear")
    sites = {site["term"]: site for site in told["sites"]}
    for site in sites.values():
        assert site["figure"] in told["figures"]
        assert site["shape"] or all(sites[part]["shape"] for part in site["parts"])
    assert ask("strip", text=EXAMPLE, key="frequency").startswith("<svg")


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("nonsense", {}, "there is no call nonsense"),
        ("__class__", {}, "there is no call __class__"),
        ("look", {}, "look: text: it is missing"),
        ("look", {"text": 3}, "look: text: it takes a text"),
        ("look", {"text": "", "more": 1}, "look: more: there is no such argument; there are text"),
        ("fields", {"text": "", "step": "x"}, "there is no step x"),
        ("fields", {"text": "", "step": "where", "of": "arms.x"}, "there is no arm x"),
        ("findings", {"text": "", "profile": "x"}, "there is no profile x; there are "),
        ("set", {"text": "= 1", "path": "study.title", "value": "x"}, "line 1 has to be mended first"),
        ("set", {"text": "", "path": "study.nonsense", "value": "x"}, "the format has no key study.nonsense"),
        ("set", {"text": "", "path": "", "value": "x"}, "a key path begins with a key"),
        ("start", {"preset": "../../etc/passwd"}, "there is no preset ../../etc/passwd"),
        ("start", {"arms": {"A b": "active"}}, '"A b" is no name'),
        ("strip", {"text": EXAMPLE, "key": "x"}, "there is no strip of x"),
        ("drawing", {"text": EXAMPLE, "arm": "x", "which": "ear"}, "there is no arm x"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(name: str, arguments: dict[str, Any], said: str) -> None:
    assert error(name, **arguments).startswith(said)


@given(documents())
@settings(max_examples=10, deadline=None)
def test_whatever_the_protocol_every_step_can_be_shown(protocol: dict[str, Any]) -> None:
    text = tomli_w.dumps(protocol)
    assert ask("look", text=text)["data"] is not None
    for step in STEPS:
        ask("fields", text=text, step=step)


def test_every_call_is_described() -> None:
    assert [name for name, call in CALLS.items() if not call.__doc__] == []
