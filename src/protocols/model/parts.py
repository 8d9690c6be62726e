"""The periods of each arm, in their order; and the arms that nobody is in."""

from typing import Any, NamedTuple, cast

from protocols.model.arm import Arm
from protocols.model.design import WrittenArm
from protocols.model.part import Part
from protocols.model.protocol import Protocol
from protocols.model.table import UnreadError
from protocols.model.unread_arm import UnreadArm


class Arms(NamedTuple):
    """The arms that participants are in, those that only lend their treatment, and what each gets, period by period."""

    arms: dict[str, Arm]
    lenders: dict[str, Arm]
    parts: dict[str, Arm]


def with_periods(every: dict[str, Arm], protocol: Protocol) -> Arms:
    """Give the arms their periods; where there are none, the arms are all that there is."""
    if "periods" not in protocol.model_fields_set and not any(_has_own(arm) for arm in every.values()):
        return Arms(every, {}, every)
    given = _given(protocol)
    # Of an arm whose participants could not be read it is not known whether anybody is in it.
    unsure = {name for name in given if "participants" in protocol.arms[name].unread}
    every = every | {name: _unread(name, protocol.arms[name]) for name in unsure}
    lending = {name for name in given - unsure if protocol.arms[name].participants == 0}
    parts: dict[str, Arm] = {}
    for name, arm in every.items():
        if name not in lending:
            arm.periods = {} if isinstance(arm, UnreadArm) else _periods(name, arm, protocol)
            parts |= {part.name: part for part in arm.periods.values()} or {name: arm}
    return Arms(
        {name: arm for name, arm in every.items() if name not in lending},
        {name: arm for name, arm in every.items() if name in lending},
        parts,
    )


def _has_own(arm: Arm) -> bool:
    written = arm.__dict__.get("written")  # of an arm that could not be read there may be nothing
    return written is not None and "periods" in written.model_fields_set


def _periods(name: str, arm: Arm, protocol: Protocol) -> dict[str, Arm]:
    try:
        order = periods_of(arm.written, protocol)
    except UnreadError:
        return {"?": _unread(name, arm.written)}
    found = {period: _part(name, arm.written, period, protocol) for period in order}
    whole = protocol.study
    for number, part in enumerate(found.values()):
        if isinstance(part, Part):
            part.arm = arm
            between = number > 0 and {"design", "washout_days"}.isdisjoint(whole.unread)
            if between and part.washout_days is None and whole.design == "crossover":
                part.washout_days = whole.washout_days
    return found


def _part(name: str, written: WrittenArm, period: str, protocol: Protocol) -> Arm:
    try:
        return Part((name, written), period, protocol)
    except (UnreadError, KeyError):  # what it gives could not be read, or is no arm
        return _unread(f"{name}.{period}")


def _unread(name: str, written: WrittenArm | None = None) -> Arm:
    """Return an arm, or a period, of which it is not known what it is: asked, it says so."""
    unknown: Any = UnreadArm(name, written)
    return cast("Arm", unknown)


def periods_of(written: WrittenArm, protocol: Protocol) -> list[str]:
    """Return the names of an arm's periods in their order.

    That is the order of the shared ones; those of the arm alone stand before the shared one that it writes next, else
    behind all.
    """
    shared, own = [*(protocol.periods or {})], [*(written.periods or {})]
    order: list[str] = []
    waiting: list[str] = []
    for name in own:
        if name not in shared:
            waiting.append(name)
            continue
        order += [one for one in shared[: shared.index(name)] if one not in order]
        order += [*waiting, *([] if name in order else [name])]
        waiting = []
    return [*order, *(one for one in shared if one not in order), *waiting]


def _given(protocol: Protocol) -> frozenset[str]:
    """Return the names of the arms that periods give; where that could not be read, of all: it may be any of them."""
    holders: list[Protocol | WrittenArm] = [protocol, *protocol.arms.values()]
    if any("periods" in holder.unread for holder in holders):
        return frozenset(protocol.arms)
    periods = [period for holder in holders for period in (holder.periods or {}).values()]
    if any("gives" in period.unread for period in periods):
        return frozenset(protocol.arms)
    given = {period.gives for period in periods if period.gives is not None}
    return frozenset(protocol.arms if given - protocol.arms.keys() else given)
