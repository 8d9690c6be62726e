"""SAF, third part: values at which stimulation stops, and stimulation at home by those who take part."""

import re
from typing import Final

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, Undecided, rule
from protocols.lib.fillers import is_answer, says_none
from protocols.lib.references import cite
from protocols.lib.units import plain
from protocols.model import Study
from protocols.rules.exclusion import MONITORING, heart_is_watched

HEART_RATE: Final[Path] = ("harms", "stop_heart_rate_below_bpm")
PAIN: Final[Path] = ("harms", "stop_pain_above")
TRAINING: Final[Path] = ("delivery", "training")
SETTING: Final[Path] = ("delivery", "setting")
WORST_PAIN: Final = 10
"""The end of the scale that the key names."""
LAY: Final = re.compile(
    r"participant|patient|subject|volunteer|sel(?:f|ves)\b|parent|carer|caregiver|famil|relative",
    re.IGNORECASE,
)
"""Words for those who apply the stimulation and are not of the team."""


@rule(
    "SAF012",
    Severity.WARNING,
    cite("own-judgement", "a value that nobody measures stops nothing"),
    plans_only=True,
    if_written=("stop_heart_rate_below_bpm",),
)
def heart_rate_to_stop_at_not_measured(study: Study) -> Results:
    """Stimulation stops below a heart rate, but nothing says how the heart is watched.

    A heart rate that nobody measures during stimulation stops nothing.

    Fix: write `harms.cardiac_monitoring`: who measures the heart rate, how and when.

    Waive: the device measures it by itself, and the text says so.
    """
    value, said = study.harms.stop_heart_rate_below_bpm, study.harms.cardiac_monitoring
    if value is not None and not heart_is_watched(study):
        also = () if said is None else ((MONITORING, "no word on how the heart is watched"),)
        yield Flag(
            HEART_RATE,
            f"stimulation stops below {plain(value)} bpm, but it is not said how the heart rate is measured",
            "write harms.cardiac_monitoring: who measures the heart rate, how and when",
            also,
        )


@rule(
    "SAF013",
    Severity.NOTE,
    cite("tidier", "item 5: provider, and training"),
    plans_only=True,
    if_written=("home",),
)
def home_use_without_training(study: Study) -> Results:
    """Participants stimulate themselves at home, and nobody trains them or is there at a session.

    They place the electrode and set the current alone. How they are trained, or how many sessions are supervised, says that
    somebody has seen that they can. Stimulation by the team at home is left alone.

    Fix: write `delivery.training`, or `delivery.supervised_sessions`.

    Waive: the participants have used the device before, and the text says so.
    """
    said = study.delivery
    by = said.delivered_by
    if said.setting != "home" or said.supervised_sessions or (by is not None and not LAY.search(by)):
        return
    trained = said.training
    if trained is not None and not says_none(trained) and is_answer(("delivery", "training"), trained):
        return
    message = "stimulation at home by the participants, but it is not said how they are trained"
    help_ = "write delivery.training, or delivery.supervised_sessions: how many sessions the team is there"
    if trained is None and said.supervised_sessions is None:
        yield Undecided(TRAINING, "how participants are trained (delivery.training)", message, help_)
        return
    where = TRAINING if trained is not None else ("delivery", "supervised_sessions")
    yield Flag(where, message, help_, ((SETTING, "at home"),))


@rule(
    "SAF011",
    Severity.NOTE,
    cite("farmer-2021", "item F8, long-term: compliance monitoring"),
    plans_only=True,
    if_written=("home", "mixed"),
)
def home_use_without_adherence(study: Study) -> Results:
    """Stimulation at home, and nothing says how its sessions are monitored.

    At home nobody sees whether a session takes place, and the dose that was planned may not be the dose that was given.

    Fix: write `adherence.recorded_by` or `adherence.monitoring`.

    Waive: the device cannot log and a diary would change what is measured.
    """
    monitored = study.adherence.monitoring
    if study.adherence.recorded_by is not None:
        return
    if monitored is not None and is_answer(("adherence", "monitoring"), monitored):
        return
    setting = ("delivery", "setting")
    if study.delivery.setting == "home":
        yield Flag(
            setting if monitored is None else ("adherence", "monitoring"),
            "stimulation at home, but it is not said how its sessions are monitored",
            "write adherence.monitoring: a diary, or the log of the device",
            () if monitored is None else ((setting, "at home"),),
        )
    elif study.delivery.setting == "mixed":
        what = "how sessions outside the clinic are monitored"
        yield Undecided(
            setting,
            f"{what} (adherence.monitoring)",
            f"it is not said {what}",
            "write adherence.monitoring: a diary, or the log of the device",
        )


@rule("SAF014", Severity.ERROR, waivable=False, if_written=("stop_pain_above",))
def pain_to_stop_at_never_reached(study: Study) -> Results:
    """Stimulation stops at a pain above 10 of 10, which cannot be.

    `stop_pain_above` is on a scale from 0 to 10: above 10 there is nothing, so that no pain would stop the stimulation.

    Fix: write a lower value.
    """
    if study.harms.stop_pain_above == WORST_PAIN:
        yield Flag(
            PAIN,
            "stimulation stops at a pain above 10 of 10, which cannot be: no pain would stop it",
            "write a lower value",
        )
