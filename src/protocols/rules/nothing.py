"""TIM, sixth part: zeros with which nothing would happen, pauses that are none, and what is written twice."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.lib.units import plain
from protocols.model import Study, high
from protocols.standards.shapes import ZERO, words

# Keys at which 0 leaves nothing of an active arm, and what 0 would mean there.
ELECTRICAL: Final = {
    ("stimulation", "frequency_hz"): "no pulses",
    ("stimulation", "pulse_width_us"): "pulses without duration",
    ("stimulation", "duty_cycle"): "never on",
    ("stimulation", "gating", "train_s"): "trains without duration",
    ("stimulation", "intensity", "current_ma"): "no current",
    ("stimulation", "intensity", "voltage_v"): "no voltage",
    ("stimulation", "intensity", "max_ma"): "no current is allowed",
    ("device", "limits", "frequency_hz"): "the device could deliver no pulses",
    ("device", "limits", "pulse_width_us"): "the device could deliver no pulses",
    ("device", "limits", "current_ma"): "the device could deliver no current",
}
TIMES: Final = {
    ("schedule", "session_min"): "no session",
    ("schedule", "daily_min"): "no stimulation on a treatment day",
}
ALTERNATING: Final = ("stimulation", "alternating_hz")


def _at(found: Any, key: tuple[str, ...]) -> Any:
    for name in key:
        found = getattr(found, name, None)
    return found


@rule(
    "TIM024",
    Severity.ERROR,
    silences=("LIT001", "LIT002", "LIT006", "LIT007", "LIT020", "LIT021", "LIT026"),
    if_written=(ZERO,),
)
def zero_that_leaves_no_stimulation(study: Study) -> Results:
    """A value of an active arm is 0, so that nothing would be delivered.

    A session of 0 minutes, a cap of 0 mA, a frequency of 0 Hz. Where a range is written, its upper end counts. A sham may
    have a current of 0; a session of 0 minutes it cannot have either.

    Fix: write the value, or leave the key out while it is not known. An arm without stimulation has
    `role = "no_stimulation"`.
    """
    active = study.by_role("active", "active_comparator")
    asked = [(key, what, active) for key, what in ELECTRICAL.items()]
    asked += [(key, what, study.stimulated()) for key, what in TIMES.items()]
    for key, what, arms in asked:
        if not any(high(_at(arm, key)) == 0 for arm in arms):
            continue
        for arm in study.once(arms, key):
            if high(_at(arm, key)) == 0:
                yield _of_zero(arm.at(*key), key[-1], what)
    for arm in study.once(active, ALTERNATING):
        for index, value in enumerate(arm.stimulation.alternating_hz or ()):
            if value == 0:
                yield _of_zero((*arm.at(*ALTERNATING), index), "an entry of alternating_hz", "no pulses")


def _of_zero(where: Path, key: str, what: str) -> Flag:
    help_ = "write the value that is meant, or leave the key out while it is not known"
    # Without the arm's name, so that it silences what is said of this value and nothing else of the arm.
    return Flag(where, f"{key} is 0: {what}", help_)


@rule("TIM025", Severity.ERROR, if_written=("off_s", "duty_cycle"))
def intermittent_without_a_pause(study: Study) -> Results:
    """Stimulation is said to go on and off, but it is never off.

    An off-time of 0 s, or a duty cycle of 1 under the pattern intermittent, is continuous stimulation.

    Fix: write `pattern = "continuous"` without on- and off-times, or the off-time that is meant.
    """
    off, duty, pattern = (("stimulation", key) for key in ("off_s", "duty_cycle", "pattern"))
    for arm in study.once(study.stimulated(), off, duty, pattern):
        said = arm.stimulation
        if said.pattern not in (None, "intermittent"):
            continue
        also = ((arm.at(*pattern), "the pattern"),) if said.pattern else ()
        without = "off_s = 0 leaves no pause", off
        if said.duty_cycle == 1 and said.pattern == "intermittent" and high(said.off_s) is None:
            without = "duty_cycle = 1 leaves no pause", duty
        elif high(said.off_s) != 0:
            continue
        yield Flag(
            arm.at(*without[1]),
            f"{without[0]}: the stimulation is continuous"
            + (", but the pattern is intermittent" if said.pattern else ""),
            'write the off-time that is meant, or pattern = "continuous" without on_s and off_s',
            also,
            arm=arm.name,
        )


@rule("TIM026", Severity.ERROR, if_written=("alternating_hz",))
def frequencies_that_do_not_alternate(study: Study) -> Results:
    """`alternating_hz` holds a single frequency, or the same one twice in a row.

    Fix: write the other frequency; where there is only one, write `frequency_hz`.
    """
    for arm in study.once(study.stimulated(), ALTERNATING):
        values = arm.stimulation.alternating_hz or ()
        if not values:
            continue
        if len(set(values)) == 1:
            again = "" if len(values) == 1 else f", {len(values)} times"
            yield Flag(
                arm.at(*ALTERNATING),
                f"alternating_hz holds one frequency, {plain(values[0])} Hz{again}",
                f"add the other frequency, or write: frequency_hz = {plain(values[0])}",
                arm=arm.name,
            )
            continue
        for index in range(1, len(values)):
            if values[index] == values[index - 1]:
                yield Flag(
                    (*arm.at(*ALTERNATING), index),
                    f"{plain(values[index])} Hz follows itself in alternating_hz",
                    "correct the frequency, or write the two as one with the sum of their times",
                    (((*arm.at(*ALTERNATING), index - 1), "the same frequency"),),
                    arm=arm.name,
                )


@rule("TIM027", Severity.WARNING)
def listed_twice(study: Study) -> Results:
    """A list holds the same entry twice.

    Sites, targets, criteria, time points, names of arms: the second entry adds nothing, and often another was meant.

    Fix: write the entry that was meant, or take the second one out.
    """
    for where, entries in _lists(study):
        if len({*map(_folded, entries)}) == len(entries):
            continue
        first: dict[Any, int] = {}
        for index, entry in enumerate(entries):
            before = first.setdefault(_folded(entry), index)
            if before != index:
                shown = f'"{entry}"' if isinstance(entry, str) else plain(entry)
                yield Flag(
                    (*where, index),
                    f"{shown} is listed twice",
                    "write the entry that was meant, or take the second one out",
                    (((*where, before), "the first one"),),
                )


@lru_cache(maxsize=1024)  # most lists hold terms, the same in many files
def _folded(entry: Any) -> Any:
    return " ".join(entry.casefold().split()) if isinstance(entry, str) else entry


def _lists(study: Study) -> Iterator[tuple[Path, tuple[Any, ...]]]:
    """Yield each list in which an entry has no meaning twice, with where it is written."""
    inherited = (
        ("stimulation", "sites"),
        ("stimulation", "intensity", "target"),
        ("device", "limits", "waveforms"),
    )
    arms = study.stimulated()
    written = words(study)
    for key in inherited:
        asked = (written is None or key[-1] in written) and any(_at(arm, key) for arm in arms)
        for arm in study.once(arms, key) if asked else ():
            yield arm.at(*key), _at(arm, key) or ()
    for arm in study.arms.values():
        if controls := arm.written.controls:
            yield arm.at("controls"), controls
    for criteria in ("inclusion", "exclusion"):
        yield ("eligibility", criteria), getattr(study.eligibility, criteria) or ()
    for name, outcome in study.outcomes.items():
        for key_ in ("time_points_weeks", "time_points_months"):
            if points := getattr(outcome, key_):
                yield ("outcomes", name, key_), points
    for index, amendment in enumerate(study.protocol.amendments or ()):
        yield ("amendments", index, "changes"), amendment.changes or ()
