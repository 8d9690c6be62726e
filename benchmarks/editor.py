"""Say how soon an editor is told: from a keystroke to its findings, and from the start to the first; part of `make bench`."""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from tables import command, machine, put, table

KEYSTROKES, ROUNDS = 1_000, 15
LINES = 150
PAUSE = 0.12
"""Seconds between two keystrokes, as people type."""
EXAMPLE = Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml"
SERVER = ("-m", "protocols", "server")


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer keystrokes and rounds; print only")
    parser.add_argument(
        "--write", action="store_true", help="write into docs/performance.md even with --quick"
    )
    given = parser.parse_args()
    number, rounds = (KEYSTROKES // 10, 5) if given.quick else (KEYSTROKES, ROUNDS)
    text = long_text()
    taken = asyncio.run(keystrokes(text, number))
    first = [asyncio.run(start(text)) for _ in range(rounds)]
    importing = [of_process(["-c", "import pygls.lsp.server, lsprotocol.types"]) for _ in range(rounds)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "study.tavns.toml"
        file.write_text(text, encoding="utf-8")
        checking = [of_process(["-m", "protocols", "check", str(file)]) for _ in range(rounds)]
    rows = [
        ["a keystroke to its findings, median", in_ms(median(taken))],
        ["a keystroke to its findings, 95th percentile", in_ms(quantiles(taken, n=20)[-1])],
        ["start of the server to the first findings", in_ms(median(first))],
        ["Python importing pygls and lsprotocol", in_ms(median(importing))],
        ["one `tavns check` of the same file", in_ms(median(checking))],
    ]
    said = (
        f"{machine()} Command: `{command()}`. {number} keystrokes, {PAUSE * 1000:.0f} ms apart, in a file of "
        f"{text.count(chr(10))} lines; of starts the median of {rounds}."
    )
    put("editor", f"{said}\n\n{table(['', 'ms'], rows)}", write=given.write or not given.quick)


def long_text() -> str:
    """Return the example with as many lines of comments as make it long."""
    text = EXAMPLE.read_text(encoding="utf-8")
    lacking = LINES - text.count("\n")
    return text + "".join(f"# remark {number}: seen by the board\n" for number in range(lacking))


class Editor:
    """An editor that opens one text and waits for what is said of each version."""

    def __init__(self, text: str) -> None:
        self.client, self.text, self.version = LanguageClient("bench", "1"), text, 1
        self.uri = "file:///nowhere/study.tavns.toml"
        self.told = asyncio.Queue[int | None]()

        def published(params: lsp.PublishDiagnosticsParams) -> None:
            self.told.put_nowait(params.version)

        self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(published)

    async def open(self) -> None:
        """Start a server, open the text, and wait for its findings."""
        await self.client.start_io(sys.executable, *SERVER)
        await self.client.initialize_async(lsp.InitializeParams(capabilities=lsp.ClientCapabilities()))
        self.client.initialized(lsp.InitializedParams())
        item = lsp.TextDocumentItem(self.uri, "toml", self.version, self.text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        await self.findings()

    async def findings(self) -> None:
        """Wait for what is said of the newest version."""
        while await asyncio.wait_for(self.told.get(), 30) != self.version:
            pass

    def type(self, line: int, at: int, sign: str, *, back: bool) -> None:
        """Write a sign at a place, or take it out again."""
        self.version += 1
        stretch = lsp.Range(lsp.Position(line, at), lsp.Position(line, at + back))
        change = lsp.TextDocumentContentChangePartial(text="" if back else sign, range=stretch)
        which = lsp.VersionedTextDocumentIdentifier(self.version, self.uri)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(which, [change]))

    async def close(self) -> None:
        """End the server."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        process = self.client._server
        if process is not None:
            await process.wait()
        await asyncio.gather(*self.client._async_tasks)


async def keystrokes(text: str, number: int) -> list[float]:
    """Return seconds from each keystroke to its findings; every second takes the sign before it out again.

    They go through the lines with a value, so that some leave a broken line, an unknown key or another number.
    """
    editor = Editor(text)
    await editor.open()
    lines = [(line, len(row)) for line, row in enumerate(text.split("\n")) if " = " in row]
    taken = []
    for one in range(number):
        line, end = lines[one // 2 % len(lines)]
        await asyncio.sleep(PAUSE)
        begun = time.perf_counter()
        editor.type(line, end, "1", back=bool(one % 2))
        await editor.findings()
        taken.append(time.perf_counter() - begun)
    await editor.close()
    return taken


async def start(text: str) -> float:
    """Return seconds from the start of a server to the first findings."""
    editor = Editor(text)
    begun = time.perf_counter()
    await editor.open()
    taken = time.perf_counter() - begun
    await editor.close()
    return taken


def of_process(arguments: list[str]) -> float:
    """Return the seconds that a run of Python takes."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=False, capture_output=True)
    return time.perf_counter() - begun


def in_ms(seconds: float) -> str:
    """Return seconds as milliseconds."""
    return f"{seconds * 1000:.0f}" if seconds >= 0.1 else f"{seconds * 1000:.1f}"


if __name__ == "__main__":
    main()
