"""The command `tavns`. Each command is a module, imported when it is called."""

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

import click

from protocols.cli.commands import Group
from protocols.lib.errors import reason
from protocols.lib.resources import VERSION, folder

COMMANDS: Final = (
    "new",
    "edit",
    "check",
    "config",
    "checklist",
    "show",
    "report",
    "diff",
    "compare",
    "methods",
    "presets",
    "devices",
    "rules",
    "explain",
    "resolve",
    "schema",
    "server",
)
GARBAGE: Final = 50_000
"""New objects after which Python looks for some that are lost. What is imported makes thousands, and keeps them."""
FAILED = 3
"""The code to exit with where tavns itself failed, as where a rule does."""
INTERRUPTED: Final = 128 + 2
PIPE_CLOSED: Final = 128 + 13
"""What a command exits with whose reader is gone, as the shell says of one that was ended by SIGPIPE."""


@contextmanager
def _leaving_as_others() -> Iterator[None]:
    """Leave as the shell says of others: click would exit with 1, which is for findings."""
    try:
        yield
    except BrokenPipeError:
        raise SystemExit(PIPE_CLOSED) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


class Commands(Group):
    """The commands, each imported when it is asked for."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the words of the command line, and print the help where that is asked for."""
        with _leaving_as_others():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        with _leaving_as_others():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the signature is click's
        """Import a command when it is asked for."""
        return _command(cmd_name) if cmd_name in COMMANDS else None


def _command(name: str) -> click.Command:
    module = import_module(f"protocols.cli.{name}")
    found: click.Command = getattr(module, "app", None) or module.command
    return found


def _complete(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    """Show the script by which a shell completes words, or install it, and leave."""
    if wanted and not ctx.resilient_parsing:
        from protocols.cli import completion  # noqa: PLC0415 - it starts other programs and writes files, of which a check has no use

        done = completion.shown if option.name == "show_completion" else completion.installed
        click.echo(done(app))
        ctx.exit()


@click.group(
    "tavns",
    cls=Commands,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
)
@click.version_option(VERSION, message="tavns-protocols %(version)s", help="Show the version and leave.")
@click.option(
    "--install-completion",
    is_flag=True,
    expose_value=False,
    callback=_complete,
    help="Install completion for the current shell.",
)
@click.option(
    "--show-completion",
    is_flag=True,
    expose_value=False,
    callback=_complete,
    help="Show completion for the current shell, to copy it or customize the installation.",
)
def app() -> None:
    """Draft and check stimulation protocols of transcutaneous auricular vagus nerve stimulation (taVNS).

    A study is one text file. Draft it from a preset taken from the literature, change what is yours, and check it:

    \b
      tavns new study.tavns.toml --preset migraine
      tavns check study.tavns.toml

    Every finding points to a line, gives its reason, and cites the trial or standard behind each number. It is a
    drafting aid for research; it replaces neither ethics review, nor the device's labelling, nor a clinician.
    """


def main() -> None:
    """Run the command."""
    _there_are_streams()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show µ gets an escape rather than a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _ended)
    gc.set_threshold(GARBAGE)
    try:
        folder("presets")  # what cannot be counted is said before anything is checked
        try:
            app(_words(), prog_name="tavns")
        finally:
            sys.stdout.flush()
            gc.freeze()  # or Python looks through all there is when it ends: a sixth of a run on one file
    except OSError as error:
        # What is left in the buffer has to go somewhere when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            sys.exit(PIPE_CLOSED)
        from protocols.formats.style import unobeyed, visible  # noqa: PLC0415 - only where something is wrong

        # A full disk, for one.
        what = f"cannot read or write {visible(str(error.filename))}" if error.filename else "cannot write"
        sys.stderr.write(unobeyed(f"tavns: {what}: {reason(error)}\n"))
        sys.exit(2)
    except Exception as error:
        if os.environ.get("TAVNS_TRACEBACK"):
            raise
        from protocols.formats.style import unobeyed, visible  # noqa: PLC0415 - only where something is wrong

        what = visible(f"{type(error).__name__}: {error}")
        sys.stderr.write(unobeyed(f"tavns: a mistake of tavns itself, please report it: {what}\n"))
        sys.stderr.write("With TAVNS_TRACEBACK=1 set, the same command shows where it happened.\n")
        sys.exit(FAILED)


def _words() -> list[str] | None:
    """Return the words of the command line, None for as they are: what a hook names is a file, whatever it begins with."""
    if sys.argv[1:2] != ["check"] or "--hook" not in sys.argv:
        return None
    from protocols.cli.hook import files_last  # noqa: PLC0415 - only for a hook

    options = [name for one in _command("check").params for name in one.opts]
    return ["check", *files_last(sys.argv[2:], options)]


def _there_are_streams() -> None:
    """Exit with 2 where standard output or standard error is closed: a report, or what it lacks, would go unsaid."""
    lacking = [name for name, one in (("output", sys.stdout), ("error", sys.stderr)) if one is None]
    if lacking:
        heard = sys.stderr or sys.stdout
        if heard is not None:
            heard.write(f"tavns: cannot write: standard {lacking[0]} is closed\n")
        sys.exit(2)


def _ended(number: int, _: object) -> None:
    # So that what was begun is cleared away, as after an interrupt.
    raise SystemExit(128 + number)
