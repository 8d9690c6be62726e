"""The questions, in the order in which a study is planned; what each asks, and when it is asked."""

from collections.abc import Callable
from typing import Final, NamedTuple

from protocols.interview.drafting import OUTCOME, Data, places, said


def _always(_data: Data) -> bool:
    return True


class Question(NamedTuple):
    """One question. paths: the keys it answers, none where the answer shapes the draft as a whole.

    several: the answer is a list. about: a line on each option, beside what the term means. instead: keys of the preset
    that say the same otherwise, and go when another answer is given. after: the question whose answer means something
    only with this one, so that both are judged together.
    """

    name: str
    asks: str
    help: str
    paths: Callable[[Data], list[str]] = lambda _data: []
    when: Callable[[Data], bool] = _always
    several: bool = False
    about: dict[str, str] = {}  # noqa: RUF012 - never changed
    required: bool = False
    instead: tuple[str, ...] = ()
    after: str = ""


def _arms(data: Data, role: str | None = None) -> list[str]:
    arms: Data = data.get("arms", {})
    return [name for name, arm in arms.items() if role is None or arm.get("role") == role]


def _key(path: str) -> Callable[[Data], list[str]]:
    return lambda data: places(data, path)


def _of_shams(key: str) -> Callable[[Data], list[str]]:
    return lambda data: [f"arms.{name}.{key}" for name in _arms(data, "sham")]


def _has_sham(data: Data) -> bool:
    return bool(_arms(data, "sham"))


def _is(path: str, *values: str) -> Callable[[Data], bool]:
    return lambda data: any(one in values for one in said(data, path))


def _is_inactive_site(data: Data) -> bool:
    return any(data["arms"][name].get("sham_method") == "inactive_site" for name in _arms(data, "sham"))


def _is_percent(data: Data) -> bool:
    return any("percent_of" in str(target) for target in said(data, "stimulation.intensity.target"))


METHOD: Final = "stimulation.intensity.method"
OF_A_METHOD: Final = (
    "target",
    "target_detail",
    "percent",
    "offset_ma",
    "current_ma",
    "voltage_v",
    "start_ma",
    "step_ma",
    "retitrated",
)
"""The keys of an intensity that mean something only by one method."""
COUNTS: Final = ("schedule.total_sessions",)
PERCENT: Final = "stimulation.intensity.percent"
BASE: Final = ("title", "condition", "start", "arms")
"""The questions whose answers the draft is begun with; the others fill it in."""

QUESTIONS: Final = (
    Question("title", "What is the title of the study?", "As it will stand on the protocol.", required=True),
    Question(
        "condition",
        "Which condition do the participants have?",
        "Begin to type to see the conditions that have trials; any other condition may be written in words.",
    ),
    Question(
        "start",
        "Which trial or preset do you want to start from?",
        "Its settings are taken over with their sources, and you can change each of them. Answer none to start empty.",
    ),
    Question(
        "arms",
        "Which arms does the study have?",
        "Names with their roles, such as: tavns=active, sham=sham. Roles: active, sham, active_comparator, no_stimulation.",
        required=True,
    ),
    Question("design", "What is the study design?", "", _key("study.design")),
    Question(
        "washout",
        "How many days without treatment lie between two treatments?",
        "Of a crossover: the washout in days. 0 is an answer.",
        _key("study.washout_days"),
        _is("study.design", "crossover"),
        after="design",
    ),
    Question("randomised", "Are participants randomised?", "yes or no", _key("study.randomized")),
    Question(
        "participants",
        "How many participants does each arm have?",
        "One number for each arm, in the order of the arms, such as: 30, 30. One number alone holds for every arm. In a "
        "crossover: all participants, as each of them is in every arm.",
        lambda data: [f"arms.{name}.participants" for name in _arms(data)],
        several=True,
    ),
    Question(
        "sites",
        "Where on the ear is the stimulation given?",
        "One site or more, separated by commas.",
        _key("stimulation.sites"),
        several=True,
    ),
    Question("side", "On which side?", "", _key("stimulation.side")),
    Question(
        "frequency",
        "At which frequency?",
        "In hertz: one number, or a range such as 20-25.",
        _key("stimulation.frequency_hz"),
        lambda data: not said(data, "stimulation.alternating_hz"),
    ),
    Question(
        "pulse_width",
        "With which pulse width?",
        "In microseconds: one number, or a range.",
        _key("stimulation.pulse_width_us"),
    ),
    Question("waveform", "With which waveform?", "", _key("stimulation.waveform")),
    Question(
        "intensity",
        "How is the intensity set?",
        "",
        _key(METHOD),
        instead=tuple(f"stimulation.intensity.{key}" for key in OF_A_METHOD),
        about={
            "fixed": "every participant gets the same current",
            "titrated": "the current is found for each participant, by what they feel",
            "participant_chosen": "participants set the current themselves",
        },
    ),
    Question(
        "target",
        "To which level is the intensity titrated?",
        "One level, or several that must all hold, separated by commas.",
        _key("stimulation.intensity.target"),
        _is(METHOD, "titrated"),
        several=True,
        instead=("stimulation.intensity.target_detail", PERCENT),
    ),
    Question(
        "percent",
        "At how many percent of that threshold?",
        "100 is the threshold itself; 20 % below it is 80.",
        _key(PERCENT),
        _is_percent,
        after="target",
    ),
    Question(
        "current",
        "Which current does every participant get?",
        "In milliamperes.",
        _key("stimulation.intensity.current_ma"),
        _is(METHOD, "fixed"),
    ),
    Question(
        "highest_current",
        "Which current is never exceeded?",
        "The cap in milliamperes, whatever a participant would tolerate.",
        _key("stimulation.intensity.max_ma"),
        _is(METHOD, "titrated", "participant_chosen"),
        after="intensity",
    ),
    Question(
        "pattern",
        "Is the stimulation continuous, or on and off in turn?",
        "",
        _key("stimulation.pattern"),
        instead=("stimulation.on_s", "stimulation.off_s", "stimulation.duty_cycle", "stimulation.gating"),
        about={
            "continuous": "pulses throughout the session",
            "intermittent": "on and off in turn, for fixed times",
            "gated": "in step with breathing or the heartbeat",
        },
    ),
    Question(
        "on",
        "How long is it on each time?",
        "In seconds.",
        _key("stimulation.on_s"),
        _is("stimulation.pattern", "intermittent"),
        instead=("stimulation.duty_cycle",),
    ),
    Question(
        "off",
        "How long is it off in between?",
        "In seconds.",
        _key("stimulation.off_s"),
        _is("stimulation.pattern", "intermittent"),
        instead=("stimulation.duty_cycle",),
        after="on",
    ),
    Question("session", "How long is a session?", "In minutes.", _key("schedule.session_min")),
    Question(
        "sessions_per_day",
        "How many sessions a day?",
        "",
        _key("schedule.sessions_per_day"),
        instead=("schedule.daily_min", *COUNTS),
    ),
    Question(
        "days_per_week",
        "On how many days a week?",
        "From 1 to 7.",
        _key("schedule.days_per_week"),
        instead=COUNTS,
    ),
    Question(
        "weeks",
        "For how many weeks?",
        "",
        _key("schedule.weeks"),
        instead=("schedule.months", "schedule.days", *COUNTS),
    ),
    Question(
        "sham",
        "What is the sham?",
        "",
        _of_shams("sham_method"),
        _has_sham,
        about={
            "inactive_site": "current is felt, as in the active arm; the site has to be free of vagal fibres",
            "no_current": "nothing is felt, so that participants may notice their arm",
            "ramp_then_off": "felt at the beginning only",
            "non_conducting_electrode": "nothing is felt, so that participants may notice their arm",
            "below_threshold": "nothing is felt, and some current is given",
            "low_intensity": "less is felt than in the active arm, and some current is given",
            "other": "described in your own words in the file",
        },
    ),
    Question(
        "sham_sites",
        "Where is the sham given?",
        "One site or more, separated by commas.",
        _of_shams("stimulation.sites"),
        _is_inactive_site,
        several=True,
    ),
    Question(
        "device",
        "Which stimulator is used?",
        "A device of the catalogue, or the name of any other.",
        _key("device.model"),
    ),
    Question(
        "outcome",
        "What is the primary outcome?",
        "How it is measured, such as: pain intensity on a numeric rating scale.",
        _key(OUTCOME),
    ),
    Question(
        "follow_up",
        "How long are participants followed up after the last session?",
        "In weeks; 0 for no follow-up.",
        _key("study.follow_up_weeks"),
    ),
    Question(
        "exclusions",
        "Who is excluded?",
        "The numbers of those listed, or your own words, separated by commas.",
        _key("eligibility.exclusion"),
        several=True,
    ),
    Question(
        "age",
        "Of which age are the participants?",
        "In years, from the youngest to the oldest, such as: 18-65.",
        _key("eligibility.age_years"),
    ),
)
BY_NAME: Final = {question.name: question for question in QUESTIONS}
