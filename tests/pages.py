"""The pages of the rules: prose, and cases with their exact output.

What is not decided (KEY011) is left out but on its own page. A `toml` block is a fragment; what it does not write comes from base.toml, table by table (a fragment that writes
[study] replaces all of base's [study]). A block that is not TOML is taken as a whole file. A `text` block behind it is
the exact output; a block without one has to be clean. `toml latin-1` is saved in that encoding. The cases behind a
`json` block are held against it as a policy.
"""

import dataclasses
import re
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import tomli

from protocols.check.configuration.config import Config
from protocols.check.engine import lint
from protocols.document.document import Place
from protocols.findings.report import Finding, Report
from protocols.formats import render
from protocols.formats.style import Style

HERE = Path(__file__).parent
PAGES = HERE / "rules"
TODAY = date(2026, 11, 23)
WIDTH = 100
POLICY = re.compile(r"^```json\n(?P<json>.*?)^```\n", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(
    r"^```toml(?: (?P<encoding>[\w-]+))?\n(?P<toml>.*?)^```\n(?:\n*^```text\n(?P<text>.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)


class Case(NamedTuple):
    """One block of the page of a rule, and the output that is written behind it."""

    code: str
    number: int
    toml: str
    encoding: str
    text: str
    policy: str = ""


def cases(code: str) -> list[Case]:
    path = PAGES / f"{code}.md"
    assert path.exists(), (
        f"write tests/rules/{code}.md: a sentence, a toml block, and so on (CONTRIBUTING.md)"
    )
    page = path.read_text(encoding="utf-8")
    return [
        Case(
            code,
            number,
            found["toml"],
            found["encoding"] or "utf-8",
            found["text"] or "",
            policy(page, found),
        )
        for number, found in enumerate(BLOCK.finditer(page), start=1)
    ]


def policy(page: str, block: re.Match[str]) -> str:
    """Return the policy that a block is held against: the last one above it."""
    return ([found["json"] for found in POLICY.finditer(page, 0, block.start())] or [""])[-1]


def output(case: Case) -> str:
    """Return what checking a case says; lines are counted in the block."""
    report = check(case)
    if not report.findings:
        return ""
    whole = render("text", [report], Style(width=WIDTH))
    blocks = whole.split("\n\n")
    return "\n\n".join(block for block in blocks[:-1] if not block.startswith("study.toml: the rules")) + "\n"


def check(case: Case) -> Report:
    """Check a case, with places counted in its block."""
    text, before = composed(case.toml)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "house.schema.json"
        file.write_text(case.policy, encoding="utf-8")
        policies = (str(file),) if case.policy else ()
        report = lint(text.encode(case.encoding), "study.toml", Config(today=TODAY, policies=policies))
    # What a fragment has not decided is told on the page of KEY011, and would be told on every page.
    told = [one for one in report.findings if one.code != "KEY011" or case.code == "KEY011"]
    return dataclasses.replace(
        report,
        findings=tuple(_shifted(finding, before) for finding in told),
        lines=report.lines[before:],
    )


def composed(fragment: str) -> tuple[str, int]:
    """Return a whole protocol around a fragment, and the number of lines put before it."""
    try:
        written = tomli.loads(fragment)
    except tomli.TOMLDecodeError:
        return fragment, 0
    parts = re.split(r"^(?=\[)", (HERE / "base.toml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    rest = [part for part in parts[1:] if re.match(r"\[+(\w+)", part)[1] not in written]  # type: ignore[index]
    before = "" if "format" in written else parts[0].strip() + "\n"
    return before + fragment + "\n" + "".join(rest), before.count("\n")


def updated(code: str, page: str) -> str:
    """Return the page of a rule with the outputs as they are now."""

    def block(found: re.Match[str]) -> str:
        case = Case(code, 0, found["toml"], found["encoding"] or "utf-8", "", policy(page, found))
        text = output(case)
        head = f"```toml{' ' + found['encoding'] if found['encoding'] else ''}\n{case.toml}```\n"
        return head + (f"\n```text\n{text}```\n" if text else "")

    return BLOCK.sub(block, page)


def all_cases() -> Iterator[tuple[str, Case]]:
    for path in sorted(PAGES.glob("*.md")):
        for case in cases(path.stem):
            yield path.stem, case


def _shifted(finding: Finding, lines: int) -> Finding:
    related = tuple(one._replace(place=_up(one.place, lines)) for one in finding.related)
    return dataclasses.replace(finding, place=_up(finding.place, lines), related=related)


def _up(place: Place, lines: int) -> Place:
    return place._replace(line=place.line - lines, end_line=place.end_line - lines)
