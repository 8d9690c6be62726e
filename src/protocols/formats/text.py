"""Text for people: each finding with its line, what to write instead, and on whose word."""

import textwrap
import unicodedata
from functools import partial

from protocols.check.configuration.config import Profile, profile
from protocols.document.document import Place
from protocols.findings.report import DISCLAIMER, Finding, Report, Totals
from protocols.findings.rule import Severity
from protocols.formats import missing
from protocols.formats.style import BOLD, Style, visible, visible_lines
from protocols.lib.references import by_work

COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
DIM = "2"


class Output:
    """The findings of each report, and a last line with counts."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.totals = Totals()
        self.fixable = 0

    def add(self, report: Report) -> str:
        """Return the findings of a report. Why one could not be made is mostly said elsewhere."""
        self.totals.add(report)
        if report.trouble:
            return f"not checked: {visible(report.trouble)}\n\n" if self.style.alone else ""
        self.fixable += sum(bool(finding.fix) for finding in report.findings)
        found = sorted(report.findings, key=partial(_weight, profile(report.profile)))
        if self.style.concise:
            return "".join(f"{_line(report, finding, self.style)}\n" for finding in found)
        blocks = self._blocks(report, found)
        if self.style.verbose and report.not_evaluated:
            blocks.append(_lacking(report))
        if report.findings and not report.evaluated:
            blocks.append(_not_run(report))
        return "".join(f"{block}\n" for block in blocks)

    def _blocks(self, report: Report, found: list[Finding]) -> list[str]:
        """Return what weighs most first; what is not reported yet, as one table, before notes and waived findings."""
        single, tabled = missing.parted(found)
        table = [missing.as_text(report.path, tabled, self.style)] if tabled else []
        heavy, light = list[str](), list[str]()
        for one in single:
            weighs = one.severity is not Severity.NOTE and one.waiver is None
            (heavy if weighs else light).append(_finding(report, one, self.style))
        return [*heavy, *table, *light]

    def end(self) -> str:
        """Return the counts, under what it was run, and what a report is good for."""
        if not self.totals.files:
            return ""
        hint = " (-v lists them)" if self.totals.skipped and not self.style.verbose else ""
        said = self.totals.said().replace(" not evaluated", f" not evaluated{hint}")
        mend = [f"{self.fixable} of these can be fixed: tavns check --fix"] if self.fixable else []
        lines = [self.style.paint(said, BOLD), *mend, visible(self.totals.under())]
        return "\n".join([*lines, *textwrap.wrap(DISCLAIMER, max(self.style.width, 40))]) + "\n"


def _weight(chosen: Profile, one: Finding) -> tuple[bool, bool, int]:
    """Return by what findings are ordered for people: what is open before what is waived, then by weight."""
    return one.waiver is not None, not chosen.leads(one.code, one.severity), one.severity.rank


def _line(report: Report, finding: Finding, style: Style) -> str:
    """Return a finding in one line, for a terminal that is searched and for editors that jump to it."""
    return f"{_head(report, finding, style)} {' '.join(visible_lines(_sentence(finding)))}"


def _head(report: Report, finding: Finding, style: Style) -> str:
    place, severity = finding.place, finding.severity
    word = f"waived {severity}" if finding.waiver else severity.value
    return (
        f"{style.paint(f'{visible(report.path)}:{place.line}:{place.column}', BOLD)}: "
        f"{style.paint(word, DIM if finding.waiver else COLOURS[severity])} "
        f"{style.paint(finding.code, BOLD)}"
    )


def _finding(report: Report, finding: Finding, style: Style) -> str:
    lines = [
        f"{_head(report, finding, style)} {finding.name}",
        *wrapped("  ", _sentence(finding), style),
        *_excerpts(report, finding, style),
    ]
    if finding.help:
        lines += wrapped("  = ", finding.help, style)
    for source in by_work(finding.sources):
        lines += wrapped("  source: ", source, style)
    if finding.waiver:
        by = f" (approved by {finding.waiver.approved_by})" if finding.waiver.approved_by else ""
        lines += wrapped("  waived: ", finding.waiver.reason + by, style)
    return "\n".join(lines) + "\n"


def _sentence(finding: Finding) -> str:
    return f"{finding.path}: {finding.message}" if finding.path else finding.message


def wrapped(start: str, text: str, style: Style) -> list[str]:
    """Return a text in lines that fit, the first behind a start and the others below it."""
    room = max(style.width, 40)
    paragraphs = visible_lines(text)
    wrapped = [
        part
        for line in paragraphs
        for part in textwrap.wrap(line, room - len(start), break_on_hyphens=False) or [""]
    ]
    return [(start if number == 0 else " " * len(start)) + part for number, part in enumerate(wrapped)]


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
    text = report.lines[place.line - 1]  # made visible where it is shown: it may be the whole file
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(text)
    end = max(min(end, len(text)), start + 1)
    room = max(style.width, 40) - gutter - 5
    cut = max(0, min(start - 10, len(text) - room)) if len(text) > room else 0
    shown = visible(text[cut : cut + room])
    before, marked = visible(text[cut:start]), visible(text[start : min(end, cut + room)])
    under = " " * _columns(before) + sign * max(1, _columns(marked))
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
