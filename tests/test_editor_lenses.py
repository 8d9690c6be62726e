"""What the language server tells above an arm, and what it makes of a protocol when it is asked to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the language server needs the extra [editor]")

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from editors import Editor, started
from protocols import authoring
from protocols.editor.texts import Text

EXAMPLE = (Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
URI = "file:///nowhere/study.tavns.toml"
OF_AN_ARM = "1 Hz, 250 µs, 30 min, 12 sessions; 21\N{NO-BREAK SPACE}600 pulses"


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with started() as one:
        yield one


def lenses(editor: Editor, text: str) -> list[tuple[int, str, str]]:
    editor.open_unheard(URI, text)
    asked = lsp.CodeLensParams(lsp.TextDocumentIdentifier(URI))
    found = editor.run(editor.client.text_document_code_lens_async(asked))
    editor.close(URI)
    return [
        (one.range.start.line, one.command.title, one.command.command) for one in found or () if one.command
    ]


def run(editor: Editor, command: str, *arguments: Any, text: str = EXAMPLE) -> Any:
    editor.open_unheard(URI, text)
    try:
        asked = lsp.ExecuteCommandParams(command, arguments=list(arguments))
        return editor.run(editor.client.workspace_execute_command_async(asked))
    except JsonRpcException as error:
        return error.message
    finally:
        editor.close(URI)


def test_what_an_arm_gets_stands_above_its_header(editor: Editor) -> None:
    rows = EXAMPLE.split("\n")
    expected = [(rows.index(f"[arms.{arm}]"), OF_AN_ARM, "") for arm in ("tavns", "sham")]
    assert lenses(editor, EXAMPLE) == expected
    assert lenses(editor, EXAMPLE.replace("weeks = 4\n", "weeks = \n")) == []


def test_an_arm_in_channels_has_each_of_them_above_its_header(editor: Editor) -> None:
    text = (Path(__file__).parent.parent / "examples" / "channels.toml").read_text(encoding="utf-8")
    each = (
        "first: 15 Hz, 250 µs, 60 min, 10 sessions; 540\N{NO-BREAK SPACE}000 pulses | "
        "second: 100 Hz, 250 µs, 60 min, 10 sessions; 3\N{NO-BREAK SPACE}600\N{NO-BREAK SPACE}000 pulses"
    )
    rows = text.split("\n")
    assert lenses(editor, text) == [(rows.index(f"[arms.{arm}]"), each, "") for arm in ("tavns", "sham")]


def test_report_and_compare_are_offered_where_the_editor_shows_them() -> None:
    with started(wishes={"commands": {"report": "show-report", "compare": 1}}) as editor:
        assert lenses(editor, EXAMPLE)[0] == (0, "report", "show-report")
        assert len(lenses(editor, EXAMPLE)) == 3


@pytest.mark.parametrize(
    ("old", "new", "arm", "line"),
    [
        (
            "frequency_hz = 1\np",
            "frequency_hz = { min = 20, max = 30 }\np",
            "tavns",
            "20 to 30 Hz, 250 µs, 30 min, 12 sessions; 432\N{NO-BREAK SPACE}000 to 648\N{NO-BREAK SPACE}000 pulses",
        ),
        (
            "session_min = 30\nsessions_per_day = 1",
            "daily_min = 240",
            "tavns",
            "1 Hz, 250 µs, 240 min a day, 12 sessions",
        ),
        ('"inactive_site"', '"no_current"', "sham", "set to 1 Hz, 250 µs, 30 min, 12 sessions; no current"),
        (
            '[arms.sham]\nrole = "sham"',
            '[arms.wait]\nrole = "no_stimulation"\n[arms.sham]\nrole = "sham"',
            "wait",
            "no stimulation",
        ),
        ("frequency_hz = 1\np", "p", "tavns", "250 µs, 30 min, 12 sessions"),
        ("weeks = 4\ntotal_sessions = 12", "", "sham", "1 Hz, 250 µs, 30 min"),
    ],
)
def test_a_line_says_what_is_written_and_what_follows(old: str, new: str, arm: str, line: str) -> None:
    assert old in EXAMPLE
    assert authoring.lines(EXAMPLE.replace(old, new))[arm] == line


def test_a_single_session_is_one() -> None:
    text = EXAMPLE.replace("days_per_week = 3\nweeks = 4\ntotal_sessions = 12", "days = 1")
    assert authoring.lines(text)["tavns"] == "1 Hz, 250 µs, 30 min, 1 session; 1800 pulses"


def test_the_report_of_the_open_text_is_a_page(editor: Editor, tmp_path: Path) -> None:
    made = run(editor, "tavns.report", URI, text=EXAMPLE.replace("taVNS for the prev", "Another prev"))
    assert made.startswith("<!doctype html>")
    assert "Another prevention of migraine" in made
    assert list(tmp_path.iterdir()) == []


def test_the_comparison_is_text_with_what_was_named_beside_it(editor: Editor) -> None:
    made = run(editor, "tavns.compare", URI, "straube-2015")
    assert "study.tavns.toml" in made
    assert "Straube 2015" in made
    assert "Cao 2021" not in made
    assert "Cao 2021" in run(editor, "tavns.compare", URI)


@pytest.mark.parametrize(
    ("command", "arguments", "said"),
    [
        (
            "tavns.report",
            ["file:///nowhere/other.toml"],
            "file:///nowhere/other.toml is not open as a protocol",
        ),
        ("tavns.compare", [URI, "lourdes"], "there is no preset or condition lourdes"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_sentence(
    editor: Editor, command: str, arguments: list[str], said: str
) -> None:
    assert said in run(editor, command, *arguments)


def test_of_what_is_no_protocol_nothing_is_made(editor: Editor) -> None:
    broken = EXAMPLE.replace("weeks = 4\n", "weeks = \n")
    line = broken.split("\n").index("weeks = ") + 1
    assert f"line {line}: TOM001" in run(editor, "tavns.report", URI, text=broken)
    strange = EXAMPLE.replace('condition = "migraine"', 'condition = "boredom"')
    assert "no trials of the protocol's condition" in run(editor, "tavns.compare", URI, text=strange)


def test_the_layout_of_a_text_is_made_even(editor: Editor) -> None:
    text = EXAMPLE.replace("weeks = 4", "weeks=4")
    for one, edits in ((text, authoring.formatted(text)["edits"]), (text.replace("weeks=4", "weeks="), [])):
        editor.open_unheard(URI, one)
        options = lsp.FormattingOptions(tab_size=2, insert_spaces=True)
        asked = lsp.DocumentFormattingParams(lsp.TextDocumentIdentifier(URI), options)
        found = editor.run(editor.client.text_document_formatting_async(asked))
        editor.close(URI)
        kept = Text(URI, 1, one)
        assert [(kept.offset(each.range.start), each.new_text) for each in found or ()] == [
            (each["start"], each["text"]) for each in edits
        ]
