"""What the value of a key may be: terms, what trials used, presets, devices, rules, arms, key paths."""

from collections.abc import Iterator
from typing import Any, Final, Literal, TypedDict

from protocols.authoring.meanings import kinds_of, study_in, terms
from protocols.authoring.naming import BY_PATH, names_arms
from protocols.authoring.paths import is_list
from protocols.authoring.trials import Used, used
from protocols.document.layout import Layout
from protocols.document.literal import literal
from protocols.document.reading import read
from protocols.document.tree import Node
from protocols.evidence.devices import catalogue
from protocols.evidence.trials import presets
from protocols.lib.references import references
from protocols.model import Study
from protocols.model.keys import UnreadError
from protocols.model.paths import Steps, dotted, inner, is_named, keys_below, table_at
from protocols.model.protocol import Protocol
from protocols.model.terms import in_words
from protocols.rules import RULES

Kind = Literal["key", "table", "term", "value", "preset", "device", "rule", "arm", "path", "reference"]
CITING: Final = {("study", "citation")}


class Offer(TypedDict):
    """Something that may be written. text: as TOML has it; label: short; words: what it is, or who used it; cohorts: how many did."""

    kind: Kind
    text: str
    label: str
    words: str
    cohorts: int | None


def offer(kind: Kind, text: str, label: str, words: str = "", cohorts: int | None = None) -> Offer:
    """Return an offer."""
    return {"kind": kind, "text": text, "label": label, "words": words, "cohorts": cohorts}


def values_for(text: str, path: Steps) -> Iterator[Offer]:
    """Yield what the key at a path takes: terms, true and false, what trials used, and what is named elsewhere."""
    study = study_in(text)
    key = tuple(step for step in path if isinstance(step, str))
    told = _used(key, study)
    cohorts = {quoted(use["value"]): use["cohorts"] for use in told["uses"]} if told else {}
    words = [(one["term"], one["words"]) for one in terms(key)]
    for term, said in words:
        yield offer("term", quoted(term), term, said, cohorts.get(quoted(term)))
    if "bool" in kinds_of(key):
        yield from (offer("value", word, word, "", cohorts.get(word)) for word in ("true", "false"))
    elif told and not words:
        for use in told["uses"]:
            who = f"{use['cohorts']} of {told['reporting']} cohorts: {use['who']}"
            yield offer("value", quoted(use["value"]), use["shown"], who, use["cohorts"])
    yield from _named_elsewhere(text, key, study)


def _used(key: Steps, study: Study | None) -> Used | None:
    try:
        return used(key, study) if study is not None else None
    except UnreadError:  # the condition or a role could not be read
        return None


def _named_elsewhere(text: str, key: Steps, study: Study | None) -> Iterator[Offer]:
    if key == ("study", "based_on"):
        yield from _presets()
    elif key in CITING or (key[0] == "sources" and key[-1] not in ("kind", "note")):
        yield from _references()
    elif key == ("device", "model") or inner(key) == ("device", "model"):
        yield from _devices()
    elif key == ("waivers", "rule"):
        yield from _rules()
    elif names_arms(key):
        yield from _arms(study, any_role=key[-1] != "controls")
    elif key in BY_PATH:
        yield from (offer("path", quoted(one), one) for one in _every_path(text))


def _presets() -> Iterator[Offer]:
    for name, study in presets().items():
        condition = in_words(study.about.condition or "")
        yield offer(
            "preset",
            quoted(name),
            name,
            f"{study.about.title} ({condition})" if condition else study.about.title,
        )


def _references() -> Iterator[Offer]:
    yield from _presets()
    yield from (offer("reference", quoted(work.key), work.key, work.cite) for work in references())


def _devices() -> Iterator[Offer]:
    for entry in catalogue().values():
        makers = f" ({', '.join(entry.makers)})" if entry.makers else ""
        yield offer("device", quoted(entry.key), entry.key, f"{entry.name}{makers}")


def _rules() -> Iterator[Offer]:
    yield from (
        offer("rule", quoted(one.code), one.code, f"{one.name}: {one.title}")
        for one in RULES.values()
        if one.waivable
    )


def _arms(study: Study | None, *, any_role: bool) -> Iterator[Offer]:
    """Yield the arms that a value may name: a period may give any of them, a sham is for active ones."""
    try:
        written = study.protocol.arms.items() if study is not None else ()
        named = [(name, arm) for name, arm in written if any_role or arm.role == "active"]
    except UnreadError:
        named = []
    yield from (offer("arm", quoted(name), name, arm.label or "") for name, arm in named)


def paths_in(text: str) -> list[Steps]:
    """Return the path of every key that is written, lists and ranges as one."""
    found: list[Steps] = []
    todo: list[tuple[Steps, Node]] = [((), Layout(read(text)).tree.root)]
    while todo:
        path, node = todo.pop()
        for name, child in reversed((node.children or {}).items()):
            below = (*path, name)
            if table_at(below) is not None or is_named(below) or is_list(below):
                todo.append((below, child))
            elif isinstance(name, str):
                found.append(below)
    return sorted(found, key=dotted)


def _every_path(text: str) -> list[str]:
    """Return the paths of what is written, then of what the format knows besides."""
    known = [dotted(path) for path in keys_below(Protocol)]
    return list(dict.fromkeys([*(dotted(path) for path in paths_in(text)), *known]))


def quoted(value: Any) -> str:
    """Return a value as TOML has it, a text in quotes."""
    return literal(value)
