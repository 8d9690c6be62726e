"""What a plan does not report of what standards ask for, and where each key of it would be written."""

from collections.abc import Iterator
from typing import NamedTuple

from protocols.document.document import Path
from protocols.model import Arm, Study
from protocols.model.paths import INHERITED
from protocols.standards.answers import lacking, says_some
from protocols.standards.applying import arms_asked, holds, why_not
from protocols.standards.items import Need, Topic


class Gap(NamedTuple):
    """What is lacking of a topic, of the study or of some of its arms, by their numbers: the needs that nothing answers.

    in_common says that all arms lack it; partly, that something is said of the topic.
    """

    topic: Topic
    arms: tuple[int, ...]
    needs: tuple[Need, ...]
    in_common: bool
    partly: bool


def gaps(study: Study, topic: Topic) -> tuple[Gap, ...]:
    """Return what a plan does not report of a topic: once for all arms that lack the same, at the place where they do."""
    arms = list(study.parts.values())
    alike: dict[tuple[tuple[tuple[Path, ...], ...], bool], Gap] = {}
    for number, needs, in_common in _open(study, topic):
        arm = None if number is None else arms[number]
        partly = says_some(study, topic, arm)
        missing = tuple(dict.fromkeys(_places(need, arm, in_common) for need in needs))
        gap = alike.get((missing, partly)) or Gap(topic, (), tuple(needs), in_common, partly)
        alike[missing, partly] = gap if number is None else gap._replace(arms=(*gap.arms, number))
    return tuple(alike.values())


def _open(study: Study, topic: Topic) -> Iterator[tuple[int | None, list[Need], bool]]:
    """Yield the number of each arm that lacks something, or None for the study; what; and whether all arms do."""
    if why_not(study, topic):
        return
    asked: list[tuple[int | None, Arm | None]] = [(None, None)]
    if topic.asked != "study":
        numbers = {name: number for number, name in enumerate(study.parts)}
        asked = [
            (numbers[arm.name], arm) for arm in arms_asked(study, topic) if holds(study, topic.when, arm)
        ]
    open_ = [(number, arm, needs) for number, arm in asked if (needs := lacking(study, topic, arm))]
    in_common = len(open_) == len(asked) and not any(
        arm.owns(*need.of_arm[0]) for _, arm, needs in open_ if arm for need in needs
    )
    for number, _, needs in open_:
        yield number, needs, in_common


def missing_of(study: Study, gap: Gap) -> tuple[tuple[Path, ...], ...]:
    """Return where each key of a gap would be written; of keys of which any answers, all of them together."""
    arm = list(study.parts.values())[gap.arms[0]] if gap.arms else None
    return tuple(dict.fromkeys(_places(need, arm, gap.in_common) for need in gap.needs))


def _places(need: Need, arm: Arm | None, in_common: bool) -> tuple[Path, ...]:
    """Return where each key of a need would be written: what all arms lack, in the table that they share."""
    if arm is None:
        return need.keys
    return tuple(key if in_common and key[0] in INHERITED else arm.at(*key) for key in need.of_arm)
