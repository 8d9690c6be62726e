"""LIT010: a condition of which the evidence base counts no trial; what its settings are compared with instead."""

from difflib import get_close_matches
from typing import Final

from protocols.evidence.compared import no_condition
from protocols.evidence.trials import cohorts, conditions, names, of_condition, of_relatives, registered
from protocols.evidence.unused import ALIKE
from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.lib.references import cite
from protocols.lib.spelling import level
from protocols.model import Study
from protocols.model.keys import UnreadError
from protocols.model.protocol import Protocol
from protocols.model.terms import CONDITIONS, conditions_in, family, in_words

LIKE: Final = 0.85
"""How alike a word is to a term to be a slip of it: multiple sclerosis is no slip of systemic sclerosis."""
ANOTHER_NAME: Final = (
    "if it is a condition of the base under another name, write its term (tavns presets lists them)"
)
SETTINGS: Final = frozenset({"stimulation", "schedule"})


@rule("LIT010", Severity.NOTE, cite("zhang-2026", "Table 1"))
def condition_outside_the_evidence_base(study: Study) -> Results:
    """The condition is none of which the evidence base counts a trial.

    What the settings are compared with instead is named: the trials of the condition's family where there are any, and
    whatever the condition the widest values known. It says nothing against the study. Trials that are registered and not
    published are named, and not counted.

    A text that says more than a term, such as chronic migraine, is kept; the term goes into `condition`, the text into
    `population`.

    Fix: where the condition is one of the base under another name, write its term. Else say in `study.rationale` what the
    settings rest on, or give a source of one of them in `[sources]`.

    Waive: the protocol says elsewhere what the settings rest on.
    """
    condition = study.about.condition
    if condition is None:
        yield no_condition(study)
        return
    if of_condition(condition, study.evidence):
        return
    meant = "" if condition in CONDITIONS else _term_meant(study, condition)
    if _says_its_basis(study) and not meant:
        return
    known = "" if condition in CONDITIONS else meant or ANOTHER_NAME
    basis = "" if _says_its_basis(study) else _basis_wanted(study)
    yield Flag(
        ("study", "condition"),
        f"the evidence base {_none_of(condition)}, so the settings are compared with {_instead(study)}",
        ". Otherwise ".join(part for part in (known, basis) if part),
        sources=(ALIKE,) if of_relatives(condition, study.evidence) else (),
    )


def _none_of(condition: str) -> str:
    if condition not in CONDITIONS:
        return f"holds no trial under the name {in_words(condition)}"
    more = registered(condition)
    named = f" ({cohorts(more)} registered: {names(more)})" if more else ""
    return f"counts no trial in {in_words(condition)}{named}"


def _instead(study: Study) -> str:
    """Say what the settings are compared with."""
    condition = study.about.condition or ""
    relatives = of_relatives(condition, study.evidence)
    if not relatives:
        return "nothing but the widest values known, whatever the condition"
    number = cohorts(relatives)
    whose = family(condition).replace("_", " ")
    theirs = f"the {number} cohorts" if number > 1 else "the only cohort"
    others = dict.fromkeys(in_words(trial.study.about.condition or "") for trial in relatives)
    return f"{theirs} of its family, {whose} ({', '.join(others)})"


def _says_its_basis(study: Study) -> bool:
    """Say whether a rationale is written, or a setting has a source other than the authors' own choice."""
    if study.about.rationale and study.about.rationale.strip():
        return True
    if any(path[:1] == ("sources",) for path in study.unread):
        raise UnreadError("sources", table=Protocol)
    return any(SETTINGS & {*about} and source.kind != "own_choice" for _, about, source in study.sources)


def _basis_wanted(study: Study) -> str:
    return (
        ""
        if study.is_record
        else "say in study.rationale what the settings rest on, or give their source in [sources]"
    )


def _term_meant(study: Study, condition: str) -> str:
    """Say which term to write, where a text names a condition of the base or is spelled like one; else ""."""
    known = conditions(study.evidence)
    named = [term for term in conditions_in(condition) if term in known]
    if named:
        terms = " or ".join(f'condition = "{term}"' for term in named)
        return f'to compare with its trials, write {terms}, and population = "{condition}"'
    near = get_close_matches(level(condition), known, n=1, cutoff=LIKE)
    return f"did you mean {near[0]}? Then write it" if near else ""
