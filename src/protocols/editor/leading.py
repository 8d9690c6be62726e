"""Where what is named at a place stands, in the text or in a file of the package, and where it is used."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp

from protocols import authoring
from protocols.authoring.leading import value_in
from protocols.authoring.values import CITING
from protocols.editor.naming import name_at
from protocols.editor.texts import Text
from protocols.lib.errors import AuthoringError
from protocols.lib.resources import data_file, folder, preset_files
from protocols.model.paths import Steps

BASED: Final = ("study", "based_on")


def definition(text: Text, position: lsp.Position) -> list[lsp.Location]:
    """Return where what is named at a place stands: in the text, or of a preset, a work, a device or a rule its file."""
    offset = text.offset(position)
    in_the_package = list(_in_the_package(text, authoring.at(text.text, offset)))
    return in_the_package or [_location(text, one) for one in authoring.definition(text.text, offset)]


def references(text: Text, position: lsp.Position, *, declared: bool = True) -> list[lsp.Location]:
    """Return where an arm, an outcome or a value is used; declared: also where it is written itself."""
    named = name_at(text, position)
    try:
        if named is not None:
            found, own = authoring.mentions(text.text, named.path), list(named.path)
        else:
            offset = text.offset(position)
            found = authoring.uses(text.text, offset)
            own = [step for step in authoring.at(text.text, offset)["path"] if isinstance(step, str)]
    except AuthoringError:
        return []
    first = [one for one in found if one["path"] == own][:1]
    return [_location(text, one) for one in found if declared or one not in first]


def _location(text: Text, one: authoring.Mention) -> lsp.Location:
    return lsp.Location(text.uri, text.range(one["start"], one["end"]))


def _in_the_package(text: Text, place: authoring.Place) -> Iterator[lsp.Location]:
    if place["on"] != "value":
        return
    value = value_in(text.text, place)
    key: Steps = tuple(step for step in place["path"] if isinstance(step, str))
    cites = key in CITING or key == BASED or (key[0] == "sources" and key[-1] not in ("kind", "note"))
    if cites and value in preset_files():
        yield from _file(preset_files()[value])
    elif cites:
        yield from _file(data_file("references"), value)
    elif key[-2:] == ("device", "model"):
        yield from _file(data_file("devices"), value)
    elif key == ("waivers", "rule") and re.fullmatch(r"[A-Z]{3}\d{3}", value):
        yield from _file(Path(str(folder("pages"))) / f"{value}.md")


def _file(path: Path, entry: str = "") -> Iterator[lsp.Location]:
    """Yield a file of the package, at the entry of that name; nothing where it has none."""
    if not path.is_absolute() or not path.is_file():
        return
    line = 0
    if entry:
        found = re.search(rf"^\[{re.escape(entry)}\]", text := path.read_text(encoding="utf-8"), re.MULTILINE)
        if found is None:
            return
        line = text.count("\n", 0, found.start())
    start = lsp.Position(line, 0)
    yield lsp.Location(path.as_uri(), lsp.Range(start, start))
