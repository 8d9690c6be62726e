"""The outputs: each takes one report after the other, and says what can be written already.

So a check of many files needs no more memory than one of few. An output is imported when it is asked for.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Any, Final, Protocol

from protocols.findings.report import Report
from protocols.formats.style import Style, unobeyed

FORMATS: Final = ("text", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown")
"""The names of the outputs, which are those of the modules in this folder."""
FOR_PEOPLE: Final = ("text", "markdown")


class Output(Protocol):
    """An output in the making."""

    def add(self, report: Report) -> str:
        """Take one more report; return what can be written of it already."""

    def end(self) -> str:
        """Return what is left to be written when there are no more."""


def output(name: str, style: Style | None = None) -> Output:
    """Start an output of one of FORMATS. Raises KeyError for a name that is none."""
    if name not in FORMATS:
        raise KeyError(name)
    made: Any = import_module(f"protocols.formats.{name}")
    started: Output = made.Output(style or Style())
    return Unobeyed(started) if name in FOR_PEOPLE else started


class Unobeyed:
    """An output for people, of which no line is a command to the CI runner that shows it."""

    def __init__(self, of: Output) -> None:
        self.of = of

    def add(self, report: Report) -> str:
        """Take one more report; return what can be written of it already."""
        return unobeyed(self.of.add(report))

    def end(self) -> str:
        """Return what is left to be written when there are no more."""
        return unobeyed(self.of.end())


def render(name: str, reports: Iterable[Report], style: Style | None = None) -> str:
    """Return a whole output of some reports."""
    one = output(name, style)
    return "".join([*(one.add(report) for report in reports), one.end()])
