"""The dose of a study, and protocols side by side, as tables of a notebook."""

from dataclasses import dataclass

from protocols.evidence.trials import chosen, preset
from protocols.formats.comparison import LEGEND, Remarks, by_table
from protocols.formats.folding import fold, told
from protocols.formats.grid import Grid
from protocols.formats.overview import grids
from protocols.lib.references import label
from protocols.lib.shown import Shown
from protocols.model import Study
from protocols.model.quantity import TYPOGRAPHIC
from protocols.notebook.frames import Columns, columns, of_dose
from protocols.notebook.pages import page
from protocols.overview import overview
from protocols.overview.comparison import Comparison
from protocols.overview.comparison import compare as side_by_side


@dataclass(frozen=True, slots=True)
class Dose(Shown):
    """What follows from the settings of each stimulated arm."""

    study: Study

    def _repr_html_(self) -> str:
        view = overview(self.study, TYPOGRAPHIC)
        (table,) = [grid for grid in grids(view) if grid.title == "Dose"]
        return page("Dose", "", [table._replace(title="")])

    def to_frame(self) -> Columns:
        """Return a line for each quantity of each arm, its numbers as they were computed."""
        return of_dose(overview(self.study))


@dataclass(frozen=True, slots=True)
class Compared(Shown):
    """Protocols side by side: as a table what differs, as columns everything."""

    studies: tuple[tuple[str, Study], ...]

    def _repr_html_(self) -> str:
        made = fold(side_by_side(self.studies, TYPOGRAPHIC))
        remarks = Remarks(folded=made.folded)
        header = ("key", *(f"{one.study}: {one.title}" for one in made.columns))
        tables = [
            Grid(title, header, [(row.label, *map(remarks.marked, row.cells)) for row in rows])
            for title, rows in by_table(made)
        ]
        said = [one.replace("--all shows them", "to_frame() has them") for one in told(made)]
        return page("Side by side", "", [*tables, Grid("", notes=[*said, LEGEND])])

    def to_frame(self) -> Columns:
        """Return a line for each key of each arm of each study; what is not stated is "" there."""
        made: Comparison = side_by_side(self.studies)
        lines = (
            {
                "study": column.study,
                "arm": column.arm,
                "role": column.role,
                "key": row.path,
                "unit": row.unit,
                "text": cell.text,
                "differs": cell.differs,
                "remarks": "; ".join(cell.remarks),
            }
            for row in made.rows
            for column, cell in zip(made.columns, row.cells, strict=True)
        )
        return columns(("study", "arm", "role", "key", "unit", "text", "differs", "remarks"), lines)


def dose(study: Study) -> Dose:
    """Return the dose of a study, which shows itself in a notebook."""
    return Dose(study)


def compare(*several: Study | str) -> Compared:
    """Return studies side by side; a text names a preset, or a condition with all its trials.

    Raises KeyError for a name that is neither.
    """
    found: list[tuple[str, Study]] = []
    for one in several:
        if isinstance(one, Study):
            found.append((" ".join(one.about.title.split()), one))
            continue
        try:
            names = chosen([one])
        except KeyError:
            raise KeyError(
                f"there is no preset or condition {one}; `protocols.presets()` has the presets"
            ) from None
        found += [(label(name), preset(name)) for name in names]
    return Compared(tuple(found))
