"""SHM, second part: what tells a sham from the arm it controls."""

from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.lib.references import cite
from protocols.model import Arm, Study, Table
from protocols.model.course import shortest_weeks
from protocols.model.derived import derived
from protocols.rules.procedure import differences
from protocols.rules.sham import alike_channels, shams

# What a sham method says must differ from the active arm; the rest is expected to be the same.
DIFFERS: dict[str, frozenset[str]] = {
    "non_conducting_electrode": frozenset({"intensity"}),
    "ramp_then_off": frozenset({"pattern", "on_s", "off_s", "duty_cycle", "ramp_s", "gating"}),
    "below_threshold": frozenset({"intensity"}),
    "low_intensity": frozenset({"intensity"}),
}
_PULSE = ("frequency_hz", "pulse_width_us", "pulse_width_covers", "waveform", "pulse_shape", "burst")
_TRAIN = ("pattern", "on_s", "off_s", "duty_cycle", "ramp_s", "gating")
_INTENSITY = ("method", "target", "percent", "offset_ma", "current_ma", "voltage_v", "max_ma", "retitrated")
_COURSE = (
    "session_min",
    "sessions_per_day",
    "daily_min",
    "days_per_week",
    "weeks",
    "total_sessions",
    "during_task",
)
OTHERWISE = {"frequency_hz": ("alternating_hz",), "weeks": ("days", "months")}
"""Settings that may be written under other keys."""
COMPARED: tuple[tuple[str, ...], ...] = (
    *(("stimulation", key) for key in (*_PULSE, *_TRAIN)),
    *(("stimulation", "intensity", key) for key in _INTENSITY),
    *(("schedule", key) for key in (*_COURSE, "during_sleep")),
)


@rule("SHM004", Severity.WARNING, cite("zhang-2026", "§6.1"), if_written=("sham",))
def sham_settings_differ(study: Study) -> Results:
    """The sham differs from its active arm in more than its method says.

    Frequency, pulse width, waveform, pattern, schedule and the rule of the intensity are compared where both arms say
    them. A difference can be felt, and breaks the blinding; and it leaves two causes for one effect. What
    `sham_method` says must differ is left alone. A sham for several active arms has to match one of them.

    Fix: write the setting once, in the shared table.

    Waive: the difference is the question of the study.
    """
    for sham, every in shams(study):
        active = alike_channels(sham, every)
        if any(_all_shared(sham, arm) for arm in active):
            continue
        compared = [(arm, *_compared(study, sham, arm)) for arm in active]
        differing = [(arm, differences) for arm, shared, differences in compared if shared or differences]
        if not differing or not all(differences for _, differences in differing):
            continue
        arm, differences = min(differing, key=lambda pair: len(pair[1]))
        mine, theirs = sham.at(*differences[0]), arm.at(*differences[0])
        where = theirs if mine[0] != "arms" and theirs[0] == "arms" else mine
        places = [(one.at(*key), f"{key[-1]} of {one.name}") for key in differences for one in (sham, arm)]
        yield Flag(
            where,
            f"{sham.name} differs from {arm.name} in {', '.join(key[-1] for key in differences)}",
            "write it once, in the shared table, so that the arms differ only in what makes the sham a sham",
            tuple(dict.fromkeys(place for place in places if place[0] != where)),
            arm=sham.name,
        )


def _all_shared(sham: Arm, arm: Arm) -> bool:
    """Say whether both arms have all that is compared from the shared tables."""
    own = (sham.written.stimulation, sham.written.schedule, arm.written.stimulation, arm.written.schedule)
    return own.count(None) == len(own)


def _compared(study: Study, sham: Arm, arm: Arm) -> tuple[bool, list[tuple[str, ...]]]:
    """Return whether there is a setting that both arms say alike, and the paths of those they say differently.

    Where participants are said to be blinded, what they notice or take part in is left out: SHM017 speaks of that.
    """
    noticed = study.blinding.participants is True
    method = sham.written.sham_method or ""
    left_out = {key for aspect in differences(sham, arm) for key in aspect.keys} if noticed else set()
    by_method = DIFFERS.get(method, frozenset())
    alike, different = False, []
    shared = frozenset[str]() if study.unread else _shared(sham, arm)
    for key in _written(sham):
        if key in left_out or not by_method.isdisjoint(key):
            continue
        if key[0] == "stimulation" and method == "no_current":
            continue
        if alike and not shared.isdisjoint(key):  # one setting that they say alike is enough
            continue
        mine = _said(sham, key)
        theirs = None if mine is None else _said(arm, key)
        if theirs is None:
            continue
        if mine == theirs:
            alike = True
        else:
            different.append(key if value_of(sham, key) is not None else _instead(sham, key))
    return alike, different


def _shared(sham: Arm, arm: Arm) -> frozenset[str]:
    """Return the tables that both arms have as one: what stands there, they say alike."""
    if sham.period or arm.period:  # of periods, how long the course is follows from all of them
        return frozenset()
    tables = ("schedule", sham.schedule, arm.schedule), ("intensity", sham.intensity, arm.intensity)
    return frozenset(name for name, mine, theirs in tables if mine is theirs)


@derived
def _written(arm: Arm) -> list[tuple[str, ...]]:
    """Return the paths of those settings that an arm may say: most are not written, and need not be asked for."""
    tables = (arm.stimulation, arm.intensity, arm.schedule)
    written = {*OTHERWISE, *(name for table in tables for name in table.written_keys)}
    return [key for key in COMPARED if key[-1] in written]


def _said(arm: Arm, key: tuple[str, ...]) -> object:
    """Return what an arm says of a setting; frequencies and courses in one measure, however they are written."""
    said, plan = arm.stimulation, arm.schedule
    if key[-1] == "frequency_hz":
        return (said.frequencies, said.alternating_s) if said.frequencies else None
    if key[-1] == "total_sessions" and arm.period:
        return None  # of a period; how long the course is, is compared
    if key[-1] == "weeks":
        months = plan.months and not arm.period and ("months", plan.months)
        length = shortest_weeks(arm)
        return months or (length and round(length, 6))
    return value_of(arm, key)


def value_of(arm: Arm, key: tuple[str, ...]) -> object:
    """Return the value at a path of an arm's effective tables, notes of nested tables left out."""
    found: object = arm
    for name in key:
        found = getattr(found, name, None)
    return found.as_data({"notes"}) if isinstance(found, Table) else found


def _instead(arm: Arm, key: tuple[str, ...]) -> tuple[str, ...]:
    """Return the key that an arm writes in place of another, such as days for weeks."""
    others = OTHERWISE.get(key[-1], ())
    return next(((*key[:-1], name) for name in others if value_of(arm, (*key[:-1], name)) is not None), key)


@rule("SHM005", Severity.WARNING, cite("zhang-2026", "§6.1"), if_written=("side",))
def sham_on_another_side(study: Study) -> Results:
    """The sham is on another side than its active arm.

    Which ear is worn is seen and felt: the arms can be told apart.

    Fix: write `side` once, in the shared table.

    Waive: the side is the question of the study.
    """
    for sham, active in shams(study):
        side = sham.stimulation.side
        others = [arm for arm in alike_channels(sham, active) if arm.stimulation.side is not None]
        if side is None or not others:
            continue
        if all(arm.stimulation.side != side for arm in others):
            arm = others[0]
            yield Flag(
                sham.at("stimulation", "side"),
                f"the side of {sham.name} is {side}, that of {arm.name} {arm.stimulation.side}",
                "write side once, in the shared table",
                ((arm.at("stimulation", "side"), f"side of {arm.name}"),),
                arm=sham.name,
            )
