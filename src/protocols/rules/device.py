"""DEV: can this device deliver it. Only what was read of a device counts; what is not known is not evaluated.

A limit of the catalogue makes an error only where the maker's own text was read, else a warning.

There is no rule on a duty cycle that a device fixes (DEV005): no such limit was read of any device for the ear.
"""

from protocols.evidence.devices import Entry, find, limit, near
from protocols.findings.rule import Flag, Results, Severity, Skip, Undecided, rule
from protocols.lib.units import plain
from protocols.model import Arm, Study, low
from protocols.model.terms import OFF_THE_EAR
from protocols.rules.deliverable import (
    ALTERNATING,
    BURST,
    COVERS,
    CURRENTS,
    FREQUENCY,
    INTENSITY,
    LIMITS,
    MODEL,
    STEPS,
    WAVEFORM,
    WIDTH,
    arms_with,
    between,
    beyond,
    currents,
    delivered,
    delivers,
    frequencies,
    lacking,
    limit_at,
    phases_covered,
    pulse_rates,
    unless,
    weight,
    widths,
)


@rule("DEV001", Severity.NOTE, plans_only=True)
def device_not_in_the_catalogue(study: Study) -> Results:
    """The device is neither in the catalogue nor given limits.

    What a device can deliver decides which settings are possible. The catalogue knows a device by any spelling of its
    name, and by others it goes under: CM02 is NEMOS.

    Fix: write `[device.limits]` from the device's manual, or the name as `tavns devices` lists it.

    Waive: the manual gives no limits.
    """
    for arm in study.once(study.stimulated(), MODEL, LIMITS):
        model, limits = arm.device.model, arm.device.limits
        if limits is not None and limits.unread:
            yield Skip(arm.at(*LIMITS), "needs device.limits, which could not be read")
            continue
        if (limits is not None and limits.written_keys - {"notes"}) or find(model):
            continue
        if model is None:
            yield Undecided(
                arm.at(*MODEL),
                "the device (device.model)",
                "the device is not named",
                "write its name: model = …",
            )
            continue
        meant = near(model)
        yield Flag(
            arm.at(*MODEL),
            f"{model} is not in the device catalogue, and what it can deliver is not given",
            (f"did you mean {meant.name}? Else write" if meant else "write")
            + " [device.limits], from the device's manual",
        )


@rule("DEV002", Severity.ERROR)
def frequency_beyond_the_device(study: Study) -> Results:
    """The frequency is outside what the device delivers.

    Both ends of a range have to be within; 0 stands for no stimulation and is left alone. The pulse rate within a burst is
    a frequency of the device as well. A limit that another text than the maker's states makes a warning.

    Fix: choose a frequency that the device delivers, another device, or correct `[device.limits]`.

    Waive: the device was modified, and its new limits were measured.
    """
    for arm in arms_with(study, FREQUENCY, ALTERNATING, BURST):
        yield from beyond(arm, "frequency_hz", frequencies(arm) + pulse_rates(arm))


@rule("DEV003", Severity.ERROR)
def pulse_width_beyond_the_device(study: Study) -> Results:
    """The pulse width is outside what the device delivers.

    A device's limits are those of one phase. Where the file gives the whole pulse, of two equal phases, they count
    twice; where its phases may differ, the rule is not evaluated. A limit that another text than the maker's states
    makes a warning.

    Fix: choose a pulse width that the device delivers, another device, or correct `[device.limits]`.

    Waive: the device was modified, and its new limits were measured.
    """
    for arm in arms_with(study, WIDTH, COVERS, WAVEFORM):
        phases = phases_covered(arm)
        if phases is None:
            yield Skip(arm.at(*WAVEFORM), "needs the width of one phase: those of the pulse may differ")
        else:
            yield from beyond(arm, "pulse_width_us", widths(arm), phases)


@rule("DEV004", Severity.ERROR)
def current_beyond_the_device(study: Study) -> Results:
    """A current is outside what the device delivers.

    The current itself, and where a titration starts and ends: a cap above what the device delivers is no cap. 0 is
    left alone. So is held what was delivered. A limit that another text than the maker's states makes a warning.

    Fix: choose a current that the device delivers, another device, or correct `[device.limits]`.

    Waive: the device was modified, and its new limits were measured.
    """
    for arm in arms_with(study, INTENSITY):
        hidden = arm.intensity.unread
        unread = [key for key in CURRENTS if key in hidden]
        read = currents(arm, [key for key in CURRENTS if key not in unread])
        if read or not unread:
            yield from beyond(arm, "current_ma", read)
        currents(arm, unread)  # where one could not be read, the rule has not looked at all
    for arm in study.stimulated():
        if settings := delivered(arm):
            yield from beyond(arm, "current_ma", settings)


@rule("DEV006", Severity.ERROR)
def waveform_beyond_the_device(study: Study) -> Results:
    """The device does not deliver the waveform.

    `biphasic` leaves open how the phases compare, so that it goes with every biphasic waveform. A limit that another
    text than the maker's states makes a warning.

    Fix: choose a waveform that the device delivers, another device, or correct `[device.limits]`.

    Waive: a stimulus isolator behind the device makes the waveform.
    """
    for arm in arms_with(study, WAVEFORM):
        wanted, found = arm.stimulation.waveform, limit(arm.device, "waveforms")
        if found is None:
            yield lacking(arm, "waveforms", None)
        elif wanted is None:
            yield lacking(arm, "waveform", found)
        elif not any(_go_together(wanted, waveform) for waveform in found.value):
            made = " and ".join(found.value)
            yield Flag(
                arm.at(*WAVEFORM),
                f"{found.device} does not deliver {wanted}; it {delivers(found)} {made}",
                f"choose {' or '.join(found.value)}, or another device{unless(found)}",
                (limit_at(arm, "waveforms", found),),
                sources=found.sources,
                severity=weight(found),
            )


def _go_together(one: str, other: str) -> bool:
    return one == other or (
        "biphasic" in (one, other) and one.startswith("biphasic") and other.startswith("biphasic")
    )


@rule("DEV007", Severity.WARNING, silences=("TIM011",))
def value_between_two_steps(study: Study) -> Results:
    """A value lies between two steps of the device, which cannot be set to it.

    The steps count from the lowest value that the device delivers, or from 0 where none is known; its highest value
    can always be set. A titration's own step has to be a whole number of the device's. Numbers are taken as they are
    written, so that 0.3 is three steps of 0.1. What is outside the device's limits is found there, not here.

    Fix: choose one of the nearest values, another device, or correct the step in `[device.limits]`.

    Waive: the device is set from outside, by a voltage that has no steps.
    """
    for arm in arms_with(study, FREQUENCY, ALTERNATING, WIDTH, COVERS, WAVEFORM, INTENSITY):
        for step_key, (key, settings) in STEPS.items():
            times = phases_covered(arm) if key == "pulse_width_us" else 1
            step, values = limit(arm.device, step_key), settings(arm)
            if step is None and values:
                yield lacking(arm, step_key, None)
            elif times is None and values:
                yield Skip(arm.at(*WAVEFORM), "needs the width of one phase: those of the pulse may differ")
            elif step is not None and times is not None:
                yield from between(arm, key, values, (step_key, step), times)


@rule("DEV008", Severity.WARNING)
def current_below_the_accurate_range(study: Study) -> Results:
    """A current is below the range in which the device is accurate.

    What flows there may differ from what is set, and with it the dose. Known of the Digitimer DS8R alone, from the
    remarks in software that drives it.

    Fix: stay in the accurate range, take another device, or measure what it delivers.

    Waive: the current was measured at the settings used.
    """
    for arm in arms_with(study, INTENSITY):
        entry = find(arm.device.model)
        known = entry.accurate_from_ma if entry else None
        if entry is None or known is None:
            yield Skip(arm.at(*MODEL), "needs the range in which the device is accurate, which is not known")
            continue
        ends = [(low(value), where) for where, value in currents(arm)]
        low_ones = sorted((end, where) for end, where in ends if end is not None and 0 < end < known.value)
        said = arm.intensity
        if low_ones:
            (lowest, where), *others = low_ones
            yield Flag(
                where,
                f"{plain(lowest)} mA is below {plain(known.value)} mA, from which {entry.name} is said to be accurate",
                "measure what the device delivers and waive this, or take another device",
                ((arm.at(*MODEL), "the device"), *((place, "this one, too") for _, place in others)),
                sources=(known.source,),
            )
        elif low(said.current_ma) is None and not said.min_ma:
            yield Skip(arm.at(*INTENSITY), "needs stimulation.intensity.min_ma, or current_ma")


@rule(
    "DEV009",
    Severity.ERROR,
    silences=("DEV002", "DEV003", "DEV004", "DEV006", "DEV007", "DEV008", "DEV010", "DEV013", "DEV014"),
)
def device_not_for_the_ear(study: Study) -> Results:
    """The device is none that stimulates the ear through the skin.

    One that stimulates the neck, or through needles, gives another treatment. Arms that are called a comparator are
    left alone, as are arms whose sites are all off the ear.

    Fix: correct `device.model`, or call the arm what it is: `role = "active_comparator"`.

    Waive: the device was rebuilt for the ear.
    """
    arms = [arm for arm in study.by_role("active", "sham") if arm.delivers_current]
    for arm in study.once(arms, MODEL, ("stimulation", "sites")):
        sites, entry = arm.stimulation.sites or (), find(arm.device.model)
        if entry is None:
            yield Skip(arm.at(*MODEL), _unknown(arm))
        elif entry.not_for_the_ear is not None and not (sites and OFF_THE_EAR.issuperset(sites)):
            yield _flag_of(arm, entry)


def _unknown(arm: Arm) -> str:
    return "needs device.model" if arm.device.model is None else "the device is not in the catalogue"


def _flag_of(arm: Arm, entry: Entry) -> Flag:
    fact = entry.not_for_the_ear
    return Flag(
        arm.at(*MODEL),
        f"{entry.name} is not a device for taVNS: {fact.value if fact else ''}",
        'name the device that is used, or write role = "active_comparator" where this is the comparison',
        sources=(fact.source,) if fact else (),
    )
