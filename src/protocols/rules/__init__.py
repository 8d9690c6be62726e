"""The rule book: every rule by its code, from the families listed here; and the rules of other cases than a study.

Nothing outside this room imports a family: what the check calls by name is here.
"""

from difflib import get_close_matches
from types import ModuleType
from typing import Final

from protocols.findings.rule import Rule
from protocols.lib.spelling import near_code
from protocols.rules import (
    amended,
    appearance,
    arithmetic,
    assignment,
    blinding,
    channels,
    conditions,
    currents,
    dates,
    design,
    device,
    document,
    electrical,
    electrodes,
    eligible,
    enrolment,
    exclusion,
    fillers,
    fitting,
    highest,
    house,
    internal,
    labels,
    literature,
    masking,
    materials,
    nothing,
    observed,
    output,
    partners,
    periods,
    pretence,
    procedure,
    pulse,
    reporting,
    safety,
    sham,
    shape,
    sources,
    stopping,
    sums,
    targets,
    timing,
    today,
    unknown,
    volts,
    waivers,
    wider,
)
from protocols.rules.document import BY_KIND
from protocols.rules.house import house_policy_broken
from protocols.rules.internal import a_rule_failed, not_yet_decided, the_check_failed
from protocols.rules.likely import likely_places, name_meant, table_meant
from protocols.rules.shape import rule_for
from protocols.rules.today import Dated, dated_after_today
from protocols.rules.waivers import WAIVER_HOLDS, WRONG_WAIVER, WaiverCase, waiver_that_silences_nothing

__all__ = [
    "BY_KIND",
    "NAMES",
    "RULES",
    "STUDY_RULES",
    "WAIVER_HOLDS",
    "WRONG_WAIVER",
    "Dated",
    "WaiverCase",
    "a_rule_failed",
    "dated_after_today",
    "find",
    "house_policy_broken",
    "likely_places",
    "name_meant",
    "near",
    "not_yet_decided",
    "rule_for",
    "table_meant",
    "the_check_failed",
    "waiver_that_silences_nothing",
]
ON_STUDIES: Final[tuple[ModuleType, ...]] = (
    pulse,
    timing,
    sums,
    arithmetic,
    fitting,
    currents,
    targets,
    nothing,
    observed,
    materials,
    partners,
    periods,
    design,
    assignment,
    dates,
    eligible,
    enrolment,
    amended,
    fillers,
    sham,
    blinding,
    masking,
    pretence,
    procedure,
    appearance,
    electrical,
    electrodes,
    output,
    exclusion,
    safety,
    stopping,
    literature,
    conditions,
    wider,
    device,
    channels,
    volts,
    labels,
    highest,
    reporting,
    sources,
)
FAMILIES: Final[tuple[ModuleType, ...]] = (
    document,
    unknown,
    shape,
    internal,
    *ON_STUDIES,
    today,
    waivers,
    house,
)
NAMES: Final[dict[str, str]] = {
    "TOM": "the document",
    "KEY": "the shape of the file",
    "TIM": "arithmetic inside the file",
    "DSN": "design",
    "SHM": "sham and blinding",
    "ELE": "electrical dose",
    "SAF": "participants",
    "LIT": "against the literature",
    "DEV": "the device",
    "REP": "what must be written down",
    "WAI": "waivers",
    "SRC": "sources",
    "POL": "house policies",
    "INT": "the tool itself",
}


def _rules_of(families: tuple[ModuleType, ...]) -> list[Rule]:
    """Return the rules that these modules define, in their order; one that a module only imports is another's."""
    return [
        value
        for family in families
        for value in vars(family).values()
        if isinstance(value, Rule) and value.check.__module__ == family.__name__
    ]


def _collect() -> dict[str, Rule]:
    found = _rules_of(FAMILIES)
    order = list(NAMES)
    rules: dict[str, Rule] = {}
    for rule in sorted(found, key=lambda rule: (order.index(rule.family), rule.code)):
        if rules.setdefault(rule.code, rule) is not rule:
            raise ValueError(f"two rules have the code {rule.code}")
    return rules


RULES: Final = _collect()
STUDY_RULES: Final = tuple(_rules_of(ON_STUDIES))


def find(word: str) -> Rule | None:
    """Return a rule by its code, in any case, or by its name."""
    by_name = {rule.name: rule for rule in RULES.values()}
    return RULES.get(word.upper()) or by_name.get(word.lower().replace("_", "-"))


def near(word: str) -> str:
    """Return the code or name of the rule that is spelled most like a word, or ""."""
    names = [rule.name for rule in RULES.values()]
    return near_code(word, RULES) or next(iter(get_close_matches(word.lower(), names, n=1)), "")
