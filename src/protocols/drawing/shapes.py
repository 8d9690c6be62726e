"""The shapes of `data/ear.toml`: which term is where, as regions of smooth lines."""

from functools import cache
from typing import Any, Final, NamedTuple

from protocols.drawing.geometry import Curve, Point, smooth
from protocols.lib.resources import data
from protocols.model.terms import PARTS, SITES

FIGURES: Final = ("auricle", "body")


class Place(NamedTuple):
    """Where a term lies: the figure, the regions it marks by their terms, the point a label leads to, and its words."""

    figure: str
    regions: dict[str, list[Curve]]
    point: Point
    words: str


class Figure(NamedTuple):
    """A figure to draw on: the box that is shown, its outline, the lines that are seen, and where light and shadow fall.

    Lines and lights have widths, shades a term, the lines along which they lie, and how dark they are.
    """

    box: tuple[float, float, float, float]
    outline: list[Curve]
    contours: list[tuple[list[Curve], float]]
    shades: list[tuple[str, list[list[Curve]], float]]
    lights: list[tuple[list[Curve], float]]


@cache
def figure(name: str) -> Figure:
    """Return a figure, `auricle` or `body`."""
    drawn = data("ear")[name]
    return Figure(
        tuple(drawn["box"]),
        _region(name, drawn["outline"]),
        [(_edge(name, edge), width) for edge, width in drawn["contours"]],
        [(term, [_edge(name, edge) for edge in edges], dark) for term, edges, dark in drawn["shades"]],
        [(_edge(name, edge), width) for edge, width in drawn["lights"]],
    )


@cache
def places() -> dict[str, Place]:
    """Return where each site term lies, by term, in the order of the format."""
    found = {term: (name, site) for name in FIGURES for term, site in data("ear")[name]["sites"].items()}
    return {term: _place(*found[term], term) for term in SITES}


def _place(name: str, site: dict[str, Any], term: str) -> Place:
    marked = sorted(PARTS[term]) if term in PARTS else [term]
    sites = data("ear")[name]["sites"]
    regions = {part: _region(name, sites[part]["edges"]) for part in marked}
    return Place(name, regions, (site["point"][0], site["point"][1]), site["words"])


def _region(name: str, edges: list[Any]) -> list[Curve]:
    return [curve for edge in edges for curve in _edge(name, edge)]


def _edge(name: str, edge: Any) -> list[Curve]:
    """Return a line, or the part of one from one of its points to another."""
    line, first, last = edge if isinstance(edge, list) else (edge, 0, None)
    curves = smooth([(x, y) for x, y in data("ear")[name]["lines"][line]])
    if last is None:
        return curves
    if first <= last:
        return curves[first:last]
    return [curve.reversed() for curve in reversed(curves[last:first])]
