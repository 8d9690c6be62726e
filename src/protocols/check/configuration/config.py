"""How a check is to be run: the profile, the day, what makes it fail, rules regraded, policies."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Final

from protocols.findings.rule import Flag, Rule, Severity, Undecided
from protocols.lib.resources import data
from protocols.model.terms import PUBLISHED, Evidence
from protocols.rules import RULES

PROFILES: Final = ("draft", "registration", "ethics", "report")
"""The names of the profiles, from the most lenient to the strictest."""

FAIL_ON: Final = (*(severity.value for severity in Severity), "never")
"""What a check may fail on."""


Open = tuple[Rule, Undecided]


@dataclass(frozen=True)
class Profile:
    """What a protocol is checked for. gathers: what is merely not decided yet makes one note; severity by code or family.

    first are the codes and families whose errors come first for people; configured, the codes that a configuration
    regraded: its word holds for every finding of a rule, that of a profile only for those without a weight of their own.
    """

    name: str
    title: str
    gathers: bool = False
    severity: dict[str, Severity] = field(default_factory=dict)
    first: frozenset[str] = frozenset()
    configured: frozenset[str] = frozenset()

    @cached_property
    def _weights(self) -> dict[Rule, Severity]:
        """How much rules weigh that were asked for: four profiles ask of each rule that spoke."""
        return {}

    def grade(self, rule: Rule, flag: Flag) -> Severity:
        """Return how much a flag weighs in this profile."""
        if flag.severity is not None and rule.code not in self.configured:
            return flag.severity
        return self.weight(rule)

    def weight(self, rule: Rule) -> Severity:
        """Return how much a rule's findings weigh in this profile, but for those with a weight of their own."""
        found = self._weights.get(rule)
        if found is None:
            said = self.severity
            found = self._weights[rule] = said.get(rule.code) or said.get(rule.code[:3]) or rule.severity
        return found

    def leads(self, code: str, severity: Severity) -> bool:
        """Say whether a finding comes first for people, whatever line it is on."""
        return severity is Severity.ERROR and not self.first.isdisjoint((code, code[:3]))

    def split(self, undecided: list[Open]) -> tuple[list[Open], list[Undecided]]:
        """Return what is asked for by name, each with its rule, and what is gathered in one note.

        A rule that weighs more than a note in a profile that gathers was given that weight on purpose: it asks by name.
        """
        if not self.gathers:
            return undecided, []
        named = self._by_name
        if not named:
            return [], [one for _, one in undecided]
        left = [one for rule, one in undecided if rule.code not in named]
        return [(rule, one) for rule, one in undecided if rule.code in named], left

    @cached_property
    def _by_name(self) -> frozenset[str]:
        return frozenset(code for code, severity in self.severity.items() if severity is not Severity.NOTE)

    @cached_property
    def insists(self) -> frozenset[Rule]:
        """The rules for which it is an error that something is not decided yet."""
        asked = (rule for rule in RULES.values() if not self.gathers or rule.code in self._by_name)
        return frozenset(rule for rule in asked if self.weight(rule) is Severity.ERROR)


@cache
def profile(name: str) -> Profile:
    """Return a profile by its name. Raises KeyError for a name that is none."""
    if name not in PROFILES:
        raise KeyError(name)
    written = data(f"profiles/{name}")
    severity = {code: Severity(word) for code, word in written.get("severity", {}).items()}
    first = frozenset(written.get("first", ()))
    return Profile(name, written["title"], written.get("gathers", False), severity, first)


@lru_cache(maxsize=64)  # the files of a run have the same settings, or nearly so
def _regraded(name: str, grades: frozenset[tuple[str, Severity | None]]) -> Profile:
    graded = {code: grade for code, grade in grades if grade is not None}
    chosen = profile(name)
    return replace(chosen, severity=chosen.severity | graded, configured=frozenset(graded))


def may_weigh(rule: Rule, grade: Severity | None) -> bool:
    """Say whether a configuration may give a rule this weight; None switches it off.

    A rule that may not be waived may not be lowered either: it would be a waiver without a reason.
    """
    return rule.waivable or (grade is not None and grade.rank <= rule.severity.rank)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a check.

    today is the day that waivers expire against, given for runs that can be repeated; profile one of PROFILES; fail_on
    the severity from which a check fails, None for never; file the configuration file they were read from, "" for none.
    rules regrades rules by code, None switching one off; it wins over the profile and over a finding's own severity.
    policies are the paths of house policies (JSON Schemas). excluded says that the configuration leaves the file out
    where it is found in a folder: `lint_many` heeds it, `lint` does not.
    evidence is which trials are counted: the review's, those published, or all, registered ones included.

    Raises ValueError where rules names no rule, or lowers one that may not be waived.
    """

    today: date = field(default_factory=date.today)
    profile: str = "draft"
    fail_on: Severity | None = Severity.ERROR
    file: str = ""
    rules: Mapping[str, Severity | None] = field(default_factory=dict, hash=False)
    policies: tuple[str, ...] = ()
    excluded: bool = False
    evidence: Evidence = PUBLISHED

    def __post_init__(self) -> None:
        for code, grade in self.rules.items():
            if code not in RULES:
                raise ValueError(f"there is no rule {code}")
            if not may_weigh(RULES[code], grade):
                raise ValueError(f"{code} may not be waived, so it cannot be lowered or switched off")

    def under(self, name: str) -> Profile:
        """Return a profile with the rules regraded as these settings say."""
        return _regraded(name, frozenset(self.rules.items())) if self.rules else profile(name)

    @property
    def off(self) -> list[str]:
        """The codes of the rules that are switched off."""
        return [code for code, grade in self.rules.items() if grade is None]

    def on(self, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        """Return those rules that are not switched off."""
        off = self.off
        return tuple(rule for rule in rules if rule.code not in off) if off else rules
