"""What may be written where the cursor stands, as items that replace what is typed of it already."""

import re
from typing import Final

from lsprotocol import types as lsp

from protocols import authoring
from protocols.authoring.meanings import field_at, kinds_of
from protocols.authoring.paths import order, steps
from protocols.editor.texts import Text
from protocols.lib.errors import AuthoringError
from protocols.model.quantity import counted

KINDS: Final = {
    "key": lsp.CompletionItemKind.Property,
    "table": lsp.CompletionItemKind.Struct,
    "term": lsp.CompletionItemKind.EnumMember,
    "value": lsp.CompletionItemKind.Value,
    "preset": lsp.CompletionItemKind.Module,
    "device": lsp.CompletionItemKind.Module,
    "rule": lsp.CompletionItemKind.Reference,
    "arm": lsp.CompletionItemKind.Reference,
    "path": lsp.CompletionItemKind.Reference,
    "reference": lsp.CompletionItemKind.Reference,
}
TRIGGERS: Final = ('"', "[", "=", ".")
USUAL: Final = {
    "arms": {"participants"},
    "outcomes": {"measure", "time_points_weeks"},
    "waivers": {"where", "approved_by"},
}
"""Keys that come with a table beside those that it cannot do without."""
RE_ENTRY: Final = re.compile(r"""[^\s,\[{]*\Z""")
RE_CLOSED: Final = re.compile(r"\]*")
RE_EQUALS: Final = re.compile(r"[ \t]*=")


def complete(text: Text, position: lsp.Position, *, snippets: bool) -> list[lsp.CompletionItem]:
    """Return what may be written at a place, in the order in which it is offered; nothing is chosen beforehand.

    snippets: whether the editor lets one jump from gap to gap of what is inserted.
    """
    offset = text.offset(position)
    place = authoring.at(text.text, offset)
    try:
        offers = authoring.offers(text.text, offset)
    except AuthoringError:  # a key that the format does not have takes nothing
        return []
    hole = _Hole(text, place, offset)
    synonyms = _synonyms(place)
    return [
        _item(one, number, hole, " ".join(synonyms.get(one["label"], ())), snippets=snippets)
        for number, one in enumerate(offers)
        if hole.takes(one)
    ]


class _Hole:
    """The stretch that an item replaces, and what has to stand around it."""

    def __init__(self, text: Text, place: authoring.Place, offset: int) -> None:
        start, end, whole = place["start"], place["end"], text.text
        self.on = place["on"]
        behind_list = (
            self.on == "value" and offset == end and whole[start:end].startswith("[") and not place["broken"]
        )
        before_equals = self.on == "value" and RE_EQUALS.match(whole, offset) is not None
        self.closed = behind_list or before_equals
        self.in_list = self.on == "value" and whole.startswith("[", start) and start < offset
        if self.in_list:
            entry = RE_ENTRY.search(whole, start, offset)
            start, end = entry.start() if entry else offset, offset
        elif place["broken"] or self.on not in ("key", "value", "header") or "\n" in whole[start:end]:
            end = offset
        if self.on == "header":  # brackets that the editor closed by itself
            closed = RE_CLOSED.match(whole, max(end, offset))
            end = closed.end() if closed else end
        start, end = (min(start, offset), max(end, offset)) if start <= offset else (offset, offset)
        line = text.position(offset).line  # an item replaces nothing on other lines
        start, end = (one if text.position(one).line == line else offset for one in (start, end))
        self.range = text.range(start, end)
        self.before = " " if self.on == "value" and whole[start - 1 : start] == "=" else ""
        self.has_equals = RE_EQUALS.match(whole, end) is not None
        key = place["path"]
        kinds = kinds_of(steps(key)) if self.on == "value" and key else set()
        self.wants_list = "list" in kinds and not self.in_list and not isinstance(key[-1], int)

    def takes(self, one: authoring.Offer) -> bool:
        """Say whether something fits: a list is not made of a single number, and no header has a value behind it."""
        if self.closed or (self.has_equals and one["kind"] == "table"):
            return False
        return not (self.wants_list and one["kind"] == "value")

    def filled(self, new: str) -> str:
        """Return a text as it has to stand in the hole."""
        if self.wants_list:
            new = f"[{new}]"
        return self.before + (new.removesuffix(" = ") if self.has_equals else new)


def _synonyms(place: authoring.Place) -> dict[str, list[str]]:
    if place["on"] != "value":
        return {}
    try:
        return {one["term"]: one["synonyms"] for one in authoring.meaning(place["path"])["terms"]}
    except AuthoringError:
        return {}


def _item(
    one: authoring.Offer, number: int, hole: _Hole, synonyms: str, *, snippets: bool
) -> lsp.CompletionItem:
    new, words = hole.filled(one["text"]), one["words"]
    if one["kind"] == "term" and one["cohorts"]:
        words = f"{words}; {counted(one['cohorts'], 'cohort')} of the condition used it"
    shape = _snippet(one["text"]) if snippets and one["kind"] == "table" else ""
    return lsp.CompletionItem(
        one["label"] if one["kind"] != "table" else one["text"],
        kind=KINDS[one["kind"]],
        detail=words or None,
        filter_text=f"{one['text'].strip()} {one['label']} {synonyms}".strip(),
        sort_text=f"{number:04}",
        text_edit=lsp.TextEdit(hole.range, shape or new),
        insert_text_format=lsp.InsertTextFormat.Snippet if shape else lsp.InsertTextFormat.PlainText,
    )


def _snippet(header: str) -> str:
    """Return a table with its header and the keys that it mostly has, with gaps to fill; "" where it has none of these."""
    path = steps(header.strip("[]").rstrip("."))
    named = header.endswith(".]")
    inner = (*path, "name") if named else (*path, 0) if header.startswith("[[") else path
    lines = [header.replace(".]", ".${1:name}]")]
    for name in order(inner):
        field = field_at((*inner, name))
        if field is not None and (field.required or name in USUAL.get(str(path[0]), ())):
            gap = f"${{{len(lines) + named}}}"
            kinds = kinds_of((*inner, name))
            filled = f'"{gap}"' if kinds == {"text"} else f"[{gap}]" if "list" in kinds else gap
            lines.append(f"{name} = {filled}")
    return "\n".join(lines) if named or len(lines) > 1 else ""
