"""`tavns resolve`: a protocol with each arm as it really is, as policies see it."""

import json
from typing import Annotated

import typer

from protocols.cli.reading import study_of
from protocols.model.resolved import resolved


def command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A protocol, or - for standard input.")],
) -> None:
    """Print a protocol as JSON, each arm with all that it really gets.

    This is what a house policy is held against: each stimulated arm holds its whole
    stimulation, schedule, electrode and device, whether written in the arm or shared.

    \b
      tavns resolve study.toml
      tavns resolve study.toml | jq .arms.sham.schedule
    """
    _, study = study_of(file)
    typer.echo(json.dumps(resolved(study), ensure_ascii=False, indent=2))
