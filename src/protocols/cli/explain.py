"""`tavns explain`: one rule, with its reasons and sources on one screen; its cases where they are asked for."""

import click

from protocols.cli.commands import Argument, Command
from protocols.cli.options import form, one_of
from protocols.cli.terminal import fail, or_near, paragraphs, say
from protocols.findings.rule import Rule
from protocols.formats.book import entry, names_sources, page, sentence, source_lines
from protocols.formats.grid import as_json
from protocols.lib.references import by_work
from protocols.rules import RULES, find, near


@click.command(cls=Command)
@click.argument(
    "rule",
    cls=Argument,
    required=False,
    metavar="[CODE|NAME]",
    help="A rule's code or name; with json, none means all.",
)
@form("text|json")
@click.option("--cases", is_flag=True, help="Show the rule's cases, too.")
def command(rule: str | None, output: str, cases: bool) -> None:
    """Explain a rule: what it finds, why, what to do, and which source stands behind it.

    Its cases, with what each of them gets, are shown with --cases; json always has them.

    \b
      tavns explain SHM002
      tavns explain SHM002 --cases
      tavns explain pulse-longer-than-its-period
      tavns explain --format json > rules.json
    """
    one_of(output, ("text", "json"), "--format")
    if rule is None and output == "text":
        fail("name a rule, such as: tavns explain TIM001; tavns rules lists them")
    found = list(RULES.values()) if rule is None else [_found(rule)]
    if output == "json":
        entries = [entry(one) for one in found]
        say(as_json(entries if rule is None else entries[0]), "json")
    else:
        click.echo(_text(found[0], cases=cases))


def _found(word: str) -> Rule:
    found = find(word)
    if found is None:
        fail(f"there is no rule {word}; {or_near(near(word), 'tavns rules')}")
    return found


def _text(rule: Rule, *, cases: bool = False) -> str:
    parts = [f"{rule.code} {rule.name} ({rule.severity})", paragraphs(f"{rule.title}.")]
    if rule.rationale:
        parts.append(paragraphs(rule.rationale))
    parts.append(f"What to do\n{paragraphs(sentence(rule.fix), '  ')}")
    if rule.waive:
        parts.append(f"When it is fine to waive\n{paragraphs(sentence(rule.waive), '  ')}")
    if rule.sources or names_sources(rule):
        lines = by_work(rule.sources) or source_lines(rule)
        parts.append("Sources\n" + "\n".join(paragraphs(line, "  ") for line in lines))
    if cases:
        parts.append(f"Cases\n\n{_readable(page(rule))}")
    else:
        parts.append(f"What it finds, case by case: tavns explain {rule.code} --cases")
    return "\n\n".join(parts)


def _readable(text: str) -> str:
    """Return a page for a terminal: prose wrapped, blocks indented without their fences."""
    lines, inside = [], False
    for line in text.split("\n"):
        if line.startswith("```"):
            inside = not inside
        elif inside:
            lines.append(f"    {line}".rstrip())
        else:
            lines.append(paragraphs(line) if line else "")
    return "\n".join(lines)
