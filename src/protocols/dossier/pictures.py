"""The pictures of a report, each an SVG with ids of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from protocols.dose.formulas import Interval
from protocols.dossier.labels import labels, worded
from protocols.drawing import PARAMETERS, bar, calendar, course, ear_of, pulse, session, strip, train
from protocols.drawing import Exposure as Drawn
from protocols.drawing.bar import scale_of as bar_scale
from protocols.drawing.pulse import scale_of as pulse_scale
from protocols.drawing.session import scale_of as session_scale
from protocols.drawing.train import scale_of as train_scale
from protocols.drawing.weeks import scale_of as course_scale
from protocols.model import Arm, Study
from protocols.overview import Amount, Exposure, Overview

PLACE = {"sites", "sites_used", "site_detail", "side", "notes"}
"""Keys of the stimulation that say where it is given."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The pictures of an arm: one pulse, the train, the session, the course; all arms to one scale."""

    name: str
    label: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A limit: what it is of, its words, and each arm's value beside it, with its picture."""

    exposure: Exposure
    arms: tuple[tuple[str, str, str, str], ...]  # name, value, percent, picture


def ear(study: Study) -> str:
    """Return the ear, with the sites of all arms."""
    return ear_of(study)


def course_of_all(study: Study) -> str:
    """Return the calendar of all arms, where one of them has periods; else nothing."""
    return calendar(study) if study.has_periods else ""


def panels(study: Study) -> tuple[Panel, ...]:
    """Return the pictures of each arm in which current flows; arms that differ only in the place share one panel."""
    arms = study.with_current()
    of_pulse, of_train, of_session = pulse_scale(arms), train_scale(arms), session_scale(arms)
    weeks = course_scale(study, arms)
    found: dict[str, list[Arm]] = {}
    for arm in arms:
        found.setdefault(_timing(arm), []).append(arm)
    return tuple(
        Panel(
            " and ".join(arm.name for arm in alike),
            " and ".join(arm.written.label or arm.name for arm in alike),
            (
                pulse(alike[0], f"pulse{number}", of_pulse),
                train(alike[0], f"train{number}", of_train),
                session(alike[0], f"session{number}", of_session),
                course(study, alike[0], f"course{number}", weeks),
            ),
        )
        for number, alike in enumerate(found.values())
    )


def _timing(arm: Arm) -> str:
    """Return all that the pictures of an arm are drawn from: what flows and when, but not where."""
    return repr((arm.stimulation.as_data(PLACE), arm.schedule.as_data(), arm.stops_once))


def strips(study: Study) -> tuple[str, ...]:
    """Return each setting of the active arms beside the literature; none where no arm is active."""
    if not study.by_role("active"):
        return ()
    return tuple(strip(study, key, f"strip-{key}") for key in PARAMETERS)


def cards(study: Study, view: Overview) -> tuple[Card, ...]:
    """Return each limit with the arms' values beside it; what cannot be computed says what it lacks."""
    names = labels(view)
    return tuple(
        _card(study, exposure, f"bar{number}", names) for number, exposure in enumerate(view.exposures)
    )


def _card(study: Study, exposure: Exposure, prefix: str, names: Mapping[str, str]) -> Card:
    """Return a limit with a bar for each arm, all to one scale, so that the eye compares what can be compared."""
    drawn = [_drawn(exposure, held.amount) for held in exposure.arms if not held.amount.missing]
    scale, arms = bar_scale(drawn), []
    for place, held in enumerate(exposure.arms):
        if held.amount.missing:
            arms.append((names[held.arm], f"not computed: {worded(held.amount.missing)}", "", ""))
            continue
        role = study.parts[held.arm].role
        picture = bar(_drawn(exposure, held.amount), f"{prefix}-{place}", role, scale)
        arms.append((names[held.arm], held.amount.with_unit, held.percent.with_unit, picture))
    return Card(exposure, tuple(arms))


def _drawn(exposure: Exposure, amount: Amount) -> Drawn:
    value = Interval(amount.min, amount.nominal, amount.max)
    return Drawn(exposure.label, value, exposure.unit, exposure.limit, exposure.called)
