"""`tavns devices`: the device catalogue, with where each limit was read."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

import typer

from protocols.cli.options import group
from protocols.cli.terminal import fail, or_near, paragraphs, width
from protocols.evidence.devices import LIMITS, Entry, Fact, catalogue, find, near
from protocols.formats.grid import text_table
from protocols.lib.units import sign_of
from protocols.model import Range
from protocols.model.quantity import show

app = group(invoke_without_command=True)
READ = {"V1": "read in its own text", "V2": "read in a text that states it"}


LABELS: Final[dict[str, Callable[[Any], str]]] = {
    "during_sleep": lambda allowed: "allowed" if allowed else "not allowed",
    "sides": lambda sides: f"{' and '.join(sides)} only",
    "sites": lambda sites: f"{' and '.join(sites)} only",
}
"""How each fact of a label is shown."""


@app.callback()
def listed(context: typer.Context) -> None:
    """List the devices that the checks know.

    Only what was read of a device limits anything; of most, no limit was. Limits
    in a protocol's own [device.limits] win over the catalogue's, key by key.

    \b
      tavns devices
      tavns devices show DS8R
    """
    if context.invoked_subcommand is None:
        rows = [_row(entry) for entry in catalogue().values()]
        typer.echo(text_table(("name", "device", "also called", "limits known"), rows, width()))
        typer.echo(f"\n{len(rows)} devices. More on one: tavns devices show {rows[0][0]}")


@app.command("show")
def command(name: Annotated[str, typer.Argument(help="A device, in any spelling.")]) -> None:
    """Show a device: its limits with where each was read, what is not known, and how it was used."""
    entry = find(name)
    if entry is None:
        meant = near(name)
        known = or_near(meant.key if meant else None, "tavns devices")
        fail(f"there is no device {name} in the catalogue; {known}")
    typer.echo(_shown(entry))


def _row(entry: Entry) -> tuple[str, ...]:
    known = [f"{_words(key)} {_value(key, fact.value)}" for key, fact in entry.limits.items()]
    if entry.accurate_from_ma is not None:
        known.append(f"accurate from {_value('current_ma', entry.accurate_from_ma.value)}")
    if entry.not_for_the_ear is not None:
        known.append("not for the ear")
    return (entry.key, entry.name, ", ".join(entry.aliases), "; ".join(known))


def _shown(entry: Entry) -> str:
    known = dict(entry.limits)
    if entry.accurate_from_ma is not None:
        known["accurate_from_ma"] = entry.accurate_from_ma
    if entry.not_for_the_ear is not None:
        known["not_for_the_ear"] = entry.not_for_the_ear
    made = f" ({' or '.join(entry.makers)})" if entry.makers else ""
    head = [f"{entry.name}{made}: {entry.key}"]
    head += [f"Also called: {', '.join(entry.aliases)}"] if entry.aliases else []
    parts = ["\n".join(paragraphs(line) for line in head), *_section("Known", known)]
    unknown = [_words(key) for key in LIMITS if key not in entry.limits]
    if unknown:
        parts.append(
            paragraphs(
                f"Not known: {', '.join(unknown)}. What rests on these is not evaluated; write them into "
                "[device.limits], from the device's manual."
            )
        )
    parts += _section(
        "Label", {key: fact._replace(value=LABELS[key](fact.value)) for key, fact in entry.label.items()}
    )
    parts += _section("Contraindications on the label", entry.contraindicated)
    if entry.recorded:
        sources = "".join(f"\n{paragraphs(str(source), '      ')}" for source in entry.sources)
        parts.append(f"Recorded, which limits nothing\n{paragraphs(f'{entry.recorded}.', '  ')}{sources}")
    return "\n\n".join(parts)


def _section(title: str, facts: Mapping[str, Fact]) -> list[str]:
    return ["\n".join([title, *(_line(key, fact) for key, fact in facts.items())])] if facts else []


def _line(key: str, fact: Fact) -> str:
    source = paragraphs(f"{fact.source} ({READ[fact.confidence]})", "      ")
    return paragraphs(f"{_words(key)}: {_value(key, fact.value)}", "  ") + f"\n{source}"


def _words(key: str) -> str:
    """Return a key as people say it: `pulse_width_step_us` is pulse width step."""
    return (key.rpartition("_")[0] if sign_of(key) else key).replace("_", " ")


def _value(key: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) and not isinstance(value, Range):
        return ", ".join(word.replace("_", " ") for word in value)
    return show(value, sign_of(key))
