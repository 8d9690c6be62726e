"""What each arm gets, side by side, and its course on a line."""

import datetime
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from protocols.document.document import Path
from protocols.dose.electrical import dose
from protocols.methods.arm import name_of, treated
from protocols.methods.words import called, plainly
from protocols.model import Arm, Range, Study
from protocols.model.design import WrittenArm
from protocols.model.facts import OF_A_PERIOD, Fact, Facts, none_of, of_study, of_table, to_be_told, unit_of
from protocols.model.paths import INHERITED, dotted, inner, keys_below, table_at
from protocols.model.quantity import NOT_SAID, Notation, counted, show
from protocols.overview.amounts import Amount, amount

NAME: Final = "NAME"
COMPARED: Final = (*INHERITED, "co_intervention")
"""What of an arm is held against the other arms: the rest tells them apart and is no part of what they get."""


@dataclass(frozen=True, slots=True)
class Head:
    """An arm: its name in the file and for readers, its role, how many take part in it, and whether current flows."""

    name: str
    label: str
    role: str
    participants: int | None
    current: bool

    @property
    def only_set(self) -> bool:
        """Whether the arm has a device that is set and lets no current through."""
        return self.role != "no_stimulation" and not self.current


@dataclass(frozen=True, slots=True)
class Cell:
    """What is said under a key: as the file says it, in words with its unit, and the key path where it is written."""

    value: Any = None
    text: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A key, its table and what it stands for in words, its unit, and what each arm has (of the study: one cell)."""

    key: str
    table: str
    words: str
    unit: str
    cells: tuple[Cell, ...]
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """The course of some arms on a line, and the sessions it makes. labels: the names of the arms for readers."""

    arms: tuple[str, ...]
    text: str
    sessions: Amount
    labels: tuple[str, ...] = ()


def heads(study: Study) -> tuple[Head, ...]:
    """Return the arms in the order of the file."""
    return tuple(
        Head(arm.name, name_of(arm), arm.role, arm.participants, arm.delivers_current)
        for arm in study.parts.values()
    )


def rows(study: Study, notation: Notation) -> tuple[Row, ...]:
    """Return a row for each key under which an arm has something, in the order of the format."""
    arms = list(study.parts.values())
    said = [to_be_told(arm, NAME) for arm in arms]
    keys = sorted({key for facts in said for key in facts if key[-1] != "notes"}, key=_order().index)
    return tuple(_row(key, arms, [facts.get(key) for facts in said], notation) for key in keys)


@cache
def _order() -> list[Path]:
    own = [("arms", NAME, *key) for key in keys_below(WrittenArm) if key[0] not in INHERITED]
    found: list[Path] = [*own, *(("periods", NAME, key) for key in OF_A_PERIOD)]
    for name in INHERITED:
        table = table_at((name,))
        found += [*keys_below(table, (name,))] if table is not None else []
    return found


def _row(key: Path, arms: list[Arm], said: list[Fact | None], notation: Notation) -> Row:
    own = inner(key)
    # An arm without stimulation takes no tables: that it lacks a setting is no difference of its own.
    held = {
        fact and fact.meaning
        for arm, fact in zip(arms, said, strict=True)
        if arm.stimulated or key[0] in ("arms", "periods")
    }
    differs = own[0] in COMPARED and len(held) > 1
    return Row(
        dotted(key), _table(key), called(own), unit_of(key), tuple(map(_cell(own, notation), said)), differs
    )


def _table(key: Path) -> str:
    return dotted(key[:-1])


def _cell(key: Path, notation: Notation) -> Any:
    def cell(fact: Fact | None) -> Cell:
        return (
            Cell()
            if fact is None
            else Cell(_plain(fact.value), plainly(key, fact.value, notation=notation), dotted(fact.at))
        )

    return cell


def about(study: Study, notation: Notation) -> tuple[Row, ...]:
    """Return a row of one cell for each key of the study as a whole."""
    facts: Facts = of_study(study)
    for name, outcome in study.outcomes.items():
        facts |= of_table(outcome, ("outcomes", name))
    return tuple(
        Row(
            dotted(key),
            _table(key),
            called(_of_outcome(key)),
            unit_of(key),
            (_cell(_of_outcome(key), notation)(fact),),
        )
        for key, fact in facts.items()
        if key != ("format",) and key[-1] != "notes"
    )


def _of_outcome(key: Path) -> Path:
    return key[2:] if key[0] == "outcomes" else key


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: a range as a table of its ends, a date as a text, a whole number without a point."""
    match value:
        case Range():
            return {name: _plain(end) for name, end in value._asdict().items() if end is not None}
        case tuple():
            return [_plain(one) for one in value]
        case datetime.date():
            return value.isoformat()
        case float() if value.is_integer() and abs(value) < 2**53:
            return int(value)
    return value


# ---------------------------------------------------------------- the course


def courses(study: Study, notation: Notation) -> tuple[Course, ...]:
    """Return the course of each stimulated arm on a line; arms of one course share it."""
    found: dict[str, list[Arm]] = {}
    for arm in treated(study):  # channels have the course of their arm
        found.setdefault(_course(study, arm, notation), []).append(arm)
    return tuple(
        Course(
            tuple(arm.name for arm in arms),
            text,
            amount(dose(arms[0])["sessions"].value, "", arms[0], notation=notation),
            tuple(map(name_of, arms)),
        )
        for text, arms in found.items()
    )


def _course(study: Study, arm: Arm, notation: Notation) -> str:
    plan = arm.schedule
    parts = [
        f"{show(value, unit, notation)}{behind}"
        for value, unit, behind in (
            (plan.session_min, "min", " a session"),
            (plan.daily_min, "min", " a day"),
        )
        if value is not None
    ] + [
        f"{counted(value, noun, notation)}{behind}"
        for value, noun, behind in (
            (plan.sessions_per_day, "session", " a day"),
            (plan.days_per_week, "day", " a week"),
            (plan.weeks, "week", ""),
            (plan.months, "month", ""),
            (plan.days, "day" if plan.days == 1 else "consecutive day", ""),
            (plan.total_sessions, "session", " in all"),
        )
        if value is not None
    ]
    whole = study.about
    if arm.period:
        return ", ".join(parts) or NOT_SAID
    if whole.design == "crossover" and parts:
        parts.append("in each period")
    for unit in ("week", "month"):
        length = getattr(whole, f"follow_up_{unit}s")
        if length is not None:
            none = none_of(("study", f"follow_up_{unit}s"), length)
            parts.append(none or f"then {counted(length, unit, notation)} of follow-up")
    return ", ".join(parts) or NOT_SAID
