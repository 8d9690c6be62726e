"""TIM, seventh part: what was observed, held against its own range, the caps of the file and the number of participants."""

from collections.abc import Callable
from typing import Final, NamedTuple

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.lib.units import plain
from protocols.model import Arm, Range, Study, high, low
from protocols.model.quantity import counted, show

INTENSITY: Final = ("stimulation", "intensity")
SAMPLE: Final = "sample"
SEXES: Final = ("women", "men")
ADULT: Final = 18
"""The age that the exclusion `age_under_18` names."""


class Bound(NamedTuple):
    """An end that a value may not pass: the number, where it stands, and what it is."""

    value: float | None
    where: Path
    what: str


def _passed(value: float | None, least: list[Bound], most: list[Bound]) -> list[tuple[str, Bound]]:
    """Return the bounds that a value passes, with the word for it."""
    if value is None:
        return []
    below = [("below", one) for one in least if one.value is not None and value < one.value]
    return below + [("above", one) for one in most if one.value is not None and value > one.value]


def _outside(where: Path, what: str, unit: str, passed: list[tuple[str, Bound]], arm: str = "") -> Results:
    """Flag a value once, with every bound that it passes."""
    if passed:
        listed = " and ".join(f"{word} {one.what} of {plain(one.value or 0)} {unit}" for word, one in passed)
        also = tuple((one.where, one.what) for _, one in passed)
        yield Flag(where, f"{what} is {listed}", "correct the number that is wrong", also, arm=arm)


@rule("TIM032", Severity.ERROR, if_written=("delivered",))
def delivered_current_outside_its_limits(study: Study) -> Results:
    """The current delivered is outside its own range, or outside what the arm was allowed.

    A mean lies within the range of what it is the mean of, and a standard deviation is never larger than that range. Nor
    does anybody get more than the cap or a fixed current, or less than the minimum. Current delivered is held against
    the arm's `max_ma` and `min_ma`, and against `current_ma` where that is a range or the intensity is fixed; of several
    channels against those of the one that allows the most.

    Fix: correct the number that is wrong.
    """
    for arm in study.given.values():
        delivered = arm.written.delivered
        if delivered is None or not arm.stimulated:
            continue
        at = ("arms", arm.name, "delivered")
        range_, mean, spread = delivered.current_range_ma, delivered.current_mean_ma, delivered.current_sd_ma
        least, most = _allowed_in_any(arm)
        own = (*at, "current_range_ma")
        passed = _passed(
            mean,
            [Bound(low(range_), own, "the lowest delivered"), *least],
            [Bound(high(range_), own, "the highest delivered"), *most],
        )
        if mean is not None:
            where = (*at, "current_mean_ma")
            yield from _outside(where, f"a mean of {plain(mean)} mA", "mA", passed, arm.name)
        if range_ is not None:
            beyond = _passed(low(range_), least, []) + _passed(high(range_), [], most)
            yield from _outside(own, f"a delivered current of {show(range_, 'mA')}", "mA", beyond, arm.name)
        if not passed:  # a range that is wrong says nothing of the spread
            ends = (own, low(range_)), (own, high(range_))
            yield from _too_wide((*at, "current_sd_ma"), spread, *ends, arm.name)


def _allowed_in_any(arm: Arm) -> tuple[list[Bound], list[Bound]]:
    """Return the least and the most current that is allowed in an arm: it is not said in which of its channels it was."""
    each = [_allowed(one) for one in arm.at_once]
    lowest = [(_ends(least, max), least) for least, _ in each]
    highest = [(_ends(most, min), most) for _, most in each]
    return _loosest(lowest, min), _loosest(highest, max)


def _ends(bounds: list[Bound], tightest: Callable[[list[float]], float]) -> float | None:
    values = [one.value for one in bounds if one.value is not None]
    return tightest(values) if values else None


def _loosest(
    each: list[tuple[float | None, list[Bound]]], loosest: Callable[[list[float]], float]
) -> list[Bound]:
    """Return the bounds of the channel that allows the most; none, where one has no bound."""
    values = [value for value, _ in each if value is not None]
    if len(values) < len(each):
        return []
    return next(bounds for value, bounds in each if value == loosest(values))


def _allowed(arm: Arm) -> tuple[list[Bound], list[Bound]]:
    """Return the least and the most current that the file allows in an arm; of a sham without current it says nothing."""
    if not arm.delivers_current:
        return [], []
    said = arm.intensity
    at = arm.at(*INTENSITY, "current_ma")
    least, most = [Bound(said.min_ma, arm.at(*INTENSITY, "min_ma"), "the minimum")], []
    most.append(Bound(said.max_ma, arm.at(*INTENSITY, "max_ma"), "the cap"))
    if isinstance(said.current_ma, Range):
        least.append(Bound(low(said.current_ma), at, "the lowest current_ma"))
        most.append(Bound(high(said.current_ma), at, "the highest current_ma"))
    elif said.method == "fixed":
        most.append(Bound(said.current_ma, at, "the fixed current"))
    return least, most


def _too_wide(
    where: Path,
    spread: float | None,
    least: tuple[Path, float | None],
    most: tuple[Path, float | None],
    arm: str = "",
) -> Results:
    """Flag a standard deviation that is larger than the whole range of what it is of."""
    if spread is None or least[1] is None or most[1] is None or spread <= most[1] - least[1]:
        return
    yield Flag(
        where,
        f"a standard deviation of {plain(spread)} is larger than the whole range, {show(Range(least[1], most[1]))}",
        "correct the number that is wrong",
        tuple(dict.fromkeys(((least[0], "the range"), (most[0], "the range")))),
        arm=arm,
    )


@rule("TIM033", Severity.ERROR, if_written=("delivered", "sample"))
def more_than_all(study: Study) -> Results:
    """More than all: more than 100 % of the sessions, or more women and men than participants; or neither women nor men.

    Where the file gives no number of participants in all, the sum of the arms' sizes counts; not in a crossover, in which
    each participant is in every arm.

    Fix: correct the number that is wrong. Sessions beyond those planned go into `notes`.
    """
    for arm in study.arms.values():
        completed = arm.written.delivered.sessions_completed_percent if arm.written.delivered else None
        if completed is not None and completed > 100:
            yield Flag(
                ("arms", arm.name, "delivered", "sessions_completed_percent"),
                f"{plain(completed)} % of the planned sessions are more than all of them",
                "correct the number; sessions beyond those planned go into notes",
                arm=arm.name,
            )
    counts = {key: value for key in SEXES if (value := getattr(study.sample, key)) is not None}
    total, places = _participants(study)
    if total and len(counts) == len(SEXES) and not any(counts.values()):
        yield Flag(
            (SAMPLE, SEXES[0]),
            f"0 women and 0 men, but {total} participants",
            "write how many there were, or leave the keys out while it is not known",
            (((SAMPLE, SEXES[1]), SEXES[1]), *((place, "participants") for place in places)),
        )
    if counts and total is not None and sum(counts.values()) > total:
        first, *others = counts
        listed = " and ".join(f"{value} {key}" for key, value in counts.items())
        yield Flag(
            (SAMPLE, first),
            f"{listed} are more than the {counted(total, 'participant')}",
            "correct the number that is wrong",
            (*(((SAMPLE, key), key) for key in others), *((place, "participants") for place in places)),
        )


def _participants(study: Study) -> tuple[int | None, list[Path]]:
    """Return the participants in all and where that is written; None where the file does not say it."""
    if study.about.participants is not None:
        return study.about.participants, [("study", "participants")]
    arms = list(study.arms.values())
    sizes = [arm.participants for arm in arms if arm.participants is not None]
    if len(sizes) < len(arms) or (len(arms) > 1 and study.about.design not in ("parallel", "factorial")):
        return None, []
    return sum(sizes), [arm.at("participants") for arm in arms]


@rule("TIM034", Severity.ERROR, if_written=("sample",))
def ages_that_cannot_be(study: Study) -> Results:
    """Ages contradict each other, or the exclusion of people under 18.

    The youngest is not older than the oldest, the mean lies between them, and the standard deviation is not larger than
    their distance. Where `age_under_18` is an exclusion, nobody in the sample is younger.

    Fix: correct the age that is wrong, or take `age_under_18` out.
    """
    sample = study.sample
    youngest, oldest, mean = sample.age_min, sample.age_max, sample.age_mean
    at_min, at_max = (SAMPLE, "age_min"), (SAMPLE, "age_max")
    if youngest is not None and oldest is not None and youngest > oldest:
        yield Flag(
            at_min,
            f"the youngest is {show(youngest, 'years')} old, the oldest {plain(oldest)}",
            f"write: age_min = {plain(oldest)} and age_max = {plain(youngest)}, if they were exchanged",
            ((at_max, "the oldest"),),
        )
        # Which of the two is wrong is not known, so that nothing can be held against them.
        youngest = oldest = None
    ends = [Bound(youngest, at_min, "the youngest age")], [Bound(oldest, at_max, "the oldest age")]
    passed = _passed(mean, *ends)
    if passed:
        said = f"a mean age of {show(mean or 0, 'years')}"
        yield from _outside((SAMPLE, "age_mean"), said, "years", passed)
    else:
        yield from _too_wide((SAMPLE, "age_sd"), sample.age_sd, (at_min, youngest), (at_max, oldest))
    yield from _under_age(study)


def _under_age(study: Study) -> Results:
    """Flag the youngest, else the mean, else the oldest, where people under 18 are excluded."""
    listed = study.eligibility.exclusion or ()
    if "age_under_18" not in listed:
        return
    words = {"age_min": "the youngest is", "age_mean": "the mean age is", "age_max": "the oldest is"}
    for key, what in words.items():
        age = getattr(study.sample, key)
        if age is not None and age < ADULT:
            yield Flag(
                (SAMPLE, key),
                f"{what} {show(age, 'years')}, but people under {ADULT} are excluded",
                "correct the age, or take age_under_18 out of the exclusions",
                ((("eligibility", "exclusion", listed.index("age_under_18")), "the exclusion"),),
            )
            return
