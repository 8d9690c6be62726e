"""The server: the texts that an editor has open, and what it is told and may ask about them."""

import asyncio
import logging
from typing import Any, Final

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter
from pygls.protocol.language_server import lsp_method

from protocols.editor.diagnostics import Checked, checked
from protocols.editor.files import Stamp, config_of, is_protocol, stamp
from protocols.editor.gathering import Gathering
from protocols.editor.texts import Text
from protocols.lib.errors import ConfigurationError
from protocols.lib.resources import VERSION

LOOKS: Final = 2.0
"""Seconds after which the configuration is looked at again, where the editor does not watch files."""
log = logging.getLogger(__name__)


class Protocol(LanguageServerProtocol):
    """The protocol of pygls, but that texts are kept by us.

    pygls breaks lines also where no editor does, as at a form feed or U+2028, and reads a file that is not open. Handlers
    of it that are generators leave something behind for each notification, so that memory would grow with what is typed:
    these are none.
    """

    @lsp_method(lsp.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: lsp.DidOpenTextDocumentParams) -> None:
        """Hand an opened text on."""
        self.fm.features[lsp.TEXT_DOCUMENT_DID_OPEN](params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """Hand a change on."""
        self.fm.features[lsp.TEXT_DOCUMENT_DID_CHANGE](params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: lsp.DidCloseTextDocumentParams) -> None:
        """Hand on that a text was closed."""
        self.fm.features[lsp.TEXT_DOCUMENT_DID_CLOSE](params)


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
        self.pictures = False
        self.shows: dict[str, Any] = {}
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
