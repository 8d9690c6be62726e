"""The language server under stress: many changes, many files, large files, rules that fail; and it says what the command says."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the language server needs the extra [editor]")

from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types as lsp

from editors import Editor, started
from protocols.editor.gathering import LONGEST, QUIET, Gathering

EXAMPLE = (Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
MANY_ARMS = EXAMPLE + "".join(f'[arms.more_{number}]\nrole = "active"\n' for number in range(100))
WRONG = EXAMPLE.replace("total_sessions = 12", "total_sessions = 14")


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with started() as one:
        yield one


class Handle:
    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Clock:
    """A loop in which time passes only when something is done."""

    def __init__(self) -> None:
        self.now, self.number = 100.0, 0
        self.due: list[tuple[float, int, Handle, Callable[..., None], tuple[Any, ...]]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, call: Callable[..., None], *arguments: Any) -> Handle:
        self.number, handle = self.number + 1, Handle()
        heappush(self.due, (when, self.number, handle, call, arguments))
        return handle

    def until(self, then: float) -> None:
        while self.due and self.due[0][0] <= then:
            when, _, handle, call, arguments = heappop(self.due)
            if not handle.cancelled:
                self.now = max(self.now, when)
                call(*arguments)
        self.now = max(self.now, then)


def checks(gaps: list[float], takes: float) -> list[tuple[float, int]]:
    """Return when each check began and how many changes there were by then, for changes with some gaps between them."""
    clock, made, count = Clock(), list[tuple[float, int]](), 0

    def check(_: str) -> None:
        made.append((clock.now, count))
        clock.now += takes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("protocols.editor.gathering.asyncio.get_running_loop", lambda: clock)
        gathered = Gathering(check)
        for gap in gaps:
            clock.until(clock.now + gap)
            count += 1
            gathered.changed("x")
        clock.until(clock.now + 1)
    return made


@pytest.mark.parametrize("takes", [0.005, 0.04, 0.15, 1])
def test_of_fifty_changes_at_once_three_are_checked_at_most_and_the_last_is(takes: float) -> None:
    before = [0.0, 2.0]  # the text was opened, and was quiet then
    made = checks([*before, *[0.001] * 49], takes)[1:]
    assert len(made) <= 3
    assert made[-1][1] == 51
    assert made[-1][0] + takes < 102 + 0.05 + LONGEST + 2 * takes


@given(st.lists(st.floats(0, 0.4), min_size=1, max_size=60), st.sampled_from([0.001, 0.03, 0.15, 0.6]))
def test_no_change_waits_for_ever_and_the_last_text_is_checked(gaps: list[float], takes: float) -> None:
    made = checks(gaps, takes)
    assert made[-1][1] == len(gaps)
    assert len(made) <= len(gaps)
    begun = [when for when, _ in made]
    spans = [later - earlier for earlier, later in pairwise(begun)]
    assert all(span >= takes for span in spans)
    if takes >= QUIET:  # a check that takes long is not made again at once
        assert all(span >= takes + QUIET * 0.999 for span in spans)


PIECES = st.sampled_from(["", "\n", "=", "[", '"', "1", "x = 1\n", "[arms.b]\n", "µ"])


@settings(max_examples=4)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), PIECES), min_size=1, max_size=20))
def test_what_is_said_is_what_the_command_says_of_the_saved_file(
    editor: Editor, tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[float, int, str]]
) -> None:
    path, text = tmp_path_factory.mktemp("said") / "study.tavns.toml", EXAMPLE
    uri = path.as_uri()
    editor.open(uri, text)
    for where, cut, new in edits:
        start = int(where * len(text))
        end = min(len(text), start + cut)
        places = [
            lsp.Position(text[:at].count("\n"), at - text.rfind("\n", 0, at) - 1) for at in (start, end)
        ]
        text = text[:start] + new + text[end:]
        change = lsp.TextDocumentContentChangePartial(text=new, range=lsp.Range(*places))
        editor.change(uri, [change], text)
    said = editor.said(uri)
    editor.close(uri)
    path.write_bytes(text.encode("utf-8"))
    command = [sys.executable, "-m", "protocols", "check", "--format", "json", str(path)]
    run = subprocess.run(command, capture_output=True, check=False)
    (file,) = json.loads(run.stdout)["files"]
    assert [(one.code, one.range.start.line + 1) for one in said] == [
        (one["code"], one["line"]) for one in file["findings"]
    ]


FAILING = """
import sys
from protocols.rules import RULES
def fails(study):
    raise ZeroDivisionError("one over nothing")
object.__setattr__(RULES["TIM004"], "check", fails)
sys.argv = ["tavns", "server"]
from protocols.cli import main
main()
"""


def test_a_rule_that_fails_is_one_diagnostic_and_the_others_speak(tmp_path: Path) -> None:
    with started(program=("-c", FAILING)) as editor:
        text = EXAMPLE.replace("max_ma = 5", "max_ma = 60")
        said = editor.open((tmp_path / "study.toml").as_uri(), text)
        failed = [one for one in said if one.code == "INT001"]
        assert [one.message.split("\n")[0] for one in failed] == [
            "rule TIM004 failed: ZeroDivisionError: one over nothing"
        ]
        assert len(said) > 1


def test_ten_files_are_kept_apart(editor: Editor, tmp_path: Path) -> None:
    uris = [(tmp_path / f"{number}.tavns.toml").as_uri() for number in range(10)]
    for uri in uris:
        editor.open_unheard(uri, EXAMPLE)
    for number, uri in enumerate(uris):
        text = EXAMPLE.replace("total_sessions = 12", f"total_sessions = {12 + number}")
        editor.change(uri, [lsp.TextDocumentContentChangeWholeDocument(text)], text)
    for number, uri in enumerate(uris):
        assert [one.code for one in editor.said(uri)] == (["TIM004"] if number else [])
        editor.close(uri)


def test_a_file_of_a_mebibyte_is_said_to_be_too_large_or_judged(editor: Editor, tmp_path: Path) -> None:
    uri = (tmp_path / "study.tavns.toml").as_uri()
    fill = "# " + "µ" * 98 + "\n"
    for size, codes in ((1024 * 1024 - 2_000, ["TIM004"]), (1024 * 1024 + 2_000, ["TOM003"])):
        text = WRONG + fill * ((size - len(WRONG)) // len(fill.encode()))
        assert [one.code for one in editor.open(uri, text)] == codes
        editor.close(uri)
        editor.published.clear()


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="reads the memory of a process as Linux tells it"
)
def test_memory_does_not_grow_with_what_is_typed(tmp_path: Path) -> None:
    uri, text = (tmp_path / "study.tavns.toml").as_uri(), EXAMPLE
    with started() as editor:
        editor.open(uri, text)

        def typed(number: int) -> int:
            """Type so many signs, take them out again, and return the memory of the server in KiB."""
            nonlocal text
            at = lsp.Position(5, 0)
            for one in range(number):
                back = one % 2
                stretch = lsp.Range(at, lsp.Position(5, back))
                new = "" if back else "x"
                head, rest = text.split("\n", 5)[:5], text.split("\n", 5)[5]
                text = "\n".join([*head, rest[1:] if back else f"x{rest}"])
                editor.change(uri, [lsp.TextDocumentContentChangePartial(text=new, range=stretch)], text)
                if one % 50 == 49:
                    editor.said(uri)
                    editor.published.clear()
            process = editor.client._server
            assert process is not None
            pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
            return pages * 4

        typed(300)
        before = typed(300)
        assert typed(1600) - before < 1024  # a KiB a sign would be too much
