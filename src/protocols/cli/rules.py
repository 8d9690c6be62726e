"""`tavns rules`: the rule book at a glance."""

import click

from protocols.cli.commands import Argument, Command
from protocols.cli.terminal import fail, width
from protocols.formats.columns import text_table
from protocols.rules import NAMES, RULES


@click.command(cls=Command)
@click.argument(
    "family",
    cls=Argument,
    required=False,
    metavar="[FAMILY]",
    help="Only this family, such as TIM.",
)
def command(family: str | None) -> None:
    """List the rules.

    \b
      tavns rules
      tavns rules SHM
    """
    wanted = family.upper() if family else None
    if wanted is not None and wanted not in NAMES:
        fail(f"there is no family {family}; there are {', '.join(NAMES)}")
    shown = [rule for rule in RULES.values() if wanted in (None, rule.family)]
    rows = [(rule.code, rule.severity.value, rule.title, "yes" if rule.waivable else "no") for rule in shown]
    click.echo(text_table(("code", "severity", "finds", "may be waived"), rows, width()))
    many = "rule" if len(shown) == 1 else "rules"
    click.echo(f"\n{len(shown)} {many}. More on one: tavns explain {shown[0].code}")
