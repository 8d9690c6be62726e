"""Entries for a trial registry: arms and interventions, in the fields and lengths of ClinicalTrials.gov.

The lengths (arm title 100, its description 999, intervention name 200, its description 1,000 characters), the arm types
and Device for a sham too: the study data structure of ClinicalTrials.gov, as two public repositories copy it; its own
page was not read. (Earlier editions took 62 characters for the title of an arm.)
"""

from typing import Final

from protocols.methods import closing, intensity, schedule
from protocols.methods.arm import (
    MATERIALS,
    PROCEDURE,
    WHEN,
    Topic,
    channels,
    full,
    gets,
    left_over,
    name_of,
    named,
    treated,
)
from protocols.methods.keys import Keys, keys_of_arm, keys_of_study
from protocols.methods.lengths import fits, limited
from protocols.methods.periods import IN_EACH, IN_THIS, in_turn, of_period, period_of, tense_of
from protocols.methods.pieces import (
    Gap,
    Paragraph,
    Piece,
    Said,
    Section,
    Sentence,
    Text,
    is_gap,
    listed,
    paragraph,
    sentence,
)
from protocols.methods.rendering import of_sentences
from protocols.methods.words import Tense
from protocols.model import Arm, Study
from protocols.model.arm import NO_DOSE

ARM_TITLE: Final = 100
ARM_DESCRIPTION: Final = 999
INTERVENTION_NAME: Final = 200
INTERVENTION_DESCRIPTION: Final = 1000

TYPES: Final = {
    "active": "Experimental",
    "sham": "Sham Comparator",
    "active_comparator": "Active Comparator",
    "no_stimulation": "No Intervention",
}
FIELDS: Final = {
    "study.brief_title": "Brief title",
    "study.acronym": "Acronym",
    "study.protocol_id": "Number of the protocol",
    "study.primary_purpose": "Primary purpose",
    "study.start_date": "Start of the study",
    "study.end_date": "End of the study",
    "eligibility.age_years": "Ages eligible",
    "eligibility.sex": "Sexes eligible",
    "eligibility.healthy_volunteers": "Healthy volunteers",
    "governance.sponsor": "Sponsor",
    "governance.investigators": "Investigators",
    "governance.sites": "Locations",
    "governance.ethics_committee": "Ethics committee",
    "governance.ethics_reference": "Ethics approval",
    "governance.funding": "Funding",
    "governance.contact": "Contact",
}
"""Fields of the study as a whole, in our words: what a registry asks for under these or like names."""
DEVICE, LIMITS, ELECTRODE = MATERIALS
STIMULATION: Final = ("vns", "vagus", "vagal", "stimulation")
"""Words by which an arm's name is a name for the intervention too."""
SHAM: Final = ("sham", "placebo")
"""Words of which the name of a sham has one, too: it is not to read like the real stimulation."""


def registry(study: Study) -> Text:
    """Return the arms and interventions of a study, each in the length its field takes, and what was left out."""
    k, t = keys_of_study(study), tense_of(study)
    remarks: list[str] = []
    gaps: list[Sentence] = []
    given = _interventions(study, t)
    sections = _of_the_study(k)
    sections += [_arm(arm, given, t, remarks) for arm in study.arms.values()]
    for name, (arms, said) in given.items():
        gaps += [one for one in said if is_gap(one)]
        sections.append(_intervention(name, arms, said, remarks))
    lacking = tuple(paragraph(dict.fromkeys(gaps)))
    team = [Section(sentence("Not specified in the file"), lacking)] if lacking else []
    notes = closing.notes(study)
    team += [Section(sentence("Notes in the file"), tuple(notes))] if notes else []
    title = sentence("Arms and interventions: ", k.say("study.title"))
    return Text("registry", title, tuple(sections), tuple(team), tuple(remarks))


# ---------------------------------------------------------------- the study


def _of_the_study(k: Keys) -> list[Section]:
    """Return the fields of the study as a whole of which the file says something."""
    fields = [Paragraph((sentence(said),), label) for key, label in FIELDS.items() if (said := k.say(key))]
    return [Section(sentence("Study"), tuple(fields))] if fields else []


# ---------------------------------------------------------------- arms


def _arm(arm: Arm, given: "Given", t: Tense, remarks: list[str]) -> Section:
    k, name = keys_of_arm(arm), name_of(arm)
    fits(f"the title of the arm {name}", name, ARM_TITLE, remarks)
    bare = not any(part.stimulated for part in arm.parts)
    kind = "Other" if bare and arm.written.co_intervention else TYPES[arm.role]
    of_arm = [
        Said(one, (), name=True)
        for one, (arms, _) in given.items()
        if any(part in arms for part in arm.parts)
    ]
    found = [
        Paragraph((sentence(Said(kind, (arm.at("role"),))),), "Arm type"),
        limited(
            f"the description of the arm {name}",
            "Arm description",
            _of_arm(arm, k, t),
            ARM_DESCRIPTION,
            remarks,
        ),
    ]
    if of_arm:
        found.append(Paragraph((sentence(*listed(of_arm, "; ", "; ")),), "Interventions"))
    return Section(sentence("Arm: ", named(arm)), tuple(found))


def _of_arm(arm: Arm, k: Keys, t: Tense) -> list[Sentence]:
    """Return what an arm gets, the most important first."""
    if arm.periods:
        found = [*in_turn(arm, t), *(one for part in arm.parts for one in _of_part(part, t))]
    elif not arm.stimulated:
        found = [_no_stimulation(t)]
    else:
        found = [
            sentence(*gets(arm, k, t), topic="kind of arm"),
            *channels(arm, t),
            *full(arm, t, PROCEDURE[:1]),
            *full(arm, t, WHEN),
        ]
    found += k.colon(
        f"In addition, participants {t.will('received', 'receive')}", "co_intervention", "co-intervention"
    )
    found += k.colon("Participants of this arm have", "conditions", "conditions")
    found += k.colon("Description", "description", "description")
    return found + k.colon("Rationale of this arm", "rationale", "rationale of the arm")


def _no_stimulation(t: Tense) -> Sentence:
    return sentence(f"Participants {t.will('received', 'receive')} no stimulation", topic="no stimulation")


def _of_part(part: Arm, t: Tense) -> list[Sentence]:
    """Return what one period gives, the name of the period before it."""
    k = keys_of_arm(part)
    lead = sentence("Period ", period_of(part), topic="periods")
    own = [*of_period(part, k, t), *k.colon("Description", "description", "description")]
    if not part.stimulated:
        return [lead, *own, _no_stimulation(t)]
    own += k.colon(
        f"In addition, participants {t.will('received', 'receive')}", "co_intervention", "co-intervention"
    )
    t = t._replace(periods=IN_THIS)
    full_ = [*full(part, t, PROCEDURE[:1]), *full(part, t, WHEN)]
    return [lead, sentence(*gets(part, k, t), topic="kind of arm"), *own, *channels(part, t), *full_]


# ---------------------------------------------------------------- interventions

Given = dict[str, tuple[list[Arm], list[Sentence]]]


def _interventions(study: Study, t: Tense) -> Given:
    """Return each intervention by its name, with its arms and what is said of it; what is the same is one."""
    found: Given = {}
    for arm in treated(study):
        said = _of_intervention(study, arm, t._replace(periods=IN_EACH) if arm.period else t)
        same = next(
            (name for name, (arms, others) in found.items() if _one(arms[0], arm) and _alike(others, said)),
            None,
        )
        if same:
            found[same][0].append(arm)
        else:
            found[_name(arm, found)] = ([arm], said)
    for arm in study.given.values():
        other = keys_of_arm(arm).say("co_intervention")
        if other:
            found.setdefault(other.text, ([], [sentence(other)]))[0].append(arm)
    return found


def _of_intervention(study: Study, arm: Arm, t: Tense) -> list[Sentence]:
    """Return what is said of an arm's intervention, the most important first."""
    k = keys_of_arm(arm)
    # Group by group: what differs between channels stands behind what they share of the same group.
    groups: tuple[tuple[Topic, ...], ...] = ((DEVICE,), PROCEDURE, (WHEN[0],), (ELECTRODE,))
    found = (
        _kind_of_sham(arm, k) + channels(arm, t) + [one for topics in groups for one in full(arm, t, topics)]
    )
    found += intensity.delivered(k, t)
    found += schedule.delivery(keys_of_study(study), t)
    found += full(arm, t, (LIMITS,))
    found += left_over(arm, [*found, *full(arm, t, WHEN)])
    # Where nothing can be felt, no level is found by what is felt.
    unfelt = arm.written.sham_method in NO_DOSE and k.any(intensity.TARGET)
    return [one for one in found if one.topic != "intensity"] if unfelt else found


def _kind_of_sham(arm: Arm, k: Keys) -> list[Sentence]:
    """Say of a sham with no lasting current that it is one: its settings may be those of the real stimulation."""
    method = arm.written.sham_method
    if arm.role != "sham" or method not in {*NO_DOSE, "ramp_then_off"}:
        return []
    none = ": no current flows through the skin" if method in NO_DOSE else ""
    found = [sentence("Sham stimulation ", k.say("sham_method"), none, topic="kind of sham")]
    if k.any("stimulation"):
        found.append(sentence("What follows are the settings of the device", topic="kind of sham"))
    return found


def _one(arm: Arm, other: Arm) -> bool:
    """Say whether two arms are of one kind, so that what is the same in words is the same intervention."""
    return (arm.role, arm.written.sham_method) == (other.role, other.written.sham_method)


def _alike(one: list[Sentence], other: list[Sentence]) -> bool:
    return of_sentences(one) == of_sentences(other)


def _name(arm: Arm, taken: Given) -> str:
    """Return a name for the intervention of an arm: its label, if it is one, else taVNS with the label."""
    label = " ".join(arm.treatment.split()) if arm.gives or arm.role == arm.whole.role else name_of(arm)
    plain = "Sham taVNS" if arm.role == "sham" else "taVNS"
    enough = any(word in label.lower() for word in STIMULATION)
    if arm.role == "sham":
        enough = enough and any(word in label.lower() for word in SHAM)
    name = label if enough else f"{plain} ({label})"
    if arm.role == "active_comparator":
        name = label
    return name if name not in taken else f"{name} ({arm.name})"


def _intervention(name: str, arms: list[Arm], said: list[Sentence], remarks: list[str]) -> Section:
    fits(f"the name of the intervention {name}", name, INTERVENTION_NAME, remarks)
    device = any(arm.stimulated for arm in arms) and len(said) > 1
    heading: list[Piece] = ["Intervention: ", Said(name, (), name=True)]
    found = [
        Paragraph((sentence("Device" if device else "Other"),), "Intervention type"),
        Paragraph(
            (
                sentence(
                    *listed([named(arm) for arm in dict.fromkeys(arm.whole for arm in arms)], "; ", "; ")
                ),
            ),
            "Arms",
        ),
    ]
    text = [one for one in said if not is_gap(one)] or [sentence(Gap(("description",)))]
    found.append(
        limited(
            f"the description of the intervention {name}",
            "Intervention description",
            text,
            INTERVENTION_DESCRIPTION,
            remarks,
        )
    )
    return Section(sentence(*heading), tuple(found))
