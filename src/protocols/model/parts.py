"""What each arm gets: its periods in their order, in each of them its channels; and the arms that nobody is in."""

from collections.abc import Iterable, Set
from typing import Any, NamedTuple, cast

from protocols.model.arm import NO_KEYS, Arm
from protocols.model.channel import NO_CHANNEL, Channel
from protocols.model.design import WrittenArm
from protocols.model.keys import UnreadError
from protocols.model.part import Layer, Part
from protocols.model.protocol import Protocol
from protocols.model.unread_arm import UNKNOWN_ARM, UnreadArm


class Arms(NamedTuple):
    """The arms that participants are in, those that only lend their treatment, and what each gets.

    given: period by period; parts: in each of these also channel by channel.
    """

    arms: dict[str, Arm]
    lenders: dict[str, Arm]
    given: dict[str, Arm]
    parts: dict[str, Arm]
    has_periods: bool = False


def with_parts(every: dict[str, Arm], protocol: Protocol) -> Arms:
    """Give the arms their periods and channels; where there are none, the arms are all that there is."""
    written = [protocol.written_keys, *map(_own_keys, every.values())]
    for arm in every.values():
        # Of an arm whose role could not be read it is still known that it has no periods, where nobody writes one.
        known = isinstance(arm, UnreadArm) and "written" in arm.__dict__
        if known and "periods" not in protocol.written_keys | _own_keys(arm):
            arm.periods = {}
    arms = Arms(every, {}, every, every)
    if any("periods" in keys for keys in written):
        arms = _with_periods(every, protocol)
    return _with_channels(arms, protocol) if any("channels" in keys for keys in written) else arms


def _own_keys(arm: Arm) -> Set[str]:
    written = arm.__dict__.get("written")  # of an arm that could not be read there may be nothing
    return NO_KEYS if written is None else written.written_keys


def _with_periods(every: dict[str, Arm], protocol: Protocol) -> Arms:
    given = _given(protocol)
    # Of an arm whose participants could not be read it is not known whether anybody is in it.
    unsure = {name for name in given if "participants" in protocol.arms[name].unread}
    every = every | {name: _unread(name, protocol.arms[name]) for name in unsure}
    lending = {name for name in given - unsure if protocol.arms[name].participants == 0}
    parts: dict[str, Arm] = {}
    for name, arm in every.items():
        if name not in lending:
            if not isinstance(arm, UnreadArm):
                arm.periods = _periods(name, arm, protocol)
            periods = arm.__dict__.get("periods", {})
            parts |= {part.name: part for part in periods.values()} or {name: arm}
    return Arms(
        {name: arm for name, arm in every.items() if name not in lending},
        {name: arm for name, arm in every.items() if name in lending},
        parts,
        parts,
        has_periods=True,
    )


def _periods(name: str, arm: Arm, protocol: Protocol) -> dict[str, Arm]:
    try:
        order = periods_of(arm.written, protocol)
    except UnreadError:
        return {UNKNOWN_ARM: _unread(name, arm.written)}
    found = {period: _part(name, arm.written, period, protocol) for period in order}
    for number, part in enumerate(found.values()):
        if isinstance(part, Part):
            part.arm, part.follows_another = arm, number > 0
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
    """Return the names of an arm's periods in their order."""
    return in_turn([*(protocol.periods or {})], [*(written.periods or {})])


def in_turn(shared: list[str], own: list[str]) -> list[str]:
    """Return the names of an arm's periods in their order, from those of all arms and those that the arm writes.

    That is the order of the shared ones; those of the arm alone stand before the shared one that it writes next, else
    behind all.
    """
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


def _with_channels(arms: Arms, protocol: Protocol) -> Arms:
    """Give what each arm gets, and what those that lend give, its channels."""
    parts: dict[str, Arm] = {}
    for part in arms.given.values():
        if not isinstance(part, UnreadArm):
            part.channels = _channels(part, protocol)
        parts |= {one.name: one for one in _at_once(part)}
    for lender in arms.lenders.values():
        if not isinstance(lender, UnreadArm):
            lender.channels = _channels(lender, protocol)
    return arms._replace(parts=parts)


def _at_once(part: Arm) -> Iterable[Arm]:
    return [part] if isinstance(part, UnreadArm) else part.at_once


def _channels(base: Arm, protocol: Protocol) -> dict[str, Arm]:
    """Return the channels of an arm or a period; of a period that gives another arm, those of that arm."""
    if not base.stimulated:
        return {}
    giver = base.gives or base.arm_name
    try:
        shared, own = protocol.channels or {}, protocol.arms[giver].channels or {}
        return {
            name: Channel(
                base,
                name,
                shared.get(name, NO_CHANNEL),
                Layer(("arms", giver, "channels", name), own[name]) if name in own else None,
            )
            for name in shared | own
        }
    except UnreadError:
        return {UNKNOWN_ARM: _unread(f"{base.name}.{UNKNOWN_ARM}")}


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
