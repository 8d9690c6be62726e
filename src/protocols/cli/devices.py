"""`tavns devices`: the device catalogue, with where each value was read and what is missing."""

from typing import Final

import click

from protocols.cli.commands import Argument, Group
from protocols.cli.options import form, one_of
from protocols.cli.terminal import fail, in_utf8, or_near, paragraphs, say, width
from protocols.evidence.devices import Entry, catalogue, find, near
from protocols.formats.columns import text_table
from protocols.formats.devices import (
    json_of,
    json_of_all,
    limits_in_words,
    sections,
    title,
    uses_in_words,
)

FORMS: Final = ("text", "json")


class Devices(Group):
    """Shows a device that is named without `show`, too."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command `show` for what is none: the name of a device."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["show", *args])


@click.group(cls=Devices, invoke_without_command=True)
@form("text|json", default=None)
@click.pass_context
def app(context: click.Context, output: str | None) -> None:
    """List the devices that the checks know, or show one.

    Only what is stated as a limit of a device limits anything; of most, none was
    read. A maker's example and a trial's settings are shown apart, and limit
    nothing. Limits in a protocol's own [device.limits] win over the catalogue's,
    key by key.

    \b
      tavns devices
      tavns devices DS8R
      tavns devices DS8R --format json
    """
    one_of(output, FORMS, "--format")
    context.obj = output
    if context.invoked_subcommand is not None:
        return
    if output == "json":
        in_utf8()
        say(json_of_all(), "json")
        return
    rows = [
        (one.key, one.name, ", ".join(one.aliases), limits_in_words(one), uses_in_words(one))
        for one in catalogue().values()
    ]
    header = ("name", "device", "also called", "stated as a limit", "examples, trials")
    click.echo(text_table(header, rows, width()))
    click.echo(f"\n{len(rows)} devices. More on one: tavns devices {rows[0][0]}")


@app.command("show")
@click.argument("name", cls=Argument, metavar="NAME", help="A device, in any spelling.")
@form("text|json", default=None)
@click.pass_context
def command(context: click.Context, name: str, output: str | None) -> None:
    """Show a device: limits, examples, trials, where each was read, and what is missing."""
    one_of(output, FORMS, "--format")
    entry = find(name)
    if entry is None:
        meant = near(name)
        known = or_near(meant.key if meant else None, "tavns devices")
        fail(f"there is no device {name} in the catalogue; {known}")
    if (output or context.obj) == "json":
        in_utf8()
        say(json_of(entry), "json")
    else:
        click.echo(_shown(entry))


def _shown(entry: Entry) -> str:
    head = [f"{title(entry)}: {entry.key}"]
    head += [f"Also called: {', '.join(entry.aliases)}"] if entry.aliases else []
    parts = ["\n".join(paragraphs(line) for line in head)]
    for section in sections(entry):
        lines = [
            paragraphs(text, indent)
            for item in section.items
            for text, indent in ((item.text, "  "), (item.source, "      "))
            if text
        ]
        parts += ["\n".join([section.title, *lines])] if lines else []
    missing = "What is missing is not evaluated. Write what you know into [device.limits], from the device's manual."
    return "\n\n".join([*parts, paragraphs(missing)])
