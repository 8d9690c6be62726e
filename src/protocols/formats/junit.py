"""JUnit XML: a suite a file, a case a rule, so that a clean run shows what was run."""

import re
from collections.abc import Iterator
from io import StringIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from protocols.formats.style import Style, visible_lines
from protocols.report import DISCLAIMER, Finding, Report, Totals
from protocols.rules import RULES

FORM = frozenset({"TOM", "KEY"})
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Cases = list[tuple[str, str, str]]


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


class _Xml:
    """An element after the other, through the standard library's writer, which escapes."""

    def __init__(self) -> None:
        self.text = StringIO()
        self.writer = XMLGenerator(self.text, "utf-8", short_empty_elements=True)

    def start(self, element: str, **attributes: object) -> None:
        said = {name: _clean(str(value)) for name, value in attributes.items() if value is not None}
        self.writer.startElement(element, AttributesImpl(said))

    def end(self, element: str) -> None:
        self.writer.endElement(element)

    def leaf(self, element: str, text: str = "", **attributes: object) -> None:
        self.start(element, **attributes)
        if text:
            self.writer.characters(_clean(text))
        self.end(element)


def _suite(report: Report) -> str:
    cases = [(code, list(_outcomes(report, code))) for code in _codes(report)] if not report.trouble else []
    kinds = [outcomes[0][0] if outcomes else "" for _, outcomes in cases]
    xml = _Xml()
    xml.start(
        "testsuite",
        name=report.path,
        tests=len(cases) or 1,
        failures=kinds.count("failure"),
        errors=int(bool(report.trouble)),
        skipped=kinds.count("skipped"),
    )
    if report.trouble:
        xml.start("testcase", classname=report.path, name="can be checked")
        xml.leaf("error", report.trouble, message=report.trouble, type="trouble")
        xml.end("testcase")
    else:
        _properties(xml, report)
        for code, outcomes in cases:
            xml.start("testcase", classname=report.path, name=f"{code} {RULES[code].name}")
            for element, message, text in outcomes:
                kind = code if element == "failure" else None
                xml.leaf(element, text, message=message or None, type=kind)
            xml.end("testcase")
    xml.end("testsuite")
    return xml.text.getvalue()


def _properties(xml: _Xml, report: Report) -> None:
    told = {
        "sha256": report.sha256,
        "profile": report.profile,
        "configuration": report.configuration,
        "disclaimer": DISCLAIMER,
    }
    xml.start("properties")
    for name, value in told.items():
        if value:
            xml.leaf("property", name=name, value=value)
    xml.end("properties")


def _codes(report: Report) -> list[str]:
    """Return the rules that were run or would have been: a rule that gathers or that failed, only where it speaks."""
    spoken = {finding.code for finding in report.findings}
    return [code for code, rule in RULES.items() if code in spoken or rule.family != "INT"]


def _outcomes(report: Report, code: str) -> Iterator[tuple[str, str, str]]:
    """Yield what came of a rule, the heaviest first: one element, as readers of JUnit expect."""
    found = [finding for finding in report.findings if finding.code == code]
    failing = [one for one in found if not one.waiver and _fails(report, one)]
    waived = [one for one in found if one.waiver]
    lesser = [one for one in found if not one.waiver and one not in failing]
    skipped = next((one.reason for one in report.not_evaluated if one.code == code), "")
    if failing:
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        yield "failure", _sentence(failing[0]) + more, _told(report, failing)
    elif waived:
        yield "skipped", "; ".join(f"waived: {one.waiver.reason}" for one in waived if one.waiver), ""
    elif not found and skipped:
        yield "skipped", f"not evaluated: {skipped}", ""
    elif not found and not report.evaluated and RULES[code].family not in FORM:
        yield "skipped", "not run: the file's form comes first", ""
    if lesser:
        yield "system-out", "", _told(report, lesser)


def _fails(report: Report, finding: Finding) -> bool:
    return report.fail_on is not None and finding.severity.rank <= report.fail_on.rank


def _sentence(finding: Finding) -> str:
    return f"{finding.path}: {finding.message}" if finding.path else finding.message


def _told(report: Report, findings: list[Finding]) -> str:
    lines: list[str] = []
    for one in findings:
        lines.append(f"{report.path}:{one.place.line}:{one.place.column}: {one.severity} {_sentence(one)}")
        lines += [f"  = {one.help}"] if one.help else []
        lines += [f"  source: {source}" for source in one.sources]
    return "\n".join(lines)


def _clean(text: str) -> str:
    """Return text with nothing in it that XML cannot hold."""
    return NOT_XML.sub("\ufffd", "\n".join(visible_lines(text)))
