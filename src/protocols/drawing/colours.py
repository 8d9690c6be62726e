"""The colours of the drawings: CSS variables with fallbacks, and what a light and a dark page set them to."""

import re
from typing import Final

SCHEMES: Final[dict[str, dict[str, str]]] = {
    "light": {
        "ink": "#1d1d1f",
        "paper": "#ffffff",
        "rule": "#808080",
        "active": "#2a6ca8",
        "comparator": "#7450b5",
        "sham": "#a6530f",
        "ear": "#e6e3df",
        "ear-line": "#4a4644",
        "ear-shade": "#000000",
        "ear-light": "#ffffff",
    },
    "dark": {
        "ink": "#e9e7e4",
        "paper": "#16181b",
        "rule": "#8a8f96",
        "active": "#7db8f0",
        "comparator": "#c3aef2",
        "sham": "#f0a860",
        "ear": "#4c4945",
        "ear-line": "#d9d4ce",
        "ear-shade": "#000000",
        "ear-light": "#a8a29a",
    },
}
"""What a page sets: `--ink: #1d1d1f` and so on; for print, the light ones."""

_TAG = re.compile("<[^>]*>")
_VARIABLE = re.compile(r"var\(--([a-z-]+), [^)]*\)")


def variable(name: str, fallback: str = "") -> str:
    """Return a colour as the drawings write it: the page's, else its own."""
    return f"var(--{name}, {fallback or SCHEMES['light'][name]})"


INK: Final = variable("ink", "currentColor")
"""Text and the lines that count."""
PAPER: Final = variable("paper", "Canvas")
"""What lies behind: the letters on an inked badge, the halo of a line."""
RULE: Final = variable("rule")
"""Axes, leaders and other lines that only guide the eye."""


def declarations(scheme: str) -> str:
    """Return the CSS that sets a scheme's variables, such as `--ink: #1d1d1f; --paper: #ffffff;`."""
    return " ".join(f"--{name}: {value};" for name, value in SCHEMES[scheme].items())


def settled(svg: str, scheme: str = "light") -> str:
    """Return a drawing with its variables replaced by a scheme's colours, for programs that know no CSS variables."""
    colours = SCHEMES[scheme]
    return _TAG.sub(lambda tag: _VARIABLE.sub(lambda found: colours[found[1]], tag[0]), svg)
