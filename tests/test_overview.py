"""What is to be seen of a protocol: the same numbers in every output, none invented, and what is missing said."""

import csv
import io
import json
import math
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from protocols import RULES, Study, lint, load
from protocols.dose.electrical import dose, in_words
from protocols.dose.formulas import Interval, Missing
from protocols.formats.overview import FORMATS, grids
from protocols.formats.style import Style, harmless
from protocols.lib.resources import preset_files
from protocols.model.faults import build
from protocols.model.quantity import PLAIN, TERMINAL, TYPOGRAPHIC, Notation
from protocols.overview import OF_EXPOSURE, Amount, Overview, overview
from strategies import documents

ROOT = Path(__file__).parent.parent
START = 'format = 1\n[study]\ntitle = "x"\n'
SMALLEST = START + '[arms.a]\nrole = "active"\n'
STUDIES = {
    **preset_files(),
    "example": ROOT / "examples" / "migraine-two-arms.toml",
    "four-arms": ROOT / "tests" / "methods" / "four-arms.toml",
}
MIGRAINE = SMALLEST.replace('"x"', '"x"\ncondition = "migraine"')


def seen(text: str) -> Overview:
    return overview(load(text))


@pytest.mark.parametrize(("design", "said"), [("crossover", True), ("parallel", False)])
def test_the_course_of_a_crossover_is_that_of_each_period(design: str, said: bool) -> None:
    file = SMALLEST.replace('"x"', f'"x"\ndesign = "{design}"\nfollow_up_weeks = 8')
    (course,) = seen(file + "[schedule]\nweeks = 4\n").courses
    each = ", in each period" if said else ""
    assert course.text == f"4 weeks{each}, then 8 weeks of follow-up"


def amounts(view: Overview) -> list[Amount]:
    found = [amount for one in view.doses for amount in one.arms.values()]
    found += [one.sessions for one in view.courses]
    return found + [
        part for one in view.exposures for held in one.arms for part in (held.amount, held.percent)
    ]


# ---------------------------------------------------------------- the same numbers everywhere


@pytest.mark.parametrize("name", STUDIES)
def test_every_output_has_the_same_numbers(name: str) -> None:
    view = overview(load(STUDIES[name]))
    text = " ".join(FORMATS["text"](view, name, Style(width=200)).split())  # no cell is broken
    markdown = FORMATS["markdown"](view, name)
    whole = json.loads(FORMATS["json"](view, name))
    lines = list(csv.DictReader(io.StringIO(FORMATS["csv"](view, name))))
    for one in view.doses:
        (found,) = [dose for dose in whole["doses"] if dose["key"] == one.key]
        for arm, amount in one.arms.items():
            in_json = found["arms"][arm]
            assert (in_json["min"], in_json["nominal"], in_json["max"]) == (
                amount.min,
                amount.nominal,
                amount.max,
            )
            assert in_json["text"] == amount.text
            assert amount.text in text
            assert amount.text in markdown
            (line,) = [
                line
                for line in lines
                if (line["section"], line["key"], line["arm"]) == ("dose", one.key, arm)
            ]
            assert line["text"] == amount.text
            assert (float(line["max"]) if line["max"] else None) == amount.max
            assert amount.text or amount.missing in text


@pytest.mark.parametrize("name", STUDIES)
def test_a_dose_is_the_dose_and_nothing_else(name: str) -> None:
    study = load(STUDIES[name])
    view = overview(study)
    for arm in study.stimulated():
        for key, metric in dose(arm).items():
            (one,) = [shown for shown in view.doses if shown.key == key]
            amount = one.arms[arm.name]
            if isinstance(metric.value, Missing):
                assert (amount.text, amount.missing) == ("", metric.value.reason)
            else:
                assert Interval(amount.min, amount.nominal, amount.max) == metric.value


@pytest.mark.parametrize("path", STUDIES.values(), ids=STUDIES)
def test_words_are_the_number_rounded(path: Path) -> None:
    for amount in amounts(overview(load(path))):
        written = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", amount.text)]
        ends = [end for end in (amount.min, amount.nominal, amount.max) if end is not None]
        assert bool(written) == bool(ends)
        if amount.text.startswith("less than "):
            assert ends[-1] < written[0]
            continue
        for one in written:
            assert any(one == pytest.approx(end, rel=5.001e-3) for end in ends), amount


def test_what_is_missing_names_the_key_where_the_arm_would_write_it() -> None:
    view = seen(SMALLEST + "[arms.a.stimulation]\nfrequency_hz = 25\n")
    (width,) = [one for one in view.doses if one.key == "pulse_duty"]
    assert width.arms["a"].missing == "needs stimulation.pulse_width_us"
    assert width.arms["a"].key == "arms.a.stimulation.pulse_width_us"


def test_the_smallest_draft_has_no_number() -> None:
    view = seen(SMALLEST)
    assert {amount.text for amount in amounts(view)} == {""}
    assert "needs study.condition" in FORMATS["text"](view, "study.toml")


def test_where_no_arm_is_stimulated_it_says_so() -> None:
    view = seen(START + '[arms.a]\nrole = "no_stimulation"\n')
    text = FORMATS["text"](view, "study.toml")
    assert "No arm is stimulated." in text
    assert "Compared with limits" not in text


@settings(max_examples=60)
@given(documents(), st.sampled_from(sorted(FORMATS)))
def test_every_protocol_can_be_shown_and_gives_the_same_bytes(document: dict[str, Any], output: str) -> None:
    built = build(document)
    assert isinstance(built, Study)
    shown = FORMATS[output](overview(built), "study.toml")
    assert shown == FORMATS[output](overview(built), "study.toml")
    assert shown.endswith("\n")


# ---------------------------------------------------------------- arms


def test_arms_stand_side_by_side_with_what_differs_marked() -> None:
    view = overview(load(STUDIES["example"]))
    differing = {row.key for row in view.rows if row.differs}
    assert differing == {"stimulation.sites"}
    (row,) = [row for row in view.rows if row.differs]
    assert [(cell.text, cell.at) for cell in row.cells] == [
        ("cymba conchae", "stimulation.sites"),
        ("helix", "arms.sham.stimulation.sites"),
    ]
    assert row.cells[0].value == ["cymba_conchae"]
    assert re.search(r"^≠  site +cymba conchae +helix$", FORMATS["text"](view, "study.toml"), re.MULTILINE)


def test_what_one_arm_does_not_say_differs_and_an_arm_without_stimulation_differs_in_nothing() -> None:
    arms = SMALLEST + '[arms.b]\nrole = "sham"\n[arms.a.stimulation]\nfrequency_hz = 25\n'
    assert [row.key for row in seen(arms).rows if row.differs] == ["stimulation.frequency_hz"]
    without = SMALLEST + '[arms.b]\nrole = "no_stimulation"\n[stimulation]\nfrequency_hz = 25\n'
    assert [row.key for row in seen(without).rows if row.differs] == []
    more = without + '[arms.c]\nrole = "no_stimulation"\nco_intervention = "sport"\n'
    assert [row.key for row in seen(more).rows if row.differs] == ["arms.NAME.co_intervention"]


def test_the_same_written_in_another_way_does_not_differ() -> None:
    arms = SMALLEST + '[arms.b]\nrole = "sham"\n[stimulation]\nfrequency_hz = 25\n'
    arms += "[arms.b.stimulation]\nfrequency_hz = { min = 25.0, max = 25 }\n"
    assert not any(row.differs for row in seen(arms).rows)


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ('"sham"\nsham_method = "no_current"', True),
        ('"sham"\nsham_method = "non_conducting_electrode"', True),
        ('"sham"\nsham_method = "ramp_then_off"', False),
        ('"no_stimulation"', False),
        ('"active"', False),
    ],
)
def test_settings_of_an_arm_without_current_are_said_to_be_settings(role: str, said: bool) -> None:
    file = SMALLEST + f"[arms.b]\nrole = {role}\n[stimulation]\nfrequency_hz = 25\n"
    view = seen(file + "[stimulation.intensity]\nmax_ma = 4\n")
    for output in ("text", "markdown"):
        shown = " ".join(FORMATS[output](view, "study.toml").split())
        assert ("No current flows in b: the table shows how the device is set" in shown) == said
        assert ("b (no current)" in shown) == said
    arms = json.loads(FORMATS["json"](view, "study.toml"))["arms"]
    assert [one["current"] for one in arms] == [
        True,
        role in ('"active"', '"sham"\nsham_method = "ramp_then_off"'),
    ]


def test_a_course_is_one_line_and_shared() -> None:
    (course,) = overview(load(STUDIES["example"])).courses
    assert course.arms == ("tavns", "sham")
    assert course.text == (
        "30 min a session, 1 session a day, 3 days a week, 4 weeks, 12 sessions in all, then 12 weeks of follow-up"
    )
    assert course.sessions.text == "12"


def test_notes_and_what_the_study_is_reach_every_output() -> None:
    file = SMALLEST + 'notes = "of the arm"\n[blinding]\nparticipants = true\nnotes = "of blinding"\n'
    for output in FORMATS.values():
        shown = output(seen(file), "study.toml")
        assert "of the arm" in shown
        assert "of blinding" in shown


# ---------------------------------------------------------------- the literature


@pytest.mark.parametrize("name", STUDIES)
def test_counts_agree_with_the_rules_on_the_literature(name: str) -> None:
    text = STUDIES[name].read_text(encoding="utf-8")
    fired = {finding.code for finding in lint(text).findings}
    for setting, code in (
        ("frequency", "LIT001"),
        ("pulse width", "LIT002"),
        ("site", "LIT003"),
        ("side", "LIT004"),
    ):
        standings = [one for one in overview(load(text)).literature.standings if one.setting == setting]
        unused = any(one.used == 0 for one in standings)
        assert unused == (code in fired) or "LIT009" in fired or "LIT019" in fired, (setting, standings)


def test_a_setting_is_a_line_with_the_trials_that_used_it() -> None:
    view = seen(MIGRAINE + "[stimulation]\nfrequency_hz = 25\n")
    assert [one.text for one in view.literature.standings] == ["frequency 25 Hz: 1 of 6 (Straube 2015)"]
    none = seen(MIGRAINE + "[stimulation]\nfrequency_hz = 7\n")
    assert [one.text for one in none.literature.standings] == ["frequency 7 Hz: 0 of 6"]


def test_a_condition_without_trials_is_said_once() -> None:
    view = seen(MIGRAINE.replace('"migraine"', '"tinnitus"'))
    assert (view.literature.standings, view.literature.missing) == (
        (),
        "the evidence base holds no trial of tinnitus",
    )


# ---------------------------------------------------------------- limits


def test_limits_and_sources_are_those_of_the_rules() -> None:
    view = overview(load(STUDIES["example"]))
    assert [(one.code, one.limit, one.unit) for one in view.exposures] == [
        ("ELE001", 300, "mJ"), ("ELE002", 2.0, "mA/cm²"), ("ELE003", 0.2, "mA/cm²"), ("ELE004", 500, "V"),
        ("ELE005", 10, "mA"), ("ELE005", 10, "V"), ("ELE010", 50, "mA"),
    ]  # fmt: skip
    for one in view.exposures:
        assert one.sources == RULES[one.code].sources
        assert f"{one.limit:g} {one.unit.split('/')[0]}" in " ".join(
            (RULES[one.code].title, RULES[one.code].rationale)
        )


ONE_ARM = """
format = 1
[study]
title = "x"
[device]
control = "current"
[electrode]
contact_area_mm2 = {area}
impedance_kohm = {impedance}
[stimulation]
frequency_hz = {rate}
pulse_width_us = {width}
waveform = "{waveform}"
pattern = "continuous"
[stimulation.intensity]
method = "fixed"
current_ma = {current}
[arms.a]
role = "active"
"""


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(
        {
            "area": st.floats(0.5, 200),
            "impedance": st.floats(0.1, 200),
            "rate": st.floats(1, 900),
            "width": st.floats(20, 500),
            "current": st.floats(0.1, 79),
            "waveform": st.sampled_from(["monophasic", "biphasic_symmetric"]),
        }
    )
)
def test_a_share_above_100_is_a_finding_of_its_rule(values: dict[str, Any]) -> None:
    text = ONE_ARM.format(**values)
    fired = {finding.code for finding in lint(text).findings}
    if {"TIM001", "LIT019"} & fired:  # these silence the rules on dose
        return
    for one in seen(text).exposures:
        (held,) = one.arms
        if (held.percent.text and one.unit != "V") or one.code == "ELE004":
            above = held.percent.max is not None and held.percent.max > 100 * (1 + 1e-9)
            assert above == (one.code in fired), (one.label, held)
            assert above == (float(held.percent.text.removeprefix("less than ")) > 100)
            assert above == (float(held.amount.text) > one.limit)
            assert held.percent.max == pytest.approx((held.amount.max or 0) / one.limit * 100)


def test_a_number_barely_above_its_limit_is_not_rounded_onto_it() -> None:
    view = seen(
        ONE_ARM.format(area=20, impedance=1, rate=25, width=250, waveform="monophasic", current=10.00001)
    )
    (held,) = next(one for one in view.exposures if (one.code, one.unit) == ("ELE005", "mA")).arms
    assert float(held.amount.text) > 10
    assert float(held.percent.text) > 100


def test_a_number_barely_below_its_limit_is_not_rounded_onto_it() -> None:
    view = seen(
        ONE_ARM.format(area=20, impedance=1, rate=25, width=250, waveform="monophasic", current=9.99999)
    )
    (held,) = next(one for one in view.exposures if (one.code, one.unit) == ("ELE005", "mA")).arms
    assert (held.amount.text, held.percent.text) == ("9.99999", "99.9999")


def test_the_voltage_is_the_one_that_is_written() -> None:
    view = seen(SMALLEST + '[stimulation.intensity]\nmethod = "fixed"\nvoltage_v = { min = 5, max = 25 }\n')
    held = {(one.code, one.unit): one.arms[0] for one in view.exposures}
    assert (held["ELE004", "V"].amount.text, held["ELE004", "V"].percent.text) == ("5 to 25", "1 to 5")
    assert held["ELE005", "V"].percent.text == "50 to 250"


def test_a_sham_without_current_has_no_exposure() -> None:
    view = seen(SMALLEST.replace('"active"', '"sham"\nsham_method = "no_current"'))
    assert {held.percent.text for one in view.exposures for held in one.arms} == {"0"}


@pytest.mark.parametrize("path", STUDIES.values(), ids=STUDIES)
def test_nothing_is_called_safe(path: Path) -> None:
    said = " ".join(FORMATS["text"](overview(load(path)), path.name).split()).replace(OF_EXPOSURE, "")
    assert not re.search(r"\b(un)?safe\b", said)


# ---------------------------------------------------------------- text stays text

MARKUP = "<script>alert(1)</script> [x](javascript:alert(1)) **b** | `c`"


def test_cells_of_csv_are_no_formulas() -> None:
    for sign in "=+-@":
        file = SMALLEST.replace('"x"', f'"{sign}1+1"') + f'label = "{sign}cmd"\n[device]\nmodel = "{sign}x"\n'
        file += "[stimulation]\npulse_width_us = 250\n[electrode]\ncontact_area_mm2 = 20\n[stimulation.intensity]\nmax_ma = 1\n"
        for line in csv.reader(io.StringIO(FORMATS["csv"](seen(file), f"{sign}study.toml"))):
            for cell in line:
                assert not cell.startswith(("=", "+", "-", "@")) or re.fullmatch(r"-[0-9. to-]+", cell)


NUMBERS = st.one_of(st.none(), st.floats(-1e6, 1e6))


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_derived_amount_stays_as_it_is_in_csv(
    least: float | None, nominal: float | None, most: float | None
) -> None:
    if least is not None or most is not None:
        said = in_words(Interval(least, nominal, most))
        assert harmless(said) == said


@pytest.mark.parametrize(
    "said",
    [
        "-1",
        "-2.194 to 0.9823",
        "-2 (-3 to -1.5)",
        "-2 (at least -3)",
        "-2 (at most 1)",
        "-4, 4, 16",
        "-4 weeks; 4 weeks",
    ],
)
def test_a_number_with_a_minus_is_no_formula(said: str) -> None:
    assert harmless(said) == said


@pytest.mark.parametrize(
    "said",
    [
        "-1+cmd|' /C calc'!A0", "-1 to cmd", "-A1", "-1(2)", "-1\n", "-1 to 2+3", "-", "--1", "-1 to 2 to 3", "-٣", "-1, A1", "-1;2", "-1 weeks+2",
        "=1", "+1", "@x", "\t=1", "\r=1", "\n=1",
    ],
)  # fmt: skip
def test_what_only_begins_like_a_number_is_marked(said: str) -> None:
    assert harmless(said) == f"'{said}"


def test_nothing_of_a_file_is_markup() -> None:
    file = (
        SMALLEST.replace('"x"', json.dumps(MARKUP))
        + f"label = {json.dumps(MARKUP)}\nnotes = {json.dumps(MARKUP)}\n"
    )
    tokens = MarkdownIt("commonmark").enable("table").parse(FORMATS["markdown"](seen(file), "study.toml"))
    kinds = {token.type for token in tokens} | {one.type for token in tokens for one in token.children or ()}
    assert not {
        kind
        for kind in kinds
        if "html" in kind or kind in ("link_open", "strong_open", "code_inline", "image")
    }
    assert sum(one.content.count(MARKUP) for token in tokens for one in token.children or ()) == 4


# ---------------------------------------------------------------- the command


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "protocols", "show", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def test_the_command_shows_a_file() -> None:
    found = run(str(STUDIES["example"]))
    assert (found.returncode, found.stderr) == (0, b"")
    assert b"\x1b" not in found.stdout
    assert "frequency" in found.stdout.decode("utf-8")
    piped = run("-", "--format", "json", stdin=STUDIES["example"].read_bytes())
    assert json.loads(piped.stdout)["path"] == "<stdin>"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x.toml", "--format", "pdf"], b"is none of text, markdown, json, csv"),
        (["missing.toml"], b"cannot read"),
    ],
)
def test_wrong_use_is_one_sentence(arguments: list[str], said: bytes) -> None:
    found = run(*arguments)
    assert found.returncode == 2
    assert said in b" ".join(found.stderr.replace("│".encode(), b" ").split())


def test_what_an_open_output_reaches_is_not_made_up() -> None:
    example = Path(__file__).parent.parent / "examples" / "migraine-two-arms.toml"
    text = (
        example.read_text(encoding="utf-8")
        .replace('sham_method = "inactive_site"', 'sham_method = "non_conducting_electrode"')
        .replace("contact_area_mm2 = 20", "contact_area_mm2 = 20\nimpedance_kohm = 4")
    )
    view = overview(load(text))
    (voltage,) = [one for one in view.exposures if one.label == "voltage needed"]
    sham = next(one for one in voltage.arms if one.arm == "sham")
    assert sham.amount.missing == "no current flows; how high the open output can go depends on the device"
    assert next(one for one in voltage.arms if one.arm == "tavns").amount.text == "at most 20"


@pytest.mark.parametrize("key", ["follow_up_weeks", "follow_up_months"])
def test_a_follow_up_of_0_is_no_follow_up(key: str) -> None:
    view = seen(SMALLEST.replace('"x"', f'"x"\n{key} = 0') + "[schedule]\nweeks = 4\n")
    assert view.courses[0].text == "4 weeks, no follow-up"
    (row,) = (row for row in view.about if row.key == f"study.{key}")
    assert row.cells[0].text == "no follow-up"


def test_of_a_schedule_that_contradicts_itself_no_total_is_shown() -> None:
    plan = "[schedule]\nsessions_per_day = 1\ndays_per_week = 5\nweeks = 4\ntotal_sessions = 28\n"
    (course,) = seen(SMALLEST + plan).courses
    assert (course.sessions.text, course.sessions.key) == ("", "schedule.total_sessions")
    assert course.sessions.missing == "28 sessions in all contradict the rest of the schedule"


# ---------------------------------------------------------------- a number and its unit

COURSES = [
    *sorted((ROOT / "examples" / "periods").glob("*.toml")),
    *sorted((ROOT / "examples").glob("*.toml")),
]
UNIT = re.compile(r"([fpnµmkM]?)((?:A|C|J|V|W|Hz|Ω)(?:/.+)?)")
POWERS = {"f": -15, "p": -12, "n": -9, "µ": -6, "m": -3, "": 0, "k": 3, "M": 6}


def times(unit: str, computed: str) -> float:
    """Return by what a number in a unit is multiplied to be in the one that it is computed in."""
    if unit == computed:
        return 1
    said, own = UNIT.fullmatch(unit), UNIT.fullmatch(computed)
    assert said is not None
    assert own is not None
    assert said[2] == own[2]
    return 10.0 ** (POWERS[said[1]] - POWERS[own[1]])


@pytest.mark.parametrize("notation", [TERMINAL, TYPOGRAPHIC])
@pytest.mark.parametrize("path", COURSES, ids=lambda path: path.stem)
@pytest.mark.parametrize("hz", ["1", "25", "25_000"])
def test_a_number_stands_beside_the_unit_that_it_is_said_in(path: Path, notation: Notation, hz: str) -> None:
    text = re.sub(r"(?<![\w-])frequency_hz = .*", f"frequency_hz = {hz}", path.read_text(encoding="utf-8"))
    view = overview(load(text, path.name), notation)
    rows = {
        (grid.title, row[0]): row[1:]
        for grid in grids(view)
        for row in grid.rows
        if grid.header[1:2] == ("unit",)
    }
    doses = [("Dose", one) for one in view.doses] + [("All periods together", one) for one in view.totals]
    for title, one in doses:
        unit, *cells = rows.get((title, one.label), ("",))
        for cell, amount in zip(cells, one.arms.values(), strict=True) if cells else ():
            numbers = re.findall(r"\d[\d.]*", re.sub(r"(?<=\d)\s(?=\d)", "", cell))
            ends = [end for end in (amount.min, amount.nominal, amount.max) if end is not None]
            if numbers and ends and unit and amount.text_unit:
                said = float(numbers[-1]) * times(unit, one.unit)
                assert any(math.isclose(said, end, rel_tol=0.006) for end in ends), (one.label, cell, unit)


@given(st.floats(1, 400), st.integers(50, 500), st.integers(1, 100), st.sampled_from([PLAIN, TERMINAL]))
def test_the_current_that_reaches_a_density_is_not_said_to_be_higher(
    area: float, width: int, hz: int, notation: Notation
) -> None:
    text = (
        f"{SMALLEST}[electrode]\ncontact_area_mm2 = {area}\n"
        f'[stimulation]\npulse_width_us = {width}\nfrequency_hz = {hz}\nwaveform = "biphasic_symmetric"\n'
    )
    (most,) = (one for one in overview(load(text), notation).doses if one.key == "max_intensity_for_density")
    amount = most.arms["a"]
    said = float(re.sub(r"\s", "", amount.text)) * times(amount.text_unit, most.unit)
    assert amount.nominal is not None
    assert amount.nominal * 0.989 < said <= amount.nominal * (1 + 1e-11)
