"""What the catalogue lacks of a device, and what would fill it."""

from typing import Final, NamedTuple

from protocols.evidence.devices import LIMITS, Entry
from protocols.model.device import Limits

MANUAL: Final = "the technical data in the device's manual, of which nothing was read"
MORE: Final = "the technical data in the device's manual, of which this was not read"
OF_THE_LABEL: Final = {
    "label": (
        "what the label says of sites, sides and sleep",
        "the intended use in the instructions for use",
    ),
    "contraindicated": (
        "whom the label excludes",
        "the contraindications in the instructions for use",
    ),
}
"""What is asked of a label, and where it stands."""


class Gap(NamedTuple):
    """Something the catalogue lacks: its key, what that is, what would fill it; held: what is known, but not from the maker."""

    key: str
    what: str
    filled_by: str
    held: bool = False


def gaps(entry: Entry) -> tuple[Gap, ...]:
    """Return what is missing of a device: limits, a label's words, and the maker's word for limits that others state."""
    said = entry.limits or entry.stated or entry.label or entry.contraindicated
    fill = entry.fill or (MORE if said else MANUAL)
    found = [
        Gap(f"device.limits.{key}", _what(key), fill, held=key in entry.limits)
        for key in LIMITS
        if key not in entry.limits or not entry.limits[key].firm
    ]
    found += [Gap(key, *said) for key, said in OF_THE_LABEL.items() if not getattr(entry, key)]
    return tuple(found)


def _what(key: str) -> str:
    """Return what a key of `[device.limits]` asks for, as the format says it."""
    said = (Limits.known_keys[key].description or "").rstrip(".")
    return said[:1].lower() + said[1:]
