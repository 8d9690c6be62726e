"""What the language server changes and shows in a text: fixes, waivers, shared values, names, doses, the outline."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the language server needs the extra [editor]")

from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from editors import Editor, started
from protocols import authoring
from protocols.editor.actions import actions
from protocols.editor.diagnostics import checked
from protocols.editor.hints import hints
from protocols.editor.naming import name_at
from protocols.editor.symbols import symbols
from protocols.editor.texts import Text

EXAMPLE = (Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
URI = "file:///nowhere/study.tavns.toml"
WHOLE = lsp.Range(lsp.Position(0, 0), lsp.Position(9999, 0))
SHORT = EXAMPLE.replace("follow_up_weeks = 12\n", "").replace("max_ma = 5", "max_ma = 60")


VERSIONS = lsp.ClientCapabilities(
    workspace=lsp.WorkspaceClientCapabilities(
        workspace_edit=lsp.WorkspaceEditClientCapabilities(document_changes=True)
    )
)


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with started(VERSIONS) as one:
        yield one


def made(text: str, edit: lsp.WorkspaceEdit | None) -> str:
    """Return a text after an edit, as an editor makes it: all places are those of the text before."""
    assert edit is not None
    assert edit.document_changes is not None
    (change,) = edit.document_changes
    assert isinstance(change, lsp.TextDocumentEdit)
    assert change.text_document.version == 1
    kept = Text(URI, 1, text)
    parts, at = [], 0
    for one in sorted(change.edits, key=lambda edit: (edit.range.start.line, edit.range.start.character)):
        assert isinstance(one, lsp.TextEdit)
        parts += [text[at : kept.offset(one.range.start)], one.new_text]
        at = kept.offset(one.range.end)
    return "".join(parts) + text[at:]


def asked(editor: Editor, text: str, at: str, only: list[str] | None = None) -> dict[str, lsp.CodeAction]:
    """Return what can be done where a word stands, by title."""
    editor.open_unheard(URI, text)
    place = Text(URI, 1, text).position(text.index(at) + 1)
    context = lsp.CodeActionContext([], only)
    params = lsp.CodeActionParams(lsp.TextDocumentIdentifier(URI), lsp.Range(place, place), context)
    found = editor.run(editor.client.text_document_code_action_async(params))
    editor.close(URI)
    return {one.title: one for one in found or () if isinstance(one, lsp.CodeAction)}


def test_a_fix_is_offered_where_it_is_needed_and_mends(editor: Editor) -> None:
    text = EXAMPLE.replace("pulse_width_us = 250", "pulsewidth_us = 250")
    found = asked(editor, text, "pulsewidth_us")
    action = found["KEY001: write pulse_width_us"]
    assert (action.kind, action.is_preferred) == (lsp.CodeActionKind.QuickFix, True)
    assert [one.code for one in action.diagnostics or ()] == ["KEY001"]
    assert made(text, action.edit) == EXAMPLE
    assert "KEY001: write pulse_width_us" not in asked(editor, text, "max_ma")


def test_an_editor_without_versions_gets_the_same_edits(editor: Editor) -> None:
    text = EXAMPLE.replace("pulse_width_us = 250", "pulsewidth_us = 250")
    with started() as plain:
        found, other = asked(editor, text, "pulsewidth_us"), asked(plain, text, "pulsewidth_us")
    assert list(found) == list(other)
    for title, action in found.items():
        simple, versioned = other[title].edit, action.edit
        assert simple is not None
        assert versioned is not None
        assert simple.document_changes is None
        ((uri, edits),) = (simple.changes or {}).items()
        (change,) = versioned.document_changes or ()
        assert isinstance(change, lsp.TextDocumentEdit)
        assert (uri, list(edits)) == (change.text_document.uri, list(change.edits))


def test_all_fixes_are_one_action(editor: Editor) -> None:
    text = EXAMPLE.replace("pulse_width_us = 250", "pulsewidth_us = 250").replace(
        'side = "left"', 'side = "lefft"'
    )
    found = asked(editor, text, "title", ["source.fixAll"])
    (action,) = found.values()
    assert made(text, action.edit) == authoring.fix(text)["text"] != text
    assert action.title in asked(editor, text, "pulsewidth_us")
    assert action.title not in asked(editor, text, "title")
    assert asked(editor, text, "pulsewidth_us", ["refactor"]) == {}
    assert asked(editor, EXAMPLE, "title", ["source.fixAll"]) == {}


def test_a_waiver_silences_nothing_until_its_reason_is_written(editor: Editor) -> None:
    text = EXAMPLE.replace("total_sessions = 12", "total_sessions = 14")
    action = asked(editor, text, "14")["Waive TIM004 here; then write the reason"]
    new = made(text, action.edit)
    assert new == text + '\n[[waivers]]\nrule = "TIM004"\nwhere = "schedule.total_sessions"\nreason = ""\n'
    found = authoring.check(new)["findings"]
    assert [(one["code"], one["waiver"]) for one in found] == [("TIM004", None), ("KEY004", None)]
    reasoned = new.replace('reason = ""', 'reason = "two make-up sessions are counted in"')
    (waived,) = [one for one in authoring.check(reasoned)["findings"] if one["code"] == "TIM004"]
    assert waived["waiver"]["reason"] == "two make-up sessions are counted in"


@pytest.mark.parametrize(
    "name", sorted(path.name for path in (Path(__file__).parent.parent / "examples").glob("*.toml"))
)
def test_each_waiver_that_is_offered_is_for_its_finding(name: str) -> None:
    example = (Path(__file__).parent.parent / "examples" / name).read_text(encoding="utf-8")
    text = example.replace("max_ma = 5", "max_ma = 60").replace('control = "current"', 'control = "voltage"')
    found = checked(Text(URI, 1, text))
    for action in actions(found, WHOLE, [lsp.CodeActionKind.QuickFix]):
        if action.title.startswith("Waive"):
            code = action.title.split()[1]
            before = [one for one in found.findings if one["code"] == code and one["waiver"] is None]
            new = made(text, action.edit).replace(
                'reason = ""', 'reason = "the board has seen the bench data"'
            )
            after = [
                one for one in authoring.check(new)["findings"] if one["code"] == code and not one["waiver"]
            ]
            assert len(after) < len(before), action.title


def test_what_may_not_be_waived_is_not_offered(editor: Editor) -> None:
    text = EXAMPLE.replace("frequency_hz = 1\np", "frequncy_hz = 1\np")
    assert not [title for title in asked(editor, text, "frequncy_hz") if title.startswith("Waive")]


def test_a_shared_value_becomes_an_arms_own_and_is_shared_again(editor: Editor) -> None:
    found = asked(editor, EXAMPLE, 'side = "left"')
    titles = ["Give tavns stimulation.side of its own", "Give sham stimulation.side of its own"]
    assert [title for title in found if title.startswith("Give")] == titles
    own = made(EXAMPLE, found[titles[1]].edit)
    assert own == authoring.own(EXAMPLE, "sham", "stimulation.side")["text"] != EXAMPLE
    at = own[own.index("[arms.sham.stimulation]") :].index("side") + own.index("[arms.sham.stimulation]")
    place = Text(URI, 1, own).position(at)
    back, _ = actions(checked(Text(URI, 1, own)), lsp.Range(place, place), ["refactor"])
    assert back.title == "Share stimulation.side of sham with all arms"
    assert made(own, back.edit) == EXAMPLE


def test_of_many_arms_none_is_given_a_value_of_its_own() -> None:
    place = Text(URI, 1, EXAMPLE).position(EXAMPLE.index('side = "left"'))
    for more, offered in ((6, 8), (7, 0)):
        text = EXAMPLE + "".join(f'\n[arms.more_{number}]\nrole = "active"\n' for number in range(more))
        found = actions(checked(Text(URI, 1, text)), lsp.Range(place, place), ["refactor"])
        assert len([one for one in found if one.title.startswith("Give")]) == offered


def test_what_another_arm_has_otherwise_is_not_shared(editor: Editor) -> None:
    found = asked(editor, EXAMPLE, 'sites = ["helix"]', ["refactor"])
    assert list(found) == ["Add a source of arms.sham.stimulation.sites; then write the citation"]


def test_what_a_profile_misses_is_inserted_where_something_is_missed(editor: Editor) -> None:
    title = "Insert what the profile ethics misses, as commented lines"
    found = asked(editor, EXAMPLE, "title", ["source"])
    assert list(found) == ["Insert what the profile registration misses, as commented lines", title]
    assert made(EXAMPLE, found[title].edit) == authoring.insert_missing(EXAMPLE, "ethics")["text"]
    assert title not in asked(editor, EXAMPLE, "title")
    open_ = EXAMPLE.replace("follow_up_weeks = 12\n", "")
    (note,) = [one for one in authoring.check(open_)["findings"] if one["code"] == "KEY011"]
    assert title in asked(editor, open_, open_[note["start"] : note["end"]])


def test_only_the_lines_of_the_configured_profile_are_offered(tmp_path: Path) -> None:
    (tmp_path / "tavns.toml").write_text('profile = "ethics"\n[rules]\nREP022 = "off"\n', encoding="utf-8")
    text = Text((tmp_path / "study.toml").as_uri(), 1, EXAMPLE)
    start = lsp.Position(0, 0)
    (action,) = actions(checked(text), lsp.Range(start, start), ["source.insertMissing"])
    assert action.title == "Insert what the profile ethics misses, as commented lines"
    new = made(EXAMPLE, action.edit)
    assert "# sex = …" in new
    assert "# age = …" not in new


def test_a_value_gets_a_source_of_which_the_citation_is_to_be_written(editor: Editor) -> None:
    title = "Add a source of stimulation.side; then write the citation"
    new = made(EXAMPLE, asked(editor, EXAMPLE, 'side = "left"')[title].edit)
    assert new == EXAMPLE + '\n[sources]\n"stimulation.side" = ""\n'
    assert [one["path"] for one in authoring.check(new)["findings"]] == ['sources."stimulation.side"']
    for said in ('"stimulation.side" = "zhang-2020"', 'stimulation.side = "zhang-2020"'):
        assert title not in asked(editor, f"{EXAMPLE}[sources]\n{said}\n", 'side = "left"')
    of_an_arm = asked(editor, EXAMPLE, 'sites = ["helix"]')
    assert "Add a source of arms.sham.stimulation.sites; then write the citation" in of_an_arm
    assert not [one for one in asked(editor, EXAMPLE, "format = 1") if one.startswith("Add a source")]


def renaming(editor: Editor, at: str, name: str, text: str = EXAMPLE) -> tuple[Any, Any]:
    """Return what is offered to be renamed where a word stands, and the edit, or the error, of renaming it."""
    editor.open_unheard(URI, text)
    which, place = (
        lsp.TextDocumentIdentifier(URI),
        Text(URI, 1, text).position(text.index(at) + len(at)),
    )
    try:
        first = editor.run(
            editor.client.text_document_prepare_rename_async(lsp.PrepareRenameParams(which, place))
        )
        then = editor.client.text_document_rename_async(lsp.RenameParams(which, place, name))
        return first, editor.run(then)
    except JsonRpcException as error:
        return first, error
    finally:
        editor.close(URI)


def test_an_arm_gets_another_name_wherever_it_is_named(editor: Editor) -> None:
    first, edit = renaming(editor, "[arms.sh", "placebo")
    assert first.placeholder == "sham"
    assert made(EXAMPLE, edit) == authoring.rename(EXAMPLE, "arms.sham", "placebo")["text"]


def test_a_period_gets_another_name_in_each_arm_that_writes_it(editor: Editor) -> None:
    text = f"{EXAMPLE}\n[periods.open]\n\n[arms.sham.periods.open]\n\n[arms.tavns.periods.own]\n"
    first, edit = renaming(editor, "[arms.sham.periods.op", "late", text)
    assert first.placeholder == "open"
    assert made(text, edit) == text.replace("periods.open", "periods.late")
    first, edit = renaming(editor, "[arms.tavns.periods.ow", "late", text)
    assert made(text, edit) == text.replace("periods.own", "periods.late")


def test_what_is_no_name_is_refused_in_a_sentence(editor: Editor) -> None:
    for name, said in [("tavns", "tavns is taken"), ("Two Words", '"Two Words" is no name')]:
        _, error = renaming(editor, "[arms.sh", name)
        assert isinstance(error, JsonRpcException)
        assert said in error.message


def test_what_has_no_name_of_its_own_is_not_renamed(editor: Editor) -> None:
    assert renaming(editor, "frequency", "placebo") == (None, None)


def test_behind_each_arm_stands_its_dose(editor: Editor) -> None:
    editor.open_unheard(URI, EXAMPLE)
    params = lsp.InlayHintParams(lsp.TextDocumentIdentifier(URI), WHOLE)
    found = editor.run(editor.client.text_document_inlay_hint_async(params)) or ()
    outline = editor.run(
        editor.client.text_document_document_symbol_async(
            lsp.DocumentSymbolParams(lsp.TextDocumentIdentifier(URI))
        )
    )
    editor.close(URI)
    lines = EXAMPLE.split("\n")
    assert [(lines[one.position.line], one.position.character) for one in found] == [
        ("[arms.tavns]", 12),
        ("[arms.sham]", 11),
    ]
    label = (
        "pulses per session: 1800 · charge per session, leading phase: at most 2.25 mC · "
        "r.m.s. current density, on-time: at most 0.559 mA/cm² · sessions per course: 12"
    )
    assert [one.label for one in found] == [label, label]
    tooltip = found[0].tooltip
    assert isinstance(tooltip, lsp.MarkupContent)
    assert "- voltage at the stated impedance: needs electrode.impedance_kohm" in tooltip.value
    names = {
        one.name: [inner.name for inner in one.children or ()]
        for one in outline or ()
        if isinstance(one, lsp.DocumentSymbol)
    }
    assert names["arms.sham"] == ["arms.sham.stimulation"]
    assert names["stimulation"] == ["stimulation.intensity"]


def test_hints_can_be_switched_off() -> None:
    with started(wishes={"doseHints": False}) as editor:
        editor.open_unheard(URI, EXAMPLE)
        params = lsp.InlayHintParams(lsp.TextDocumentIdentifier(URI), WHOLE)
        assert not editor.run(editor.client.text_document_inlay_hint_async(params))


def test_no_dose_is_shown_of_what_is_no_protocol() -> None:
    assert hints(Text(URI, 1, EXAMPLE.replace("frequency_hz = 1\n", "frequency_hz = \n")), WHOLE) == []
    assert hints(Text(URI, 1, EXAMPLE.replace("frequency_hz = 1\n", "frequncy_hz = 1\n")), WHOLE) == []


def test_only_the_hints_of_the_lines_that_are_shown_are_made() -> None:
    line = EXAMPLE.split("\n").index("[arms.sham]")
    stretch = lsp.Range(lsp.Position(line, 0), lsp.Position(line, 0))
    assert [one.position.line for one in hints(Text(URI, 1, EXAMPLE), stretch)] == [line]


@pytest.mark.parametrize(("mark", "line_end"), [("", "\r\n"), ("\ufeff", "\n"), ("\ufeff", "\r\n")])
def test_line_ends_and_a_byte_order_mark_stay(mark: str, line_end: str) -> None:
    wrong = EXAMPLE.replace("title = ", "# 𝛼\ntitle = ").replace(
        "pulse_width_us = 250", "pulsewidth_us = 250"
    )
    text = Text(URI, 1, mark + wrong.replace("\n", line_end))
    place = text.position(text.text.index("pulsewidth_us"))
    for action in actions(checked(text), lsp.Range(place, place), [lsp.CodeActionKind.QuickFix]):
        assert made(text.text, action.edit) == text.text.replace("pulsewidth_us", "pulse_width_us")
    good = Text(URI, 1, text.text.replace("pulsewidth_us", "pulse_width_us"))
    named = name_at(good, good.position(good.text.index("[arms.sham]") + 6))
    assert named is not None
    assert good.text[good.offset(named.range.start) : good.offset(named.range.end)] == "sham"
    lines = good.text.split("\n")
    assert [lines[one.position.line][: one.position.character] for one in hints(good, WHOLE)] == [
        "[arms.tavns]",
        "[arms.sham]",
    ]
    outline = {one.name: one.selection_range for one in symbols(good)}
    assert good.text[good.offset(outline["study"].start) :].startswith("[study]")


@settings(max_examples=60)
@given(
    st.floats(0, 1),
    st.integers(0, 40),
    st.sampled_from(["", "[", '"', "x =", "[[x]]", "\n[arms.", "{", "𝛼", "'''", "\r", "\ufeff"]),
)
def test_of_any_half_typed_text_there_is_an_answer(where: float, cut: int, new: str) -> None:
    start = int(where * len(SHORT))
    text = Text(URI, 1, SHORT[:start] + new + SHORT[start + cut :])
    at = text.position(start)
    name_at(text, at)
    hints(text, WHOLE)
    for action in actions(checked(text), lsp.Range(at, at)):
        assert made(text.text, action.edit) != text.text
    todo = [(one, WHOLE) for one in symbols(text)]
    while todo:
        one, outer = todo.pop()
        assert one.name
        for inner in (one.range, one.selection_range):
            assert _before(outer.start, inner.start)
            assert _before(inner.end, outer.end)
        todo += [(below, one.range) for below in one.children or ()]


def _before(one: lsp.Position, other: lsp.Position) -> bool:
    return (one.line, one.character) <= (other.line, other.character)
