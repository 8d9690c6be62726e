"""The terms of the file format: what may stand where a word is asked for."""

from typing import Final, Literal, get_args

Kind = Literal["plan", "record"]
Condition = Literal[
    "migraine",
    "cipn",
    "systemic_lupus",
    "systemic_sclerosis",
    "ibs_constipation",
    "abdominal_pain",
    "chronic_low_back_pain",
    "fibromyalgia",
]
CONDITIONS: Final[tuple[str, ...]] = get_args(Condition)
_ABBREVIATED: Final = {"cipn": "CIPN", "ibs_constipation": "IBS with constipation"}
Design = Literal["parallel", "crossover", "factorial", "single_arm"]
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


def in_words(condition: str) -> str:
    """Return a condition as people write it."""
    return _ABBREVIATED.get(condition, condition.replace("_", " "))


def parts(site: str) -> frozenset[str]:
    """Return the sites a site term may stand for: itself, or the parts it leaves open."""
    return PARTS.get(site, frozenset()) | {site}


def meet(one: str, other: str) -> bool:
    """Say whether two site terms may name the same place (concha and cymba_conchae do)."""
    return bool(parts(one) & parts(other))
