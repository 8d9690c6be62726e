"""DEV, fourth part: a current beside the highest that a maker's example or a trial shows of the device. Neither is a limit."""

from protocols.evidence.devices import Entry, Used, find, limit
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.units import plain
from protocols.model import Arm, Study, high, low
from protocols.rules.deliverable import INTENSITY, MODEL, arms_with, currents


@rule("DEV014", Severity.NOTE, plans_only=True)
def current_above_what_is_known_of_the_device(study: Study) -> Results:
    """A current is above the highest that was read of the device, which is a maker's example or a trial's setting.

    Neither is a limit: the device may deliver more. But nothing that was read shows that it does, so that nobody has
    checked whether the current can be set at all. Where a limit is known, the file's own or the catalogue's, DEV004 holds
    the current against that, and this rule says nothing.

    Fix: look up the highest current in the device's manual, and write it: `current_ma` in `[device.limits]`.

    Waive: the current was set on the device before.
    """
    for arm in arms_with(study, INTENSITY):
        entry = find(arm.device.model)
        if limit(arm.device, "current_ma") is not None:
            continue
        known = _highest(entry) if entry is not None else None
        if entry is None or known is None:
            yield Skip(arm.at(*MODEL), "needs a current that was read of the device")
            continue
        written = [(high(value), low(value), where) for where, value in currents(arm)]
        ends = [
            (max(one for one in (most, least) if one is not None), where) for most, least, where in written
        ]
        if not ends:
            yield Skip(arm.at(*INTENSITY), "needs stimulation.intensity.current_ma or max_ma")
            continue
        current, where = max(ends, key=lambda end: end[0])
        most, what, used = known
        if current > most:
            yield _flag(arm, entry, (current, where), (most, what, used))


def _highest(entry: Entry) -> tuple[float, str, Used] | None:
    """Return the highest current that was read of a device, of which kind it is, and where it was read."""
    kinds = (("example", entry.examples), ("trial", entry.trials))
    found = [
        (one.highest_ma, what, one)
        for what, several in kinds
        for one in several
        if one.highest_ma is not None
    ]
    return max(found, key=lambda one: one[0]) if found else None


def _flag(
    arm: Arm, entry: Entry, at: tuple[float, tuple[str | int, ...]], known: tuple[float, str, Used]
) -> Flag:
    (current, where), (most, what, used) = at, known
    of_what = (
        f"{plain(most)} mA in the example that its maker ships; an example"
        if what == "example"
        else f"{plain(most)} mA that a trial set on it; a trial's setting"
    )
    return Flag(
        where,
        f"{plain(current)} mA is above the highest current that was read of {entry.name}, {of_what} is no limit, and the "
        "device's own was not read",
        "look up the highest current in the manual, and write it into [device.limits]: current_ma = { max = … }",
        ((arm.at(*MODEL), "the device"),),
        sources=(used.source,),
    )
