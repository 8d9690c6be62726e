"""What a draft may start from: presets and trials, those of the condition first, each with its settings in a line."""

from typing import NamedTuple

from protocols.evidence.trials import preset
from protocols.lib.references import label
from protocols.lib.resources import record_files
from protocols.model import Arm, Study
from protocols.model.quantity import counted, show
from protocols.model.terms import family, in_words


class Start(NamedTuple):
    """A preset: its name, what it is called, its condition, and its settings in a line; near: 0 is the condition's own."""

    name: str
    label: str
    condition: str
    line: str
    near: int


def starts(condition: str | None) -> list[Start]:
    """Return all that a draft may start from: of the condition, then of its family, then all others."""
    found = [_start(name, preset(name), condition) for name in record_files()]
    return sorted(found, key=lambda one: one.near)


def is_of_another(name: str, condition: str | None) -> str:
    """Return the condition of a preset in words, where it is not the study's; "" where it is, or where none is said."""
    theirs = preset(name).about.condition
    return in_words(theirs) if condition and theirs and theirs != condition else ""


def _start(name: str, study: Study, condition: str | None) -> Start:
    theirs = study.about.condition or ""
    related = bool(family(theirs)) and family(theirs) == family(condition or "")
    near = 0 if theirs == condition else 1 if related else 2
    called = label(name) if study.is_record else name
    return Start(name, called, theirs, _line(study), near)


def _line(study: Study) -> str:
    """Return what a preset's first active arm gets, and how many participants there were."""
    size = study.about.participants
    arm = next(iter(study.by_role("active")), None)
    parts = ["registered"] if study.about.status == "registered" else []
    parts += [f"n = {size}"] if size else []
    return "; ".join([*parts, *(_settings(arm) if arm is not None else ())])


def _settings(arm: Arm) -> list[str]:
    said, course = arm.stimulation, arm.schedule
    found = [", ".join(in_words(site) for site in said.sites)] if said.sites else []
    units = ((said.frequency_hz, "Hz"), (said.pulse_width_us, "µs"), (course.session_min, "min"))
    found += [show(value, unit) for value, unit in units if value is not None]
    return found + ([counted(course.weeks, "week")] if course.weeks is not None else [])
