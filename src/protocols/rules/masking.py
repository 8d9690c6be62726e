"""SHM, third part: who is said to be blinded, and what the arms say of it."""

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, Undecided, rule
from protocols.lib.fillers import is_answer, is_filler, says_none
from protocols.lib.references import cite
from protocols.model import Arm, Study, high
from protocols.model.arm import NO_DOSE
from protocols.model.calendar import meet_in_time
from protocols.rules.sham import shams
from protocols.rules.strength import Level, level


@rule(
    "SHM006",
    Severity.WARNING,
    cite("zhang-2026", "§4.1.1: shams that mimic what is felt"),
    if_written=("sham",),
)
def blinded_with_a_sham_that_is_not_felt(study: Study) -> Results:
    """Participants are said to be blinded, but the sham has neither current nor ramp: there is nothing to feel.

    The review's shams mimic what the real stimulation feels like. Where the active arms are stimulated below what is
    felt, there is nothing to tell the arms apart, and the rule says nothing.

    Fix: write `sham_method = "ramp_then_off"` or another sham that is felt; or `blinding.participants = false`.

    Waive: participants have never felt the stimulation and each is in one arm only, and their guess is asked for.
    """
    if not study.blinding.participants:
        return
    silent: dict[Path, list[Arm]] = {}  # what makes it so may be said once of several periods
    for sham, active in shams(study):
        ramp = high(sham.stimulation.ramp_s) if sham.owns("stimulation", "ramp_s") else None
        if any(one.delivers_current for one in sham.base.at_once) or (
            sham.written.sham_method == "no_current" and ramp
        ):
            continue
        # Where the active arms are not felt either, a sham without sensation is like them.
        if not all(level(arm) is Level.BELOW for arm in active):
            silent.setdefault(_without_current(sham), []).append(sham)
    for where, several in silent.items():
        names = " and ".join(dict.fromkeys(sham.base.name for sham in several))
        yield Flag(
            where,
            f"participants are said to be blinded, but no current flows in {names}: there is nothing to feel",
            ""
            if study.is_record
            else 'write sham_method = "ramp_then_off" or another sham that is felt, or participants = false',
            ((("blinding", "participants"), "said to be blinded"),),
            arm=several[0].base.name,
        )


def _without_current(sham: Arm) -> Path:
    """Return the value that says that no current flows in a sham."""
    if sham.written.sham_method in NO_DOSE:
        return sham.at("sham_method")
    return sham.at("stimulation", "intensity", "max_ma" if sham.intensity.max_ma == 0 else "current_ma")


@rule(
    "SHM007",
    Severity.WARNING,
    cite("farmer-2021", "item F9, short-term: manipulation check"),
    cite("tidier-placebo", "item 13"),
    cite("zhang-2026", "§6.1"),
    plans_only=True,
    if_written=("blinding",),
)
def blinding_not_assessed(study: Study) -> Results:
    """Participants are said to be blinded, and nothing says how it is found out whether they were.

    The review holds that the blinding of the usual sham sites is yet to be shown. `assessment` or
    `manipulation_check` answers it.

    Fix: write `blinding.assessment`.

    Waive: asking would itself tell participants that there is a sham.
    """
    said = study.blinding
    keys = ("assessment", "manipulation_check")
    asked = [key for key in keys if (text := getattr(said, key)) and is_answer(("blinding", key), text)]
    if said.participants and not asked:
        yield Flag(
            ("blinding", "assessment"),
            "participants are said to be blinded, but it is not said how the success of blinding is assessed",
            "write blinding.assessment: what participants are asked, and when",
            ((("blinding", "participants"), "said to be blinded"),),
        )


@rule(
    "SHM008",
    Severity.WARNING,
    cite("spirit-2025", "item 24b: similarity of the interventions"),
    if_written=("no_stimulation", "co_intervention"),
)
def blinded_where_arms_can_be_told_apart(study: Study) -> Results:
    """Participants are said to be blinded, but can tell the arms apart.

    One arm has no stimulation, or some have a co-intervention that others do not have.

    Fix: write `blinding.participants = false`; or give every arm the co-intervention.

    Waive: some arms are blinded among themselves, and `blinding.how` says which.
    """
    if not study.blinding.participants:
        return
    arms = [arm for arm in study.given.values() if not arm.open_label]
    bare = [arm for arm in arms if not arm.stimulated and _is_apart(study, arm, arms)]
    helped = [arm for arm in arms if _gets_something(arm)]
    why: list[str] = []
    at: list[tuple[Path, str]] = []
    if bare and len(bare) < len(arms):
        why.append(f"{_listed(bare)} {'has' if len(bare) == 1 else 'have'} no stimulation")
        at += [(arm.at("role"), "no stimulation") for arm in bare]
    unhelped = [arm for arm in arms if arm not in helped]
    if any(meet_in_time(study, one, other) for one in helped for other in unhelped):
        why.append(f"there is a co-intervention only in {_listed(helped)}")
        at += [(arm.at("co_intervention"), f"only in {_listed(helped)}") for arm in helped]
    if why:
        yield Flag(
            ("blinding", "participants"),
            f"participants are said to be blinded, but can tell the arms apart: {'; '.join(why)}",
            ""
            if study.is_record
            else "write participants = false, or waive this and say which arms are blinded among themselves",
            tuple(at),
        )


def _is_apart(study: Study, bare: Arm, arms: list[Arm]) -> bool:
    """Say whether another arm is stimulated while this one is not."""
    return any(arm.stimulated and meet_in_time(study, bare, arm) for arm in arms)


def _gets_something(arm: Arm) -> bool:
    """Say whether an arm's co-intervention is one: neither none, nor still to be decided."""
    said = arm.written.co_intervention
    return said is not None and not says_none(said) and not is_filler(said)


def _listed(arms: list[Arm]) -> str:
    return " and ".join(arm.name for arm in arms)


@rule(
    "SHM009",
    Severity.NOTE,
    cite("spirit-2025", "item 24a"),
    cite("farmer-2021", "item F5"),
    if_written=("outcome_assessors",),
)
def outcome_assessors_not_blinded(study: Study) -> Results:
    """Outcome assessors are said not to be blinded.

    Who knows the arm may rate it differently. Where participants rate themselves, as with pain, they are the assessors.

    Fix: have outcomes assessed by somebody who does not know the arm, and write `outcome_assessors = true`.

    Waive: the outcome leaves nothing to judge, such as a laboratory value.
    """
    if study.blinding.outcome_assessors is False:
        yield Flag(
            ("blinding", "outcome_assessors"),
            "outcome assessors are not blinded",
            ""
            if study.is_record
            else "have somebody assess who does not know the arm, or waive this with the reason",
        )


@rule("SHM011", Severity.WARNING, cite("farmer-2021", "item F10: type of sham"))
def sham_method_missing_or_misplaced(study: Study) -> Results:
    """A sham arm does not say what makes it a sham, or another arm says it.

    Fix: write `sham_method` in the sham arm, and only there.

    Waive: none of the terms fits and `description` says it; but `other` is a term, too.
    """
    for arm in study.given.values():
        method = arm.written.sham_method
        if method is not None and arm.role != "sham":
            yield Flag(
                arm.at("sham_method"),
                f"{arm.name} has a sham_method, but its role is {arm.role}",
                "take sham_method out, or correct the role",
                ((arm.at("role"), "the role"),),
                arm=arm.name,
            )
        elif method is None and arm.role == "sham":
            yield Undecided(
                arm.at("sham_method"),
                f"what makes {arm.name} a sham ({arm.heading}.sham_method)",
                f"it is not said what makes {arm.name} a sham",
                "write sham_method",
            )
