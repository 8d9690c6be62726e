"""The report of a protocol as a page, and its comparison with trials as text: what is asked for by hand, and long to load."""

from collections.abc import Mapping, Sequence
from typing import Any

from protocols.authoring.changing import study_of
from protocols.authoring.results import config_from
from protocols.check.configuration.config import Config
from protocols.check.engine import lint_document
from protocols.document.reading import read
from protocols.dossier import dossier
from protocols.dossier.html import as_html
from protocols.evidence.trials import chosen, preset
from protocols.formats.comparison import as_text
from protocols.formats.folding import fold
from protocols.formats.style import Style
from protocols.lib.errors import AuthoringError
from protocols.lib.references import label
from protocols.model.quantity import TERMINAL
from protocols.overview.comparison import compare


def report(text: str, name: str = "<text>", config: Config | Mapping[str, Any] | None = None) -> str:
    """Return the report of a protocol as a page of HTML, as `tavns report` writes it; config: as `check` takes it.

    Raises AuthoringError where the text is no protocol, and for settings that cannot be used.
    """
    study, used = study_of(text), config_from(config)
    document = read(text, name)
    return as_html(dossier(document, study, lint_document(document, used), used.today))


def comparison(text: str, name: str = "<text>", beside: Sequence[str] = (), width: int = 100) -> str:
    """Return a protocol beside presets and trials, as `tavns compare` shows it in so many columns.

    beside: names of presets, or conditions for all their trials; without any, the condition of the protocol. Raises
    AuthoringError where the text is no protocol, and where there is no such preset or condition.
    """
    study = study_of(text)
    words = list(beside) or [study.about.condition or ""]
    try:
        found = chosen(words)
    except KeyError as error:
        raise AuthoringError(
            f"there is no preset or condition {error.args[0]}"
            if beside
            else "there are no trials of the protocol's condition; name a preset"
        ) from None
    several = [(name, study), *((label(key), preset(key)) for key in found)]
    return as_text(fold(compare(several, TERMINAL)), Style(width=width))
