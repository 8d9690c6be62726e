"""What a reader of a report knows things by: arms by their labels, what is missing by its name and not by its key."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from protocols.methods.words import called
from protocols.model.paths import is_known, steps_of
from protocols.overview import Amount, Dose, Exposure, Overview

_KEY: Final = re.compile(r"\b[a-z_]+(?:\.[a-z0-9_]+)+\b")


def for_readers(view: Overview) -> Overview:
    """Return an overview with the labels of arms and the names of keys, for those who do not read the file."""
    names = labels(view)
    return replace(
        view,
        arms=tuple(replace(one, name=names[one.name]) for one in view.arms),
        totals=tuple(_dose(one, view.wholes) for one in view.totals),
        doses=tuple(_dose(one, names) for one in view.doses),
        courses=tuple(replace(one, arms=tuple(names[arm] for arm in one.arms)) for one in view.courses),
        exposures=tuple(_exposure(one, names) for one in view.exposures),
        literature=replace(view.literature, missing=worded(view.literature.missing)),
    )


def labels(view: Overview) -> dict[str, str]:
    """Return what each arm is called: its label, or its name where two would then be called the same."""
    found = {one.name: one.label for one in view.arms}
    # An arm in channels stands under its own name at its course alone.
    found |= {name: label for one in view.courses for name, label in zip(one.arms, one.labels, strict=True)}
    taken = [*found.values(), *(name for name, label in found.items() if label != name)]
    return {name: label if taken.count(label) == 1 else name for name, label in found.items()}


def worded(reason: str) -> str:
    """Return a reason with the names of keys: `needs the contact area` for `needs electrode.contact_area_mm2`."""

    def word(found: re.Match[str]) -> str:
        path = tuple(str(step) for step in steps_of(found[0]))
        return f"the {called(path)}" if is_known(path) else found[0]

    return _KEY.sub(word, reason)


def _amount(one: Amount) -> Amount:
    return replace(one, missing=worded(one.missing))


def _dose(one: Dose, names: Mapping[str, str]) -> Dose:
    return replace(one, arms={names[arm]: _amount(amount) for arm, amount in one.arms.items()})


def _exposure(one: Exposure, names: Mapping[str, str]) -> Exposure:
    arms = tuple(
        replace(held, arm=names[held.arm], amount=_amount(held.amount), percent=_amount(held.percent))
        for held in one.arms
    )
    return replace(one, arms=arms)
