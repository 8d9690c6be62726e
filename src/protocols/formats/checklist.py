"""Filled-in checklists, and what they look like for a terminal, as Markdown, JSON and CSV."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from protocols.document.document import Document, Path
from protocols.formats import grid
from protocols.formats.grid import Grid, View
from protocols.formats.style import PLAIN, Style
from protocols.model import Study
from protocols.model.paths import INHERITED, dotted
from protocols.standards.answers import Answer, answers
from protocols.standards.applying import NO_KEY, items
from protocols.standards.items import Item, Standard

FORMAT: Final = 1
HEADER: Final = ("item", "asks for", "arm", "status", "where")
PRESENT, PARTLY, MISSING = "present", "partly", "missing"
NOT_APPLICABLE, NOT_COVERED = "not applicable", "not covered"


class Row(NamedTuple):
    """One line of a checklist: an item, of the study as a whole (arm "") or of one arm."""

    item: str
    label: str
    arm: str
    status: str
    found: tuple[tuple[str, int], ...] = ()
    missing: tuple[str, ...] = ()
    same_as: str = ""
    reason: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a table, under HEADER."""
        return (self.item, self.label, self.arm, self.status, self.where)

    @property
    def where(self) -> str:
        """Say where the answer stands, what is lacking, or why the item does not apply."""
        if self.same_as:
            return f"same as {self.same_as}"
        parts = [", ".join(f"{path} (line {line})" for path, line in self.found)]
        parts += [f"missing: {', '.join(self.missing)}" if self.missing else "", self.reason]
        return "; ".join(part for part in parts if part)


class Filled(NamedTuple):
    """A standard's checklist, filled in. covered of its total items have a key; total is 0 where all of them are rows."""

    name: str
    title: str
    rows: list[Row]
    covered: int = 0
    total: int = 0

    @property
    def cells(self) -> list[tuple[str, ...]]:
        """The rows as cells under HEADER."""
        return [row.cells for row in self.rows]

    def items(self, status: str) -> list[str]:
        """Return the items of a status: present or missing in the study and all its arms, or else partly."""
        found: dict[str, set[str]] = {}
        for row in self.rows:
            found.setdefault(row.item, set()).add(row.status)
        return [item for item, said in found.items() if (said.pop() if len(said) == 1 else PARTLY) == status]

    def labels(self, status: str) -> list[tuple[str, str]]:
        """Return the items of a status with what each asks for, in words."""
        labels = {row.item: row.label for row in self.rows}
        return [(item, labels[item]) for item in self.items(status)]

    @property
    def applicable(self) -> int:
        """How many items apply to the study, of those that have a key."""
        return sum(len(self.items(status)) for status in (PRESENT, PARTLY, MISSING))

    @property
    def present(self) -> int:
        """How many of them are present, for the study and all its arms."""
        return len(self.items(PRESENT))

    @property
    def partly(self) -> int:
        """How many of them are present in part: some of what is asked for, or in some of the arms."""
        return len(self.items(PARTLY))

    @property
    def not_covered(self) -> int:
        """How many items of the standard have no key of the format at all."""
        return self.total - self.covered if self.total else 0

    @property
    def percent(self) -> int | None:
        """The share that is present, rounded down: 100 is complete. None where no item applies: there is no share."""
        return 100 * self.present // self.applicable if self.applicable else None

    @property
    def headline(self) -> str:
        """The title with the count, and of which items it is one."""
        if not self.applicable:
            return f"{self.title}: no item applies"
        partly = f", {self.partly} partly" if self.partly else ""
        return f"{self.title}: {self.present} of {self.applicable} items present{partly} ({self.percent} % of {self._scope})"

    @property
    def _scope(self) -> str:
        if not self.not_covered:
            return "the items that apply"
        parts = ", counted here by their parts" if self.applicable > self.covered else ""
        of = f"{self.covered} of the standard's {self.total}{parts}"
        return f"the items that apply and are covered; this tool covers {of}"


def filled(study: Study, document: Document, standard: Standard) -> Filled:
    """Fill in a standard's checklist from a study; document says on which lines its values stand."""
    rows: list[Row] = []
    for item, reason in items(study, standard):
        if reason:
            status = NOT_COVERED if reason == NO_KEY else NOT_APPLICABLE
            rows.append(Row(item.id, item.label, "", status, reason=reason))
        else:
            rows += _rows(item, answers(study, item.topics, standard.only), document)
    return Filled(standard.name, standard.title, rows, standard.covered, standard.total)


def _rows(item: Item, said: list[Answer], document: Document) -> list[Row]:
    rows: list[Row] = []
    first: dict[tuple[object, object], str] = {}
    of_arms = [answer for answer in said if answer.arm]
    in_common = set.intersection(*({_shared(paths) for paths in one.lacking} for one in of_arms or said))
    for answer in said:
        named = [_shared(paths) if _shared(paths) in in_common else paths for paths in answer.lacking]
        lacking = tuple(" or ".join(dotted(path) for path in paths) for paths in named)
        status = (PARTLY if answer.found else MISSING) if lacking else PRESENT
        other = first.setdefault((answer.found, lacking), answer.arm)
        found = tuple((dotted(path), document.place(document.nearest(path)).line) for path in answer.found)
        same = other if other != answer.arm else ""
        rows.append(Row(item.id, item.label, answer.arm, status, found, lacking, same))
    return rows


def _shared(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the paths in the tables that all arms share: what every arm lacks is written there, once."""
    return tuple(path[2:] if path[0] == "arms" and path[2] in INHERITED else path for path in paths)


def as_text(lists: Sequence[Filled], name: str, style: Style = PLAIN) -> str:
    """Return tables for a terminal, an item's name and label in its first row only."""
    return grid.as_text(_view(name, lists, once=True), style)


def as_markdown(lists: Sequence[Filled], name: str, style: Style = PLAIN) -> str:  # noqa: ARG001 - as every output
    """Return tables of Markdown, to be put beside a manuscript."""
    return grid.as_markdown(_view(name, lists))


def _view(name: str, lists: Sequence[Filled], *, once: bool = False) -> View:
    tables = [Grid(one.headline, HEADER, _once(one.rows) if once else one.cells) for one in lists]
    return View(f"Reporting checklists of {name}", "", tables)


def _once(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    before = [("", ""), *((row.item, row.label) for row in rows)]
    return [
        ("", "", *row.cells[2:]) if (row.item, row.label) == last else row.cells
        for row, last in zip(rows, before, strict=False)
    ]


def as_json(lists: Sequence[Filled], name: str, style: Style = PLAIN) -> str:  # noqa: ARG001 - as every output
    """Return one JSON object, stable and versioned. Lines count from 1."""
    return grid.as_json({"format": FORMAT, "path": name, "standards": [_standard(one) for one in lists]})


def _standard(one: Filled) -> dict[str, Any]:
    return {
        "standard": one.name,
        "title": one.title,
        "applicable": one.applicable,
        "present": one.present,
        "partly": one.partly,
        "percent": one.percent,
        "covered": one.covered,
        "not_covered": one.not_covered,
        "items": [
            {
                "item": row.item,
                "label": row.label,
                "arm": row.arm or None,
                "status": row.status,
                "found": [{"path": path, "line": line} for path, line in row.found],
                "missing": list(row.missing),
                "same_as": row.same_as or None,
                "reason": row.reason or None,
            }
            for row in one.rows
        ],
    }


def as_csv(lists: Sequence[Filled], name: str, style: Style = PLAIN) -> str:  # noqa: ARG001 - as every output
    """Return one table of all checklists."""
    rows = [(name, one.name, *cells) for one in lists for cells in one.cells]
    return grid.as_csv([("file", "standard", *HEADER), *rows])


FORMATS: Final[dict[str, Callable[..., str]]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
    "csv": as_csv,
}
