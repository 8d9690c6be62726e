"""What a protocol still has to say for a reporting standard, as one table for people instead of a block for each."""

from collections.abc import Iterable, Sequence
from typing import Final

from protocols.findings.report import Finding
from protocols.formats.columns import text_table
from protocols.formats.style import BOLD, Style, paragraphs, visible
from protocols.lib.references import Citation
from protocols.model.protocol import Protocol

REPORTING: Final = "REP"
"""The family whose findings each name what is missing, and the line to write."""
MANY: Final = 3
"""From this many on they are one table."""
SECTIONS: Final = list(Protocol.known_keys)
"""The tables of a protocol, in the order of the format."""
TITLE: Final = "points that reporting standards ask for are missing"
HEADER: Final = ("", "rule", "section", "to say", "to write")
LEADS: Final = "the protocol does not say "
ASKS: Final = "write: "


def parted(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that are told one by one, and those that go into one table; few go into none."""
    single, tabled = list[Finding](), list[Finding]()
    for one in findings:
        fits = one.code.startswith(REPORTING) and one.waiver is None
        (tabled if fits else single).append(one)
    return (single, tabled) if len(tabled) >= MANY else (list(findings), [])


def as_text(path: str, findings: Sequence[Finding], style: Style) -> str:
    """Return the table under a title, with the standards that ask below it."""
    room = max(style.width, 40)
    rows = [
        (one.severity, one.code, section_of(one.path), what_of(one), one.help.removeprefix(ASKS))
        for one in sorted(findings, key=in_order)
    ]
    title = style.paint(f"{visible(path)}: {len(findings)} {TITLE}", BOLD)
    asking = paragraphs(visible(f"asked for by: {_standards(findings)}"), room)
    return "\n".join([title, text_table(HEADER, rows, room), asking]) + "\n"


def in_order(finding: Finding) -> tuple[int, int, str]:
    """Return by what rows are ordered: by weight, and then by section, as they are filled in."""
    return finding.severity.rank, SECTIONS.index(finding.path.split(".")[0]), finding.code


def section_of(path: str) -> str:
    """Return the section of a protocol that a key path belongs to, in words."""
    head, *rest = path.split(".")
    if head == "arms" and rest:
        return f"arm {rest[0]}"
    return Protocol.known_keys[head].title or head


def what_of(finding: Finding) -> str:
    """Return what is to be said, in words."""
    return finding.message.removeprefix(LEADS)


def _standards(findings: Iterable[Finding]) -> str:
    """Name each standard that asks, once; which of its items it is, `tavns explain` says of each rule."""
    keys = dict.fromkeys(source.key for one in findings for source in one.sources)
    return "; ".join(str(Citation(key)) for key in keys)
