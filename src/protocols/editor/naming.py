"""The name of an arm, an outcome or a period where the cursor stands, and giving it another everywhere."""

from typing import NamedTuple

from lsprotocol import types as lsp

from protocols import authoring
from protocols.authoring.paths import named_in
from protocols.document.reading import read
from protocols.editor.edits import workspace_edit
from protocols.editor.texts import Text
from protocols.lib.errors import AuthoringError
from protocols.model.paths import Steps


class Named(NamedTuple):
    """A name where it stands: `arms.sham`, `sham`, and its stretch."""

    path: Steps
    name: str
    range: lsp.Range


def name_at(text: Text, position: lsp.Position) -> Named | None:
    """Return the arm, outcome or period that is named at a place; None where none is, or a broken line has to be mended first."""
    offset = text.offset(position)
    data = read(text.text).data or {}
    for path in named_in(data):
        try:
            places = authoring.mentions(text.text, path)
        except AuthoringError:
            continue
        for one in places:
            if one["start"] <= offset <= one["end"]:
                return Named(path, str(path[-1]), text.range(one["start"], one["end"]))
    return None


def rename(text: Text, position: lsp.Position, name: str) -> lsp.WorkspaceEdit | None:
    """Return the edits that give what is named at a place another name. Raises AuthoringError, as `authoring.rename`."""
    found = name_at(text, position)
    return workspace_edit(text, authoring.rename(text.text, found.path, name)["edits"]) if found else None
