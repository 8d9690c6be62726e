"""Text for people: each finding with its line, what to write instead, and on whose word."""

import textwrap
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from protocols.report import DISCLAIMER, Finding, Report, summary
from protocols.rule import Severity
from protocols.toml import Place

COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
BOLD, DIM = "1", "2"


class Style(NamedTuple):
    """How text is to look: colour codes or none, columns to fill, and whether to list what was not evaluated."""

    colour: bool = False
    width: int = 80
    verbose: bool = False

    def paint(self, text: str, code: str) -> str:
        """Return text in a colour, where colours are wanted."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


def as_text(reports: Sequence[Report], style: Style | None = None) -> str:
    """Return the findings of every report and a last line with counts."""
    style = style or Style()
    blocks = [_finding(report, finding, style) for report in reports for finding in report.findings]
    if style.verbose:
        blocks += [_lacking(report) for report in reports if report.not_evaluated]
    blocks += [_not_run(report) for report in reports if report.findings and not report.evaluated]
    return "\n".join([*blocks, _counts(reports, style)])


def visible(text: str) -> str:
    """Return text with nothing in it that a terminal would obey: control signs become a replacement sign."""
    return "".join(
        " " if sign == "\t" else "\ufffd" if unicodedata.category(sign) in ("Cc", "Cf") else sign
        for sign in text
    )


def _finding(report: Report, finding: Finding, style: Style) -> str:
    place, severity = finding.place, finding.severity
    word = f"waived {severity}" if finding.waiver else severity.value
    head = (
        f"{style.paint(f'{visible(report.path)}:{place.line}:{place.column}', BOLD)}: "
        f"{style.paint(word, DIM if finding.waiver else COLOURS[severity])} "
        f"{style.paint(finding.code, BOLD)} {finding.name}"
    )
    lines = [head, *_wrapped("  ", _sentence(finding), style), *_excerpts(report, finding, style)]
    if finding.help:
        lines += _wrapped("  = ", finding.help, style)
    for source in finding.sources:
        lines += _wrapped("  source: ", str(source), style)
    if finding.waiver:
        by = f" (approved by {finding.waiver.approved_by})" if finding.waiver.approved_by else ""
        lines += _wrapped("  waived: ", finding.waiver.reason + by, style)
    return "\n".join(lines) + "\n"


def _sentence(finding: Finding) -> str:
    return f"{finding.path}: {finding.message}" if finding.path else finding.message


def _wrapped(start: str, text: str, style: Style) -> list[str]:
    room = max(style.width, 40)
    paragraphs = visible_lines(text)
    wrapped = [
        part
        for line in paragraphs
        for part in textwrap.wrap(line, room - len(start), break_on_hyphens=False) or [""]
    ]
    return [(start if number == 0 else " " * len(start)) + part for number, part in enumerate(wrapped)]


def visible_lines(text: str) -> list[str]:
    """Return a text's lines, each made visible."""
    return [visible(line) for line in text.split("\n")]


def _excerpts(report: Report, finding: Finding, style: Style) -> list[str]:
    """Return the lines a finding stands on, the first with a caret, the others with what stands there."""
    places = [(finding.place, "^", "")] + [(one.place, "-", one.message) for one in finding.related]
    shown = [place for place, _, _ in places if place.line <= len(report.lines)]
    gutter = max((len(str(place.line)) for place in shown), default=1)
    lines: list[str] = []
    for mark in places:
        if mark[0] in shown:
            lines += _excerpt(report, mark, gutter, style)
    return lines


def _excerpt(report: Report, mark: tuple[Place, str, str], gutter: int, style: Style) -> list[str]:
    place, sign, message = mark
    text = visible(report.lines[place.line - 1])
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(text)
    end = max(min(end, len(text)), start + 1)
    room = max(style.width, 40) - gutter - 5
    cut = max(0, min(start - 10, len(text) - room)) if len(text) > room else 0
    shown = text[cut : cut + room]
    under = " " * _columns(text[cut:start]) + sign * max(1, _columns(text[start : min(end, cut + room)]))
    colour = BOLD if sign == "^" else DIM
    first = f"  {style.paint(f'{place.line:>{gutter}} |', DIM)} {shown}".rstrip()
    second = (
        f"  {style.paint(' ' * gutter + ' |', DIM)} {style.paint(under, colour)} {visible(message)}".rstrip()
    )
    return [first, second]


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text fills."""
    wide = sum(unicodedata.east_asian_width(sign) in ("W", "F") for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) > 0 for sign in text)


def _lacking(report: Report) -> str:
    lines = [f"{visible(report.path)}: not evaluated"]
    for one in report.not_evaluated:
        where = f" ({one.path})" if one.path.startswith("arms.") else ""
        lines.append(f"  {one.code} {visible(one.reason + where)}")
    return "\n".join(lines) + "\n"


def _not_run(report: Report) -> str:
    return f"{visible(report.path)}: the rules on content were not run; the file's form comes first\n"


def _profiles(reports: Sequence[Report]) -> str:
    ran = ", ".join(dict.fromkeys(report.profile for report in reports))
    passed = [name for name in reports[0].would_pass if all(name in report.would_pass for report in reports)]
    return f"profile {ran}; {_configurations(reports)}no error under: {', '.join(passed) or 'none'}"


def _configurations(reports: Sequence[Report]) -> str:
    names = list(dict.fromkeys(report.configuration for report in reports))
    if len(names) > 3:
        return f"{len(names)} configurations; "
    return f"configuration {', '.join(visible(name) or 'none' for name in names)}; " if any(names) else ""


def _counts(reports: Sequence[Report], style: Style) -> str:
    counts = summary(reports)
    waived = counts.pop("waived")
    parts = [f"{number} {word[:-1] if number == 1 else word}" for word, number in counts.items()]
    said = ", ".join(parts) if any(counts.values()) else "no rule fired"
    evaluated, skipped = (
        sum(numbers) for numbers in zip(*((r.evaluated, r.skipped) for r in reports), strict=True)
    )
    hint = " (-v lists them)" if skipped and not style.verbose else ""
    line = f"{said}; {evaluated} evaluated, {skipped} not evaluated{hint}"
    if not evaluated:
        line = f"{said}; the rules on content were not run"
    if waived:
        line += f"; {waived} waived"
    if len(reports) > 1:
        line = f"{len(reports)} files: {line}"
    profiles = _profiles(reports)
    return (
        "\n".join([style.paint(line, BOLD), profiles, *textwrap.wrap(DISCLAIMER, max(style.width, 40))])
        + "\n"
    )
