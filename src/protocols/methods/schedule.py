"""When and how much, in a Methods section: sessions, course, time of day; and how they are delivered."""

from protocols.methods.keys import Keys
from protocols.methods.pieces import Gap, Part, Piece, Sentence, bracketed, flat, sentence
from protocols.methods.words import Tense, by_themselves, counted, times, with_article
from protocols.model.course import FACTORS as RULED
from protocols.model.course import contradiction
from protocols.model.schedule import Schedule

SESSION, DAILY, A_DAY = "schedule.session_min", "schedule.daily_min", "schedule.sessions_per_day"
COURSE = (
    "schedule.days_per_week",
    "schedule.weeks",
    "schedule.months",
    "schedule.days",
    "schedule.total_sessions",
)
FACTORS = ("total_sessions", *RULED)
OFTEN = (A_DAY, *COURSE)
TIME = tuple(
    f"schedule.{key}"
    for key in ("time_of_day", "time_of_day_rule", "before_task_min", "during_task", "during_sleep")
)


def schedule(k: Keys, t: Tense) -> list[Sentence]:
    """Say how long sessions last, how often they take place, and for how long the course goes on."""
    topic = "schedule"
    asked = (f"{SESSION}|{DAILY}", f"{A_DAY}|{DAILY}", *_days(), _length())
    if not k.any(SESSION, DAILY, *OFTEN):
        return [sentence(k.gap(*asked), topic=topic)]
    course = often(k, k.gap(*asked), periods=t.periods)
    if SESSION not in k and DAILY in k:
        return [sentence(f"Stimulation {t.be} given for ", k.say(DAILY), " a day", course, topic=topic)]
    session = k.say(SESSION)
    if only_total(k):
        each: Part = [" of ", session] if session else None
        return [
            sentence(
                f"There {t.were} ", in_all(k, periods=t.periods), each, bracketed(k.gap(*asked)), topic=topic
            )
        ]
    of: Part = [" of ", session] if session else None
    found = [sentence("Sessions", of, f" {t.will('took', 'take')} place", course, topic=topic)]
    return found + (daily_part(k, t) if DAILY in k else [])


def _days() -> tuple[str]:
    return ("schedule.days_per_week|schedule.days|schedule.total_sessions",)


def _length() -> str:
    return "schedule.weeks|schedule.months|schedule.days"


def often(k: Keys, lacking: Gap | None = None, *, periods: str = "") -> list[Piece]:
    """Return how often and for how long: ` once a day on 3 days a week for 4 weeks (12 sessions in all)`."""
    a_day, a_week = k.value(A_DAY), k.value("schedule.days_per_week")
    found: list[Part] = []
    if a_day is not None:
        found.append([" ", k.say(A_DAY, f"{times(a_day)} a day")])
    if a_week is not None:
        found.append([" on ", k.say("schedule.days_per_week", f"{counted(a_week, 'day')} a week")])
    for unit in ("week", "month"):
        length = k.value(f"schedule.{unit}s")
        if length is not None:
            found.append([" for ", k.say(f"schedule.{unit}s", counted(length, unit))])
    days = k.value("schedule.days")
    if days is not None:
        found.append(
            [" on ", k.say("schedule.days", counted(days, "day" if days == 1 else "consecutive day"))]
        )
    if found and periods:
        found.append(periods)
    return flat([*found, bracketed(in_all(k, periods=periods), lacking)])


def in_all(k: Keys, *, periods: str = "") -> list[Piece]:
    """Return the sessions in all: `12 sessions in all`, or of a crossover `12 sessions in each period`."""
    number = k.value("schedule.total_sessions")
    if number is None:
        return []
    words = f"{counted(number, 'session')}{periods or ' in all'}"
    made = contradiction(Schedule(**{key: k.value(f"schedule.{key}") for key in FACTORS}))
    wrong = " [to correct: the rest of the schedule contradicts it]" if made else ""
    return flat([k.say("schedule.total_sessions", words + wrong)])


def only_total(k: Keys) -> bool:
    """Say whether of all that says how often only the sessions in all are written."""
    return "schedule.total_sessions" in k and not k.any(
        *(key for key in OFTEN if key != "schedule.total_sessions")
    )


def session_part(k: Keys, t: Tense) -> list[Sentence]:
    """Say the length of a session alone."""
    return [sentence(f"Sessions {t.will('lasted', 'last')} ", k.or_gap(SESSION), topic="schedule")]


def daily_part(k: Keys, t: Tense) -> list[Sentence]:
    """Say the minutes of a day alone."""
    return [sentence(f"Stimulation {t.be} given for ", k.or_gap(DAILY), " a day", topic="schedule")]


def course_part(k: Keys, t: Tense) -> list[Sentence]:
    """Say how often and how long alone."""
    course = often(k, k.gap(*_days(), _length()), periods=t.periods)
    return [sentence(f"Sessions {t.will('took', 'take')} place", course, topic="schedule")]


def time(k: Keys, t: Tense) -> list[Sentence]:
    """Say at what time sessions take place, and how they stand to a task or to sleep."""
    topic = "time of day"
    found = k.colon("Time of day", "schedule.time_of_day", topic)
    found += k.lacking("schedule.time_of_day|schedule.time_of_day_rule", topic=topic)
    free = {"free": "free to choose the time of day", "instructed": "told when to stimulate"}
    rule = k.say("schedule.time_of_day_rule", free.get(k.value("schedule.time_of_day_rule")))
    if rule:
        found.append(sentence(f"Participants {t.were} ", rule, topic=topic))
    before = k.say("schedule.before_task_min")
    if before:
        found.append(
            sentence(f"Stimulation {t.will('started', 'start')} ", before, " before the task", topic=topic)
        )
    for key, words in (("during_task", "a task"), ("during_sleep", "sleep")):
        during = k.value(f"schedule.{key}")
        if during is not None:
            verb = (
                t.will("took place", "take place")
                if during
                else t.will("did not take place", "not take place")
            )
            found.append(
                sentence("Stimulation ", k.say(f"schedule.{key}", f"{verb} during {words}"), topic=topic)
            )
    return found


def _delivered_by(k: Keys, t: Tense) -> list[Sentence]:
    who = k.say("delivery.delivered_by")
    if who is None:
        return []
    more = by_themselves(who.text)
    if more is not None:
        said = who.put(f"{t.will('applied', 'apply')} the stimulation themselves{more}")
        return [sentence("Participants ", said, topic="delivery")]
    return [sentence(f"Stimulation {t.be} delivered by ", who.put(with_article(who.text)), topic="delivery")]


def delivery(k: Keys, t: Tense) -> list[Sentence]:
    """Say where sessions take place, who delivers them and how they are trained, what is done, and with what."""
    asked = ("setting", "delivered_by", "training", "procedure", "materials")
    lacking = k.lacking(*(f"delivery.{key}" for key in asked), topic="delivery")
    if not k.any("delivery"):
        return lacking
    found = []
    place = k.say("delivery.setting")
    if place:
        found.append(sentence(f"Sessions {t.will('took', 'take')} place ", place, topic="delivery"))
    found += _delivered_by(k, t)
    found += k.colon("Training of those who deliver it", "delivery.training", "delivery")
    found += k.colon("Procedure of a session", "delivery.procedure", "procedure")
    supervised = k.value("delivery.supervised_sessions")
    if supervised is not None:
        many = k.say("delivery.supervised_sessions", counted(supervised, "session"))
        found.append(sentence("The team supervises ", many, " of each participant", topic="delivery"))
    found += k.colon("Impedance check", "delivery.impedance_check", "procedure")
    found += k.colon("Missed sessions", "delivery.missed_sessions", "delivery")
    found += k.colon("Materials", "delivery.materials", "materials")
    return found + lacking
