"""A protocol looked at as a whole: each arm in a line, the report as a page, the comparison with trials as text."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from protocols.authoring.changing import study_of
from protocols.authoring.results import config_from
from protocols.check.configuration.config import Config
from protocols.check.engine import lint_document
from protocols.document.reading import read
from protocols.evidence.trials import chosen, preset
from protocols.lib.errors import AuthoringError
from protocols.lib.references import label
from protocols.model.quantity import TERMINAL, plural
from protocols.overview import Overview, overview
from protocols.overview.arms import Head

IN_A_LINE: Final = {
    "stimulation.frequency_hz": "",
    "stimulation.alternating_hz": "",
    "stimulation.pulse_width_us": "",
    "schedule.session_min": "",
    "schedule.daily_min": " a day",
}
"""The settings that are told in a line, where they are written, and what is said behind."""
COUNTED: Final = (("sessions", "session"), ("pulses_per_course", "pulse"))


def lines(text: str) -> dict[str, str]:
    """Return what each arm gets in one line, such as `25 Hz, 250 µs, 30 min, 28 sessions; 630 000 pulses`.

    What is not written, or cannot be computed, is left out. Raises AuthoringError where the text is no protocol.
    """
    view = overview(study_of(text), TERMINAL)
    return {arm.name: _line(view, number, arm) for number, arm in enumerate(view.arms)}


def _line(view: Overview, number: int, arm: Head) -> str:
    if arm.role == "no_stimulation":
        return "no stimulation"
    told = {row.key: row.cells[number].text for row in view.rows if row.key in IN_A_LINE}
    settings = [told[key] + behind for key, behind in IN_A_LINE.items() if told.get(key)]
    sessions, pulses = (_counted(view, of, noun, arm.name) for of, noun in COUNTED)
    settings += [sessions] if sessions else []
    if arm.only_set:
        return f"set to {', '.join(settings)}; no current" if settings else "no current"
    return "; ".join(part for part in (", ".join(settings), pulses) if part)


def _counted(view: Overview, of: str, noun: str, arm: str) -> str:
    """Return how many of something an arm gets, its thousands parted; "" where that cannot be computed."""
    found = next((one.arms[arm] for one in view.doses if one.key == of and arm in one.arms), None)
    if found is None or not found.text:
        return ""
    return f"{found.text} {plural(found, noun)}"


def report(text: str, name: str = "<text>", config: Config | Mapping[str, Any] | None = None) -> str:
    """Return the report of a protocol as a page of HTML, as `tavns report` writes it; config: as `check` takes it.

    Raises AuthoringError where the text is no protocol, and for settings that cannot be used.
    """
    # Templates take long to load, and who asks for what an arm gets, or opens the page, asks for no report yet.
    from protocols.dossier import dossier  # noqa: PLC0415 - as said above
    from protocols.dossier.html import as_html  # noqa: PLC0415 - as said above

    study, used = study_of(text), config_from(config)
    document = read(text, name)
    return as_html(dossier(document, study, lint_document(document, used), used.today))


def comparison(text: str, name: str = "<text>", beside: Sequence[str] = (), width: int = 100) -> str:
    """Return a protocol beside presets and trials, as `tavns compare` shows it in so many columns.

    beside: names of presets, or conditions for all their trials; without any, the condition of the protocol. Raises
    AuthoringError where the text is no protocol, and where there is no such preset or condition.
    """
    # As above: the comparison is asked for by hand.
    from protocols.formats.comparison import as_text  # noqa: PLC0415 - as said above
    from protocols.formats.folding import fold  # noqa: PLC0415 - as said above
    from protocols.formats.style import Style  # noqa: PLC0415 - as said above
    from protocols.overview.comparison import compare  # noqa: PLC0415 - as said above

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
