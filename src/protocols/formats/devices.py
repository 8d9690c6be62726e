"""The device catalogue: what is known of a device in sections, for a terminal and a page, and as JSON."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from protocols.evidence.devices import Entry, Fact, Used, catalogue
from protocols.evidence.gaps import gaps
from protocols.formats.grid import as_json, markdown_table
from protocols.lib.references import Citation, reference
from protocols.lib.units import sign_of
from protocols.model import Range
from protocols.model.quantity import show

FORMAT: Final = 1
READ: Final = {"V1": "read in its own text", "V2": "read in a text that states it"}
NO_ERROR: Final = "; no error rests on it"
LABELS: Final[dict[str, Callable[[Any], str]]] = {
    "during_sleep": lambda allowed: "allowed" if allowed else "not allowed",
    "sides": lambda sides: f"{' and '.join(sides)} only",
    "sites": lambda sites: f"{' and '.join(sites)} only",
}
"""How each fact of a label is shown."""
CALLED: Final = {
    "min_ma": "lowest current",
    "max_ma": "highest current",
    "start_ma": "current at the start",
    "step_ma": "current step",
    "on_s": "on for",
    "off_s": "off for",
}
"""Keys that say too little out of their table."""
OPENING: Final = """# The device catalogue

Made from `data/devices.toml` by `tools/generate.py`; `tavns devices NAME` shows the same.

Three kinds of values are kept apart. Only what is **stated as a limit** limits anything: a setting beyond it is an error
where the maker's own text was read, and a warning where only another text states it. What a maker **ships as an example**
and what a **trial set** are no limits: a current above them is a note (DEV014), which says which of the two it is. Each
device ends with what is missing, and with what would fill it; CONTRIBUTING.md says how to add it.
"""


class Item(NamedTuple):
    """A line of a section, with where it was read."""

    text: str
    source: str = ""


class Section(NamedTuple):
    """What is known of a device in one respect."""

    title: str
    items: tuple[Item, ...]


def words(key: str) -> str:
    """Return a key as people say it: `pulse_width_step_us` is pulse width step."""
    return CALLED.get(key) or (key.rpartition("_")[0] if sign_of(key) else key).replace("_", " ")


def value_of(key: str, value: Any) -> str:
    """Return a value of the catalogue with its unit."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and not isinstance(value, Range):
        return ", ".join(word.replace("_", " ") for word in value)
    return show(value, sign_of(key))


def sections(entry: Entry) -> Iterator[Section]:
    """Yield what is known of a device, what limits something first, and what is missing at the end."""
    stated = dict(entry.limits)
    for name in ("accurate_from_ma", "not_for_the_ear"):
        fact = getattr(entry, name)
        stated |= {name: fact} if fact is not None else {}
    label = {key: fact._replace(value=LABELS[key](fact.value)) for key, fact in entry.label.items()}
    yield Section("Stated as a limit", tuple(_limit(entry, key, fact) for key, fact in stated.items()))
    yield Section("Label", _facts(label))
    yield Section("Contraindications on the label", _facts(entry.contraindicated))
    besides = tuple(Item(fact.value, _read(fact.source, fact.confidence)) for fact in entry.stated)
    yield Section("Stated besides, for which there is no key", besides)
    yield Section("Shipped by the maker as an example, which limits nothing", _used(entry.examples))
    yield Section("Set in trials, which limits nothing", _used(entry.trials))
    recorded = (Item(entry.recorded, "; ".join(map(str, entry.sources))),) if entry.recorded else ()
    yield Section("Recorded in papers and lab code, which limits nothing", recorded)
    yield Section("Missing", tuple(_missing(entry)))


def _limit(entry: Entry, key: str, fact: Fact) -> Item:
    weak = NO_ERROR if key in entry.limits and not fact.firm else ""
    return Item(f"{words(key)}: {value_of(key, fact.value)}", _read(fact.source, fact.confidence, weak))


def _facts(facts: dict[str, Fact]) -> tuple[Item, ...]:
    return tuple(
        Item(f"{words(key)}: {value_of(key, fact.value)}", _read(fact.source, fact.confidence))
        for key, fact in facts.items()
    )


def _used(several: Iterable[Used]) -> tuple[Item, ...]:
    return tuple(Item(_settings(one), _read(one.source, one.confidence)) for one in several)


def _settings(one: Used) -> str:
    said = [f"{words(key)} {value_of(key, value)}" for key, value in one.values.items()]
    return "; ".join(part for part in (", ".join(said), one.says) if part)


def _read(source: Citation, confidence: str, more: str = "") -> str:
    return f"{source} ({READ[confidence]}{more})"


def _missing(entry: Entry) -> Iterator[Item]:
    """Yield what is missing, together what one text would fill."""
    together: dict[tuple[str, bool], list[str]] = {}
    for gap in gaps(entry):
        name = words(gap.key.rpartition(".")[2]) if gap.key.startswith("device.") else gap.what
        together.setdefault((gap.filled_by, gap.held), []).append(name)
    for (filled_by, held), names in together.items():
        lacks = "the maker's own word for: " if held else ""
        yield Item(f"{lacks}{', '.join(names)}", f"would be filled by {filled_by}")


def title(entry: Entry) -> str:
    """Return a device's name with its makers."""
    return entry.name + (f" ({' or '.join(entry.makers)})" if entry.makers else "")


def limits_in_words(entry: Entry) -> str:
    """Return what limits a device, on a line."""
    known = [f"{words(key)} {value_of(key, fact.value)}" for key, fact in entry.limits.items()]
    if entry.accurate_from_ma is not None:
        known.append(f"accurate from {value_of('current_ma', entry.accurate_from_ma.value)}")
    if entry.not_for_the_ear is not None:
        known.append("not for the ear")
    return "; ".join(known)


def uses_in_words(entry: Entry) -> str:
    """Return how many examples and trials there are of a device: `1 example, 2 trials`."""
    counts = (("example", len(entry.examples)), ("trial", len(entry.trials)))
    return ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for name, count in counts if count)


def markdown_page() -> str:
    """Return the page of the whole catalogue."""
    entries = list(catalogue().values())
    rows = [(one.key, one.name, limits_in_words(one), uses_in_words(one)) for one in entries]
    table = markdown_table(("name", "device", "stated as a limit", "examples and trials"), rows)
    return "\n\n".join([OPENING.strip(), table.strip(), *map(_markdown, entries)]) + "\n"


def _markdown(entry: Entry) -> str:
    also = [f"Also called: {', '.join(entry.aliases)}."] if entry.aliases else []
    parts = [f"## {title(entry)}: `{entry.key}`", *also]
    for section in sections(entry):
        lines = [f"- {one.text}" + (f"\n  ({one.source})" if one.source else "") for one in section.items]
        parts += [f"**{section.title}**", "\n".join(lines)] if lines else []
    return "\n\n".join(parts)


def as_data(entry: Entry) -> dict[str, Any]:
    """Return all that is known of a device, and what is missing, as plain data."""
    single = {name: getattr(entry, name) for name in ("accurate_from_ma", "not_for_the_ear")}
    return {
        "key": entry.key,
        "name": entry.name,
        "makers": list(entry.makers),
        "aliases": list(entry.aliases),
        "limits": {key: _fact(fact) | {"firm": fact.firm} for key, fact in entry.limits.items()},
        **{name: fact and _fact(fact) for name, fact in single.items()},
        "label": {key: _fact(fact) for key, fact in entry.label.items()},
        "contraindicated": {key: _fact(fact) for key, fact in entry.contraindicated.items()},
        "stated": [_fact(fact) for fact in entry.stated],
        "examples": [_settings_data(one) for one in entry.examples],
        "trials": [_settings_data(one) for one in entry.trials],
        "recorded": {"text": entry.recorded, "sources": [_work(source) for source in entry.sources]},
        "missing": [gap._asdict() for gap in gaps(entry)],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {"value": _plain(fact.value), "source": _work(fact.source), "confidence": fact.confidence}


def _settings_data(one: Used) -> dict[str, Any]:
    values = {key: _plain(value) for key, value in one.values.items()}
    return {
        "values": values,
        "says": one.says,
        "source": _work(one.source),
        "confidence": one.confidence,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Range):
        return {"min": value.min, "max": value.max}
    return list(value) if isinstance(value, tuple) else value


def _work(source: Citation) -> dict[str, str]:
    return {
        "key": source.key,
        "pinpoint": source.pinpoint,
        "work": str(source),
        "url": reference(source.key).url,
    }


def json_of(entry: Entry) -> str:
    """Return a device as one JSON object."""
    return as_json({"format": FORMAT, "device": as_data(entry)})


def json_of_all() -> str:
    """Return the catalogue as one JSON object."""
    return as_json({"format": FORMAT, "devices": [as_data(entry) for entry in catalogue().values()]})
