"""A drawing as PNG, for programs that take no SVG; its words in a font that this machine has."""

import re
from functools import cache
from typing import Final

import resvg_py

from protocols.drawing.colours import settled

FAMILIES: Final = (
    "Arial",
    "Helvetica",
    "Liberation Sans",
    "DejaVu Sans",
    "Noto Sans",
    "Segoe UI",
    "Roboto",
    "FreeSans",
)
"""Fonts that machines usually have, in the order of choice."""
FAMILY: Final = re.compile(r'font-family="[^"]*"')
SAMPLE: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="15" font-family="{}">{}</text></svg>'


def drawn(svg: str, family: str) -> bytes:
    """Return a drawing as PNG, at twice its size, on white."""
    lettered = FAMILY.sub(f'font-family="{family}"', settled(svg))
    return bytes(resvg_py.svg_to_bytes(svg_string=lettered, zoom=2, background="#ffffff"))


@cache
def lettering() -> str | None:
    """Return a font that this machine draws words in; None where it has none, so that a picture would have no words."""
    return next((family for family in FAMILIES if _drawn(family, "x") != _drawn(family, "")), None)


def _drawn(family: str, word: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=SAMPLE.format(family, word)))
