"""How numbers are said: every end that is written and no other number, the same in both notations and all of a report."""

import datetime
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import assume, example, given
from hypothesis import strategies as st

from protocols.changes import Version, between
from protocols.check.configuration.config import Config
from protocols.check.engine import lint_document
from protocols.cli import app
from protocols.document.reading import read
from protocols.dose.electrical import in_words
from protocols.dose.formulas import Interval
from protocols.dossier import dossier
from protocols.dossier.html import as_html
from protocols.dossier.markdown import as_markdown
from protocols.formats import changes
from protocols.formats.style import Style
from protocols.lib.prefixes import POWERS, takes_prefix
from protocols.methods import STYLES
from protocols.methods.rendering import of_sentences
from protocols.methods.words import times
from protocols.model import Range, Study
from protocols.model.faults import build
from protocols.model.quantity import (
    NOT_SAID,
    PARTED_FROM,
    PLAIN,
    TERMINAL,
    TYPOGRAPHIC,
    Notation,
    counted,
    number,
    plural,
    show,
    typeset,
)
from protocols.overview.amounts import unit_for, words_of
from protocols.overview.comparison import compare

NUMBERS = st.integers(-(10**6), 10**6).map(float) | st.floats(-1e9, 1e9, allow_nan=False)
ENDS = st.tuples(NUMBERS, NUMBERS).map(sorted).map(lambda ends: Range(*ends))
OPEN = NUMBERS.map(lambda end: Range(min=end)) | NUMBERS.map(lambda end: Range(max=end))
QUANTITIES = NUMBERS | ENDS | OPEN
NOTATIONS = st.sampled_from([PLAIN, TERMINAL, TYPOGRAPHIC])
UNITS = st.sampled_from(["", "Hz", "µs", "%", "min a day", "weeks", "days"])


def numbers_in(text: str) -> set[float]:
    text = re.sub(r"(?<=\d)[\N{NARROW NO-BREAK SPACE}\N{NO-BREAK SPACE}](?=\d{3})", "", text)
    return {float(one.replace("−", "-")) for one in re.findall(r"[-−]?\d+(?:\.\d+)?", text)}


def ends_of(quantity: float | Range) -> set[float]:
    return {*quantity} - {None} if isinstance(quantity, Range) else {quantity}  # type: ignore[return-value]


# ---------------------------------------------------------------- laws


@given(QUANTITIES, UNITS, NOTATIONS)
@example(Range(-5, -3), "", TYPOGRAPHIC)
@example(Range(-5, 3), "", TYPOGRAPHIC)
@example(-0.0, "Hz", PLAIN)
def test_every_end_that_is_written_is_said_and_no_other_number(
    quantity: float | Range, unit: str, notation: Notation
) -> None:
    assert numbers_in(show(quantity, unit, notation)) == ends_of(quantity)
    assert numbers_in(counted(quantity, "session", notation)) == ends_of(quantity)


@given(QUANTITIES, UNITS)
def test_both_notations_say_the_same_in_the_same_words(quantity: float | Range, unit: str) -> None:
    typographic = show(quantity, unit, TYPOGRAPHIC).replace("−", "-").replace("–", " to ")
    assert typographic.replace(TYPOGRAPHIC.thousands, "") == show(quantity, unit)
    assert typographic.replace(TYPOGRAPHIC.thousands, TERMINAL.thousands) == show(quantity, unit, TERMINAL)


@given(QUANTITIES, UNITS)
def test_an_open_end_is_no_range_and_no_number(quantity: float | Range, unit: str) -> None:
    open_ = isinstance(quantity, Range) and None in quantity
    lower = isinstance(quantity, Range) and quantity.max is None
    said = show(quantity, unit)
    assert said.startswith("at least " if lower else "at most ") is open_


@given(QUANTITIES, UNITS)
def test_a_finding_is_typeset_as_the_texts_beside_it(quantity: float | Range, unit: str) -> None:
    assume(all(0 <= end < PARTED_FROM for end in ends_of(quantity)))
    sentence = "{} is not used by the 6 cohorts, and {}; choose {}, or another device"
    plain, typographic = (show(quantity, unit, notation) for notation in (PLAIN, TYPOGRAPHIC))
    assert typeset(sentence.format(plain, plain, plain)) == sentence.format(*[typographic] * 3)


@given(NUMBERS, NUMBERS, st.integers(1, 15), NOTATIONS)
def test_what_is_computed_is_rounded_in_a_range_as_alone(
    one: float, other: float, digits: int, notation: Notation
) -> None:
    least, most = sorted((one, other))
    alone = [number(end, notation, digits) for end in (least, most)]
    said = in_words(Interval(least, None, most), digits, notation)
    assert said in (alone[0], " to ".join(alone), "–".join(alone))
    assert (said == alone[0]) is (alone[0] == alone[1])


SIZES = st.floats(1e-12, 1e9)
MEASURES = st.sampled_from(
    ["mA", "µC", "µC/cm²", "µJ", "mJ", "V", "mA/cm²", "W/cm²", "µA", "mC", "s", "%", ""]
)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    least, most = sorted((draw(SIZES), draw(SIZES)))
    shape = draw(st.sampled_from(["one", "both", "least", "most"]))
    return {
        "one": Interval(least, least, least),
        "both": Interval(least, None, most),
        "least": Interval(least, None, None),
        "most": Interval(None, None, most),
    }[shape]


def read_back(said: str, unit: str) -> list[float]:
    """Return the numbers of a text for people in a unit; a range has one unit behind it, or each end its own."""
    base = unit[1:] if takes_prefix(unit) and unit[0] in "fpnµmkM" else unit
    text = re.sub(r"(?<=\d)\s(?=\d{3})", "", said)
    found = re.findall(rf"(\d[\d.]*)(?: ?([fpnµmkM]?){re.escape(base)}(?![\w/]))?", text)
    power = POWERS[unit.removesuffix(base)] if takes_prefix(unit) else 0
    each = bool(base) and said.count(base) > 1
    return [float(one) * 10.0 ** (POWERS[prefix if each else found[-1][1]] - power) for one, prefix in found]


@given(intervals(), MEASURES, NOTATIONS, st.none() | SIZES)
@example(Interval(2e-7, None, 5.0), "µJ", TERMINAL, None)
@example(Interval(9.778e-8, 9.778e-8, 9.778e-8), "W/cm²", TERMINAL, 0.000022)
def test_what_is_computed_is_read_back_within_half_a_percent(
    value: Interval, unit: str, notation: Notation, beside: float | None
) -> None:
    others = [] if beside is None else [Interval(beside, beside, beside)]
    text, own = words_of(value, unit, notation, unit_for([value, *others], unit, notation))
    ends = [end for end in (value.min, value.max) if end is not None]
    if unit == "%" and min(ends) < 0.001 and notation.prefixes:
        return  # said to be less than that, or to begin at 0
    back = read_back(f"{text} {own}".rstrip(), unit)
    for end in ends:
        assert any(one == pytest.approx(end, rel=5.001e-3) for one in back), (text, own)


@given(intervals(), MEASURES, st.sampled_from([TERMINAL, TYPOGRAPHIC]), st.none() | SIZES)
def test_no_number_for_people_is_a_row_of_noughts_or_of_digits(
    value: Interval, unit: str, notation: Notation, beside: float | None
) -> None:
    assume(unit == "%" or takes_prefix(unit))
    others = [] if beside is None else [Interval(beside, beside, beside)]
    text, _ = words_of(value, unit, notation, unit_for([value, *others], unit, notation))
    assert "0.000" not in text
    for one in re.findall(r"\d[\d.]*", text.replace(notation.thousands, "")):
        whole, _, rest = one.partition(".")
        assert len((whole + rest).strip("0")) <= max(3, len(whole)), text


# ---------------------------------------------------------------- cases


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (Interval(0.000006258, None, 0.000022), "W/cm²", "6.26 to 22 µW/cm²"),
        (Interval(0.1, 0.1, 0.1), "mA", "0.1 mA"),
        (Interval(0.008944, 0.008944, 0.008944), "mA", "8.94 µA"),
        (Interval(0.000002, 0.000002, 0.000002), "mJ", "2 nJ"),
        (Interval(2112000, 2112000, 2112000), "", "2\N{NO-BREAK SPACE}112\N{NO-BREAK SPACE}000"),
        (Interval(1500, 1500, 1500), "mC", "1.5 C"),
        (Interval(2e-7, None, 5), "µJ", "200 fJ to 5 µJ"),
        (Interval(None, None, 6.667e-7), "%", "less than 0.001 %"),
        (Interval(6.667e-7, None, 0.3), "%", "0 to 0.3 %"),
        (Interval(6.667e-7, None, None), "%", "at least 0 %"),
        (Interval(1234.56, 1234.56, 1234.56), "s", "1235 s"),
        (Interval(0, 0, 0), "µA", "0 µA"),
    ],
)
def test_a_computed_number_has_the_unit_that_suits_it(value: Interval, unit: str, said: str) -> None:
    assert " ".join(words_of(value, unit, TERMINAL)).rstrip() == said


@pytest.mark.parametrize(
    ("quantity", "unit", "plain", "typographic"),
    [
        (25.0, "Hz", "25 Hz", "25 Hz"),
        (Range(20, 30), "Hz", "20 to 30 Hz", "20–30 Hz"),
        (Range(min=200), "µs", "at least 200 µs", "at least 200 µs"),
        (Range(max=0.5), "mA", "at most 0.5 mA", "at most 0.5 mA"),
        (Range(-5, 3), "", "-5 to 3", "−5 to 3"),
        (-4.0, "weeks", "-4 weeks", "−4 weeks"),
        (1, "weeks", "1 week", "1 week"),
        (Range(max=1), "months", "at most 1 month", "at most 1 month"),
        (Range(0, 1), "days", "0 to 1 days", "0–1 days"),
        (Range(0.5, 0.5), "Hz", "0.5 Hz", "0.5 Hz"),
        (Range(), "Hz", NOT_SAID, NOT_SAID),
    ],
)
def test_what_is_said(quantity: float | Range, unit: str, plain: str, typographic: str) -> None:
    assert (show(quantity, unit), show(quantity, unit, TYPOGRAPHIC)) == (plain, typographic)


@pytest.mark.parametrize(
    ("count", "said"), [(0, "sessions"), (1, "session"), (2, "sessions"), (1.5, "sessions")]
)
def test_a_noun_behind_a_number(count: float, said: str) -> None:
    assert plural(count, "session") == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1, "once"),
        (Range(min=1), "at least once"),
        (Range(max=2), "at most twice"),
        (Range(1, 2), "1–2 times"),
        (Range(max=3), "at most 3 times"),
    ],
)
def test_how_often(value: float | Range, said: str) -> None:
    assert times(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Interval(0.5, None, 1.25), "0.5–1.25"),
        (Interval(0.5, 2, 5), "2 (0.5–5)"),
        (Interval(None, 2, None), "2"),
        (Interval(None, -2, 1), "−2 (at most 1)"),
        (Interval(1.00001, None, 1.00002), "1"),
    ],
)
def test_a_derived_quantity(value: Interval, said: str) -> None:
    assert in_words(value, notation=TYPOGRAPHIC) == said


@pytest.mark.parametrize(
    "text",
    [
        'the file says "20 to 30 Hz"',  # somebody's own words
        "a share from 0 to 1",
        "5th to 95th percentile",
        "2026-01-01 to 2026-02-01",
        "from 1 to 2",
        "add 3 to the number",
        "-5 to 3",
    ],
)
def test_what_is_no_range_stays_as_it_is(text: str) -> None:
    assert typeset(text) == text


# ---------------------------------------------------------------- in a whole report

RANGED = """\
format = 1
[study]
title = "x"
condition = "migraine"
design = "crossover"
participants = 1
follow_up_weeks = RANGE
washout_days = RANGE
[stimulation]
sites = ["cymba_conchae"]
side = "left"
frequency_hz = RANGE
pulse_width_us = RANGE
inter_phase_gap_us = RANGE
waveform = "biphasic_symmetric"
pattern = "intermittent"
on_s = 20.5
off_s = RANGE
ramp_s = RANGE
[stimulation.intensity]
method = "fixed"
current_ma = RANGE
[schedule]
session_min = RANGE
sessions_per_day = RANGE
weeks = RANGE
[electrode]
contact_area_mm2 = 20.5
impedance_kohm = RANGE
[device.limits]
frequency_hz = { min = 1.5, max = 2.5 }
current_ma = { min = 1.5, max = 2.5 }
max_voltage_v = 9.5
[arms.a]
role = "active"
[arms.b]
role = "sham"
sham_method = "inactive_site"
[arms.b.stimulation]
sites = ["earlobe"]
"""
RANGES = ("{ min = 20.5, max = 30.5 }", "{ min = 20.5 }", "{ max = 30.5 }")
DAY = datetime.date(2026, 11, 28)
IN_PLAIN = re.compile(r"(?<!from )(?<![\d.−-])\d[\d.]* to \d")
IN_PRINT = re.compile(r"\d–\d")
OTHER_WORDS = re.compile(r"\b(?:up to|from) \d+\.5\b|at at")


def study(text: str) -> Study:
    built = build(read(text, "x.toml").data or {})
    assert isinstance(built, Study), built
    return built


@pytest.mark.parametrize("written", RANGES)
def test_one_report_says_a_range_in_one_way(written: str) -> None:
    text = RANGED.replace("RANGE", written)
    document = read(text, "x.toml")
    report = lint_document(document, Config(DAY, "ethics"))
    shown = dossier(document, study(text), report, DAY)
    assert report.findings
    said = [as_html(shown), as_markdown(shown)]
    said += [of_sentences(style(study(text)).sentences) for style in STYLES.values()]
    for one in said:
        assert "20.5" in one or "30.5" in one
        assert not IN_PLAIN.findall(one)
        assert not OTHER_WORDS.findall(one)
    assert not IN_PRINT.findall("\n".join(f"{one.message}\n{one.help}" for one in report.findings))


@pytest.mark.parametrize("written", RANGES)
def test_what_is_compared_is_said_in_one_way(written: str) -> None:
    old, new = RANGED.replace("RANGE", "3.5"), RANGED.replace("RANGE", written)
    first, second = (Version(read(text, "x.toml"), study(text)) for text in (old, new))
    made = between(first, second)
    plain = changes.as_text(made, Style(), required=False)
    printed = changes.as_markdown(made, Style(), required=False)
    assert not IN_PRINT.search(plain)
    assert not IN_PLAIN.search(printed)
    for notation, other in ((PLAIN, IN_PRINT), (TYPOGRAPHIC, IN_PLAIN)):
        cells = [cell.text for row in compare([("x", study(new))], notation).rows for cell in row.cells]
        assert not other.search("\n".join(cells))


@pytest.mark.parametrize(
    ("output", "said"),
    [("text", "20.5 to 30.5 Hz"), ("csv", "20.5 to 30.5 Hz"), ("markdown", "20.5–30.5 Hz")],
)
@pytest.mark.parametrize("command", ["show", "compare"])
def test_a_command_says_a_range_as_its_output_does(
    command: str, output: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.toml"
    path.write_text(RANGED.replace("RANGE", RANGES[0]), encoding="utf-8")
    done = CliRunner().invoke(app, [command, str(path), "--format", output])
    assert done.exit_code == 0
    assert (said if command == "show" else said.removesuffix(" Hz")) in done.stdout
    assert not (IN_PLAIN if output == "markdown" else IN_PRINT).search(done.stdout)
