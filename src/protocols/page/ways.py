"""Ready ways to begin with periods: a crossover of a study's two arms, a time without stimulation before the treatment."""

from typing import Any, Final

from protocols import authoring
from protocols.authoring.changing import between, study_of
from protocols.authoring.ordering import names_in
from protocols.document.reading import read
from protocols.lib.errors import AuthoringError
from protocols.model.course import LENGTHS

OF_A_COURSE: Final = (*LENGTHS, "total_sessions")
"""What a schedule says of a whole course: with periods, each period says it of itself."""


def in_periods(text: str, way: str) -> authoring.Edited:
    """Return a text with periods in a ready way: `crossover` of its two arms, or `run_in` without stimulation.

    How long the treatment is, is then said of each period. How long the run-in or a washout is, is left open. Raises
    AuthoringError where the text is no protocol, before or afterwards, or has periods already, for a crossover of other
    than two stimulated arms, and for a way that there is none of.
    """
    ways = {"crossover": _crossover, "run_in": _run_in}
    if way not in ways:
        raise AuthoringError(f"there is no way {way}; there are {', '.join(ways)}")
    study_of(text)
    data = read(text).data or {}
    if any(
        names_in(data, table) for table in (("periods",), *(("arms", arm, "periods") for arm in data["arms"]))
    ):
        raise AuthoringError("this study has periods already")
    new = ways[way](text, data)
    study_of(new)  # results, for one, may name an arm that nobody is in any more
    return {"text": new, "edits": between(text, new)}


def _run_in(text: str, data: dict[str, Any]) -> str:
    text = authoring.add(text, "periods.run_in", {"label": "run-in", "role": "no_stimulation"})["text"]
    text = authoring.add(text, "periods.treatment", _schedule(_of_course(data)))["text"]
    for name, arm in data["arms"].items():
        own = _of_course(arm)
        if own:
            text = authoring.own(text, name, "periods.treatment")["text"]
            text = authoring.put(text, f"arms.{name}.periods.treatment.schedule", own)["text"]
            text = _without_length(text, f"arms.{name}.schedule", own)
    return _without_length(text, "schedule", _of_course(data))


def _crossover(text: str, data: dict[str, Any]) -> str:
    """Let the two arms lend their treatment to two orders, each of which gets both."""
    arms = data["arms"]
    if len(arms) != 2 or any(arm.get("role") == "no_stimulation" for arm in arms.values()):
        raise AuthoringError("a crossover is made of a study with two arms, both with stimulation or sham")
    first, second = arms
    for one, other in ((first, second), (second, first)):
        name, label = f"{one}_first", f"{arms[one].get('label', one)} first"
        text = authoring.add(text, f"arms.{name}", {"role": "active", "label": label} | _heads(arms[one]))[
            "text"
        ]
        for period, given in (("first", one), ("second", other)):
            held = {"gives": given} | _schedule(_not_its_own(_of_course(data), _of_course(arms[given])))
            text = authoring.add(text, f"arms.{name}.periods.{period}", held)["text"]
    for one in arms:
        text = authoring.put(text, f"arms.{one}.participants", 0)["text"]  # it only lends its treatment
    text = authoring.put(text, "study.design", "crossover")["text"]
    return _without_length(text, "schedule", _of_course(data))


def _heads(arm: dict[str, Any]) -> dict[str, Any]:
    return {"participants": arm["participants"]} if "participants" in arm else {}


def _of_course(holder: dict[str, Any]) -> dict[str, Any]:
    """Return what the schedule of all arms, or of one, says of the whole course."""
    schedule = holder.get("schedule", {})
    return {key: schedule[key] for key in OF_A_COURSE if key in schedule}


def _not_its_own(shared: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return what all arms have of a course where an arm has no other: it has one length, and one total."""
    has_length = any(key in own for key in LENGTHS)
    return {key: shared[key] for key in shared if key not in own and not (has_length and key in LENGTHS)}


def _schedule(of_course: dict[str, Any]) -> dict[str, Any]:
    return {"schedule": of_course} if of_course else {}


def _without_length(text: str, schedule: str, of_course: dict[str, Any]) -> str:
    for key in of_course:
        text = authoring.drop(text, f"{schedule}.{key}")["text"]
    return text
