"""What is told of the place where the pointer stands: what a key means, a term, a rule, a work, a device."""

from base64 import b64encode
from typing import Any, Final

from lsprotocol import types as lsp

from protocols import authoring
from protocols.authoring.values import CITING
from protocols.drawing.colours import settled
from protocols.drawing.ear import Placement, ear
from protocols.editor.texts import Text
from protocols.evidence.devices import catalogue
from protocols.formats.book import about
from protocols.lib.errors import AuthoringError
from protocols.lib.references import reference
from protocols.model.terms import SITES, in_words
from protocols.rules import RULES

MANY: Final = 12
"""Terms of a key that are listed; of more, those that stand there are told."""


def hover(text: Text, position: lsp.Position, *, pictures: bool = False) -> lsp.Hover | None:
    """Return what is to be told of a place, as Markdown; None where there is nothing. It never repeats a finding.

    pictures: the client shows pictures in it, so that a site is shown on the ear.
    """
    place = authoring.at(text.text, text.offset(position))
    if place["on"] not in ("key", "value", "header"):
        return None
    try:
        meaning = authoring.meaning(place["path"], text.text)
    except AuthoringError:  # the format has no such key, as a finding says
        return None
    parts = [*_of_value(place, text.text), *_of_key(meaning)]
    parts += _ear(place, text.text) if pictures else []
    told = lsp.MarkupContent(lsp.MarkupKind.Markdown, "\n\n".join(parts))
    return lsp.Hover(told, text.range(place["start"], place["end"]))


def _of_key(meaning: authoring.Meaning) -> list[str]:
    unit = f" ({meaning['sign']})" if meaning["sign"] else ""
    parts = [f"**{meaning['title']}**{unit} `{meaning['dotted']}`"]
    parts += [meaning["description"]] if meaning["description"] else []
    if 0 < len(meaning["terms"]) <= MANY:
        parts.append("\n".join(_term(one) for one in meaning["terms"]))
    if meaning["used"]:
        parts.append(f"Used by {meaning['used']['sentence']}.")
    if meaning["item"]:
        parts.append(f"Item {meaning['item'].removeprefix('F')} of the reporting standard (Farmer 2021).")
    return parts


def _term(one: authoring.Term) -> str:
    also = f" (also written: {', '.join(one['synonyms'])})" if one["synonyms"] else ""
    return f"- `{one['term']}`: {one['words']}{also}"


def _of_value(place: authoring.Place, text: str) -> list[str]:
    """Return what a value says that is the name of something: a term, a rule, a work, a device."""
    if place["on"] != "value":
        return []
    value = text[place["start"] : place["end"]].strip().strip("\"'")
    key = tuple(step for step in place["path"] if isinstance(step, str))
    if key == ("waivers", "rule"):
        return [about(RULES[value])] if value in RULES else []
    if key in CITING or key[0] == "sources":
        return _work(value)
    if key[-2:] == ("device", "model"):
        return _device(value)
    terms: list[Any] = authoring.meaning(place["path"])["terms"]
    return [_term(one) for one in terms if one["term"] == value and len(terms) > MANY]


def _ear(place: authoring.Place, text: str) -> list[str]:
    """Return the ear with a site marked, as a picture in the text; nothing where no site of the ear is pointed at."""
    value = text[place["start"] : place["end"]].strip().strip("\"'")
    if place["on"] != "value" or value not in SITES:
        return []
    drawn = settled(ear([Placement(in_words(value), "active", (value,))]))
    held = b64encode(drawn.encode("utf-8")).decode("ascii")
    return [f"![{in_words(value)}](data:image/svg+xml;base64,{held})"]


def _work(key: str) -> list[str]:
    try:
        work = reference(key)
    except KeyError:
        return []
    read = f" What was read of it: {work.read}." if work.read else ""
    return [f"{work.cite} ({work.kind}).{read}{f' <{work.url}>' if work.url else ''}"]


def _device(key: str) -> list[str]:
    entry = catalogue().get(key)
    if entry is None:
        return []
    makers = f" ({', '.join(entry.makers)})" if entry.makers else ""
    return [f"{entry.name}{makers}. `tavns devices {entry.key}` shows what is known of it."]
