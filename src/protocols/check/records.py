"""What a record of a trial has to have before it is taken into the evidence base, beyond what the rules say of any file."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from protocols.check.engine import lint_document
from protocols.document.document import Document
from protocols.findings.rule import Severity
from protocols.model import Arm, Study
from protocols.model.faults import build
from protocols.model.paths import dotted, leaves
from protocols.model.quantity import counted
from protocols.model.terms import CONDITIONS

NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SETTINGS: Final = {
    "frequency": ("stimulation.frequency_hz", "stimulation.alternating_hz"),
    "pulse width": ("stimulation.pulse_width_us",),
    "site": ("stimulation.sites",),
    "side": ("stimulation.side",),
    "current": ("stimulation.intensity.current_ma", "stimulation.intensity.target", "stimulation.intensity.method"),
    "on and off": ("stimulation.pattern", "stimulation.on_s"),
    "session": ("schedule.session_min", "schedule.daily_min"),
    "course": ("schedule.weeks", "schedule.months", "schedule.days", "schedule.total_sessions"),
    "device": ("device.model",),
}  # fmt: skip
"""What trials are compared in, and the keys that say it."""
LEAST: Final = 2
"""So many settings make a record worth having."""
UNSOURCED: Final = (
    "format",
    "study.title",
    "study.kind",
    "study.status",
    "study.cohort",
    "study.registration",
)
"""Keys that say what the record is, and were read nowhere."""
UNSOURCED_ENDS: Final = (".notes", ".role", ".label", ".controls")
OF_ITSELF: Final = ("sources", "results", "conflicts", "waivers", "amendments")
STRICT: Final = ("TOM", "KEY", "TIM", "DSN", "SRC", "INT")
"""The families of which a record has no finding at all: they say that it contradicts itself or its sources."""


def complaints(document: Document, name: str, others: Mapping[str, Any]) -> list[str]:
    """Return what is against taking a record, a sentence each; none where nothing is. others: the records by name."""
    built = build(document.data) if document.data is not None else None
    if not isinstance(built, Study):
        report = lint_document(document)
        return [
            f"line {one.place.line}: {one.code} {one.message}"
            for one in report.findings
            if one.code[:3] in STRICT
        ]
    return [
        *_of_its_name(name, others),
        *_of_the_study(built),
        *_of_its_settings(built),
        *_of_its_sources(document.data or {}, built),
        *_of_the_check(document),
    ]


def lacking(study: Study) -> list[str]:
    """Return the settings that a record does not say of any active arm, in words: what a reading of the paper would fill."""
    arms = study.by_role("active")
    return [
        name for name, keys in SETTINGS.items() if not any(_says(arm, key) for arm in arms for key in keys)
    ]


def _says(arm: Any, key: str) -> bool:
    for step in key.split("."):
        arm = getattr(arm, step, None)
    return arm is not None


def _of_its_name(name: str, others: Mapping[str, Any]) -> Iterator[str]:
    if not NAME.fullmatch(name):
        yield f"the file is called {name}: small letters and digits with hyphens, such as straube-2015"
    if name in others:
        yield f"there is a record {name} already"


def _of_the_study(study: Study) -> Iterator[str]:
    about = study.about
    if about.kind != "record":
        yield 'study.kind is not "record"'
    if about.status is None:
        yield 'study.status is missing: write "published" or "registered"'
    if about.condition is None and about.conditions is None and about.population is None:
        yield "study.condition is missing; where it is not known, study.population in words"
    elif about.condition is not None and about.condition not in CONDITIONS:
        yield f'study.condition = "{about.condition}" has no term yet: CONTRIBUTING.md says how to add one'


def _of_its_settings(study: Study) -> Iterator[str]:
    said = max((len(_settings(arm)) for arm in study.by_role("active")), default=0)
    said += sum(arm.written.sham_method is not None for arm in study.by_role("sham"))
    if said < LEAST:
        yield f"{counted(said, 'setting')} of an active arm, or what the sham is; a record has at least {LEAST}"


def _settings(arm: Arm) -> list[str]:
    """Return the settings that are said of an arm: keys of the tables that arms share."""
    return [
        key
        for table in (arm.stimulation, arm.schedule, arm.electrode, arm.device)
        for key in table.written_keys - {"notes"}
    ]


def _of_its_sources(data: dict[str, Any], study: Study) -> Iterator[str]:
    """Say which values have no source, and which sources do not say how they were read."""
    sourced = {dotted(about) for _, about, _ in study.sources}
    for path in _written(data):
        if path not in sourced:
            yield f"{path} has no entry in [sources]"
    for _, about, source in study.sources:
        if source.kind is None or source.confidence is None:
            yield f"the source of {dotted(about)} does not say {'kind' if source.kind is None else 'confidence'}"


def _written(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the values that were read somewhere: all but what says what the record is, and names."""
    for path in leaves(data):
        said = dotted(path)
        if path[0] not in OF_ITSELF and said not in UNSOURCED and not said.endswith(UNSOURCED_ENDS):
            yield said


def _of_the_check(document: Document) -> Iterator[str]:
    for one in lint_document(document).findings:
        if one.waiver is None and (one.severity is Severity.ERROR or one.code[:3] in STRICT):
            yield f"line {one.place.line}: {one.code} {one.path}: {one.message}"
