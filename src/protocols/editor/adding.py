"""Code actions that add what is not there: the keys that a profile misses, as comments; the source of a value."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lsprotocol import types as lsp

from protocols import authoring
from protocols.authoring.changing import value_at
from protocols.authoring.lacking import APART
from protocols.authoring.paths import arm_of, known
from protocols.check.configuration.config import profile
from protocols.document.reading import read
from protocols.editor.diagnostics import Checked
from protocols.editor.edits import workspace_edit
from protocols.editor.files import config_of
from protocols.lib.errors import AuthoringError, ConfigurationError
from protocols.model.paths import dotted, table_at

INSERT: Final = f"{lsp.CodeActionKind.Source.value}.insertMissing.tavns"
STRICTER: Final = ("registration", "ethics")
"""The profiles whose lines are offered where that of the file asks for no key by name."""


def insertions(found: Checked) -> Iterator[lsp.CodeAction]:
    """Yield the lines that the profile of a file misses; of a draft, those that stricter profiles do."""
    try:
        config = config_of(found.text.uri)
    except ConfigurationError:
        return
    names = STRICTER if profile(config.profile).gathers else (config.profile,)
    for name in names:
        try:
            edits = authoring.insert_missing(found.text.text, replace(config, profile=name))["edits"]
        except AuthoringError:  # a fault has to be mended first
            return
        if edits:
            title = f"Insert what the profile {name} misses, as commented lines"
            yield lsp.CodeAction(title, kind=INSERT, edit=workspace_edit(found.text, edits))


def sources(found: Checked, offset: int, kind: lsp.CodeActionKind) -> Iterator[lsp.CodeAction]:
    """Yield the entry in `[sources]` that a value lacks. The citation is left to be written: an empty one is a finding."""
    text = found.text.text
    place = authoring.at(text, offset)
    path = tuple(place["path"])
    while path and isinstance(path[-1], int):
        path = path[:-1]
    key = path[2:] if arm_of(path) else path
    if (
        place["on"] not in ("key", "value")
        or place["broken"]
        or len(key) < 2
        or path[0] in APART
        or not known(path)
    ):
        return
    data = read(text).data or {}
    said = any(value_at(data, ("sources", *one)) is not None for one in ((dotted(path),), path))
    if (
        said
        or value_at(data, path) is None
        or table_at(path) is not None
        or any(isinstance(one, int) for one in path)
    ):
        return
    try:
        edits = authoring.put(text, ("sources", dotted(path)), "")["edits"]
    except AuthoringError:
        return
    title = f"Add a source of {dotted(path)}; then write the citation"
    yield lsp.CodeAction(title, kind=kind, edit=workspace_edit(found.text, edits))
