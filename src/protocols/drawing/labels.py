"""Labels in a column beside a picture, each with a line to its point, so that neither labels nor lines overlap."""

from collections.abc import Sequence
from typing import NamedTuple

from protocols.drawing.geometry import Point, crosses

GAP = 8.0


class Label(NamedTuple):
    """A label to be placed: how high it is, and the point it belongs to."""

    height: float
    point: Point


def place(labels: Sequence[Label], edge: float, top: float, bottom: float) -> list[float]:
    """Return the middle of each label in a column whose side towards the picture is at edge.

    Labels stand in the order of their points from top to bottom; two whose lines cross change places, which shortens
    both lines, so that it ends.
    """
    order = sorted(range(len(labels)), key=lambda index: (labels[index].point[1], labels[index].point[0]))
    middles = _spread([labels[index] for index in order], top, bottom)
    for _ in range(len(labels) ** 2):
        crossing = _crossing([labels[index].point for index in order], middles, edge)
        if crossing is None:
            break
        first, second = crossing
        order[first], order[second] = order[second], order[first]
        middles = _spread([labels[index] for index in order], top, bottom)
    return [middle for _, middle in sorted(zip(order, middles, strict=True))]


def _crossing(points: Sequence[Point], middles: Sequence[float], edge: float) -> tuple[int, int] | None:
    lines = [((edge, middle), point) for middle, point in zip(middles, points, strict=True)]
    pairs = ((one, two) for one in range(len(lines)) for two in range(one + 1, len(lines)))
    return next((pair for pair in pairs if crosses(lines[pair[0]], lines[pair[1]])), None)


def _spread(labels: Sequence[Label], top: float, bottom: float) -> list[float]:
    """Return middles as near to the points as the labels' heights leave room, from top to bottom if they can."""
    middles: list[float] = []
    under = top
    for label in labels:
        middle = max(label.point[1], under + label.height / 2)
        middles.append(middle)
        under = middle + label.height / 2 + GAP
    over = max(bottom, sum(label.height + GAP for label in labels) - GAP + top)
    for index in range(len(labels) - 1, -1, -1):
        middles[index] = min(middles[index], over - labels[index].height / 2)
        over = middles[index] - labels[index].height / 2 - GAP
    return middles
