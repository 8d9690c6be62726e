"""SAF, second part: who is excluded, in terms or in words. Free texts are only ever asked about.

safety.py takes these rules into its family.
"""

from typing import Final, NamedTuple

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, Undecided, rule
from protocols.lib.fillers import is_answer, says_none
from protocols.lib.references import cite
from protocols.model import Study
from protocols.model.paths import dotted
from protocols.model.terms import EXCLUSIONS
from protocols.rules.spoken import deals_with, may_exclude, may_say

LABELLING: Final = "device_labelling"
EXCLUSION: Final = ("eligibility", "exclusion")
MONITORING: Final = ("harms", "cardiac_monitoring")


class Excluded(NamedTuple):
    """What is to be excluded: its words in data/exclusions.toml, its terms, how it is called, what else would do."""

    words: str
    terms: tuple[str, ...]
    called: str
    or_else: str = ""


IMPLANTS = Excluded("active_implant", ("active_implant",), "active implants")
PREGNANCY = Excluded("pregnancy", ("pregnancy",), "pregnancy", ", or write in harms how it is dealt with")
HEART = Excluded(
    "heart",
    ("bradycardia", "arrhythmia", "coronary_disease"),
    "heart disease",
    ", or write harms.cardiac_monitoring",
)
SKIN = Excluded("ear_skin_condition", ("ear_skin_condition",), "skin conditions of the ear")


def _not_excluded(study: Study, thing: Excluded, message: str, named: Path = ()) -> Results:
    """Say that none of a thing's terms is in the list of exclusions; a question only, where a free text may say it.

    named is where the table of harms speaks of the thing without saying what is done about it.
    """
    listed = study.eligibility.exclusion
    terms = " or ".join(f'"{term}"' for term in thing.terms)
    help_ = f"add {terms} to eligibility.exclusion{thing.or_else}"
    if _is_listed(study, thing):
        return
    if listed is None:
        yield Undecided(EXCLUSION, "who is excluded (eligibility.exclusion)", message, help_)
        return
    texts = [(index, text) for index, text in enumerate(listed) if text not in EXCLUSIONS]
    asked = [one for one in texts if any(may_exclude(one[1], words) for words in (thing.words, LABELLING))]
    if not asked:
        denied = [pair for pair in texts if may_say(pair[1], thing.words)]
        yield _flagged(thing, (message, help_), denied, named)
        return
    (first, _), *others = asked
    quoted = " and ".join(f"“{text}”" for _, text in asked)
    yield Flag(
        (*EXCLUSION, first),
        f"not recognised: {quoted} may cover {thing.called}, but no term does",
        f"add {terms}, beside these words or in their place{thing.or_else}",
        tuple(((*EXCLUSION, index), "this too") for index, _ in others),
        severity=Severity.NOTE,
    )


def _is_listed(study: Study, thing: Excluded) -> bool:
    """Say whether one of a thing's terms is in the list of exclusions, so that no text has to be looked through."""
    listed = () if "exclusion" in study.eligibility.unread else study.eligibility.exclusion or ()
    return not set(thing.terms).isdisjoint(listed)


def _flagged(thing: Excluded, said: tuple[str, str], denied: list[tuple[int, str]], named: Path) -> Flag:
    """Return the finding, with what only looks like an answer: criteria that deny or allow the thing, words on harms."""
    message, help_ = said
    beside: list[tuple[Path, str]] = [
        ((*EXCLUSION, index), f"does not exclude {thing.called}") for index, _ in denied
    ]
    if denied:
        message += f"; “{denied[0][1]}” does not do so"
    if named:
        message += f"; {dotted(named)} speaks of it, but does not say what is done about it"
        beside.append((named, "does not say what is done"))
    return Flag(EXCLUSION, message, help_, tuple(beside), on_key=True)


def _in_harms(study: Study, about: str) -> tuple[bool, Path]:
    """Say whether the table of harms says what is done about a thing; else the first place that only speaks of it."""
    named: Path = ()
    for key in sorted(study.harms.written_keys):
        text = getattr(study.harms, key)
        if not isinstance(text, str) or says_none(text) or not may_say(text, about):
            continue
        if deals_with(text, about, key):
            return True, ()
        named = named or ("harms", key)
    return False, named


def heart_is_watched(study: Study) -> bool:
    """Say whether a text says how the heart is watched; that it is not is no such text."""
    said = study.harms.cardiac_monitoring
    return said is not None and is_answer(MONITORING, said)


@rule(
    "SAF003",
    Severity.WARNING,
    cite("nurosym", "contraindications"),
    cite("salustim", "contraindications"),
    cite("vast-af", "exclusion criteria"),
    cite("nct02835885", "exclusion criteria"),
    cite("as60601-2-10", "instructions for use: specialist opinion for implanted electronic devices"),
    plans_only=True,
)
def active_implants_not_excluded(study: Study) -> Results:
    """People with an active implant are not excluded.

    Pacemaker, defibrillator, cochlear implant, implanted nerve stimulator: trials and manufacturers exclude them, one
    manufacturer leaves it to a physician. `cochlear_implant` alone is one of them and leaves out the heart's. A criterion
    that denies or allows them ("no pacemaker needed", "implants are allowed") excludes nobody who has one.

    Fix: add `active_implant` to `eligibility.exclusion`.

    Waive: the implant is what is studied, and the maker of each of the two devices was asked.
    """
    cochlear = "; cochlear_implant is only one of them" if _lists(study, "cochlear_implant") else ""
    message = f"active implants (such as a pacemaker) are not excluded{cochlear}"
    yield from _not_excluded(study, IMPLANTS, message)


def _lists(study: Study, term: str) -> bool:
    return term in (study.eligibility.exclusion or ())


@rule(
    "SAF004",
    Severity.WARNING,
    cite("nurosym", "contraindications"),
    cite("salustim", "contraindications"),
    cite("vast-af", "exclusion criteria"),
    cite("nct02835885", "exclusion criteria"),
    plans_only=True,
)
def pregnancy_not_addressed(study: Study) -> Results:
    """Pregnancy is neither excluded nor a matter of `harms`.

    The manufacturers and trials that were read exclude it: nothing is established there. A word on it in `harms` addresses
    it where it says what is done: a test, a question, an end of the stimulation. That pregnant women may take part, or
    that no pregnancy is expected, does not. Where only men can take
    part (`eligibility.sex`), nothing is asked.

    Fix: add `pregnancy` to `eligibility.exclusion`, or write in `harms` how it is dealt with.

    Waive: nobody in the study can be pregnant.
    """
    if _is_listed(study, PREGNANCY):
        return
    addressed, named = _in_harms(study, "pregnancy")
    if not addressed and study.eligibility.sex != "male":
        message = "pregnancy is neither excluded nor addressed in harms"
        yield from _not_excluded(study, PREGNANCY, message, named)


@rule(
    "SAF005",
    Severity.WARNING,
    cite("nurosym", "contraindications: severe bradycardia; coronary disease"),
    cite("salustim", "contraindications"),
    cite("vast-af", "exclusion criteria"),
    cite("nct02835885", "exclusion criteria"),
    plans_only=True,
)
def heart_disease_not_addressed(study: Study) -> Results:
    """None of heart disease, bradycardia and arrhythmia is excluded or a matter of `harms`.

    The manufacturers and trials that were read exclude one or the other, or ask a physician. A word on cardiac
    monitoring addresses it, as does one that says what is done; that nothing is expected does not.

    Fix: add `bradycardia`, `arrhythmia` and `coronary_disease` to `eligibility.exclusion`, as far as they are excluded,
    or write `harms.cardiac_monitoring`.

    Waive: the heart is what is studied, and its care is described elsewhere.
    """
    if _is_listed(study, HEART) or heart_is_watched(study):
        return
    addressed, named = _in_harms(study, "heart")
    if addressed:
        return
    if study.harms.cardiac_monitoring is not None:
        named = MONITORING
    message = "the protocol neither excludes nor addresses heart disease (bradycardia, arrhythmia, coronary disease)"
    yield from _not_excluded(study, HEART, message, named)


@rule(
    "SAF006",
    Severity.NOTE,
    cite("parasym-ifu", "skin at the site"),
    cite("nct02835885", "exclusion criteria"),
    plans_only=True,
)
def ear_skin_condition_not_excluded(study: Study) -> Results:
    """A condition of the skin at the ear is not excluded.

    Trauma, open wounds, rash and inflamed skin at the site: a manufacturer says not to stimulate there.

    Fix: add `ear_skin_condition` to `eligibility.exclusion`.

    Waive: the skin is looked at before each session, and the text says so.
    """
    yield from _not_excluded(study, SKIN, "skin conditions of the ear are not excluded")
