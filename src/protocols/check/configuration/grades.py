"""The table `[rules]`: rules regraded by code, by name or by family."""

from collections.abc import Mapping
from typing import Final

from protocols.check.configuration.config import may_weigh
from protocols.findings.rule import Rule, Severity
from protocols.rules import NAMES, RULES, find, near

GRADES: Final = (*(one.value for one in Severity), "off")


def severity(word: str) -> Severity | None:
    """Return the severity that a word stands for; None for off and never."""
    return Severity(word) if word in list(Severity) else None


def meant_by(word: str) -> list[Rule]:
    """Return the rules that a word names: those of a family, or the one of a code or name; none where it names nothing."""
    if word.upper() in NAMES:
        return [rule for rule in RULES.values() if rule.family == word.upper()]
    found = find(word)
    return [found] if found else []


def expanded(table: Mapping[str, str]) -> dict[str, str]:
    """Return the word that decides on each rule, by code: one that names the rule itself wins over its family."""
    words = sorted(table, key=lambda word: word.upper() not in NAMES)
    decides = {rule.code: word for word in words for rule in meant_by(word)}
    return {code: decides[code] for code in RULES if code in decides}


def refusal(word: str, grade: str, table: Mapping[str, str]) -> str:
    """Say in one sentence why a line of the table cannot stand; "" where it can."""
    rules = meant_by(word)
    if not rules:
        meant = near(word)
        return f"there is no rule {word}; " + (f"did you mean {meant}?" if meant else "see: tavns rules")
    twin = next((other for other in table if other != word and meant_by(other) == rules), None)
    if twin is not None:
        return f"{twin} and {word} are the same; keep one of the two"
    stand = [rule.code for rule in rules if not may_weigh(rule, severity(grade))]
    if not stand:
        return ""
    if len(rules) == 1:
        return f"{word} may not be waived, so it cannot be lowered or switched off; take this line out"
    if len(stand) == len(rules):
        return f"the rules of {word} may not be waived, so they cannot be lowered or switched off"
    names = f"{', '.join(stand[:-1])} and {stand[-1]}" if len(stand) > 1 else stand[0]
    return (
        f"{word} cannot be lowered or switched off as a whole, because {names} may not be waived; "
        "regrade the others by code"
    )
