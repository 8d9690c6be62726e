"""A file with faults: what can be read of it is judged, at its real places; what hangs on a fault is not, and is named."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages import all_cases, composed
from protocols import Config, Report, lint
from protocols.findings.report import Finding
from protocols.lib.resources import preset_files
from protocols.rules import RULES

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
WRONG = EXAMPLE.replace("total_sessions = 12", "total_sessions = 14")
ARMS = re.compile(r" \(arms? [^()]*\)$")
"""Which arms a finding names depends on which others there are: a fault may hide one."""
FAULTS = {
    "unknown key": ("weeks = 4\n", "weeks = 4\nwe = 1\n"),
    "misspelt key": ("pulse_width_us = 250", "pulse_width_u = 250"),
    "misspelt term": ('side = "left"', 'side = "lft"'),
    "wrong type": ("participants = 60", 'participants = "sixty"'),
    "impossible value": ("contact_area_mm2 = 20", "contact_area_mm2 = -20"),
    "two keys that exclude each other": ("max_ma = 5", "max_ma = 5\ncurrent_ma = 1\nvoltage_v = 10"),
    "unknown table": ("[harms]", "[nonsense]\nx = 1\n\n[harms]"),
    "an arm without a role": ('role = "sham"\n', ""),
    "a broken line": ("follow_up_weeks = 12", "follow_up_weeks = "),
    "a broken header": ("[harms]", "[harms"),
    "an open text": ('delivered_by = "study nurse"', 'delivered_by = "study nurse'),
    "an open list": ('"coronary_disease", "ear_skin_condition"]', '"coronary_disease", "ear_skin_condition"'),
    "a key twice": ("side = ", 'side = "left"\nside = '),
}


def of_content(report: Report) -> set[tuple[str, str, str]]:
    """Return the findings that are not about the shape of the file."""
    return {
        (one.code, one.path, ARMS.sub("", one.message))
        for one in report.findings
        if one.code[:3] not in ("KEY", "TOM")
    }


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_hides_no_sum_that_is_wrong(fault: str) -> None:
    before, after = FAULTS[fault]
    assert before in WRONG
    text = WRONG.replace(before, after, 1)
    report = lint(text)
    assert any(one.code[:3] in ("KEY", "TOM") and one.code != "KEY011" for one in report.findings)
    (found,) = (one for one in report.findings if one.code == "TIM004")
    line = text.split("\n")[found.place.line - 1]
    assert line[found.place.column - 1 : found.place.end_column - 1] == "14"
    assert report.would_pass == ()
    assert of_content(report) <= of_content(lint(WRONG))
    assert "INT001" not in {one.code for one in report.findings}


def test_what_hangs_on_a_fault_is_named_and_not_called_missing() -> None:
    report = lint(WRONG.replace("weeks = 4", 'weeks = "four"'))
    assert "TIM004" not in {one.code for one in report.findings}
    lacking = {one.reason for one in report.not_evaluated if one.code == "TIM004"}
    assert lacking == {"needs schedule.weeks, which could not be read"}
    assert report.evaluated > 50


def test_what_is_not_reported_is_told_whatever_else_could_not_be_read() -> None:
    silent = EXAMPLE.replace('delivered_by = "study nurse"\n', "").replace("session_min = 30\n", "")
    whole = {
        one.path
        for one in lint(silent, config=Config(profile="ethics")).findings
        if one.code.startswith("REP")
    }
    assert {"delivery.delivered_by", "schedule.session_min"} <= whole
    for fault in ("misspelt term", "unknown table", "an arm without a role"):
        before, after = FAULTS[fault]
        report = lint(silent.replace(before, after, 1), config=Config(profile="ethics"))
        assert {"delivery.delivered_by", "schedule.session_min"} <= {one.path for one in report.findings}
    report = lint(silent.replace("weeks = 4", 'weeks = "four"'), config=Config(profile="ethics"))
    unread = {
        one.code
        for one in report.not_evaluated
        if one.reason == "needs schedule.weeks, which could not be read"
    }
    assert {code for code in unread if code.startswith("REP")} == {"REP006"}


def test_an_arm_without_a_role_is_still_an_arm() -> None:
    report = lint(EXAMPLE.replace('role = "active"\n', "", 1))
    codes = {one.code for one in report.findings if one.code != "KEY011"}
    assert codes == {"KEY002"}  # nothing says that there is no active arm, or that the sizes do not add up
    assert {"DSN001", "SHM002"} <= {one.code for one in report.not_evaluated}


def test_a_waiver_that_cannot_be_read_takes_no_other_one_with_it() -> None:
    waivers = '[[waivers]]\nrule = "TIM004"\n\n[[waivers]]\nrule = "DSN007"\nreason = "a pilot study"\n'
    report = lint(
        EXAMPLE.replace("participants = 60", "participants = 6").replace(
            "participants = 30", "participants = 3"
        )
        + waivers
    )
    assert [one.waiver.reason for one in report.findings if one.waiver] == ["a pilot study"]
    assert {"KEY002"} <= {one.code for one in report.findings}


# ---------------------------------------------------------------- the law

WHOLE = [
    path.read_text(encoding="utf-8")
    for path in (*preset_files().values(), *sorted((ROOT / "examples").rglob("*.toml")))
    if path.name not in ("tavns.toml", "pyproject.toml")
]
WHOLE += [
    composed(case.toml)[0]
    for code, case in all_cases()
    if case.encoding == "utf-8" and code[:3] not in ("TOM", "KEY", "POL")
]
WHOLE = [
    text for text in WHOLE if (lint(text).evaluated and lint(text).would_pass != ()) or "[study]" in text
]


def is_shape(one: Finding) -> bool:
    return one.code[:3] in ("KEY", "TOM") and one.code != "KEY011"


def touches(one: Finding, line: int) -> bool:
    """Say whether a finding stands on a line, itself or with what it relates to."""
    places = (one.place, *(other.place for other in one.related))
    return any(place.line <= line <= place.end_line for place in places)


def of_waivers_or_sources(lines: list[str], line: int) -> bool:
    header = next((text for text in reversed(lines[:line]) if text.startswith("[")), "")
    return re.match(r"\[\[waivers|\[\[amendments|\[sources", header) is not None


@given(data=st.data())
def test_a_line_cut_short_takes_nothing_with_it_that_does_not_hang_on_it(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(WHOLE))
    lines = text.split("\n")
    number = data.draw(st.sampled_from([n for n, line in enumerate(lines, start=1) if len(line) > 1]))
    kept = data.draw(st.integers(1, len(lines[number - 1]) - 1))
    cut = lint("\n".join([*lines[: number - 1], lines[number - 1][:kept], *lines[number:]]))
    if not any(is_shape(one) for one in cut.findings) or of_waivers_or_sources(lines, number):
        return  # a shorter line that can be read says something else; a waiver or a source is a finding's own cause
    whole = lint(text)
    assert cut.would_pass == ()
    assert "INT001" not in {one.code for one in cut.findings}
    named = {one.code for one in cut.not_evaluated}
    lost = of_content(whole) - of_content(cut)
    hanging = {one.code for one in whole.findings if touches(one, number)}
    assert {code for code, _, _ in lost} <= named | hanging
    explained = {code for rule in named if rule in RULES for code in RULES[rule].silences}
    new = {code for code, _, _ in of_content(cut) - of_content(whole)}
    assert new <= (explained | hanging if "*" not in explained else new)
