"""Where an arm or an outcome is named, and giving it another name everywhere."""

import re
from collections.abc import Iterator
from typing import Any, Final, TypedDict

from protocols.authoring.changing import NOT_EXACT, Draft, Edited, value_at
from protocols.authoring.paths import NAMED, Where, needs_a_name, steps
from protocols.document.document import Document, Span
from protocols.document.splice import Splice
from protocols.lib.errors import AuthoringError
from protocols.model.paths import Steps, dotted, steps_of

Named = tuple[str, str]
"""`arms` or `outcomes`, and the name."""


BY_NAME: Final = frozenset({"controls", "gives"})
"""Keys whose values are names of arms."""
BY_PATH: Final = {("waivers", "where"), ("conflicts", "field"), ("amendments", "changes")}
"""Keys, without numbers of entries, whose values are key paths, or may be."""


class Mention(TypedDict):
    """A place where something is named: in which key or value, and where the name itself stands, in code points."""

    path: list[str | int]
    dotted: str
    start: int
    end: int


def mentions(text: str, path: Where) -> list[Mention]:
    """Return every place that names an arm (`arms.sham`) or an outcome, in the order of the text.

    These are its headers and keys, the lists `controls`, and the key paths of waivers, sources, conflicts and
    amendments. What texts in words say is not searched.
    """
    draft, where = Draft(text), _named(path)
    shift = len(draft.mark)
    return [
        {"path": list(at), "dotted": dotted(at), "start": span.start + shift, "end": span.end + shift}
        for at, span in _mentions(draft, where)
    ]


def rename(text: str, path: Where, name: str) -> Edited:
    """Give an arm or an outcome another name, everywhere that it is named.

    Raises AuthoringError where there is none of that name, and where the other is taken or can be no name.
    """
    draft, where = Draft(text), _named(path)
    new = (where[0], name)
    if value_at(draft.data, where) is None:
        raise AuthoringError(f"{where[0]} has no {where[1]}")
    if name == where[1]:
        return draft.edited()
    needs_a_name(name)
    taken = [at for at, _ in _mentions(draft, new)]
    if taken:
        raise AuthoringError(f"{name} is taken: {dotted(taken[0])} names it already")
    found = _mentions(draft, where)
    for at, span in found:
        if draft.document.text[span.start : span.end].strip("\"'") != where[1]:
            raise AuthoringError(f"{dotted(at)} names {where[1]} with escapes; write it plainly first")
    draft.change([Splice(span.start, span.end, name) for _, span in found])
    if len(_mentions(draft, new)) != len(found):
        raise AuthoringError(NOT_EXACT)
    return draft.edited()


def _named(path: Where) -> Named:
    found = steps(path)
    if len(found) != 2 or found[0] not in NAMED:
        raise AuthoringError(f"{dotted(found)} is no arm or outcome, such as arms.sham or outcomes.pain")
    return str(found[0]), str(found[1])


def _mentions(draft: Draft, where: Named) -> list[tuple[Steps, Span]]:
    document = draft.document
    found: set[tuple[Span, Steps]] = {(span, where) for span in document.names(where)}
    for at, value in _naming_values(draft.data, where):
        span = document.value(at)
        if span is not None:
            found.add((_within(document, span, value, where), at))
    found |= {(span, at) for at, span in _in_sources(document, draft.data, where)}
    return [(at, span) for span, at in sorted(found, key=lambda one: one[0])]


def _naming_values(data: dict[str, Any], where: Named) -> Iterator[tuple[Steps, str]]:
    """Yield each value that names an arm or an outcome, or something in it, by a name or a key path."""
    todo: list[tuple[Steps, Any]] = [((name,), value) for name, value in data.items() if name != "sources"]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict | list):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            todo += [((*path, step), below) for step, below in inner]
        elif isinstance(value, str):
            key = tuple(step for step in path if isinstance(step, str))
            of_an_arm = where[0] == "arms" and key[-1] in BY_NAME and value == where[1]
            if of_an_arm or (key in BY_PATH and steps_of(value)[:2] == where):
                yield path, value


def _within(document: Document, span: Span, value: str, where: Named) -> Span:
    """Return where in a text in quotes the name stands; the whole text where that cannot be told, as for escapes."""
    raw = document.text[span.start : span.end]
    found = re.match(rf'(?:"?{where[0]}"?\."?)?({re.escape(where[1])})', value)
    quotes = 3 if raw[:3] in ('"""', "'''") else 1
    if found is None or raw[quotes : quotes + found.end(1)] != value[: found.end(1)]:
        return span
    return Span(*(span.start + quotes + end for end in found.span(1)))


def _in_sources(document: Document, data: dict[str, Any], where: Named) -> Iterator[tuple[Steps, Span]]:
    """Yield where the keys of `[sources]` name it, however a path is written: quoted, as tables, or both."""
    todo: list[tuple[Steps, tuple[str, ...]]] = [(("sources",), ())]
    while todo:
        path, about = todo.pop()
        table = value_at(data, path)
        for name in table if isinstance(table, dict) else ():
            whole = (*about, *str(name).split("."))
            if whole[: len(where)] != where[: len(whole)]:
                continue
            if len(whole) < 2:
                todo.append(((*path, name), whole))
                continue
            start = 0 if about else len(where[0]) + 1
            for span in document.names((*path, name)):
                yield (*path, name), _in_key(document, span, str(name), start, where)


def _in_key(document: Document, span: Span, name: str, start: int, where: Named) -> Span:
    """Return where in a key the name stands, from a place in its text on; the whole key where that cannot be told."""
    raw = document.text[span.start : span.end]
    quote = 0 if raw == name else 1
    if raw[quote : len(raw) - quote] != name:
        return span
    return Span(span.start + quote + start, span.start + quote + start + len(where[1]))
