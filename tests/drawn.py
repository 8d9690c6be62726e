"""Read a drawing as a reader meets it: its parts, its words, its ids."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def tree(svg: str) -> Element:
    """Return a drawing's tree; raises where it is not well-formed."""
    return fromstring(svg)  # noqa: S314 - what we drew ourselves


def parts(svg: str, part: str, **attributes: str) -> list[Element]:
    """Return the elements of a kind, such as `phase`, in the order they are drawn."""
    wanted = {"data-part": part, **{f"data-{name}": value for name, value in attributes.items()}}
    return [one for one in tree(svg).iter() if all(one.get(name) == value for name, value in wanted.items())]


def box(element: Element) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a rectangle, circle, line or path of straight lines and curves."""
    if element.tag == f"{SVG}rect":
        x, y, width, height = (float(element.get(name) or 0) for name in ("x", "y", "width", "height"))
        return x, y, x + width, y + height
    if element.tag == f"{SVG}line":
        x1, y1, x2, y2 = (float(element.get(name) or 0) for name in ("x1", "y1", "x2", "y2"))
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
    found = [float(number) for number in NUMBER.findall(element.get("d") or "")]
    return min(found[::2]), min(found[1::2]), max(found[::2]), max(found[1::2])


def width(element: Element) -> float:
    """Return how wide an element is drawn."""
    left, _, right, _ = box(element)
    return right - left


def words(svg: str) -> str:
    """Return all that is written in the drawing, without its title and description."""
    return " ".join(one.text or "" for one in tree(svg).iter(f"{SVG}text"))


def told(svg: str) -> str:
    """Return title and description, as a screen reader says them."""
    found = tree(svg)
    return f"{found.findtext(f'{SVG}title')}. {found.findtext(f'{SVG}desc')}"


def ids(svg: str) -> list[str]:
    """Return every id."""
    return [found for one in tree(svg).iter() if (found := one.get("id"))]


def referred(svg: str) -> Iterator[str]:
    """Yield every id that something in the drawing refers to."""
    for one in tree(svg).iter():
        for name, value in one.items():
            yield from re.findall(r"url\(#([^)]*)\)", value)
            if name.startswith("aria-"):
                yield from value.split()
            if name == "href":
                yield value.removeprefix("#")


def measures(svg: str) -> Iterator[str]:
    """Yield each attribute that says where and how something is drawn, rather than what a protocol calls it.

    What refers to a part of the same drawing is left out: its name may hold that of an arm.
    """
    for one in tree(svg).iter():
        for name, value in one.items():
            called = name == "id" or name.startswith(("data-", "aria-"))
            inside = value.startswith("#") if name.endswith("href") else value.startswith("url(#")
            if not called and not inside:
                yield value
