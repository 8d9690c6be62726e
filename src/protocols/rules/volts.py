"""DEV, third part: the voltage that an arm is to get, beside the highest that its device puts out."""

from typing import Final

from protocols.evidence.devices import limit
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.units import plain
from protocols.model import Study, high, low
from protocols.rules.deliverable import INTENSITY, arms_with, lacking, limit_at, unless, weight

VOLTAGE: Final = (*INTENSITY, "voltage_v")


@rule("DEV013", Severity.ERROR, if_written=("voltage_v",))
def voltage_beyond_the_device(study: Study) -> Results:
    """The voltage is above what the device puts out.

    `voltage_v` is held against `max_voltage_v`, the file's own or that of the catalogue; of a range, its upper end.
    Whether a current needs more voltage than the device has is ELE007's. A limit that another text than the maker's
    states makes a warning.

    Fix: choose a voltage that the device puts out, another device, or correct `[device.limits]`.

    Waive: the device was modified, and its new limit was measured.
    """
    for arm in arms_with(study, INTENSITY):
        voltage, found = arm.intensity.voltage_v, limit(arm.device, "max_voltage_v")
        if voltage is None:
            continue
        ends = [end for end in (low(voltage), high(voltage)) if end is not None]
        if found is None:
            yield lacking(arm, "max_voltage_v", None)
        elif max(ends) > found.value:
            most = plain(found.value)
            puts_out = "puts out" if found.firm else "is said to put out"
            yield Flag(
                arm.at(*VOLTAGE),
                f"{plain(max(ends))} V is above what {found.device} {puts_out}, at most {most} V",
                f"choose at most {most} V, or another device{unless(found)}",
                (limit_at(arm, "max_voltage_v", found),),
                sources=found.sources,
                severity=weight(found),
            )
        elif high(voltage) is None:
            yield Skip(arm.at(*VOLTAGE), f"needs {'.'.join(VOLTAGE)}, with its upper end")
