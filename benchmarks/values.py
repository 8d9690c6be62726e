"""What the generated protocols say: values drawn by chance. None of them is a recommendation, or taken from a study."""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

Values = dict[tuple[str, str], Any]
"""Values by table and key; the table of any outcome is `outcomes.*`, one in a list of tables `[waivers]`."""
Mistake = Callable[[str, random.Random], Values]

RE_ARM = re.compile(r"^\[arms\.([a-z_0-9]+)\]$", re.MULTILINE)
WORDS = [
    "daily", "weekly", "pilot", "randomised", "extended", "ambulatory", "home-based", "confirmatory", "early",
    "late", "adjunct", "acute", "auricular", "morning", "evening", "sleep", "episodic", "chronic", "frequent",
    "refractory", "adult", "student", "nurse-led", "remote", "paced", "breathing", "mechanism",
    "dose-finding", "bridging", "maintenance", "preventive", "exploratory", "multicentre", "northern",
    "southern", "coastal", "urban",
]  # fmt: skip
EXCLUDED = (
    "active_implant",
    "metal_near_ear",
    "pregnancy",
    "bradycardia",
    "arrhythmia",
    "coronary_disease",
    "ear_skin_condition",
)


def title(number: int, chance: random.Random) -> str:
    """Return a title that no other protocol has."""
    return f"taVNS, {' '.join(chance.sample(WORDS, 4))} study {number:05}"


def some(chance: random.Random, low: float, high: float, step: float) -> float:
    """Return a number between two, to a step."""
    return round(low + step * chance.randint(0, round((high - low) / step)), 3)


def plan(text: str, chance: random.Random) -> Values:
    """Draw what a plan may say, wherever its text has the key: numbers that agree with each other and with the text."""
    arms = RE_ARM.findall(text)
    size = chance.randint(60, 90)
    drawn: Values = {
        ("study", "allocation"): f"{':'.join('1' * len(arms))}, blocks of {chance.randint(2, 6) * 2}",
        ("study", "participants"): size if 'design = "crossover"' in text else size * len(arms),
        ("study", "follow_up_weeks"): chance.randint(4, 52),
        ("study", "washout_days"): chance.randint(7, 60),
        ("delivery", "delivered_by"): f"study nurse {chance.randint(1, 40)}",
        ("delivery", "setting"): chance.choice(("clinic", "laboratory")),
        ("adherence", "monitoring"): f"diary, read every {chance.randint(2, 14)} days",
        ("outcomes.*", "measure"): f"{chance.choice(WORDS)} diary over {chance.randint(1, 8)} weeks",
        ("outcomes.*", "primary"): True,
        ("outcomes.*", "time_points_weeks"): [-chance.randint(1, 4), 1],
    }
    drawn |= {(f"arms.{arm}", "participants"): size for arm in arms}
    if "total_sessions" in text:  # the example
        days, weeks = chance.randint(2, 7), 4 if "condition" in text else chance.randint(2, 12)
        course = {"days_per_week": days, "weeks": weeks, "total_sessions": days * weeks}
        drawn |= {("schedule", key): value for key, value in course.items()}
    drawn |= _hardware(chance) | _care(chance)
    return {
        key: value for key, value in drawn.items() if f'"{".".join(key)}" = ' not in text
    }  # has its source


def whole(text: str, chance: random.Random) -> Values:
    """Draw what a draft has to say beyond its lines so that nothing is called undecided."""
    drawn: Values = {}
    if "\nmodel = " not in text:
        drawn["device", "model"] = f"own stimulator {chance.randint(1, 400)}"
    if "[device.limits]" not in text and 'model = "NEMOS' not in text:
        drawn |= {key: value for key, value in _hardware(chance).items() if key[0] == "device.limits"}
    if "max_ma" not in text:
        drawn["stimulation.intensity", "max_ma"] = some(chance, 2, 5, 0.1)
    if "[arms.sham]" in text and "\nsham_method" not in text:
        drawn["arms.sham", "sham_method"] = "inactive_site"
    return drawn


def _hardware(chance: random.Random) -> Values:
    step = chance.choice((0.1, 0.2, 0.5))
    return {
        ("device", "control"): "current",
        ("device", "manufacturer"): f"own laboratory, room {chance.randint(100, 999)}",
        ("device.limits", "frequency_hz"): {"min": some(chance, 0.1, 1, 0.1), "max": chance.randint(80, 300)},
        ("device.limits", "pulse_width_us"): {
            "min": chance.randint(10, 100),
            "max": chance.randint(500, 1000),
        },
        ("device.limits", "current_ma"): {"min": 0, "max": some(chance, 6, 9, 0.1)},
        ("device.limits", "current_step_ma"): 0.1,
        ("electrode", "material"): chance.choice(("titanium", "silver", "Ag/AgCl", "conductive rubber")),
        ("electrode", "contact_area_mm2"): some(chance, 60, 120, 0.1),
        ("electrode", "preparation"): f"alcohol wipe, {chance.randint(10, 90)} s to dry",
        ("stimulation", "waveform"): "biphasic_symmetric",
        ("stimulation.intensity", "max_ma"): some(chance, 2, 5, step),
        ("stimulation.intensity", "step_ma"): step,
        ("stimulation.intensity", "retitrated"): chance.choice(("each_session", "each_week")),
    }


def _care(chance: random.Random) -> Values:
    return {
        ("blinding", "outcome_assessors"): True,
        ("blinding", "assessment"): f"James index, session {chance.randint(1, 20)}",
        ("eligibility", "inclusion"): [
            f"age {chance.randint(18, 30)} to {chance.randint(50, 80)}",
            "consent",
        ],
        ("eligibility", "exclusion"): [
            *EXCLUDED,
            chance.choice(("epilepsy", "age_under_18", "cochlear_implant")),
        ],
        (
            "harms",
            "assessment",
        ): f"open question and list of {chance.randint(5, 40)} symptoms at each session",
        (
            "harms",
            "stopping_rules",
        ): f"pain above {chance.randint(3, 5)} of 10 in {chance.randint(2, 4)} sessions",
        ("harms", "cardiac_monitoring"): f"ECG for {chance.randint(1, 24)} h in week {chance.randint(1, 4)}",
    }


def free(chance: random.Random) -> Values:
    """Draw the settings of a plan without a condition, which is not compared with any trials."""
    return {
        ("study", "population"): f"healthy adults, group {chance.randint(1, 999)}",
        ("stimulation", "frequency_hz"): some(chance, 2, 25, 0.5),
        ("stimulation", "pulse_width_us"): chance.randint(150, 280),
        ("stimulation", "sites"): [chance.choice(("cymba_conchae", "cavum_conchae"))],
        ("schedule", "session_min"): chance.randint(10, 60),
    }


def record(chance: random.Random) -> Values:
    """Draw what a record says beyond its preset."""
    return {
        ("study", "version"): f"{chance.randint(1, 9)}.{chance.randint(0, 99)}",
        ("sample", "age_mean"): some(chance, 20, 70, 0.1),
        ("sample", "age_sd"): some(chance, 2, 15, 0.01),
        ("delivery", "training"): f"{chance.randint(1, 8)} h by person {chance.randint(1, 99)}",
    }


def _sessions(text: str, chance: random.Random) -> Values:
    if "\ndays = " in text or "\nmonths = " in text:
        return _heads(text, chance)
    course = {"sessions_per_day": 1, "days_per_week": 5, "weeks": 4, "total_sessions": chance.randint(21, 40)}
    return {("schedule", key): value for key, value in course.items()}


def _heads(text: str, chance: random.Random) -> Values:
    return {("study", "participants"): chance.randint(7, 50)}


def _factor(text: str, chance: random.Random) -> Values:
    return {("stimulation.intensity", "max_ma"): chance.randint(1000, 5000)}


def _device(text: str, chance: random.Random) -> Values:
    return {
        ("device.limits", "frequency_hz"): {"min": chance.randint(40, 60), "max": chance.randint(80, 120)}
    }


def _sham(text: str, chance: random.Random) -> Values:
    if "[arms.sham.stimulation]" not in text:
        return _heads(text, chance)
    return {("arms.sham.stimulation", "sites"): [chance.choice(("cymba_conchae", "concha"))]}


def _late(text: str, chance: random.Random) -> Values:
    return {("outcomes.*", "time_points_weeks"): [-1, chance.randint(90, 200)]}


def _step(text: str, chance: random.Random) -> Values:
    steps = {"min_ma": 0.1, "max_ma": some(chance, 2, 5, 0.1), "step_ma": some(chance, 0.31, 0.37, 0.01)}
    return {("stimulation.intensity", key): value for key, value in steps.items()}


def _expired(text: str, chance: random.Random) -> Values:
    day = date(2020, 1, 1) + timedelta(days=chance.randint(0, 700))
    waiver = {"rule": "DSN006", "reason": f"agreed on {day}", "expires": day}
    return {("[waivers]", key): value for key, value in waiver.items()}


MISTAKES: tuple[Mistake, ...] = (_sessions, _heads, _factor, _device, _sham, _late, _step, _expired)
