"""The language server says of an open text what a check finds, where it is, and of which version."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlparse
from urllib.request import url2pathname

import pytest

pytest.importorskip("pygls", reason="the language server needs the extra [editor]")

from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types as lsp

from editors import SERVER, Editor, started
from protocols import authoring
from protocols.editor.files import is_protocol
from protocols.editor.texts import Text

pytestmark = pytest.mark.installed
EXAMPLE = (Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
WRONG = EXAMPLE.replace("total_sessions = 12", "total_sessions = 14")
WATCHING = lsp.ClientCapabilities(
    workspace=lsp.WorkspaceClientCapabilities(
        did_change_watched_files=lsp.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    )
)
IN_UTF_8 = lsp.ClientCapabilities(
    general=lsp.GeneralClientCapabilities(position_encodings=[lsp.PositionEncodingKind.Utf8])
)


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with started() as one:
        yield one


def codes(said: list[lsp.Diagnostic]) -> list[str]:
    return [str(one.code) for one in said]


def place(one: lsp.Range) -> tuple[int, int, int, int]:
    return one.start.line, one.start.character, one.end.line, one.end.character


def test_a_finding_is_told_with_its_version_its_places_and_the_page_of_its_rule(
    editor: Editor, tmp_path: Path
) -> None:
    uri = (tmp_path / "study.toml").as_uri()
    assert editor.open(uri, EXAMPLE) == []
    (said,) = editor.rewrite(uri, WRONG)
    assert editor.published[-1].version == 2
    line = WRONG.split("\n").index("total_sessions = 14")
    assert place(said.range) == (line, 17, line, 19)
    assert (said.code, said.source, said.severity) == ("TIM004", "tavns", lsp.DiagnosticSeverity.Error)
    assert said.message == (
        "schedule.total_sessions: 14 sessions in all, but 1 a day × 3 days a week × 4 weeks makes 12\n"
        "correct the factor that is wrong, or leave total_sessions out"
    )
    related = [
        (one.message, one.location.range.start.line, one.location.uri)
        for one in said.related_information or ()
    ]
    assert related == [("a day", line - 3, uri), ("days a week", line - 2, uri), ("weeks", line - 1, uri)]
    assert said.code_description is not None
    page = Path(url2pathname(urlparse(said.code_description.href).path))
    assert page.name == "TIM004.md"
    assert page.is_file()


def test_a_citation_is_told(editor: Editor, tmp_path: Path) -> None:
    text = EXAMPLE.replace("max_ma = 5", "max_ma = 60")
    said = editor.open((tmp_path / "study.toml").as_uri(), text)
    found = authoring.check(text)["findings"]
    assert len(said) == len(found)
    cited = [one for one, other in zip(said, found, strict=True) if other["sources"]]
    assert cited
    assert all("\nsource: " in one.message for one in cited)


@pytest.mark.parametrize(("capabilities", "column"), [(lsp.ClientCapabilities(), 40), (IN_UTF_8, 45)])
def test_columns_count_units_of_the_encoding_that_was_agreed_on(
    capabilities: lsp.ClientCapabilities, column: int, tmp_path: Path
) -> None:
    line = 'limits = { notes = "𝛼µ–", current_ma = "x" }'
    text = re.sub(r"(?s)\[device\.limits\].*?(?=\n\[electrode\])", line, EXAMPLE)
    with started(capabilities) as editor:
        (said,) = [
            one for one in editor.open((tmp_path / "study.toml").as_uri(), text) if one.code == "KEY003"
        ]
    number = text.split("\n").index(line)
    assert place(said.range) == (number, column, number, column + 3)


WAIVER = '\n[[waivers]]\nrule = "DSN006"\nreason = "no follow-up is funded"\n'


def test_a_waived_finding_is_a_hint_with_its_reason(editor: Editor, tmp_path: Path) -> None:
    text = EXAMPLE.replace("follow_up_weeks = 12\n", "") + WAIVER + 'approved_by = "the board"\n'
    (said,) = [one for one in editor.open((tmp_path / "study.toml").as_uri(), text) if one.code == "DSN006"]
    assert said.severity == lsp.DiagnosticSeverity.Hint
    assert said.message.endswith("\nwaived note: no follow-up is funded (approved by the board)")
    assert said.tags is None


def test_a_waiver_that_silences_nothing_may_go(editor: Editor, tmp_path: Path) -> None:
    said = editor.open((tmp_path / "study.toml").as_uri(), EXAMPLE + WAIVER)
    assert [one.code for one in said if one.tags == (lsp.DiagnosticTag.Unnecessary,)] == ["WAI002"]


def test_a_text_with_a_broken_line_is_judged_in_all_that_can_be_read(editor: Editor, tmp_path: Path) -> None:
    text = WRONG.replace("follow_up_weeks = 12", "follow_up_weeks = ")
    assert codes(editor.open((tmp_path / "study.toml").as_uri(), text)) == ["TOM001", "TIM004"]


def test_the_nearest_configuration_holds(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "tavns.toml").write_text(
        'profile = "ethics"\n[rules]\nTIM004 = "warning"\n', encoding="utf-8"
    )
    said = editor.open((tmp_path / "study.toml").as_uri(), WRONG)
    rules = {"TIM004": "warning"}
    assert codes(said) == [
        one["code"]
        for one in authoring.check(WRONG, config={"profile": "ethics", "rules": rules})["findings"]
    ]
    (one,) = [one for one in said if one.code == "TIM004"]
    assert one.severity == lsp.DiagnosticSeverity.Warning


def test_what_the_configuration_excludes_is_passed_over(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "tavns.toml").write_text('exclude = ["old/"]\n', encoding="utf-8")
    (tmp_path / "old").mkdir()
    assert editor.open((tmp_path / "old" / "study.toml").as_uri(), WRONG) == []
    assert codes(editor.open((tmp_path / "study.toml").as_uri(), WRONG)) == ["TIM004"]


def test_a_configuration_that_cannot_be_used_is_one_finding(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "tavns.toml").write_text('profile = "lenient"\n', encoding="utf-8")
    (said,) = editor.open((tmp_path / "study.toml").as_uri(), WRONG)
    assert said.code == "configuration"
    assert "tavns.toml:1:11" in said.message
    assert place(said.range) == (0, 0, 0, 0)


@pytest.mark.parametrize("watching", [True, False])
def test_another_configuration_holds_at_once(watching: bool, tmp_path: Path) -> None:
    """The editor watches the files where it can, and else the server looks at them itself."""
    uri, configuration = (tmp_path / "study.toml").as_uri(), tmp_path / "tavns.toml"
    with started(WATCHING if watching else None) as editor:
        assert codes(editor.open(uri, WRONG)) == ["TIM004"]
        if watching:
            (asked,) = editor.until(lambda: editor.asked)[0].registrations
            assert asked.method == lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
        for written, expected in (('exclude = ["*.toml"]\n', []), ('profile = "draft"\n', ["TIM004"])):
            before = len(editor.published)
            configuration.write_text(written, encoding="utf-8")
            if watching:
                event = lsp.FileEvent(configuration.as_uri(), lsp.FileChangeType.Changed)
                editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
            new = editor.newer(before)
            assert codes(list(new.diagnostics)) == expected
            assert new.version == 1


@pytest.mark.parametrize(
    ("uri", "language", "text", "counts"),
    [
        ("file:///s/study.tavns.toml", "toml", "", True),
        ("file:///s/Study.TAVNS.TOML", "plaintext", "", True),
        ("file:///s/study.toml", "toml", EXAMPLE, True),
        ("file:///s/study.toml", "toml", 'format = 1\n[arms\nrole = "active"', True),
        ("file:///s/study.toml", "toml", "format = 1\narms.a.role = 'active'", True),
        ("file:///s/study.toml", "toml", "format = 2\n[arms.a]", False),
        ("file:///s/study.toml", "toml", "format = 1\n[study]", False),
        ("file:///s/study.toml", "toml", 'x = """\nformat = 1\n[arms.a]\n"""', False),
        ("file:///s/pyproject.toml", "toml", "[project]\nname = 'x'", False),
        ("file:///s/notes.md", "markdown", EXAMPLE, False),
        ("untitled:Untitled-1", "toml", EXAMPLE, True),
        ("untitled:Untitled-1", "plaintext", EXAMPLE, False),
        ("file:///s/a%20b.tavns.toml", "toml", "", True),
    ],
)
def test_which_files_are_protocols(uri: str, language: str, text: str, counts: bool) -> None:
    assert is_protocol(uri, language, text) == counts


def test_of_other_files_nothing_is_said(editor: Editor, tmp_path: Path) -> None:
    other, one = (tmp_path / "pyproject.toml").as_uri(), (tmp_path / "study.toml").as_uri()
    editor.open_unheard(other, "[project]\nname = 1\n")
    assert codes(editor.open(one, WRONG)) == ["TIM004"]
    editor.close(other)
    editor.rewrite(one, EXAMPLE)
    assert other not in {published.uri for published in editor.published}


def test_a_text_becomes_a_protocol_while_it_is_written_and_stays_one(editor: Editor) -> None:
    uri = "untitled:Untitled-1"
    editor.open_unheard(uri, "")
    assert codes(editor.rewrite(uri, WRONG)) == ["TIM004"]
    assert codes(editor.rewrite(uri, WRONG.replace("format = 1", "for"))) != []


def test_what_is_closed_has_no_findings_and_is_not_checked(editor: Editor, tmp_path: Path) -> None:
    uri = (tmp_path / "study.toml").as_uri()
    assert editor.open(uri, WRONG) != []
    editor.close(uri)
    editor.until(lambda: editor.published[-1].uri == uri and not editor.published[-1].diagnostics)
    told = len(editor.published)
    which = lsp.VersionedTextDocumentIdentifier(7, uri)
    change = lsp.TextDocumentContentChangeWholeDocument(WRONG)
    editor.client.text_document_did_change(lsp.DidChangeTextDocumentParams(which, [change]))
    editor.pause(0.4)
    assert len(editor.published) == told
    assert codes(editor.open(uri, WRONG)) == ["TIM004"]


def test_of_many_changes_at_once_few_are_checked_and_the_last_is(editor: Editor, tmp_path: Path) -> None:
    uri = (tmp_path / "study.toml").as_uri()
    arms = "".join(f'[arms.more_{number}]\nrole = "active"\n' for number in range(100))
    text = EXAMPLE + arms
    editor.open(uri, text)
    editor.pause(0.2)
    told = len(editor.published)
    for number in range(50):
        at = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
        text = f"# {number}\n{text}"
        editor.change(uri, [lsp.TextDocumentContentChangePartial(text=f"# {number}\n", range=at)], text)
    editor.said(uri)
    assert len(editor.published) - told <= 5  # 1 to 3 where the machine does nothing else
    editor.pause(0.3)
    assert editor.published[-1].version == 51


def test_changes_without_a_pause_are_not_put_off_for_ever(editor: Editor, tmp_path: Path) -> None:
    uri, text = (tmp_path / "study.toml").as_uri(), EXAMPLE
    editor.open(uri, text)
    told = len(editor.published)
    for number in range(40):
        text = f"# {number}\n{text}"
        at = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
        editor.change(uri, [lsp.TextDocumentContentChangePartial(text=f"# {number}\n", range=at)], text)
        editor.pause(0.02)
    assert len(editor.published) - told >= 2
    editor.said(uri)


CRASHING = """
import sys
from protocols import authoring
real = authoring.check
def check(text, *others):
    print('what a library prints')
    if "𝛼" in text:
        raise RuntimeError("no such luck")
    return real(text, *others)
authoring.check = check
sys.argv = ["tavns", "server"]
from protocols.cli import main
main()
"""


def test_a_check_that_fails_is_one_finding_and_the_next_is_made(tmp_path: Path) -> None:
    uri = (tmp_path / "study.toml").as_uri()
    with started(program=("-c", CRASHING)) as editor:
        assert codes(editor.open(uri, WRONG)) == ["TIM004"]
        (said,) = editor.rewrite(uri, WRONG + "# 𝛼\n")
        assert (said.code, said.severity) == ("INT001", lsp.DiagnosticSeverity.Error)
        assert said.message == "a mistake of tavns itself, please report it: RuntimeError: no such luck"
        assert codes(editor.rewrite(uri, WRONG)) == ["TIM004"]


# The law of edits: what the server has is what the editor has, and what it says is what a check says.

RE_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
SIGNS = [*'x1 =[]{}"#.,\n\r\t', "\r\n", "µ", "𝛼", "\u2028", "\x0c", "\x85"]
WRITTEN = st.lists(st.sampled_from(SIGNS), max_size=6).map("".join) | st.sampled_from(
    ["frequency_hz = 25\n", "[arms.other]\n", "role = ", '"""', "total_sessions = 99\n", "[[waivers]]\n"]
)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), WRITTEN), min_size=1, max_size=5)
UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def position(text: str, offset: int, encoding: str) -> lsp.Position:
    """Count as an editor does, line by line, in bytes."""
    name, size = UNITS[encoding]
    before = text[:offset]
    lines = re.split(r"\r\n|\n|\r", before)
    return lsp.Position(len(lines) - 1, len(lines[-1].encode(name)) // size)


def within(text: str, offset: int) -> int:
    """Return an offset that an editor can name: none between CR and LF."""
    return offset - 1 if text[offset - 1 : offset + 1] == "\r\n" else offset


def edited(text: str, edits: list[tuple[float, int, str]], encoding: str) -> tuple[str, list[Any]]:
    """Return the text after some edits, and the edits as an editor sends them."""
    sent = []
    for where, length, new in edits:
        start = within(text, int(where * len(text)))
        end = max(start, within(text, min(start + length, len(text))))
        stretch = lsp.Range(position(text, start, encoding), position(text, end, encoding))
        sent.append(lsp.TextDocumentContentChangePartial(text=new, range=stretch))
        text = text[:start] + new + text[end:]
    return text, sent


@given(
    st.lists(EDITS, max_size=4), st.sampled_from(sorted(UNITS)), st.sampled_from([EXAMPLE, "", "µ\r\n𝛼\r"])
)
def test_the_server_has_the_text_that_the_editor_has(
    several: list[list[tuple[float, int, str]]], encoding: str, text: str
) -> None:
    kept = Text("file:///study.toml", 0, text, encoding)
    for version, edits in enumerate(several, 1):
        text, sent = edited(text, edits, encoding)
        kept = kept.changed(version, sent)
        assert (kept.text, kept.version) == (text, version)
    for offset in range(0, len(text) + 1, max(1, len(text) // 50)):
        if offset == within(text, offset):
            assert kept.position(offset) == position(text, offset, encoding)
            assert kept.offset(kept.position(offset)) == offset


@settings(max_examples=25)
@given(several=st.lists(EDITS, min_size=1, max_size=4))
def test_what_is_said_of_a_text_is_what_a_check_finds(
    editor: Editor, several: list[list[tuple[float, int, str]]]
) -> None:
    uri, text = "file:///nowhere/study.tavns.toml", EXAMPLE
    if uri in editor.texts:
        editor.close(uri)
        editor.published.clear()
    editor.open(uri, text)
    for edits in several:
        text, sent = edited(text, edits, "utf-16")
        editor.change(uri, sent, text)
    said = editor.said(uri)
    found = authoring.check(text)["findings"]
    told = [(one.code, one.message.split("\n")[0], one.range.start, one.range.end) for one in said]
    assert told == [
        (
            one["code"],
            (f"{one['path']}: {one['message']}" if one["path"] else one["message"]).split("\n")[0],
            *(lsp.Position(**end) for end in authoring.positions(text, [one["start"], one["end"]])),
        )
        for one in found
    ]


def test_beyond_the_end_of_a_line_is_its_end_and_beyond_the_last_line_the_end() -> None:
    text = Text("file:///s.toml", 0, "µ = 1\r\nb\n")
    assert [text.offset(lsp.Position(*one)) for one in [(0, 99), (1, 99), (2, 0), (9, 9)]] == [5, 8, 9, 9]


def test_without_the_extra_it_is_said_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pygls.py").write_text("raise ModuleNotFoundError('none', name='pygls')\n", encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv = ['tavns', 'server']\nfrom protocols.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "tavns: the language server needs more: pip install tavns-protocols[editor]\n"


def test_the_server_ends_when_its_editor_is_gone() -> None:
    run = subprocess.run(
        [sys.executable, *SERVER], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=30
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_when_it_is_told_to_though_its_editor_waits(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, *SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        body = b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}'
        process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"Content-Length")
        process.send_signal(number)
        assert process.wait(timeout=30) == -number
