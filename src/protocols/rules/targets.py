"""TIM, fifth part: what a titration aims at, and the percent that says how much of it."""

from dataclasses import replace
from itertools import combinations
from typing import Final

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.lib.references import cite
from protocols.lib.units import exact, plain
from protocols.model import Arm, Study
from protocols.model.terms import PERCENT_REQUIRED

INTENSITY: Final = ("stimulation", "intensity")
AS_FRACTION: Final = 2
"""Percent up to which a number is read as a fraction: 2 would be 200 %, the largest share in the literature read."""
LARGEST_SHARE: Final = cite("yap-2020", "200 % of the perception threshold, the largest share read")
ALL: Final = 100

BELOW, AT, ABOVE = "below_sensory_threshold", "sensory_threshold", "above_sensory_threshold"
# Targets of which, by what the words mean, no stimulation reaches both. Discomfort, pain and what is tolerated lie above
# what is just felt; how these three compare is left open, but for pain, which is discomfort.
_FELT_STRONGLY = ("discomfort_threshold", "pain_threshold", "maximum_tolerated")
EXCLUDE: Final = frozenset(
    frozenset(pair)
    for pair in (
        (BELOW, AT),
        (BELOW, ABOVE),
        (AT, ABOVE),
        *((weak, strong) for weak in (BELOW, AT) for strong in _FELT_STRONGLY),
        ("discomfort_threshold", "below_discomfort"),
        ("pain_threshold", "below_pain_threshold"),
        ("pain_threshold", "below_discomfort"),
    )
)


@rule(
    "TIM022",
    Severity.ERROR,
    cite(
        "own-judgement",
        "a percent of 2 or less, or a dropout below 1 %, is taken for a fraction; nobody titrates to 2 % of a threshold",
    ),
    if_written=("percent", "sessions_completed_percent", "dropout_percent"),
)
def percent_written_as_a_fraction(study: Study) -> Results:
    """A percent of 2 or less: the number was meant as a fraction.

    `percent` counts in hundredths: 0.8 means 0.8 % of the threshold, not 80 %. Numbers up to 2, read as fractions, are
    shares that trials used (up to 200 %). The share of sessions completed is read as a fraction up to 1, the
    expected dropout below 1.

    Fix: multiply by 100.

    Waive: the tiny share is meant, and the rationale says why.
    """
    for arm in study.once(study.stimulated(), INTENSITY):
        percent = arm.intensity.percent
        if percent is not None and percent <= AS_FRACTION:
            flag = _as_fraction(arm.at(*INTENSITY, "percent"), percent, "the threshold")
            yield replace(flag, sources=(LARGEST_SHARE,), arm=arm.name)
    for arm in study.arms.values():
        completed = arm.written.delivered.sessions_completed_percent if arm.written.delivered else None
        if completed is not None and 0 < completed <= 1:
            where = ("arms", arm.name, "delivered", "sessions_completed_percent")
            yield replace(_as_fraction(where, completed, "the sessions"), arm=arm.name)
    lost = study.analysis.dropout_percent
    if lost is not None and 0 < lost < 1:
        yield _as_fraction(("analysis", "dropout_percent"), lost, "the participants")


def _as_fraction(where: Path, value: float, whole: str) -> Flag:
    key, meant = where[-1], plain(float(exact(value) * ALL))
    return Flag(
        where,
        f"{key} = {plain(value)} means {plain(value)} % of {whole}; as a fraction it would be {meant} %",
        f"write: {key} = {meant}, if {meant} % is meant",
    )


@rule("TIM023", Severity.ERROR, silences=("SHM014",), if_written=("target",))
def targets_exclude_each_other(study: Study) -> Results:
    """Two targets of one titration cannot both be reached.

    A list of targets means all of them. Below and above the sensory threshold exclude each other, as do a threshold and
    what lies below it, or two shares of different thresholds with one `percent`. A percent counts as where it lies: 80 %
    of the sensory threshold is below it, 200 % above.

    Fix: keep the target that is meant.
    """
    for arm in study.once(study.stimulated(), INTENSITY):
        targets = list(dict.fromkeys(arm.intensity.target or ()))
        excluding = [pair for pair in combinations(targets, 2) if _exclude(arm, *pair)]
        if excluding:
            listed = "; ".join(f"{_called(arm, one)} and {_called(arm, other)}" for one, other in excluding)
            percents = {target for pair in excluding for target in pair if target in PERCENT_REQUIRED}
            yield Flag(
                arm.at(*INTENSITY, "target"),
                f"no intensity meets both: {listed}",
                "keep the one that is meant",
                ((arm.at(*INTENSITY, "percent"), "the percent"),)
                if percents and arm.intensity.percent is not None
                else (),
                arm=arm.name,
            )


def _exclude(arm: Arm, one: str, other: str) -> bool:
    """Say whether two targets of an arm exclude each other, shares of a threshold taken as where they lie."""
    if {one, other} <= PERCENT_REQUIRED:
        return True
    return any(
        frozenset((first, second)) in EXCLUDE for first in _place(arm, one) for second in _place(arm, other)
    )


def _place(arm: Arm, target: str) -> tuple[str, ...]:
    """Return what a target says in the terms that are compared: of a share of a threshold, where it lies."""
    percent = arm.intensity.percent
    if target not in PERCENT_REQUIRED or percent is None or percent <= AS_FRACTION:
        return (target,)
    if target == "percent_of_sensory_threshold":
        return (BELOW if percent < ALL else AT if percent == ALL else ABOVE,)
    # Discomfort is felt: a share of at least all of it is above what is just felt, a smaller one may lie anywhere below.
    return ("below_discomfort",) if percent < ALL else ("discomfort_threshold",)


def _called(arm: Arm, target: str) -> str:
    share = target in PERCENT_REQUIRED and arm.intensity.percent is not None
    return f"{target} ({plain(arm.intensity.percent or 0)} %)" if share else target
