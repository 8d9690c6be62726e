"""A protocol looked at as a whole: each arm in a line."""

from typing import Final

from protocols.authoring.changing import study_of
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
