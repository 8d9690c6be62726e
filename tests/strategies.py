"""The file format as the tests know it, and Hypothesis strategies made from it.

TABLES is written down from the description of the format, by hand: each table, each key, what the key takes. It is
independent of the model and of its JSON Schema, so that all three can be held against each other.
"""

import datetime
import math
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from hypothesis import strategies as st

Document = dict[str, Any]
Step = str | int


class Kind(NamedTuple):
    """What a key takes: values that are accepted, values that are refused, and a strategy for accepted ones."""

    accepted: tuple[Any, ...]
    refused: tuple[Any, ...]
    values: st.SearchStrategy[Any]
    terms: tuple[str, ...] = ()


DAY = datetime.date(2026, 11, 23)
NO_TEXT: tuple[Any, ...] = (1, 1.5, True, [], ["x"], {}, {"x": 1})
NO_NUMBER: tuple[Any, ...] = (True, False, "1", "250 µs", "", [], [1], ["x"])
LARGEST = 1e9


def numbers(
    lowest: float = -LARGEST, highest: float = LARGEST, *, open_: bool = False
) -> st.SearchStrategy[float]:
    floats = st.floats(lowest, highest, allow_nan=False, exclude_min=open_)
    return floats | st.integers(math.ceil(lowest) + (1 if open_ else 0), math.floor(highest))


def text() -> Kind:
    words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
    return Kind(("x", "µ – ×", " "), ("", *NO_TEXT), words)


def flag() -> Kind:
    return Kind((True, False), (0, 1, "true", "yes", "", [], [True], {}), st.booleans())


def whole(lowest: int) -> Kind:
    values = st.integers(lowest, 2**53)
    return Kind((lowest, 60, 10**6), (lowest - 1, 1.5, {}, {"min": 1}, *NO_NUMBER), values)


def number(lowest: float = -math.inf, highest: float = math.inf, *, open_: bool = False) -> Kind:
    inside = numbers(max(lowest, -LARGEST), min(highest, LARGEST), open_=open_)
    edges, outside = _edges(lowest, highest, open_=open_)
    return Kind(edges, (*outside, {}, {"min": 1}, *NO_NUMBER), inside)


def quantity(lowest: float = 0, highest: float = math.inf, *, open_: bool = False) -> Kind:
    """Take a number or a range (q in the description of the format)."""
    inside = numbers(lowest, min(highest, LARGEST), open_=open_)
    edges, outside = _edges(lowest, highest, open_=open_)
    ranges = (
        [{"min": edge} for edge in edges]
        + [{"max": edge} for edge in edges]
        + [{"min": 1, "max": 2}, {"min": 1, "max": 1}]
    )
    no_range = [
        {},
        {"mn": 1},
        {"min": 1, "max": 2, "mean": 1},
        *({"min": bad} for bad in (*outside, "1", True, [], {})),
    ]
    both = st.tuples(inside, inside).map(lambda ends: {"min": min(ends), "max": max(ends)})
    one = st.sampled_from(["min", "max"]).flatmap(lambda name: inside.map(lambda end: {name: end}))
    return Kind((*edges, *ranges), (*outside, *no_range, *NO_NUMBER), inside | both | one)


def _edges(lowest: float, highest: float, *, open_: bool) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return numbers at and within the bounds, and numbers just outside."""
    inside, outside = [0.5, 1, 1.0], [math.inf, -math.inf, math.nan]
    if lowest == -math.inf:
        inside += [-4, 0]
    else:
        inside += [] if open_ else [lowest]
        outside += [lowest - 0.001, -1, *([lowest] if open_ else [])]
    if highest != math.inf:
        inside.append(highest)
        outside.append(highest + 0.001)
    else:
        inside.append(10**6)
    return tuple(inside), tuple(outside)


def term(*terms: str) -> Kind:
    refused = ("", "foo", terms[0].upper(), f"{terms[0]} ", [terms[0]], *NO_TEXT)
    return Kind(terms, refused, st.sampled_from(terms), terms)


def listed(inner: Kind, *, empty: bool = False, single: bool = False) -> Kind:
    """Take a list; also an empty one if empty, also one element outside a list if single."""
    values = st.lists(inner.values, min_size=0 if empty else 1, max_size=3)
    accepted = [[value] for value in inner.accepted] + [list(inner.accepted[:2])] + ([[]] if empty else [])
    refused = [[value] for value in inner.refused] + [[inner.accepted[0], inner.refused[0]], {}, 5, True, DAY]
    refused += [] if empty else [[]]
    if not single:
        return Kind(tuple(accepted), (*refused, inner.accepted[0]), values, inner.terms)
    odd = tuple(value for value in inner.refused if not isinstance(value, list))
    return Kind((*accepted, *inner.accepted), (*refused, *odd), values | inner.values, inner.terms)


def table(*, required: bool = False, refused: tuple[Any, ...] = ()) -> Kind:
    """Take a table, whose keys stand in TABLES under its own name; an empty one unless required."""
    no_table = ("", "x", 1, True, [], [{}], DAY, *refused)
    return Kind(() if required else ({},), (*no_table, {}) if required else no_table, st.just({}))


NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
NO_NAMES = ("25hz", "Sham", "SHAM", "", "_a", "-a", "a b", "ä", "a.b", "aB")
TEXT, FLAG, COUNT, HEADS, TABLE = text(), flag(), whole(1), whole(0), table()
CONDITION = TEXT._replace(values=TEXT.values.map(lambda said: f"{said} of an invented kind"))
"""A text that is no other word for a condition that has a term, as `PD` is: that is a fault."""
NAME = Kind(("a", "zhang-huang", "a_1"), (*NO_NAMES, *NO_TEXT), NAMES)
DATE = Kind(
    (DAY,),
    (2026, True, "", "tomorrow", "23.11.2026", [DAY], {}, datetime.datetime(2026, 11, 23), datetime.time(9)),
    st.dates(),
)
MONTHS = st.tuples(st.integers(1000, 9999), st.integers(1, 12)).map(lambda pair: f"{pair[0]:04}-{pair[1]:02}")
DAY_OR_MONTH = Kind(
    (DAY, "2027-01", "1000-12"),
    (
        2027, True, "", "tomorrow", "2027-13", "2027-00", "0999-01", "2027-1", "2027", "01/2027", "2027-01 ", ["2027-01"], {},
        datetime.datetime(2026, 11, 23), datetime.time(9),
    ),
    st.dates() | MONTHS,
)  # fmt: skip
ANY, NUMBER, ABOVE_0, FRACTION = number(), number(0), number(0, open_=True), number(0, 1)
Q, POSITIVE_Q, DAYS_OF_WEEK = quantity(), quantity(open_=True), quantity(0, 7, open_=True)
CLAIMED = Kind(
    ("4 weeks", 4, 4.5, -1), ("", True, [], ["x"], {}, math.nan, math.inf), TEXT.values | numbers()
)
FORMAT = Kind((1,), (0, 2, -1, True, "1", "", [1], {}), st.just(1))

WAVEFORM = term(
    "monophasic", "monophasic_alternating", "biphasic", "biphasic_symmetric", "biphasic_asymmetric"
)
SITE = term(
    "cymba_conchae", "cavum_conchae", "concha", "tragus", "tragus_inner", "tragus_outer", "antitragus", "antihelix",
    "crura_antihelicis", "crus_of_helix", "helix", "scapha", "fossa_triangularis", "earlobe", "ear_canal",
    "ear_canal_anterior", "ear_canal_posterior", "preauricular", "mastoid", "neck", "neck_front", "neck_nape",
    "forehead", "chest", "shoulder", "arm", "off_ear",
)  # fmt: skip
TARGET = term(
    "sensory_threshold", "above_sensory_threshold", "below_sensory_threshold", "discomfort_threshold",
    "below_discomfort", "below_pain_threshold", "pain_threshold", "maximum_tolerated",
    "percent_of_sensory_threshold", "percent_of_discomfort_threshold", "physiological_threshold", "rating",
)  # fmt: skip
SHAM = term(
    "inactive_site", "no_current", "ramp_then_off", "non_conducting_electrode", "below_threshold", "low_intensity", "other",
)  # fmt: skip
SOURCE_KIND = term(
    "review_table", "review_text", "review_group_claim", "primary", "primary_abstract", "registry", "secondary_table",
    "derived", "own_choice",
)  # fmt: skip
CONFIDENCE = Kind(
    ("V1", "V2"),
    ("", "foo", "v1", "V1 ", "V3", ["V1"], *NO_TEXT),
    st.sampled_from(["V1", "V2"]),
    ("V1", "V2"),
)
# A rule that may be waived; the schema knows the codes, the model leaves them to the rules.
RULE = Kind(("DSN006", "TIM001"), ("", *NO_TEXT), st.sampled_from(["DSN006", "TIM001"]))

PERIOD: dict[str, Kind] = {
    "gives": Kind(("a",), (*NO_NAMES, *NO_TEXT), st.just("a")), "role": term("active", "sham", "active_comparator", "no_stimulation"),
    "sham_method": SHAM, "washout_days": Q, "open_label": FLAG, "who": TEXT, "co_intervention": TEXT, "label": TEXT,
    "description": TEXT, "stimulation": TABLE, "schedule": TABLE, "electrode": TABLE, "device": TABLE,
}  # fmt: skip
CHANNEL: dict[str, Kind] = {"label": TEXT, "description": TEXT, "stimulation": TABLE, "electrode": TABLE}
# Each table under its path: * stands for a name, [] for an element of an array of tables.
TABLES: dict[str, dict[str, Kind]] = {
    "": {
        "format": FORMAT, "study": table(required=True, refused=({"titel": "x"},)), "blinding": TABLE, "device": TABLE, "electrode": TABLE,
        "stimulation": TABLE, "schedule": TABLE, "delivery": TABLE, "arms": table(required=True, refused=({"a": {}}, {"a": 1})),
        "eligibility": TABLE, "sample": TABLE, "harms": TABLE, "adherence": TABLE, "outcomes": table(refused=({"a": 1},)),
        "waivers": Kind((), ([], {}, "x", [1], [{}], [{"rule": "DSN006"}], [{"reason": "x"}]), st.nothing()),
        "amendments": Kind(([{}],), ([], {}, "x", [1]), st.just([{}])),
        "results": Kind((), ([], {}, "x", [1], [{}], [{"outcome": "x"}], [{"direction": "improved"}]), st.nothing()),
        "periods": table(refused=({"a": 1},)), "channels": table(refused=({"a": 1},)), "sources": table(), "conflicts": Kind(([{}],), ([], {}, "x", [1]), st.just([{}])),
        "analysis": TABLE, "governance": TABLE,
    },
    "study": {
        "title": TEXT, "kind": term("plan", "record"), "status": term("published", "registered"), "condition": CONDITION, "conditions": listed(CONDITION), "population": TEXT, "version": TEXT,
        "date": DATE, "registration": TEXT, "citation": TEXT, "cohort": NAME,
        "based_on": Kind(("migraine", "straube-2015"), ("", *NO_TEXT), st.sampled_from(["migraine", "straube-2015"])),
        "design": term("parallel", "crossover", "factorial", "single_arm", "sequential"), "randomized": FLAG, "allocation": TEXT,
        "participants": COUNT, "washout_days": Q, "follow_up_weeks": Q, "follow_up_months": Q, "concomitant": TEXT,
        "rationale": TEXT, "acronym": TEXT, "brief_title": TEXT, "protocol_id": TEXT, "phase_of_trial": TEXT, "hypothesis": TEXT,
        "start_date": DAY_OR_MONTH, "end_date": DAY_OR_MONTH,
        "primary_purpose": term(
            "treatment", "prevention", "diagnostic", "supportive_care", "screening", "health_services_research",
            "basic_science", "device_feasibility", "other",
        ),
    },
    "blinding": {
        "participants": FLAG, "care_providers": FLAG, "outcome_assessors": FLAG, "analysts": FLAG, "investigators": FLAG, "how": TEXT,
        "assessment": TEXT, "manipulation_check": TEXT, "prior_knowledge": TEXT, "unblinding": TEXT,
    },
    "device": {
        "model": TEXT, "manufacturer": TEXT, "version": TEXT, "regulatory_status": TEXT,
        "control": term("current", "voltage"), "limits": TABLE,
    },
    "device.limits": {
        "frequency_hz": Q, "pulse_width_us": Q, "current_ma": Q, "frequency_step_hz": ABOVE_0,
        "pulse_width_step_us": ABOVE_0, "current_step_ma": ABOVE_0, "max_voltage_v": ABOVE_0, "channels": COUNT,
        "waveforms": listed(WAVEFORM),
    },
    "electrode": {
        "material": TEXT, "contact_area_mm2": POSITIVE_Q, "geometry": TEXT, "anode_site": SITE, "cathode_site": SITE,
        "return_site": SITE, "placement": TEXT, "preparation": TEXT, "impedance_kohm": POSITIVE_Q,
    },
    "stimulation": {
        "sites": listed(SITE), "sites_used": term("together", "in_turn", "either"), "site_detail": TEXT,
        "side": term("left", "right", "bilateral", "alternating"), "frequency_hz": Q, "alternating_hz": listed(NUMBER),
        "alternating_s": listed(ABOVE_0), "pulse_width_us": Q, "pulse_width_covers": term("phase", "whole_pulse"),
        "waveform": WAVEFORM, "pulse_shape": term("rectangular", "half_sine", "triangular", "exponential"),
        "inter_phase_gap_us": Q, "recovery_ratio": FRACTION, "pulse_width_tolerance_percent": NUMBER, "charge_balance": TEXT, "pattern": term("continuous", "intermittent", "gated"),
        "on_s": POSITIVE_Q, "off_s": Q, "duty_cycle": FRACTION, "ramp_s": Q, "burst": TABLE, "gating": TABLE,
        "intensity": TABLE,
    },
    "stimulation.burst": {"pulse_rate_hz": POSITIVE_Q, "pulses": COUNT},
    "stimulation.gating": {
        "signal": term("respiration", "ecg", "eeg", "emg", "task", "manual"), "phase": TEXT, "train_s": Q,
    },
    "stimulation.intensity": {
        "method": term("fixed", "titrated", "participant_chosen"), "current_ma": Q, "voltage_v": Q, "start_ma": NUMBER,
        "min_ma": NUMBER, "max_ma": NUMBER, "step_ma": ABOVE_0, "target": listed(TARGET, single=True),
        "percent": ABOVE_0, "offset_ma": ABOVE_0, "target_detail": TEXT,
        "retitrated": term("once", "each_session", "each_week"),
    },
    "schedule": {
        "session_min": Q, "sessions_per_day": POSITIVE_Q, "daily_min": Q, "days_per_week": DAYS_OF_WEEK,
        "weeks": POSITIVE_Q, "months": POSITIVE_Q, "days": POSITIVE_Q, "total_sessions": COUNT, "time_of_day": TEXT,
        "time_of_day_rule": term("free", "instructed"), "before_task_min": NUMBER, "during_task": FLAG,
        "during_sleep": FLAG,
    },
    "delivery": {
        "setting": term("clinic", "home", "laboratory", "mixed"), "delivered_by": TEXT, "training": TEXT,
        "procedure": TEXT, "materials": TEXT, "supervised_sessions": HEADS, "missed_sessions": TEXT, "impedance_check": TEXT,
    },
    "arms.*": {
        "role": term("active", "sham", "active_comparator", "no_stimulation"), "participants": HEADS, "label": TEXT,
        "conditions": listed(CONDITION),
        "description": TEXT, "rationale": TEXT, "co_intervention": TEXT, "expectation": TEXT, "sham_method": SHAM,
        "controls": Kind((["a"],), ([], [""], [1], "a", {}, True), st.just(["a"])), "stimulation": TABLE,
        "schedule": TABLE, "electrode": TABLE, "device": TABLE, "delivered": TABLE, "periods": table(refused=({"a": 1},)),
        "channels": table(refused=({"a": 1},)),
    },
    "arms.*.periods.*": PERIOD,
    "periods.*": PERIOD,
    "arms.*.channels.*": CHANNEL,
    "channels.*": CHANNEL,
    "arms.*.delivered": {
        "current_mean_ma": NUMBER, "current_sd_ma": NUMBER, "current_range_ma": Q, "sessions_completed_percent": NUMBER,
    },
    "eligibility": {
        "inclusion": listed(TEXT, empty=True), "exclusion": listed(TEXT, empty=True), "age_years": Q,
        "sex": term("all", "female", "male"), "healthy_volunteers": FLAG,
    },
    "sample": {
        "age": TEXT, "sex": TEXT, "ethnicity": TEXT, "confounders": TEXT, "age_mean": NUMBER, "age_sd": NUMBER,
        "age_min": NUMBER, "age_max": NUMBER, "women": HEADS, "men": HEADS,
    },
    "harms": {
        "assessment": TEXT, "instrument": TEXT, "schedule": TEXT, "stopping_rules": TEXT, "interim": TEXT,
        "cardiac_monitoring": TEXT, "post_trial_care": TEXT, "expected": listed(TEXT), "stop_heart_rate_below_bpm": ABOVE_0,
        "stop_pain_above": number(0, 10),
    },
    "adherence": {
        "monitoring": TEXT, "completer_definition": TEXT, "recorded_by": term("device", "diary", "visits", "other"),
    },
    "outcomes.*": {
        "measure": TEXT, "instrument": TEXT, "primary": FLAG, "secondary": FLAG, "time_points_weeks": listed(ANY), "time_points_months": listed(ANY),
    },
    "analysis": {
        "sample_size": TEXT, "effect_size": TEXT, "alpha": FRACTION, "power": FRACTION, "dropout_percent": number(0, 100),
        "primary_analysis": TEXT, "missing_data": TEXT, "interim": TEXT,
    },
    "governance": {
        "sponsor": TEXT, "investigators": TEXT, "sites": TEXT, "ethics_committee": TEXT, "ethics_reference": TEXT,
        "funding": TEXT, "consent": TEXT, "data_protection": TEXT, "insurance": TEXT, "monitoring_board": TEXT,
        "conflicts_of_interest": TEXT, "contact": TEXT,
    },
    "waivers[]": {"rule": RULE, "where": TEXT, "reason": TEXT, "approved_by": TEXT, "date": DATE, "expires": DATE},
    "amendments[]": {"version": TEXT, "date": DATE, "rationale": TEXT, "changes": listed(TEXT)},
    "conflicts[]": {"field": TEXT, "claims": Kind(([{}],), ([], {}, "x", [1]), st.just([{}])), "resolution": TEXT},
    "conflicts[].claims[]": {"value": CLAIMED, "source": TEXT},
    "results[]": {
        "outcome": TEXT,
        "direction": term("better_than_comparator", "no_difference", "worse_than_comparator", "improved", "not_recommended"),
        "arm": Kind(("a",), ("", *NO_TEXT), st.just("a")), "against": Kind((["a"],), ([], [""], [1], "a", {}, True), st.just(["a"])),
        "primary": FLAG, "detail": TEXT, "source": TEXT, "source_kind": SOURCE_KIND, "confidence": CONFIDENCE, "pinpoint": TEXT,
    },
}  # fmt: skip
SOURCE: dict[str, Kind] = {"cite": TEXT, "kind": SOURCE_KIND, "confidence": CONFIDENCE, "note": TEXT}
REQUIRED: dict[str, Document] = {
    "": {"format": 1, "study": {"title": "x"}, "arms": {"a": {"role": "active"}}},
    "study": {"title": "x"},
    "arms.*": {"role": "active"},
    "waivers[]": {"rule": "DSN006", "reason": "x"},
    "results[]": {"outcome": "x", "direction": "improved"},
}
# Of these pairs one table may hold only one.
EXCLUSIVE: dict[str, tuple[tuple[str, str], ...]] = {
    "study": (("follow_up_weeks", "follow_up_months"), ("condition", "conditions")),
    "stimulation": (("frequency_hz", "alternating_hz"), ("frequency_hz", "alternating_s")),
    "stimulation.intensity": (("current_ma", "voltage_v"),),
    "schedule": (("weeks", "months"), ("weeks", "days"), ("months", "days"), ("days_per_week", "days")),
    "outcomes.*": (("time_points_weeks", "time_points_months"),),
}


def minimal() -> Document:
    return deepcopy(REQUIRED[""])


def holding(path: str, content: Document) -> Document:
    """Return the smallest document in which the table at a path of TABLES holds this."""
    document = minimal()
    inner = deepcopy(REQUIRED.get(path, {})) | content
    if not path:
        return document | inner
    here: Any = document
    steps = path.split(".")
    for number_, step in enumerate(steps):
        last = number_ == len(steps) - 1
        name = "a" if step == "*" else step.removesuffix("[]")
        below: Any = inner if last else here.get(name, {})
        here[name] = [below] if step.endswith("[]") else below
        here = below
    return document


def json_like(value: Any) -> Any:
    """Return a document's data as JSON has it: dates and times as texts."""
    if isinstance(value, dict):
        return {name: json_like(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [json_like(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def as_read(value: Any) -> Any:
    """Return a value with each range of two equal ends as the number that it is."""
    if isinstance(value, dict):
        ends = list(value.values())
        if set(value) == {"min", "max"} and isinstance(ends[0], float | int) and ends[0] == ends[1]:
            return ends[0]
        return {name: as_read(inner) for name, inner in value.items()}
    return [as_read(one) for one in value] if isinstance(value, list) else value


@st.composite
def tables(draw: st.DrawFn, path: str) -> Document:
    """Draw what the table at a path may hold, tables in it included."""
    kinds = TABLES[path]
    names = draw(st.lists(st.sampled_from(sorted({*kinds, "notes"})), unique=True, max_size=6))
    for first, second in EXCLUSIVE.get(path, ()):
        if first in names and second in names:
            names.remove(second)
    names += [name for name in REQUIRED.get(path, {}) if name not in names]
    drawn = {name: draw(_held(path, name, kinds.get(name, TEXT))) for name in names}
    if "alternating_hz" in drawn and "alternating_s" in drawn:
        drawn["alternating_s"] = [1] * len(drawn["alternating_hz"])
    return drawn


def _held(path: str, name: str, kind: Kind) -> st.SearchStrategy[Any]:
    below = f"{path}.{name}".lstrip(".")
    if below == "sources":
        return sources()
    if f"{below}.*" in TABLES:
        return st.dictionaries(NAMES, tables(f"{below}.*"), min_size=1 if name == "arms" else 0, max_size=2)
    if f"{below}[]" in TABLES:
        return st.lists(tables(f"{below}[]"), min_size=1, max_size=2)
    # An arm's own table, and a period's or a channel's, has the keys of the shared one.
    shared = below.removeprefix("arms.*.").removeprefix("periods.*.").removeprefix("channels.*.")
    found = below if below in TABLES else shared if shared in TABLES else ""
    return tables(found) if found else kind.values


def sources() -> st.SearchStrategy[Document]:
    """Draw `[sources]` in each way of writing: quoted paths, nested tables, and both."""
    steps = st.sampled_from(["stimulation", "frequency_hz", "schedule.weeks", "arms", "kind", "note", "a b"])
    entry = st.fixed_dictionaries(
        {"cite": TEXT.values},
        optional={"kind": SOURCE_KIND.values, "confidence": CONFIDENCE.values, "note": TEXT.values},
    )
    leaf = TEXT.values | entry
    tree = st.recursive(leaf, lambda inner: st.dictionaries(steps, inner, max_size=2), max_leaves=4)
    return st.dictionaries(steps, tree, max_size=3)


def consistent(document: Document) -> Document:
    """Let names name what is there, and an arm's alternating frequencies and times come from one table."""
    active = [name for name, arm in document["arms"].items() if arm["role"] == "active"]
    for arm in document["arms"].values():
        if arm.pop("controls", None) and active:
            arm["controls"] = active[:1]
    arms = [*document["arms"]]
    of_arms = list(document["arms"].values())
    periods = [one for holder in (document, *of_arms) for one in holder.get("periods", {}).values()]
    for period in periods:
        if "gives" in period:
            period["gives"] = arms[-1]
    channels = [one for holder in (document, *of_arms) for one in holder.get("channels", {}).values()]
    for one in (*of_arms, *periods, *channels):
        own = one.get("stimulation", {})
        if ("alternating_hz" in own) != ("alternating_s" in own):
            own.pop("alternating_hz", None)
            own.pop("alternating_s", None)
    for result in document.get("results", []):
        result |= {key: named for key, named in (("arm", arms[0]), ("against", arms[:1])) if key in result}
    return document


def documents() -> st.SearchStrategy[Document]:
    """Draw whole valid documents."""
    return tables("").map(consistent)


def _children(value: Any) -> list[Step]:
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def _places(value: Any, path: tuple[Step, ...] = ()) -> list[tuple[Step, ...]]:
    found = [path]
    for step in _children(value):
        found += _places(value[step], (*path, step))
    return found


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        "", "x", "foo", "1", "2026-11-23", "250 µs", "left", "active", 0, 1, -1, 8, 1.0, 2.5, -0.5, 60.0, True, False,
        math.nan, math.inf, -math.inf, DAY, datetime.time(9), datetime.datetime(2026, 11, 23, 9), [], [""], [1], ["x"],
        ["helix"], [True], [-1], [{}], {}, {"min": 1}, {"min": 2, "max": 1}, {"mn": 1}, {"cite": "x"}, {"cite": ""},
        {"x": 1}, {"a": {"role": "sham"}}, {"min": True}, {"max": "1"}, {"max": -1},
    ]
)  # fmt: skip
EVERY_KEY = sorted(
    {name for kinds in TABLES.values() for name in kinds}
    | {"notes", "cite", "min", "max", "foo", "phases", "25hz", "Sham"}
)


def _replace(parent: Any, step: Step, draw: st.DrawFn) -> None:
    parent[step] = deepcopy(draw(ODD))


def _remove(parent: Any, step: Step, draw: st.DrawFn) -> None:  # noqa: ARG001 - one shape for all changes
    del parent[step]


def _add(parent: Any, step: Step, draw: st.DrawFn) -> None:  # noqa: ARG001
    if isinstance(parent, dict):
        parent[draw(st.sampled_from(EVERY_KEY))] = deepcopy(draw(ODD))
    else:
        parent.append(deepcopy(draw(ODD)))


def _rename(parent: Any, step: Step, draw: st.DrawFn) -> None:
    if isinstance(parent, dict):
        parent[draw(st.sampled_from([*EVERY_KEY, *NO_NAMES]))] = parent.pop(step)


CHANGES: list[Callable[[Any, Step, st.DrawFn], None]] = [_replace, _remove, _add, _rename]


@st.composite
def mutated(draw: st.DrawFn) -> Document:
    """Draw a document with one or two changes, most of which make it invalid."""
    document = deepcopy(draw(documents()))
    for _ in range(draw(st.integers(1, 2))):
        places = [place for place in _places(document) if place]
        if not places:
            break
        *parents, step = draw(st.sampled_from(places))
        parent: Any = document
        for part in parents:
            parent = parent[part]
        draw(st.sampled_from(CHANGES))(parent, step, draw)
    return document
