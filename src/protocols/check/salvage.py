"""What is left of a file that is not TOML: broken statements are blanked, so that the rest keeps its places."""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import tomli

from protocols.document.document import Document, Path, read
from protocols.model.paths import INHERITED, is_named, table_at
from protocols.model.study import UNKNOWN_ARM

ROUNDS: Final = 20
"""How often broken statements are blanked: one may hide the next."""
RE_KEY: Final = re.compile(
    r"""[ \t]*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)[ \t]*="""
)
RE_HEADER: Final = re.compile(r"[ \t]*\[")
RE_WHOLE_HEADER: Final = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\[\]#\n]+?)[ \t]*\]\]?[ \t]*(?:#.*)?\r?$")
RE_WORD: Final = re.compile(r"[ \t]*([\w-]+)[ \t]*\r?$")


OF_THE_STUDY: Final = (
    "study",
    "blinding",
    "delivery",
    "eligibility",
    "sample",
    "harms",
    "adherence",
    "outcomes",
)
NESTED: Final = (
    ("stimulation", "intensity"),
    ("stimulation", "burst"),
    ("stimulation", "gating"),
    ("device", "limits"),
)


class Salvaged(NamedTuple):
    """The rest of a file, and the paths of what stands in it but could not be read."""

    document: Document
    unread: frozenset[Path]


def salvage(document: Document) -> Salvaged | None:
    """Blank the statements of a document that cannot be read; None where the rest cannot be read either."""
    lines = document.text.split("\n")
    if not document.problems or any(problem.kind != "syntax" for problem in document.problems):
        return None
    blanked: set[int] = set()
    rest = document
    for _ in range(ROUNDS):
        broken = {rest.place(problem.span).line - 1 for problem in rest.problems}
        new = {index for line in broken for index in _statement(lines, line, blanked)} - blanked
        if not new:
            return None
        blanked |= new
        text = "\n".join(_blank(line) if index in blanked else line for index, line in enumerate(lines))
        rest = read(text, document.name)
        if rest.data is not None:
            return Salvaged(rest, frozenset(_unread(lines, blanked, rest.data)))
    return None


def _blank(line: str) -> str:
    return re.sub(r"[^\r]", " ", line)


def _statement(lines: list[str], line: int, blanked: set[int]) -> Iterator[int]:
    """Yield the lines of a broken statement: a header with all that stands under it, a key, or part of a longer value."""
    line = min(line, len(lines) - 1)
    while line > 0 and line in blanked:  # what it is the rest of was blanked already: it begins above
        line -= 1
    yield line
    if RE_HEADER.match(lines[line]) and not RE_KEY.match(lines[line]):
        yield from _section(lines, line)
    elif not RE_KEY.match(lines[line]) and not RE_WORD.match(lines[line]):
        yield from range(_start(lines, line), line)


def _section(lines: list[str], header: int) -> Iterator[int]:
    for index in range(header + 1, len(lines)):
        if RE_WHOLE_HEADER.match(lines[index]):
            return
        yield index


def _start(lines: list[str], line: int) -> int:
    """Return the line of the key that a line is part of the value of; itself where there is none above it."""
    for index in range(line, -1, -1):
        if RE_KEY.match(lines[index]):
            return index
        if RE_WHOLE_HEADER.match(lines[index]):
            break
    return line


def _unread(lines: list[str], blanked: set[int], data: dict[str, Any]) -> Iterator[Path]:
    """Yield the paths of what stands in the blanked lines, as far as it can be told."""
    seen: dict[tuple[str, ...], int] = {}
    tables: list[Path] = [()]
    for index, line in enumerate(lines):
        if RE_HEADER.match(line) and not RE_KEY.match(line):
            tables = list(_tables(line, data, seen))
            if index in blanked:
                yield from (path for path in tables if path[:1] == ("arms",) and len(path) == 2)
                yield from (path[:1] for path in tables if path[0] == "outcomes")
        elif index in blanked:
            for table in tables:
                yield from _keys(line, table, data)


def _tables(line: str, data: dict[str, Any], seen: dict[tuple[str, ...], int]) -> Iterator[Path]:
    """Yield the tables that a header may open: of one that is cut short, all that begin so."""
    whole = RE_WHOLE_HEADER.match(line)
    if whole and (steps := _steps(whole[2])):
        if whole[1] == "[[":
            seen[steps] = seen.get(steps, -1) + 1
            yield (*steps, seen[steps])
        else:
            yield steps
        return
    *parents, begun = [part.strip().strip("\"'") for part in line.strip().lstrip("[").rstrip("]").split(".")]
    yield from (path for path in _known_tables(data) if _begins(path, tuple(parents), begun))


def _begins(path: Path, parents: tuple[str, ...], begun: str) -> bool:
    depth = len(parents)
    unknown = len(path) > depth and path[depth] == UNKNOWN_ARM
    return len(path) > depth and path[:depth] == parents and (unknown or str(path[depth]).startswith(begun))


def _known_tables(data: dict[str, Any]) -> Iterator[Path]:
    """Yield the tables that a file may have: those of the format, and those of each arm, one unnamed included."""
    yield from ((name,) for name in (*OF_THE_STUDY, *INHERITED))
    yield from (*NESTED, ("outcomes", UNKNOWN_ARM))
    arms = data.get("arms")
    for arm in [*(arms if isinstance(arms, dict) else ()), UNKNOWN_ARM]:
        yield ("arms", arm)
        if arm != UNKNOWN_ARM and data["arms"][arm].get("role") == "no_stimulation":
            continue  # it takes no tables
        yield from (("arms", arm, name) for name in (*INHERITED, "delivered"))
        yield from (("arms", arm, *nested) for nested in NESTED)


def _keys(line: str, table: Path, data: dict[str, Any]) -> Iterator[Path]:
    """Yield the paths that a blanked line may write in a table."""
    named, kind = RE_KEY.match(line), table_at(table)
    if (
        named
        and (steps := _steps(named[1]))
        and (is_named(table) or (kind and steps[0] in kind.model_fields))
    ):
        yield (*table, *steps)
    elif (word := RE_WORD.match(line)) and kind is not None:
        written: Any = data
        for step in table:
            written = written.get(step, {}) if isinstance(written, dict) else {}
        yield from (
            (*table, field)
            for field in kind.model_fields
            if field.startswith(word[1]) and field not in written
        )


def _steps(key: str) -> tuple[str, ...]:
    """Return the parts of a dotted key; none where it is none."""
    try:
        found: Any = tomli.loads(f"{key} = 0")
    except tomli.TOMLDecodeError:
        return ()
    steps = []
    while isinstance(found, dict):
        ((name, found),) = found.items()
        steps.append(name)
    return tuple(steps)
