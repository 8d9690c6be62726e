"""Which items of a reporting standard, and which topics of them, apply to a study and to its arms."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from protocols.model import Arm, Study, high, low
from protocols.model.derived import derived
from protocols.standards.items import Item, Standard, Topic, standards

NO_KEY: Final = "the format has no key for it: write it in notes"


@derived
def timescale(study: Study) -> str:
    """Say whether a study is `acute` (its course is one day) or `long-term`; "" where the file does not say."""
    found = {_timescale(arm) for arm in study.stimulated()}
    if "long-term" in found:
        return "long-term"
    return "acute" if found == {"acute"} else ""


def _timescale(arm: Arm) -> str:
    plan = arm.schedule
    a_day = high(plan.sessions_per_day)
    # What is asked first decides alone, so that a key that could not be read keeps silent only what hangs on it.
    if plan.total_sessions is not None and a_day is not None and plan.total_sessions > a_day:
        return "long-term"
    if plan.months is not None:
        return "long-term"
    least, most = ([end(plan.days), _seven(end(plan.weeks))] for end in (low, high))
    if any(days is not None and days > 1 for days in least):
        return "long-term"
    if plan.total_sessions == 1 or any(days is not None and days <= 1 for days in most):
        return "acute"
    return ""


def _seven(weeks: float | None) -> float | None:
    return None if weeks is None else 7 * weeks


def _is_blinded(study: Study, _: Arm | None) -> bool:
    """Say whether anybody is blinded, or may be: nothing is said yet and there is something to compare."""
    said = study.blinding
    who = (said.participants, said.care_providers, said.outcome_assessors, said.analysts)
    return True in who or (len(study.arms) > 1 and None in who)


# Each condition with what is said where it does not hold. Of an arm's conditions the arm is given.
CONDITIONS: Final[dict[str, tuple[Callable[[Study, Arm | None], bool], str]]] = {
    "acute": (lambda study, _: timescale(study) != "long-term", "for a course of one day"),
    "long-term": (lambda study, _: timescale(study) != "acute", "for a course of more than one day"),
    "sham": (lambda study, _: bool(study.by_role("sham")), "there is no sham"),
    "randomized": (lambda study, _: study.about.randomized is True, "not randomised"),
    "crossover": (lambda study, _: study.about.design == "crossover", "no crossover"),
    "comparison": (lambda study, _: len(study.arms) > 1, "there is one arm"),
    "blinded": (_is_blinded, "nobody is blinded"),
    "amended": (lambda study, _: study.protocol.amendments is not None, "no amendment is written"),
    "record": (lambda study, _: study.is_record, "for a report of what was done"),
    "plan": (lambda study, _: not study.is_record, "for a plan"),
    "voltage": (
        lambda study, arm: (
            "voltage" in {one.device.control for one in ([arm] if arm else study.stimulated())}
        ),
        "no device is said to hold the voltage",
    ),
    "intermittent": (lambda _, arm: arm is not None and arm.stimulation.pattern == "intermittent", ""),
    "gated": (lambda _, arm: arm is not None and arm.stimulation.pattern == "gated", ""),
}
OF_AN_ARM: Final = frozenset({"voltage", "intermittent", "gated"})
ASKED: Final[dict[str, tuple[Callable[[Arm], bool], str]]] = {
    "stimulated": (lambda arm: arm.stimulated, "no arm is stimulated"),
    "current": (lambda arm: arm.delivers_current, "no current flows"),
    "sham": (lambda arm: arm.role == "sham", "there is no sham"),
    "comparator": (lambda arm: arm.role != "active", "there is no comparator"),
}


def holds(study: Study, when: tuple[str, ...], arm: Arm | None = None) -> bool:
    """Say whether all of these conditions hold."""
    if not when:
        return True
    if study.unread:  # each asked for by itself: what could not be read keeps silent only who asks for it
        return all(CONDITIONS[word][0](study, arm) for word in when)
    whole = conditions_of(study)
    return all(CONDITIONS[word][0](study, arm) if word in OF_AN_ARM else whole[word] for word in when)


@derived
def conditions_of(study: Study) -> dict[str, bool]:
    """Say of each condition of a study as a whole whether it holds."""
    return {word: check(study, None) for word, (check, _) in CONDITIONS.items() if word not in OF_AN_ARM}


def arms_asked(study: Study, topic: Topic, only: str = "") -> list[Arm]:
    """Return the arms that a topic asks; none for a topic of the study as a whole."""
    if topic.asked == "study":
        return []
    asked = _asked(study)[topic.asked]
    return [arm for arm in asked if arm.role == only] if only else asked


@derived
def _asked(study: Study) -> dict[str, list[Arm]]:
    return {word: [arm for arm in study.parts.values() if asks(arm)] for word, (asks, _) in ASKED.items()}


def items(study: Study, standard: Standard) -> Iterator[tuple[Item, str]]:
    """Yield the items of the study's timescale, each with the reason why it does not apply; "" where it does.

    Where the timescale is not known both variants are asked, and what they share is asked once.
    """
    scale = timescale(study)
    twins, acute = _variants(standard.name)
    for item in standard.items:
        if scale and item.timescale not in ("both", scale):
            continue
        if not scale and item.timescale == "long-term" and _names(item) in acute:
            continue
        shared = not scale and item.timescale == "acute" and _names(item) in twins
        name = f"{item.id}/{twins[_names(item)]}" if shared else item.id
        yield Item(name, item.label, item.topics, item.timescale), _why_not(study, item, standard.only)


@cache
def _variants(standard: str) -> tuple[dict[tuple[str, ...], str], set[tuple[str, ...]]]:
    """Return the topics of the long-term items with their numbers, and the topics of the acute ones."""
    found = standards()[standard].items
    return (
        {_names(item): item.id for item in found if item.timescale == "long-term"},
        {_names(item) for item in found if item.timescale == "acute"},
    )


def _names(item: Item) -> tuple[str, ...]:
    return tuple(topic.name for topic in item.topics)


@derived
def applicable(study: Study, standard: str) -> int:
    """Return how many items of a standard apply to a study."""
    return sum(not reason for _, reason in items(study, standards()[standard]))


def _why_not(study: Study, item: Item, only: str) -> str:
    if only and not study.by_role(only):
        return CONDITIONS[only][1]
    reasons = [why_not(study, topic, only) for topic in item.topics]
    return "" if "" in reasons else next(iter(reasons), NO_KEY)


def why_not(study: Study, topic: Topic, only: str = "") -> str:
    """Return the reason why a topic does not apply to a study; "" where it does."""
    for word in topic.when:
        if not holds(study, (word,)):
            return CONDITIONS[word][1]
    if topic.asked == "study":
        return ""
    asked = arms_asked(study, topic, only)
    if not asked:
        return ASKED[topic.asked][1]
    # A condition may hold of an arm alone that is not asked: voltage, of one in which no current flows.
    lacking = [[word for word in topic.when if not holds(study, (word,), arm)] for arm in asked]
    return "" if [] in lacking else CONDITIONS[lacking[0][0]][1]
