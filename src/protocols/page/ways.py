"""Ready ways to begin with periods: a crossover of a study's two arms, a time without stimulation before the treatment."""

from typing import Any, Final

from protocols import authoring
from protocols.authoring.changing import between, study_of, value_at
from protocols.authoring.ordering import names_in
from protocols.document.reading import read
from protocols.lib.errors import AuthoringError
from protocols.model.course import LENGTHS
from protocols.model.paths import Steps, dotted
from protocols.page.plain import plain

Lengths = list[tuple[str, Any, Steps]]
"""What is said of a course: under which key, what, and where."""
OF_A_COURSE: Final = (*LENGTHS, "total_sessions")
"""What a schedule says of a whole course: with periods, each period says it of itself."""


def in_periods(text: str, way: str) -> authoring.Edited:
    """Return a text with periods in a ready way: `crossover` of its two arms, or `run_in` without stimulation.

    How long the treatment is, is then said of each period, with its sources. How long the run-in or a washout is, is left
    open. Raises AuthoringError where the text is no protocol, or has periods already, for a record, for a crossover of
    other than two stimulated arms, for a run-in before what is a crossover, and for a way that there is none of.
    """
    ways = {"crossover": _crossover, "run_in": _run_in}
    if way not in ways:
        raise AuthoringError(f"there is no way {way}; there are {', '.join(ways)}")
    study = study_of(text)
    if study.is_record:
        raise AuthoringError(
            "a record says what was done in a trial; what it does not say of periods is not known"
        )
    data = read(text).data or {}
    if any(
        names_in(data, table) for table in (("periods",), *(("arms", arm, "periods") for arm in data["arms"]))
    ):
        raise AuthoringError("this study has periods already")
    begun = ways[way](Begun(text, data))
    new = _with_sources(begun, [(path, about) for path, about, _ in study.sources])
    study_of(new)
    return {"text": new, "edits": between(text, new)}


class Begun:
    """A text in which periods are begun with; gone: what said the length of a course, and which periods say it now."""

    def __init__(self, text: str, data: dict[str, Any]) -> None:
        self.text = text
        self.data = data
        self.gone: dict[Steps, list[Steps]] = {}

    def add(self, path: Steps, values: dict[str, Any]) -> None:
        """Add an arm or a period."""
        self.text = authoring.add(self.text, path, values)["text"]

    def say_length(self, period: Steps, lengths: Lengths) -> None:
        """Say of a period what was said of the whole course."""
        for key, value, said in lengths:
            self.text = authoring.put(self.text, (*period, "schedule", key), plain(value))["text"]
            self.gone.setdefault(said, []).append((*period, "schedule", key))

    def drop_lengths(self, lengths: Lengths) -> None:
        """Take out what was said of the whole course."""
        for _, _, said in lengths:
            self.text = authoring.drop(self.text, said)["text"]


def _run_in(begun: Begun) -> Begun:
    data = begun.data
    if data["study"].get("design") == "crossover":
        raise AuthoringError(
            "in a crossover all participants get what the arms say; begin with the crossover"
        )
    begun.add(("periods", "run_in"), {"label": "run-in", "role": "no_stimulation"})
    begun.add(("periods", "treatment"), {})
    begun.say_length(("periods", "treatment"), _of_course(data, ()))
    for arm in data["arms"]:
        if own := _of_course(data, ("arms", arm)):
            begun.text = authoring.own(begun.text, arm, "periods.treatment")["text"]
            begun.say_length(("arms", arm, "periods", "treatment"), own)
            begun.drop_lengths(own)
    begun.drop_lengths(_of_course(data, ()))
    return begun


def _crossover(begun: Begun) -> Begun:
    """Let the two arms lend their treatment to two orders, each of which gets both."""
    data, arms = begun.data, begun.data["arms"]
    if len(arms) != 2 or any(arm.get("role") == "no_stimulation" for arm in arms.values()):
        raise AuthoringError("a crossover is made of a study with two arms, both with stimulation or sham")
    first, second = arms
    shared = _of_course(data, ())
    for one, other in ((first, second), (second, first)):
        order: Steps = ("arms", f"{one}_first")
        label = f"{arms[one].get('label', one)} first"
        begun.add(order, {"role": "active", "label": label} | _heads(data, one))
        for period, given in (("first", one), ("second", other)):
            begun.add((*order, "periods", period), {"gives": given})
            own = {key for key, _, _ in _of_course(data, ("arms", given))}
            begun.say_length((*order, "periods", period), _not_its_own(shared, own))
    for one in arms:
        begun.text = authoring.put(begun.text, f"arms.{one}.participants", 0)[
            "text"
        ]  # it only lends its treatment
    begun.text = authoring.put(begun.text, "study.design", "crossover")["text"]
    begun.drop_lengths(shared)
    return begun


def _heads(data: dict[str, Any], arm: str) -> dict[str, Any]:
    """Return the participants of an order; none where each arm counts all participants, as some crossovers are written."""
    numbers = [one.get("participants") for one in data["arms"].values()]
    in_all = data["study"].get("participants")
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or (in_all is not None and sum(known) > in_all):
        return {}
    return {"participants": data["arms"][arm]["participants"]}


def _of_course(data: dict[str, Any], holder: Steps) -> Lengths:
    """Return what the schedule of all arms, or of one, says of the whole course."""
    schedule = value_at(data, (*holder, "schedule")) or {}
    return [(key, schedule[key], (*holder, "schedule", key)) for key in OF_A_COURSE if key in schedule]


def _not_its_own(shared: Lengths, own: set[str]) -> Lengths:
    """Return what all arms have of a course where an arm has no other: it has one length, and one total."""
    has_length = bool(own.intersection(LENGTHS))
    return [one for one in shared if one[0] not in own and not (has_length and one[0] in LENGTHS)]


def _with_sources(begun: Begun, entries: list[tuple[Steps, tuple[str, ...]]]) -> str:
    """Return the text in which the sources of what is said elsewhere now are sources of it there."""
    text = begun.text
    for path, about in entries:
        if about not in begun.gone:
            continue
        value = plain(value_at(begun.data, path))
        for now in begun.gone[about]:
            text = authoring.put(text, ("sources", dotted(now)), value)["text"]
        text = authoring.drop(text, path)["text"]
    return text
