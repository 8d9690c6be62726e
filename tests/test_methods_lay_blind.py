"""What may show participants their group is not on the sheet, by whatever word; and who takes part is said as people."""

from pathlib import Path

import pytest

from protocols import load
from protocols.formats.methods import as_text
from protocols.methods import STYLES
from protocols.methods.lay_blind import telltale

SMALLEST = 'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n'
EXAMPLE = (Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")


def sheet(file: str) -> str:
    """Return the sheet as participants get it, on one line."""
    return " ".join(as_text(STYLES["lay"](load(file)), "study.toml").split())


TELLS = (
    "08:00 active, 14:00 control", "detuned device in the afternoon", "mornings; Scheinstimulation nachmittags",
    "experimental arm 08:00", "switched-off unit at 14:00", "comparator at 14:00",
    "arm 1 at 08:00, arm 2 at 14:00", "earlobe 14:00", "active 08:00; control 14:00", "control: afternoons",
    "arm A 08:00", "arm B 08:00", "A: 08:00, B: 14:00", "treatment A in the morning", "treatment B in the evening",
    "active vs control", "sham", "intervention at 8, comparison at 14", "deactivated unit 14:00",
    "unplugged device", "inert device", "first arm 8:00", "controls at 14:00",
    "active at 08:00 and control at 14:00", "non-active stimulation", "those without current", "ear lobe at 14:00",
    "scapha 14:00", "lobule", "simulée l'après-midi", "reference condition 14:00", "the device stays off",
    "device left off in the afternoon", "odd-numbered participants at 08:00", "the other half at 14:00",
    "8 am active", "tragus in the morning", "inactive: 14:00", "for control, afternoons",
    "active first, then control", "true stimulation 08:00", "effective stimulation 08:00",
    "treatment 08:00, control 14:00", "sequence AB starts at 8", "device B at 14:00", "group 2", "Control 14:00",
    "morning (active), afternoon (control)", "active in the morning, control in the afternoon", "kontrollgruppe",
    "intervention first",
)  # fmt: skip
"""Times of day by which one may know the group."""
TELLS_NOTHING = (
    "08:00 to 12:00", "between 8 and 12", "in the morning", "physically active adults, 18 to 65",
    "stay active after the session", "birth control is used", "seizure control, stable for three months",
    "blood pressure cuff at the arm", "seated, left arm at rest", "the remote control is kept by the nurse",
    "under control", "quality control, weekly", "control visit after 4 weeks", "active epilepsy",
    "active infection of the ear", "active cancer", "A nurse is with you", "a 30-minute rest",
    "A session starts with a pause", "pain under control, stable drugs", "both ears are cleaned",
    "the ear canal is looked at", "information booklet, kept at the clinic",
    "seated, ten minutes of rest, then stimulation", "active implant", "uncontrolled hypertension",
    "treatment of migraine is continued", "after treatment, at 4 weeks", "before treatment and after treatment",
    "glucose control", "people with active disease, no flare", "support group meetings", "age group 18 to 65",
    "reference range of blood pressure", "vitamin B in the morning", "hepatitis B at any time",
    "physiotherapy in the morning", "an intervention within 3 months", "surgery or intervention within 3 months",
    "control of pain", "adults who are active and healthy", "stable treatment, no change in 3 months",
    "questionnaire A", "headache diary, daily", "real time log", "the device is switched on by the nurse",
    "diary in weeks 1 and 2", "session 1 and 2", "alcohol wipe", "in-ear electrode", "pain above 6 of 10",
    "30 minutes of stimulation", "treatment, drug or device, within 3 months",
)  # fmt: skip
"""Texts that speak of active, control, arm or B, and of no group."""


def find(text: str) -> str:
    """Return what may show the group in a text of the example, of which the sham is at the helix."""
    return telltale(load(EXAMPLE))(text)


@pytest.mark.parametrize("text", TELLS)
def test_what_names_a_group_by_any_usual_word_is_not_on_the_sheet(text: str) -> None:
    assert find(text)
    file = EXAMPLE.replace("[schedule]\n", f'[schedule]\ntime_of_day = "{text}"\n', 1)
    assert text not in sheet(file)


@pytest.mark.parametrize("text", TELLS_NOTHING)
def test_the_same_words_of_something_else_stay(text: str) -> None:
    assert not find(text)


def test_a_place_where_all_are_stimulated_names_no_group_and_another_does() -> None:
    same = EXAMPLE.replace('sites = ["helix"]', 'sites = ["cymba_conchae"]')
    assert not telltale(load(same))("gel in the cymba")
    assert telltale(load(same))("clip at the ear lobe")
    assert telltale(load(EXAMPLE))("gel in the cymba")


def test_a_word_that_only_one_arms_name_has_is_withheld() -> None:
    named = EXAMPLE.replace("arms.sham", "arms.velvet_session").replace(
        "[arms.sham]", "[arms.velvet_session]"
    )
    assert telltale(load(named))("velvet at 14:00") == "velvet"
    assert not telltale(load(named))("one session a day")


PEOPLE = (
    "Healthy volunteers of both sexes",
    "Healthy adults",
    "stroke survivors",
    "patients with tinnitus",
    "women with PMS",
)
CONDITIONS = (
    "itching skin",
    "adult ADHD",
    "student burnout",
    "healthy ageing",
    "pain in adults",
    "depressed mood",
)


@pytest.mark.parametrize("text", [*PEOPLE, *CONDITIONS])
def test_people_are_not_said_to_have_people(text: str) -> None:
    file = SMALLEST.replace('"x"\n', f'"x"\ncondition = "{text}"\n')
    people = text in PEOPLE
    assert f"for {'' if people else 'people with '}{text}." in sheet(file)
    paper = " ".join(as_text(STYLES["paper"](load(file)), "x").split())
    assert (f"({text})" in paper, f"with {text}" in paper) == (people, not people)


def test_healthy_volunteers_are_people() -> None:
    file = SMALLEST.replace('"x"\n', '"x"\ncondition = "healthy_volunteers"\n')
    assert "for people in good health." in sheet(file)
