"""JUnit XML: a suite a file, a case a rule, so that a clean run shows what was run."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from protocols.findings.report import DISCLAIMER, Finding, Report, Totals, Waived
from protocols.formats.style import Style, visible_lines
from protocols.lib.references import by_work
from protocols.rules import RULES

FORM = frozenset({"TOM", "KEY"})
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Outcome = tuple[str, str, str]


class Output:
    """A suite a file. What reaches the severity that fails a check is a failure; what is lesser, output."""

    def __init__(self, style: Style) -> None:  # noqa: ARG002 - as every output
        self.totals = Totals()
        self.begun = False

    def add(self, report: Report) -> str:
        """Return the suite of a file."""
        self.totals.add(report)
        start = "" if self.begun else '<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="tavns">\n'
        self.begun = True
        return f"{start}{_suite(report)}\n"

    def end(self) -> str:
        """Return the end of all suites."""
        if not self.begun:
            return '<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="tavns"/>\n'
        return "</testsuites>\n"


def _element(tag: str, inner: str = "", /, **attributes: str) -> str:
    """Return an element; inner is XML already, an attribute that is empty is left out."""
    said = "".join(f" {name}={quoteattr(_clean(value))}" for name, value in attributes.items() if value)
    return f"<{tag}{said}>{inner}</{tag}>" if inner else f"<{tag}{said}/>"


def _suite(report: Report) -> str:
    if report.trouble:
        error = _element("error", escape(_clean(report.trouble)), message=report.trouble, type="trouble")
        case = _element("testcase", error, classname=report.path, name="can be checked")
        return _element("testsuite", case, name=report.path, tests="1", failures="0", errors="1", skipped="0")
    cases = [(code, list(_outcomes(told))) for code, told in _told_by_rule(report)]
    kinds = [outcomes[0][0] for _, outcomes in cases if outcomes]
    of_file = quoteattr(_clean(report.path))  # once: a suite has a case for every rule
    inner = [_properties(report), *(_case(of_file, code, outcomes) for code, outcomes in cases)]
    return _element(
        "testsuite",
        "\n".join(["", *inner, ""]),
        name=report.path,
        tests=str(len(cases)),
        failures=str(kinds.count("failure")),
        errors="0",
        skipped=str(kinds.count("skipped")),
    )


def _case(of_file: str, code: str, outcomes: list[Outcome]) -> str:
    head = f'<testcase classname={of_file} name="{code} {RULES[code].name}"'
    if not outcomes:
        return f"{head}/>"
    inner = (
        _element(element, escape(_clean(text)), message=message, type=code if element == "failure" else "")
        for element, message, text in outcomes
    )
    return f"{head}>{''.join(inner)}</testcase>"


def _properties(report: Report) -> str:
    told = {
        "sha256": report.sha256,
        "profile": report.profile,
        "configuration": report.configuration,
        "disclaimer": DISCLAIMER,
    }
    inner = (_element("property", name=name, value=value) for name, value in told.items() if value)
    return _element("properties", "".join(inner))


class Told(NamedTuple):
    """What a report says of one rule."""

    report: Report
    form: bool
    found: list[Finding]
    lacking: list[str]


def _told_by_rule(report: Report) -> Iterator[tuple[str, Told]]:
    """Yield the rules that were run or would have been, with what is said of each. INT001, only where it speaks."""
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        found.setdefault(finding.code, []).append(finding)
    lacking: dict[str, list[str]] = {}
    for one in report.not_evaluated:
        lacking.setdefault(one.code, []).append(one.reason)
    for code, rule in RULES.items():
        if code in found or rule.family != "INT":
            yield code, Told(report, rule.family in FORM, found.get(code, []), lacking.get(code, []))


def _outcomes(told: Told) -> Iterator[Outcome]:
    """Yield what came of a rule, the heaviest first: one element, as readers of JUnit expect."""
    report, found = told.report, told.found
    failing = [one for one in found if not one.waiver and _fails(report, one)]
    waived = [one.waiver for one in found if one.waiver]
    lesser = [one for one in found if not one.waiver and one not in failing]
    if failing:
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        yield "failure", _sentence(failing[0]) + more, _told(report, failing)
    elif waived:
        yield "skipped", "; ".join(f"waived: {_waived(one)}" for one in waived), ""
    elif not found and told.lacking:
        yield "skipped", f"not evaluated: {'; '.join(dict.fromkeys(told.lacking))}", ""
    elif not found and not report.evaluated and not told.form:
        yield "skipped", "not run: the file's form comes first", ""
    if lesser:
        yield "system-out", "", _told(report, lesser)


def _waived(waiver: Waived) -> str:
    return waiver.reason + (f" (approved by {waiver.approved_by})" if waiver.approved_by else "")


def _fails(report: Report, finding: Finding) -> bool:
    return report.fail_on is not None and finding.severity.rank <= report.fail_on.rank


def _sentence(finding: Finding) -> str:
    return f"{finding.path}: {finding.message}" if finding.path else finding.message


def _told(report: Report, findings: list[Finding]) -> str:
    lines: list[str] = []
    for one in findings:
        lines.append(f"{report.path}:{one.place.line}:{one.place.column}: {one.severity} {_sentence(one)}")
        lines += [f"  = {one.help}"] if one.help else []
        lines += [f"  source: {source}" for source in by_work(one.sources)]
    return "\n".join(lines)


def _clean(text: str) -> str:
    """Return text with nothing in it that XML cannot hold."""
    return NOT_XML.sub("\ufffd", "\n".join(visible_lines(text)))
