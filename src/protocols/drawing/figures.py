"""One figure with what is marked on it: the auricle of one side, or the body for what is off the ear."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from protocols.drawing.colours import INK, PAPER, variable
from protocols.drawing.geometry import Curve, Point, moved, path
from protocols.drawing.labels import GAP, Label, place
from protocols.drawing.roles import BADGE, badge, fill
from protocols.drawing.shapes import Figure, figure, places
from protocols.drawing.svg import SMALL, line, node, number, text, wrap

SKIN: Final = variable("ear")
CONTOUR: Final = variable("ear-line")
SHADE: Final = variable("ear-shade")
LIGHT: Final = variable("ear-light")
SOFT: Final = (36, 28, 21, 15, 10, 5)
"""How wide the strokes are that make a soft shadow together."""
LINE: Final = 15.0
ORDER: Final = ("active", "active_comparator", "sham")
TOPMOST: Final = "ear_canal"


class Mark(NamedTuple):
    """A site term that arms use: its label's letters with their roles, in the order of the arms."""

    term: str
    arms: tuple[tuple[str, str], ...]


class Frame(NamedTuple):
    """Where a figure is drawn: its left and upper end, how large, mirrored or not, and its column of labels."""

    left: float
    top: float
    scale: float
    mirrored: bool
    labels_left: float
    labels_width: float

    def curves(self, name: str, curves: Sequence[Curve]) -> list[Curve]:
        """Return curves of a figure as they are drawn."""
        return [Curve(*(self.point(name, point) for point in curve)) for curve in curves]

    def point(self, name: str, point: Point) -> Point:
        """Return a point of a figure as it is drawn."""
        x, y, width, _ = figure(name).box
        right = self.left + (x + width if self.mirrored else -x) * self.scale
        return moved(point, self.scale, right, self.top - y * self.scale, mirrored=self.mirrored)


def drawn(name: str, frame: Frame, marks: Sequence[Mark], prefix: str, own: str) -> Element:
    """Return a figure with its marks and their labels; own makes the ids of this figure unique in the picture."""
    shown = figure(name)
    regions = [(mark, part) for mark in marks for part in places()[mark.term].regions]
    outside = [(mark, part) for mark, part in regions if part in ("preauricular", "mastoid", "off_ear")]
    last = [(mark, part) for mark, part in regions if part.startswith(TOPMOST)]
    within = [one for one in regions if one not in outside and one not in last]
    canal = [] if name == "body" else [_canal(frame, 0.2 if last else 0.75)]
    return node(
        "g",
        *_filled(name, frame, outside, prefix),
        node("path", d=path(frame.curves(name, shown.outline)), fill=SKIN),
        *_shades(name, frame, shown, f"{prefix}-{own}"),
        *_filled(name, frame, within, prefix),
        *canal,
        *_filled(name, frame, last, prefix),
        *_contours(name, frame, shown),
        *_labels(name, frame, marks),
    )


def _filled(name: str, frame: Frame, regions: Sequence[tuple[Mark, str]], prefix: str) -> Iterator[Element]:
    """Yield each region once for each role that marks it, filled below and hatched above."""
    found: dict[str, set[str]] = {}
    for mark, part in regions:
        found.setdefault(part, set()).update(role for _, role in mark.arms)
    for part, roles in found.items():
        outline = path(frame.curves(name, places()[part].regions[part]))
        for role in (role for role in ORDER if role in roles):
            yield node("path", d=outline, data_site=part, data_role=role, **fill(role, prefix))


def _canal(frame: Frame, opacity: float) -> Element:
    walls = [places()[f"{TOPMOST}_{wall}"].regions[f"{TOPMOST}_{wall}"] for wall in ("anterior", "posterior")]
    outline = "".join(path(frame.curves("auricle", wall)) for wall in walls)
    return node("path", d=outline, fill=SHADE, fill_opacity=opacity)


def _shades(name: str, frame: Frame, shown: Figure, prefix: str) -> Iterator[Element]:
    """Yield soft shadows along the edges of hollows, cut off where a hollow ends, and the light on crests."""
    for term, edges, dark in shown.shades:
        outline = path(frame.curves(name, places()[term].regions[term]))
        clip, edge = f"{prefix}-{term}", f"{prefix}-{term}-edge"
        drawn_edges = "".join(path(frame.curves(name, one), closed=False) for one in edges)
        strokes = [node("use", href=f"#{edge}", stroke_width=width * frame.scale) for width in SOFT]
        yield node("clipPath", node("path", d=outline), id=clip)
        yield node("defs", node("path", d=drawn_edges, id=edge))
        yield node("path", d=outline, fill=SHADE, fill_opacity=0.05 * dark)
        soft = {
            "fill": "none",
            "stroke": SHADE,
            "stroke_opacity": number(0.034 * dark),
            "stroke_linecap": "round",
        }
        yield node("g", *strokes, clip_path=f"url(#{clip})", **soft)
    for crest, width in shown.lights:
        outline = path(frame.curves(name, crest), closed=False)
        for share in (1.0, 0.55):
            wide = width * share * frame.scale
            light = {"fill": "none", "stroke": LIGHT, "stroke_opacity": "0.22", "stroke_linecap": "round"}
            yield node("path", d=outline, stroke_width=wide, **light)


def _contours(name: str, frame: Frame, shown: Figure) -> Iterator[Element]:
    for curves, width in shown.contours:
        outline = path(frame.curves(name, curves), closed=False)
        yield node(
            "path",
            d=outline,
            fill="none",
            stroke=CONTOUR,
            stroke_width=width,
            stroke_linecap="round",
            stroke_linejoin="round",
        )


def column(marks: Sequence[Mark], width: float) -> float:
    """Return how high a column of labels is."""
    heights = [label_height(_rows(mark, width)) + GAP for mark in marks]
    return sum(heights)


def label_height(rows: Sequence[str]) -> float:
    """Return how high a label of so many lines is."""
    return max(len(rows) * LINE, 2 * BADGE + 2)


def _labels(name: str, frame: Frame, marks: Sequence[Mark]) -> Iterator[Element]:
    points = [frame.point(name, places()[mark.term].point) for mark in marks]
    rows = [_rows(mark, frame.labels_width) for mark in marks]
    labels = [
        Label(max(len(row) * LINE, 2 * BADGE + 2), point) for row, point in zip(rows, points, strict=True)
    ]
    to_the_right = frame.labels_left > frame.left
    edge = frame.labels_left - 1 if to_the_right else frame.labels_left + frame.labels_width + 1
    height = figure(name).box[3] * frame.scale
    middles = place(labels, edge, frame.top, frame.top + height)
    for mark, row, point, middle in zip(marks, rows, points, middles, strict=True):
        yield _leader((edge, middle), point)
        yield _label(mark, row, frame, middle, to_the_right=to_the_right)


def _rows(mark: Mark, width: float) -> list[str]:
    return wrap(places()[mark.term].words, max(width - letters(mark), 60), SMALL)


def letters(mark: Mark) -> float:
    """Return how wide the letters of a label are."""
    return len(mark.arms) * (2 * BADGE + 6) + 2


def _leader(start: Point, end: Point) -> Element:
    ends = (*start, *end)
    return node(
        "g",
        line(*ends, stroke=PAPER, stroke_width=3.4, stroke_linecap="round"),
        node("circle", cx=end[0], cy=end[1], r=3.6, fill=PAPER),
        line(*ends, stroke_width=1.1),
        node("circle", cx=end[0], cy=end[1], r=2.4, fill=INK),
        data_part="leader",
    )


def _label(mark: Mark, row: Sequence[str], frame: Frame, middle: float, *, to_the_right: bool) -> Element:
    """Return letters and words, the letters nearest to the picture."""
    step = 2 * BADGE + 6
    start, direction = (
        (frame.labels_left, 1) if to_the_right else (frame.labels_left + frame.labels_width, -1)
    )
    outwards = mark.arms if to_the_right else mark.arms[::-1]
    badges = [
        badge(start + direction * (step * index + BADGE + 2), middle, sign, role)
        for index, (sign, role) in enumerate(outwards)
    ]
    x = start + direction * (step * len(mark.arms) + 2)
    first = middle - (len(row) - 1) * LINE / 2 + 4.2
    lines = [
        text(x, first + index * LINE, words, size=SMALL, anchor="start" if to_the_right else "end")
        for index, words in enumerate(row)
    ]
    return node("g", *badges, *lines, data_part="label", data_site=mark.term)
