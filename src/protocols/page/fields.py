"""The steps of the page and the fields of a step: a field is a key path with what it means and what it takes."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from protocols import authoring
from protocols.authoring.changing import between, value_at
from protocols.authoring.paths import NAMED, Where
from protocols.authoring.paths import steps as path_of
from protocols.document.reading import read
from protocols.interview.drafting import finished
from protocols.lib.errors import AuthoringError
from protocols.lib.resources import data
from protocols.model.paths import INHERITED, Steps, dotted

STRIPS: Final = {
    "stimulation.frequency_hz": "frequency",
    "stimulation.pulse_width_us": "pulse_width",
    "stimulation.intensity.current_ma": "current",
    "stimulation.intensity.max_ma": "current",
    "schedule.session_min": "session",
    "schedule.daily_min": "day",
    "schedule.weeks": "course",
}
"""The settings of which there is a drawing among the trials."""
NAMING: Final = ("model", "controls", "based_on")
"""The keys whose values name something: a device, an arm, a preset."""


def steps() -> list[dict[str, Any]]:
    """Return the steps, each with its name, title, words, and the key paths of its fields."""
    return [{"shared": False, "shows": "", "more": [], **one} for one in data("steps")["steps"]]


def fields(text: str, step: str, arm: str = "") -> list[dict[str, Any]]:
    """Return the fields of a step in groups, one for each table that they stand in, in the order of the step.

    arm: of the keys that arms share, those of this arm alone. Of a group its title, and the arm or outcome that it is
    of; of a field what it is called and takes, what trials used, and whether it is folded (`more`). Raises
    AuthoringError for a step or an arm that there is none of.
    """
    asked = next((one for one in steps() if one["name"] == step), None)
    if asked is None:
        raise AuthoringError(f"there is no step {step}")
    document = read(text).data or {}
    if arm and arm not in _named(document, "arms"):
        raise AuthoringError(f"there is no arm {arm}")
    groups: dict[Steps, dict[str, Any]] = {}
    for more in (False, True):
        for pattern in asked["more" if more else "keys"]:
            for path in _paths(document, pattern, arm):
                group = groups.setdefault(_table(path), _group(path))
                group["fields"].append(_field(text, path, more=more))
    return list(groups.values())


def _table(path: Steps) -> Steps:
    """Return the table under which a field is shown: of an arm or outcome this one, else the first table of its path.

    The notes of the file as a whole stand with what is said of the study.
    """
    if path[0] in NAMED:
        return (*path[:3],) if path[2] in INHERITED else (*path[:2],)
    return (path[0],) if len(path) > 1 else ("study",)


def _group(path: Steps) -> dict[str, Any]:
    table = _table(path)
    of = ("", "") if path[0] not in NAMED else (str(path[0]), str(path[1]))
    title = "" if len(table) == 2 else authoring.meaning(table)["title"]
    return {"table": of[0], "name": of[1], "title": title, "fields": []}


def _named(document: dict[str, Any], table: str) -> dict[str, dict[str, Any]]:
    found = document.get(table)
    tables = found if isinstance(found, dict) else {}
    return {name: one for name, one in tables.items() if isinstance(one, dict)}


def _paths(document: dict[str, Any], pattern: str, arm: str) -> Iterator[Steps]:
    """Yield the key paths that a pattern of the steps stands for."""
    before, star, key = pattern.partition(".*.")
    if not star:
        path = path_of(pattern)
        yield ("arms", arm, *path) if arm and path[0] in INHERITED else path
        return
    table, _, role = before.partition(".")
    for name, one in _named(document, table).items():
        if not role or one.get("role") == role:
            yield (table, name, *path_of(key))


def _field(text: str, path: Steps, *, more: bool) -> dict[str, Any]:
    """Return what a key is called, what it takes, and what trials used."""
    told = authoring.meaning(path, text)
    offered = authoring.offers(text, path) if path[-1] in NAMING else []
    own = path[2:] if path[0] == "arms" else path
    return {
        **told,
        "offers": [one for one in offered if one["kind"] != "value"],
        "strip": STRIPS.get(dotted(own), ""),
        "more": more,
    }


def put(text: str, path: Where, value: Any) -> authoring.Edited:
    """Set a key, as `authoring.put` does; where an arm gets the first key of a nested table, it keeps the shared others.

    Of a nested table such as `stimulation.intensity` an arm has all or nothing of its own. The line of a draft that said
    that the key is open goes. Raises AuthoringError as `authoring.put` does.
    """
    where, before = path_of(path), text
    if where[0] == "arms" and len(where) > 4 and where[2] in INHERITED:
        written = read(text).data or {}
        if value_at(written, where[:4]) is None and value_at(written, where[2:4]) is not None:
            with suppress(AuthoringError):  # where nothing can be taken over, the arm has this key alone
                before = authoring.own(text, str(where[1]), where[2:4])["text"]
    made = authoring.put(before, where, value)
    new = finished(made["text"])
    return made if new == made["text"] and before == text else {"text": new, "edits": between(text, new)}


def unset(text: str, path: Where) -> authoring.Edited:
    """Take a key out, where it stands; a text in which it does not stand stays as it is."""
    where = path_of(path)
    if value_at(read(text).data, where) is None:
        return {"text": text, "edits": []}
    return authoring.drop(text, where)
