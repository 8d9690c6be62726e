"""`tavns server`: the language server, for editors."""

import logging
import os
import signal
import sys

import click

from protocols.cli.commands import Command
from protocols.cli.terminal import fail, say_beside


@click.command(cls=Command)
def command() -> None:
    """Tell an editor what it asks about protocols, over standard input and output (Language Server Protocol).

    Editors start it: docs/editor.md says how. It needs the extra [editor]:

    \b
      pip install "tavns-protocols[editor]"
      tavns server
    """
    try:
        from protocols.editor.features import server  # noqa: PLC0415 - only an editor needs it, and it may be missing
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol", "cattrs"):
            raise
        fail("the language server needs more: pip install tavns-protocols[editor]")
    if sys.stdin.isatty():
        say_beside("tavns: this waits for an editor on standard input; Ctrl-C ends it")
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(
            one, signal.SIG_DFL
        )  # nothing is being written, and to wait for the next message would hang
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="tavns: %(message)s")
    # What a library prints would be no message: the editor has standard output to itself.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as to_editor:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        server().start_io(sys.stdin.buffer, to_editor)
