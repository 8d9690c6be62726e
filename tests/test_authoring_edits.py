"""Edits by place: what is asked for is done, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from protocols.authoring import add, draft_from, drop, put
from protocols.authoring.changing import value_at, with_value, without
from protocols.authoring.paths import is_list, is_name, known
from protocols.document.kinds import same
from protocols.document.reading import read as toml_read
from protocols.lib.errors import AuthoringError
from protocols.model.paths import is_named
from strategies import SITE, TABLES, Step, documents
from written import comments, keys_of, written

ROOT = Path(__file__).parent.parent
FILES = [*(ROOT / "presets").rglob("*.toml"), *(ROOT / "examples").rglob("*.toml")]
VALUES = st.sampled_from(
    ["x", "µ – ×", "250 µs", 'a "b" \\ c', "a\nb", 0, 1, 2.5, -4, 1e300, True, False, ["helix"], ["a", "b"], [-4, 4, 16], [],
     {"min": 1}, {"min": 1, "max": 2.5}]
)  # fmt: skip


def read(text: str) -> dict[str, Any]:
    return tomli.loads(text.removeprefix("\ufeff"))


def applied(text: str, edits: list[Any]) -> str:
    for edit in reversed(edits):
        text = text[: edit["start"]] + edit["text"] + text[edit["end"] :]
    return text


def checked(text: str, edited: Any) -> str:
    """Return the new text, once it is sure that the edits make it, and that no comment was lost."""
    assert applied(text, edited["edits"]) == edited["text"]
    assert edited["text"].startswith("\ufeff") == text.startswith("\ufeff")
    new: str = edited["text"]
    assert new.count("\r\n") == new.count("\n") or "\r" not in new.removesuffix("\r")
    return new


def places_of(data: dict[str, Any], table: str) -> list[tuple[Step, ...]]:
    """Return where a table of the format is, or may be, in a document: of each arm, each outcome, each entry that is there."""
    places: list[tuple[Step, ...]] = [()]
    for step in filter(None, table.split(".")):
        name = step.removesuffix("[]")
        if step == "*":
            places = [(*place, one) for place in places for one in value_at(data, place) or ()]
        elif step.endswith("[]"):
            places = [(*p, name, n) for p in places for n in range(len(value_at(data, (*p, name)) or ()))]
        else:
            places = [(*place, name) for place in places]
    return places


def absent(data: dict[str, Any]) -> list[tuple[Step, ...]]:
    """Return the path of every key that the format has and a document lacks, in tables that may be lacking too."""
    tables = {**TABLES}
    for name in ("stimulation", "schedule", "electrode", "device"):
        below = {table: keys for table, keys in TABLES.items() if table.split(".")[0] == name}
        tables |= {f"arms.*.{table}": keys for table, keys in below.items()}
    found = [
        (*place, key)
        for table, keys in tables.items()
        for place in places_of(data, table)
        for key in keys
        if not any(one.startswith(f"{table}.{key}".lstrip(".")) for one in tables)
    ]
    return [path for path in found if value_at(data, path) is None]


SEVERAL = st.lists(SITE.values, min_size=1, max_size=5, unique=True)
files = documents().flatmap(written)


@given(files, st.data(), VALUES)
@settings(max_examples=50)
def test_a_key_that_is_there_gets_its_value_and_nothing_else_changes(
    text: str, data: st.DataObject, value: Any
) -> None:
    before = read(text)
    leaves = [path for path in keys_of(before) if not isinstance(value_at(before, path), dict)]
    path = data.draw(st.sampled_from([one for one in leaves if not is_list(one)]))
    new = checked(text, put(text, path, value))
    assert same(read(new), with_value(before, path, value))
    if not isinstance(value_at(before, path), list):
        assert comments(new) == comments(text)
        mark, span = text.startswith("\ufeff"), toml_read(text).value(path)
        assert span is not None
        for edit in put(text, path, value)["edits"]:
            assert span.start + mark <= edit["start"] <= edit["end"] <= span.end + mark
    again = put(new, path, value)
    assert (again["text"], again["edits"]) == (new, [])


@given(files, st.data(), VALUES)
@settings(max_examples=50)
def test_a_key_that_is_not_there_gets_a_line_and_to_drop_it_gives_the_file_back(
    text: str, data: st.DataObject, value: Any
) -> None:
    before = read(text)
    path = data.draw(st.sampled_from(absent(before)))
    edited = put(text, path, value)
    new = checked(text, edited)
    assert same(read(new), with_value(before, path, value))
    assert [edit["start"] - edit["end"] for edit in edited["edits"]] == [0]
    assert (
        len([line for line in edited["edits"][0]["text"].splitlines() if line.strip()]) <= 2
    )  # a header and the key
    back = drop(new, path)["text"]
    empty = next((path[:n] for n in range(1, len(path)) if value_at(before, path[:n]) == {}), ())
    if empty and back != text:
        assert back == drop(text, empty)["text"]  # an empty table that was there goes with its last key
    else:
        assert back == text


@given(files, st.data())
@settings(max_examples=50)
def test_what_was_dropped_and_is_put_again_reads_as_before(text: str, data: st.DataObject) -> None:
    before = read(text)
    path = data.draw(st.sampled_from(keys_of(before)))
    value = value_at(before, path)
    try:
        new = checked(text, drop(text, path))
    except AuthoringError:  # it is all that is written of an arm
        assume(False)
    assert value_at(read(new), path) is None
    assert len(comments(new)) == len(comments(text)) or isinstance(value, dict | list)
    if is_name(path) or not known(path) or any(isinstance(step, int) for step in path):
        return
    if is_named(path) and path[0] != "sources":  # such as arms: they are added one by one
        return
    again = read(put(new, path, value)["text"])
    assert same(value_at(again, path), value)
    assert same(without(again, path), without(before, path))


@given(files, st.sampled_from(["arms.zz", "outcomes.zz", "waivers", "amendments", "conflicts"]))
@settings(max_examples=50)
def test_what_is_added_and_dropped_again_leaves_the_file_as_it_was(text: str, where: str) -> None:
    values: dict[str, dict[str, Any]] = {
        "arms.zz": {"role": "sham", "stimulation": {"sites": ["helix"], "intensity": {"method": "fixed"}}},
        "outcomes.zz": {"measure": "x", "time_points_weeks": [-4, 4]},
        "waivers": {"rule": "DSN006", "reason": "not funded"},
        "amendments": {"version": "2", "changes": ["schedule.weeks"]},
        "conflicts": {"field": "schedule.weeks", "claims": [{"value": 4.0}, {"value": "3"}]},
    }
    before = read(text)
    new = checked(text, add(text, where, values[where]))
    step = where.split(".")
    path: tuple[Step, ...] = (step[0], "zz") if len(step) == 2 else (where, len(before.get(where, ())))
    assert same(value_at(read(new), path), values[where])
    assert same(_without_last(read(new), path, before), before)
    assert drop(new, path)["text"] == text or before.get(step[0]) == {}


def _without_last(data: dict[str, Any], path: tuple[Step, ...], before: dict[str, Any]) -> dict[str, Any]:
    left = without(data, path)
    return left if left[str(path[0])] or before.get(str(path[0])) == {} else without(left, path[:1])


@given(SEVERAL, SEVERAL)
def test_a_list_keeps_the_lines_of_its_other_entries(old: list[str], new: list[str]) -> None:
    lines = "".join(f'  "{one}",  # {number}\n' for number, one in enumerate(old))
    file = f'format = 1\n[stimulation]\nsites = [\n{lines}]\nside = "left"\n'
    after = put(file, "stimulation.sites", new)["text"]
    assert read(after)["stimulation"]["sites"] == new
    kept = 0
    while kept < min(len(old), len(new)) and old[kept] == new[kept]:
        kept += 1
    assert after.split("\n")[: 3 + kept] == file.split("\n")[: 3 + kept]


LINES = st.text(st.sampled_from('ab"\\\n\t# \u200bµ'), min_size=1, max_size=12)


@given(LINES, st.sampled_from(["\n", "\r\n"]))
def test_a_text_of_several_lines_stays_one(value: str, end: str) -> None:
    file = end.join(["[study]", 'title = "x"', 'notes = """', "a", 'b"""  # why', 'kind = "plan"', ""])
    after = put(file, "study.notes", value)["text"]
    assert read(after)["study"]["notes"] == value
    head, tail = end.join(["[study]", 'title = "x"', "notes = "]), end.join(["  # why", 'kind = "plan"', ""])
    assert after.startswith(head)
    assert after.endswith(tail)
    if "\n" in value:
        lines = after[len(head) : -len(tail)].split(end)
        assert lines[0] == '"""'
        assert len(lines) == value.count("\n") + 2


EXACT = [
    ("", "format", 1, "format = 1\n"),
    ("# c", "study.title", "x", '# c\n\n[study]\ntitle = "x"'),
    ("#:schema x\n[study]\n", "format", 1, "#:schema x\nformat = 1\n[study]\n"),
    ("# of the study\n[study]\n", "format", 1, "format = 1\n# of the study\n[study]\n"),
    ("[study]\r\ntitle = 'x'", "study.kind", "plan", "[study]\r\ntitle = 'x'\r\nkind = \"plan\""),
    ("study = { title = 'x', }\n", "study.kind", "plan", "study = { title = 'x', kind = \"plan\", }\n"),
    ("[study]\ntitle = 'x'\n", "study.date", "2026-01-31", "[study]\ntitle = 'x'\ndate = 2026-01-31\n"),
    ("[harms]\n# interim = …\n# notes\n", "harms.interim", "x", '[harms]\n# interim = …\ninterim = "x"\n# notes\n'),
    ("[study]\n# [harms]\n# notes = …\n", "harms.notes", "x", '[study]\n# [harms]\n# notes = …\n\n[harms]\nnotes = "x"\n'),
    ("[arms.a.device]\n", "arms.a.role", "sham", '[arms.a]\nrole = "sham"\n\n[arms.a.device]\n'),
    ("[arms]\na.role = 'active'\n", "arms.a.label", "x", "[arms]\na.role = 'active'\na.label = \"x\"\n"),
    ("[electrode]\n[delivery]\n", "schedule.weeks", 4, "[electrode]\n\n[schedule]\nweeks = 4\n[delivery]\n"),
    ("[schedule]\nweeks = {max=4}\n", "schedule.weeks.min", 2, "[schedule]\nweeks = {min = 2, max=4}\n"),
    ("[schedule]\nweeks = {min=2}\n", "schedule.weeks", {"min": 3}, "[schedule]\nweeks = {min=3}\n"),
    ("[schedule]\nweeks = {min=2}\n", "schedule.weeks", 3, "[schedule]\nweeks = 3\n"),
    ("", "sources", {"schedule.weeks": {"cite": "x"}}, '[sources]\n"schedule.weeks" = { cite = "x" }\n'),
    ("", "waivers", [{"rule": "DSN006", "date": "2026-01-02"}], '[[waivers]]\nrule = "DSN006"\ndate = 2026-01-02\n'),
    ("[[waivers]]\n\n[[waivers]]\n", "waivers[0].rule", "DSN006", '[[waivers]]\nrule = "DSN006"\n\n[[waivers]]\n'),
    ("waivers = [{}]\n", "waivers[0].date", "2026-01-02", "waivers = [{ date = 2026-01-02 }]\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "value", "after"), EXACT)
def test_where_a_key_is_written(text: str, path: str, value: Any, after: str) -> None:
    assert put(text, path, value)["text"] == after


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: put("x = ", "study.title", "x"), "line 1 has to be mended first: nothing stands after ="),
        (lambda: put("", "foo.bar", 1), "the format has no key foo.bar"),
        (lambda: put("", "arms.x.role", "sham"), "arms has no x; add it first"),
        (lambda: put("", "outcomes", {"a": {}}), "add outcomes one by one"),
        (lambda: put("", "waivers[0].reason", "x"), "waivers has no entry 0"),
        (lambda: put("[[waivers]]\n", ["waivers", "0", "rule"], "x"), "waivers is a list; name one of its entries by its number"),
        (lambda: put("[schedule]\nweeks = 3\n", "schedule.weeks.min", 2), "schedule.weeks has a value, so it can have no keys"),
        (lambda: put("[schedule.weeks]\nmin = 3\n", "schedule.weeks", 2), "schedule.weeks stands under headers of its own"),
        (lambda: put("", "study.title", None), "cannot be written; to leave a key out, drop it"),
        (lambda: put("", "study.title", "\ud800"), "half of a character"),
        (lambda: put("", "", 1), "a key path begins with a key"),
        (lambda: put("", [0], 1), "a key path begins with a key"),
        (lambda: drop("", "study.title"), "nothing is written at study.title"),
        (lambda: drop("arms.a.role = 'active'\n", "arms.a.role"), "cannot be made without changing something else"),
        (lambda: add("[arms.a]\n", "arms.a", {}), "arms has a already"),
        (lambda: add("", "arms.A", {}), '"A" is no name'),
        (lambda: add("", "arms.a", {"foo": 1}), "the format has no key arms.a.foo"),
        (lambda: add("", "study", {}), "study is no arm, outcome or list of tables"),
        (lambda: add("", "waivers", {"foo": 1}), r"the format has no key waivers\[0\].foo"),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_is_said_in_one_sentence(make: Any, says: str) -> None:
    with pytest.raises(AuthoringError, match=says):
        make()


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("[[waivers]]\nrule = 'x'\n\n[[waivers]]\nrule = 'y'\n\n# c\n\n[sources]\n", "waivers[0]", "[[waivers]]\nrule = 'y'\n\n# c\n\n[sources]\n"),
        ("[[waivers]]\nrule = 'x'\n", "waivers[0]", ""),
        ("waivers = [{ rule = 'x' }]\n", "waivers[0]", ""),
        ("[arms.a]\n# mine\n[arms.a.device]\n\n# of b\n[arms.b]\n", "arms.a", "# of b\n[arms.b]\n"),
        ("[device]\n# mine\nmodel = 'x'\n", "device.model", "[device]\n# mine\n"),
        ("[device] # mine\nmodel = 'x'\n", "device.model", "[device] # mine\n"),
        ("[device]\nmodel = 'x' # mine\n", "device.model", ""),
        ("[study]\ntitle = '''\n[study]\n# x\n'''\nkind = 'plan'\n", "study.title", "[study]\nkind = 'plan'\n"),
        ("[stimulation]\nsites = ['helix', 'tragus']\n", "stimulation.sites[0]", "[stimulation]\nsites = ['tragus']\n"),
    ],
)  # fmt: skip
def test_what_goes_with_what_is_dropped(text: str, path: str, after: str) -> None:
    assert drop(text, path)["text"] == after


@pytest.mark.parametrize("preset", [None, "migraine", "straube-2015"])
def test_each_key_of_a_draft_can_be_decided_and_left_open_again(preset: str | None) -> None:
    text = draft_from(preset)
    data = read(text)
    for key in [*absent(data)[::9], ("harms", "assessment"), ("arms", "tavns", "participants")]:
        if key[0] != "arms" or key[1] in data["arms"]:
            new = put(text, key, 5)["text"]
            assert drop(new, key)["text"] == text
            if key == ("harms", "assessment"):
                assert "# assessment = …\nassessment = 5\n" in new


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_key_of_presets_and_examples_can_be_set_and_unset(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    if path.name in ("tavns.toml", "pyproject.toml"):
        return
    data = read(text)
    for key in keys_of(data)[::3]:
        value = value_at(data, key)
        if isinstance(value, str):
            edited = put(text, key, value + "!")
            assert len(edited["edits"]) == 1
            assert same(read(edited["text"]), with_value(data, key, value + "!"))
    for key in absent(data)[::29]:
        assert drop(put(text, key, 5)["text"], key)["text"] == text
