"""Smooth lines through points, regions between them, and whether a point lies in one."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from protocols.drawing.svg import number

Point = tuple[float, float]
STEPS = 8
"""Straight pieces for one curve, where a region is held against a point."""


class Curve(NamedTuple):
    """A cubic Bézier curve."""

    start: Point
    leaving: Point
    arriving: Point
    end: Point

    def reversed(self) -> "Curve":
        """Return the curve from its end to its start."""
        return Curve(self.end, self.arriving, self.leaving, self.start)

    def moved(self, scale: float, right: float, down: float, *, mirrored: bool) -> "Curve":
        """Return the curve enlarged and moved; mirrored, left and right change places first."""
        return Curve(*(moved(point, scale, right, down, mirrored=mirrored) for point in self))

    def at(self, share: float) -> Point:
        """Return the point at a share of the way, from 0 to 1."""
        back = 1 - share
        weights = (back**3, 3 * back * back * share, 3 * back * share * share, share**3)
        x, y = (
            sum(weight * point[axis] for weight, point in zip(weights, self, strict=True)) for axis in (0, 1)
        )
        return x, y


def moved(point: Point, scale: float, right: float, down: float, *, mirrored: bool) -> Point:
    """Return a point enlarged and moved; mirrored, left and right change places first."""
    return right + (-point[0] if mirrored else point[0]) * scale, down + point[1] * scale


def smooth(points: Sequence[Point]) -> list[Curve]:
    """Return the curves of a smooth line through points (a Catmull-Rom spline); two points make a straight line."""
    ends = [points[0], *points, points[-1]]
    return [
        Curve(here, _toward(here, before, there), _toward(there, after, here), there)
        for before, here, there, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False)
    ]


def _toward(here: Point, behind: Point, ahead: Point) -> Point:
    return here[0] + (ahead[0] - behind[0]) / 6, here[1] + (ahead[1] - behind[1]) / 6


def path(curves: Iterable[Curve], *, closed: bool = True) -> str:
    """Return curves that follow one another as the `d` of a path."""
    parts: list[str] = []
    for curve in curves:
        if not parts:
            parts.append(f"M{_pair(curve.start)}")
        parts.append(f"C{_pair(curve.leaving)} {_pair(curve.arriving)} {_pair(curve.end)}")
    return "".join(parts) + ("Z" if closed else "")


def _pair(point: Point) -> str:
    return f"{number(point[0])},{number(point[1])}"


def polygon(curves: Iterable[Curve]) -> list[Point]:
    """Return the corners of a region as straight pieces."""
    return [curve.at(step / STEPS) for curve in curves for step in range(STEPS)]


def inside(point: Point, corners: Sequence[Point]) -> bool:
    """Say whether a point lies in a polygon: a ray to the right crosses its border an odd number of times."""
    x, y = point
    found = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            found = not found
    return found


def crosses(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Say whether two straight lines cross."""
    (a, b), (c, d) = one, other
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
