"""The device catalogue, and what the device of an arm can deliver: its own limits, else those of the catalogue."""

import re
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from protocols.lib.references import Citation
from protocols.lib.resources import data
from protocols.model import Range, high
from protocols.model.device import Device, Limits

LIMITS: Final = tuple(name for name in Limits.known_keys if name != "notes")
"""The keys of `[device.limits]`."""
MAKERS_TEXT: Final = ("manual", "standard")
"""Kinds of works in which a maker speaks of the device."""
ABOUT: Final = frozenset({"cite", "pinpoint", "confidence", "says"})
"""What is said of settings; every other name there is a key of the format."""
NOISE: Final = frozenset({"the", "device", "stimulator", "system", "unit", "gmbh", "ltd", "inc"})


class Fact(NamedTuple):
    """What is known of a device: the value, where it was read, and how (V1 in its own text, V2 in one that states it)."""

    value: Any
    source: Citation
    confidence: str

    @property
    def firm(self) -> bool:
        """Whether it was read in the maker's own text; an error rests on nothing less."""
        return self.confidence == "V1" and self.source.kind in MAKERS_TEXT


class Used(NamedTuple):
    """Settings that a maker ships as an example, or that a trial set: no limits. values: by key of the format."""

    values: dict[str, Any]
    says: str
    source: Citation
    confidence: str

    @property
    def highest_ma(self) -> float | None:
        """The highest current among them, mA; None where no current was read."""
        currents = [high(self.values[key]) for key in CURRENTS if key in self.values]
        return max((one for one in currents if one is not None), default=None)


CURRENTS: Final = ("current_ma", "start_ma", "max_ma")


class Entry(NamedTuple):
    """A device of the catalogue.

    limits: what is stated as a limit; stated: further words of the maker. examples: what the maker ships as an example;
    trials: what trials set; recorded: what papers and lab code report. These three limit nothing. label: what its
    instructions say of its use, by the setting; contraindicated: by term of `eligibility.exclusion`. fill: what would
    give the limits that were not read.
    """

    key: str
    name: str
    makers: tuple[str, ...]
    aliases: tuple[str, ...]
    limits: dict[str, Fact]
    label: dict[str, Fact]
    contraindicated: dict[str, Fact]
    accurate_from_ma: Fact | None
    not_for_the_ear: Fact | None
    stated: tuple[Fact, ...]
    examples: tuple[Used, ...]
    trials: tuple[Used, ...]
    recorded: str
    sources: tuple[Citation, ...]
    fill: str

    def spellings(self) -> set[str]:
        """Return every spelling that names this device, folded."""
        return {folded(name) for name in (self.key, self.name, *self.aliases)}


class Limit(NamedTuple):
    """What a device can deliver of one setting; own where the file says it, else the catalogue's.

    firm: whether it is the file's own, or was read in the maker's own text.
    """

    value: Any
    own: bool
    device: str
    sources: tuple[Citation, ...]
    firm: bool = True


@cache
def catalogue() -> dict[str, Entry]:
    """Return every device of the catalogue by its key."""
    return {key: _entry(key, written) for key, written in data("devices").items()}


def _entry(key: str, written: dict[str, Any]) -> Entry:
    facts = {name: _fact(fact) for name, fact in written.get("limits", {}).items()}
    read = Limits.read({name: fact.value for name, fact in facts.items()})
    single = {
        name: _fact(written[name]) if name in written else None
        for name in ("accurate_from_ma", "not_for_the_ear")
    }
    return Entry(
        key,
        written["name"],
        tuple(written.get("makers", ())),
        tuple(written.get("aliases", ())),
        {name: fact._replace(value=getattr(read, name)) for name, fact in facts.items()},
        label={name: _fact(fact) for name, fact in written.get("label", {}).items()},
        contraindicated={name: _fact(fact) for name, fact in written.get("contraindicated", {}).items()},
        stated=tuple(_fact({**one, "value": one["says"]}) for one in written.get("stated", ())),
        examples=tuple(_used(one) for one in written.get("examples", ())),
        trials=tuple(_used(one) for one in written.get("trials", ())),
        recorded=written.get("recorded", ""),
        sources=tuple(Citation(source) for source in written.get("sources", ())),
        fill=written.get("fill", ""),
        **single,
    )


def _fact(written: dict[str, Any]) -> Fact:
    return Fact(written["value"], Citation(written["cite"], written["pinpoint"]), written["confidence"])


def _used(written: dict[str, Any]) -> Used:
    values = {
        key: Range(value.get("min"), value.get("max")) if isinstance(value, dict) else value
        for key, value in written.items()
        if key not in ABOUT
    }
    source = Citation(written["cite"], written["pinpoint"])
    return Used(values, written.get("says", ""), source, written["confidence"])


def folded(name: str) -> str:
    """Return a device's name without what people write in different ways: case, spaces, signs, the word device."""
    words = re.findall(r"[^\W_]+", name.casefold())
    return "".join(word for word in words if word not in NOISE) or "".join(words)


@cache
def find(model: str | None) -> Entry | None:
    """Return the catalogue's entry for a model in any spelling, with or without its maker; None for one it lacks."""
    if model is None:
        return None
    name = folded(model)
    for entry, spellings, makers in _spelled():
        if name in spellings or any(name.replace(maker, "", 1) in spellings for maker in makers):
            return entry
    return None


@cache
def _spelled() -> tuple[tuple[Entry, set[str], set[str]], ...]:
    """Return each device with its spellings and its makers, folded."""
    return tuple((one, one.spellings(), {*map(folded, one.makers)}) for one in catalogue().values())


def near(model: str) -> Entry | None:
    """Return the device whose name is spelt most like a model that the catalogue lacks."""
    by_spelling = {spelling: entry for entry in catalogue().values() for spelling in entry.spellings()}
    found = get_close_matches(folded(model), list(by_spelling), n=1, cutoff=0.75)
    return by_spelling[found[0]] if found else None


def limit(device: Device, key: str) -> Limit | None:
    """Return what a device can deliver of a key of `[device.limits]`.

    What the file says of its own device wins over the catalogue, key by key. None: not known.
    """
    own = getattr(device.limits, key) if device.limits is not None else None
    if own is not None:
        return Limit(own, own=True, device="the device", sources=())
    return _of_the_catalogue(device.model, key)


@lru_cache(maxsize=1024)  # twenty times a file, of the same few devices
def _of_the_catalogue(model: str | None, key: str) -> Limit | None:
    entry = find(model)
    if entry is None or key not in entry.limits:
        return None
    fact = entry.limits[key]
    return Limit(fact.value, own=False, device=entry.name, sources=(fact.source,), firm=fact.firm)


def limit_ma(device: Device) -> float | None:
    """Return the highest current a device delivers: its own limit, else the catalogue's; None where it is not known."""
    found = limit(device, "current_ma")
    return high(found.value) if found is not None else None
