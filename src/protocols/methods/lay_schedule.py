"""How often, how long and where, in plain words for those who take part."""

from functools import partial

from protocols.methods.arm import treated
from protocols.methods.groups import in_the_dark, never, told
from protocols.methods.keys import Keys
from protocols.methods.lay_groups import with_stimulation
from protocols.methods.lay_words import course, daily, minutes, signs, span, text_of
from protocols.methods.periods import IN_EACH, IN_THIS, tense_of
from protocols.methods.pieces import Pieces, Sentence, listed, sentence
from protocols.methods.words import by_themselves, counted, with_article
from protocols.model import Study


def how_often(study: Study, k: Keys) -> list[Sentence]:
    """Say how long sessions last, how often they take place, when, where and by whom."""
    arms = treated(study)
    if not arms:
        return []
    found = with_stimulation(study)
    each = _of_what(study)
    found += told(study, arms, "Each session lasts ", minutes, what="how long a session lasts")
    found += told(
        study, arms, "There is stimulation for ", daily, what="for how long in a day", applies=never
    )
    courses = [partial(one, periods=each) for one in (course, span)]
    found += told(study, arms, "", *courses, what="how often, and for how long")
    when = text_of("schedule.time_of_day")
    found += told(study, arms, "The time of day is: ", when, what="the time of day", applies=never)
    found += told(
        study, arms, "", signs("schedule.time_of_day_rule"), what="who chooses the time of day", applies=never
    )
    found += told(study, arms, "", _task, what="what is done beside it", applies=never)
    found += told(study, arms, "", _sleep, what="whether it is given in sleep", applies=never)
    place = k.or_gap("delivery.setting", style="lay")
    found.append(sentence("The sessions take place ", place))
    found += _given_by(k) or [sentence(k.gap("delivery.delivered_by"))]
    return found + _supervised(k)


def _of_what(study: Study) -> str:
    """Return of what the course is that is told: what every group is told is of each period."""
    if not study.has_periods:
        return tense_of(study).periods
    return IN_EACH if in_the_dark(study) else IN_THIS


def _given_by(k: Keys) -> list[Sentence]:
    """Say who gives the stimulation: the file speaks of participants, the sheet to them."""
    who = k.say("delivery.delivered_by")
    if who is None:
        return []
    more = by_themselves(who.text)
    if more == "":
        return [sentence(k.say("delivery.delivered_by", "You apply the stimulation yourself"))]
    if more is not None:
        return [sentence("You apply the stimulation yourself", who.put(more))]
    return [sentence("The stimulation is given by ", who.put(with_article(who.text)))]


def _supervised(k: Keys) -> list[Sentence]:
    """Say at how many sessions somebody of the team is there."""
    many = k.value("delivery.supervised_sessions")
    if many is None:
        return []
    words = f"Somebody of the team is with you at {counted(many, 'session')}"
    none = "Nobody of the team is with you at the sessions"
    return [sentence(k.say("delivery.supervised_sessions", words if many else none))]


def _task(k: Keys) -> Pieces:
    before, during = k.value("schedule.before_task_min"), k.value("schedule.during_task")
    start = k.say("schedule.before_task_min", counted(before, "minute")) if before is not None else None
    words = {
        True: "you are stimulated while you do a task",
        False: "you are not stimulated while you do a task",
    }
    goes_on = k.say("schedule.during_task", words.get(during))
    return listed([["stimulation starts ", start, " before a task"] if start else None, goes_on], ". ", ". ")


def _sleep(k: Keys) -> Pieces:
    during = k.value("schedule.during_sleep")
    words = {True: "you are stimulated while you sleep", False: "you are not stimulated while you sleep"}
    said = k.say("schedule.during_sleep", words.get(during))
    return [said] if said else []
