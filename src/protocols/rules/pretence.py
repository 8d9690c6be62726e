"""SHM, fourth part: shams that are not what their method calls them."""

from collections.abc import Iterator

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, Skip, Undecided, rule
from protocols.lib.references import cite
from protocols.lib.units import plain
from protocols.model import Arm, Range, Study, high, low
from protocols.model.arm import NO_DOSE
from protocols.model.quantity import show
from protocols.rules.sham import AT_ACTIVE_SITE, alike_channels, shams
from protocols.rules.strength import Level, aim, level, not_weaker

INTENSITY = ("stimulation", "intensity")
ON = ("stimulation", "on_s")
CURRENTS = ("current_ma", "voltage_v", "min_ma", "start_ma", "max_ma")
MOSTLY = 0.5
"""Share of a session from which a sham that is to stop is called on for most of it: a judgement of the maintainers."""
SECONDS = 60


@rule(
    "SHM013",
    Severity.WARNING,
    cite("own-judgement", "a sham is not off that is on for half of the session or more"),
    silences=("TIM002",),
    if_written=("ramp_then_off",),
)
def ramp_sham_that_does_not_stop(study: Study) -> Results:
    """A sham of method `ramp_then_off` delivers current for half of the session or more.

    The method says that the current is raised, felt for a short time, and then stopped. Where the file keeps it on for
    the whole session the two contradict each other: an error. From half of the session the sham is on rather than off.

    Fix: write the short `on_s` of the sham in its own `[arms.NAME.stimulation]`, or another `sham_method`.

    Waive: the current of the ramp is too weak to act, and the text says why.
    """
    for sham in study.by_role("sham"):
        if sham.written.sham_method != "ramp_then_off" or not sham.delivers_current:
            continue
        said = sham.stimulation
        if sham.owns("stimulation", "pattern") and said.pattern == "continuous" and not sham.stops_once:
            yield _still_on(sham, ("stimulation", "pattern"), "its pattern is continuous", 1)
        elif not sham.stops_once and said.duty_cycle is not None and said.duty_cycle >= MOSTLY:
            words = f"its duty cycle is {plain(said.duty_cycle)}"
            yield _still_on(sham, ("stimulation", "duty_cycle"), words, said.duty_cycle)
        else:
            yield from _by_the_clock(sham)


def _by_the_clock(sham: Arm) -> Results:
    """Compare the time with current of a sham, its ramp included, with the session."""
    said, session = sham.stimulation, low(sham.schedule.session_min)
    times = [(key, longest) for key in ("on_s", "ramp_s") if (longest := _longest(getattr(said, key)))]
    if not times:
        # A duty cycle or a pattern of its own answers it too; those of the shared table speak of the active arms.
        own = [key for key in ("duty_cycle", "pattern") if sham.owns("stimulation", key)]
        if all(getattr(said, key) is None for key in own):
            yield Undecided(
                sham.at("stimulation", "on_s"),
                f"for how long current flows in {sham.name} ({sham.own_table(*ON)}.on_s)",
                f"{sham.name} is to ramp up and then stop, but it is not said when",
                f"write on_s in [{sham.own_table(*ON)}]",
            )
        return
    key, longest = max(times, key=lambda time: time[1])
    off = low(said.off_s)
    if key == "on_s" and not sham.stops_once and off is not None and said.off_s is not None:
        share = longest / (longest + off)
        words = f"it is on for {show(getattr(said, key), 's')} and off for {show(said.off_s, 's')}, again and again"
    elif session is None or sham.schedule.session_min is None:
        yield Skip(sham.at("schedule", "session_min"), f"needs schedule.session_min of {sham.name}")
        return
    else:
        share = longest / (session * SECONDS) if session else 1
        what = "it is on" if key == "on_s" else "its ramp takes"
        words = f"{what} for {show(getattr(said, key), 's')} of a session of {show(sham.schedule.session_min, 'min')}"
        words = words.replace("takes for", "takes")
    if share >= MOSTLY:
        yield _still_on(sham, ("stimulation", key), words, share)


def _longest(time: float | Range | None) -> float | None:
    longest = high(time)
    return longest if longest is not None else low(time)


def _still_on(sham: Arm, key: tuple[str, ...], words: str, share: float) -> Flag:
    also: list[tuple[Path, str]] = [(sham.at("sham_method"), "the method of the sham")]
    if sham.schedule.session_min is not None and key[-1] in ("on_s", "ramp_s"):
        also.append((sham.at("schedule", "session_min"), "the session"))
    return Flag(
        sham.at(*key),
        f"{sham.name} is to ramp up and then stop, but {words}",
        f"write the short on_s of the sham in [{sham.own_table(*ON)}], or another sham_method",
        tuple(also),
        arm=sham.name,
        severity=Severity.ERROR if share >= 1 else None,
    )


@rule("SHM014", Severity.ERROR, silences=("SHM010",), if_written=("below_threshold",))
def sham_not_below_the_threshold(study: Study) -> Results:
    """A sham of method `below_threshold` is not below the sensory threshold.

    Its target lies at or above the threshold, or its percent is 100 or more. Participants then feel the sham, and it may
    act as the active arm does.

    Fix: write the sham's own `[arms.NAME.stimulation.intensity]`, with `target = "below_sensory_threshold"` or a percent
    below 100; or another `sham_method`.
    """
    for sham in study.by_role("sham"):
        if sham.written.sham_method != "below_threshold" or not sham.delivers_current:
            continue
        reached = level(sham)
        if reached is Level.BELOW:
            continue
        if reached is None:
            lacks = f"needs a target of {sham.name} that says where it lies beside the sensory threshold"
            yield Skip(sham.at(*INTENSITY, "target"), lacks)
            continue
        key, words = aim(sham)
        yield Flag(
            sham.at(*INTENSITY, key),
            f"{sham.name} is to be below the threshold, but {words}",
            f"write its own target in [{sham.own_table(*INTENSITY)}.intensity], or another sham_method",
            ((sham.at("sham_method"), "the method of the sham"),),
            arm=sham.name,
        )


@rule("SHM015", Severity.ERROR, silences=("SHM010",), if_written=("below_threshold", "low_intensity"))
def sham_not_weaker_than_its_active_arm(study: Study) -> Results:
    """A sham of method `low_intensity` or `below_threshold` is as strong as an active arm, or stronger.

    The currents, the percents of one threshold, the targets or the caps are compared, as far as both arms say them; or
    the sham has the intensity of the active arm as it is.

    Fix: write the sham's own `[arms.NAME.stimulation.intensity]`, or another `sham_method`.
    """
    for sham, active in shams(study):
        if sham.written.sham_method not in AT_ACTIVE_SITE or not sham.delivers_current:
            continue
        if sham.written.sham_method == "below_threshold" and level(sham) not in (None, Level.BELOW):
            continue  # SHM014 says so
        for arm in alike_channels(sham, active):
            found = not_weaker(sham, arm) if arm.delivers_current else None
            if found:
                key, words = found
                yield Flag(
                    sham.at(*INTENSITY, key),
                    f"{sham.name} is to be weaker than {arm.name}, but {words}",
                    f"write a weaker one in [{sham.own_table(*INTENSITY)}.intensity], or another sham_method",
                    (
                        (arm.at(*INTENSITY, key), f"of {arm.name}"),
                        (sham.at("sham_method"), "the method of the sham"),
                    ),
                    arm=sham.name,
                )
                break


@rule("SHM016", Severity.ERROR, if_written=("no_current", "non_conducting_electrode"))
def current_in_a_sham_without(study: Study) -> Results:
    """A sham of method `no_current` or `non_conducting_electrode` delivers current, or writes one of its own.

    What such a sham takes from the shared tables is what the device shows; what it writes itself, or what was delivered,
    says that current flows.

    Fix: take the current out of the arm, or write another `sham_method`.
    """
    for sham in study.by_role("sham"):
        method = sham.written.sham_method
        if method not in NO_DOSE:
            continue
        found = [*_delivered(sham), *_written(sham)]
        if found:
            (where, words), *others = found
            yield Flag(
                where,
                f"no current is to flow in {sham.name}, but {words}",
                "take the current out of the arm, or write another sham_method",
                ((sham.at("sham_method"), f"the sham is {method}"), *others),
                arm=sham.name,
            )


def _delivered(sham: Arm) -> Iterator[tuple[Path, str]]:
    said = sham.written.delivered
    for key in ("current_mean_ma", "current_range_ma"):
        value: float | Range | None = getattr(said, key, None)
        if value is not None and (high(value) or low(value)):
            yield sham.at("delivered", key), f"a current of {show(value, 'mA')} was delivered"


def _written(sham: Arm) -> Iterator[tuple[Path, str]]:
    if not sham.owns(*INTENSITY):
        return
    for key in CURRENTS:
        value: float | Range | None = getattr(sham.intensity, key)
        if value is not None and (high(value) or low(value)):
            unit = "V" if key == "voltage_v" else "mA"
            yield sham.at(*INTENSITY, key), f"it writes {key} of {show(value, unit)}"
