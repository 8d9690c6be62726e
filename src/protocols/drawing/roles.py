"""How arms are told apart without colour: a letter each, and by role the shape of its badge and how a place is filled."""

from typing import Final
from xml.etree.ElementTree import Element

from protocols.drawing.colours import INK, PAPER, variable
from protocols.drawing.svg import SIZE, line, node, outline, rect, text

COLOURS: Final = {
    "active": variable("active"),
    "active_comparator": variable("comparator"),
    "sham": variable("sham"),
}
"""The colour of a role; it adds to pattern, letter and words, and never stands alone."""

PATTERNS: Final = {"active": "filled", "active_comparator": "dotted", "sham": "hatched, dashed outline"}
BADGE: Final = 9.0


def colour(role: str) -> str:
    """Return the colour of a role."""
    return COLOURS.get(role, INK)


def letter(number: int) -> str:
    """Return the letter of the first, second, … arm; numbers after Z."""
    return chr(ord("A") + number) if number < 26 else str(number + 1)


def hatching(name: str, stroke: str, width: float) -> Element:
    """Return a hatching that `fill` refers to by its name."""
    return node(
        "pattern",
        line(0, 0, 0, 6, stroke=stroke, stroke_width=width),
        id=name,
        width=5,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def patterns(prefix: str) -> Element:
    """Return the hatching of a sham and the dots of an active comparator."""
    dots = colour("active_comparator")
    return node(
        "defs",
        hatching(f"{prefix}-sham", colour("sham"), 2.4),
        node(
            "pattern",
            node("circle", cx=1.8, cy=1.8, r=1.4, fill=dots),
            node("circle", cx=4.8, cy=4.8, r=1.4, fill=dots),
            id=f"{prefix}-active_comparator",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
        ),
    )


def fill(role: str, prefix: str) -> dict[str, str | float]:
    """Return the attributes that fill a place as its role asks."""
    edge: dict[str, str | float] = {"stroke": colour(role), "stroke_width": 1.6, "stroke_linejoin": "round"}
    if role == "active":
        return {"fill": colour(role), "fill_opacity": 0.62, **edge}
    dashes = {"stroke_dasharray": "4 2.5"} if role == "sham" else {}
    return {"fill": f"url(#{prefix}-{role})", **edge, **dashes}


def badge(x: float, y: float, sign: str, role: str) -> Element:
    """Return an arm's letter: in a disc when active, a square when sham, a diamond when an active comparator."""
    filled = role == "active"
    look: dict[str, str | float] = {"fill": INK if filled else PAPER, "stroke": INK, "stroke_width": 1.3}
    if role == "sham":
        shape = rect(x - BADGE + 1, y - BADGE + 1, 2 * BADGE - 2, 2 * BADGE - 2, **look)
    elif role == "active_comparator":
        shape = node("path", d=diamond(x, y, BADGE + 2), **look)
    else:
        shape = node("circle", cx=x, cy=y, r=BADGE, **look)
    sign_fill = PAPER if filled else INK
    return node(
        "g",
        shape,
        text(x, y + 4.3, sign, size=SIZE - 1, anchor="middle", bold=True, fill=sign_fill),
        data_badge=sign,
    )


def swatch(x: float, y: float, role: str, prefix: str) -> Element:
    """Return a small field filled as a role's places are."""
    return rect(x, y, 26, 14, **fill(role, prefix))


def diamond(x: float, y: float, reach: float) -> str:
    """Return the path of a diamond around a point."""
    corners = ((x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach))
    return outline(corners)
