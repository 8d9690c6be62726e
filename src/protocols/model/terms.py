"""The terms of the file format: what may stand where a word is asked for."""

import re
from collections.abc import Collection
from typing import Final, Literal, get_args

from protocols.lib.resources import data
from protocols.lib.spelling import level

# Keys that take the terms of another key.
SAME_TERMS: Final = {
    "anode_site": "sites",
    "cathode_site": "sites",
    "return_site": "sites",
    "waveforms": "waveform",
}

Kind = Literal["plan", "record"]
Status = Literal["published", "registered"]
Condition = Literal[
    "migraine",
    "cipn",
    "systemic_lupus",
    "systemic_sclerosis",
    "ibs_constipation",
    "abdominal_pain",
    "chronic_low_back_pain",
    "fibromyalgia",
    "anxiety",
    "aphasia_after_stroke",
    "atrial_fibrillation",
    "chronic_pain",
    "constipation",
    "depression",
    "disorders_of_consciousness",
    "dysphagia_after_stroke",
    "epilepsy",
    "experimental_pain",
    "functional_abdominal_disorders",
    "functional_dyspepsia",
    "hand_osteoarthritis",
    "healthy_volunteers",
    "insomnia",
    "irritable_bowel_syndrome",
    "knee_osteoarthritis",
    "long_covid",
    "neuropathic_pain",
    "newborn_feeding",
    "parkinson_disease",
    "pots",
    "sleep_quality",
    "temporomandibular_disorder",
    "tinnitus",
    "upper_limb_after_stroke",
]
CONDITIONS: Final[tuple[str, ...]] = get_args(Condition)
_WRITTEN: Final = {
    "cipn": "CIPN",
    "ibs_constipation": "IBS with constipation",
    "long_covid": "long COVID",
    "parkinson_disease": "Parkinson disease",
    "pots": "POTS",
    "upper_limb_after_stroke": "upper limb impairment after stroke",
}
NOT_HAD: Final = frozenset({"experimental_pain", "healthy_volunteers", "newborn_feeding", "sleep_quality"})
"""Conditions that participants do not have: they are healthy, or it is what is studied in them."""
Design = Literal["parallel", "crossover", "factorial", "single_arm", "sequential"]
Purpose = Literal[
    "treatment",
    "prevention",
    "diagnostic",
    "supportive_care",
    "screening",
    "health_services_research",
    "basic_science",
    "device_feasibility",
    "other",
]
Sex = Literal["all", "female", "male"]
RecordedBy = Literal["device", "diary", "visits", "other"]
Control = Literal["current", "voltage"]
Site = Literal[
    "cymba_conchae",
    "cavum_conchae",
    "concha",
    "tragus",
    "tragus_inner",
    "tragus_outer",
    "antitragus",
    "antihelix",
    "crura_antihelicis",
    "crus_of_helix",
    "helix",
    "scapha",
    "fossa_triangularis",
    "earlobe",
    "ear_canal",
    "ear_canal_anterior",
    "ear_canal_posterior",
    "preauricular",
    "mastoid",
    "neck",
    "neck_front",
    "neck_nape",
    "forehead",
    "chest",
    "shoulder",
    "arm",
    "off_ear",
]
SITES: Final[tuple[str, ...]] = get_args(Site)
OFF_THE_EAR: Final = frozenset(
    {"neck", "neck_front", "neck_nape", "forehead", "chest", "shoulder", "arm", "off_ear"}
)
# A term that leaves the part open holds each of its parts.
PARTS: Final[dict[str, frozenset[str]]] = {
    "concha": frozenset({"cymba_conchae", "cavum_conchae"}),
    "tragus": frozenset({"tragus_inner", "tragus_outer"}),
    "ear_canal": frozenset({"ear_canal_anterior", "ear_canal_posterior"}),
    "neck": frozenset({"neck_front", "neck_nape"}),
}
SitesUsed = Literal["together", "in_turn", "either"]
Side = Literal["left", "right", "bilateral", "alternating"]
PulseWidthCovers = Literal["phase", "whole_pulse"]
Waveform = Literal[
    "monophasic", "monophasic_alternating", "biphasic", "biphasic_symmetric", "biphasic_asymmetric"
]
PulseShape = Literal["rectangular", "half_sine", "triangular", "exponential"]
Pattern = Literal["continuous", "intermittent", "gated"]
GatingSignal = Literal["respiration", "ecg", "eeg", "emg", "task", "manual"]
Method = Literal["fixed", "titrated", "participant_chosen"]
Target = Literal[
    "sensory_threshold",
    "above_sensory_threshold",
    "below_sensory_threshold",
    "discomfort_threshold",
    "below_discomfort",
    "below_pain_threshold",
    "pain_threshold",
    "maximum_tolerated",
    "percent_of_sensory_threshold",
    "percent_of_discomfort_threshold",
    "physiological_threshold",
    "rating",
]
PERCENT_REQUIRED: Final = frozenset({"percent_of_sensory_threshold", "percent_of_discomfort_threshold"})
PERCENT_ALLOWED: Final = PERCENT_REQUIRED | {"physiological_threshold", "rating"}
Retitrated = Literal["once", "each_session", "each_week"]
TimeOfDayRule = Literal["free", "instructed"]
Setting = Literal["clinic", "home", "laboratory", "mixed"]
Role = Literal["active", "sham", "active_comparator", "no_stimulation"]
ShamMethod = Literal[
    "inactive_site",
    "no_current",
    "ramp_then_off",
    "non_conducting_electrode",
    "below_threshold",
    "low_intensity",
    "other",
]
Exclusion = Literal[
    "active_implant",
    "cochlear_implant",
    "metal_near_ear",
    "pregnancy",
    "bradycardia",
    "arrhythmia",
    "coronary_disease",
    "cervical_vagotomy",
    "epilepsy",
    "ear_skin_condition",
    "age_under_18",
]
EXCLUSIONS: Final[tuple[str, ...]] = get_args(Exclusion)
Effect = Literal[
    "ear_pain",
    "skin_redness",
    "skin_irritation",
    "tingling",
    "itching",
    "headache",
    "dizziness",
    "nausea",
]
EFFECTS: Final[tuple[str, ...]] = get_args(Effect)
SourceKind = Literal[
    "review_table",
    "review_text",
    "review_group_claim",
    "primary",
    "primary_abstract",
    "registry",
    "secondary_table",
    "derived",
    "own_choice",
]
Confidence = Literal["V1", "V2"]
Evidence = Literal["review", "published", "all"]
"""Which trials are counted: the review's; those and what was published beyond it; registered ones, too."""
EVIDENCE: Final[tuple[str, ...]] = get_args(Evidence)
PUBLISHED: Final = "published"
"""What is counted where nobody chooses."""
Direction = Literal[
    "better_than_comparator", "no_difference", "worse_than_comparator", "improved", "not_recommended"
]


def in_words(condition: str) -> str:
    """Return a condition as people write it."""
    return _WRITTEN.get(condition, condition.replace("_", " "))


def family(condition: str) -> str:
    """Return the family of a condition, such as headache of migraine; "" for a text that is no term."""
    return next((name for name, members in data("families").items() if condition in members), "")


def parts(site: str) -> frozenset[str]:
    """Return the sites a site term may stand for: itself, or the parts it leaves open."""
    return PARTS.get(site, frozenset()) | {site}


def meet(one: str, other: str) -> bool:
    """Say whether two site terms may name the same place (concha and cymba_conchae do)."""
    return bool(parts(one) & parts(other))


VAGAL: Final = ("cymba_conchae", "cavum_conchae")
"""The skin that the auricular branch of the vagus nerve supplies, as the review names it."""
DISPUTED: Final = ("tragus", "antihelix", "ear_canal_posterior")
"""Sites of which it is disputed whether it supplies them; SHM003 gives the sources."""


def may_be_vagal(site: str) -> bool:
    """Say whether the vagus nerve supplies a site, or may."""
    return any(meet(site, one) for one in (*VAGAL, *DISPUTED))


def _wordings(text: str) -> list[str]:
    """Return the words for a thing in a text, levelled: "low back pain (LBP)" says it twice."""
    twice = re.fullmatch(r"([^()]+)\(([^()]+)\)\s*", text)
    parts = twice.groups() if twice else (text,)
    return [level(re.sub("[‐‑‒–—]", "-", part).replace(",", " ")) for part in parts]


def term_of(name: str, value: str, terms: Collection[str]) -> str:
    """Return the term of a key that a word is another spelling or a listed synonym of; "" for any other word."""
    synonyms = data("terms").get(name, {})
    found = {_term(word, terms, synonyms) for word in _wordings(value)}
    return found.pop() if len(found) == 1 else ""


def _term(word: str, terms: Collection[str], synonyms: dict[str, list[str]]) -> str:
    if word in terms:
        return word
    return next((term for term, words in synonyms.items() if term in terms and word in words), "")


def is_doubtful(name: str, value: str) -> bool:
    """Say whether a listed synonym of a term says more than the term, or may mean another."""
    doubtful = data("terms")["not_the_same"].get(name, ())
    return all(word in doubtful for word in _wordings(value))


def conditions_in(text: str) -> list[str]:
    """Return the conditions of the evidence base that a longer text names: migraine in "chronic migraine"."""
    words, synonyms = f"_{level(text)}_", data("terms")["condition"]
    return [
        term
        for term in CONDITIONS
        if any(f"_{one}_" in words and not is_doubtful("condition", one) for one in (term, *synonyms[term]))
    ]


def term(key: str, word: str, style: str = "paper") -> str:
    """Return a term of a key in words, as a style says it; a text that is no term as it stands."""
    terms = data("words")[style].get(SAME_TERMS.get(key, key), {})
    return terms.get(word) or free(word)


def free(text: str) -> str:
    """Return a text of the file on one line."""
    return " ".join(text.split())
