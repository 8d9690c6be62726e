"""`tavns explain`: one rule, with its reasons and sources."""

from difflib import get_close_matches
from typing import Annotated

import typer

from protocols.cli.show import fail, paragraphs
from protocols.references import reference
from protocols.rule import Rule
from protocols.rules import RULES, find


def command(rule: Annotated[str, typer.Argument(metavar="CODE|NAME", help="A rule's code or name.")]) -> None:
    r"""Explain a rule: what it finds, why, what to do, and on whose word.

    \b
      tavns explain SHM002
      tavns explain pulse-longer-than-its-period
    """
    found = find(rule)
    if found is None:
        words = [*RULES, *(one.name for one in RULES.values())]
        near = get_close_matches(rule.upper(), words, n=1) or get_close_matches(rule.lower(), words, n=1)
        fail(f"there is no rule {rule}; " + (f"did you mean {near[0]}?" if near else "see: tavns rules"))
    typer.echo(_text(found))


def _text(rule: Rule) -> str:
    parts = [f"{rule.code} {rule.name} ({rule.severity})", paragraphs(f"{rule.title}.")]
    if rule.rationale:
        parts.append(paragraphs(rule.rationale))
    if rule.fix:
        parts.append(f"What to do\n{paragraphs(_sentence(rule.fix), '  ')}")
    if rule.waive:
        parts.append(f"When it is fine to waive\n{paragraphs(_sentence(rule.waive), '  ')}")
    if rule.sources:
        cited = []
        for source in rule.sources:
            work = reference(source.key)
            read = f" (what was read: {work.read})" if work.read else ""
            cited.append(paragraphs(f"{source} [{work.kind}]{read}", "  "))
        parts.append("Sources\n" + "\n".join(cited))
    return "\n\n".join(parts)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
