"""What a study says, key by key: each arm with what it really gets, each value with where it is written."""

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from protocols.document.document import Path
from protocols.model import Arm, Range, Study, Table, high
from protocols.model.keys import Key
from protocols.model.paths import INHERITED, table_at
from protocols.model.quantity import NOT_SAID, PLAIN, Notation, show
from protocols.model.records import Claim

UNORDERED = frozenset(
    {
        "sites",
        "target",
        "waveforms",
        "controls",
        "inclusion",
        "exclusion",
        "conditions",
        "expected",
        "changes",
        "time_points_weeks",
        "time_points_months",
    }
)
"""Lists of which the order says nothing. (Sites used in turn keep theirs.)"""

OF_A_PERIOD = ("gives", "washout_days", "open_label", "who")
"""What a period says beside what an arm says, too."""

NONE_OF = {
    "follow_up_weeks": "no follow-up",
    "follow_up_months": "no follow-up",
    "washout_days": "no washout",
}
"""Times of which 0 says that there is none."""
_TERM = re.compile(r"[\w.:/-]+")


class Fact(NamedTuple):
    """What is said under a key: the value, where it is written, and its meaning.

    Values that say the same have the same meaning, however they are written: 1 and 1.0, a range of equal ends and a
    number, a text over several lines and on one.
    """

    value: Any
    at: Path
    meaning: Any


Facts = dict[Path, Fact]


def of_study(study: Study) -> Facts:
    """Return what is said of the study as a whole, by key path; arms, outcomes and lists of entries are left out."""
    found: Facts = {}
    for name in _keys(study.protocol):
        value = getattr(study.protocol, name)
        if isinstance(value, Table) and name not in INHERITED:
            found |= of_table(value, (name,))
        elif isinstance(value, int | str):
            found[name,] = Fact(value, (name,), meaning(name, value))
    return found


def of_arm(arm: Arm, called: str = "") -> Facts:
    """Return what is said of an arm: its own keys under `arms.NAME`, then what it gets, under the shared tables' paths.

    Of one of its periods also what only periods say, under `periods.NAME`.

    called stands for the arm's name in the paths, where it is to be compared with an arm of another name.
    """
    own = of_table(arm.written, ("arms", called or arm.name))
    found = {
        key: fact._replace(at=arm.at(*(str(part) for part in key[2:])))
        for key, fact in own.items()
        if key[2] not in INHERITED
    }
    if not arm.labelled:
        found.pop(("arms", called or arm.name, "label"), None)
    for name in OF_A_PERIOD if arm.period else ():
        if (value := getattr(arm, name)) not in (None, ""):
            found["periods", called or arm.name, name] = Fact(value, arm.at(name), meaning(name, value))
    in_turn = arm.stimulation.sites_used == "in_turn"
    for name in INHERITED:
        for key, fact in of_table(getattr(arm, name), (name,)).items():
            meant = tuple(fact.value) if in_turn and key[-1] == "sites" else fact.meaning
            found[key] = Fact(fact.value, arm.at(*(str(part) for part in key)), meant)
    return found


def to_be_told(arm: Arm, called: str = "") -> Facts:
    """Return what texts and pictures may say of an arm: what is said of it, but no electrode that contradicts its sites.

    Where a sham at the helix takes the electrodes of the active arm, the file does not say where its own are (SHM012).
    """
    open_ = {("electrode", pole) for pole, _ in arm.electrodes_away}
    return {key: fact for key, fact in of_arm(arm, called).items() if key not in open_}


def of_table(table: Table, key: Path, at: Path | None = None) -> Facts:
    """Return what a table and the tables in it say; at is where it stands, if not under its key."""
    found: Facts = {}
    at = key if at is None else at
    for name in _keys(table):
        value = getattr(table, name)
        if isinstance(value, Table):
            found |= of_table(value, (*key, name), (*at, name))
        elif value is not None and not isinstance(value, dict):  # periods are looked at one by one
            found[*key, name] = Fact(value, (*at, name), meaning(name, value))
    return found


def _keys(table: Table) -> Iterator[str]:
    """Yield the keys of a table in the order of the format, `notes` last."""
    yield from (name for name in type(table).known_keys if name != "notes")
    yield "notes"


def meaning(key: str, value: Any) -> Any:
    """Return what is equal of values that say the same, and can be looked up."""
    match value:
        case str():
            return " ".join(value.split())
        case Range():
            return value.min if value.min == value.max else value
        case Table():
            return tuple(fact.meaning for fact in of_table(value, ()).values())
        case tuple():
            parts = tuple(meaning("", one) for one in value)
            return frozenset(parts) if key in UNORDERED else parts
    return value


def unit_of(key: Path) -> str:
    """Return the unit of a key as the format spells it, such as µs; "" where it has none."""
    field = _table(key).get(str(key[-1])) if key else None
    return field.unit if field is not None else ""


def _table(key: Path) -> Mapping[str, Key]:
    found = table_at(key[:-1])
    return found.known_keys if found is not None else {}


def none_of(key: Path, value: Any) -> str:
    """Return `no follow-up` where 0 weeks of it are written, and the like; "" for any other value."""
    name = str(key[-1]) if key else ""
    return NONE_OF[name] if name in NONE_OF and high(value) == 0 else ""


def in_words(key: Path, value: Any, notation: Notation = PLAIN) -> str:
    """Return a value as people write it, with its unit: `25 Hz`, `200 to 250 µs`; texts that are no term in quotes."""
    if none := NOT_SAID if value is None else none_of(key, value):
        return none
    match value:
        case dict():
            return ", ".join(
                f"{name} {in_words(_step(key, name), inner, notation)}" for name, inner in value.items()
            )
        case tuple() if not isinstance(value, Range) and not any(isinstance(one, float) for one in value):
            return "; ".join(in_words((), one, notation) for one in value)
        case str():
            words = plainly(value)
            return words if _TERM.fullmatch(words) else f'"{words}"'
        case float() | int() | Range() if not isinstance(value, bool):
            return show(value, unit_of(key), notation)
    return f"{plainly(value, notation)} {unit_of(key)}".rstrip()


def _step(key: Path, name: str) -> Path:
    """Return the path of a key in an arm: what it gets is named by the shared tables' paths."""
    steps = tuple(name.split("."))
    return steps if steps[0] in INHERITED else (*key, *steps)


def plainly(value: Any, notation: Notation = PLAIN) -> str:
    """Return a value as people write it, without its unit."""
    match value:
        case bool():
            return str(value).lower()
        case float() | int() | Range():
            return show(value, notation=notation)
        case datetime.date():
            return value.isoformat()
        case Claim():
            return value.words
        case tuple():
            return ", ".join(plainly(one, notation) for one in value)
    return " ".join(str(value).split())
