"""Where an arm, an outcome or a period is named, and giving it another name everywhere."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, TypedDict

from protocols.authoring.changing import NOT_EXACT, Draft, Edited, value_at
from protocols.authoring.ordering import shared_of
from protocols.authoring.paths import RE_STEP, Where, is_name, needs_a_name, steps
from protocols.document.document import Document, Span
from protocols.document.splice import Splice
from protocols.lib.errors import AuthoringError
from protocols.model.paths import Steps, dotted, is_named, steps_of

Pattern = tuple[str | None, ...]
"""A key path with None for any arm: a period of all arms is meant where an arm writes it, too."""


BY_NAME: Final = frozenset({"controls", "gives"})
"""Keys whose values are names of arms."""
IN_RESULTS: Final = {("results", "arm"), ("results", "against")}
"""Those of what a trial found, whose words are used elsewhere, too."""
BY_PATH: Final = {("waivers", "where"), ("conflicts", "field"), ("amendments", "changes")}
"""Keys, without numbers of entries, whose values are key paths, or may be."""


def names_arms(key: Sequence[str | int]) -> bool:
    """Say whether the values of a key, without numbers of entries, are names of arms."""
    return key[-1] in BY_NAME or tuple(key) in IN_RESULTS


class Mention(TypedDict):
    """A place where something is named: in which key or value, and where the name itself stands, in code points."""

    path: list[str | int]
    dotted: str
    start: int
    end: int


def mentions(text: str, path: Where) -> list[Mention]:
    """Return every place that names an arm (`arms.sham`), an outcome or a period, in the order of the text.

    These are its headers and keys, the lists `controls`, the arms that periods give, and the key paths of waivers,
    sources, conflicts and amendments. A period of all arms is named by each arm that writes it, too. What texts in words
    say is not searched.
    """
    draft = Draft(text)
    patterns, shift = _patterns(draft.data, _named(path)), len(draft.mark)
    return [
        {"path": list(at), "dotted": dotted(at), "start": span.start + shift, "end": span.end + shift}
        for at, span in _mentions(draft, patterns)
    ]


def rename(text: str, path: Where, name: str) -> Edited:
    """Give an arm, an outcome or a period another name, everywhere that it is named.

    A period that an arm writes over one of all arms is the same period: all arms get the new name. Raises AuthoringError
    where there is none of that name, and where the other is taken or can be no name.
    """
    draft, where = Draft(text), _named(path)
    table, old = where[:-1], str(where[-1])
    if value_at(draft.data, where) is None:
        raise AuthoringError(f"{dotted(table)} has no {old}")
    if name == old:
        return draft.edited()
    needs_a_name(name)
    patterns = _patterns(draft.data, where)
    new = [(*pattern[:-1], name) for pattern in patterns]
    taken = [at for at, _ in _mentions(draft, new)]
    shared = (*shared_of(table), name)
    if not taken and value_at(draft.data, shared) is not None:
        taken = [shared]
    if taken:
        raise AuthoringError(f"{name} is taken: {dotted(taken[0])} names it already")
    found = _mentions(draft, patterns)
    for at, span in found:
        if draft.document.text[span.start : span.end].strip("\"'") != old:
            raise AuthoringError(f"{dotted(at)} names {old} with escapes; write it plainly first")
    draft.change([Splice(span.start, span.end, name) for _, span in found])
    if len(_mentions(draft, new)) != len(found):
        raise AuthoringError(NOT_EXACT)
    return draft.edited()


def _named(path: Where) -> tuple[str, ...]:
    found = steps(path)
    if not is_name(found):
        raise AuthoringError(
            f"{dotted(found)} is no arm, outcome or period, such as arms.sham or outcomes.pain"
        )
    return tuple(str(step) for step in found)


def _patterns(data: dict[str, Any], where: tuple[str, ...]) -> list[Pattern]:
    """Return the key paths of a name: of one that all arms have, there is one more in each arm."""
    shared = shared_of(where)
    in_arms = is_named(("arms", "x", *shared[:-1]))
    if not in_arms or (shared != where and value_at(data, shared) is None):
        return [where]
    return [tuple(map(str, shared)), ("arms", None, *map(str, shared))]


def _fits(path: Sequence[str | int], pattern: Pattern) -> bool:
    """Say whether a path, or its beginning, is one of a pattern."""
    return len(path) >= len(pattern) and all(
        part is None or part == step for step, part in zip(path, pattern, strict=False)
    )


def _mentions(draft: Draft, patterns: list[Pattern]) -> list[tuple[Steps, Span]]:
    document = draft.document
    found: set[tuple[Span, Steps]] = set()
    for pattern in patterns:
        for where in _written(draft.data, pattern):
            found |= {(span, where) for span in document.names(where)}
        for at, value in _naming_values(draft.data, pattern):
            span = document.value(at)
            if span is not None:
                found.add((_within(document, span, value, pattern), at))
        found |= {(span, at) for at, span in _in_sources(document, draft.data, pattern)}
    return [(at, span) for span, at in sorted(found, key=lambda one: one[0])]


def _written(data: dict[str, Any], pattern: Pattern) -> Iterator[Steps]:
    """Yield the key paths of a pattern, of each arm its own."""
    arms = data.get("arms")
    names = list(arms) if None in pattern and isinstance(arms, dict) else [""]
    for arm in names:
        yield tuple(arm if step is None else step for step in pattern)


def _naming_values(data: dict[str, Any], pattern: Pattern) -> Iterator[tuple[Steps, str]]:
    """Yield each value that names it, or something in it, by a name or a key path."""
    todo: list[tuple[Steps, Any]] = [((name,), value) for name, value in data.items() if name != "sources"]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict | list):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            todo += [((*path, step), below) for step, below in inner]
        elif isinstance(value, str):
            key = tuple(step for step in path if isinstance(step, str))
            of_an_arm = len(pattern) == 2 and pattern[0] == "arms" and names_arms(key) and value == pattern[1]
            if of_an_arm or (key in BY_PATH and _fits(steps_of(value), pattern)):
                yield path, value


def _within(document: Document, span: Span, value: str, pattern: Pattern) -> Span:
    """Return where in a text in quotes the name stands; the whole text where that cannot be told, as for escapes."""
    raw = document.text[span.start : span.end]
    quotes = 3 if raw[:3] in ('"""', "'''") else 1
    start, end = _step_in(value, len(pattern) - 1) if value != pattern[-1] else (0, len(value))
    if raw[quotes : quotes + end] != value[:end]:
        return span
    return Span(span.start + quotes + start, span.start + quotes + end)


def _step_in(path: str, number: int) -> tuple[int, int]:
    """Return where in a key path as findings print it a step stands, without quotes."""
    found = next(islice(RE_STEP.finditer(path), number, None))
    return found.span(found.lastindex or 0)


def _in_sources(document: Document, data: dict[str, Any], pattern: Pattern) -> Iterator[tuple[Steps, Span]]:
    """Yield where the keys of `[sources]` name it, however a path is written: quoted, as tables, or both."""
    todo: list[tuple[Steps, tuple[str, ...]]] = [(("sources",), ())]
    while todo:
        path, about = todo.pop()
        table = value_at(data, path)
        for name in table if isinstance(table, dict) else ():
            whole = (*about, *str(name).split("."))
            if not _fits(whole, pattern[: len(whole)]):
                continue
            if len(whole) < len(pattern):
                todo.append(((*path, name), whole))
                continue
            before = whole[len(about) : len(pattern) - 1]
            start = sum(len(step) + 1 for step in before)
            for span in document.names((*path, name)):
                yield (*path, name), _in_key(document, span, str(name), start, whole[len(pattern) - 1])


def _in_key(document: Document, span: Span, name: str, start: int, step: str) -> Span:
    """Return where in a key a step stands, from a place in its text on; the whole key where that cannot be told."""
    raw = document.text[span.start : span.end]
    quote = 0 if raw == name else 1
    if raw[quote : len(raw) - quote] != name:
        return span
    return Span(span.start + quote + start, span.start + quote + start + len(step))
