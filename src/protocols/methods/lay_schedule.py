"""How often, how long and where, in plain words for those who take part."""

from functools import partial

from protocols.methods.groups import told
from protocols.methods.keys import Keys
from protocols.methods.lay_groups import with_stimulation
from protocols.methods.lay_words import course, daily, minutes, signs, text_of
from protocols.methods.pieces import Pieces, Sentence, listed, sentence
from protocols.methods.words import counted
from protocols.model import Study


def how_often(study: Study, k: Keys) -> list[Sentence]:
    """Say how long sessions last, how often they take place, when, where and by whom."""
    arms = study.stimulated()
    if not arms:
        return []
    found = with_stimulation(study)
    found += told(study, arms, "Each session lasts ", minutes)
    found += told(study, arms, "There is stimulation for ", daily)
    found += told(study, arms, "", partial(course, periods=study.about.design == "crossover"))
    found += told(study, arms, "The time of day is: ", text_of("schedule.time_of_day"))
    found += told(study, arms, "You ", signs("schedule.time_of_day_rule"))
    found += told(study, arms, "", _task)
    found += told(study, arms, "", _sleep)
    place = k.or_gap("delivery.setting", style="lay")
    found.append(sentence("The sessions take place ", place))
    who = k.colon("The stimulation is given by", "delivery.delivered_by")
    return found + (who or [sentence(k.gap("delivery.delivered_by"))])


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
