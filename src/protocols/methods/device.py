"""Through what it flows, in a Methods section: the device, its limits, and the electrodes."""

from collections.abc import Callable
from typing import NamedTuple

from protocols.evidence.devices import find
from protocols.methods.keys import Keys
from protocols.methods.pieces import Part, Piece, Said, Sentence, bracketed, listed, sentence
from protocols.methods.words import Tense, amount
from protocols.model.quantity import plural
from protocols.model.terms import term

DETAILS = {
    "device.manufacturer": "manufacturer: ",
    "device.version": "version: ",
    "device.regulatory_status": "regulatory status: ",
}
ELECTRODES = "electrodes"
POLES = {"anode_site": "anode", "cathode_site": "cathode", "return_site": "return electrode"}
RANGES = {
    "frequency_hz": ("frequencies", "frequency_step_hz", "Hz"),
    "pulse_width_us": ("pulse widths", "pulse_width_step_us", "µs"),
    "current_ma": ("currents", "current_step_ma", "mA"),
}


def device(k: Keys, t: Tense) -> list[Sentence]:
    """Say which stimulator it is, with its maker, version and status, and what it holds constant."""
    if not k.any("device.model", "device.control", *DETAILS):
        return k.lacking("device.model", *DETAILS, "device.control", topic="device")
    details: list[Part] = [[words, said] if (said := k.say(key)) else None for key, words in DETAILS.items()]
    control = k.say("device.control")
    lacking = k.gap(*DETAILS, "device.control")
    name = k.say("device.model", _name(k)) or k.gap("device.model")
    return [
        sentence(
            f"The device {t.be} ",
            name,
            bracketed(*details, lacking),
            [", with ", control] if control else None,
            topic="device",
        )
    ]


def _name(k: Keys) -> str | None:
    """Return the product's name for its key in the catalogue; any other name stays as it is written."""
    model = k.value("device.model")
    found = find(model)
    return found.name if found is not None and found.key == model else None


def limits(k: Keys, t: Tense) -> list[Sentence]:  # noqa: ARG001 - one shape for all topics
    """Say what the device can deliver, as the file says it."""
    parts = [_range(k, key, *words) for key, words in RANGES.items()]
    voltage = k.say("device.limits.max_voltage_v")
    parts.append(["at most ", voltage] if voltage else [])
    channels = k.say("device.limits.channels")
    parts.append([channels, f" {plural(k.value('device.limits.channels'), 'channel')}"] if channels else [])
    waveforms = _waveforms(k)
    parts.append(["pulses that are ", waveforms] if waveforms else [])
    found = listed(parts)
    return [sentence("The device can deliver ", found, topic="limits of the device")] if found else []


def _range(k: Keys, key: str, words: str, step_key: str, unit: str) -> list[Piece]:
    said, step = k.say(f"device.limits.{key}"), k.say(f"device.limits.{step_key}")
    steps: list[Piece] = ["in steps of ", step] if step else []
    if said is None:
        return [f"{words} ", *steps] if steps else []
    return [f"{words} of ", Said(amount(k.value(f"device.limits.{key}"), unit), said.at), *bracketed(steps)]


def _waveforms(k: Keys) -> Said | None:
    terms = [term("waveform", word) for word in k.value("device.limits.waveforms") or ()]
    return k.say("device.limits.waveforms", " or ".join(terms))


def electrode(k: Keys, t: Tense) -> list[Sentence]:
    """Say what the electrodes are made of, how large the smallest contact is, where they lie and how the skin is prepared."""
    lacking = k.lacking(
        "electrode.material",
        "electrode.contact_area_mm2",
        "electrode.geometry|electrode.placement",
        "electrode.anode_site",
        "electrode.cathode_site",
        "electrode.preparation",
        topic=ELECTRODES,
    )
    return [one for part in ELECTRODE_PARTS for one in part.phrase(k, t)] + lacking


def _material(k: Keys, t: Tense) -> list[Sentence]:
    said = k.say("electrode.material")
    return [sentence(f"The electrodes {t.were} made of ", said, topic=ELECTRODES)] if said else []


def _area(k: Keys, t: Tense) -> list[Sentence]:
    said, have = k.say("electrode.contact_area_mm2"), t.will("had", "have")
    words = f"The smallest contact in the current path {have} an area of "
    return [sentence(words, said, topic=ELECTRODES)] if said else []


def _poles(k: Keys, t: Tense) -> list[Sentence]:
    said = [(words, one) for key, words in POLES.items() if (one := k.say(f"electrode.{key}"))]
    if not said:
        return []
    (first, place), *others = said
    more: list[Part] = [[f"the {words} at the ", one] for words, one in others]
    start: Part = [f"The {first} {t.be} at the ", place]
    return [sentence(listed([start, *more]), topic=ELECTRODES)]


def _impedance(k: Keys, t: Tense) -> list[Sentence]:
    said = k.say("electrode.impedance_kohm")
    words = f"The impedance between the electrodes {t.be} "
    return [sentence(words, said, topic=ELECTRODES)] if said else []


class ElectrodePart(NamedTuple):
    """A part of what is said of the electrodes: what it is called where an arm does not have it as another, its keys, its words."""

    name: str
    keys: tuple[str, ...]
    phrase: Callable[[Keys, Tense], list[Sentence]]


def _told(name: str, opening: str, key: str) -> ElectrodePart:
    return ElectrodePart(name, (key,), lambda k, _: k.colon(opening, key, ELECTRODES))


ELECTRODE_PARTS = (
    ElectrodePart("the material of the electrodes", ("electrode.material",), _material),
    ElectrodePart("the contact area", ("electrode.contact_area_mm2",), _area),
    _told("the geometry of the electrodes", "Geometry of the electrodes", "electrode.geometry"),
    ElectrodePart("the places of the electrodes", tuple(f"electrode.{key}" for key in POLES), _poles),
    _told("the placement of the electrodes", "Placement of the electrodes", "electrode.placement"),
    _told("the preparation of the skin", "Preparation of the skin", "electrode.preparation"),
    ElectrodePart("the impedance between the electrodes", ("electrode.impedance_kohm",), _impedance),
)
