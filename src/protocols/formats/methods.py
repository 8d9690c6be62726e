"""Texts made from a protocol, and what they look like as text, Markdown and JSON."""

import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, Final

from protocols.document.document import Path
from protocols.findings.report import DISCLAIMER
from protocols.formats import grid
from protocols.formats.style import PLAIN, READABLE, Style, escaped, visible
from protocols.methods.pieces import Gap, Paragraph, Section, Text, Work
from protocols.methods.rendering import ENDS, in_words, of_sentences
from protocols.model.paths import dotted

FORMAT: Final = 1
LICENCE: Final = "CC0-1.0"
FREE: Final = "Licence of this text, as far as it is not the file's own: CC0 1.0, to be used as you like."
READING: Final = (
    "A number stands behind the value it is the source of, once for several in a row; "
    "a value without a number has no source in the file."
)
# What Markdown would take for a heading, a list, a quotation or a line at the beginning of a paragraph.
OPENS = re.compile(r"^([#+\-~=]|\d+(?=[.)]))")


def as_text(text: Text, name: str, style: Style = PLAIN) -> str:  # noqa: ARG001 - as every output
    """Return plain text, wrapped to the columns there are."""
    room = min(style.width, READABLE)
    parts = [_wrapped(in_words(text.title, text.numbers, stop=False), room)]
    for title, paragraphs in sections(text):
        parts.append(f"{visible(title)}\n{'-' * min(len(title), room)}")
        parts += [_wrapped(part, room) for part in paragraphs]
    if text.works:
        parts += [
            "References\n----------",
            *(_wrapped(one, room) for one in works(text)),
        ]
        parts.append(_wrapped(READING, room))
    parts += [_wrapped(one, room) for one in closing(text)]
    return "\n\n".join(parts) + "\n"


def _wrapped(words: str, room: int, start: str = "") -> str:
    """Return words in lines behind a start. A long one stays whole, so that an address can be copied."""
    below = " " * len(start)
    return textwrap.fill(
        start + visible(words), room, subsequent_indent=below, break_long_words=False, break_on_hyphens=False
    )


def as_markdown(text: Text, name: str, style: Style = PLAIN) -> str:  # noqa: ARG001 - as every output
    """Return Markdown in which the file's text stands as it is, whatever it holds."""
    parts = [f"# {escaped(in_words(text.title, text.numbers, stop=False))}"]
    for title, paragraphs in sections(text):
        parts += [f"## {escaped(title)}", *(_block(part) for part in paragraphs)]
    if text.works:
        parts += [
            "## References",
            "\n".join(f"{one.number}. {_block(_work(one))}" for one in text.works),
            READING,
        ]
    parts += [_block(one) for one in closing(text)]
    return "\n\n".join(parts) + "\n"


def _block(words: str) -> str:
    return OPENS.sub(r"\\\1" if not words[:1].isdigit() else r"\1\\", escaped(words))


def closing(text: Text) -> tuple[str, ...]:
    """Return the last lines, which are for those who write: a text that is handed out has none."""
    return () if text.handed_out else (*text.remarks, FREE, DISCLAIMER)


def for_the_team(text: Text, style: Style = PLAIN) -> str:
    """Return what goes beside a text that is handed out: what it leaves out, what it lacks, and what else to know.

    Nothing for other texts, which say all of it themselves.
    """
    if not text.handed_out:
        return ""
    room = min(style.width, READABLE)
    notes = [in_words(one) for section in text.team for part in section.paragraphs for one in part.sentences]
    lists = {
        "Left out, so that nobody can tell the own group by it:": [
            f"{one.what}: {one.why}{_keys(one.at)}" for one in text.left_out
        ],
        "To complete:": [f"{'; '.join(gap.what)}{_keys(gap.at)}" for gap in text.to_complete],
        "Notes in the file:": notes,
    }
    parts = ["For the study team; none of this is on the sheet."]
    parts += [
        "\n".join([title, *(_wrapped(one, room, "- ") for one in items)])
        for title, items in lists.items()
        if items
    ]
    return "\n\n".join([*parts, *(_wrapped(one, room) for one in (*text.remarks, FREE, DISCLAIMER))]) + "\n"


def _keys(at: tuple[Path, ...]) -> str:
    return f" ({', '.join(dotted(path) for path in at)})" if at else ""


def sections(text: Text) -> Iterator[tuple[str, list[str]]]:
    """Yield each heading with its paragraphs, in words."""
    for section in (*text.sections, *(() if text.handed_out else text.team)):
        yield (
            in_words(section.title, text.numbers, stop=False),
            [_labelled(one, text) for one in section.paragraphs],
        )


def _labelled(one: Paragraph, text: Text) -> str:
    words = _words(one, text)
    counted = f" ({len(words)} of {one.limit} characters)" if one.limit else ""
    return f"{one.label}{counted}: {words}" if one.label else words


def _words(one: Paragraph, text: Text) -> str:
    """Return a paragraph as one text; what stands in a field without a limit is no sentence."""
    if one.label and not one.limit:
        return " ".join(in_words(sentence, text.numbers, stop=False) for sentence in one.sentences)
    return of_sentences(one.sentences, text.numbers)


def works(text: Text) -> list[str]:
    """Return the references, each behind its number."""
    return [f"[{one.number}] {_work(one)}" for one in text.works]


def _work(one: Work) -> str:
    return " ".join(part if part.endswith(ENDS) else f"{part}." for part in (one.words, *one.remarks))


def as_json(text: Text, name: str, style: Style = PLAIN) -> str:  # noqa: ARG001 - as every output
    """Return one JSON object, stable and versioned: each sentence with the keys it was made from, and its gaps."""
    whole = {
        "format": FORMAT,
        "path": name,
        "style": text.style,
        "title": in_words(text.title, text.numbers, stop=False),
        "sections": [_section(one, text) for one in text.sections],
        "for_the_team": [_section(one, text) for one in text.team],
        "left_out": [
            {"what": one.what, "why": one.why, "keys": [dotted(path) for path in one.at]}
            for one in text.left_out
        ],
        "to_complete": [_gap(one) for one in text.to_complete or _gaps(text)],
        "remarks": list(text.remarks),
        "references": [
            {"number": one.number, "cite": one.cite, "work": one.words, "remarks": list(one.remarks)}
            for one in text.works
        ],
        "licence": LICENCE,
        "disclaimer": DISCLAIMER,
    }
    return grid.as_json(whole)


def _section(one: Section, text: Text) -> dict[str, Any]:
    return {
        "title": in_words(one.title, text.numbers, stop=False),
        "paragraphs": [_paragraph(part, text) for part in one.paragraphs],
    }


def _paragraph(one: Paragraph, text: Text) -> dict[str, Any]:
    return {
        "label": one.label or None,
        "limit": one.limit or None,
        "text": _words(one, text),
        "sentences": [
            {
                "text": in_words(sentence, text.numbers),
                "keys": [dotted(path) for path in sentence.at],
                "not_specified": [_gap(one) for one in sentence.gaps],
            }
            for sentence in one.sentences
        ],
    }


def _gaps(text: Text) -> list[Gap]:
    return list(dict.fromkeys(gap for sentence in text.sentences for gap in sentence.gaps))


def _gap(gap: Gap) -> dict[str, list[str]]:
    return {"what": list(gap.what), "keys": [dotted(path) for path in gap.at]}


FORMATS: Final[dict[str, Callable[..., str]]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
}
