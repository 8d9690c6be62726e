"""The report as Markdown, for a review or a repository: all that can be said without pictures."""

from collections.abc import Iterator

from protocols.dossier import Dossier
from protocols.findings.report import DISCLAIMER
from protocols.formats.grid import Grid, markdown_parts
from protocols.formats.markdown import item
from protocols.formats.style import escaped


def as_markdown(shown: Dossier) -> str:
    """Return the report. The file's text stands in it as it is, whatever it holds."""
    return (
        "\n\n".join([*_head(shown), *_tables(shown), *_findings(shown), *_rest(shown), f"*{DISCLAIMER}*"])
        + "\n"
    )


def _head(shown: Dossier) -> Iterator[str]:
    yield f"# {escaped(shown.view.title)}"
    yield escaped(shown.headline)
    yield f"**{escaped(shown.said)}**, checked in the profile {shown.report.profile}."
    yield "## The study"
    for title, rows in shown.about:
        cells = [(row.words, row.cells[0].text) for row in rows]
        yield from markdown_parts(Grid(title, ("", ""), cells), level=3)


def _tables(shown: Dossier) -> Iterator[str]:
    for grid in shown.grids:
        yield from markdown_parts(grid)


def _findings(shown: Dossier) -> Iterator[str]:
    yield "## Findings"
    yield f"{escaped(shown.said)}."
    for title, several in [*shown.open, ("Waived", shown.waived)]:
        if several:
            yield f"### {title}"
            yield "\n".join(item(one) for one in several)
    if shown.lacking:
        rows = [(reason, ", ".join(one.code for one in several)) for reason, several in shown.lacking]
        title = f"Not evaluated ({shown.report.skipped} rules)"
        yield from markdown_parts(Grid(title, ("why", "rules"), rows), level=3)


def _rest(shown: Dossier) -> Iterator[str]:
    yield "## Reporting standards"
    yield "\n".join(f"- {escaped(one.headline)}" for one in shown.checklists)
    if shown.view.notes:
        yield from markdown_parts(Grid("Notes in the file", notes=shown.view.notes))
    yield from markdown_parts(Grid("Provenance", ("", ""), shown.provenance))
