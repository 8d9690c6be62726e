"""`tavns schema`: the JSON Schema of a protocol file."""

import re
from pathlib import Path

import click

from protocols.cli.commands import Command
from protocols.cli.options import PATH, force
from protocols.cli.writing import may_be_written, write
from protocols.schema import schema_text


@click.command(cls=Command)
@click.option("--output", "-o", type=PATH, metavar="PATH", help="Write it to this file.")
@force
def command(output: Path | None, force: bool) -> None:
    """Print the JSON Schema of a protocol file, for editors and other validators.

    \b
      tavns schema -o protocol.schema.json
    """
    if output is None:
        click.echo(schema_text(), nl=False)
        return
    may_be_written(output, force=force, own=_is_schema)
    write(output, schema_text(), force=force)
    click.echo(f"{output} written", err=True)


def _is_schema(begin: str, _end: str) -> bool:
    # Its keys stand at the begin of a line, as those of a protocol do.
    return re.match(r'\{\s*"\$schema": "[^"]*",\s*"title": "taVNS protocol"', begin) is not None
