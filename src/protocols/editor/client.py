"""What the editor can do, as it says when it starts the server."""

from lsprotocol import types as lsp


def watches(can: lsp.ClientCapabilities) -> bool:
    """Say whether the editor watches files for a server that asks for it."""
    watched = can.workspace.did_change_watched_files if can.workspace else None
    return bool(watched and watched.dynamic_registration)


def knows_snippets(can: lsp.ClientCapabilities) -> bool:
    """Say whether the editor lets one jump from gap to gap of what is inserted."""
    completion = can.text_document.completion if can.text_document else None
    return bool(completion and completion.completion_item and completion.completion_item.snippet_support)


def taken(edit: lsp.WorkspaceEdit | None, can: lsp.ClientCapabilities) -> lsp.WorkspaceEdit | None:
    """Return a change as the editor takes it: of a version of a file, or, where it knows none, of the file."""
    takes = can.workspace.workspace_edit if can.workspace else None
    if edit is None or (takes and takes.document_changes):
        return edit
    changes = [one for one in edit.document_changes or () if isinstance(one, lsp.TextDocumentEdit)]
    return lsp.WorkspaceEdit(
        changes={
            one.text_document.uri: [each for each in one.edits if isinstance(each, lsp.TextEdit)]
            for one in changes
        }
    )
