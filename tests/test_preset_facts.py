"""The published trials in `presets/` say what the evidence says, value by value, and nothing else.

`tests/facts/` holds a plain copy of the evidence. `HELD` and `USUAL` below say for every field of every study
how its preset holds it; a field, a value or a reading that they do not know is a complaint, and so is a value
in a preset that no fact stands behind.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tomli

HERE = Path(__file__).parent
PRESETS = HERE.parent / "presets"
FACTS: list[dict[str, Any]] = json.loads((HERE / "facts" / "studies.json").read_text(encoding="utf-8"))
CONFLICTS: list[dict[str, Any]] = json.loads((HERE / "facts" / "conflicts.json").read_text(encoding="utf-8"))

FILES = {
    "straube2015": "straube-2015",
    "aranow2021": "aranow-2020",
    "zhang2021": "zhang-2020",
    "kutlu2020": "kutlu-2020",
    "luo2020": "luo-2020",
    "cao2021": "cao-2021",
    "shi2021": "shi-2021",
    "paccione2022": "paccione-2022",
    "feng2022": "feng-2022",
    "abdelbaset2023": "abdel-baset-2023",
    "bellocchi2023": "bellocchi-2023",
    "huang2023": "huang-2023",
    "rao2023": "rao-2023",
    "figueiredo2024": "figueiredo-2024",
    "yang2024": "yang-2024",
    "cai2025": "cai-2025",
    "li2025": "li-2025",
}
KINDS = {
    "review-table": "review_table",
    "review-text": "review_text",
    "review-group-claim": "review_group_claim",
    "primary-abstract": "primary_abstract",
    "primary-figure-caption": "primary",
    "registry": "registry",
    # That the record is the trial's own is a conclusion: the trial does not name it.
    "candidate-registry-match": "derived",
    "protocol": "primary_abstract",
    "secondary-review-table": "secondary_table",
    "bibliographic": "derived",
    "derived-from-URL": "derived",
    "derived": "derived",
}
NOTE_OF_KIND = {
    "primary-figure-caption": "figure caption",
    "candidate-registry-match": "candidate match",
    "protocol": "published protocol",
    "bibliographic": "bibliographic record",
    "derived-from-URL": "from its address",
    "secondary-digest": "secondary digest",
}
LUO = "Luo et al. 2020 (abstract)"
MATCHED = "record matched by sponsor, investigator, n and schedule; not confirmed"


# --- how a fact can be held -------------------------------------------------------------------------------


@dataclass(frozen=True)
class At:
    """The value stands at a path, and the source at that path is the fact's own.

    Without `value` it is the fact's value, turned by `get`. A literal `value` needs `stated`: the words of the
    fact that say so. `kind` and `cite` are given where the source of the preset is knowingly another.
    """

    path: str
    value: Any = None
    stated: str = ""
    get: Callable[[Any], Any] | None = None
    kind: str = ""
    cite: str = ""


@dataclass(frozen=True)
class Says:
    """The words stand in the texts of the file, or `within` one of them or the claims of its conflicts.

    `{v}` is the value, `{n[0]}` a group size, `{sham}` the value with "No sham" for its "none"; words of our own
    say in `stated` what they stand for.
    """

    words: str
    within: str = ""
    stated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Noted:
    """The words stand in the note of the source at a path; `stated` as above."""

    path: str
    words: str
    stated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Product:
    """The numbers at the paths multiply to the value; the note of the source at `noted` names the fact's."""

    paths: tuple[str, ...]
    noted: str = ""


Hold = At | Says | Noted | Product
Holds = tuple[Hold, ...]


def number(value: Any, i: int) -> Any:
    """The size of group i in any of the ways the evidence writes group sizes."""
    if isinstance(value, str):
        return int(value.split()[0])
    return value[i]["n"] if isinstance(value[i], dict) else value[i]


def size(arm: str, i: int) -> At:
    return At(f"arms.{arm}.participants", get=lambda value: number(value, i))


def item(path: str, i: int) -> At:
    return At(path, get=lambda value: value[i])


def range_or_number(value: Any) -> Any:
    return {"min": value[0], "max": value[1]} if isinstance(value, list) else value


def completed(arm: str, i: int, words: str = "completed") -> Says:
    return Says(f"{{n[{i}]}} {words}", within=f"arms.{arm}.notes")


TAVNS = "arms.tavns.stimulation"
# Where the settings stand: shared, or in the active arm where what the other one got is not known.
STIMULATION = dict.fromkeys(FILES, "stimulation") | dict.fromkeys(
    (
        "aranow2021",
        "zhang2021",
        "luo2020",
        "paccione2022",
        "bellocchi2023",
        "huang2023",
        "yang2024",
        "cai2025",
        "li2025",
    ),
    TAVNS,
)
SITE_AND_SIDE = STIMULATION | {"shi2021": TAVNS}

ROLES = {
    "straube2015": {"hz_1": "active", "hz_25": "active"},
    "kutlu2020": {"tavns": "active", "exercise": "no_stimulation"},
    "cao2021": {"hz_1": "active", "hz_20": "active"},
    "paccione2022": {
        "tavns": "active",
        "sham": "sham",
        "breathing": "no_stimulation",
        "sham_breathing": "no_stimulation",
    },
    "abdelbaset2023": {"tavns": "active", "pne": "no_stimulation", "tavns_pne": "active"},
    "bellocchi2023": {"tavns": "active", "control": "active_comparator"},
    "li2025": {"tavns": "active", "tgans": "active_comparator"},
    "aranow2021": {"tavns": "active", "sham": "sham"},
    "zhang2021": {"tavns": "active", "sham": "sham"},
    "luo2020": {"tavns": "active", "sham": "sham"},
    "shi2021": {"tavns": "active", "sham": "sham"},
    "huang2023": {"tavns": "active", "sham": "sham"},
    "yang2024": {"tavns": "active", "sham": "sham"},
    "feng2022": {"tavns": "active"},
    "rao2023": {"tavns": "active"},
    "figueiredo2024": {"tavns": "active"},
    "cai2025": {"tavns": "active"},
}
COHORTS = {"zhang2021": "zhang-huang", "huang2023": "zhang-huang"}

CONDITIONS = {
    "chronic migraine": "migraine",
    "migraine without aura": "migraine",
    "migraine": "migraine",
    "SLE with musculoskeletal pain": "systemic_lupus",
    "fibromyalgia syndrome": "fibromyalgia",
    "fibromyalgia": "fibromyalgia",
    "constipation-predominant IBS": "ibs_constipation",
    "systemic sclerosis with chronic pain": "systemic_sclerosis",
    "chronic low back pain": "chronic_low_back_pain",
    "chemotherapy-induced painful peripheral neuropathy": "cipn",
    "persistent abdominal pain": "abdominal_pain",
}
SITES = {
    "concha (sensory vagal area)": ["concha"],
    "concha": ["concha"],
    "cymba concha": ["cymba_conchae"],
    "cymba conchae": ["cymba_conchae"],
    "auricular cymba concha": ["cymba_conchae"],
    "inner and rear tragus and concha": ["tragus_inner", "concha"],
    "cymba conchae and antihelix": ["cymba_conchae", "antihelix"],
    "concha cymba/cavum": ["cymba_conchae", "cavum_conchae"],
}
PATTERNS = {"continuous": "continuous", "intermittent": "intermittent", "intermittent trains": "intermittent"}
TINGLING = "individual sensory-threshold titration: raised to a clear tingling sensation that is not painful"
MAXIMUM = "maximum level tolerated by the subject"
PULSE_WIDTH_GROUP = "range claimed for refs 57-59, 62, 63 as a group"
# A claim for a group of references is a study's own only if its number is.
BY_ELIMINATION: dict[str, Holds] = {
    "zhang2021": (
        Says("if ref. {v} is this study (by elimination)", within=f"{TAVNS}.notes"),
        Noted("schedule.weeks", "if ref. {v} is this study (by elimination)"),
    ),
    "rao2023": (
        Noted("stimulation.pulse_width_us", "ref. {v} = Rao by elimination"),
        Noted("schedule.weeks", "ref. {v} = Rao by elimination"),
    ),
}
TITRATION: dict[str, dict[str, Any]] = {
    TINGLING: {
        "method": "titrated",
        "target": ["above_sensory_threshold", "below_pain_threshold"],
        "target_detail": "individual sensory threshold: raised to a clear tingling that is not painful",
    },
    MAXIMUM: {
        "method": "titrated",
        "target": "maximum_tolerated",
        "target_detail": MAXIMUM,
    },
    "intensity, pulse duration and frequency optimised by the participant": {
        "method": "participant_chosen",
        "target_detail": "intensity, pulse duration and frequency optimised by the participant",
    },
}


# --- how each field is usually held -----------------------------------------------------------------------


def usual_reference(study: str, _i: int, fact: dict[str, Any]) -> Holds:
    by_elimination = fact["kind"] == "deduced-by-elimination"
    said = "(deduced by elimination, {source})" if by_elimination else "({source})"
    in_notes = Says("ref. {v} of the review " + said, within="study.notes")
    return (in_notes, *BY_ELIMINATION[study]) if by_elimination else (in_notes,)


def usual_condition(_study: str, i: int, fact: dict[str, Any]) -> Holds:
    text: Hold = At("study.population") if i == 0 else Says("{v}")
    if fact["kind"] == "review-table":
        return (text, At("study.condition", get=CONDITIONS.__getitem__))
    return (text,)


def usual_pulse_width(study: str, i: int, fact: dict[str, Any]) -> Holds:
    base = STIMULATION[study]
    if i and fact["kind"] == "review-group-claim":
        return (Says("gives {v[0]}-{v[1]} µs for a group", within=f"{base}.notes"),)
    held: Holds = (At(f"{base}.pulse_width_us", get=range_or_number),)
    if fact["kind"] == "review-group-claim":
        held += (
            Says(PULSE_WIDTH_GROUP, f"{base}.notes", (PULSE_WIDTH_GROUP,)),
            Noted(f"{base}.pulse_width_us", "refs 57-59, 62, 63 as a group", (PULSE_WIDTH_GROUP,)),
            Noted(f"{base}.pulse_width_us", "no number of its own", ("no per-study number",)),
        )
    return held


def usual_titration(study: str, _i: int, fact: dict[str, Any]) -> Holds:
    base = f"{STIMULATION[study]}.intensity"
    words = fact["value"]
    held: Holds = tuple(At(f"{base}.{key}", value, stated=words) for key, value in TITRATION[words].items())
    if words == TINGLING:
        held += (Says("for the migraine studies as a whole", f"{base}.notes", (words,)),)
    return held


def maximum_tolerated(base: str) -> Holds:
    """The target and its words are the registry's; that it was titrated is read from them."""
    method = At(f"{base}.method", TITRATION[MAXIMUM]["method"], stated=MAXIMUM, kind="derived")
    said = [
        At(f"{base}.{key}", TITRATION[MAXIMUM][key], stated=MAXIMUM) for key in ("target", "target_detail")
    ]
    return (method, Noted(f"{base}.method", "from '{v}'"), *said)


def usual_site(study: str, _i: int, fact: dict[str, Any]) -> Holds:
    return (At(f"{SITE_AND_SIDE[study]}.sites", SITES.get(fact["value"]), stated=fact["value"]),)


def one(hold: Callable[[str], Hold]) -> Callable[[str, int, dict[str, Any]], Holds]:
    """Every reading of the field is held in the same way."""
    return lambda study, _i, _fact: (hold(study),)


USUAL: dict[str, Callable[[str, int, dict[str, Any]], Holds]] = {
    "review_ref": usual_reference,
    "title": one(lambda _: At("study.title")),
    "condition": usual_condition,
    "n_total": one(lambda _: At("study.participants")),
    "frequency_hz": one(lambda study: At(f"{STIMULATION[study]}.frequency_hz")),
    "pulse_width_us": usual_pulse_width,
    "intensity_ma": one(lambda study: At(f"{STIMULATION[study]}.intensity.current_ma", get=range_or_number)),
    "titration_rule": usual_titration,
    "delivery_pattern": one(lambda study: At(f"{STIMULATION[study]}.pattern", get=PATTERNS.__getitem__)),
    "duty_on_s": one(lambda study: At(f"{STIMULATION[study]}.on_s")),
    "duty_off_s": one(lambda study: At(f"{STIMULATION[study]}.off_s")),
    "session_min": one(lambda _: At("schedule.session_min")),
    "daily_dose_min": one(lambda _: Product(("schedule.session_min", "schedule.sessions_per_day"))),
    "sessions_per_day": one(lambda _: At("schedule.sessions_per_day")),
    "days_per_week": one(lambda _: At("schedule.days_per_week")),
    "weeks": one(lambda _: At("schedule.weeks")),
    "treatment_days": one(lambda _: Product(("schedule.weeks", "schedule.days_per_week"))),
    "total_sessions": one(lambda _: At("schedule.total_sessions")),
    "site": usual_site,
    "laterality": one(lambda study: At(f"{SITE_AND_SIDE[study]}.side")),
    "doi": one(lambda _: At("study.citation", get="doi:{}".format)),
    "pmid": one(lambda _: Says("PMID {v}", within="study.notes")),
    "pmcid": one(lambda _: Says("PMCID {v}", within="study.notes")),
    "trial_registration": one(lambda _: At("study.registration")),
    "follow_up": one(lambda _: Says("Follow-up: {v}", within="study.notes")),
}
# These have no usual way: each study says its own below. waveform, device: mostly null.
NO_USUAL_WAY = {"waveform", "device", "design", "arms", "sham_type", "sham_site"}
HELD_APART = {"id", "label", "same_cohort_as", "inferred_from_same_cohort"}

N = At("study.participants")
DAYS = At("schedule.days")
EVERY_DAY = Noted("schedule.days", "whether every day was a treatment day is not said")
RANDOMIZED = At("study.randomized", True, stated="randomized")
RANDOM_ORDER = At("study.randomized", True, stated="random order")
PARALLEL = At("study.design", "parallel", stated="parallel")
PARALLEL_BY_GROUPS = At("study.design", "parallel", stated="randomized", kind="derived")
CROSSOVER = At("study.design", "crossover", stated="crossover")
SINGLE_ARM = At("study.design", "single_arm", stated="single-arm")
BOTH_FREQUENCIES: dict[str, list[Holds]] = {
    "straube2015": [
        (item("arms.hz_1.stimulation.frequency_hz", 0), item("arms.hz_25.stimulation.frequency_hz", 1))
    ]
    * 2,
    "cao2021": [
        (item("arms.hz_1.stimulation.frequency_hz", 0), item("arms.hz_20.stimulation.frequency_hz", 1))
    ]
    * 2,
}
DERIVED_WASHOUT = At("study.washout_days", 28, stated="4-week washout")


def described(arm: str, *more: Hold) -> list[Holds]:
    """The sham or comparator in the fact's words, as its description."""
    return [(At(f"arms.{arm}.description", get=lambda value: value), *more)]


def no_sham(words: str) -> list[Holds]:
    return [(Says(words, within="study.notes"),)]


def blind(words: str, stated: str) -> Says:
    return Says(words, within="blinding.notes", stated=(stated,))


# One entry a reading: the value first, then each of `also`.
HELD: dict[str, dict[str, list[Holds]]] = {
    "straube2015": {
        "design": [
            (
                PARALLEL,
                RANDOMIZED,
                blind("Called double-blind", "double-blind"),
                Says(
                    "Single centre, controlled, 1-month baseline, then one of two frequencies",
                    stated=("single centre", "controlled", "1-month baseline", "two-frequency comparison"),
                ),
            ),
            (Says("cross-over design", within="conflicts", stated=("cross-over comparing frequencies",)),),
        ],
        "n_total": [(N,), (N,), (Says("{v} per-protocol completers"),)],
        "arms": [(size("hz_1", 0), size("hz_25", 1))],
        "frequency_hz": BOTH_FREQUENCIES["straube2015"],
        "daily_dose_min": [
            (At("schedule.daily_min"), Says("4 h a day", "schedule.notes", ("4 h/day",))),
            (At("schedule.daily_min"),),
        ],
        "weeks": [
            (
                At("schedule.weeks"),
                Says(
                    "The abstract says 3 months, its conclusion {v} weeks",
                    within="schedule.notes",
                    stated=("3 months; 12 weeks in the conclusion",),
                ),
            ),
            (At("schedule.weeks"),),
            (Says("listed among studies with a {v}-week course", within="conflicts"),),
        ],
        "site": [
            (
                At("stimulation.sites", ["concha"], stated="concha"),
                Says(
                    "The review's Table 1 calls the concha the sensory vagal area",
                    within="stimulation.notes",
                    stated=("concha (sensory vagal area)",),
                ),
            ),
            (At("stimulation.sites", ["concha"], stated="concha"),),
        ],
        "device": [
            (
                At("device.model", "NEMOS", stated="NEMOS"),
                Says("{v} (figure caption)", within="device.notes"),
            ),
            (
                Says(
                    "the abstract says the same without the name",
                    within="device.notes",
                    stated=("handheld battery-driven stimulator",),
                ),
            ),
        ],
        "sham_type": no_sham("{sham}"),
        "sham_site": [(Says("{v} is inferred: both arms stimulate the left-ear vagal area"),)],
    },
    "aranow2021": {
        "design": [
            (
                PARALLEL_BY_GROUPS,
                RANDOMIZED,
                At("study.allocation", "2:1", stated="2:1"),
                blind("Called double-blind", "double-blind"),
                Says("Sham-controlled pilot", stated=("sham-controlled pilot",)),
            )
        ],
        "arms": [(size("tavns", 0), size("sham", 1))] * 2,
        "treatment_days": [(DAYS,)] * 3,
        "sham_type": described("sham"),
        # The evidence cites the paper for it, and says that the paper does not show the number.
        "trial_registration": [
            (
                At("study.registration", kind="registry", cite="NCT02822989"),
                Noted("study.registration", "the number was not seen in the abstract"),
                *(
                    Noted(path, MATCHED, ("matched by sponsor, PI, n=18 and 4 x 5 min schedule",))
                    for path in (
                        "study.registration",
                        "schedule.session_min",
                        "schedule.sessions_per_day",
                        "schedule.total_sessions",
                    )
                ),
                Says(
                    "matched by sponsor, PI, n=18 and the 4 x 5 min schedule",
                    stated=("matched by sponsor, PI, n=18 and 4 x 5 min schedule",),
                ),
            )
        ],
    },
    "zhang2021": {
        "design": [
            (
                PARALLEL_BY_GROUPS,
                RANDOMIZED,
                At("study.allocation", "1:1", stated="1:1"),
                Says("Sham-controlled, fMRI before/after", stated=("sham-controlled, fMRI before/after",)),
            )
        ],
        "n_total": [(Says("{v} completers"),), (N,), (Says("{v} completers"),), (N,)],
        "arms": [(completed("tavns", 0), completed("sham", 1))] * 2,
        "sham_type": described(
            "sham",
            # The table says where it is not; that it is inactive there is the review's word for the group.
            At("arms.sham.sham_method", "inactive_site", stated="another location", kind="derived"),
            Noted("arms.sham.sham_method", "another location", ("another location",)),
            Noted("arms.sham.sham_method", "inactive is the review's word (§4.1.1) for the group"),
        ),
    },
    "kutlu2020": {
        "design": [
            (
                PARALLEL,
                RANDOMIZED,
                Says(
                    "Controlled, two parallel groups, taVNS added to home exercise",
                    stated=("controlled, two parallel groups, add-on to home exercise",),
                ),
                Says("No sham", stated=("no sham",)),
            )
        ],
        "n_total": [(N,), (N,), (Says("27 + 25 = {v} participants", within="conflicts"),)],
        "arms": [
            (
                size("tavns", 0),
                size("exercise", 1),
                At("arms.tavns.label", "taVNS + exercise", stated="taVNS + exercise"),
                At("arms.exercise.label", "exercise only", stated="exercise only"),
            ),
            (Says("{n[0]} + {n[1]} = 52 participants", within="conflicts"),),
        ],
        "total_sessions": [
            (
                At("schedule.total_sessions"),
                Says("{v} sessions of taVNS and {v} of exercise, against {v} of exercise"),
                At(
                    "arms.tavns.co_intervention",
                    "home exercise, 20 sessions",
                    stated="20 taVNS + 20 exercise",
                ),
                At("arms.exercise.co_intervention", "home exercise, 20 sessions", stated="vs 20 exercise"),
            )
        ],
        "site": [
            (
                At(
                    "stimulation.sites", ["tragus_inner", "concha"], stated="inner and rear tragus and concha"
                ),
                At("stimulation.site_detail"),
            )
        ],
        "sham_type": no_sham("{sham}"),
    },
    "luo2020": {
        "design": [
            (
                CROSSOVER,
                RANDOM_ORDER,
                # The abstract speaks of the sessions' distance, not of a washout.
                At("study.washout_days", 7, stated="7 days apart", kind="derived"),
                Noted("study.washout_days", "sessions 7 days apart", ("7 days apart",)),
                blind("Called single-blind", "single-blind"),
                Says(
                    "Crossover fMRI, real vs sham in random order, 7 days apart",
                    stated=("crossover fMRI, real vs sham in random order, 7 days apart",),
                ),
            )
        ],
        "n_total": [
            (Says("30 recruited, {v} analysed (review Table 1; abstract)"),),
            (N, Says("{v} recruited, 27 analysed", within="study.notes")),
            (Says("{v} analysed"),),
        ],
        "arms": [(completed("tavns", 0, "analysed in both"), completed("sham", 0, "analysed in both"))],
        "titration_rule": [
            (
                At(f"{TAVNS}.intensity.target", "below_pain_threshold", stated="below the pain threshold"),
                Says("The target, {v}, is what {source} says of this study", f"{TAVNS}.intensity.notes"),
            ),
            (
                At(f"{TAVNS}.intensity.method", "titrated", stated=TINGLING),
                At(f"{TAVNS}.intensity.target_detail", TITRATION[TINGLING]["target_detail"], stated=TINGLING),
                Says("for the migraine studies as a whole", f"{TAVNS}.intensity.notes", (TINGLING,)),
            ),
        ],
        "treatment_days": [
            (
                DAYS,
                Says(
                    "days are those of one condition", within="schedule.notes", stated=("days per condition",)
                ),
            )
        ],
        "total_sessions": [
            (Says("{v} sessions in all (one real, one sham)", within="schedule.notes"),),
            (Says("§5.4: a single intervention) and PMC10309039 Table 4 count {v} session"),),
            (Says("PMC10309039 Table 4 count {v} session"),),
        ],
        "sham_type": described(
            "sham",
            At("arms.sham.sham_method", "inactive_site", stated="lacking vagal afferents"),
            Noted(
                "arms.sham.sham_method",
                "described as lacking vagal afferents",
                ("described as lacking vagal afferents",),
            ),
        ),
    },
    "cao2021": {
        "condition": [
            (At("study.population"),),
            (Says('The review\'s Table 1 says "{v}"'), At("study.condition", "migraine", stated="migraine")),
            (Says("population: {v}", within="conflicts"),),
        ],
        "design": [
            (
                CROSSOVER,
                RANDOM_ORDER,
                blind("Called single-blind", "single-blind"),
                Says(
                    "Crossover fMRI, 1 Hz vs 20 Hz in random order",
                    stated=("crossover fMRI, 1 Hz vs 20 Hz in random order",),
                ),
                Says("No sham", stated=("no sham",)),
            )
        ],
        "n_total": [(N,), (N, At("sample.women", 21, stated="(21 F)"))],
        "arms": [(size("hz_1", 0), size("hz_20", 0))],
        "frequency_hz": BOTH_FREQUENCIES["cao2021"],
        "pulse_width_us": [
            (
                At("stimulation.pulse_width_us"),
                Says("approximately 0.2 ms", "stimulation.notes", ("approximately 0.2 ms",)),
            )
        ],
        "intensity_ma": [
            (
                At("stimulation.intensity.current_ma"),
                Noted("stimulation.intensity.current_ma", "approximately"),
                Says("Approximately {v} mA", within="stimulation.intensity.notes"),
                Says(
                    "one pulse width, pattern and current ({v} mA, approximate) without saying for which frequency",
                    within="stimulation.notes",
                    stated=("approximately",),
                ),
            )
        ],
        "treatment_days": [
            (
                DAYS,
                Says(
                    "days are those of one condition", within="schedule.notes", stated=("days per condition",)
                ),
            )
        ],
        "total_sessions": [
            (Says("{v} sessions in all (one per frequency)", within="schedule.notes"),),
            (Says("PMC10309039 Table 4 counts {v} session ('unique session')", within="schedule.notes"),),
        ],
        "site": [
            (At("stimulation.sites", ["cymba_conchae"], stated="cymba concha"),),
            (Says("left concha, cymba and cavum", within="conflicts", stated=("concha: cymba and cavum",)),),
        ],
        "sham_type": no_sham("{sham}"),
    },
    "shi2021": {
        "design": [
            (
                PARALLEL_BY_GROUPS,
                RANDOMIZED,
                blind("Called single-blind (registry)", "single-blind"),
                Says(
                    "Sham-controlled, single centre, early feasibility (registry)",
                    stated=("sham-controlled, single centre, early feasibility",),
                ),
            )
        ],
        "arms": [(size("tavns", 0), size("sham", 1))] * 2,
        "intensity_ma": [
            (
                At("stimulation.intensity.current_ma", get=range_or_number),
                Noted(
                    "stimulation.intensity.current_ma",
                    "registered range; whether of the device or delivered is not said",
                    ("range",),
                ),
            )
        ],
        "titration_rule": [maximum_tolerated("stimulation.intensity")],
        "daily_dose_min": [
            (
                Product(
                    ("schedule.session_min", "schedule.sessions_per_day"), noted="schedule.sessions_per_day"
                ),
                Noted("schedule.sessions_per_day", "{v} min a day"),
            )
        ],
        "sessions_per_day": [
            (
                At("schedule.sessions_per_day"),
                At("schedule.time_of_day", "08:00 and 20:00", stated="08:00 and 20:00"),
            )
        ],
        "site": [
            (At(f"{TAVNS}.sites", ["cymba_conchae"], stated="cymba concha"),),
            (
                At(f"{TAVNS}.sites", ["cymba_conchae"], stated="cymba concha"),
                Says("The registry says both '{v}' and", within=f"{TAVNS}.notes"),
            ),
            (Says("and '{v}'", within=f"{TAVNS}.notes"),),
        ],
        "device": [
            (
                At("device.model", "SNM-FDC01", stated="SNM-FDC01"),
                At(
                    "device.manufacturer",
                    "Ningbo MedKinetic Medical Device Co.",
                    stated="(Ningbo MedKinetic Medical Device Co.)",
                ),
            )
        ],
        "sham_type": described(
            "sham",
            At("arms.sham.sham_method", "inactive_site", stated="a non-ear site"),
            Says("identical parameters (registry)", "stimulation.notes", ("identical parameters",)),
        ),
        "sham_site": [
            (
                At("arms.sham.stimulation.sites", ["arm"], stated="elbow area"),
                At("arms.sham.stimulation.site_detail"),
            )
        ],
        "trial_registration": [
            (
                At("study.registration", get=", ".join, kind="primary_abstract"),
                Noted("study.registration", "NCT05392439 (registry) matched by PI, site, n and title"),
                Says(
                    "names the ChiCTR number; the NCT record was matched by PI, site, n and title",
                    stated=("abstract names the ChiCTR id", "NCT record matched by PI, site, n and title"),
                ),
            )
        ],
    },
    "paccione2022": {
        "design": [
            (
                At("study.design", "parallel", stated="four arms", kind="derived"),
                RANDOMIZED,
                At("delivery.setting", "home", stated="home-delivered"),
                blind("Single-blind per protocol", "single-blind per protocol"),
                Says(
                    "Four arms, sham-controlled, home-delivered",
                    stated=("four arms, sham-controlled, home-delivered",),
                ),
            )
        ],
        "n_total": [
            (N,),
            (N, Says("{v} randomized")),
            (Says("{v} completers at 2 weeks"),),
            (Says("{v} planned (published protocol)"),),
            (Says("{v} planned (registry)"),),
        ],
        "arms": [
            (
                size("tavns", 0),
                size("sham", 1),
                size("breathing", 2),
                size("sham_breathing", 3),
                At("arms.tavns.label", "active tVNS", stated="active tVNS"),
                At("arms.sham.label", "sham tVNS", stated="sham tVNS"),
                At("arms.breathing.label", "active breathing", stated="active breathing"),
                At("arms.sham_breathing.label", "sham breathing", stated="sham breathing"),
                At("arms.sham_breathing.co_intervention", "sham breathing", stated="sham breathing"),
            ),
            (size("tavns", 0), size("sham", 1), size("breathing", 2), size("sham_breathing", 3)),
        ],
        "title": [
            (
                At("study.title"),
                At(
                    "arms.breathing.co_intervention",
                    "meditative-based diaphragmatic breathing",
                    stated="Meditative-based diaphragmatic breathing",
                ),
            )
        ],
        "titration_rule": [
            (
                At(f"{TAVNS}.intensity.method", "participant_chosen", stated="optimised by the participant"),
                At(f"{TAVNS}.intensity.target_detail"),
                Says(
                    "Registry wording; may not match what was delivered",
                    within=f"{TAVNS}.intensity.notes",
                    stated=("registry wording; may not match what was delivered",),
                ),
            )
        ],
        "sessions_per_day": [
            (
                At("schedule.sessions_per_day"),
                At("schedule.time_of_day", "morning and evening", stated="morning and evening"),
            )
        ],
        "treatment_days": [
            (
                Product(("schedule.weeks", "schedule.days_per_week"), noted="schedule.weeks"),
                Noted("schedule.weeks", "{v} days"),
            )
        ]
        * 2,
        "device": [(At("device.model"),)],
        "sham_type": described("sham"),
        "sham_site": [
            (
                At("arms.sham.stimulation.sites", ["earlobe"], stated="earlobe"),
                At("arms.sham.stimulation.side", "left", stated="left"),
            )
        ],
        # The evidence cites the paper; the number is that of the registry record.
        "trial_registration": [(At("study.registration", kind="registry", cite="NCT03180554"),)],
    },
    "feng2022": {
        "condition": [
            (At("study.population"), At("study.condition", "migraine", stated="migraine")),
            (At("study.population"),),
        ],
        "design": [
            (
                SINGLE_ARM,
                Says(
                    "Pre/post fMRI, compared with 60 matched healthy controls",
                    stated=("pre/post fMRI with matched healthy controls",),
                ),
                Says("No sham reported in the abstract", stated=("no sham reported in the abstract",)),
            )
        ],
        "arms": [
            (size("tavns", 0), Says("{n[1]} matched healthy controls (no stimulation)", within="study.notes"))
        ],
        "sham_type": no_sham("{sham}"),
    },
    "abdelbaset2023": {
        "condition": [
            (At("study.population"), At("study.condition", "fibromyalgia", stated="fibromyalgia")),
            (
                At("study.population", "fibromyalgia", stated="fibromyalgia"),
                At("sample.women", 86, stated="86 F"),
                At("sample.men", 13, stated="13 M"),
            ),
        ],
        "design": [
            (
                PARALLEL,
                Says(
                    "Three parallel groups (tVNS, tVNS + PNE, PNE); randomization not stated in the abstract",
                    stated=(
                        "three parallel groups (tVNS / tVNS+PNE / PNE)",
                        "randomization not stated in the abstract",
                    ),
                ),
                Says("No sham", stated=("no sham",)),
            )
        ],
        "arms": [
            (
                size("tavns", 0),
                size("pne", 1),
                size("tavns_pne", 2),
                At("arms.tavns.label", "tVNS", stated="tVNS"),
                At("arms.pne.label", "PNE", stated="PNE"),
                At("arms.tavns_pne.label", "tVNS + PNE", stated="tVNS + PNE"),
            ),
            (size("tavns", 0), size("pne", 1), size("tavns_pne", 2)),
        ],
        "title": [
            (
                At("study.title"),
                At(
                    "arms.pne.co_intervention",
                    "pain neuroscience education (PNE)",
                    stated="Pain neuroscience education",
                ),
                At(
                    "arms.tavns_pne.co_intervention",
                    "pain neuroscience education (PNE)",
                    stated="Pain neuroscience education",
                ),
            )
        ],
        "sham_type": no_sham("{sham}"),
    },
    "bellocchi2023": {
        "condition": [
            (
                At("study.population"),
                At("study.condition", "systemic_sclerosis", stated="systemic sclerosis"),
            ),
            (
                Says(
                    "systemic sclerosis with pain on NRS; 90% limited cutaneous among completers",
                    stated=("systemic sclerosis with pain on NRS; 90% limited cutaneous among completers",),
                ),
            ),
        ],
        "design": [
            (
                CROSSOVER,
                RANDOMIZED,
                DERIVED_WASHOUT,
                Noted("study.washout_days", "4 weeks"),
                At("blinding.participants", True, stated="patient-blind"),
                blind("Called patient-blind", "patient-blind"),
                Says("Active control, add-on", stated=("active control", "add-on")),
                Says(
                    "4 weeks in each period of the crossover",
                    within="schedule.notes",
                    stated=("4-week periods",),
                ),
            )
        ],
        "n_total": [
            (N, Says("{v} enrolled")),
            (Says("{v} completers"),),
            (Says("{v} participants", within="conflicts"),),
        ],
        "arms": [(completed("tavns", 0), completed("control", 0))],
        "weeks": [
            (At("schedule.weeks"),),
            (At("schedule.weeks"),),
            (
                Noted("schedule.weeks", "{v}: {source}"),
                Says("4-week / one-month course", within="conflicts", stated=("one month",)),
            ),
        ],
        "treatment_days": [
            (),
            (Says("course of {v} days", within="conflicts"), Says("The '{v} days' of the review's Table 1")),
        ],
        "site": [
            (At(f"{TAVNS}.sites", ["cymba_conchae"], stated="cymba concha"),),
            (Says("A news item says: {v}", within="study.notes"),),
        ],
        "sham_type": described("control"),
    },
    "huang2023": {
        "condition": [
            (At("study.population"), At("study.condition", "migraine", stated="migraine")),
            (At("study.population"),),
        ],
        "design": [
            (
                PARALLEL_BY_GROUPS,
                RANDOMIZED,
                Says("Sham-controlled, fMRI before/after", stated=("sham-controlled, fMRI before/after",)),
            )
        ],
        "n_total": [
            (N,),
            (N, Says("before/after. {v} randomized")),
            (Says("randomized, {v} completers (abstract)"),),
        ],
        "pulse_width_us": [
            (
                Says(
                    "not in the review's pulse-width citation group (57-59, 62, 63)",
                    stated=("not in the review's pulse-width citation group (57-59, 62, 63)",),
                ),
            )
        ],
        "arms": [
            (
                completed("tavns", 0),
                completed("sham", 1),
                Says("add up to 59", within="arms.sham.notes", stated=("sums to 59",)),
            ),
            (
                Says("the abstract, too, gives {n[0]}", within="arms.tavns.notes"),
                Says("The abstract says sham {n[1]}, which with {n[0]} makes 62", within="arms.sham.notes"),
            ),
        ],
        "sham_type": described("sham"),
    },
    "rao2023": {
        "design": [
            (
                Says(
                    "Pre/post taVNS fMRI, compared with 38 healthy controls",
                    stated=("pre/post taVNS fMRI with healthy controls",),
                ),
                Says("No sham reported in the abstract", stated=("no sham reported in the abstract",)),
            )
        ],
        "arms": [
            (
                # A number of patients, not of those stimulated: no size of the arm.
                Says("{n[0]} patients (review Table 1; abstract)", within="arms.tavns.notes"),
                Says("how many were stimulated is not known", "arms.tavns.notes", ("patients",)),
                At("arms.tavns.label", "patients", stated="patients"),
                Says("{n[1]} healthy controls (no stimulation)", within="study.notes"),
            ),
            (
                Says("{n[0]} patients", within="arms.tavns.notes"),
                Says("{n[1]} healthy controls", within="study.notes"),
            ),
        ],
        "weeks": [
            (
                At("schedule.weeks"),
                Says(
                    "Claimed for refs 57, 58, 60, 62, 63 as a group",
                    within="schedule.notes",
                    stated=("refs 57, 58, 60, 62, 63 cited as a group",),
                ),
                Noted(
                    "schedule.weeks",
                    "refs 57, 58, 60, 62, 63 as a group",
                    ("refs 57, 58, 60, 62, 63 cited as a group",),
                ),
                Noted("schedule.weeks", "no number of its own", ("cited as a group",)),
                Noted(
                    "schedule.weeks",
                    "the same claim is wrong for Straube 2015 (C-STR-2)",
                    ("a 4-week course",),
                ),
            )
        ],
        "titration_rule": [
            (
                *usual_titration("rao2023", 0, {"value": TINGLING}),
                *(
                    Noted(
                        f"stimulation.intensity.{key}",
                        "for the migraine studies as a whole; no statement of its own",
                        ("stated for the migraine studies as a whole",),
                    )
                    for key in TITRATION[TINGLING]
                ),
            )
        ],
        "sham_type": no_sham("{sham}"),
    },
    "figueiredo2024": {
        "design": [
            (
                SINGLE_ARM,
                Noted("study.design", "NCT05639270"),
                blind("Open label", "open-label"),
                Says(
                    "Open-label single-arm pilot, two centres",
                    stated=("open-label single-arm pilot, two centres",),
                ),
            )
        ],
        "n_total": [
            (N,),
            (N,),
            (Says("{v} evaluated at 1 month"),),
            (Says("{v} analysed at 3 months"),),
        ],
        "arms": [(size("tavns", 0),)],
        "frequency_hz": [
            (At("stimulation.frequency_hz"),),
            (At("stimulation.frequency_hz"), Says("The registry calls the {v} Hz an 'intensity'")),
        ],
        "total_sessions": [
            (
                Says(
                    "Half of the patients reached 80% adherence",
                    within="schedule.notes",
                    stated=("half of patients reached 80% adherence",),
                ),
            )
        ],
        # 13 weeks are derived; what was read is 3 months.
        "weeks": [
            (Noted("schedule.months", "the abstract: 3 months ({v} weeks, derived)", ("3 months",)),),
            (At("schedule.months", 3, stated="3 months"),),
        ],
        "site": [
            (At("stimulation.sites", ["cymba_conchae"], stated="cymba concha"),),
            (
                At("electrode.preparation", "conductive gel", stated="conductive gel"),
                Says("{v}", within="electrode.notes"),
            ),
        ],
        "device": [
            (At("device.model", "Tens Eco", stated="Tens Eco"), Says("{v} (registry)", within="device.notes"))
        ],
        "sham_type": no_sham("{sham}"),
    },
    "yang2024": {
        "design": [
            (
                PARALLEL_BY_GROUPS,
                RANDOMIZED,
                Says("Sham-controlled, exploratory", stated=("sham-controlled, exploratory",)),
            )
        ],
        "n_total": [(N,), (N,), (Says("{v} participants (14 + 10 sham)", within="conflicts"),)],
        "arms": [
            (size("tavns", 0), size("sham", 1)),
            (Says("gives taVNS {n[0]} and sham {n[1]}", within="arms.sham.notes"),),
        ],
        "treatment_days": [
            (
                DAYS,
                Says(
                    "Weak: derived from assessments labelled D-10 (before) and D0 (day after)",
                    stated=("weak: assessments labelled D-10 (before) and D0 (day after)",),
                ),
                EVERY_DAY,
            )
        ],
        "sham_type": described("sham"),
        "trial_registration": [
            (
                At("study.registration"),
                Noted("study.registration", "the number was not seen in the abstract"),
                Says(
                    "same hospital, condition, scales and planned n=26",
                    stated=("same hospital, condition, scales and planned n=26",),
                ),
            )
        ],
    },
    "cai2025": {"treatment_days": [(DAYS, Noted("schedule.days", "a {v}-day course"), EVERY_DAY)]},
    "li2025": {
        "design": [
            (
                PARALLEL_BY_GROUPS,
                RANDOMIZED,
                At("delivery.delivered_by", "self-administered", stated="self-administered"),
                At(
                    "delivery.training",
                    "self-administered after training",
                    stated="self-administered after training",
                ),
                Says(
                    "Two active auricular arms, self-administered after training, fMRI before/after",
                    stated=(
                        "two active auricular arms, self-administered after training, fMRI before/after",
                    ),
                ),
            )
        ],
        "n_total": [
            (N, Says("{v} randomized")),
            (N,),
            (Says("{v} completers"),),
            (Says("{v} participants (25 + 26)", within="conflicts"),),
        ],
        "arms": [(completed("tavns", 0), completed("tgans", 1))] * 2,
        "waveform": [(Says('Waveform: "{v}" (candidate registry record', within=f"{TAVNS}.notes"),)],
        "days_per_week": [
            (
                # The abstract counts sessions a week, not days.
                At("schedule.days_per_week", kind="derived"),
                Noted(
                    "schedule.days_per_week",
                    "{v} sessions a week; one session a day assumed",
                    ("sessions/week",),
                ),
                Says("The abstract says {v} sessions a week", within="schedule.notes"),
            )
        ],
        "sham_type": described("tgans"),
        "trial_registration": [
            (
                At("study.registration"),
                Noted("study.registration", "the number was not seen in the abstract"),
                Says(
                    "same PI and site, n=70, cLBP, two ear locations, 20 Hz",
                    stated=("same PI/site, n=70, cLBP, two ear locations, 20 Hz",),
                ),
            )
        ],
    },
}
# What the evidence says of Huang by way of Zhang is an inference: words, never a value.
INFERRED = {
    "pulse_width_us": "pulse width {v} µs",
    "intensity_ma": "current {v[0]}-{v[1]} mA",
    "session_min": "sessions of {v} min",
    "total_sessions": "{v} sessions",
    "delivery_pattern": "{v} delivery",
}
INFERRED_BASIS = ("70 randomized", "59 completers", "33 real arm", "0.024 migraine days", "0.008 intensity")
INFERRED_WORDS = (
    "the preset zhang-2020",
    "by inference, not a reported value",
    "same team, 70 randomized, 59 completers, 33 in the real arm",
    "identical p values (0.024 migraine days, 0.008 intensity)",
)
COHORT_WORDS = (
    "same team",
    "70 randomized",
    "59 completers",
    "33 in the real arm",
    "identical p values",
    "C-HUA-4",
)
# Conflicts of the review, or of other studies, that name these studies in the words given.
ALSO_OF: dict[str, dict[str, str]] = {
    "C-HUA-4": {"feng2022": "Feng 2022 may overlap too"},
    "C-REV-1": {"kutlu2020": "10 Hz (Kutlu)", "aranow2021": "30 Hz (Aranow)"},
    "C-REV-5": {"kutlu2020": "tragus (Kutlu)", "yang2024": "antihelix (Yang)"},
    "C-REV-8": {"bellocchi2023": "Bellocchi: no autonomic change", "paccione2022": "Paccione: no HRV change"},
    "C-REV-9": {
        "aranow2021": "Aranow ARD 2021;80:203 (online Nov 2020)",
        "zhang2021": "Zhang RAPM online Nov 2020",
        "yang2024": "Yang Neurol Sci online Dec 2023",
        "figueiredo2024": "first author Tavares-Figueiredo",
    },
}
# What these are about is no key of the format, or no key whose value is in doubt.
FIELDS = {
    ("C-HUA-4", "feng2022"): "cohort",
    ("C-HUA-4", "zhang2021"): "study.cohort",
    ("C-HUA-4", "huang2023"): "study.cohort",
    ("C-REV-1", "kutlu2020"): "frequency",
    ("C-REV-1", "aranow2021"): "frequency",
    ("C-REV-5", "kutlu2020"): "sites",
    ("C-REV-5", "yang2024"): "sites",
    ("C-REV-8", "bellocchi2023"): "mechanism",
    ("C-REV-8", "paccione2022"): "mechanism",
    ("C-FIG-2", "figueiredo2024"): "registry label",
    ("C-SHI-2", "shi2021"): "schedule wording",
    ("C-LI-1", "li2025"): "participants and completers",
}
NO_DISAGREEMENT = ("not contradictory", "consistent:", "registry unit error")
# Whose cells of Table 1 are cut off before the site of the other arm (S-3), and what that arm is.
CUT_OFF = {
    "aranow2021": ("Aranow", "sham"),
    "zhang2021": ("Zhang", "sham"),
    "luo2020": ("Luo", "sham"),
    "paccione2022": ("Paccione", "sham"),
    "huang2023": ("Huang", "sham"),
    "li2025": ("Li", "comparator"),
}
CUT_OFF_WORDS = "The second line of the review's Table 1 cell (site of the {}) is cut off in the copy that was read (S-3)."


# --- the checker ------------------------------------------------------------------------------------------

WITHOUT_SOURCE = {"format", "study.kind"}
WITHOUT_SOURCE_ENDINGS = (".notes", ".role", ".label")
TEXT_ENDINGS = (".notes", ".description", "_detail", ".population", ".co_intervention")


def leaves(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path; a range is one value."""
    for key, value in table.items():
        here = f"{path}.{key}" if path else key
        if here in {"sources", "conflicts"}:
            continue
        if isinstance(value, dict) and not value.keys() <= {"min", "max"}:
            yield from leaves(value, here)
        else:
            yield here, value


def same(a: Any, b: Any) -> bool:
    """Equal, numbers as numbers, and a bool never a number."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, str) and isinstance(b, str):
        return a == b or a.rstrip(".").casefold() == b.rstrip(".").casefold()
    return bool(a == b)


def plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def contains(text: str, words: str) -> bool:
    """Whether the words stand in the text; a number at their edge must be that whole number."""
    return re.search(rf"(?<![\d.]){re.escape(plain(words))}(?!\d|\.\d)", plain(text)) is not None


def cite_of(source: str) -> str:
    first = source.split(";", maxsplit=1)[0].strip()
    if first.startswith("review "):
        return "zhang-2026"
    return "luo-2020" if first == LUO else first.split(" ", maxsplit=1)[0]


def also_token(fact: dict[str, Any]) -> str:
    """What the note of a source says when this reading agrees with the value."""
    kind, source = fact["kind"], fact["source"]
    if kind in {"primary-abstract", *NOTE_OF_KIND} - {"candidate-registry-match"}:
        return NOTE_OF_KIND.get(kind, "abstract")
    return str(source.split(";", maxsplit=1)[0])


class Check:
    """One preset against its facts; `complaints` says all that is wrong."""

    def __init__(self, study: dict[str, Any], preset: dict[str, Any]) -> None:
        self.id: str = study["id"]
        self.study = study
        self.preset = preset
        self.values = dict(leaves(preset))
        self.sources: dict[str, Any] = preset.get("sources", {})
        self.conflicts: list[dict[str, Any]] = preset.get("conflicts", [])
        self.held: dict[str, dict[str, Any]] = {}
        self.complaints: list[str] = []
        texts = [str(v) for p, v in self.values.items() if p.endswith(TEXT_ENDINGS)]
        claims = [claim["value"] for conflict in self.conflicts for claim in conflict["claims"]]
        self.texts = "\n\n".join(texts)
        self.claims = "\n\n".join(claims)

    def complain(self, where: str, what: str) -> None:
        self.complaints.append(f"{self.id} {where}: {what}")

    def run(self) -> list[str]:
        self.document()
        for field, fact in self.study.items():
            if field not in HELD_APART:
                self.field(field, fact)
        self.says(Says("{v}", within="study.notes"), "label", {"value": self.study["label"]})
        self.cohort()
        self.cohort_source()
        self.cut_off()
        self.nothing_else()
        self.all_conflicts()
        return self.complaints

    def document(self) -> None:
        if not same(self.values.get("format"), 1) or self.values.get("study.kind") != "record":
            self.complain("format", "not a record of format 1")
        roles = {name: arm.get("role") for name, arm in self.preset.get("arms", {}).items()}
        if roles != ROLES[self.id]:
            self.complain("arms", f"roles {roles}, expected {ROLES[self.id]}")

    def field(self, field: str, fact: dict[str, Any]) -> None:
        if field not in USUAL and field not in NO_USUAL_WAY:
            self.complain(field, "unknown field of the evidence")
            return
        if unknown := fact.keys() - {"value", "unit", "kind", "source", "note", "also"}:
            self.complain(field, f"unknown parts of a fact: {sorted(unknown)}")
        readings = [fact, *fact.get("also", [])]
        own = HELD[self.id].get(field)
        if own is not None and len(own) != len(readings):
            self.complain(field, f"{len(readings)} readings, the table knows {len(own)}")
            return
        for i, reading in enumerate(readings):
            where = f"{field}[{i}]"
            if reading.get("value") is None and own is None:
                continue
            if own is None and field not in USUAL:
                self.complain(where, "a value, but no word on how it is held")
                continue
            holds = own[i] if own is not None else USUAL[field](self.id, i, reading)
            if not holds and reading.get("value") is not None:
                self.complain(where, "a value that is held nowhere")
            for hold in holds:
                self.hold(hold, where, reading)

    def hold(self, hold: Hold, where: str, fact: dict[str, Any]) -> None:
        if isinstance(hold, At):
            self.at(hold, where, fact)
        elif isinstance(hold, Says):
            self.says(hold, where, fact)
        elif isinstance(hold, Noted):
            for stated in hold.stated:
                self.stated(stated, where, fact)
            self.noted(hold.path, self.fill(hold.words, fact), where)
        else:
            self.product(hold, where, fact)

    @staticmethod
    def fill(words: str, fact: dict[str, Any]) -> str:
        value = fact["value"]
        sizes: list[Any] = []
        if isinstance(value, list):
            sizes = [part["n"] if isinstance(part, dict) else part for part in value]
        sham = re.sub(r"^none\b", "No sham", str(value))
        return words.format(v=value, n=sizes, sham=sham, source=fact.get("source", ""))

    def at(self, hold: At, where: str, fact: dict[str, Any]) -> None:
        expected = hold.value
        if expected is None:
            expected = hold.get(fact["value"]) if hold.get else fact["value"]
        else:
            self.stated(hold.stated, where, fact)
        found = self.values.get(hold.path)
        if not same(found, expected):
            self.complain(where, f"{hold.path} is {found!r}, expected {expected!r}")
        if hold.path.endswith(WITHOUT_SOURCE_ENDINGS):
            return
        source = self.sources.get(hold.path)
        if source is None:
            self.complain(where, f"{hold.path} has no source")
        elif hold.path in self.held:
            self.noted(hold.path, also_token(fact), where)
        else:
            self.held[hold.path] = fact
            self.source(hold, source, where, fact)

    def stated(self, words: str, where: str, fact: dict[str, Any]) -> None:
        said = [json.dumps(fact.get(part, ""), ensure_ascii=False) for part in ("value", "unit", "note")]
        if not words or not any(contains(text, words) for text in said):
            self.complain(where, f"the evidence no longer says {words!r}")

    def source(self, hold: At, source: dict[str, Any], where: str, fact: dict[str, Any]) -> None:
        kind = hold.kind or KINDS.get(fact["kind"], "?")
        cite = hold.cite or cite_of(fact["source"])
        if source.get("kind") != kind:
            self.complain(where, f"{hold.path}: source kind {source.get('kind')!r}, expected {kind!r}")
        if source.get("cite") != cite:
            self.complain(where, f"{hold.path}: cites {source.get('cite')!r}, expected {cite!r}")
        place = fact["source"].split(" ", maxsplit=1)[1:] if cite.startswith(("zhang-2026", "PMC")) else []
        if not hold.cite:
            for words in [*place, NOTE_OF_KIND.get(fact["kind"], "")]:
                self.noted(hold.path, words, where)
        if kind == "derived" and not source.get("note"):
            self.complain(where, f"{hold.path}: derived, and its note does not say how")

    def noted(self, path: str, words: str, where: str) -> None:
        if words and not contains(self.sources.get(path, {}).get("note", ""), words):
            self.complain(where, f"the note of the source of {path} does not say {words!r}")

    def says(self, hold: Says, where: str, fact: dict[str, Any]) -> None:
        words = self.fill(hold.words, fact)
        if not hold.stated and "{" not in hold.words:
            self.complain(where, f"{hold.words!r} is not tied to the evidence")
        for stated in hold.stated:
            self.stated(stated, where, fact)
        of_file = {"": self.texts, "conflicts": self.claims}
        text = of_file.get(hold.within, str(self.values.get(hold.within, "")))
        if not contains(text, words):
            self.complain(where, f"{hold.within or 'no text'} does not say {words!r}")

    def product(self, hold: Product, where: str, fact: dict[str, Any]) -> None:
        factors = [self.values.get(path) for path in hold.paths]
        total = 1.0
        for factor in factors:
            total *= factor if isinstance(factor, int | float) else float("nan")
        if total != fact["value"]:
            self.complain(where, f"{' × '.join(hold.paths)} is {factors}, expected {fact['value']}")
        if hold.noted:
            self.noted(hold.noted, also_token(fact), where)

    def cohort(self) -> None:
        cohort = self.values.get("study.cohort")
        if cohort != COHORTS.get(self.id):
            self.complain("cohort", f"is {cohort!r}, expected {COHORTS.get(self.id)!r}")
        for other in self.study.get("same_cohort_as", []):
            if COHORTS.get(other) != cohort:
                self.complain("same_cohort_as", f"not one cohort with {other}")
        inferred = self.study.get("inferred_from_same_cohort")
        if inferred is None:
            return
        for words in INFERRED_WORDS:
            if not contains(self.values.get("study.notes", ""), words):
                self.complain("inferred_from_same_cohort", f"the notes do not say {words!r}")
        for words in INFERRED_BASIS:
            if words not in inferred["basis"]:
                self.complain("inferred_from_same_cohort", f"the evidence no longer says {words!r}")
        for field, value in inferred["candidates"].items():
            self.says(Says(INFERRED[field], within="study.notes"), f"inferred {field}", {"value": value})

    def cohort_source(self) -> None:
        """That two records share a cohort is a conclusion from both, and its source says from what."""
        if self.id not in COHORTS:
            return
        source = self.sources.get("study.cohort", {})
        if (source.get("cite"), source.get("kind")) != ("PMC10309039", "derived"):
            self.complain("cohort", f"source {source}, expected PMC10309039, derived")
        for words in COHORT_WORDS:
            self.noted("study.cohort", words, "cohort")
        self.held["study.cohort"] = {}

    def cut_off(self) -> None:
        """The arm whose site the copy of the review's table does not show says so, and no other."""
        s3 = next(conflict for conflict in CONFLICTS if conflict["id"] == "S-3")
        name, arm = CUT_OFF.get(self.id, ("", ""))
        named = re.search(r"\((.+)\)", s3["claim_b"]["claim"])
        if name and (named is None or name not in named[1].split(", ")):
            self.complain("S-3", f"the evidence no longer names {name!r}")
        roles = ("sham", "active_comparator")
        for key, table in self.preset.get("arms", {}).items():
            due = bool(name) and table.get("role") in roles
            if contains(table.get("notes", ""), CUT_OFF_WORDS.format(arm)) is not due:
                self.complain(f"arms.{key}", f"{'does not say' if due else 'says'} that a cell is cut off")

    def nothing_else(self) -> None:
        """No value without a fact or a source, no source without a value."""
        own_title = self.study["title"]["value"] is None
        for path in self.values:
            if path in WITHOUT_SOURCE or path.endswith(WITHOUT_SOURCE_ENDINGS):
                continue
            if path == "study.title" and own_title:
                if not contains(self.values.get("study.notes", ""), "The title is a description"):
                    self.complain("title", "the notes do not say that it is a description")
                continue
            if path not in self.sources:
                self.complain(path, "a value without a source")
            if path not in self.held:
                self.complain(path, "a value that no fact stands behind")
        self.all_sources()

    def all_sources(self) -> None:
        for path, source in self.sources.items():
            if path not in self.values:
                self.complain(path, "a source of a value that is not written")
            if source.keys() - {"cite", "kind", "note"} or source.get("kind") not in KINDS.values():
                self.complain(path, f"not a source: {source}")

    def all_conflicts(self) -> None:
        due = {c["id"]: c for c in CONFLICTS if self.id in c["study"].split(" / ")}
        for conflict in CONFLICTS:
            if words := ALSO_OF.get(conflict["id"], {}).get(self.id):
                due[conflict["id"]] = conflict
                if not any(words in text for text in (conflict["claim_b"]["claim"], conflict["handling"])):
                    self.complain(conflict["id"], f"the evidence no longer says {words!r}")
        found = [str(conflict.get("notes")) for conflict in self.conflicts]
        if sorted(found) != sorted(due):
            self.complain("conflicts", f"{sorted(found)}, expected {sorted(due)}")
        for conflict in self.conflicts:
            if expected := due.get(conflict["notes"]):
                self.conflict(conflict, expected)

    def conflict(self, conflict: dict[str, Any], expected: dict[str, Any]) -> None:
        where, field = conflict["notes"], conflict["field"]
        sides = [expected[side] for side in ("claim_a", "claim_b")]
        claims = [(claim["value"], claim["source"]) for claim in conflict["claims"]]
        if claims != [(side["claim"], side["where"]) for side in sides]:
            self.complain(where, f"other claims: {claims}")
        if conflict["resolution"] != expected["handling"]:
            self.complain(where, f"another resolution: {conflict['resolution']}")
        if not field or ("." in field and field not in self.values):
            self.complain(where, f"field {field!r} is not written")
        if field != FIELDS.get((where, self.id), field):
            self.complain(where, f"field {field!r}, expected {FIELDS[where, self.id]!r}")
        if "." in field and any(words in expected["handling"] for words in NO_DISAGREEMENT):
            self.complain(where, f"no disagreement, but it carries the key {field!r}")
        for mirrored in re.findall(r"(NCT\d+) mirror", " ".join(side["where"] for side in sides)):
            words = f"The registry record {mirrored} was read through a mirror"
            if not contains(self.values.get("study.notes", ""), words):
                self.complain(where, f"the notes do not say {words!r}")
        overlap = "may overlap with the Zhang/Huang cohort (C-HUA-4)"
        if where == "C-HUA-4" and self.id not in COHORTS:
            self.says(Says(overlap, "study.notes", ("may overlap",)), where, {"value": expected["handling"]})


def complaints(study: dict[str, Any], preset: dict[str, Any]) -> list[str]:
    return Check(study, preset).run()


# --- the tests --------------------------------------------------------------------------------------------


def load(name: str) -> dict[str, Any]:
    return tomli.loads((PRESETS / name).read_text(encoding="utf-8"))


def record(study: dict[str, Any]) -> dict[str, Any]:
    return load(f"studies/{FILES[study['id']]}.toml")


def put(preset: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with another value at the path; None takes it out."""
    tampered = copy.deepcopy(preset)
    *parents, key = path.split(".")
    table = tampered
    for parent in parents:
        table = table.setdefault(parent, {})
    if value is None:
        del table[key]
    else:
        table[key] = value
    return tampered


def others(value: Any) -> list[Any]:
    """Wrong values near the right one; None: the value is gone."""
    if isinstance(value, bool):
        return [not value, None]
    if isinstance(value, int | float):
        return [value + 1, value * 10, value / 10, None]
    if isinstance(value, str):
        return [f"{value} x", None]
    if isinstance(value, list):
        return [[*value, "helix"], value[1:], None]
    return [value | {end: value[end] + 1} for end in value] + [value["min"], None]


@pytest.fixture(params=FACTS, ids=lambda study: study["id"])
def study(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


def test_every_study_has_its_file() -> None:
    assert [fact["id"] for fact in FACTS] == list(FILES)
    assert {path.stem for path in (PRESETS / "studies").glob("*.toml")} == set(FILES.values())
    assert HELD.keys() == FILES.keys() == ROLES.keys()


def test_every_conflict_of_a_study_has_a_record() -> None:
    of_a_study = {c["id"] for c in CONFLICTS if c["study"] not in {"review", "several"}}
    named = {c["notes"] for fact in FACTS for c in record(fact).get("conflicts", [])}
    assert named == of_a_study | ALSO_OF.keys()


def test_header_says_how_much_of_the_table_was_read(study: dict[str, Any]) -> None:
    text = (PRESETS / "studies" / f"{FILES[study['id']]}.toml").read_text(encoding="utf-8")
    comments = [line.removeprefix("#") for line in text.split("format = 1")[0].splitlines()]
    assert contains(" ".join(comments), "the review's Table 1 (first line of each cell)")


def test_record_holds_every_fact_and_nothing_else(study: dict[str, Any]) -> None:
    assert complaints(study, record(study)) == []


def test_arms_add_up(study: dict[str, Any]) -> None:
    preset = record(study)
    total = preset["study"]["participants"]
    sizes = [arm["participants"] for arm in preset["arms"].values() if "participants" in arm]
    if preset["study"].get("design") == "crossover":
        assert all(arm <= total for arm in sizes)
    else:
        assert not sizes or (len(sizes) == len(preset["arms"]) and sum(sizes) == total)


def test_sessions_add_up(study: dict[str, Any]) -> None:
    schedule = record(study)["schedule"]
    days = schedule.get("days", schedule.get("weeks", 0) * schedule.get("days_per_week", 0))
    total = days * schedule.get("sessions_per_day", 0)
    assert not total or "total_sessions" not in schedule or schedule["total_sessions"] == total


# The checker is checked: whatever is changed in a record, it says so.


def test_changed_value_is_reported(study: dict[str, Any]) -> None:
    preset = record(study)
    unseen = [
        (path, other)
        for path, value in leaves(preset)
        if not path.endswith((".notes", ".label"))
        and not (path == "study.title" and path not in preset["sources"])
        for other in others(value)
        if not complaints(study, put(preset, path, other))
    ]
    assert unseen == []


def test_changed_source_is_reported(study: dict[str, Any]) -> None:
    preset = record(study)
    for path, source in preset["sources"].items():
        for wrong in (source | {"kind": "own_choice"}, source | {"cite": "PMC1"}, None):
            tampered = copy.deepcopy(preset)
            if wrong is None:
                del tampered["sources"][path]
            else:
                tampered["sources"][path] = wrong
            assert complaints(study, tampered), (path, wrong)


def test_changed_conflict_is_reported(study: dict[str, Any]) -> None:
    preset = record(study)
    for i, conflict in enumerate(preset.get("conflicts", [])):
        for key, wrong in (
            ("claims", conflict["claims"][:1]),
            ("resolution", ""),
            ("field", ""),
            ("notes", "C-X-1"),
        ):
            tampered = copy.deepcopy(preset)
            tampered["conflicts"][i][key] = wrong
            assert complaints(study, tampered), (conflict["notes"], key)


def test_added_value_is_reported(study: dict[str, Any]) -> None:
    tampered = put(record(study), "stimulation.waveform", "biphasic")
    assert any("no fact stands behind" in complaint for complaint in complaints(study, tampered))


def test_unknown_field_of_the_evidence_is_reported(study: dict[str, Any]) -> None:
    more = study | {"electrode": {"value": "gold", "kind": "registry", "source": "NCT1"}}
    assert any("unknown field" in complaint for complaint in complaints(more, record(study)))


def test_changed_evidence_is_reported(study: dict[str, Any]) -> None:
    """Every reading of every field is looked at: another value in the evidence no longer fits the record."""
    preset = record(study)
    for field, fact in study.items():
        if not isinstance(fact, dict) or field == "inferred_from_same_cohort":
            continue
        for i, reading in enumerate([fact, *fact.get("also", [])]):
            if reading.get("value") is None:
                continue
            changed = copy.deepcopy(study)
            tampered = [changed[field], *changed[field].get("also", [])][i]
            tampered["value"] = altered(reading["value"])
            assert complaints_or_error(changed, preset), (field, i)


def altered(value: Any) -> Any:
    if isinstance(value, list):
        return [altered(value[0]), *value[1:]]
    if isinstance(value, dict):
        return value | {"n": value["n"] + 1}
    return value + 1 if isinstance(value, int | float) else "something else"


def complaints_or_error(study: dict[str, Any], preset: dict[str, Any]) -> list[str]:
    try:
        return complaints(study, preset)
    except (KeyError, ValueError) as error:  # a word that the tables above do not know
        return [str(error)]


# --- the preset of the review's paradigm ------------------------------------------------------------------

PARADIGM: dict[str, Any] = {
    "study.condition": ("migraine", "review_text"),
    "stimulation.sites": (["concha"], "review_text"),
    "stimulation.side": ("left", "review_text"),
    "stimulation.frequency_hz": (1, "review_text"),
    "stimulation.pulse_width_us": ({"min": 200, "max": 250}, "review_group_claim"),
    "stimulation.intensity.method": ("titrated", "review_group_claim"),
    "stimulation.intensity.target": (
        ["above_sensory_threshold", "below_pain_threshold"],
        "review_group_claim",
    ),
    "schedule.weeks": (4, "review_group_claim"),
    "arms.sham.sham_method": ("inactive_site", "review_text"),
    "arms.sham.stimulation.sites": (["helix"], "review_text"),
}


PARADIGM_EXCEPTIONS = {
    "stimulation.pulse_width_us": "none found; Feng 2022 and Rao 2023 have no number of their own",
    "stimulation.intensity.target": "Luo 2020: below pain threshold",
    "schedule.weeks": "Straube 2015 12 weeks, Luo 2020 and Cao 2021 single-session; Rao 2023 only by this group claim",
}
PARADIGM_SHAM = (
    "The review says only: a non-vagal site (left auricle or helix) that mimics the sensation.",
    "That the sham otherwise has the active settings is this preset's choice.",
    "it is no usable site (C-REV-4)",
)


def test_migraine_preset_is_the_paradigm_of_the_review() -> None:
    preset = load("migraine.toml")
    found = {
        path: value
        for path, value in leaves(preset)
        if path not in {"format", "study.title"} and not path.endswith(WITHOUT_SOURCE_ENDINGS)
    }
    assert found.keys() == PARADIGM.keys() == preset["sources"].keys()
    for path, (value, kind) in PARADIGM.items():
        assert same(found[path], value), path
        source = preset["sources"][path]
        assert (source["cite"], source["kind"]) == ("zhang-2026", kind), path
        assert "§4.1.1" in source["note"], path
    assert {name: arm["role"] for name, arm in preset["arms"].items()} == {"tavns": "active", "sham": "sham"}
    for path, words in PARADIGM_EXCEPTIONS.items():
        assert words in preset["sources"][path]["note"], path
    assert contains(preset["study"]["notes"], "Zhang and Huang are treated as one cohort (C-REV-2)")
    for words in PARADIGM_SHAM:
        assert contains(preset["arms"]["sham"]["notes"], words), words
