"""Tables under a header that is broken, or given twice: read by themselves, where it is beyond doubt which table it is."""

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from protocols.check.blanked import RE_WHOLE_HEADER, is_header, steps_of_key, unread_in
from protocols.document.document import Document, Path, Span, Standing
from protocols.document.reading import read
from protocols.model.paths import is_named, is_table_list, table_at


class Rest(NamedTuple):
    """A document whose broken lines are blanked, all its lines as they were, and the numbers of those blanked."""

    document: Document
    lines: list[str]
    blanked: set[int]


class Sections(NamedTuple):
    """A document with its broken tables where they belong, the lines that were so read, and what could not be read there."""

    document: Document
    lines: set[int]
    unread: set[Path]


Blank = Callable[[Document], Rest | None]


class Section(NamedTuple):
    """The table that stands under a broken header: its path, what is read of it, and from where in the text."""

    path: Path
    rest: Rest
    start: int
    header: Span


def with_sections(rest: Rest, blank: Blank) -> Sections:
    """Put the tables under broken headers where they belong; blank makes of a part of the text what can be read."""
    data, at, lines, unread = copy.deepcopy(rest.document.data or {}), {}, set[int](), set[Path]()
    for header, section in _sections(rest, blank):
        put = _put(data, section)
        if put is None:
            continue
        at.update(put)
        lines |= {header, *range(header + 1, header + 1 + len(section.rest.lines))}
        found = section.rest
        unread |= set(unread_in(found.lines, found.blanked, data, section.path))
    if not lines:
        return Sections(rest.document, lines, unread)
    document = rest.document.standing(at)
    document.data = data
    return Sections(document, lines, unread)


def _sections(rest: Rest, blank: Blank) -> Iterator[tuple[int, Section]]:
    """Yield each table under a blanked header of which the name is beyond doubt, with the number of its header's line."""
    starts = [0]
    for line in rest.lines:
        starts.append(starts[-1] + len(line) + 1)
    for header in sorted(rest.blanked):
        line = rest.lines[header]
        path = _path(line, rest.lines) if is_header(line) else None
        if path is None:
            continue
        end = next(
            (n for n in range(header + 1, len(rest.lines)) if is_header(rest.lines[n])), len(rest.lines)
        )
        found = blank(read("\n".join(rest.lines[header + 1 : end]), rest.document.name))
        if found is not None and found.document.data is not None:
            span = Span(starts[header], starts[header] + len(line.rstrip()))
            yield header, Section(path, found, starts[header + 1], span)


def _path(line: str, lines: list[str]) -> Path | None:
    """Return the table that a broken header names; None where it may be another, or one of several."""
    name = line.partition("#")[0].strip()
    inside = name.strip("[](){}<> \t")
    path: Path = steps_of_key(inside)
    if not path or table_at(path) is None:  # in capitals, or with spaces for points
        path = steps_of_key(re.sub(r"[\s.]+", ".", inside.lower()))
    kind = table_at(path) if path else None
    if kind is None or is_table_list(path) or isinstance(path[-1], int):
        return None
    return path if name[-1] in "])}>" or not _may_be_cut_short(path, lines) else None


def _may_be_cut_short(path: Path, lines: list[str]) -> bool:
    """Say whether a name that is not closed may lack its end.

    The table may have a header elsewhere: then it is one within it. Of an arm the name may stand nowhere else as it is, or
    another begins so. That of an outcome stands alone, unless another begins so; of a period or a channel nobody can tell.
    """
    if any(match and steps_of_key(match[2]) == path for match in map(RE_WHOLE_HEADER.match, lines)):
        return True
    text = "\n".join(lines)
    named = [n for n in range(1, len(path)) if is_named(path[:n])]
    return any(_may_be_longer(str(path[n - 1]), re.escape(str(path[n])), text) for n in named)


def _may_be_longer(several: str, name: str, text: str) -> bool:
    if several == "arms":
        longer = re.search(rf"arms[ \t]*\.[ \t]*{name}[\w-]", text)
        return longer is not None or len(re.findall(rf"(?<![\w-]){name}(?![\w-])", text)) < 2
    return several != "outcomes" or len(re.findall(rf"outcomes[ \t]*\.[ \t]*{name}", text)) > 1


def _put(data: dict[str, Any], section: Section) -> dict[Path, Standing] | None:
    """Put a table where it belongs, and say where its keys stand; None where one of them is written there already."""
    holder: Any = data
    for step in section.path[:-1]:
        holder = holder.setdefault(step, {}) if isinstance(holder, dict) else None
    mine = section.rest.document.data or {}
    if not isinstance(holder, dict):
        return None
    there = holder.setdefault(str(section.path[-1]), {})
    if not isinstance(there, dict) or not there.keys().isdisjoint(mine):
        return None
    new = not there
    there.update(mine)
    part, shift = section.rest.document, section.start
    found = {(*section.path, name): Standing((name,), part, shift) for name in mine}
    if new:
        found[section.path] = Standing((), part, shift, section.header)
    return found
