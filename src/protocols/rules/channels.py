"""DEV010 and DSN022: the channels that a device has to have, and values that periods and channels go over."""

from collections.abc import Iterator

from protocols.evidence.devices import limit
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.model import Arm, Study
from protocols.model.paths import dotted
from protocols.rules.deliverable import arms_with, lacking, limit_at, weight

BOTH_EARS = ("bilateral", "alternating")


@rule("DEV010", Severity.ERROR)
def more_channels_than_the_device(study: Study) -> Results:
    """More channels are needed than the device has.

    Both ears, together or in turn, need two; so does each of `[channels]` at both ears, and any other needs one. A limit
    that another text than the maker's states makes a warning.

    Fix: choose one side, another device, or correct `channels` in `[device.limits]`.

    Waive: one channel is moved from ear to ear, and the text says how.
    """
    for arm in arms_with(study, ("stimulation", "side")):
        side, found = arm.stimulation.side, limit(arm.device, "channels")
        if arm.channel:
            continue  # they are counted together
        if side is None:
            yield Skip(arm.at("stimulation", "side"), "needs stimulation.side")
        elif side not in BOTH_EARS:
            continue
        elif found is None:
            yield lacking(arm, "channels", None)
        elif found.value < 2:
            yield Flag(
                arm.at("stimulation", "side"),
                f"side {side} needs 2 channels; {found.device} has {found.value}",
                "choose one side or a device with 2 channels; where one channel changes ears, waive this with how",
                (limit_at(arm, "channels", found),),
                sources=found.sources,
                severity=weight(found),
            )
    for whole in dict.fromkeys(arm.base for arm in study.with_current() if arm.channel):
        yield from _of_channels(whole)


def _of_channels(whole: Arm) -> Results:
    """Count what the channels of an arm need together."""
    channels, found = whole.at_once, limit(whole.device, "channels")
    needed = sum(2 if one.stimulation.side in BOTH_EARS else 1 for one in channels)
    if found is None:
        yield lacking(whole, "channels", None)
    elif found.value < needed:
        yield Flag(
            channels[-1].header,
            f"{needed} channels are needed at the same time; {found.device} has {found.value}",
            "leave a channel out, use another device, or correct channels in [device.limits]",
            (
                limit_at(whole, "channels", found),
                *((one.header, f"channel {one.channel}") for one in channels[:-1]),
            ),
            arm=whole.name,
            sources=found.sources,
            severity=weight(found),
        )


@rule("DSN022", Severity.WARNING, if_written=("periods", "channels"))
def own_value_that_no_part_takes(study: Study) -> Results:
    """An arm writes a value that none of its periods or channels takes: each has another.

    A period or a channel of all arms goes over the arm's own tables. Who writes the sham's frequency in
    `[arms.sham.stimulation]`, where a channel of all arms has one, changes nothing.

    Fix: write the value in the arm's own period or channel, or take it out.

    Waive: never needed: a value that nobody gets can be taken out.
    """
    if not study.has_parts:
        return
    parts = [part for part in study.parts.values() if part.stimulated]
    for arm in (*study.arms.values(), *study.lenders.values()):
        mine = [part for part in parts if arm.name in (part.arm_name, part.gives)]
        for key in _own_keys(arm) if mine else ():
            where = ("arms", arm.name, *key)
            if any(part.at(*key) == where for part in mine):
                continue
            told = sorted({part.at(*key) for part in mine})
            yield Flag(
                where,
                f"no period or channel of {arm.name} takes its {key[-1]}: {dotted(told[0])} goes over it",
                f"write it in [{mine[0].own_table(*key)}], or take it out",
                tuple((at, "goes over it") for at in told),
                arm=arm.name,
            )


def _own_keys(arm: Arm) -> Iterator[tuple[str, str]]:
    """Yield the keys that an arm writes itself, but for its schedule, which may speak of the whole course."""
    for table in ("stimulation", "electrode", "device"):
        own = getattr(arm.written, table)
        keys = own.written_keys - own.unread - {"notes"} if own is not None else ()
        yield from ((table, key) for key in sorted(keys))
