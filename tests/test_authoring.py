"""What stands at a place, what it means and offers, and what is made of a text."""

import json
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn import tree
from protocols import lint
from protocols.authoring import (
    AuthoringError,
    add,
    at,
    check,
    dose,
    draft_from,
    drawing,
    drop,
    fix,
    meaning,
    mentions,
    methods,
    offers,
    offset,
    own,
    positions,
    put,
    rename,
    share,
)
from protocols.authoring.paths import steps
from protocols.model.paths import dotted, keys_below
from protocols.model.protocol import Protocol
from protocols.rules import RULES
from strategies import documents, mutated
from written import written

ROOT = Path(__file__).parent.parent
FILES = [*(ROOT / "presets").rglob("*.toml"), *(ROOT / "examples").glob("*.toml")]
STUDY = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
texts = (documents() | mutated()).flatmap(written)


def here(text: str) -> tuple[str, int]:
    """Return a text without the cursor in it, and where the cursor was."""
    return text.replace("|", "", 1), text.index("|")


PLACES = [
    ("format = 1\n[stimulation]\nfre|quency_hz = 1\n", "key", "stimulation.frequency_hz", "fre"),
    ("[stimulation]\nfrequency_hz = 2|5\n", "value", "stimulation.frequency_hz", "2"),
    ("[stimulation]\nfrequency_hz = |\nside = 'left'\n", "value", "stimulation.frequency_hz", ""),
    ('[stimulation]\nside = "le|\nwaveform = "x"\n', "value", "stimulation.side", '"le'),
    ('[stimulation]\nsites = [|\nside = "left"\n', "value", "stimulation.sites", "["),
    ('[arms.sham.stimulation]\nsites = ["helix", "ear|lobe"]\n', "value", "arms.sham.stimulation.sites[1]", '"ear'),
    ("[schedule]\nweeks = { min = 1, ma|x = 2 }\n", "key", "schedule.weeks.max", "ma"),
    ("[schedule]\nweeks = { min = 1, max = 2| }\n", "value", "schedule.weeks.max", "2"),
    ("[schedule]\nweeks = { min = 1,| }\n", "text", "schedule.weeks", ""),
    ('[[waivers]]\nrule = "x"\n[[waivers]]\nwhere = "|', "value", "waivers[1].where", '"'),
    ("[stimul|", "header", "stimul", "[stimul"),
    ("[stimulation]\n|\nside = 'left'\n", "empty", "stimulation", ""),
    ("[stimulation]\nfreq|\nside = 'left'\n", "text", "stimulation", "freq"),
    ("[stimulation] # h|ey\n", "comment", "stimulation", "# h"),
    ("[stimulation]\n# h|ey\n", "comment", "stimulation", "# h"),
    ("[stimulation]\nside = 'left' # h|ey\n", "comment", "stimulation", "# h"),
    ("[|\n[stimulation]\n", "header", "", "["),
    ("stim|ulation.side = 1\n", "key", "stimulation", "stim"),
    ("stimulation.side| = 1\n", "key", "stimulation.side", "side"),
    ("\ufeffformat| = 1", "key", "format", "format"),
    ('[study]\nnotes = """\n[a]\nfoo|\n"""\n', "value", "study.notes", "foo"),
    ("|", "empty", "", ""),
    ("[stimulation]\r\nside = |\r\n", "value", "stimulation.side", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "on", "path", "begun"), PLACES)
def test_what_stands_at_a_place(text: str, on: str, path: str, begun: str) -> None:
    found = at(*here(text))
    assert (found["on"], found["dotted"], found["begun"]) == (on, path, begun)
    assert found["arm"] == ("sham" if "sham" in path else None)


@given(texts, st.data())
def test_every_place_of_every_text_is_told(text: str, data: st.DataObject) -> None:
    """Also of a text that is cut off, as one that is being typed is."""
    cut = text[: data.draw(st.integers(0, len(text)))]
    place = data.draw(st.integers(0, len(cut)))
    found = at(cut, place)
    assert 0 <= found["start"] <= found["end"] <= len(cut)
    assert json.loads(json.dumps(found)) == found
    json.dumps(offers(cut, place))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_keys_and_values_are_found_where_they_stand(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    table = ""
    for line in re.finditer(r"^(?:\[([^\[\]]+)\]|(\w+) = (?![\[{]|\"\"\")\S).*$", text, re.MULTILINE):
        table = line[1] or table
        if line[2]:
            key = f"{table}.{line[2]}".lstrip(".")
            if "." not in table.replace("arms.", "") and at(text, line.start(2))["dotted"] == key:
                assert at(text, line.end())["on"] in ("value", "comment")
                assert at(text, line.start(2) + len(line[2]) + 3)["dotted"] == key


def test_a_place_outside_the_text_is_refused() -> None:
    with pytest.raises(AuthoringError, match="no offset 4"):
        at("x=1", 4)


PATHS = st.sampled_from(
    ["format", "study", "study.title", "study.date", "stimulation", "stimulation.intensity.method", "stimulation.sites", "arms",
     "arms.a", "arms.a.role", "arms.a.stimulation.side", "arms.a.controls", "outcomes", "outcomes.a", "waivers", "waivers[0]",
     "waivers[0].rule", "sources", "sources.x", "sources.x.cite", "schedule.weeks.min", "conflicts[0].claims", "notes", "foo"]
)  # fmt: skip
VALUES = st.sampled_from(
    ["x", 1, 2.5, True, [], ["a"], {}, {"min": 1}, {"role": "sham"}, [{"rule": "x"}], {"x": {"y": 1}}]
)


@given(mutated().flatmap(written), PATHS, VALUES, st.data())
@settings(max_examples=60)
def test_whatever_stands_in_a_text_there_is_a_result_or_one_sentence(
    text: str, path: str, value: Any, data: st.DataObject
) -> None:
    text = text[: data.draw(st.sampled_from([len(text), len(text) // 2]))]
    calls: list[Any] = [
        lambda: put(text, path, value),
        lambda: drop(text, path),
        lambda: add(text, path, value if isinstance(value, dict) else {}),
        lambda: rename(text, path, "new"),
        lambda: mentions(text, path),
        lambda: own(text, "a", path),
        lambda: share(text, "a", path),
        lambda: meaning(path, text),
        lambda: offers(text, path),
        lambda: fix(text),
        lambda: dose(text),
    ]
    for call in calls:
        with suppress(AuthoringError):
            made = call()
            json.dumps(made, default=str)
            if isinstance(made, dict) and "edits" in made:
                assert call is calls[9] or tomli.loads(made["text"].removeprefix("\ufeff")) is not None


# ---------------------------------------------------------------- editors' columns


@given(st.text(st.sampled_from("aµ–\U0001f600\n\r")), st.data())
def test_columns_of_editors_lead_back_to_the_place(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    if 0 < place < len(text) and text[place - 1 : place + 1] == "\r\n":
        return  # within a line end
    (position,) = positions(text, [place])
    assert offset(text, position) == place
    units = len(re.split(r"\r\n|\r|\n", text)[position["line"]].encode("utf-16-le")) // 2
    assert position["character"] <= units
    assert offset(text, {"line": position["line"], "character": units + 5}) >= place
    assert offset(text, {"line": 10**6, "character": 0}) == len(text)


# ---------------------------------------------------------------- meanings and offers


def test_every_key_of_the_format_has_a_meaning() -> None:
    for path in keys_below(Protocol):
        told = meaning(path, STUDY)
        assert told["title"], path
        assert told["description"], path
        assert json.loads(json.dumps(told, default=str))["dotted"] == dotted(path)


def test_a_meaning_says_what_the_trials_of_the_condition_used() -> None:
    told = meaning("stimulation.frequency_hz", STUDY)["used"]
    assert told is not None
    assert told["condition"] == "migraine"
    assert told["reporting"] == 6
    assert [(use["value"], use["shown"], use["cohorts"]) for use in told["uses"]] == [
        (1, "1 Hz", 6), (25, "25 Hz", 1), (20, "20 Hz", 1)
    ]  # fmt: skip
    assert "Straube 2015" in told["uses"][1]["trials"]
    assert told["uses"][1]["who"] in told["sentence"]
    assert offers(STUDY, "stimulation.frequency_hz")[1]["words"] == "1 of 6 cohorts: Straube 2015"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (STUDY, "arms.sham.stimulation.frequency_hz"),  # what active arms had says nothing of a sham
        (STUDY, "study.participants"),
        (STUDY.replace('condition = "migraine"', 'condition = "gout"'), "stimulation.frequency_hz"),
        (STUDY.replace('condition = "migraine"', "condition = "), "stimulation.frequency_hz"),
        (STUDY, "device.limits.frequency_hz"),
        (STUDY, "stimulation.pulse_width_us.min"),
    ],
)
def test_nothing_is_told_of_trials_where_nothing_can_be_counted(text: str, path: str) -> None:
    assert meaning(path, text)["used"] is None


def test_terms_are_told_in_words_with_what_people_write() -> None:
    sites = {one["term"]: one for one in meaning("arms.x.stimulation.sites[2]")["terms"]}
    assert sites["cymba_conchae"]["words"] == "cymba conchae"
    assert "cymba concha" in sites["cymba_conchae"]["synonyms"]
    assert meaning("sources.x.kind")["terms"][0]["term"] == "review_table"


def test_a_path_that_the_format_does_not_have_is_refused() -> None:
    for path in ("foo", "stimulation.foo", "study.title.x", "arms.a.b"):
        with pytest.raises(AuthoringError, match="no key"):
            meaning(path)


def offered(text: str, where: Any) -> list[str]:
    return [one["text"] for one in offers(text, where)]


def test_a_table_is_offered_the_keys_that_it_lacks() -> None:
    keys = offered(STUDY, "stimulation")
    assert "ramp_s = " in keys
    assert "[stimulation.burst]" in keys
    assert "side = " not in keys
    assert "alternating_hz = " not in keys  # beside frequency_hz it may not stand
    assert "[arms.none.stimulation]" not in offered(
        STUDY + '[arms.none]\nrole = "no_stimulation"\n', "arms.none"
    )
    assert offered(*here("[schedule]\nweeks = { |min = 1 }\n")) == ["max = "]
    assert "max = " in offered(*here("[schedule]\nweeks = { min = 1, | }\n"))


@pytest.mark.parametrize(
    ("path", "some"),
    [
        ("stimulation.side", ['"left"', '"right"']),
        ("stimulation.frequency_hz", ["1", "25", "20"]),
        ("blinding.participants", ["true", "false"]),
        ("study.based_on", ['"migraine"', '"straube-2015"']),
        ("device.model", ['"nemos"', '"tvns_r"']),
        ("waivers[0].rule", ['"DSN006"']),
        ("waivers[0].where", ['"arms.sham.stimulation.sites"', '"study.follow_up_months"']),
        ("amendments[0].changes[0]", ['"schedule.weeks"']),
        ("arms.sham.controls", ['"tavns"']),
        ("sources.x", ['"straube-2015"', '"zhang-2026"']),
        ("sources.x.cite", ['"straube-2015"']),
        ("sources", ['"stimulation.frequency_hz" = ']),
        ("eligibility.exclusion[0]", ['"pregnancy"']),
    ],
)
def test_a_value_is_offered_what_it_takes(path: str, some: list[str]) -> None:
    found = offered(STUDY, path)
    assert set(some) <= set(found)
    assert len(found) == len(set(found))


def test_rules_that_may_not_be_waived_are_not_offered() -> None:
    firm = next(code for code, rule in RULES.items() if not rule.waivable)
    assert f'"{firm}"' not in offered(STUDY, "waivers[0].rule")


def test_what_is_offered_can_be_written() -> None:
    for path in ("stimulation.side", "stimulation.frequency_hz", "device.model", "study.based_on"):
        for one in offers(STUDY, path):
            value = json.loads(one["text"])
            faults = [
                f["code"]
                for f in check(put(STUDY, path, value)["text"])["findings"]
                if f["code"][:3] == "KEY"
            ]
            assert "KEY004" not in faults


def test_a_header_is_offered_the_tables_that_the_file_lacks() -> None:
    found = offered(*here(STUDY + "[|"))
    assert {"[sample]", "[[waivers]]", "[arms.]", "[arms.sham.schedule]", "[stimulation.burst]"} <= set(found)
    assert "[study]" not in found
    assert offered(*here("# a|")) == []


# ---------------------------------------------------------------- findings and what is made of a text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_findings_equal_those_of_the_command_and_lie_where_they_say(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "protocols", "check", "--format", "json", "--no-config", "-"],
        input=text, capture_output=True, text=True, encoding="utf-8", check=False,
    ) if path.stem == "migraine-two-arms" else None  # fmt: skip
    told = check(text, "<stdin>")
    bare = [{k: v for k, v in one.items() if k not in ("start", "end")} for one in told["findings"]]
    if run is not None:
        (file,) = json.loads(run.stdout)["files"]
        for one in bare:
            one["related"] = [
                {k: v for k, v in r.items() if k not in ("start", "end")} for r in one["related"]
            ]
        assert file == {**told, "findings": bare}
    report = lint(text)
    assert [one["code"] for one in told["findings"]] == [one.code for one in report.findings]
    for one in told["findings"]:
        assert text.count("\n", 0, one["start"]) == one["line"] - 1
        assert one["start"] - text.rfind("\n", 0, one["start"]) == one["column"]


@given(texts)
@settings(max_examples=40)
def test_findings_of_any_text_have_offsets_within_it(text: str) -> None:
    told = check(text)
    assert json.loads(json.dumps(told)) == told
    for one in told["findings"]:
        for place in (one, *one["related"], *(one["fix"] or ())):
            assert 0 <= place["start"] <= place["end"] <= len(text)


def test_the_settings_of_a_check_are_plain_data() -> None:
    one = "DSN006"
    assert check(STUDY, config={"profile": "ethics", "today": "2026-11-28"})["profile"] == "ethics"
    off = check(STUDY, config={"rules": {one: "off"}})
    assert one in [entry["code"] for entry in off["not_evaluated"]]
    for wrong in (
        {"profile": "x"},
        {"today": "x"},
        {"rules": {"X": "off"}},
        {"rules": {one: "x"}},
        {"foo": 1},
        {"rules": 1},
    ):
        with pytest.raises(AuthoringError):
            check(STUDY, config=wrong)


def test_fixes_are_edits_of_the_text() -> None:
    wrong = "\ufeff" + STUDY.replace("pulse_width_us = 250", "pulsewidth_us = 250").replace("\n", "\r\n")
    found = fix(wrong)
    assert found["text"] == "\ufeff" + STUDY.replace("\n", "\r\n")
    assert [change["after"] for change in found["changes"]] == ["pulse_width_us"]
    assert (fix(STUDY)["text"], fix(STUDY)["edits"]) == (STUDY, [])


def test_dose_drawings_drafts_and_methods_are_those_of_the_commands() -> None:
    doses = {one["key"]: one for one in dose(STUDY)}
    assert doses["current"]["arms"]["tavns"]["text"] == "at most 5"
    json.dumps(list(doses.values()))
    for which in ("ear", "pulse", "train", "session", "course"):
        assert tree(drawing(STUDY, "tavns", which)).tag.endswith("svg")
    assert methods(STUDY)["text"].startswith("Methods: taVNS for the prevention of migraine without aura")
    assert methods(STUDY)["for_the_team"] == ""
    assert "For the study team" in methods(STUDY, "lay", "markdown")["for_the_team"]
    for preset in (None, "migraine", "straube-2015"):
        assert check(draft_from(preset))["would_pass"] != []


@pytest.mark.parametrize("text", ["", "x", "format = 1", '[study]\ntitle = "x'])
def test_a_text_that_is_no_protocol_is_refused_with_its_first_fault(text: str) -> None:
    for make in (dose, methods, lambda it: drawing(it, "a", "ear")):
        with pytest.raises(AuthoringError, match=r"^line \d+: (KEY|TOM)\d+ "):
            make(text)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: drawing(STUDY, "x", "ear"), "no arm x"),
        (lambda: drawing(STUDY, "sham", "x"), "no drawing x"),  # type: ignore[arg-type]
        (lambda: drawing(STUDY + '[arms.none]\nrole = "no_stimulation"\n', "none", "ear"), "nothing to draw"),
        (lambda: methods(STUDY, "x"), "no style x"),
        (lambda: methods(STUDY, form="x"), "no form x"),
        (lambda: draft_from("x"), "no preset x"),
        (lambda: draft_from(arms={"A": "active"}), "no name"),
        (lambda: draft_from(arms={"a": "x"}), "no role x"),
        (lambda: draft_from(arms={}), "at least one arm"),
        (lambda: draft_from(sham_method="no_current"), "there is none"),
        (lambda: draft_from("migraine", sham_method="x"), "no sham method x"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_sentence(make: Any, says: str) -> None:
    with pytest.raises(AuthoringError, match=says):
        make()


def test_a_path_in_words_and_in_steps_is_the_same() -> None:
    for path in [
        ("arms", "sham", "stimulation", "sites", 0),
        ("sources", "stimulation.side"),
        ("waivers", 11, "rule"),
    ]:
        assert steps(dotted(path)) == path == steps(list(path))
