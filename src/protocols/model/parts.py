"""The periods of each arm, in their order; and the arms that nobody is in."""

from typing import NamedTuple

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
    lending = _lending(protocol)
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
        unknown: dict[str, Arm] = {"?": UnreadArm(name, arm.written)}  # type: ignore[dict-item] # asked, it says so
        return unknown
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
        unread: Arm = UnreadArm(f"{name}.{period}")  # type: ignore[assignment] # asked, it says so
        return unread


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


def _lending(protocol: Protocol) -> frozenset[str]:
    """Return the names of the arms that nobody is in, and that periods of other arms give."""
    holders: list[Protocol | WrittenArm] = [protocol, *protocol.arms.values()]
    periods = [
        period
        for holder in holders
        if "periods" not in holder.unread
        for period in (holder.periods or {}).values()
    ]
    given = {period.gives for period in periods if "gives" not in period.unread}
    # Where it could not be read what a period gives, it may be any arm that nobody is in.
    if len(given - {None} - protocol.arms.keys()) or any("gives" in period.unread for period in periods):
        given |= protocol.arms.keys()
    return frozenset(
        name
        for name, arm in protocol.arms.items()
        if name in given and "participants" not in arm.unread and arm.participants == 0
    )
