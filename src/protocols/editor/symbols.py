"""The outline of a text: its tables, those of an arm within it."""

from typing import Final

from lsprotocol import types as lsp

from protocols.document.document import mark_of
from protocols.document.layout import Layout
from protocols.document.reading import read
from protocols.editor.texts import Text
from protocols.model.paths import Steps, dotted

KINDS: Final = {"arms": lsp.SymbolKind.Class, "outcomes": lsp.SymbolKind.Event}


def symbols(text: Text) -> list[lsp.DocumentSymbol]:
    """Return the tables of a text, also of one with broken lines; each reaches to the next that is not within it."""
    shift = len(mark_of(text.text))
    sections = Layout(read(text.text)).sections[1:]
    ends = [one.start + shift for one in sections[1:]] + [len(text.text)]
    found: list[lsp.DocumentSymbol] = []
    holding: list[tuple[Steps, lsp.DocumentSymbol, list[lsp.DocumentSymbol]]] = []
    for section, end in zip(sections, ends, strict=True):
        path: Steps = tuple(section.path)
        header = text.range(section.start + shift, section.parts[-1].end + shift) if section.parts else None
        if header is None or not path:
            continue
        while holding and holding[-1][0] != path[: len(holding[-1][0])]:
            holding.pop()
        stretch = lsp.Range(header.start, text.position(end))
        kind = KINDS.get(str(path[0]), lsp.SymbolKind.Struct) if len(path) == 2 else lsp.SymbolKind.Struct
        within: list[lsp.DocumentSymbol] = []
        one = lsp.DocumentSymbol(dotted(path), kind, stretch, header, children=within)
        for _, outer, _ in holding:
            outer.range.end = stretch.end
        (holding[-1][2] if holding else found).append(one)
        holding.append((path, one, within))
    return found
