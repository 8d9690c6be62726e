"""`tavns resolve`: a protocol with each arm as it really is, as policies see it."""

import click

from protocols.cli.commands import Command
from protocols.cli.options import file
from protocols.cli.reading import study_of
from protocols.cli.terminal import say
from protocols.formats.grid import as_json
from protocols.model.resolved import resolved


@click.command(cls=Command)
@file
def command(file: str) -> None:
    """Print a protocol as JSON, each arm with all that it really gets.

    This is what a house policy is held against: each stimulated arm holds its whole
    stimulation, schedule, electrode and device, whether written in the arm or shared.

    \b
      tavns resolve study.toml
      tavns resolve study.toml | jq .arms.sham.schedule
    """
    _, study = study_of(file)
    say(as_json(resolved(study)), "json")
