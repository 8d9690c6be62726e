"""How numbers are said: every end that is written and no other number, the same in both notations and all of a report."""

import datetime
import re
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from typer.testing import CliRunner

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
from protocols.methods import STYLES
from protocols.methods.rendering import of_sentences
from protocols.methods.words import times
from protocols.model import Range, Study
from protocols.model.faults import build
from protocols.model.quantity import (
    NOT_SAID,
    PLAIN,
    TYPOGRAPHIC,
    Notation,
    counted,
    number,
    plural,
    show,
    typeset,
)
from protocols.overview.comparison import compare

NUMBERS = st.integers(-(10**6), 10**6).map(float) | st.floats(-1e9, 1e9, allow_nan=False)
ENDS = st.tuples(NUMBERS, NUMBERS).map(sorted).map(lambda ends: Range(*ends))
OPEN = NUMBERS.map(lambda end: Range(min=end)) | NUMBERS.map(lambda end: Range(max=end))
QUANTITIES = NUMBERS | ENDS | OPEN
NOTATIONS = st.sampled_from([PLAIN, TYPOGRAPHIC])
UNITS = st.sampled_from(["", "Hz", "µs", "%", "min a day", "weeks", "days"])


def numbers_in(text: str) -> set[float]:
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
    assert typographic == show(quantity, unit)


@given(QUANTITIES, UNITS)
def test_an_open_end_is_no_range_and_no_number(quantity: float | Range, unit: str) -> None:
    open_ = isinstance(quantity, Range) and None in quantity
    lower = isinstance(quantity, Range) and quantity.max is None
    said = show(quantity, unit)
    assert said.startswith("at least " if lower else "at most ") is open_


@given(QUANTITIES, UNITS)
def test_a_finding_is_typeset_as_the_texts_beside_it(quantity: float | Range, unit: str) -> None:
    assume(all(end >= 0 for end in ends_of(quantity)))
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


# ---------------------------------------------------------------- cases


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
