"""Fixes: what is meant is kept, what is not touched stays byte for byte, and no dose, site or schedule is ever another."""

import re
from pathlib import Path

import pytest
import tomli
from hypothesis import example, given, settings
from hypothesis import strategies as st

from misspelt import PLAUSIBLE, SURE, Slip, slips, texts
from pages import Case, all_cases, composed
from protocols import lint
from protocols.check.fixes import fix
from protocols.document.document import Document
from protocols.document.reading import read
from protocols.formats.records import of_finding
from protocols.lib.resources import data, preset_files
from strategies import documents, mutated

ROOT = Path(__file__).parent.parent


def fixed(source: str | bytes) -> Document:
    return fix(read(source)).document


# ---------------------------------------------------------------- laws


@given(documents().flatmap(texts))
def test_a_file_without_a_fault_of_shape_is_never_changed(source: bytes) -> None:
    result = fix(read(source))
    assert result.document.source == source
    assert result.changes == ()


@pytest.mark.parametrize(
    "path",
    [*preset_files().values(), *(ROOT / "examples").rglob("*.toml")],
    ids=lambda path: path.stem,
)
def test_presets_and_examples_are_never_changed(path: Path) -> None:
    assert fixed(path.read_bytes()).source == path.read_bytes()


def with_text(slip: Slip) -> st.SearchStrategy[tuple[Slip, bytes]]:
    return texts(slip.written).map(lambda source: (slip, source))


@given(slips(SURE, 3).flatmap(with_text))
@settings(max_examples=200)
def test_spelling_and_quotes_become_what_is_meant(drawn: tuple[Slip, bytes]) -> None:
    slip, source = drawn
    assert tomli.loads(fixed(source).text) == slip.meant


@given(slips(PLAUSIBLE, 1).flatmap(with_text))
@settings(max_examples=200)
def test_numbers_become_what_is_meant_or_stay(drawn: tuple[Slip, bytes]) -> None:
    slip, source = drawn
    assert tomli.loads(fixed(source).text) in (slip.meant, slip.written)


@given(slips(SURE + PLAUSIBLE, 3).flatmap(with_text))
@example(
    (
        Slip({}, {}),
        b'format = 1\n[study]\ntitle = "x"\n[study.follow_up_days]\nmin = 0\n[arms.a]\nrole = "active"\n',
    )
)
def test_only_the_lines_that_are_told_change_and_to_fix_twice_changes_nothing_more(
    drawn: tuple[Slip, bytes],
) -> None:
    _, source = drawn
    result = fix(read(source))
    assert fixed(result.document.source).source == result.document.source
    before, after = source.split(b"\n"), result.document.source.split(b"\n")
    assert len(before) == len(after)
    changed = {number for number, pair in enumerate(zip(before, after, strict=True), 1) if pair[0] != pair[1]}
    assert changed == {change.line for change in result.changes}


@given(mutated().flatmap(texts))
def test_whatever_is_wrong_the_result_can_be_read_and_stays(source: bytes) -> None:
    result = fixed(source)
    assert result.data is not None
    assert fixed(result.source).source == result.source


@pytest.mark.parametrize(
    ("code", "case"), [pytest.param(*one, id=f"{one[0]}-{one[1].number}") for one in all_cases()]
)
def test_only_the_shape_is_mended_and_as_the_finding_says(code: str, case: Case) -> None:
    for finding in lint(composed(case.toml)[0].encode(case.encoding)).findings:
        if finding.fix:
            assert finding.code in ("KEY001", "KEY003", "KEY005", "KEY008"), code
            for edit in finding.fix:
                assert edit.text in finding.help + finding.message


# ---------------------------------------------------------------- one by one


def line(table: str, written: str) -> str:
    """Return what becomes of some lines of a table in a protocol without another fault."""
    required = {"study": 'title = "x"\n', "arms.a": 'role = "active"\n'}
    before = "format = 1\n" + "".join(f"[{name}]\n{keys}" for name, keys in required.items() if name != table)
    before += f"[{table}]\n{required.get(table, '')}"
    text = fixed(f"{before}{written}\n").text
    assert text.startswith(before)
    return text.removeprefix(before).removesuffix("\n")


MENDED = {
    # a key, spelled otherwise
    "capitals": ("stimulation", "Frequency_Hz = 25", "frequency_hz = 25"),
    "hyphens": ("stimulation", "pulse-width-us = 250", "pulse_width_us = 250"),
    "spaces": ("schedule", '"session min" = 30', "session_min = 30"),
    "together": ("stimulation", "pulseWidthUs = 250", "pulse_width_us = 250"),
    "a letter lacks": ("stimulation", "freqency_hz = 25", "frequency_hz = 25"),
    "a letter too many": ("stimulation", "frequenncy_hz = 25", "frequency_hz = 25"),
    "another letter": ("study", "randomised = true", "randomized = true"),
    "two exchanged": ("stimulation", "pulse_widht_us = 250 # µs", "pulse_width_us = 250 # µs"),
    "an underscore lacks": ("study", "followup_weeks = 12", "follow_up_weeks = 12"),
    "an end of a range": ("stimulation", "frequency_hz = { Min = 20, max = 25 }", "frequency_hz = { min = 20, max = 25 }"),
    # its unit
    "unit spelled": ("stimulation", "frequency_Hz = 25", "frequency_hz = 25"),
    "unit with its sign": ("stimulation", '"pulse_width_µs" = 250', "pulse_width_us = 250"),
    "days for weeks": ("schedule", 'weeks = "28 days"', "weeks = 4"),
    "unit in full": ("schedule", "session_minutes = 30", "session_min = 30"),
    "milliseconds": ("stimulation", "pulse_width_ms = 0.25", "pulse_width_us = 250"),
    "a range": ("stimulation", "pulse_width_ms = {min=0.2, max = 0.25}", "pulse_width_us = {min=200, max = 250}"),
    "a list": ("stimulation", "alternating_khz = [\n  0.004, # low\n  0.02,\n]", "alternating_hz = [\n  4, # low\n  20,\n]"),
    "hours": ("schedule", "session_h = 0.5", "session_min = 30"),
    "days": ("study", "follow_up_days = 28", "follow_up_weeks = 4"),
    # a term
    "site spelled": ("stimulation", 'sites = ["Cymba Conchae", "helix"]', 'sites = ["cymba_conchae", "helix"]'),
    "site with hyphens": ("stimulation", "sites = ['cymba-conchae']", 'sites = ["cymba_conchae"]'),
    "site's synonym": ("stimulation", 'sites = ["anthelix"]', 'sites = ["antihelix"]'),
    "electrode's site": ("electrode", 'return_site = "retroauricular"', 'return_site = "mastoid"'),
    "waveform": ("stimulation", 'waveform = "symmetrical biphasic"', 'waveform = "biphasic_symmetric"'),
    "side": ("stimulation", 'side = "Both"', 'side = "bilateral"'),
    "sham": ("arms.a", 'sham_method = "Device off"', 'sham_method = "no_current"'),
    "target outside a list": ("stimulation.intensity", 'target = "Pain threshold"', 'target = "pain_threshold"'),
    # a value in another form
    "number with its unit": ("stimulation", 'frequency_hz = "25 Hz"', "frequency_hz = 25"),
    "number in another unit": ("stimulation", 'pulse_width_us = "0.25 ms"', "pulse_width_us = 250"),
    "number in quotes": ("stimulation", 'off_s = "30"', "off_s = 30"),
    "decimal comma": ("stimulation", 'pulse_width_us = "0,25 ms"', "pulse_width_us = 250"),
    "range in quotes": ("schedule", 'session_min = "20-30 min"', "session_min = { min = 20, max = 30 }"),
    "counted": ("schedule", 'total_sessions = "12 sessions"', "total_sessions = 12"),
    "percent": ("stimulation", 'duty_cycle = "50 %"', "duty_cycle = 0.5"),
    "whole": ("study", "participants = 60.0", "participants = 60"),
    "true": ("study", 'randomized = "true"', "randomized = true"),
    "no": ("schedule", 'during_sleep = "No"', "during_sleep = false"),
    "date": ("study", 'date = "2026-11-23"', "date = 2026-11-23"),
    "one term": ("stimulation", 'sites = "helix"', 'sites = ["helix"]'),
    "one term, spelled otherwise": ("stimulation", 'sites = "Cymba Concha"', 'sites = ["cymba_conchae"]'),
    "one criterion": ("eligibility", 'exclusion = "pregnancy"', 'exclusion = ["pregnancy"]'),
    "one time": ("outcomes.pain", "time_points_weeks = 4", "time_points_weeks = [4]"),
    # one thing after the other
    "key, then value": ("stimulation", 'Frequency_Hz = "25 Hz"', "frequency_hz = 25"),
    "key, then term": ("stimulation", 'Side = "Left ear"', 'side = "left"'),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDED)
def test_what_changes_no_meaning_is_mended(name: str) -> None:
    table, written, meant = MENDED[name]
    assert line(table, written) == meant


LEFT = {
    # a letter or two from a key, and something else
    "where to stop": ("stimulation.intensity", "stop_ma = 5"),
    "a mean": ("stimulation.intensity", "mean_ma = 1"),
    "neither end": ("stimulation.intensity", "mxn_ma = 1"),
    "a mode": ("device", 'mode = "burst"'),
    "a channel": ("device.limits", "channel = 1"),
    "a standard error": ("arms.a.delivered", "current_se_ma = 0.1"),
    "nanoseconds": ("stimulation", "pulse_width_ns = 250"),
    "square metres": ("electrode", "contact_area_m2 = 20"),
    "megaohms": ("electrode", "impedance_mohm = 5"),
    "fewest sessions": ("schedule", "sessions_min = 10"),
    "one week": ("schedule", "week = 4"),
    "one day": ("schedule", "day = 4"),
    "on or off": ("stimulation", "of_s = 30"),
    "sides or sites": ("stimulation", 'site = "left"'),
    "an English word": ("stimulation", 'change_balance = "capacitor"'),
    "stepping": ("harms", 'stepping_rules = "0.1 mA"'),
    "when it was made": ("device", 'manufactured = "2020"'),
    "of another table": ("electrode", "frequency_hz = 25"),
    "of a waiver": ("arms.a", 'rule = "sham"'),
    "least ramp": ("stimulation", "ramp_min = 2"),
    "nothing like it": ("stimulation", "colour = 3"),
    # a key that is free no more
    "the right key too": ("stimulation", "frequency_hz = 1\nfreqency_hz = 25"),
    "the right unit too": ("stimulation", "pulse_width_us = 200\npulse_width_ms = 0.25"),
    "two that mean one": ("stimulation", "freqency_hz = 1\nfrequncy_hz = 25"),
    "two units of one": ("stimulation", "pulse_width_ms = 0.25\npulse_width_s = 0.0003"),
    "misspelt and in another unit": ("stimulation", "pulse_widht_us = 200\npulse_width_ms = 0.25"),
    "its partner": ("stimulation", "alternating_hz = [4, 20]\nfreqency_hz = 1"),
    "its partner's unit": ("study", "follow_up_months = 3\nfollow_up_days = 28"),
    # a number that was hardly meant, or is not exact
    "was µs meant": ("stimulation", "pulse_width_ms = 250"),
    "absurd in its own unit": ("stimulation", "frequency_Hz = 25000"),
    "absurd text": ("stimulation", 'pulse_width_us = "250 ms"'),
    "a letter of the unit left out": ("stimulation.intensity", "step_a = 0.1"),
    "a letter left out behind a number": ("stimulation.intensity", 'step_ma = "0.1 A"'),
    "a current that was measured": ("arms.a.delivered", "current_mean_a = 1.2"),
    "a limit": ("device.limits", "current_step_a = 0.1"),
    "hours or minutes": ("schedule", "session_h = 2"),
    "hours of one train": ("stimulation", "on_h = 30"),
    "more than is known": ("schedule", "session_h = 30"),
    "a third of a week": ("study", "follow_up_days = 30"),
    "thousands": ("stimulation.intensity", 'max_ma = "1,500 µA"'),
    "thousands with a point": ("stimulation", 'off_s = "1.800 s"'),
    "a decimal comma, or two numbers": ("stimulation", 'frequency_hz = "1,25"'),
    "a comma before a unit": ("stimulation", 'frequency_hz = "4,20 Hz"'),
    "a comma in a time": ("stimulation", 'on_s = "1,5 s"'),
    "a comma in an end of a range": ("stimulation.intensity", 'current_ma = { min = "1,5", max = 2 }'),
    "a comma in both ends": ("stimulation.intensity", 'current_ma = "0,5-1,5 mA"'),
    "a comma in a list": ("stimulation", 'alternating_hz = ["2,15"]'),
    "two numbers in one text": ("stimulation", 'alternating_hz = "2,15"'),
    "frequencies that follow one another": ("stimulation", 'frequency_hz = "2-15 Hz"'),
    "a share or a percentage": ("stimulation", 'duty_cycle = "50"'),
    "more than all": ("stimulation", 'duty_cycle = "150 %"'),
    "more days than a week has": ("schedule", 'days_per_week = "8"'),
    "a key of this table in the plural": ("electrode", 'materials = "titanium"'),
    "ends exchanged": ("schedule", 'session_min = "30-20 min"'),
    "no unit of time": ("stimulation", 'pulse_width_us = "250 mA"'),
    "about": ("stimulation", 'frequency_hz = "about 25 Hz"'),
    "a range for one number": ("stimulation.intensity", 'max_ma = "4-5 mA"'),
    "months": ("schedule", 'weeks = "3 months"'),
    "half a session": ("schedule", 'total_sessions = "12.5"'),
    "a list for a range": ("stimulation", "frequency_hz = [4, 20]"),
    "a percentage": ("stimulation", "duty_cycle = 50"),
    "ends of a range": ("stimulation", "frequency_hz = { min = 25, max = 20 }"),
    "a number for a truth": ("blinding", "participants = 1"),
    "partly": ("blinding", 'participants = "partly"'),
    "a day of the week": ("study", 'date = "2026-W01-1"'),
    "another order": ("study", 'date = "23.11.2026"'),
    "a number for a text": ("study", "version = 1.10"),
    # a word that may mean something else, or says more
    "a side in the site": ("stimulation", 'sites = ["left concha"]'),
    "a side of the electrode": ("electrode", 'return_site = "right mastoid"'),
    "misspelt site": ("stimulation", 'sites = ["tragsu"]'),
    "no site": ("stimulation", 'sites = ["auricle"]'),
    "one of two sites": ("stimulation", 'sites = ["helix/root"]'),
    "two sites in one": ("stimulation", 'sites = "helix, tragus"'),
    "more than the term": ("electrode", 'return_site = "wrist"'),
    "which threshold": ("stimulation.intensity", 'target = "suprathreshold"'),
    "misspelt method": ("stimulation.intensity", 'method = "titrate"'),
    "two criteria in one": ("eligibility", 'exclusion = "pregnancy, epilepsy"'),
    "an arm": ("arms.a", 'controls = ["A"]'),
    "a preset": ("study", 'based_on = "straube2015"'),
    # what is wrong in another way
    "negative": ("schedule", "weeks = -4"),
    "a name": ("outcomes.Pain", "primary = true"),
    "a reserved key": ("arms.a", "phases = []"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT)
def test_what_is_in_doubt_is_left(name: str) -> None:
    table, written = LEFT[name]
    assert line(table, written) == written


def test_every_listed_synonym_is_written_but_for_those_that_are_not_the_same() -> None:
    synonyms = dict(data("terms"))
    doubtful = synonyms.pop("not_the_same")
    tables = {
        "design": "study",
        "kind": "study",
        "condition": "study",
        "primary_purpose": "study",
        "sex": "eligibility",
        "recorded_by": "adherence",
        "role": "arms.a",
        "sham_method": "arms.a",
        "setting": "delivery",
        "control": "device",
        "time_of_day_rule": "schedule",
        "signal": "stimulation.gating",
    }
    tables |= dict.fromkeys(("target", "method", "retitrated"), "stimulation.intensity")
    for key, terms in synonyms.items():
        assert set(doubtful.get(key, ())) <= {word for words in terms.values() for word in words}
        for term, word in ((term, word) for term, words in terms.items() for word in words):
            before, after = (f'["{word}"]', f'["{term}"]') if key == "sites" else (f'"{word}"', f'"{term}"')
            meant = before if word in doubtful.get(key, ()) else after
            table = tables.get(key, "stimulation")
            if key != "role":
                assert line(table, f"{key} = {before}") == f"{key} = {meant}", word


def test_a_table_is_renamed_in_every_header_and_dotted_key() -> None:
    source = (
        'format = 1\nstudy.title = "x"\n[stimulatoin] # all arms\nside = "left"\n[ "stimulatoin" . intensity]\n'
        'max_ma = 5\n[arms.a]\nrole = "active"\nstimulatoin.frequency_hz = 1\nstimulatoin.burst.pulses = 5\n'
        '[[wiavers]]\nrule = "DSN006"\nreason = "agreed by all"\n[[wiavers]]\nrule = "DSN007"\nreason = "agreed by all"\n'
    )
    meant = source.replace('"stimulatoin"', "stimulatoin").replace("stimulatoin", "stimulation")
    assert fixed(source).text == meant.replace("wiavers", "waivers")


def test_a_table_is_left_where_the_right_one_stands_too() -> None:
    source = 'format = 1\n[study]\ntitle = "x"\n[stimulation]\nside = "left"\n[stimulatoin]\nfrequency_hz = 1\n[arms.a]\nrole = "active"\n'
    assert fixed(source).text == source


def test_a_fault_that_comes_to_light_elsewhere_keeps_no_fix_back() -> None:
    """Keys that exclude each other are found only where every value of their table has its form."""
    written = 'session_min = "30 min"\nweeks = 4\ndays = 28'
    assert line("schedule", written) == "session_min = 30\nweeks = 4\ndays = 28"


UNCOVERED = {
    "absurd": ('freqency_hz = "1000 Hz"', 'frequency_hz = "1000 Hz"', "KEY003"),
    "no number": ('freqency_hz = "abc"', 'frequency_hz = "abc"', "KEY003"),
    "no number, the unit in capitals": ('frequency_Hz = "abc"', 'frequency_hz = "abc"', "KEY003"),
    "out of bounds": ("freqency_hz = -1", "frequency_hz = -1", "KEY004"),
    "no term": ('Side = "up"', 'side = "up"', "KEY005"),
    "ends exchanged": ("frequency_hz = { Min = 25, max = 20 }", "frequency_hz = { min = 25, max = 20 }", "KEY007"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNCOVERED)
def test_a_fault_of_the_value_keeps_no_key_misspelt(name: str) -> None:
    written, becomes, code = UNCOVERED[name]
    assert line("stimulation", written) == becomes
    left = lint(f'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n[stimulation]\n{becomes}\n')
    assert [one.code for one in left.findings if one.severity == "error"] == [code]


@pytest.mark.parametrize("name", [*LEFT, *UNCOVERED])
def test_no_fix_is_promised_that_is_never_made(name: str) -> None:
    table, written = LEFT.get(name) or ("stimulation", UNCOVERED[name][0])
    head = 'format = 1\n[study]\ntitle = "x"\n' if table != "study" else "format = 1\n"
    head += '[arms.a]\nrole = "active"\n' if table != "arms.a" else ""
    own = {"study": 'title = "x"\n', "arms.a": 'role = "active"\n'}.get(table, "")
    result = fixed(f"{head}[{table}]\n{own}{written}\n")
    assert [one.message for one in lint(result.source).findings if one.fix] == []


@pytest.mark.parametrize(
    "source", ["", "format = 1", 'format = 2\n[study]\nTitle = "x"\n', "x = [\n", b"\xff\xfe", "\0"]
)
def test_what_is_no_protocol_is_left(source: str | bytes) -> None:
    assert fix(read(source)).changes == ()


def test_a_finding_holds_its_fix_with_places() -> None:
    source = '\ufeffformat = 1\r\n[study]\r\ntitle = "x"\r\n[stimulation]\r\npulse_width_ms = 0.25 # µ\r\n[arms.a]\r\nrole = "active"\r\n'
    finding = lint(source.encode()).first_fault
    assert [(edit.place, edit.text) for edit in finding.fix] == [
        ((5, 1, 5, 15), "pulse_width_us"),
        ((5, 18, 5, 22), "250"),
    ]
    text = source.removeprefix("\ufeff")
    assert [text[edit.start : edit.end] for edit in finding.fix] == ["pulse_width_ms", "0.25"]
    assert of_finding(finding)["fix"][1] == {
        "line": 5,
        "column": 18,
        "end_line": 5,
        "end_column": 22,
        "text": "250",
    }


def test_what_has_no_fix_among_many_keeps_no_other_back() -> None:
    arms = "".join(
        f'[arms.a{number}]\nRole = "verum"\n[arms.a{number}.stimulation]\n'
        + ("freqency_hz = 1\n" if number % 7 else "alternating_hz = [4, 20]\nfreqency_hz = 1\n")
        for number in range(200)
    )
    result = fixed(f'format = 1\n[study]\ntitle = "x"\n{arms}').text
    assert result.count('role = "active"') == 200
    assert result.count("\nfrequency_hz = 1") == 171
    assert result.count("\nfreqency_hz = 1") == 29


GUIDE = (ROOT / "docs" / "fixes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "becomes"), re.findall(r"^\|.*\| `(.+ = .+)` \| `(.+)` \|$", GUIDE, re.MULTILINE)
)
def test_the_guide_shows_what_is_fixed(written: str, becomes: str) -> None:
    table = "study" if becomes.startswith(("randomized", "condition")) else "stimulation"
    assert line(table, written) == becomes


def test_the_guide_names_what_is_not() -> None:
    for word in ("tragsu", "left concha", "wrist"):
        assert word in GUIDE
        assert line("stimulation", f'sites = ["{word}"]') == f'sites = ["{word}"]'
    assert "lupus" in GUIDE
    assert line("study", 'condition = "lupus"') == 'condition = "lupus"'
    assert line("study", 'condition = "low back pain"') == 'condition = "chronic_low_back_pain"'
