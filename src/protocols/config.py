"""How a check is to be run: the profile, the day, and what makes it fail."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final

from protocols.resources import data
from protocols.rule import Flag, Rule, Severity

PROFILES: Final = ("draft", "registration", "ethics", "report")
"""The names of the profiles, from the most lenient to the strictest."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a protocol is checked for. gathers: what is merely not decided yet makes one note; severity by code or family."""

    name: str
    title: str
    gathers: bool = False
    severity: dict[str, Severity] = field(default_factory=dict)

    def grade(self, rule: Rule, flag: Flag) -> Severity:
        """Return how much a flag weighs in this profile."""
        graded = self.severity.get(rule.code) or self.severity.get(rule.family)
        return graded or flag.severity or rule.severity


@cache
def profile(name: str) -> Profile:
    """Return a profile by its name. Raises KeyError for a name that is none."""
    if name not in PROFILES:
        raise KeyError(name)
    written = data(f"profiles/{name}")
    severity = {code: Severity(word) for code, word in written.get("severity", {}).items()}
    return Profile(name, written["title"], written.get("gathers", False), severity)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a check.

    today is the day that waivers expire against, given for runs that can be repeated; profile one of PROFILES; fail_on
    the severity from which a check fails, None for never; file the configuration file they were read from, "" for none.
    """

    today: date = field(default_factory=date.today)
    profile: str = "draft"
    fail_on: Severity | None = Severity.ERROR
    file: str = ""
