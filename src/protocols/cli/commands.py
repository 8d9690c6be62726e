"""What commands show of themselves: their arguments beside their options, and for a name that is none, the nearest."""

from difflib import get_close_matches
from typing import Any, Final

import click


class Argument(click.Argument):
    """An argument with a help text. Older versions of click have none for arguments."""

    def __init__(self, *names: Any, help: str, **more: Any) -> None:  # noqa: A002 - click calls it so of an option
        super().__init__(*names, **more)
        self.help = help

    def row(self, ctx: click.Context) -> tuple[str, str]:
        """Return what the argument is called, and its help with what is taken where it is not given."""
        note = "required" if self.required else ""
        if isinstance(self.default, str):
            note = f"default: {self.default}"
        return self.make_metavar(ctx), f"{self.help}  [{note}]" if note else str(self.help)


class Command(click.Command):
    """A command that shows its arguments with their help."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in one order, whatever the version of click."""
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        self.format_arguments(ctx, formatter)
        self.format_options(ctx, formatter)

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the arguments, where there are some."""
        rows = [one.row(ctx) for one in self.params if isinstance(one, Argument)]
        if rows:
            with formatter.section("Arguments"):
                formatter.write_dl(rows)


class Group(click.Group):
    """A command that has commands of its own, in the order in which they are used."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Return the names of the commands."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is asked for; exit with 2 and the nearest for a name that is none."""
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            for near in get_close_matches(args[0], self.list_commands(ctx), n=1):
                ctx.fail(f"No such command {args[0]!r}. Did you mean {near!r}?")
        return super().resolve_command(ctx, args)


class WholeNumber(click.IntRange):
    """A whole number within limits, and called so to whoever gives something else."""

    name: Final = "whole number"
