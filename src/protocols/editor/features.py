"""What an editor may ask the server, and what it is answered."""

import asyncio
from collections.abc import Callable
from typing import Final

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams

from protocols.check.configuration.reading import OWN, SHARED
from protocols.editor.actions import KINDS, actions
from protocols.editor.client import knows_snippets, taken, watches
from protocols.editor.completion import TRIGGERS, complete
from protocols.editor.edits import formatting
from protocols.editor.folding import folds
from protocols.editor.hints import hints
from protocols.editor.hover import hover
from protocols.editor.leading import definition, references
from protocols.editor.lenses import COMPARE, REPORT, compared, lenses, report
from protocols.editor.links import links
from protocols.editor.naming import name_at, rename
from protocols.editor.server import Server
from protocols.editor.symbols import symbols
from protocols.editor.texts import Text
from protocols.lib.errors import AuthoringError, ConfigurationError

WATCHED: Final = (f"**/{OWN}", f"**/{SHARED}", "**/*.json")
"""What configures a check: configurations, and house policies, which are JSON Schemas."""


def server() -> Server:
    """Return a server that knows all it can be asked; `start_io` runs it over standard input and output."""
    made = Server()
    _keep_texts(made)
    _watch(made)
    _tell(made)
    _change(made)
    _find(made)
    _show(made)
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
        wishes = wishes if isinstance(wishes, dict) else {}
        made.hints = wishes.get("doseHints") is not False
        made.pictures = wishes.get("pictures") is True
        shows = wishes.get("commands")
        made.shows = shows if isinstance(shows, dict) else {}

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

    @made.feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def even(params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit]:
        text = made.protocol_at(params.text_document.uri)
        return formatting(text) if text else []

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
        return hover(text, params.position, pictures=made.pictures) if text else None

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

    @made.feature(lsp.TEXT_DOCUMENT_FOLDING_RANGE)
    def folded(params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
        text = made.protocol_at(params.text_document.uri)
        return folds(text) if text else []


def _find(made: Server) -> None:
    @made.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def defined(params: lsp.DefinitionParams) -> list[lsp.Location]:
        text = made.protocol_at(params.text_document.uri)
        return definition(text, params.position) if text else []

    @made.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def used(params: lsp.ReferenceParams) -> list[lsp.Location]:
        text = made.protocol_at(params.text_document.uri)
        declared = params.context.include_declaration
        return references(text, params.position, declared=declared) if text else []

    @made.feature(lsp.TEXT_DOCUMENT_DOCUMENT_LINK)
    def linked(params: lsp.DocumentLinkParams) -> list[lsp.DocumentLink]:
        text = made.protocol_at(params.text_document.uri)
        return links(text) if text else []


def _show(made: Server) -> None:
    @made.feature(lsp.TEXT_DOCUMENT_CODE_LENS, lsp.CodeLensOptions())
    def lensed(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        text = made.protocol_at(params.text_document.uri)
        return lenses(text, made.shows) if text else []

    @made.command(REPORT)
    def reported(uri: str) -> str:
        return _shown(lambda: report(_opened(made, uri)))

    @made.command(COMPARE)
    def laid_beside(uri: str, *beside: str) -> str:
        return _shown(lambda: compared(_opened(made, uri), beside))


def _opened(made: Server, uri: str) -> Text:
    text = made.protocol_at(uri)
    if text is None:
        raise AuthoringError(f"{uri} is not open as a protocol")
    return text


def _shown(show: Callable[[], str]) -> str:
    """Return what is shown; what cannot be shown is an answer in one sentence."""
    try:
        return show()
    except (AuthoringError, ConfigurationError) as error:
        raise JsonRpcInvalidParams(str(error)) from None
