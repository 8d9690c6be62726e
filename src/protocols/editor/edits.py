"""Changes of a text, as editors take them."""

from collections.abc import Iterable

from lsprotocol import types as lsp

from protocols import authoring
from protocols.editor.texts import Text
from protocols.lib.errors import AuthoringError


def workspace_edit(text: Text, edits: Iterable[authoring.Edit]) -> lsp.WorkspaceEdit:
    """Return edits as one change of this version of the text, which an editor refuses for another."""
    made = [lsp.TextEdit(text.range(one["start"], one["end"]), one["text"]) for one in edits]
    which = lsp.OptionalVersionedTextDocumentIdentifier(text.uri, text.version)
    return lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(which, made)])


def formatting(text: Text) -> list[lsp.TextEdit]:
    """Return the edits that make the layout of a text even; none where a broken line has to be mended first."""
    try:
        edits = authoring.formatted(text.text)["edits"]
    except AuthoringError:
        return []
    return [lsp.TextEdit(text.range(one["start"], one["end"]), one["text"]) for one in edits]
