"""The rule book as text: what `explain` shows and what the documentation is made from."""

from typing import Any

from protocols.findings.rule import Rule
from protocols.lib.references import Citation, reference
from protocols.lib.resources import folder


def page(rule: Rule) -> str:
    """Return a rule's page: prose, and cases with their exact output."""
    return (folder("pages") / f"{rule.code}.md").read_text(encoding="utf-8").strip()


def entry(rule: Rule) -> dict[str, Any]:
    """Return all that is said of a rule, for programs."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "title": rule.title,
        "rationale": rule.rationale,
        "fix": rule.fix,
        "waivable": rule.waivable,
        "waive": rule.waive,
        "sources": [{"key": one.key, "pinpoint": one.pinpoint, "kind": one.kind} for one in rule.sources],
        "examples": page(rule),
    }


def markdown(rule: Rule) -> str:
    """Return a rule's page of the documentation."""
    return f"{about(rule)}\n\n## Cases\n\n{page(rule)}\n"


def about(rule: Rule) -> str:
    """Return that page without its cases."""
    parts = [f"# {rule.code}: {rule.name}", f"*{rule.severity.value}* · {rule.title}."]
    parts += [part for part in (rule.rationale,) if part]
    parts.append(f"**What to do.** {sentence(rule.fix)}")
    if rule.waive:
        parts.append(f"**When it is fine to waive.** {sentence(rule.waive)}")
    if rule.sources or names_sources(rule):
        parts.append("**Sources**\n\n" + "\n".join(f"- {line}" for line in source_lines(rule)))
    return "\n\n".join(parts)


def names_sources(rule: Rule) -> bool:
    """Say whether findings of a rule name sources of their own, counted or looked up when the check runs."""
    return "\n  source: " in page(rule)


def source_lines(rule: Rule) -> list[str]:
    """Return the sources of a rule, and a word where its findings name further ones."""
    own = [cited(source) for source in rule.sources]
    return own or [
        "Each finding names its own: they depend on the value and are looked up when the check runs."
    ]


def cited(source: Citation) -> str:
    """Return a source with what it is and what of it was read."""
    work = reference(source.key)
    read = f"; read {work.read}" if work.read else ""
    return f"{source} [{work.kind}{read}]"


def sentence(text: str) -> str:
    """Return text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
