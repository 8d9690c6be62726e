"""The dose of each arm, behind its header."""

from typing import Any, Final

from lsprotocol import types as lsp

from protocols import authoring
from protocols.document.document import mark_of
from protocols.document.reading import read
from protocols.editor.texts import Text
from protocols.lib.errors import AuthoringError

SHOWN: Final = ("pulses_per_session", "charge_per_session", "rms_density", "sessions")
"""The quantities behind the header; the tooltip has all."""


def hints(text: Text, where: lsp.Range) -> list[lsp.InlayHint]:
    """Return what each arm of a stretch of a text gets; nothing while the text is no protocol: no number is then right."""
    try:
        doses = authoring.dose(text.text)
    except AuthoringError:
        return []
    document = read(text.text)
    shift = len(mark_of(text.text))
    found = []
    for arm in dict.fromkeys(arm for one in doses for arm in one["arms"]):
        spans = document.names(("arms", arm))
        place = text.position(_line_end(text.text, spans[0].end + shift)) if spans else None
        label = " · ".join(
            _said(one, arm) for key in SHOWN for one in doses if one["key"] == key and _is_known(one, arm)
        )
        if place and label and where.start.line <= place.line <= where.end.line:
            told = lsp.MarkupContent(
                lsp.MarkupKind.Markdown, "\n".join(f"- {_said(one, arm)}" for one in doses)
            )
            found.append(lsp.InlayHint(place, label, tooltip=told, padding_left=True))
    return found


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end - text.startswith("\r", end - 1)


def _is_known(one: dict[str, Any], arm: str) -> bool:
    return arm in one["arms"] and not one["arms"][arm]["missing"]


def _said(one: dict[str, Any], arm: str) -> str:
    of_arm = one["arms"].get(arm)
    if of_arm is None or of_arm["missing"]:
        return f"{one['label']}: {of_arm['missing'] if of_arm else 'none'}"
    return f"{one['label']}: {of_arm['text']} {of_arm['text_unit']}".rstrip()
