"""The pictures of the page that are more than a drawing of one arm: the ear to click, and a value among the trials."""

from functools import cache
from typing import Any

from protocols import drawing
from protocols.authoring.changing import study_of
from protocols.drawing.geometry import path
from protocols.drawing.shapes import FIGURES, figure, places
from protocols.lib.errors import AuthoringError
from protocols.model.terms import PARTS


def ear() -> dict[str, Any]:
    """Return the figures to click on: the auricle and the body, with the shape of each site and its words.

    Shapes are the `d` of a path. Both faces look to the left; a right ear is the mirror image. parts: of a site that is
    several others, these; it has no shape of its own.
    """
    return _ear()


@cache
def _ear() -> dict[str, Any]:
    sites = [
        {
            "term": term,
            "figure": place.figure,
            "words": place.words,
            "point": list(place.point),
            "parts": sorted(PARTS.get(term, ())),
            "shape": path(place.regions[term]) if term in place.regions else "",
        }
        for term, place in places().items()
    ]
    return {"figures": {name: _figure(name) for name in FIGURES}, "sites": sites}


def _figure(name: str) -> dict[str, Any]:
    shown = figure(name)
    return {
        "box": list(shown.box),
        "outline": path(shown.outline),
        "contours": [[path(curves, closed=False), width] for curves, width in shown.contours],
    }


def calendar(text: str, prefix: str = "calendar") -> str:
    """Return what each arm gets when, as SVG: a row for each arm, a band for each period.

    Raises AuthoringError where the text is no protocol.
    """
    return drawing.calendar(study_of(text), prefix)


def strip(text: str, key: str) -> str:
    """Return where the active arms stand with a setting among the trials of their condition, as SVG.

    Raises AuthoringError where the text is no protocol, and for a setting of which there is no such drawing.
    """
    if key not in drawing.PARAMETERS:
        raise AuthoringError(f"there is no strip of {key}; there are {', '.join(drawing.PARAMETERS)}")
    return drawing.strip(study_of(text), key, f"strip-{key}")
