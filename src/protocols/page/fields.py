"""The steps of the page and the fields of a step: a field is a key path with what it means and what it takes."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from protocols import authoring
from protocols.authoring.changing import Draft, between, value_at
from protocols.authoring.edits import drop_in
from protocols.authoring.ordering import arrange, names_in
from protocols.authoring.paths import Where, is_list, is_name
from protocols.authoring.paths import steps as path_of
from protocols.document.reading import read
from protocols.interview.drafting import finished
from protocols.lib.errors import AuthoringError
from protocols.lib.resources import data
from protocols.model.part import LENGTH_KEYS
from protocols.model.paths import INHERITED, Steps, dotted, is_known
from protocols.page.plain import plain
from protocols.page.scopes import PARTS, scopes_in, split

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
NAMING: Final = ("model", "controls", "based_on", "gives")
"""The keys whose values name something: a device, an arm, a preset."""


def steps() -> list[dict[str, Any]]:
    """Return the steps, each with its name, title, words, and the key paths of its fields."""
    return [{"shared": False, "shows": "", "more": [], **one} for one in data("steps")["steps"]]


def fields(text: str, step: str, of: Where = ()) -> list[dict[str, Any]]:
    """Return the fields of a step in groups, one for each table that they stand in, in the order of the step.

    of: of the keys that arms share, those of one arm, or of one period (`arms.sham.periods.open`), alone. Of a group its
    title, or the kind and the name of what it is of; of a field what it is called and takes, what trials used, and
    whether it is folded (`more`). Raises AuthoringError for a step, an arm or a period that there is none of.
    """
    asked = next((one for one in steps() if one["name"] == step), None)
    if asked is None:
        raise AuthoringError(f"there is no step {step}")
    document = read(text).data or {}
    holder = path_of(of) if of else ()
    for end in range(2, len(holder) + 1, 2):
        if str(holder[end - 1]) not in names_in(document, holder[: end - 1]):
            raise AuthoringError(f"there is no {str(holder[end - 2])[:-1]} {holder[end - 1]}")
    groups: dict[Steps, dict[str, Any]] = {}
    for more in (False, True):
        for pattern in asked["more" if more else "keys"]:
            for table, path in _paths(document, pattern, holder):
                group = groups.setdefault(table, _group(table))
                group["fields"].append(_field(text, path, more=more))
    return list(groups.values())


def _group(table: Steps) -> dict[str, Any]:
    """Return a group without its fields: what it is of where that has a name or a number, else the title of its table."""
    entry = isinstance(table[-1], int)
    named = entry or is_name(table)
    return {
        "path": list(table),
        "table": str(table[-2]) if named else "",
        "name": str(int(table[-1]) + 1 if entry else table[-1]) if named else "",
        "title": "" if named else authoring.meaning(table)["title"],
        "fields": [],
    }


def _paths(document: dict[str, Any], pattern: str, holder: Steps) -> Iterator[tuple[Steps, Steps]]:
    """Yield the key paths that a pattern of the steps stands for, each with the table under which it is shown.

    The notes of the file as a whole stand with what is said of the study.
    """
    before, star, key = pattern.partition(".*.")
    if not star:
        path = path_of(pattern)
        if holder and path[0] in INHERITED:
            if is_known((*holder, *path)):
                yield (*holder, path[0]), (*holder, *path)
        else:
            yield (path[0],) if len(path) > 1 else ("study",), path
        return
    name, _, role = before.partition(".")
    table: Steps = (*holder[:2], name) if name in PARTS and holder[:1] == ("arms",) else (name,)
    entries = value_at(document, table)
    names = range(len(entries)) if is_list(table) and isinstance(entries, list) else names_in(document, table)
    for one in names:
        held = value_at(document, (*table, one))
        if not role or (isinstance(held, dict) and held.get("role") == role):
            yield (*table, one), (*table, one, *path_of(key))


def _field(text: str, path: Steps, *, more: bool) -> dict[str, Any]:
    """Return what a key is called, what it takes, and what trials used."""
    told = authoring.meaning(path, text)
    offered = authoring.offers(text, path) if path[-1] in NAMING else []
    holder, own = split(path)
    of_a_part = any(step in PARTS for step in holder[::2])
    terms = [_of_arm(one) for one in offered] if path[-1] == "gives" else told["terms"]
    said = told["description"]
    return {
        **told,
        "description": said.replace("the course", "the period") if of_a_part else said,
        "terms": terms,
        "offers": [one for one in offered if one["kind"] != "value"] if not terms else [],
        # What trials tell of their length is of a whole course.
        "strip": "" if of_a_part and own[-1] in LENGTH_KEYS else STRIPS.get(dotted(own), ""),
        "more": more,
    }


def _of_arm(one: authoring.Offer) -> authoring.Term:
    """Return an arm that may be given, as a term: by the name that readers have for it, and by its own."""
    words = f"{one['words']} ({one['label']})" if one["words"] else one["label"]
    return {"term": one["label"], "words": words, "synonyms": []}


def put(text: str, path: Where, value: Any) -> authoring.Edited:
    """Set a key, as `authoring.put` does; where an arm or a period gets the first key of a nested table, it keeps the others.

    Of a nested table such as `stimulation.intensity` an arm has all or nothing of its own, and so has a period. A period
    of all arms of which an arm writes nothing yet is written for it first. The line of a draft that said that the key is
    open goes. Raises AuthoringError as `authoring.put` does.
    """
    where = path_of(path)
    before = _with_holder(text, where)
    holder, key = split(where)
    if holder and len(key) > 2 and key[0] in INHERITED:
        before = _with_nested(before, holder, key[:2])
    made = authoring.put(before, where, value)
    new = finished(made["text"])
    return made if new == made["text"] and before == text else {"text": new, "edits": between(text, new)}


def _with_holder(text: str, where: Steps) -> str:
    """Return a text in which an arm writes the period that a key is to be set in, where it is one of all arms."""
    holder, _ = split(where)
    data = read(text).data or {}
    if len(holder) != 4 or value_at(data, holder) is not None or value_at(data, holder[2:]) is None:
        return text
    return authoring.own(text, str(holder[1]), holder[2:])["text"]


def _with_nested(text: str, holder: Steps, table: Steps) -> str:
    """Return a text in which a holder has a nested table of its own, as it has it now from others."""
    data = read(text).data or {}
    if value_at(data, (*holder, *table)) is not None:
        return text
    under = next((one["under"] for one in scopes_in(data) if one["path"] == list(holder)), [])
    taken = next(
        (found for one in under if (found := value_at(data, (*one["path"], *table))) is not None), None
    )
    if taken is None:
        return text
    with suppress(AuthoringError):  # where nothing can be taken over, it has this key alone
        if len(holder) == 2 and holder[0] == "arms":
            return authoring.own(text, str(holder[1]), table)["text"]
        return authoring.put(text, (*holder, *table), plain(taken))["text"]
    return text


def unset(text: str, path: Where) -> authoring.Edited:
    """Take a key out, where it stands; a text in which it does not stand stays as it is.

    A period of all arms of which nothing is left that an arm writes goes from this arm, unless its place there, or a
    comment, says something.
    """
    where = path_of(path)
    if value_at(read(text).data, where) is None:
        return {"text": text, "edits": []}
    made = authoring.drop(text, where)
    holder, _ = split(where)
    data = read(made["text"]).data or {}
    if len(holder) != 4 or value_at(data, holder) != {} or value_at(data, holder[2:]) is None:
        return made
    left = authoring.drop(made["text"], holder)["text"]
    in_order = names_in(read(left).data or {}, holder[:3]) == names_in(data, holder[:3])
    if not in_order or left.count("#") != made["text"].count("#"):
        return made
    return {"text": left, "edits": between(text, left)}


def as_all_arms(text: str, path: Where) -> authoring.Edited:
    """Take out what an arm writes over a period of all arms (`arms.sham.periods.open`); the order of its periods stays.

    Raises AuthoringError where the arm writes nothing over it.
    """
    where, draft = path_of(path), Draft(text)
    if len(where) != 4 or value_at(draft.data, where[2:]) is None:
        raise AuthoringError(f"{dotted(where)} is not over a period of all arms")
    order = names_in(draft.data, where[:3])
    drop_in(draft, where)
    arrange(draft, where[:3], order)
    return draft.edited()
