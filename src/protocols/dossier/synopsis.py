"""Page one of a report: the study in sentences, as its Methods section says them, without what is not said yet."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from protocols.methods import closing, design, people
from protocols.methods.arm import PROCEDURE, WHEN, channels, in_order, name_of
from protocols.methods.compared import compared, in_full, reference_of
from protocols.methods.keys import keys_of_arm, keys_of_study
from protocols.methods.periods import IN_THIS, of_period, tense_of
from protocols.methods.pieces import Said, Sentence
from protocols.methods.rendering import of_sentences
from protocols.methods.words import Tense
from protocols.model import Arm, Study

OPEN: Final = re.compile(r"\s*\(\[not specified[^\]]*\]\)")
"""A gap in brackets, which a sentence can do without."""
ROLES: Final = {
    "active": "Active",
    "sham": "Sham",
    "active_comparator": "Comparator",
    "no_stimulation": "No stimulation",
}
SIGNED: Final = (("Sponsor", "sponsor"), ("Investigator", "investigators"))
"""Who signs, and the key of the governance that names them."""


def synopsis(study: Study) -> list[tuple[str, str]]:
    """Return the rows of a synopsis: what each is about, and the sentences; rows of which nothing is said are left out."""
    k, t = keys_of_study(study), tense_of(study)
    rows: list[tuple[str, Iterable[Sentence]]] = [
        ("Design", design.design(study, k, t)),
        ("Rationale", design.rationale(k)),
        ("Participants", people.eligibility(k, t)),
        *((f"{ROLES[arm.role]}: {name_of(arm)}", _of_arm(study, arm, t)) for arm in _given(study)),
        ("Blinding", people.blinding(study, k, t)),
        ("Outcomes", closing.outcomes(study)),
        ("Safety", closing.harms(k)),
    ]
    told = [(label, OPEN.sub("", of_sentences(_said(sentences)))) for label, sentences in rows]
    return [(label, words.removeprefix(f"{label}: ")) for label, words in told if words]


def _given(study: Study) -> list[Arm]:
    """Return what is given, of an arm in periods each of them."""
    return [part for arm in in_order(study) for part in arm.parts]


def _of_arm(study: Study, arm: Arm, t: Tense) -> list[Sentence]:
    if not arm.stimulated:
        return []
    reference, t = reference_of(study, arm), t._replace(periods=IN_THIS) if arm.period else t
    lead = of_period(arm, keys_of_arm(arm), t)
    if reference is not None:
        return [*lead, *compared(arm, reference, t)]
    return [*lead, *channels(arm, t), *_in_full(arm, t)]


def _in_full(arm: Arm, t: Tense) -> list[Sentence]:
    return [one for topics in (PROCEDURE, WHEN) for one in in_full(arm, t, topics)] or list(
        keys_of_arm(arm).rest([], "stimulation")
    )


def _said(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Yield the sentences that say something; what is not specified is among the open points."""
    for one in sentences:
        # That several channels are used at the same time is said by their names alone.
        if one.topic == "channels" or any(isinstance(piece, Said) and not piece.name for piece in one.pieces):
            yield one


def signatures(study: Study) -> list[tuple[str, str]]:
    """Return who signs: the role, and who it is, where the file says it."""
    governance = study.governance
    return [(role, getattr(governance, key) or "") for role, key in SIGNED]
