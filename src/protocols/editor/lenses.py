"""What stands above the header of each arm, and what is shown of a protocol as a whole when somebody asks."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lsprotocol import types as lsp

from protocols import authoring
from protocols.document.document import mark_of
from protocols.document.reading import read
from protocols.editor.files import config_of, path_of
from protocols.editor.texts import Text
from protocols.lib.errors import AuthoringError

REPORT: Final = "tavns.report"
COMPARE: Final = "tavns.compare"


def lenses(text: Text, shows: Mapping[str, Any]) -> list[lsp.CodeLens]:
    """Return what each arm gets, in each of its periods and channels, above its header; nothing while the text is no protocol: no number is then right.

    shows: commands of the editor that show a report and a comparison, by `report` and `compare`; each is offered above
    the first line, with the address of the text.
    """
    try:
        told = authoring.lines(text.text)
    except AuthoringError:
        return []
    document, shift = read(text.text), len(mark_of(text.text))
    top = text.range(0, 0)
    found = [
        lsp.CodeLens(top, lsp.Command(title=word, command=shows[word], arguments=[text.uri]))
        for word in ("report", "compare")
        if isinstance(shows.get(word), str)
    ]
    for arm, line in _by_arm(told).items():
        spans = document.names(("arms", arm))
        if spans:
            stretch = text.range(spans[0].start + shift, spans[0].end + shift)
            found.append(
                lsp.CodeLens(stretch, lsp.Command(title=line, command=""))
            )  # told, and nothing to run
    return found


def _by_arm(told: Mapping[str, str]) -> dict[str, str]:
    """Return the lines of each arm as one: of an arm in periods or channels each of them behind its name."""
    found: dict[str, list[str]] = {}
    for name, line in told.items():
        arm, _, part = name.partition(".")
        if line:
            found.setdefault(arm, []).append(f"{part}: {line}" if part else line)
    return {arm: " | ".join(several) for arm, several in found.items()}


def report(text: Text) -> str:
    """Return the report of a text as a page of HTML. Raises AuthoringError, and ConfigurationError."""
    return authoring.report(text.text, path_of(text.uri) or text.uri, config_of(text.uri))


def compared(text: Text, beside: Sequence[str]) -> str:
    """Return a text beside presets and trials, as text. Raises AuthoringError."""
    return authoring.comparison(text.text, (path_of(text.uri) or text.uri).rsplit("/", 1)[-1], beside)
