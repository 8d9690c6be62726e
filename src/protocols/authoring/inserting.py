"""Write what a protocol still lacks as commented lines, each under what it means, where it is to stand."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from protocols.authoring.changing import Draft, Edited, study_of
from protocols.authoring.lacking import lacking
from protocols.authoring.paths import order
from protocols.authoring.placeholders import placeholders
from protocols.authoring.results import config_from
from protocols.check.configuration.config import Config
from protocols.document.document import Path
from protocols.document.layout import Layout
from protocols.document.literal import key_text
from protocols.document.setting import open_table
from protocols.document.splice import Splice, add_lines, line_start, next_line
from protocols.document.tree import DOTTED, VALUE
from protocols.draft import meaning_of, outcome_lines

OUTCOMES: Final[Path] = ("outcomes",)


def insert_missing(text: str, profile: str | Config = "ethics") -> Edited:
    """Add a line such as `# age = …` for each key that a profile asks for and that is not written, under what it means.

    A key stands in the order of its table; a table that is missing comes with its header, commented out too. What has
    such a line already gets no other. Data never change. profile may be a whole configuration: what it switches off, and
    what is waived, is not asked for. Raises AuthoringError where the text is no protocol, and for an unknown profile.
    """
    config = profile if isinstance(profile, Config) else config_from({"profile": profile})
    study, draft = study_of(text), Draft(text)
    layout = draft.layout()
    there = placeholders(layout)
    asked = lacking(draft.document, study, config)
    wanted = {path: others for path, others in asked.items() if not _has_its_line(path, there)}
    if wanted:
        lines = [
            _placed(layout, there, path, others, study.about.condition) for path, others in wanted.items()
        ]
        draft.change(_together(layout, lines), draft.data)
    return draft.edited()


def _has_its_line(path: Path, there: dict[Path, int]) -> bool:
    return any(one[:1] == OUTCOMES for one in there) if path == OUTCOMES else path in there


class _Line(NamedTuple):
    """The lines of a key, and where they go; header: of the table that is missing, "" where it is there."""

    at: int
    header: str
    rank: tuple[int, ...]
    lines: tuple[str, ...]


def _placed(
    layout: Layout, there: dict[Path, int], path: Path, others: Sequence[Path], condition: str | None
) -> _Line:
    if path == OUTCOMES:
        _, about, header, *lines = outcome_lines()
        return _Line(_new_table(layout, path), f"{about}\n{header}", _rank(path), tuple(lines))
    table = path[:-1]
    near = _near(layout, there, path)
    either = f" Or write {' or '.join(str(one[-1]) for one in others)}." if others else ""
    meaning = f"# {meaning_of(tuple(map(str, table)), str(path[-1]), condition)}{either}"
    if near is None:
        return _Line(
            _new_table(layout, table),
            f"# [{_key(table)}]",
            _rank(path),
            (meaning, f"# {_key(path[-1:])} = …"),
        )
    at, begun = near
    return _Line(at, "", _rank(path), (meaning, f"# {_key(path[begun:])} = …"))


def _near(layout: Layout, there: dict[Path, int], path: Path) -> tuple[int, int] | None:
    """Return where a key goes in its table, and from which step on its path is written there; None without that table."""
    table = path[:-1]
    length, node = layout.nearest(table)
    number = layout.section(table)
    held = node.kind in (VALUE, DOTTED)  # in curly brackets, or by dotted keys: a line beside these
    if number < 0 and not held:
        behind = [at for one, at in there.items() if one[:-1] == table]
        return (max(behind), len(table)) if behind else None
    ranks, found = _ranks(table), list[tuple[int, int, int]]()
    for section in layout.sections:
        for one in section.body:
            whole = (*section.path, *one.names)
            if not section.apart and _is_within(whole, table[:length] if held else table):
                rank = ranks.get(str(whole[len(table)]), len(ranks)) if len(whole) > len(table) else 0
                found.append((rank, one.stop, len(section.path)))
    if held:
        _, at, begun = max(found, key=lambda one: one[1])
        return at, begun
    found += [
        (ranks.get(str(one[-1]), len(ranks)), at, len(table))
        for one, at in there.items()
        if one[:-1] == table
    ]
    before = [
        (at, rank)
        for rank, at, begun in found
        if rank <= ranks.get(str(path[-1]), len(ranks)) and begun == len(table)
    ]
    return max(before)[0] if before else layout.sections[number].stop, len(table)


def _is_within(whole: Path, table: Path) -> bool:
    return whole[: len(table)] == table or table[: len(whole)] == whole


def _new_table(layout: Layout, table: Path) -> int:
    return open_table(layout, table, order, "").start


def _together(layout: Layout, lines: list[_Line]) -> list[Splice]:
    """Return one edit for each place, its lines in the order of the format; a table that is missing stands by itself."""
    edits = []
    for at, several in groupby(
        sorted(lines, key=lambda one: (one.at, one.header != "", one.rank)), key=lambda one: one.at
    ):
        made = list(_written(list(several)))
        before = layout.text[line_start(layout.text, max(at - 1, 0)) : at].strip()
        behind = layout.text[at : next_line(layout.text, at)].strip()
        if made[0] == "" and not before:
            made = made[1:]
        if behind and (made[0] == "" or "" in made or not _is_inside(layout, at)):
            made.append("")
        edits.append(add_lines(layout.text, at, *made))
    return edits


def _written(lines: list[_Line]) -> Iterator[str]:
    header = ""
    for one in lines:
        if one.header != header:
            header = one.header
            yield from ("", *header.split("\n"))
        yield from one.lines


def _is_inside(layout: Layout, at: int) -> bool:
    """Say whether a key of the same table follows a place, and not the header of the next with its comments."""
    return not any(
        layout.begin(number) <= at <= one.start for number, one in enumerate(layout.sections) if number
    )


def _ranks(table: Path) -> dict[str, int]:
    return {name: number for number, name in enumerate(order(table))}


def _rank(path: Path) -> tuple[int, ...]:
    """Return by what keys are put in the order of the format, names of one's own in the order of the file."""
    return tuple(_ranks(path[:length]).get(str(step), 0) for length, step in enumerate(path))


def _key(path: Path) -> str:
    return ".".join(key_text(str(step)) for step in path)
