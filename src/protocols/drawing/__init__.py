"""Drawings of a protocol as SVG: the ear, the pulse in four zooms, strips against the literature, bars beside limits.

Each is a pure function that returns the text of one `<svg>`: no script, no font, nothing from elsewhere, the same bytes
for the same input. `prefix` makes the ids of a picture unique in a page. `pulse`, `train`, `session` and `course` take a
scale that several arms share (`protocols.drawing.pulse.scale_of` and so on), so that they can be compared.

A page sets the CSS variables of `colours.SCHEMES` for light, dark and print (`colours.declarations`); without them
everything shows in the page's own text colour and the fallbacks. `colours.settled` is for programs without variables.
"""

from protocols.drawing.bar import NO_VERDICT, Exposure, bar, percent, percent_in_words
from protocols.drawing.calendar import calendar
from protocols.drawing.course import course
from protocols.drawing.ear import Placement, ear, ear_of, placement_of
from protocols.drawing.parameters import PARAMETERS
from protocols.drawing.pulse import pulse
from protocols.drawing.session import session
from protocols.drawing.strip import strip
from protocols.drawing.train import train

__all__ = [
    "NO_VERDICT",
    "PARAMETERS",
    "Exposure",
    "Placement",
    "bar",
    "calendar",
    "course",
    "ear",
    "ear_of",
    "percent",
    "percent_in_words",
    "placement_of",
    "pulse",
    "session",
    "strip",
    "train",
]
