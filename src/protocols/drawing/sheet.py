"""A panel under way: a heading, what is drawn below it, and sentences that say it in words."""

from typing import Final
from xml.etree.ElementTree import Element

from protocols.drawing.roles import colour, hatching
from protocols.drawing.svg import SMALL, line, node, picture, text, wrap
from protocols.drawing.words import sentence
from protocols.model import Arm

WIDTH: Final = 640.0
LEFT: Final = 64.0
RIGHT: Final = 628.0
ROW: Final = 16.0
OPEN: Final = "A range without an upper end goes on beyond what is drawn."
NO_CURRENT: Final = {
    "no_current": "a sham without current: none flows",
    "non_conducting_electrode": "a sham whose electrode does not conduct: no current flows",
}


class Sheet:
    """Gathers the elements of one panel from top to bottom, and what is said of it."""

    def __init__(self, prefix: str, heading: str, role: str = "active") -> None:
        self.prefix, self.heading = prefix, heading
        self.told: list[str] = []
        self.shown: list[str] = []
        self.lacking: list[str] = []
        self.body: list[Element] = [node("defs", hatching(f"{prefix}-range", colour(role), 1.3))]
        self.down = 8.0
        for words in wrap(heading, WIDTH - 24, bold=True, lines=2):
            self.down += ROW
            self.body.append(text(12, self.down - 3, words, bold=True))
        self.down += 4

    def add(self, *elements: Element | None) -> None:
        """Draw elements."""
        self.body += [element for element in elements if element is not None]

    def say(self, *sentences: str) -> None:
        """Say sentences below the drawing and in its description."""
        self.told += sentences
        self.shown += sentences

    def describe(self, *sentences: str) -> None:
        """Say sentences in the description only: what the drawing shows by itself."""
        self.told += sentences

    def lack(self, *parts: str) -> None:
        """Say what is not stated, each with what the drawing makes of it or the key that it wants."""
        self.lacking += parts

    def done(self) -> str:
        """Return the panel as SVG."""
        lacking = [f"Not stated: {'; '.join(self.lacking)}."] if self.lacking else []
        for words in (" ".join(self.shown), *lacking):
            for row in wrap(words, WIDTH - 24, SMALL, lines=12) if words else []:
                self.down += ROW
                self.body.append(text(12, self.down, row, size=SMALL))
            self.down += 4
        size = WIDTH, self.down + 8
        return picture(self.prefix, size, self.heading, " ".join([*self.told, *lacking]), *self.body)

    @property
    def range_fill(self) -> str:
        """What fills the part of a drawing that a range leaves open."""
        return f"url(#{self.prefix}-range)"


def no_current(arm: Arm) -> str:
    """Say why no current flows in an arm."""
    if not arm.stimulated:
        return "No stimulation: no current flows."
    return sentence(NO_CURRENT.get(arm.written.sham_method or "", "the current is 0 mA: none flows"))


def flat(sheet: Sheet, words: str) -> None:
    """Draw a flat line, and say what it means."""
    sheet.down += 22
    sheet.add(
        line(LEFT, sheet.down, RIGHT, sheet.down, stroke_width=2, data_part="flat"),
        text(LEFT - 8, sheet.down + 4, "0 mA", size=SMALL, anchor="end"),
    )
    sheet.down += 8
    sheet.say(words)
