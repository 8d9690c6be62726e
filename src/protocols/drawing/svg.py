"""A small writer of SVG: elements as xml.etree has them, numbers of fixed digits, words of which none is obeyed."""

import unicodedata
from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element, tostring

from protocols.drawing.colours import INK

FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
SIZE: Final = 13.0
"""The size of text; 640 units of width print on 170 mm, so that 13 is 9.8 pt."""
SMALL: Final = 12.0

Attribute = str | float | None
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[]-/ "), frozenset("mwMW%@—…→←≥≤")


def number(value: float) -> str:
    """Return a number in at most two decimals, the same on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def clean(text: str) -> str:
    """Return text on one line, with a replacement sign for what XML forbids or a reader cannot see."""
    return "".join(
        "\ufffd" if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Cn", "Co") else sign
        for sign in " ".join(text.split())
    )


def node(tag: str, *children: Element | str | None, **attributes: Attribute) -> Element:
    """Return an element; attributes of None are left out, stroke_width is stroke-width, a text child is cleaned."""
    made = Element(tag)
    for name, value in attributes.items():
        if value is not None:
            shown = value if isinstance(value, str) else number(value)
            made.set(name.rstrip("_").replace("_", "-"), shown)
    for child in children:
        if isinstance(child, str):
            made.text = (made.text or "") + clean(child)
        elif child is not None:
            made.append(child)
    return made


def text(
    x: float, y: float, words: str, *, size: float = SIZE, bold: bool = False, **more: Attribute
) -> Element:
    """Return a line of text in ink, its baseline at y; anchor is the end of it that lies at x."""
    anchor = more.pop("anchor", "start")
    attributes: dict[str, Attribute] = {
        "x": x,
        "y": y,
        "fill": INK,
        "font_size": None if size == SIZE else size,
        "text_anchor": None if anchor == "start" else anchor,
        "font_weight": "600" if bold else None,
    }
    return node("text", words, **{**attributes, **more})


def line(x1: float, y1: float, x2: float, y2: float, **more: Attribute) -> Element:
    """Return a straight line, in ink unless said otherwise."""
    return node(
        "line", **{"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": INK, "stroke_width": 1.0, **more}
    )


def rect(x: float, y: float, width: float, height: float, **more: Attribute) -> Element:
    """Return a rectangle."""
    return node("rect", **{"x": x, "y": y, "width": max(width, 0.0), "height": max(height, 0.0), **more})


def outline(corners: Iterable[tuple[float, float]], *, closed: bool = True) -> str:
    """Return straight lines from corner to corner as the `d` of a path."""
    return "M" + "L".join(f"{number(x)},{number(y)}" for x, y in corners) + ("Z" if closed else "")


def width_of(words: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return about how wide a line of text is; rather too wide, as the reader's font is not known."""
    return sum(_width(sign) for sign in words) * size * (1.13 if bold else 1.07)


def _width(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in ("W", "F"):
        return 1.0
    if sign in _NARROW:
        return 0.33
    if sign in _WIDE:
        return 0.95
    return 0.7 if sign.isupper() else 0.58


def wrap(words: str, width: float, size: float = SIZE, *, lines: int = 99, bold: bool = False) -> list[str]:
    """Return text in lines of at most this width, a word longer than a line broken; … where there are too many."""
    found = [""]
    for word in clean(words).split(" "):
        longer = f"{found[-1]} {word}".lstrip()
        if width_of(longer, size, bold=bold) <= width:
            found[-1] = longer
            continue
        found += [""] if found[-1] else []
        for sign in word:
            if found[-1] and width_of(found[-1] + sign, size, bold=bold) > width:
                found.append("")
            found[-1] += sign
    if len(found) <= lines:
        return found
    last = found[lines - 1]
    while last and width_of(last + "…", size, bold=bold) > width:
        last = last[:-1]
    return [*found[: lines - 1], last.rstrip() + "…"]


def picture(prefix: str, size: tuple[float, float], title: str, description: str, *body: Element) -> str:
    """Return a whole SVG. prefix makes its ids unique in a page; title and description are for whoever cannot see it."""
    root = node(
        "svg",
        node("title", title, id=f"{prefix}-title"),
        node("desc", description, id=f"{prefix}-desc"),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(size[0])} {number(size[1])}",
        role="img",
        aria_labelledby=f"{prefix}-title",
        aria_describedby=f"{prefix}-desc",
        font_family=FONT,
        font_size=SIZE,
    )
    return tostring(root, encoding="unicode")
