"""Text for people: what weighs most first, what is missing as one table, and one line a finding where that is wanted."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given

from protocols import Config, Report, lint
from protocols.formats import render
from protocols.formats.outputs import wanted
from protocols.formats.style import Style
from strategies import documents

DAY = date(2026, 11, 28)
TAVNS = Path(sys.executable).parent / "tavns"
PLAN = """\
format = 1
[study]
title = "x"
condition = "migraine"
follow_up_weeks = 0
[stimulation]
sites = ["cymba_conchae"]
side = "left"
frequency_hz = 25
[schedule]
session_min = 30
sessions_per_day = 1
days_per_week = 5
weeks = 4
total_sessions = 14
[arms.active]
role = "active"
[eligibility]
exclusion = ["pregnancy"]
"""
HEAD = re.compile(r"^(?P<place>\S+:\d+:\d+): (?P<waived>waived )?(?P<weight>error|warning|note) (?P<code>[A-Z]{3}\d{3}) ", re.MULTILINE)  # fmt: skip
WEIGHTS = ("error", "warning", "note")


def checked(text: str, profile: str = "ethics") -> Report:
    return lint(text, "study.toml", Config(DAY, profile))


def words(text: str) -> str:
    return " ".join(text.split())


def test_what_is_not_reported_is_one_table_behind_errors_and_before_notes() -> None:
    report = checked(PLAN)
    shown = render("text", [report])
    asked = [(one.severity, one.code) for one in report.findings if one.code.startswith("REP")]
    title = f"study.toml: {len(asked)} points that reporting standards ask for are missing\n"
    before, _, table = shown.partition(title)
    rows = re.findall(r"^(error|warning) +(REP\d{3})  +(\w+) ", table, re.MULTILINE)
    assert sorted((weight, code) for weight, code, _ in rows) == sorted(asked)
    sections = [next(sections) for _, sections in groupby((weight, section) for weight, _, section in rows)]
    assert len(sections) == len(set(sections))  # each section once, of errors and of warnings
    assert not re.search(r"\bREP\d{3}\b", before)
    assert [found["weight"] for found in HEAD.finditer(before)].count("note") == 0
    assert {found["weight"] for found in HEAD.finditer(table)} == {"note"}
    row = next(line for line in table.splitlines() if "REP026" in line)
    assert re.split(r"\s{2,}", row)[2:] == [
        "Harms",
        "how adverse events",
        "assessment = … in [harms]",
    ]
    assert words("asked for by: Farmer et al. 2021") in words(table)


def test_few_that_are_not_reported_are_told_one_by_one() -> None:
    report = checked(PLAN)
    few = [one for one in report.findings if one.code in ("REP026", "REP001")]
    shown = render("text", [replace(report, findings=tuple(few))])
    assert "points that reporting standards" not in shown
    assert [found["code"] for found in HEAD.finditer(shown)].count("REP026") == 1


@given(documents())
def test_what_is_open_comes_before_what_is_waived_and_then_what_weighs_most(document: dict[str, Any]) -> None:
    report = lint(tomli_w.dumps(document), "study.toml", Config(DAY))
    heads = [
        (bool(found["waived"]), WEIGHTS.index(found["weight"]))
        for found in HEAD.finditer(render("text", [report]))
    ]
    assert heads == sorted(heads)
    assert len(heads) == len(report.findings)  # a draft asks for nothing by name


@given(documents())
def test_concise_is_one_line_a_finding_and_loses_none(document: dict[str, Any]) -> None:
    report = lint(tomli_w.dumps(document), "study.toml", Config(DAY, "ethics"))
    shown = render("text", [report], Style(concise=True))
    lines = [line for line in shown.splitlines() if HEAD.match(line)]
    assert sorted(HEAD.match(line)["code"] for line in lines) == sorted(one.code for one in report.findings)  # type: ignore[index]
    for one in report.findings:
        assert any(line.startswith(f"study.toml:{one.place.line}:{one.place.column}: ") for line in lines)


@pytest.mark.parametrize("style", [Style(), Style(concise=True)], ids=["blocks", "concise"])
@pytest.mark.parametrize("codes", ["REP", "TIM", "DSN"])
def test_a_report_is_known_as_ours_by_whatever_it_begins_with(
    tmp_path: Path, style: Style, codes: str
) -> None:
    report = checked(PLAN)
    some = tuple(one for one in report.findings if one.code.startswith(codes))
    assert some
    file = tmp_path / "findings.txt"
    file.write_text(render("text", [replace(report, findings=some)], style), encoding="utf-8")
    assert wanted([f"text={file}"])


@pytest.mark.installed
def test_the_command_gives_a_line_a_finding(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(PLAN, encoding="utf-8")
    ran = subprocess.run(
        [TAVNS, "check", "--concise", "study.toml"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stdout.splitlines()[0] == (
        "study.toml:15:18: error TIM004 schedule.total_sessions: "
        "14 sessions in all, but 1 a day × 5 days a week × 4 weeks makes 20"
    )
