"""What the language server tells of a place in a text: hover and completion, asked by an editor."""

import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the language server needs the extra [editor]")

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lsprotocol import types as lsp

from editors import Editor, started
from protocols import authoring
from protocols.editor.completion import complete
from protocols.editor.hover import hover
from protocols.editor.texts import Text

EXAMPLE = (Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
MORE = '\n[[waivers]]\nrule = "DSN006"\nreason = "no follow-up is funded"\n\n[sources]\nschedule = "straube-2015"\n'
SNIPPETS = lsp.ClientCapabilities(
    text_document=lsp.TextDocumentClientCapabilities(
        completion=lsp.CompletionClientCapabilities(
            completion_item=lsp.ClientCompletionItemOptions(snippet_support=True)
        )
    )
)


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with started(SNIPPETS) as one:
        yield one


def told(editor: Editor, text: str, at: str) -> str | None:
    """Return what hovering over the second character of a word tells; the text is opened for it and closed."""
    kept = Text("file:///nowhere/study.tavns.toml", 1, text)
    editor.open_unheard(kept.uri, text)
    which, place = lsp.TextDocumentIdentifier(kept.uri), kept.position(text.index(at) + 1)
    found = editor.run(editor.client.text_document_hover_async(lsp.HoverParams(which, place)))
    editor.close(kept.uri)
    return found.contents.value if found and isinstance(found.contents, lsp.MarkupContent) else None


def test_a_key_is_told_with_its_unit_and_what_trials_used(editor: Editor) -> None:
    assert told(editor, EXAMPLE, "frequency_hz = 1\n") == (
        "**Frequency** (Hz) `stimulation.frequency_hz`\n\n"
        "Pulses a second; with `burst`, bursts a second.\n\n"
        "Used by the 6 migraine cohorts of the base with a known value: 1 Hz in 6 (Straube 2015, Luo 2020, Zhang 2020 "
        "and Huang 2023, Cao 2021, Feng 2022, Rao 2023), 25 Hz in 1 (Straube 2015), 20 Hz in 1 (Cao 2021).\n\n"
        "Item 15 of the reporting standard (Farmer 2021)."
    )


@pytest.mark.parametrize(
    ("word", "begin"),
    [
        ('"cymba_conchae"', "- `cymba_conchae`: cymba conchae (also written: cymba,"),
        (
            "[stimulation.intensity]",
            "**Intensity** `stimulation.intensity`\n\nHow strong, and how that is found.",
        ),
        ("titrated", "**Method** `stimulation.intensity.method`"),
        ('"DSN006"', "# DSN006: no-follow-up\n\n*note* · No follow-up after the last session."),
        ('"straube-2015"', "Straube 2015 (preset straube-2015) (trial)."),
        ("arms.sham", "**sham** `arms.sham`"),
    ],
)
def test_what_stands_there_is_told(editor: Editor, word: str, begin: str) -> None:
    assert (told(editor, EXAMPLE + MORE, word) or "").startswith(begin)


@pytest.mark.parametrize("word", ["# both arms", "\n\n[study]"])
def test_of_nothing_nothing_is_told(editor: Editor, word: str) -> None:
    assert told(editor, EXAMPLE, word) is None


def test_of_a_key_that_the_format_does_not_have_nothing_is_told(editor: Editor) -> None:
    assert told(editor, EXAMPLE.replace("frequency_hz = 1\np", "frequncy = 1\np"), "frequncy") is None


def test_what_active_arms_had_is_not_told_of_a_sham() -> None:
    text = Text("file:///s.toml", 1, EXAMPLE)
    place = text.position(EXAMPLE.index('["helix"]') - 8)
    found = hover(text, place)
    assert found is not None
    assert "cohorts" not in str(found.contents)


def test_a_site_is_shown_on_the_ear_where_the_editor_shows_pictures() -> None:
    text = Text("file:///s.toml", 1, EXAMPLE)
    place = text.position(EXAMPLE.index('["helix"]') + 3)
    found, plain = hover(text, place, pictures=True), hover(text, place)
    assert found is not None
    assert plain is not None
    told = str(found.contents)
    picture = re.search(r"!\[helix\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", told)
    assert picture is not None
    assert b"<svg" in b64decode(picture[1])
    assert b"var(--" not in b64decode(picture[1])
    assert "data:image" not in str(plain.contents)
    key = text.position(EXAMPLE.index("sites = "))
    assert "data:image" not in str(hover(text, key, pictures=True))


def written(text: str, label: str | None = None, *, snippets: bool = False) -> list[str] | str:
    """Return the labels offered at the bar in a text; with a label, the line that choosing it makes."""
    offset = text.index("|")
    kept = Text("file:///s.toml", 1, text.replace("|", "", 1))
    items = complete(kept, kept.position(offset), snippets=snippets)
    assert all(one.preselect is None for one in items)
    if label is None:
        return [one.label for one in items]
    (one,) = [one for one in items if one.label == label]
    assert isinstance(one.text_edit, lsp.TextEdit)
    start, end = kept.offset(one.text_edit.range.start), kept.offset(one.text_edit.range.end)
    assert start <= offset <= end
    new = kept.text[:start] + one.text_edit.new_text + kept.text[end:]
    return new[new.rfind("\n", 0, start) + 1 :].split("\n\n")[0].split("\n#")[0]


HEAD = 'format = 1\n[study]\ntitle = "x"\ncondition = "migraine"\n[arms.tavns]\nrole = "active"\n'


@pytest.mark.parametrize(
    ("text", "label", "line"),
    [
        ("[stimulation]\nfreq|\n", "frequency_hz", "frequency_hz = \n"),
        ("[stimulation]\nfre|q = 25 # new\n", "frequency_hz", "frequency_hz = 25 # new\n"),
        ("[stimulation]\nsites = |\n", "tragus", 'sites = ["tragus"]\n'),
        ("[stimulation]\nsites =|\n", "tragus", 'sites = ["tragus"]\n'),
        ("[stimulation]\nsites = [|]\n", "tragus", 'sites = ["tragus"]\n'),
        ('[stimulation]\nsites = ["tra|"]\n', "tragus", 'sites = ["tragus"]\n'),
        ('[stimulation]\nsites = ["concha", |]\n', "tragus", 'sites = ["concha", "tragus"]\n'),
        ('[stimulation]\nsites = ["concha", tr|]\n', "tragus", 'sites = ["concha", "tragus"]\n'),
        ('[stimulation]\nside = "l|" # the left one\n', "left", 'side = "left" # the left one\n'),
        ("[stimulation]\nside = l| # the left one\n", "left", 'side = "left" # the left one\n'),
        ("[stimulation]\npulse_width_us = |\n", "250 µs", "pulse_width_us = 250\n"),
        ('[arms.sham]\nrole = "sham"\ncontrols = |\n', "tavns", 'controls = ["tavns"]\n'),
        ("[blinding]\nparticipants = |\n", "true", "participants = true\n"),
        ("[sti|\n", "[stimulation]", "[stimulation]\n"),
        ("[sti|]\n", "[stimulation]", "[stimulation]\n"),
        ("[[wai|]]\n", "[[waivers]]", "[[waivers]]\n"),
        ('[[waivers]]\nrule = "DSN|"\n', "DSN006", 'rule = "DSN006"\n'),
    ],
)
def test_what_is_chosen_replaces_what_is_typed(text: str, label: str, line: str) -> None:
    assert written(HEAD + text, label) == line


@pytest.mark.parametrize(
    ("text", "label", "table"),
    [
        (
            "[|\n",
            "[[waivers]]",
            '[[waivers]]\nrule = "${1}"\nwhere = "${2}"\nreason = "${3}"\napproved_by = "${4}"\n',
        ),
        ("[|\n", "[arms.]", '[arms.${1:name}]\nrole = "${2}"\nparticipants = ${3}\n'),
        ("[|\n", "[outcomes.]", '[outcomes.${1:name}]\nmeasure = "${2}"\ntime_points_weeks = [${3}]\n'),
    ],
)
def test_a_table_comes_with_what_it_cannot_do_without(text: str, label: str, table: str) -> None:
    assert written(HEAD + text, label, snippets=True) == table


def test_what_is_there_is_not_offered_again() -> None:
    assert "side" not in written(HEAD + '[stimulation]\nside = "left"\n|\n')
    assert "frequency_hz" in written(HEAD + '[stimulation]\nside = "left"\n|\n')


@pytest.mark.parametrize(
    "text", ["[stimulation] # fr|", "[stimulation]\nnotes = 1 # fr|", "[nothing]\nx = |"]
)
def test_nothing_is_offered_in_a_comment_or_of_an_unknown_key(text: str) -> None:
    assert written(HEAD + text) == []


def test_a_value_is_told_with_who_used_it_and_a_term_is_found_by_what_people_write(editor: Editor) -> None:
    uri, line = "file:///nowhere/study.tavns.toml", EXAMPLE.split("\n").index('sites = ["cymba_conchae"]')
    editor.open_unheard(uri, EXAMPLE)
    asked = lsp.CompletionParams(lsp.TextDocumentIdentifier(uri), lsp.Position(line, 10))
    found = editor.run(editor.client.text_document_completion_async(asked))
    editor.close(uri)
    assert isinstance(found, tuple | list)
    cymba = next(one for one in found if one.label == "cymba_conchae")
    assert cymba.detail == "cymba conchae; 5 cohorts of the condition used it"
    assert "superior concha" in (cymba.filter_text or "")


@settings(max_examples=80)
@example(where=0.69140625, cut=26, new="")  # the value that is found stands on the next line
@given(
    st.floats(0, 1),
    st.integers(0, 40),
    st.sampled_from(["", "[", '"', "x =", "[[", "\n[arms.", "{", "𝛼", "'''", "\r"]),
)
def test_at_any_place_of_any_half_typed_text_there_is_an_answer(where: float, cut: int, new: str) -> None:
    start = int(where * len(EXAMPLE))
    text = EXAMPLE[:start] + new + EXAMPLE[start + cut :]
    kept, place = Text("file:///s.toml", 1, text), start + len(new)
    place -= text[place - 1 : place + 1] == "\r\n"  # no editor stands between the two
    at = kept.position(place)
    hover(kept, at)
    for one in complete(kept, at, snippets=True):
        assert isinstance(one.text_edit, lsp.TextEdit)
        assert one.text_edit.range.start.line == one.text_edit.range.end.line == at.line
        assert one.text_edit.range.start.character <= at.character <= one.text_edit.range.end.character
    assert authoring.at(text, place)
