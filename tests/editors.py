"""An editor, as the tests of the language server know it: a client of pygls that starts `tavns server` as a process."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

T = TypeVar("T")
SERVER = ("-m", "protocols", "server")
SECONDS = 30
"""Generous: a test that waits longer hangs."""


class Editor:
    """An editor with one server. Its calls wait for the answer."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop, self.client = loop, LanguageClient("tests", "1")
        self.published: list[lsp.PublishDiagnosticsParams] = []
        self.asked: list[lsp.RegistrationParams] = []
        self.shown: list[str] = []
        self.texts: dict[str, tuple[int, str]] = {}
        self._came = asyncio.Event()

        def published(params: lsp.PublishDiagnosticsParams) -> None:
            self.published.append(params)
            self._came.set()

        def registered(params: lsp.RegistrationParams) -> None:
            self.asked.append(params)
            self._came.set()

        def popped_up(params: lsp.ShowMessageParams) -> None:
            self.shown.append(params.message)

        heard = {
            lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: published,
            lsp.CLIENT_REGISTER_CAPABILITY: registered,
            lsp.WINDOW_SHOW_MESSAGE: popped_up,
        }
        for name, function in heard.items():
            self.client.feature(name)(function)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(asyncio.wait_for(work, SECONDS))

    def start(self, capabilities: lsp.ClientCapabilities, program: tuple[str, ...], wishes: Any) -> None:
        self.run(self.client.start_io(sys.executable, *program))
        given = lsp.InitializeParams(capabilities=capabilities, initialization_options=wishes)
        result = self.run(self.client.initialize_async(given))
        self.offers = result.capabilities
        self.client.initialized(lsp.InitializedParams())

    def stop(self) -> int | None:
        async def stopped() -> int | None:
            await self.client.shutdown_async(None)
            self.client.exit(None)
            process = self.client._server
            assert process is not None
            code = await process.wait()
            await asyncio.gather(*self.client._async_tasks)
            return code

        return self.run(stopped())

    def open(self, uri: str, text: str, language: str = "toml") -> list[lsp.Diagnostic]:
        """Open a text, and return what is said of it."""
        self.open_unheard(uri, text, language)
        return self.said(uri)

    def open_unheard(self, uri: str, text: str, language: str = "toml") -> None:
        self.texts[uri] = (1, text)
        item = lsp.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def change(self, uri: str, changes: list[Any], text: str) -> None:
        """Send changes that make the text another."""
        version = self.texts[uri][0] + 1
        self.texts[uri] = (version, text)
        which = lsp.VersionedTextDocumentIdentifier(version, uri)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(which, changes))

    def rewrite(self, uri: str, text: str) -> list[lsp.Diagnostic]:
        """Send a whole text, and return what is said of it."""
        self.change(uri, [lsp.TextDocumentContentChangeWholeDocument(text)], text)
        return self.said(uri)

    def close(self, uri: str) -> None:
        del self.texts[uri]
        which = lsp.TextDocumentIdentifier(uri)
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(which))

    def said(self, uri: str) -> list[lsp.Diagnostic]:
        """Wait for what is said of the newest version of a text."""
        return list(self.until(lambda: self._newest(uri)).diagnostics)

    def newer(self, told: int) -> lsp.PublishDiagnosticsParams:
        """Wait for what is said after so many diagnostics were published."""
        return self.until(lambda: self.published[told:])[0]

    def _newest(self, uri: str) -> lsp.PublishDiagnosticsParams | None:
        version = self.texts[uri][0]
        return next(
            (one for one in reversed(self.published) if (one.uri, one.version) == (uri, version)), None
        )

    def until(self, found: Callable[[], T | None]) -> T:
        """Wait until there is something, and return it."""

        async def waited() -> T:
            while not (one := found()):
                self._came.clear()
                await self._came.wait()
            return one

        return self.run(waited())

    def pause(self, seconds: float) -> None:
        self.run(asyncio.sleep(seconds))


@contextmanager
def started(
    capabilities: lsp.ClientCapabilities | None = None, program: tuple[str, ...] = SERVER, wishes: Any = None
) -> Iterator[Editor]:
    """Start an editor with a server, and end both; the server ends well."""
    loop = asyncio.new_event_loop()
    one = Editor(loop)
    try:
        one.start(capabilities or lsp.ClientCapabilities(), program, wishes)
        yield one
        assert one.stop() == 0
        assert one.shown == []
    finally:
        process = one.client._server
        if process is not None and process.returncode is None:
            process.kill()
            loop.run_until_complete(process.wait())
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
