"""The server: the texts that an editor has open, and what it is told and may ask about them."""

import asyncio
import logging
from collections.abc import Generator
from typing import Any, Final

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter
from pygls.protocol.language_server import lsp_method

from protocols.check.configuration.reading import OWN, SHARED
from protocols.editor.actions import KINDS, actions
from protocols.editor.client import knows_snippets, taken, watches
from protocols.editor.completion import TRIGGERS, complete
from protocols.editor.diagnostics import Checked, checked
from protocols.editor.files import Stamp, config_of, is_protocol, stamp
from protocols.editor.gathering import Gathering
from protocols.editor.hints import hints
from protocols.editor.hover import hover
from protocols.editor.naming import name_at, rename
from protocols.editor.symbols import symbols
from protocols.editor.texts import Text
from protocols.lib.errors import AuthoringError, ConfigurationError
from protocols.lib.resources import VERSION

WATCHED: Final = (f"**/{OWN}", f"**/{SHARED}", "**/*.json")
"""What configures a check: configurations, and house policies, which are JSON Schemas."""
LOOKS: Final = 2.0
"""Seconds after which the configuration is looked at again, where the editor does not watch files."""
log = logging.getLogger(__name__)

Steps = Generator[Any, Any, None]


class Protocol(LanguageServerProtocol):
    """The protocol of pygls, but that texts are kept by us.

    pygls breaks lines also where no editor does, as at a form feed or U+2028, and reads a file that is not open.
    """

    @lsp_method(lsp.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: lsp.DidOpenTextDocumentParams) -> Steps:
        """Hand an opened text on."""
        yield self.fm.features[lsp.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: lsp.DidChangeTextDocumentParams) -> Steps:
        """Hand a change on."""
        yield self.fm.features[lsp.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: lsp.DidCloseTextDocumentParams) -> Steps:
        """Hand on that a text was closed."""
        yield self.fm.features[lsp.TEXT_DOCUMENT_DID_CLOSE], (params,), None


class Server(LanguageServer):
    """Keeps the open texts, and tells the editor what a check finds in those that are protocols."""

    def __init__(self) -> None:
        super().__init__("tavns", VERSION, protocol_cls=Protocol, converter_factory=default_converter)
        self.texts: dict[str, Text] = {}
        self.languages: dict[str, str] = {}
        self.counted: set[str] = set()
        self.stamps: dict[str, Stamp] = {}
        self.found: dict[str, Checked] = {}
        self.hints = True
        self.gathering = Gathering(self.check)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Write what went wrong where editors keep their logs; nothing pops up."""
        log.error("%s: %s", getattr(source, "__name__", source), error)

    def protocol_at(self, uri: str) -> Text | None:
        """Return an open text where it is a protocol. One that was a protocol stays one until it is closed."""
        text = self.texts.get(uri)
        if text is not None and uri not in self.counted and is_protocol(uri, self.languages[uri], text.text):
            self.counted.add(uri)
        return text if uri in self.counted else None

    def check(self, uri: str) -> None:
        """Check a text, and publish what was found, with the version in which it was."""
        text = self.protocol_at(uri)
        if text is None:
            return
        self.stamps[uri] = self.stamp(uri)
        found = self.found[uri] = checked(text)
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri, found.diagnostics, text.version)
        )

    def found_in(self, text: Text) -> Checked:
        """Return what was found in a text as it now is, which is checked where its turn has not come yet."""
        found = self.found.get(text.uri)
        if found is None or found.text is not text:
            found = self.found[text.uri] = checked(text)
        return found

    def stamp(self, uri: str) -> Stamp:
        """Return the state of the files that configure the check of a text."""
        try:
            return stamp(uri, config_of(uri).policies)
        except ConfigurationError:
            return stamp(uri)

    def check_all(self) -> None:
        """Check every open text again, as where what is configured may be another."""
        for uri in self.texts:
            self.gathering.changed(uri)

    async def look(self) -> None:
        """Look at the files that configure a check, again and again, and check what another of them holds for."""
        while True:
            await asyncio.sleep(LOOKS)
            for uri in list(self.counted):
                if self.stamps.get(uri) != self.stamp(uri):
                    self.gathering.changed(uri)


def server() -> Server:
    """Return a server that knows all it can be asked; `start_io` runs it over standard input and output."""
    made = Server()
    _keep_texts(made)
    _watch(made)
    _tell(made)
    _change(made)
    return made


def _keep_texts(made: Server) -> None:
    @made.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        given = params.text_document
        encoding = lsp.PositionEncodingKind(made.server_capabilities.position_encoding or "utf-16").value
        made.texts[given.uri] = Text(given.uri, given.version, given.text, encoding)
        made.languages[given.uri] = given.language_id
        made.gathering.changed(given.uri)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        if uri in made.texts:
            made.texts[uri] = made.texts[uri].changed(params.text_document.version, params.content_changes)
            made.gathering.changed(uri)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        made.gathering.forget(uri)
        was_one = uri in made.counted
        made.counted.discard(uri)
        for kept in (made.texts, made.languages, made.stamps, made.found):
            kept.pop(uri, None)
        if was_one:
            made.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))


def _watch(made: Server) -> None:
    tasks: set[asyncio.Task[None]] = set()

    @made.feature(lsp.INITIALIZE)
    def initializing(params: lsp.InitializeParams) -> None:
        wishes = params.initialization_options
        made.hints = not (isinstance(wishes, dict) and wishes.get("doseHints") is False)

    @made.feature(lsp.INITIALIZED)
    def initialized(_: lsp.InitializedParams) -> None:
        if not watches(made.client_capabilities):
            tasks.add(asyncio.get_running_loop().create_task(made.look()))
            return
        watchers = [lsp.FileSystemWatcher(pattern) for pattern in WATCHED]
        options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
        asked = lsp.Registration("tavns-files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        made.client_register_capability(lsp.RegistrationParams([asked]))

    @made.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(_: lsp.DidChangeWatchedFilesParams) -> None:
        made.check_all()


def _change(made: Server) -> None:
    @made.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=KINDS))
    def acted(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        text = made.protocol_at(params.text_document.uri)
        found = actions(made.found_in(text), params.range, params.context.only) if text else []
        for one in found:
            one.edit = taken(one.edit, made.client_capabilities)
        return found

    @made.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def named(params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
        text = made.protocol_at(params.text_document.uri)
        found = name_at(text, params.position) if text else None
        return lsp.PrepareRenamePlaceholder(found.range, found.name) if found else None

    @made.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def renamed(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        text = made.protocol_at(params.text_document.uri)
        try:
            edit = rename(text, params.position, params.new_name) if text else None
            return taken(edit, made.client_capabilities)
        except AuthoringError as error:
            raise JsonRpcInvalidParams(str(error)) from None


def _tell(made: Server) -> None:
    @made.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        text = made.protocol_at(params.text_document.uri)
        return hover(text, params.position) if text else None

    @made.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=TRIGGERS))
    def completed(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        text = made.protocol_at(params.text_document.uri)
        return (
            complete(text, params.position, snippets=knows_snippets(made.client_capabilities)) if text else []
        )

    @made.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
    def hinted(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        text = made.protocol_at(params.text_document.uri) if made.hints else None
        return hints(text, params.range) if text else []

    @made.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        text = made.protocol_at(params.text_document.uri)
        return symbols(text) if text else []
