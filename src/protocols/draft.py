"""Draft a protocol: the settings of a preset with their sources, and what is left to decide."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from protocols.document.literal import key_text, literal
from protocols.document.reading import read
from protocols.evidence.compared import COURSE, Course, counts_of
from protocols.evidence.trials import of_condition, preset
from protocols.lib.resources import record_files
from protocols.lib.units import sign_of
from protocols.model import Arm, Range
from protocols.model.paths import Steps, leaves, table_at
from protocols.model.quantity import plural, show
from protocols.model.records import Source

SCHEMA_FILE: Final = "protocol.schema.json"
DRAFT: Final = re.compile(rf"#:schema \./{re.escape(SCHEMA_FILE)}\r?\n# [^\n]*tavns check\b")
"""The first two lines of a draft, whatever a version says in the second."""
INHERITED: Final = ("device", "electrode", "stimulation", "schedule")
# What a plan takes over from a preset; the rest of a record speaks of that study alone.
TAKEN: Final = {
    "study": ("condition", "design", "randomized", "allocation", "washout_days"),
    "device": ("model", "manufacturer", "control", "limits"),
    "arms": ("role", "label", "co_intervention", "sham_method", "controls", *INHERITED),
}
# What a draft asks for where the preset is silent, in the order of the file.
ASKED: Final[dict[str, tuple[str, ...]]] = {
    "study": ("condition", "design", "randomized", "allocation", "participants", "follow_up_weeks"),
    "blinding": ("participants", "outcome_assessors", "assessment"),
    "device": ("model", "manufacturer", "control"),
    "electrode": ("material", "contact_area_mm2", "preparation"),
    "stimulation": ("sites", "side", "frequency_hz", "pulse_width_us", "waveform", "pattern"),
    "stimulation.intensity": ("method", "target", "max_ma", "step_ma", "retitrated"),
    "schedule": ("session_min", "sessions_per_day", "days_per_week", "weeks"),
    "delivery": ("setting", "delivered_by"),
    "arms": ("participants",),
    "eligibility": ("inclusion", "exclusion"),
    "harms": ("assessment", "stopping_rules", "cardiac_monitoring"),
    "adherence": ("monitoring",),
}
# The settings of which a draft says what the condition's trials used.
COMPARED: Final = (
    *(
        ("stimulation", key)
        for key in ("sites", "side", "frequency_hz", "pulse_width_us", "waveform", "pattern")
    ),
    *(("stimulation", "intensity", key) for key in ("method", "target")),
    *(("schedule", key) for key in ("session_min", "sessions_per_day", "days_per_week", "weeks")),
)
NOTES: Final = "notes"


def draft(  # noqa: PLR0913 - each is a choice of the person
    title: str,
    *,
    from_preset: str | None = None,
    condition: str | None = None,
    arms: Mapping[str, str] | None = None,
    sham_method: str | None = None,
    device: str | None = None,
    periods: bool = False,
) -> str:
    """Return the text of a new protocol.

    from_preset names a preset whose settings and their sources are taken over; arms maps names to roles and replaces
    the preset's arms; periods asks for two periods of all arms. What is not decided stands as a comment that says what the key means, its unit, and what is usual.
    """
    data = _taken(from_preset) if from_preset else {}
    about = {"title": title, **({"condition": condition} if condition else {}), **data.pop("study", {})}
    if condition:
        about["condition"] = condition
    if from_preset:
        about["based_on"] = from_preset
    data = {"study": about, **data}
    if device:
        data["device"] = {"model": device}
    _set_arms(data, arms, sham_method)
    sources = _sources(from_preset, data)
    return "\n".join(_lines(data, sources, _period_lines() if periods else ())) + "\n"


def is_draft(begin: str, _end: str) -> bool:
    """Say whether a file that begins so was begun as a draft of ours."""
    return DRAFT.match(begin) is not None


def _taken(name: str) -> dict[str, Any]:
    """Return what a plan takes over from a preset's file."""
    data = read(record_files()[name].read_bytes(), name).data or {}
    taken: dict[str, Any] = {
        table: _without_notes(data[table]) for table in ("study", *INHERITED) if table in data
    }
    for table in ("study", "device"):
        taken[table] = {key: value for key, value in taken.get(table, {}).items() if key in TAKEN[table]}
    taken["arms"] = {
        arm: {key: _without_notes(value) for key, value in values.items() if key in TAKEN["arms"]}
        for arm, values in data["arms"].items()
    }
    return {table: values for table, values in taken.items() if values}


def _without_notes(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: _without_notes(inner) for key, inner in value.items() if key != NOTES}


def _set_arms(data: dict[str, Any], arms: Mapping[str, str] | None, sham_method: str | None) -> None:
    if arms is not None:
        own = data.get("arms", {})
        # An arm that the preset does not have takes over the settings of the preset's first arm of that role.
        first = {values["role"]: _settings(values) for values in reversed(own.values())}
        data["arms"] = {
            name: {**own.get(name, first.get(role, {})), "role": role} for name, role in arms.items()
        }
    data.setdefault("arms", {"tavns": {"role": "active"}})
    if sham_method is not None:
        for arm in data["arms"].values():
            if arm["role"] == "sham":
                arm["sham_method"] = sham_method


def _settings(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in INHERITED}


def _sources(name: str | None, data: dict[str, Any]) -> dict[str, str]:
    """Return the preset's sources of the values that are as the preset has them, as TOML, by path."""
    if name is None:
        return {}
    theirs = read(record_files()[name].read_bytes(), name).data or {}
    entries = {about: source for _, about, source in preset(name).sources}
    taken = [path for path in leaves(data) if path in entries and _value(data, path) == _value(theirs, path)]
    return {".".join(path): _entry(entries[path]) for path in taken}


def _value(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _entry(source: Source) -> str:
    return literal(source.as_data())


def _lines(data: dict[str, Any], sources: Mapping[str, str], periods: Iterable[str]) -> Iterator[str]:
    condition = data["study"].get("condition")
    yield f"#:schema ./{SCHEMA_FILE}"
    yield "# Undecided settings are commented out with #: remove the # and enter a value, or leave them. Check with: tavns check"
    yield "format = 1"
    for name, asked in ASKED.items():
        if name == "arms":
            for arm, values in data["arms"].items():
                yield from _arm(arm, values, asked, condition)
        elif name != "stimulation.intensity":
            yield from _table((name,), data.get(name, {}), asked, condition)
    yield from periods
    yield from outcome_lines()
    if sources:
        yield from [
            "",
            "# Where each value taken from the preset was read. Change the entry with the value.",
            "[sources]",
        ]
        yield from (f"{key_text(path)} = {entry}" for path, entry in sources.items())


def _table(
    path: tuple[str, ...], values: Mapping[str, Any], asked: Iterable[str], condition: str | None
) -> Iterator[str]:
    """Yield a table: its values, each under what it means, and what is left to decide as comments."""
    plain = {
        key: value
        for key, value in values.items()
        if not isinstance(value, dict) or set(value) <= set(Range._fields)
    }
    nested = {key: value for key, value in values.items() if key not in plain}
    open_ = [key for key in asked if key not in values and not _decided(key, values)]
    yield from ["", f"[{'.'.join(path)}]"]
    for key in _ordered(path, [*plain, *open_]):
        yield f"# {meaning_of(path, key, condition)}"
        yield f"{key} = {literal(plain[key])}" if key in plain else f"# {key} = …"
    if path == ("stimulation",):
        nested.setdefault("intensity", {})
    for key, value in nested.items():
        yield from _table((*path, key), value, ASKED.get(".".join((*path, key)), ()), condition)


def _decided(key: str, values: Mapping[str, Any]) -> bool:
    """Say whether another key already answers what this one asks."""
    answers = {"weeks": ("months", "days"), "days_per_week": ("days",), "frequency_hz": ("alternating_hz",)}
    answers |= {"session_min": ("daily_min",), "sessions_per_day": ("daily_min",)}
    return any(other in values for other in answers.get(key, ()))


def _arm(name: str, values: Mapping[str, Any], asked: Iterable[str], condition: str | None) -> Iterator[str]:
    wanted = [*asked, *(["sham_method"] if values["role"] == "sham" else [])]
    tables = {key: value for key, value in values.items() if key in INHERITED}
    own = {key: value for key, value in values.items() if key not in INHERITED}
    yield from _table(("arms", name), own, wanted, condition)
    for key, value in tables.items():
        yield from _table(("arms", name, key), value, (), condition)
    if values["role"] != "no_stimulation" and "stimulation" not in tables:
        yield from ["", f"[arms.{name}.stimulation]", "# Only what differs from [stimulation]."]
        yield "# sites = …" if values["role"] == "sham" else "# frequency_hz = …"


def _period_lines() -> Iterator[str]:
    """Yield two periods of all arms, whose lengths and differences are left to decide."""
    yield from (
        "",
        "# What participants get one after another, in this order. One arm's own: [arms.NAME.periods.first].",
    )
    for number, name in enumerate(("first", "second")):
        asked = ("gives", *(("washout_days",) if number else ()), "open_label")
        yield from (*([""] if number else []), f"[periods.{name}]")
        for key in asked:
            yield from (f"# {meaning_of(('periods', name), key, None)}", f"# {key} = …")
        yield from (
            "",
            f"[periods.{name}.schedule]",
            "# How long the period is, and what differs in it.",
            "# weeks = …",
        )


def outcome_lines() -> tuple[str, ...]:
    """Return the lines of an outcome that is still to be written: an empty one, what it is for, and its keys."""
    return (
        "",
        "# One table for each outcome, under a name of its own; mark one as primary.",
        "# [outcomes.pain]",
        "# measure = …",
        "# primary = true",
        "# Weeks from the first session; negative is baseline.",
        "# time_points_weeks = …",
    )


def _ordered(path: tuple[str, ...], keys: list[str]) -> list[str]:
    table = table_at(_steps(path))
    order = list(table.known_keys) if table is not None else keys
    return sorted(keys, key=order.index)


def _steps(path: tuple[str, ...]) -> Steps:
    return tuple(path)


def meaning_of(path: tuple[str, ...], key: str, condition: str | None) -> str:
    """Return what a key means, its unit, and what the condition's trials used."""
    table = table_at(_steps(path))
    description = table.known_keys[key].description if table is not None else None
    unit = f" ({sign_of(key)})" if sign_of(key) else ""
    return f"{(description or key).rstrip('.')}{unit}.{_usual(path, key, condition)}"


def _usual(path: tuple[str, ...], key: str, condition: str | None) -> str:
    """Return what the trials of the condition used, where a key is a setting that they are compared in."""
    place = next((place for place in COMPARED if place[-1] == key and place[-2] == path[-1]), None)
    if place is None or condition is None or not of_condition(condition) or "sham" in path:
        return ""

    def used(arm: Arm) -> list[Any]:
        value = getattr(arm.intensity if "intensity" in place else getattr(arm, place[0]), key)
        if isinstance(value, tuple) and not isinstance(value, Range):
            return list(value)
        return [] if value is None else [value]

    counts = counts_of(condition, place, used)
    if not counts.uses:
        return ""
    shown = [
        f"{_short(use.value)} in {use.cohorts}{' (group claim)' if use.claimed else ''}"
        for use in counts.uses[:4]
    ]
    cohorts = plural(counts.reporting, "cohort")
    whose = f"{counts.reporting} {condition.replace('_', ' ')} {cohorts}"
    return f" Of {whose} with a known value: {', '.join(shown)}{counts.tiers}."


def _short(value: Any) -> str:
    if isinstance(value, Course):
        return COURSE.show(value)
    return str(value) if isinstance(value, str) else show(value)
