"""Checklists: what applies, what is present, where it stands; and the rules that ask for what is missing."""

import csv
import io
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from pages import cases, composed
from protocols import Study, lint, load
from protocols.check.configuration.config import Config
from protocols.document.reading import read
from protocols.formats.checklist import Filled, filled
from protocols.lib.references import reference
from protocols.lib.resources import preset_files
from protocols.model.faults import build
from protocols.model.paths import is_known
from protocols.rules import RULES
from protocols.rules._unreported import Unreported, gaps_by_topic
from protocols.standards.applying import NO_KEY, arms_asked, items, timescale
from protocols.standards.gaps import gaps
from protocols.standards.items import standards, topics
from strategies import documents

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
START = 'format = 1\n[study]\ntitle = "x"\n'
ONE_ARM = '[arms.a]\nrole = "active"\n'
WITH_SHAM = ONE_ARM + '[arms.b]\nrole = "sham"\n'
REGISTRATION = Config(date(2026, 11, 23), "registration")
REP = sorted(code for code in RULES if code.startswith("REP"))


def study(text: str) -> Study:
    return load(START + text)


def checklist(text: str, name: str = "farmer-2021") -> Filled:
    document = read(text, "study.toml")
    return filled(load(text), document, standards()[name])


def statuses(one: Filled, item: str) -> dict[str, str]:
    return {row.arm: row.status for row in one.rows if row.item == item}


def asked(text: str, config: Config = REGISTRATION) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in lint(text, config=config).findings:
        if finding.code.startswith("REP"):
            found.setdefault(finding.code, []).append(finding.path)
    return found


# ---------------------------------------------------------------- the data


def test_every_key_is_one_of_the_format() -> None:
    for topic in topics().values():
        for key in [*(key for need in topic.needs for key in need.keys), *topic.shows]:
            path = tuple("a" if part == "NAME" else part for part in key)
            assert is_known(path), f"{topic.name}: {'.'.join(key)}"


def test_every_standard_is_a_known_work_and_every_rule_of_a_topic_is_there() -> None:
    for name in standards():
        assert reference(name).kind == "guideline"
    assert {topic.code for topic in topics().values()} - {""} <= set(RULES)
    assert {code for topic in topics().values() for code in topic.silences} <= set(RULES)


def test_every_topic_answers_an_item() -> None:
    used = {topic for one in standards().values() for item in one.items for topic in item.topics}
    assert used == set(topics().values())


def test_the_standards_have_all_their_items() -> None:
    ids = {name: [item.id for item in one.items] for name, one in standards().items()}
    both = [f"F{number}" for number in (1, 2, *range(11, 27))]
    acute, long = [f"F{n}a" for n in range(3, 11)], [f"F{n}l" for n in range(3, 9)]
    assert sorted(ids["farmer-2021"]) == sorted(both + acute + long)
    assert ids["tidier"] == [str(number) for number in range(1, 13)]
    assert sorted(ids["tidier-placebo"]) == sorted([*(str(number) for number in range(1, 14)), "7+"])
    assert ids["spirit-2025"] == (
        ["2", "3", "4", "7", "9a", "9b", "10", "12", "13", "14a", "14b", "15a", "15b", "15c", "15d", "17", "18", "19", "24a",
         "24b", "24c", "25b", "27a", "27c", "28a", "28b", "30", "31", "32a", "33", "34"]
    )  # fmt: skip


def test_every_item_of_farmer_has_a_rule_of_its_own() -> None:
    codes = {item.topics[0].code for item in standards()["farmer-2021"].items}
    assert codes == {f"REP{number:03}" for number in range(1, 28)}


# ---------------------------------------------------------------- which items apply


@pytest.mark.parametrize(
    ("schedule", "scale"),
    [
        ("", ""),
        ("days = 1", "acute"),
        ("days = 2", "long-term"),
        ("days = { max = 1 }", "acute"),
        ("days = { min = 1, max = 2 }", ""),
        ("days = { min = 2 }", "long-term"),
        ("days = { max = 3 }", ""),
        ("weeks = 4", "long-term"),
        ("weeks = { min = 1, max = 4 }", "long-term"),
        ("weeks = { max = 4 }", ""),
        ("weeks = 0.1", "acute"),
        ("months = 3", "long-term"),
        ("total_sessions = 1", "acute"),
        ("total_sessions = 2", ""),
        ("total_sessions = 2\nsessions_per_day = 1", "long-term"),
        ("total_sessions = 2\nsessions_per_day = 2", ""),
        ("session_min = 30", ""),
    ],
)
def test_the_timescale_follows_from_the_course(schedule: str, scale: str) -> None:
    assert timescale(study(ONE_ARM + f"[schedule]\n{schedule}\n")) == scale


def test_one_long_arm_makes_a_study_long_and_an_open_one_leaves_it_open() -> None:
    short, long = "[arms.a.schedule]\ndays = 1\n", "[arms.b.schedule]\nweeks = 4\n"
    assert timescale(study(WITH_SHAM + short + long)) == "long-term"
    assert timescale(study(WITH_SHAM + short)) == ""


def test_the_variant_follows_the_timescale_and_without_one_both_are_asked_once() -> None:
    farmer = standards()["farmer-2021"]

    def ids(schedule: str) -> list[str]:
        return [item.id for item, _ in items(study(WITH_SHAM + schedule), farmer)]

    acute, long, unknown = ids("[schedule]\ndays = 1\n"), ids("[schedule]\nweeks = 4\n"), ids("")
    assert [len(acute), len(long), len(unknown)] == [26, 24, 27]
    assert {"F7a", "F9a"} <= set(acute)
    assert not {"F3l", "F8l"} & set(acute)
    assert {"F3l", "F8l"} <= set(long)
    assert not {"F3a", "F9a"} & set(long)
    assert {"F3a/F3l", "F8a/F7l", "F7a", "F8l"} <= set(unknown)


def test_an_item_that_does_not_apply_says_why() -> None:
    reasons = {
        row.item: row.reason
        for row in checklist(START + ONE_ARM + "[schedule]\ndays = 1\n").rows
        if row.reason
    }
    assert reasons == {
        "F9a": "there is no sham",
        "F10a": "there is no sham",
        "F20": "no device is said to hold the voltage",
    }
    placebo = checklist(START + ONE_ARM, "tidier-placebo")
    assert {row.status for row in placebo.rows} == {"not applicable"}
    assert placebo.percent is None  # of no item there is no share
    unanswerable = {row.item for row in checklist(EXAMPLE, "tidier").rows if "no key" in row.reason}
    assert unanswerable == {"6"}


# ---------------------------------------------------------------- what is present


def test_the_example_is_filled_in_with_lines() -> None:
    one = checklist(EXAMPLE)
    (width, sham) = [row for row in one.rows if row.item == "F14"]
    line = EXAMPLE.split("\n").index("pulse_width_us = 250") + 1
    assert (width.arm, width.status, width.found) == (
        "tavns",
        "present",
        (("stimulation.pulse_width_us", line),),
    )
    assert (sham.arm, sham.where) == ("sham", "same as tavns")
    own = next(row for row in one.rows if (row.item, row.arm) == ("F11", "sham"))
    assert own.same_as == ""
    assert own.found[0][0] == "arms.sham.stimulation.sites"
    assert (one.present, one.applicable, one.percent) == (10, 23, 43)


def test_an_item_counts_only_when_every_arm_has_it() -> None:
    text = START + WITH_SHAM + "[arms.a.stimulation]\npulse_width_us = 250\n"
    assert statuses(checklist(text), "F14") == {"a": "present", "b": "missing"}
    inherited = START + WITH_SHAM + "[stimulation]\npulse_width_us = 250\n"
    assert checklist(inherited).present == checklist(text).present + 1


def test_what_every_arm_lacks_is_named_in_the_shared_table() -> None:
    rows = [row for row in checklist(START + WITH_SHAM).rows if row.item == "F14"]
    assert [row.where for row in rows] == ["missing: stimulation.pulse_width_us", "same as a"]
    own = START + WITH_SHAM + "[arms.a.stimulation]\npulse_width_us = 250\n"
    rows = [row for row in checklist(own).rows if row.item == "F14"]
    assert [row.missing for row in rows] == [(), ("arms.b.stimulation.pulse_width_us",)]


def test_an_arm_without_stimulation_and_a_sham_without_current_are_not_asked() -> None:
    for other in ('role = "no_stimulation"', 'role = "sham"\nsham_method = "no_current"'):
        one = checklist(START + ONE_ARM + f"[arms.b]\n{other}\n")
        assert statuses(one, "F14") == {"a": "missing"}
    assert statuses(one, "F12") == {"a": "missing", "b": "missing"}


def test_of_a_sham_without_current_is_asked_what_it_looks_like_and_of_other_shams_all() -> None:
    silent = 'sham_method = "no_current"\n'
    of_all = {"REP001", "REP002", "REP006", "REP007", "REP008", "REP011", "REP012", "REP039"}
    of_current = {"REP013", "REP014", "REP015", "REP016", "REP017", "REP018", "REP019", "REP020"}
    for sham, expected in (("", of_all | of_current), (silent, of_all)):
        text = (
            START + WITH_SHAM + sham + '[device]\ncontrol = "voltage"\n[arms.b.device]\ncontrol = "voltage"\n'
        )
        found = {
            topic.code
            for topic in topics().values()
            if topic.asked in ("stimulated", "current") and topic.code in REP
            for arm in arms_asked(load(text), topic)
            if arm.name == "b"
        }
        assert found == expected


RECORD = {
    "F6l": ("", "[schedule]\nsession_min = 30\nsessions_per_day = 1\nweeks = 4\n", None),
    "F6l, delivered": (
        "[arms.a.delivered]\nsessions_completed_percent = 92\n",
        "[schedule]\nsession_min = 30\nsessions_per_day = 1\nweeks = 4\n",
        True,
    ),
    "F13": (
        "[arms.a.delivered]\ncurrent_mean_ma = 1.2\n",
        '[stimulation.intensity]\nmethod = "titrated"\n',
        True,
    ),
    "F22": ("", "[sample]\nage_mean = 41\nage_min = 18\nage_max = 65\n", True),
    "F22, in words": ("", '[sample]\nage = "41 years, 18 to 65"\n', True),
    "F22, no mean": ("", "[sample]\nage_min = 18\nage_max = 65\n", None),
    "F22, no youngest": ("", "[sample]\nage_mean = 41\nage_max = 65\n", None),
    "F22, no oldest": ("", "[sample]\nage_mean = 41\nage_min = 18\n", None),
    "F23": ("", '[sample]\nwomen = 40\nethnicity = "not recorded"\n', True),
    "F23, men": ("", '[sample]\nmen = 40\nethnicity = "not recorded"\n', True),
    "F23, in words": ("", '[sample]\nsex = "40 women"\nethnicity = "not recorded"\n', True),
    "F23, neither": ("", '[sample]\nethnicity = "not recorded"\n', None),
}


@pytest.mark.parametrize("case", RECORD)
def test_a_record_is_asked_for_what_was_done(case: str) -> None:
    in_arm, tables, present = RECORD[case]
    text = START + 'kind = "record"\n' + ONE_ARM + in_arm + tables
    found = statuses(checklist(text), case.split(",", maxsplit=1)[0])
    assert set(found.values()) == {"present" if present else "partly"}


def test_an_item_of_which_some_is_written_is_there_in_part_and_counts_for_nothing() -> None:
    one = checklist(START + ONE_ARM + '[device]\nmodel = "own"\n')
    assert statuses(one, "F1") == {"a": "partly"}
    assert (one.present, one.partly, one.percent) == (0, 1, 0)
    # What one arm says and another lacks is there in part, too.
    own = checklist(START + WITH_SHAM + "[arms.a.stimulation]\npulse_width_us = 250\n")
    assert statuses(own, "F14") == {"a": "present", "b": "missing"}
    assert "F14" in own.items("partly")


def test_what_the_format_cannot_hold_is_not_covered_and_what_does_not_apply_is_not_applicable() -> None:
    one = checklist(START + ONE_ARM, "tidier-placebo")
    assert (one.items("not applicable"), one.headline) == (
        [row.item for row in one.rows],
        "TIDieR-Placebo: no item applies",
    )
    for name, items_, total in (
        ("tidier", ["6"], 12),
        ("tidier-placebo", ["6", "7+"], 13),
        ("spirit-2025", ["25b"], 34),
    ):
        one = checklist(EXAMPLE, name)
        assert one.items("not covered") == items_
        numbers = {re.match(r"\d+", row.item).group() for row in one.rows if row.status != "not covered"}  # type: ignore[union-attr]
        assert (one.covered, one.not_covered) == (len(numbers), total - len(numbers))
        assert f"this tool covers {len(numbers)} of the standard's {total}" in one.headline
        assert {row.reason for row in one.rows if row.status == "not covered"} == {NO_KEY}
        assert not {row.item for row in one.rows if row.status == "not applicable"} & set(items_)
    assert "covers" not in checklist(EXAMPLE).headline


@given(documents())
def test_the_counts_of_a_checklist_add_up_and_only_all_makes_100_percent(document: dict[str, Any]) -> None:
    built = build(document)
    assert isinstance(built, Study)
    text = read(START + ONE_ARM, "study.toml")
    for standard in standards().values():
        one = filled(built, text, standard)
        statuses_ = ("present", "partly", "missing", "not applicable", "not covered")
        by_status = [one.items(status) for status in statuses_]
        assert sorted(item for some in by_status for item in some) == sorted({row.item for row in one.rows})
        assert one.applicable == len(by_status[0]) + len(by_status[1]) + len(by_status[2])
        assert (one.percent is None) == (not one.applicable)
        if one.percent is not None:
            assert (one.percent == 100) == (one.present == one.applicable)
            assert one.percent * one.applicable <= 100 * one.present


def test_what_was_delivered_is_for_a_report() -> None:
    plan = START + ONE_ARM + "[arms.a.delivered]\nsessions_completed_percent = 92\n"
    record = plan.replace("[arms.a]", 'kind = "record"\n[arms.a]')
    assert statuses(checklist(record, "tidier"), "12") == {"a": "present"}
    assert statuses(checklist(plan, "tidier"), "12") == {"": "not applicable"}
    counts = START + ONE_ARM + "[sample]\nwomen = 40\nage_mean = 41\n"  # of a plan, how they are recorded
    assert statuses(checklist(counts), "F22") == statuses(checklist(counts), "F23") == {"": "missing"}


def test_placebo_items_are_asked_of_the_sham_alone() -> None:
    assert {row.arm for row in checklist(EXAMPLE, "tidier-placebo").rows} == {"", "sham"}


# ---------------------------------------------------------------- the rules


@pytest.mark.parametrize("code", REP)
def test_what_a_page_shows_is_asked_for_by_name_in_a_registration(code: str) -> None:
    shown = cases(code)
    fires = [f"warning {code} " in case.text for case in shown]
    assert {True, False} == set(fires)
    for case, expected in zip(shown, fires, strict=True):
        fragment = re.sub(r"\n\[\[waivers\]\]\n(.+\n)+", "", case.toml)
        found = asked(composed(fragment)[0])
        assert (code in found) == expected, fragment


def test_a_registration_warns_and_a_board_refuses() -> None:
    for profile, severity in (("registration", "warning"), ("report", "error")):
        found = lint(START + WITH_SHAM, config=Config(REGISTRATION.today, profile)).findings
        assert {one.severity for one in found if "REP001" <= one.code <= "REP040"} == {severity}
        said = {one.code: one.severity for one in found}
        # What is not of the stimulation or its participants: a registry has no field for it, a report another part.
        assert (said["REP042"], said["REP052"]) == (
            "warning",
            "note" if profile == "registration" else "warning",
        )
    found = lint(START + WITH_SHAM, config=Config(REGISTRATION.today, "ethics")).findings
    weights = {one.code: one.severity for one in found if one.code.startswith("REP")}
    assert {code for code, severity in weights.items() if severity == "warning"} == {
        "REP008", "REP019", "REP022", "REP023", "REP024", "REP025", "REP029", "REP007", "REP041", "REP042", "REP043",
        "REP044", "REP045", "REP046", "REP048", "REP049", "REP050", "REP051", "REP052", "REP053",
    }  # fmt: skip
    assert set(weights.values()) == {"error", "warning"}
    assert asked(START + WITH_SHAM, Config(REGISTRATION.today)) == {}
    assert asked(START + 'kind = "record"\n' + WITH_SHAM) == {}


def test_what_all_arms_lack_is_asked_once_and_what_one_lacks_in_the_arm() -> None:
    assert asked(START + WITH_SHAM)["REP014"] == ["stimulation.pulse_width_us"]
    own = START + WITH_SHAM + "[arms.a.stimulation]\npulse_width_us = 250\n"
    assert asked(own)["REP014"] == ["arms.b.stimulation.pulse_width_us"]


@pytest.mark.parametrize("name", sorted(topic.name for topic in topics().values() if topic.code in REP))
def test_rules_and_checklist_agree(name: str) -> None:
    """A rule fires where the checklist of its topic says missing or partly, in the example and in a bare protocol."""
    topic = topics()[name]
    for text in (EXAMPLE, START + ONE_ARM, START + WITH_SHAM):
        scale = timescale(load(text))
        rows = [
            row.status
            for one in standards().values()
            if not one.only
            for item in one.items
            if item.topics == (topic,) and item.timescale in ("both", scale or item.timescale)
            for row in checklist(text, one.name).rows
            if item.id in row.item.split("/")
        ]
        if rows:
            assert (topic.code in asked(text)) == (not {"missing", "partly"}.isdisjoint(rows)), text


def test_a_help_followed_to_the_letter_settles_the_finding() -> None:
    findings = lint(START + WITH_SHAM, config=REGISTRATION).findings
    helps = {one.code: one.help for one in findings if one.code.startswith("REP")}
    assert helps["REP014"] == "write: pulse_width_us = … in [stimulation]"
    assert helps["REP015"] == "write: frequency_hz = … (or alternating_hz) in [stimulation]"
    assert "sites = … and side = … in [stimulation]; preparation = … in [electrode]" in helps["REP011"]


def test_the_note_of_a_draft_counts_items_and_items_alone_make_no_note() -> None:
    (note,) = [one for one in lint(START + ONE_ARM).findings if one.code == "KEY011"]
    assert note.message.endswith(
        "24 of 24 items of Farmer 2021, 23 further of TIDieR and SPIRIT (tavns checklist lists them)"
    )
    assert [one for one in lint(EXAMPLE).findings if one.code == "KEY011"] == []


# ---------------------------------------------------------------- the command


def run(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "protocols", "checklist", *arguments],
        input=stdin, capture_output=True, text=True, cwd=folder, check=False, encoding="utf-8",
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "study.toml").write_text(EXAMPLE, encoding="utf-8")
    return tmp_path


def test_text_has_every_standard_or_the_one_asked_for(folder: Path) -> None:
    whole = run(folder, "study.toml").stdout
    assert [title in whole for title in ("Farmer et al. 2021", "TIDieR:", "TIDieR-Placebo:", "SPIRIT 2025:")]
    one = run(folder, "study.toml", "--standard", "farmer-2021").stdout
    said = "Farmer et al. 2021, Table 3: 10 of 23 items present, 5 partly (43 % of the items that apply)"
    assert " ".join(one.split()).startswith(f"Reporting checklists of study.toml {said} item asks for")
    assert "SPIRIT" not in one
    assert "same as tavns" in one
    piped = run(folder, "-", "--standard", "tidier", stdin=EXAMPLE).stdout
    assert piped.startswith("Reporting checklists of <stdin>\n\nTIDieR: ")


@pytest.mark.parametrize(("require", "code"), [("0", 0), ("43", 0), ("44", 1), ("100", 1)])
def test_require(folder: Path, require: str, code: int) -> None:
    assert run(folder, "study.toml", "--standard", "farmer-2021", "--require", require).returncode == code


def test_json_is_one_stable_object(folder: Path) -> None:
    whole = json.loads(run(folder, "study.toml", "--format", "json").stdout)
    assert list(whole) == ["format", "path", "standards"]
    farmer = whole["standards"][0]
    assert list(farmer) == [
        "standard", "title", "applicable", "present", "partly", "percent", "covered", "not_covered", "items",
    ]  # fmt: skip
    assert list(farmer["items"][0]) == [
        "item", "label", "arm", "status", "found", "missing", "same_as", "reason",
    ]  # fmt: skip
    assert farmer["items"][0]["missing"] == ["device.manufacturer", "device.version"]


def test_csv_holds_no_formula(folder: Path) -> None:
    for name in ("=1+1.toml", "+a.toml", "-a.toml", "@a.toml"):
        (folder / name).write_text(EXAMPLE, encoding="utf-8")
        rows = list(csv.reader(io.StringIO(run(folder, "--format", "csv", "--", name).stdout)))
        assert rows[0] == ["file", "standard", "item", "asks for", "arm", "status", "where"]
        assert {row[0] for row in rows[1:]} == {f"'{name}"}
        assert {row[1] for row in rows[1:]} == set(standards())


def test_markdown_escapes_what_markdown_would_read(folder: Path) -> None:
    (folder / "a|b<i>_c_.toml").write_text(EXAMPLE, encoding="utf-8")
    text = run(folder, "a|b<i>_c_.toml", "--format", "markdown", "--standard", "tidier").stdout
    assert text.startswith("# Reporting checklists of a\\|b&lt;i&gt;\\_c\\_.toml\n")
    rows = [line for line in text.split("\n") if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.toml",), "cannot read missing.toml: no such file or directory"),
        (("study.toml", "--standard", "consort"), "is none of farmer-2021"),
        (("study.toml", "--format", "xml"), "is none of text"),
        (("study.toml", "--require", "101"), "101 is not in the range 0<=x<=100"),
        (("broken.toml",), "broken.toml:3: KEY001"),
        (("torn.toml",), "torn.toml:"),
    ],
)
def test_wrong_use_leaves_with_2_and_says_why(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    (folder / "broken.toml").write_text(START.replace("title", "titel") + ONE_ARM, encoding="utf-8")
    (folder / "torn.toml").write_text("= no", encoding="utf-8")
    done = run(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_condition_that_holds_only_of_an_arm_that_is_not_asked(folder: Path) -> None:
    arms = '[arms.a]\nrole = "active"\n[arms.b]\nrole = "sham"\nsham_method = "no_current"\n'
    (folder / "volts.toml").write_text(
        f'{START}{arms}[arms.b.device]\ncontrol = "voltage"\n', encoding="utf-8"
    )
    done = run(folder, "volts.toml", "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no device is said to hold the voltage" in done.stdout


def test_a_file_cannot_steer_the_terminal(folder: Path) -> None:
    text = EXAMPLE.replace("[arms.sham]", '[arms."sh\\u001bm"]')
    (folder / "odd.toml").write_text(text, encoding="utf-8")
    done = run(folder, "odd.toml")
    assert "\x1b" not in done.stdout + done.stderr


def remembered(study: Study) -> dict[str, tuple[Unreported, ...]]:
    """Return what a plan does not report, by topic."""
    found = gaps_by_topic(study).items()
    return {name: tuple(Unreported(study, gap) for gap in open_) for name, open_ in found}


def not_remembered(study: Study) -> dict[str, tuple[Unreported, ...]]:
    """Return what a plan does not report, without a look at what was remembered."""
    found = {
        topic.name: tuple(Unreported(study, gap) for gap in gaps(study, topic))
        for topic in topics().values()
        if topic.code
    }
    return {name: said for name, said in found.items() if said}


@given(documents())
def test_what_is_not_reported_follows_from_the_shape_alone(document: dict[str, Any]) -> None:
    """What was remembered of an earlier protocol of the same shape is what this one lacks."""
    study = build(document)
    assert isinstance(study, Study)
    assert remembered(study) == not_remembered(study)


@pytest.mark.parametrize("name", preset_files())
def test_values_change_nothing_of_what_is_not_reported(name: str) -> None:
    text = preset_files()[name].read_text(encoding="utf-8").replace('kind = "record"\n', "")
    other = re.sub(r"(?<=_us = )\d+", "333", text)
    for said in (text, other):
        study = load(said)
        assert remembered(study) == not_remembered(study)
