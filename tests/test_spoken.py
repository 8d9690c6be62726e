"""What a free text says of a thing: who denies or allows it excludes nobody, who only names it deals with nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.rules.spoken import deals_with, may_exclude

EXCLUDES = {
    "active_implant": (
        (
            "pacemaker", "pacemaker or ICD", "implanted nerve stimulator", "pacemaker (temporary only)",
            "no implants are allowed", "implants are not allowed", "implants not permitted",
            "people with a pacemaker cannot take part", "pacemaker, heart disease",
            "any implant other than a dental one", "arrhythmia, pacemaker",
            "pacemaker unless cleared by a cardiologist", "cardiac device in situ",
            "pacemaker without recent check",
            "implanted devices (pacemaker, defibrillator), whether active or not", "no valid pacemaker check",
            "metal implants", "pacemaker dependent", "not able to remove an implanted device",
        ),
        (
            "implants are allowed", "no pacemaker needed", "no pacemaker", "no pacemaker or defibrillator",
            "without implants", "pacemakers are not excluded", "dental implant", "breast implants",
            "inactive implants", "implants may take part", "pacemaker is no reason for exclusion",
            "pacemaker, is allowed", "patients with pacemakers can participate", "except pacemaker",
            "any device except a pacemaker", "free of implants", "pacemaker is ok", "pacemakers welcome",
            "implants are not a contraindication", "pacemaker is not an exclusion criterion",
            "cochlear implant", "previous tVNS", "t-VNS before", "implant status is not checked",
            "pacemaker: no problem", "family history of pacemakers", "no known implanted pacemaker",
            "implants do not matter", "hip implants",
        ),
    ),
    "pregnancy": (
        (
            "pregnant or breast-feeding women", "pregnancy, breast feeding", "pregnant women are not allowed",
            "pregnant women may not take part", "pregnancy cannot be excluded", "pregnancy not ruled out",
            "women who are or may become pregnant", "positive pregnancy test", "no negative pregnancy test",
            "pregnant, no matter which week", "women of childbearing potential without contraception",
            "women without contraception of childbearing age", "pregnant or planning to become pregnant",
            "pregnancy (tested by urine)", "current or planned pregnancy", "pregnancy or lactation",
            "known pregnancy", "not willing to have a pregnancy test", "refusal of pregnancy test",
            "pregnant (self-report)", "pregnant women, men are allowed in all arms",
        ),
        (
            "pregnancy is no reason for exclusion", "previous pregnancy loss", "pregnant women may take part",
            "not pregnant", "non-pregnant", "pregnancy is allowed", "pregnancy: allowed",
            "pregnant women are eligible", "pregnancy is not an exclusion criterion", "pregnancy not excluded",
            "wish to become pregnant", "pregnancy test not needed", "no pregnancy test is needed",
            "gestational diabetes", "pregnancy is not asked", "no pregnant women are excluded",
            "pregnancy loss in the last year", "pregnancy tolerated? yes, allowed",
        ),
    ),
    "heart": (
        (
            "heart disease", "history of heart disease", "cardiac arrhythmia", "heart rate below 50",
            "heart disease for which exercise is not allowed", "uncontrolled heart disease",
            "heart disease not controlled by medication", "heart disease that has to be treated",
            "known heart disease, stable medication is allowed for other conditions", "atrial fibrillation",
            "unstable angina", "no clearance by a cardiologist for known heart disease",
            "myocardial infarction within 6 months", "cardiac or pulmonary disease",
            "pregnancy, heart failure",
        ),
        (
            "heart rate monitor cannot be worn", "heartburn", "no heart disease", "no known heart disease",
            "heart disease is allowed", "heart disease is not excluded", "family history of heart disease",
            "heart problems are accepted", "no history of heart disease", "heart disease may take part",
            "without arrhythmia",
        ),
    ),
    "ear_skin_condition": (
        (
            "skin disease at the ear", "eczema", "otitis externa", "open wounds of the auricle",
            "allergy of the skin to electrodes", "dermatitis", "skin lesion", "skin cancer at the auricle",
        ),
        (
            "skin cancer", "skin colour", "previous auricular stimulation",
            "transcutaneous auricular stimulation before", "no skin disease", "skin disease is no problem",
            "skin conditions are allowed", "auricular acupuncture in the last month", "skin picking disorder",
        ),
    ),
}  # fmt: skip
"""Of each thing criteria that may exclude it, and criteria that do not."""
DEALS = {
    "pregnancy": (
        (
            "pregnancy test before the first session", "participants who become pregnant are withdrawn",
            "pregnancy is reported to the sponsor", "women of childbearing potential use contraception",
            "pregnant women may take part after approval by their obstetrician",
            "women are asked about pregnancy at each visit", "Pregnancy: test before the first session",
            "if pregnancy occurs, stimulation ends", "pregnant women are not stimulated",
            "no stimulation in pregnancy", "no session if pregnant", "pregnant women are not included",
            "in case of pregnancy the participant leaves the study", "a pregnancy ends participation",
            "pregnant women cannot take part", "pregnancy is excluded by a urine test",
            "if the pregnancy test is not negative, no stimulation",
            "pregnant women are referred to their doctor", "pregnancy is not expected, yet a test is made",
            "pregnant women are not allowed to take part",
        ),
        (
            "pregnant women may take part", "pregnancy: tbd", "pregnancy", "pregnant women are welcome",
            "pregnancy is not expected", "no pregnancies are expected", "pregnancy is no problem",
            "no pregnancy test", "pregnancy is not tested", "participants are not asked about pregnancy",
            "pregnancy tests are not needed", "pregnancy tests are unnecessary",
            "pregnancy testing to be decided", "pregnancy: to be decided", "Pregnancy: none",
            "pregnancy is harmless", "pregnant women are common in this group",
            "pregnant women take part like everybody else", "pregnant women may take part, no test is made",
            "no risk in pregnancy", "pregnancy to be discussed", "pregnancy: see protocol",
        ),
    ),
    "heart": (
        (
            "ECG before and after in those with heart disease", "heart rate is measured",
            "cardiac symptoms are asked for at each visit",
            "heart rate and blood pressure before each session",
            "stimulation is stopped if heart rate falls below 50", "cardiologist on call",
            "people with heart disease are not stimulated", "palpitations or heart symptoms end the session",
            "heart problems are not expected, yet an ECG is recorded",
        ),
        (
            "no heart problems are expected", "heart problems are unlikely", "no cardiac effects",
            "taVNS does not affect the heart", "heart", "cardiac events are rare",
            "no cardiologist is involved", "heart disease may take part", "the heart is not monitored",
            "no ECG is recorded in heart disease", "cardiac safety is established", "heart monitoring tbd",
            "heart rate is not recorded", "no heart check", "no cardiac event is expected to stop a session",
        ),
    ),
}  # fmt: skip
"""Of each thing texts of harms that say what is done about it, and texts that do not."""
STOPPING = {
    "pain above 4 of 10; pregnancy": True, "pregnancy": True, "syncope, pregnancy, arrhythmia": True,
    "pregnancy is no reason to stop": False, "pregnant women may continue": False, "pregnancy tbd": False,
}  # fmt: skip


def _cases(table: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> list[tuple[str, str, bool]]:
    return [
        (about, text, said)
        for about, both in table.items()
        for said, texts in zip((True, False), both, strict=True)
        for text in texts
    ]


@pytest.mark.parametrize(("about", "text", "said"), _cases(EXCLUDES))
def test_a_criterion_may_exclude_what_it_names_and_neither_denies_nor_allows(
    about: str, text: str, said: bool
) -> None:
    assert may_exclude(text, about) == said


@pytest.mark.parametrize(("about", "text", "said"), _cases(DEALS))
def test_harms_deal_with_a_thing_where_they_say_what_is_done(about: str, text: str, said: bool) -> None:
    assert deals_with(text, about, "notes") == said


@pytest.mark.parametrize(("text", "said"), STOPPING.items())
def test_a_stopping_rule_need_only_name_it(text: str, said: bool) -> None:
    assert deals_with(text, "pregnancy", "stopping_rules") == said


@given(
    st.sampled_from(["pacemaker", "implanted defibrillator", "nerve stimulators"]),
    st.sampled_from(
        ["are allowed", "may take part", "are no reason for exclusion", "are not excluded", "do not matter"]
    ),
    st.sampled_from(["", "Any ", "People with "]),
)
def test_who_is_allowed_is_not_excluded_and_who_is_not_allowed_is(
    thing: str, allowed: str, start: str
) -> None:
    assert may_exclude(f"{start}{thing}", "active_implant")
    assert not may_exclude(f"{start}{thing} {allowed}", "active_implant")
    assert may_exclude(f"{start}{thing} are not allowed", "active_implant")
    assert not may_exclude(f"no {thing}", "active_implant")
