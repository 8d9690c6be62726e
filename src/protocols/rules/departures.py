"""Where a plan departs from the preset it is based on."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args

from protocols.document.document import Path
from protocols.evidence.compared import COURSE, FREQUENCY
from protocols.evidence.trials import preset
from protocols.model import Arm, Range, Study, Table, high, low
from protocols.model.derived import derived
from protocols.model.facts import plainly
from protocols.model.paths import INHERITED
from protocols.model.terms import in_words, meet

# These may be written under one of several keys, and are compared as what they mean.
BY_MEANING = (FREQUENCY, COURSE)
WRITTEN_OTHERWISE = frozenset(key for setting in BY_MEANING for key in setting.keys)

NUMBERS = (float, int)
QUANTITIES = (*NUMBERS, Range)


class Departure(NamedTuple):
    """A value that differs from the preset's: where it is written, its key, what it is and what the preset has."""

    where: Path
    key: str
    mine: str
    theirs: str


def departures(study: Study, name: str) -> list[Departure]:
    """Return each value of a study that differs from a preset's; what either leaves out is no departure.

    One that several arms have is one departure, in the shared table or not; it names none of them if the active is one.
    """
    base = preset(name)
    found: dict[tuple[str, str, str], list[tuple[str, Departure]]] = {}
    for arm, one in _all(study, base):
        found.setdefault(one[1:], []).append((arm, one))
    return [_named(several) for several in found.values()]


def _named(several: list[tuple[str, Departure]]) -> Departure:
    """Return one departure for several arms that have it alike."""
    names, one = [name for name, _ in several], several[0][1]
    return one if "" in names else one._replace(key=f"{one.key} of {' and '.join(names)}")


def _all(study: Study, base: Study) -> Iterator[tuple[str, Departure]]:
    """Yield the arm, "" for an active one or the study, and a value of it that differs."""
    mine, theirs = study.about.condition, base.about.condition
    if mine and theirs and mine != theirs:
        yield "", Departure(("study", "condition"), "condition", in_words(mine), in_words(theirs))
    for arm in study.parts.values():
        called = (arm.gives, arm.arm_name)
        named = next((other.name for other in base.by_role(arm.role) if other.name in called), "")
        for one in _of_arm(arm, _settings(base, arm.role, named)):
            yield "" if arm.role == "active" else arm.name, one


class Settings(NamedTuple):
    """What a preset's arms have: the arms, the values of what is compared by its meaning, and of each other key, by path."""

    arms: list[Arm]
    by_meaning: list[list[Any]]
    by_path: dict[Path, list[Any]]


@derived
def _settings(base: Study, role: str, name: str) -> Settings:
    """Return what a preset's arms of a role have, all of them or the one of a name: the same for every plan."""
    arms = [one for one in base.by_role(role) if name in ("", one.name)]
    by_meaning = [[said for one in arms if (said := setting.values(one))] for setting in BY_MEANING]
    by_path: dict[Path, list[Any]] = {}
    for one in arms:
        for table in INHERITED:
            for path, value in _values(getattr(one, table), (table,)):
                by_path.setdefault(path, []).append(value)
    return Settings(arms, by_meaning, by_path)


def _values(table: Table, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield each value of a table that is compared, and those of the tables in it, with its path."""
    for key in _compared(_class_of(table)):
        value = getattr(table, key)
        if value is not None:
            yield (*path, key), value
        if isinstance(value, Table):
            yield from _values(value, (*path, key))


def _of_arm(arm: Arm, others: Settings) -> Iterator[Departure]:
    for setting, theirs in zip(BY_MEANING, others.by_meaning, strict=True):
        mine = setting.values(arm)
        if mine and theirs and not any(_agree(_lengths(mine), _lengths(values)) for values in theirs):
            shown = _joined([", ".join(setting.show(value) for value in values) for values in theirs])
            where = setting.places(arm)[0]
            yield Departure(where, str(where[-1]), ", ".join(setting.show(value) for value in mine), shown)
    method: list[str] = [other.written.sham_method for other in others.arms if other.written.sham_method]
    if arm.written.sham_method and method and arm.written.sham_method not in method:
        yield Departure(arm.at("sham_method"), "sham_method", arm.written.sham_method, _joined(method))
    for name in INHERITED:
        yield from _of_table(arm, (name,), getattr(arm, name), others.by_path)


def _of_table(
    arm: Arm, path: tuple[str, ...], mine: Table, others: dict[Path, list[Any]]
) -> Iterator[Departure]:
    written = mine.written_keys
    for key, at in _by_path(_class_of(mine), path):
        if key not in written:
            continue
        value, theirs = getattr(mine, key), others.get(at)
        if value is None or not theirs or value in theirs:
            continue
        if isinstance(value, Table):
            yield from _of_table(arm, at, value, others)
        elif not any(_agree(value, other) for other in theirs):
            yield Departure(arm.at(*at), key, plainly(value), _joined([plainly(other) for other in theirs]))


def _class_of(table: Table) -> Any:
    """Return the class of a table; mypy does not take it for hashable, as tables themselves are not."""
    return type(table)


@cache
def _by_path(table: Any, path: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the keys of a table that are compared as they are written, each with its path."""
    paths = ((key, (*path, key)) for key in _compared(table))
    return tuple((key, at) for key, at in paths if at not in WRITTEN_OTHERWISE)


@cache
def _compared(table: type[Table]) -> tuple[str, ...]:
    """Return the keys of a table that are compared."""
    return tuple(key for key, field in table.known_keys.items() if not _is_text(field.annotation))


def _is_text(annotation: Any) -> bool:
    """Say whether a key takes words of one's own: they are not compared."""
    return any(getattr(one, "__origin__", one) is str for one in get_args(annotation))


def _lengths(values: list[Any]) -> Any:
    """Return courses as their days, so that 12 weeks and 84 days are one; other values as they are."""
    plain = [getattr(value, "days", value) for value in values]
    return plain[0] if len(plain) == 1 else tuple(plain)


def _agree(mine: Any, theirs: Any) -> bool:
    """Say whether two values are the same, or one range holds the other value."""
    if isinstance(mine, NUMBERS) and isinstance(theirs, NUMBERS):
        return bool(mine == theirs)
    if isinstance(mine, QUANTITIES) and isinstance(theirs, QUANTITIES):
        return _holds(mine, theirs) or _holds(theirs, mine)
    if isinstance(mine, tuple) and isinstance(theirs, tuple):
        return all(any(_one(a, b) for b in theirs) for a in mine) and all(
            any(_one(a, b) for a in mine) for b in theirs
        )
    return bool(mine == theirs)


def _one(one: Any, other: Any) -> bool:
    return meet(one, other) if isinstance(one, str) and isinstance(other, str) else bool(one == other)


def _holds(whole: float | Range, part: float | Range) -> bool:
    lowest, highest = low(whole), high(whole)
    least, most = low(part), high(part)
    return (lowest is None or (least is not None and lowest <= least)) and (
        highest is None or (most is not None and most <= highest)
    )


def _joined(shown: list[str]) -> str:
    return " or ".join(dict.fromkeys(shown))
