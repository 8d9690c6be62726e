"""A Methods section, in the order of TIDieR: why, what, how, where, when and how much, and how well."""

from collections.abc import Iterator

from protocols.methods import closing, design, governance, people
from protocols.methods.arm import (
    MATERIALS,
    PROCEDURE,
    WHEN,
    channels,
    controls,
    gets,
    in_order,
    left_over,
    named,
)
from protocols.methods.compared import compared, in_full, reference_of
from protocols.methods.intensity import delivered
from protocols.methods.keys import Keys, keys_of_arm, keys_of_study
from protocols.methods.periods import IN_THIS, in_turn, of_period, tense_of
from protocols.methods.pieces import Paragraph, Said, Section, Sentence, Text, paragraph, sentence
from protocols.methods.schedule import delivery
from protocols.methods.sources import Sources
from protocols.methods.words import Tense
from protocols.model import Arm, Study
from protocols.standards.applying import holds

HEADINGS = {
    "active": "Intervention",
    "sham": "Sham",
    "active_comparator": "Comparator",
    "no_stimulation": "Without stimulation",
}
ORDER = tuple(HEADINGS)


def paper(study: Study) -> Text:
    """Return a Methods section: a record's in the past, a plan's in the future."""
    k, t = keys_of_study(study), tense_of(study)
    sections = [
        _section(
            "Design and participants",
            design.design(study, k, t),
            design.rationale(k),
            governance.aims(k, t),
            people.eligibility(k, t),
            people.blinding(study, k, t),
        ),
        *(section for arm in in_order(study) for section in _of_arm(study, arm, t)),
        _section("Delivery", delivery(k, t)) if study.stimulated() else None,
        _section("Adherence", closing.adherence(study, k, t)),
        _section("Harms", closing.harms(k)),
        _section("Outcomes", closing.outcomes(study)),
        _section("Sample size and analysis", governance.analysis(k, t)),
        _section("Responsibilities and ethics", governance.governance(k)),
        _section("Amendments", closing.amendments(study)),
    ]
    found = [section for section in sections if section is not None]
    further = closing.notes(study)
    if further:
        found.append(Section(sentence("Notes in the file"), tuple(further)))
    title = sentence("Methods: ", k.say("study.title"))
    text = Text("paper", title, tuple(found))
    sources = Sources(study, text.sentences)
    return text._replace(works=sources.works(), numbers=sources.numbers)


def _section(title: str, *paragraphs: list[Sentence]) -> Section | None:
    found = [one for sentences in paragraphs for one in paragraph(sentences)]
    return Section(sentence(title), tuple(found)) if found else None


def _of_arm(study: Study, arm: Arm, t: Tense) -> Iterator[Section]:
    """Yield what an arm gets; of one in periods, which they are, and then each of them."""
    if arm.periods:
        title = sentence("Arm: ", named(arm))
        k = keys_of_arm(arm)
        said = [*in_turn(arm, t), *k.colon("Description", "description"), *_why(arm, k), *delivered(k, t)]
        yield Section(title, tuple(paragraph(said)))
    yield from (
        _what_is_given(study, part, t._replace(periods=IN_THIS if part.period else t.periods))
        for part in arm.parts
    )


def _what_is_given(study: Study, arm: Arm, t: Tense) -> Section:
    k, reference = keys_of_arm(arm), reference_of(study, arm)
    paragraphs: list[Paragraph] = [*paragraph(of_period(arm, k, t))]
    if not arm.stimulated:
        paragraphs += paragraph(
            [
                sentence(
                    f"Participants in this {'period' if arm.period else 'arm'} {t.will('received', 'receive')} no stimulation"
                )
            ]
        )
    elif reference is not None:
        paragraphs += paragraph(compared(arm, reference, t))
    else:
        parts = [in_full(arm, t, topics) for topics in (MATERIALS, PROCEDURE, WHEN)]
        parts[-1] += k.lacking("schedule.before_task_min") if holds(study, ("acute",)) else []
        left = left_over(arm, [one for part in parts for one in part])
        kind = [] if arm.role == "active" and "sham_method" not in k else [sentence(*gets(arm, k, t))]
        kind += channels(arm, t)
        for part in (kind, *parts, left):
            paragraphs += paragraph(part)
    paragraphs += paragraph(delivered(k, t), controls(study, arm, t), _own(arm, k, t))
    return Section(
        sentence(Said(HEADINGS[arm.role], (arm.at("role"),), name=True), ": ", named(arm)),
        tuple(paragraphs),
    )


def _own(arm: Arm, k: Keys, t: Tense) -> list[Sentence]:
    """Say what an arm's own texts say."""
    found = [] if arm.stimulated else k.rest([], "sham_method")
    found += k.colon("Description", "description")
    found += k.colon("Participants of this arm have", "conditions")
    found += k.colon("What participants are told to expect", "expectation")
    found += k.colon(f"In addition, participants {t.will('received', 'receive')}", "co_intervention")
    return found if arm.period else [*found, *_why(arm, k)]


def _why(arm: Arm, k: Keys) -> list[Sentence]:
    """Say why there is this arm, or that this is not said of a comparator."""
    found = k.colon("Rationale of this arm", "rationale")
    if arm.role != "active" and "rationale" not in k:
        found.append(sentence(k.gap("rationale", what="why this comparator")))
    return found
