"""What stands in the lines of a file that could not be read: which keys, of which tables, as far as it can be told."""

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

import tomli

from protocols.document.document import Path
from protocols.document.locator import RE_OTHER_BRACKETS
from protocols.lib.spelling import level
from protocols.model.partial import MOST_NAMES
from protocols.model.paths import INHERITED, WITHIN_AN_ARM, is_named, table_at
from protocols.model.resolved import ALWAYS
from protocols.model.unread_arm import UNKNOWN_ARM
from protocols.rules import likely_places

RE_KEY: Final = re.compile(
    r"""[ \t]*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)[ \t]*="""
)
RE_HEADER: Final = re.compile(r"[ \t]*\[")
RE_WHOLE_HEADER: Final = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\[\]#\n]+?)[ \t]*\]\]?.*\r?$")
RE_WORD: Final = re.compile(r"[ \t]*([\w-]+)[ \t]*\r?$")
RE_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*')
RE_ASSIGNED: Final = re.compile(r"(?<![\w.-])([\w-]+)[ \t]*[:=]")
RE_BEGINS: Final = re.compile(
    r"""[^\w\[#]*([A-Za-z][\w-]*(?:[ \t]*[. \t][ \t]*[\w-]+)*)["'\u201d]?[ \t]*([:=]?)"""
)
RE_PART: Final = re.compile(r"""[ \t]*(?:["'\[\]{},\d][^=:\n]*)?\r?\Z""")
"""Nothing, or a line that begins with no key and assigns nothing: part of a longer value."""
LONGEST: Final = 200
"""Signs of a line in which a key is looked for: it stands at its beginning."""

OF_THE_STUDY: Final = ("study", *ALWAYS)
NESTED: Final = (
    ("stimulation", "intensity"),
    ("stimulation", "burst"),
    ("stimulation", "gating"),
    ("device", "limits"),
)


ONE_OF_SEVERAL: Final = tuple((several,) for several in WITHIN_AN_ARM)


def is_header(line: str) -> bool:
    """Say whether a line opens a table, or was meant to."""
    squared = RE_HEADER.match(line) is not None and not RE_KEY.match(line)
    return squared or RE_OTHER_BRACKETS.match(line.strip()) is not None


def unread_in(
    lines: list[str], blanked: Collection[int], data: dict[str, Any], within: Path
) -> Iterator[Path]:
    """Yield the paths of what stands in the blanked lines; within is the table that the first of all lines is in."""
    seen: dict[tuple[str, ...], int] = {}
    tables: list[Path] = [within]
    asked: set[str] = set()
    for index, line in enumerate(lines):
        if is_header(line):
            tables = list(tables_of(line, data, seen))
            if index in blanked:
                yield from (path for path in tables if path[:1] == ("arms",) and len(path) == 2)
                yield from (path[:1] for path in tables if path[0] == "outcomes")
                for several in WITHIN_AN_ARM:
                    yield from _parts(several, line, tables, data)
        elif index in blanked and not RE_PART.match(line):
            for table in tables:
                yield from _keys(line, table, data, asked)


def _parts(several: str, line: str, tables: list[Path], data: dict[str, Any]) -> Iterator[Path]:
    """Yield the periods, or the channels, of which one may stand behind a header that could not be read."""
    begun, arms = _begun(line), data.get("arms")
    if several in data or _is_begun(several, begun[:1]):
        yield (several,)
    written: dict[str, Any] = arms if isinstance(arms, dict) else {}
    names = [path[1] for path in tables if path[:1] == ("arms",) and len(path) > 1]
    if begun[0] == "arms" and len(begun) > 2:
        names += [name for name in written if level(name) == begun[1]]
    for name in dict.fromkeys(names):
        arm = written.get(str(name))
        if _is_begun(several, begun[2:3]) or (isinstance(arm, dict) and several in arm):
            yield ("arms", name, several)


def _is_begun(several: str, step: list[str]) -> bool:
    """Say whether a part of a name that is cut short is `periods`, or `channels`, as far as it goes."""
    return step != [] and step[0] != "" and several.startswith(step[0])


def _begun(line: str) -> list[str]:
    """Return the parts of a name that is cut short; the last is "" where it ends with a point."""
    return [level(part.strip().strip("\"'")) for part in line.strip().strip("[](){}<>").split(".")]


def tables_of(line: str, data: dict[str, Any], seen: dict[tuple[str, ...], int]) -> Iterator[Path]:
    """Yield the tables that a header may open: of one that is cut short, all that begin so."""
    whole = RE_WHOLE_HEADER.match(line)
    if whole and (steps := steps_of_key(whole[2])):
        if whole[1] == "[[":
            seen[steps] = seen.get(steps, -1) + 1
            yield (*steps, seen[steps])
        else:
            yield steps
        return
    *above, begun = _begun(line)
    yield from (path for path in _known_tables(data) if _begins(path, tuple(above), begun))


def _begins(path: Path, parents: tuple[str, ...], said: str) -> bool:
    depth = len(parents)
    if len(path) <= depth or path[:depth] != parents:
        return False
    name = str(path[depth])
    return name == UNKNOWN_ARM or name.startswith(said) or said.startswith(f"{name}_")


def _known_tables(data: dict[str, Any]) -> Iterator[Path]:
    """Yield the tables that a file may have: those of the format, and those of each arm, one unnamed included."""
    yield from ((name,) for name in (*OF_THE_STUDY, *INHERITED))
    yield from (*NESTED, ("outcomes", UNKNOWN_ARM), ("sources",))
    arms = data.get("arms")
    for arm in [*(arms if isinstance(arms, dict) else ()), UNKNOWN_ARM]:
        yield ("arms", arm)
        written = data["arms"][arm] if arm != UNKNOWN_ARM else {}
        if isinstance(written, dict) and written.get("role") == "no_stimulation":
            continue  # it takes no tables
        yield from (("arms", arm, name) for name in (*INHERITED, "delivered"))
        yield from (("arms", arm, *nested) for nested in NESTED)


def _keys(line: str, table: Path, data: dict[str, Any], asked: set[str]) -> Iterator[Path]:
    """Yield the paths that a blanked line may write in a table; asked are the lines of which the meaning was asked."""
    if table[-1:] in ONE_OF_SEVERAL:  # a period whose name could not be read: what the others say is not all
        yield table
        return
    named, kind = RE_KEY.match(line), table_at(table)
    fields: Collection[str] = kind.known_keys if kind else ()
    if named and (steps := steps_of_key(named[1])) and (is_named(table) or steps[0] in fields):
        yield (*table, *steps)
    elif kind is not None:
        written: Any = data
        for step in table:
            written = written.get(step, {}) if isinstance(written, dict) else {}
        # Of several periods one may be written and another not be read.
        free = [field for field in fields if field not in written or field in WITHIN_AN_ARM]
        if word := RE_WORD.match(line):
            yield from ((*table, field) for field in free if field.startswith(word[1]))
        else:
            meant = _meant(line, table, fields, asked)
            yield from (path for path in meant if path[-1] in free or path[:-1] != table)
    for word in RE_ASSIGNED.findall(RE_QUOTED.sub("", line[:LONGEST])):
        if word in fields:  # another key on the same line
            yield (*table, word)


def _meant(line: str, table: Path, fields: Collection[str], asked: set[str]) -> Iterator[Path]:
    """Yield what a line means that is no key, = and a value: one with another sign, or none, between the two."""
    begins = RE_BEGINS.match(line[:LONGEST])
    if begins is None:
        if "=" in line[:LONGEST]:  # a value without its key: it may be of any
            yield from ((*table, field) for field in fields)
        return
    words = re.split(r"[ \t]+", begins[1].strip())
    for count in range(len(words), 0, -1):
        steps = level(" ".join(words[:count])).split(".")
        if steps[0] in fields:
            yield from _as_far_as_it_goes((*table, *steps), cut=not begins[2])
            return
    if len(asked) < MOST_NAMES:
        asked.add(line)
        name = level(begins[1] if begins[2] else words[0])
        begun = [(*table, one) for one in WITHIN_AN_ARM if one in fields and _is_begun(one, [name])]
        yield from likely_places(name, table) or begun


def _as_far_as_it_goes(path: Path, *, cut: bool) -> Iterator[Path]:
    """Yield what a dotted key means; of one that is cut short all keys that begin so."""
    kind = table_at(path[:-1]) if cut else None
    begun = [
        (*path[:-1], name) for name in (kind.known_keys if kind else ()) if name.startswith(str(path[-1]))
    ]
    yield from begun or [path]


def steps_of_key(key: str) -> tuple[str, ...]:
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
