"""SAF: participants' safety. This is the family's first rule; the others follow with the whole rule book."""

from collections.abc import Iterator

from protocols.model import Arm, Study
from protocols.model.terms import OFF_THE_EAR
from protocols.references import cite
from protocols.rule import Flag, Severity, rule


def _at_right_ear(arm: Arm) -> bool:
    sites = set(arm.stimulation.sites or ())
    on_the_ear = not sites or bool(sites - OFF_THE_EAR)
    return on_the_ear and arm.stimulation.side not in (None, "left")


@rule(
    "SAF007",
    Severity.WARNING,
    cite("wolf-2021", "sides: 22 left, 5 bilateral, 4 right in 25 papers"),
    cite("salustim", "left tragus only"),
    cite("own-judgement", "no source read shows harm from the right ear"),
)
def right_ear_without_cardiac_monitoring(study: Study) -> Iterator[Flag]:
    """The right ear, or both, without a word on cardiac monitoring.

    The left ear is what the literature and one manufacturer's instructions know best. No source read shows harm from
    the right ear; so this is a warning that asks how the heart is watched, not an error.

    Fix: write `harms.cardiac_monitoring`.

    Waive: the ethics board accepted the reasons for going without.
    """
    if study.is_record or study.harms.cardiac_monitoring is not None:
        return
    arms = [arm for arm in study.stimulated() if arm.delivers_current and _at_right_ear(arm)]
    for arm in study.once(arms, ("stimulation", "side")):
        yield Flag(
            arm.at("stimulation", "side"),
            f"side {arm.stimulation.side} without cardiac monitoring; left predominates in the literature (22 left, "
            "5 bilateral, 4 right settings in the 25 papers of Wolf 2021)",
            "write harms.cardiac_monitoring: how the heart is watched",
        )
