"""The ear: where each arm is stimulated, on a drawn auricle of its side; what is off the ear on a small figure."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from protocols.drawing.figures import Frame, Mark, column, drawn, letters
from protocols.drawing.roles import PATTERNS, badge, letter, patterns, swatch
from protocols.drawing.shapes import figure, places
from protocols.drawing.sheet import ROW, WIDTH
from protocols.drawing.svg import SMALL, node, picture, text, width_of, wrap
from protocols.drawing.words import ROLES, SIDES, listed, name_of, sentence
from protocols.model import Arm, Study

HEADING: Final = 22.0
EARS: Final = {
    "right": "right ear",
    "left": "left ear",
    "unknown": "side not stated (drawn as a left ear)",
    "body": "off the ear",
}
SHOWN_ON: Final[dict[str | None, tuple[str, ...]]] = {
    "left": ("left",),
    "right": ("right",),
    "bilateral": ("right", "left"),
    "alternating": ("right", "left"),
    None: ("unknown",),
}
USED: Final = {
    "together": "the sites together",
    "in_turn": "the sites in turn",
    "either": "one site or the other",
}


class Placement(NamedTuple):
    """Where an arm is stimulated, as far as it is said."""

    name: str
    role: str
    sites: tuple[str, ...] = ()
    side: str | None = None
    used: str | None = None
    detail: str | None = None
    method: str | None = None
    current: bool = True
    electrodes: tuple[tuple[str, str], ...] = ()
    """What is said of where current enters and leaves: the electrode, and its site."""


class Panel(NamedTuple):
    """A figure to be drawn: its key in EARS, and its marks."""

    key: str
    marks: tuple[Mark, ...]

    @property
    def figure(self) -> str:
        """The figure of `data/ear.toml`."""
        return "body" if self.key == "body" else "auricle"


def placement_of(arm: Arm) -> Placement:
    """Return where an arm is stimulated."""
    said = arm.stimulation
    return Placement(
        name_of(arm),
        arm.role,
        said.sites or (),
        said.side,
        said.sites_used,
        said.site_detail,
        arm.written.sham_method,
        arm.delivers_current,
        ()
        if arm.electrodes_away
        else tuple((pole.removesuffix("_site"), site) for pole, site in arm.electrode_sites),
    )


def ear_of(study: Study, prefix: str = "ear") -> str:
    """Return the ear with every arm of a study, as SVG."""
    return ear(_placements(study), prefix)


def _placements(study: Study) -> list[Placement]:
    """Return where the arms are stimulated; periods and channels of which it is the same place, in the same way, are one."""
    each = [placement_of(arm) for arm in study.parts.values()]
    if not study.has_parts:
        return each
    found: dict[Placement, list[str]] = {}
    for one in each:
        found.setdefault(one._replace(name=""), []).append(one.name)
    return [one._replace(name="; ".join(names)) for one, names in found.items()]


def ear(arms: Sequence[Placement], prefix: str = "ear") -> str:
    """Return the ear, or both, with each arm's sites marked, and a legend, as SVG. prefix makes its ids unique in a page."""
    panels = _panels(arms)
    body: list[Element] = [patterns(prefix)]
    down = 8.0
    for row in (panels[index : index + 2] for index in range(0, len(panels), 2)):
        alone = len(row) == 1
        frames = [_frame(panel, down + HEADING, index, alone=alone) for index, panel in enumerate(row)]
        for index, (panel, frame) in enumerate(zip(row, frames, strict=True)):
            body += _panel(panel, frame, index, prefix, alone=alone)
        down += HEADING + 14 + max(map(_height, row, frames))
    for index, arm in enumerate(arms):
        rows, under = _legend(arm, index, down, prefix)
        body += rows
        down = under
    title = "Sites of stimulation"
    described = " ".join(_described(arm, index) for index, arm in enumerate(arms))
    return picture(prefix, (WIDTH, down + 4), title, described, *body)


def _panels(arms: Sequence[Placement]) -> list[Panel]:
    """Return the figures that are needed, the right ear at the reader's left as when one faces the participant."""
    marked: dict[str, dict[str, list[tuple[str, str]]]] = {key: {} for key in EARS}
    for index, arm in enumerate(arms):
        for site in dict.fromkeys(arm.sites):
            where = ("body",) if places()[site].figure == "body" else SHOWN_ON[arm.side]
            for key in where:
                marked[key].setdefault(site, []).append((letter(index), arm.role))
    panels = [
        Panel(key, tuple(Mark(site, tuple(found)) for site, found in sites.items()))
        for key, sites in marked.items()
        if sites
    ]
    if any(panel.key != "body" for panel in panels):
        return _in_pairs(panels)
    sides = {key for arm in arms if arm.side is not None for key in SHOWN_ON[arm.side]} or {"unknown"}
    return _in_pairs([*(Panel(key, ()) for key in EARS if key in sides), *panels])


def _in_pairs(panels: list[Panel]) -> list[Panel]:
    """Return the figures two by two, an ear that looks to the left in the right place, its labels behind it."""
    if panels[-1].key == "body" and len(panels) % 2 == 0 and panels[-2].key != "right":
        return [*panels[:-2], panels[-1], panels[-2]]
    return panels


def _scale(panel: Panel, *, alone: bool) -> float:
    if panel.figure == "body":
        return 0.75
    return 0.88 if alone else 0.66


def _height(panel: Panel, frame: Frame) -> float:
    return max(figure(panel.figure).box[3] * frame.scale, column(panel.marks, frame.labels_width))


def _frame(panel: Panel, top: float, index: int, *, alone: bool) -> Frame:
    """Return where a figure stands: alone in the middle with its labels, one of two with its labels on the outer side."""
    scale = _scale(panel, alone=alone)
    wide = figure(panel.figure).box[2] * scale
    mirrored = panel.key == "right"
    if alone:
        words = [width_of(places()[mark.term].words, SMALL) + letters(mark) for mark in panel.marks]
        width = min(max(words, default=0.0) + 4, WIDTH - wide - 60)
        left = (WIDTH - wide - 24 - width) / 2
        if mirrored:
            return Frame(left + width + 24, top, scale, mirrored, left, width)
        return Frame(left, top, scale, mirrored, left + wide + 24, width)
    if index == 0:
        left = WIDTH / 2 - 8 - wide
        return Frame(left, top, scale, mirrored, 4, left - 16)
    left = WIDTH / 2 + 8
    labels_left = left + wide + 12
    return Frame(left, top, scale, mirrored, labels_left, WIDTH - 4 - labels_left)


def _panel(panel: Panel, frame: Frame, index: int, prefix: str, *, alone: bool) -> list[Element]:
    wide = figure(panel.figure).box[2] * frame.scale
    middle = frame.left + wide / 2
    x, anchor = (
        (middle, "middle") if alone else (frame.left, "start") if index else (frame.left + wide, "end")
    )
    head = text(x, frame.top - 8, EARS[panel.key], anchor=anchor, bold=True)
    figure_ = drawn(panel.figure, frame, panel.marks, prefix, panel.key)
    made = [node("g", head, figure_, data_panel=panel.key)]
    if panel.figure == "auricle":
        side, words = (frame.left + wide, "face →") if frame.mirrored else (frame.left, "← face")
        anchor = "end" if frame.mirrored else "start"
        made.append(text(side, frame.top + (26 if alone else 5), words, size=SMALL, anchor=anchor))
    return made


def _legend(arm: Placement, index: int, top: float, prefix: str) -> tuple[list[Element], float]:
    """Return an arm's letter, its filling, its name and words, and how far down they reach."""
    left, room = 64.0, WIDTH - 72.0
    names = wrap(arm.name, room, bold=True, lines=2)
    made = [badge(16, top + 9, letter(index), arm.role)]
    if arm.sites and arm.role in PATTERNS:
        made.append(swatch(30, top + 2, arm.role, prefix))
    made += [text(left, top + 13 + ROW * row, words, bold=True) for row, words in enumerate(names)]
    top += ROW * len(names)
    rows = wrap(sentence(_words(arm)), room, SMALL, lines=6)
    made += [text(left, top + 13 + ROW * row, words, size=SMALL) for row, words in enumerate(rows)]
    return made, top + ROW * len(rows) + 8


def _words(arm: Placement) -> str:
    """Return what is known of where an arm is stimulated: role, sites, side, and what is not stated."""
    if arm.role == "no_stimulation":
        return ROLES[arm.role]
    sites = listed([places()[site].words for site in arm.sites]) or "site not stated"
    if len(arm.sites) > 1:
        sites += f", {USED[arm.used]}" if arm.used else "; whether together or in turn is not stated"
    side = SIDES[arm.side]
    if arm.sites and all(places()[site].figure == "body" for site in arm.sites):
        side = side.replace("ear", "side")
    parts = [f"{ROLES[arm.role]}: {sites}", side]
    parts += [f"method: {arm.method.replace('_', ' ')}"] if arm.method else []
    parts += ["no current"] if not arm.current and arm.method != "no_current" else []
    if arm.electrodes:
        where = ", ".join(f"{name} {places()[site].words}" for name, site in arm.electrodes)
        parts.append(f"electrodes (not drawn): {where}")
    parts += [f"in words: {arm.detail}"] if arm.detail else []
    return "; ".join(parts)


def _described(arm: Placement, index: int) -> str:
    pattern = f", marked {PATTERNS[arm.role]}" if arm.sites and arm.role in PATTERNS else ""
    return f"Arm {letter(index)}, {arm.name}, {_words(arm)}{pattern}."
