"""`tavns compare`: protocols, presets and trials side by side."""

import csv
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols import load, presets
from protocols.cli.compare import FORMATS
from protocols.dose.electrical import dose
from protocols.evidence.trials import of_condition
from protocols.findings.report import DISCLAIMER
from protocols.formats.comparison import LEGEND, as_csv, as_markdown, as_text
from protocols.formats.comparison_html import as_html
from protocols.formats.folding import fold
from protocols.lib.references import label
from protocols.model.facts import OF_A_PERIOD
from protocols.overview.comparison import Comparison, Row, compare, only
from strategies import TABLES, Document, documents, holding
from test_changes import EXAMPLE, SLOW, changed, start, study, the_same
from test_cli import Run, tavns, write

__all__ = ["tavns"]  # a fixture

OTHER = changed("\nfrequency_hz = 1\n", "\nfrequency_hz = 25\n")


def side_by_side(*texts: str) -> Comparison:
    return compare([(f"{number}.toml", load(text)) for number, text in enumerate(texts, start=1)])


def row(comparison: Comparison, path: str) -> Row:
    return next(row for row in comparison.rows if row.path == path)


def texts(comparison: Comparison, path: str) -> list[str]:
    return [cell.text for cell in row(comparison, path).cells]


# ---------------------------------------------------------------- columns and rows


def test_each_arm_has_a_column_with_what_it_gets_active_arms_first() -> None:
    swapped = start('[arms.z]\nrole = "no_stimulation"\n').replace('role = "active"', 'role = "sham"', 1)
    made = side_by_side(swapped + '[arms.b]\nrole = "active"\n', EXAMPLE)
    assert [(column.study, column.arm) for column in made.columns] == [
        ("1.toml", "b"),
        ("1.toml", "a"),
        ("1.toml", "z"),
        ("2.toml", "tavns"),
        ("2.toml", "sham"),
    ]
    assert [column.title for column in made.columns[1:3]] == ["a (sham)", "z (no stimulation)"]
    assert texts(made, "stimulation.sites") == ["", "", "", "cymba_conchae", "helix"]
    assert texts(made, "stimulation.side") == ["", "", "", "left", "left"]


def test_a_value_that_differs_from_the_first_one_said_is_marked() -> None:
    made = side_by_side(start(""), EXAMPLE, OTHER)
    frequency = row(made, "stimulation.frequency_hz")
    assert [(cell.text, cell.differs) for cell in frequency.cells] == [
        ("", False),
        ("1", False),
        ("1", False),
        ("25", True),
        ("25", True),
    ]
    assert not row(made, "stimulation.pulse_width_us").differs


@SLOW
@given(documents())
def test_a_study_beside_itself_does_not_differ_from_itself(document: Document) -> None:
    one = study(document)
    made = compare([("x", one), ("x", one)])
    half = len(one.parts)
    assert len(made.columns) == 2 * half
    for found in made.rows:
        assert found.cells[:half] == found.cells[half:]


SINGLE = [
    (path, name)
    for path, kinds in TABLES.items()
    for name, kind in kinds.items()
    if "[]" not in path and path and kind.accepted and {} not in kind.accepted[:1]
]


@pytest.mark.parametrize(("path", "name"), SINGLE)
@settings(SLOW, max_examples=2)
@given(st.data())
def test_every_key_has_a_row_that_differs_where_it_does(path: str, name: str, data_: st.DataObject) -> None:
    kind = TABLES[path][name]
    one, other = data_.draw(kind.values), data_.draw(kind.values)
    made = compare([("x", study(holding(path, {name: one}))), ("y", study(holding(path, {name: other})))])
    where = f"{path}.{name}".replace("arms.*", "arms.NAME").replace("outcomes.*", "outcomes.a")
    if (
        "periods.*" in path or "channels.*" in path
    ):  # what a period, a channel and an arm say alike has one row
        where = f"{'periods' if name in OF_A_PERIOD else 'arms'}.NAME.{name}"
    if name == "role" and "no_stimulation" not in (one, other):
        assert row(made, where).differs == (one != other)
    else:
        assert row(made, where).differs == (not the_same(one, other, name))


def test_the_keys_of_a_table_stand_together_in_the_order_of_the_format() -> None:
    made = compare(list(presets().items()))
    tables = [table for table, _ in groupby(made.rows, key=lambda one: one.table)]
    assert len(tables) == len(set(tables))
    assert tables[:4] == ["study", "arms.NAME", "stimulation", "stimulation.intensity"]
    assert tables[-1] == "derived"
    assert [one.name for one in made.rows if one.table == "study"][:3] == ["title", "kind", "condition"]


def test_derived_values_are_those_of_the_dose() -> None:
    made = side_by_side(EXAMPLE)
    arm = load(EXAMPLE).arms["tavns"]
    assert texts(made, "derived.charge_per_phase") == ["at most 1.25"] * 2
    assert row(made, "derived.charge_per_phase").unit == dose(arm)["charge_per_phase"].unit == "µC"
    assert texts(made, "derived.sessions") == ["12", "12"]
    assert [one for one in side_by_side(start("")).rows if one.derived] == []


def test_what_only_a_group_is_said_to_have_or_sources_differ_on_is_remarked() -> None:
    made = compare([(label("straube-2015"), presets()["straube-2015"])])
    assert {
        remark for cell in row(made, "stimulation.intensity.method").cells for remark in cell.remarks
    } == {"the review's claim for a group of trials, not of this one alone"}
    weeks = row(made, "schedule.weeks").cells[0].remarks
    assert len(weeks) == 1
    assert weeks[0].startswith("the sources of Straube 2015 differ on schedule.weeks: listed among studies")
    assert weeks[0].endswith("Handling: use 12 weeks")
    assert row(made, "stimulation.side").cells[0].remarks == ()


def test_only_some_rows() -> None:
    made = only(side_by_side(EXAMPLE), [("stimulation", "intensity"), ("schedule", "weeks")])
    assert {one.table for one in made.rows} == {"stimulation.intensity", "schedule"}
    assert [one.name for one in made.rows if one.table == "schedule"] == ["weeks"]


# ---------------------------------------------------------------- outputs


@pytest.mark.parametrize("output", FORMATS)
def test_all_presets_side_by_side_in_every_output(output: str) -> None:
    made = compare([*presets().items(), ("draft", load(start("")))])
    shown = FORMATS[output](made)
    assert shown.endswith("\n")
    assert "None" not in shown
    if output != "csv":
        words = " ".join(shown.replace("&#39;", "'").split())
        assert DISCLAIMER in words
        assert LEGEND in words


@settings(SLOW, max_examples=25)
@given(documents(), documents())
def test_whatever_is_said_can_be_shown(one: Document, other: Document) -> None:
    made = compare([("x", study(one)), ("y", study(other))])
    for output, show in FORMATS.items():
        shown = show(made)
        assert not set(shown) & {chr(number) for number in range(32) if number != 10}, output
    lines = list(csv.reader(io.StringIO(as_csv(made))))
    assert len(lines) == len(made.rows) + 1
    assert {len(line) for line in lines} == {len(made.columns) + 4}


EVIL = start(
    '[blinding]\nhow = "=1+1 <script>alert(1)</script> ](javascript:x) | \\u001b[31m"\n[arms."b"]\nrole = "sham"\n'
    'label = "@cmd"\n'
)


@pytest.mark.parametrize("shown", [as_markdown, as_csv, as_html, FORMATS["text"]])
def test_hostile_text_stays_text(shown: Callable[[Comparison], str]) -> None:
    made = shown(compare([("=<b>.toml", load(EVIL)), ("+x", load(EVIL))]))
    assert "\x1b" not in made
    if shown in (as_markdown, as_html):
        assert "<script>" not in made
        assert "<b>" not in made
    if shown is as_markdown:
        assert not re.search(r"(?<!\\)\]\(", made)
    if shown is as_csv:
        assert not [
            cell for line in csv.reader(io.StringIO(made)) for cell in line if cell[:1] in "=+-@" and cell
        ]


def test_csv_has_a_row_a_key_with_its_unit() -> None:
    lines = list(csv.DictReader(io.StringIO(as_csv(side_by_side(EXAMPLE, OTHER)))))
    found = {line["key"]: line for line in lines}
    frequency = found["stimulation.frequency_hz"]
    assert (frequency["unit"], frequency["differs"]) == ("Hz", "yes")
    assert (frequency["1.toml: tavns (active)"], frequency["2.toml: sham"]) == ("1", "25")
    assert found["derived.charge_per_phase"]["unit"] == "µC"
    assert len(found) == len(lines)


class Page(HTMLParser):
    """What stands in a page: its tags with their attributes, and the text of each table row."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def test_the_page_stands_by_itself_and_its_tables_have_headers() -> None:
    made = as_html(compare([("study.toml", load(EXAMPLE)), ("Straube 2015", presets()["straube-2015"])]))
    page = Page(made)
    tags = [tag for tag, _ in page.tags]
    assert made.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert tags.count("caption") == tags.count("title") == 1
    assert "script" not in tags
    assert "link" not in tags
    assert "http" not in re.sub(r"doi:\S+", "", made)
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    assert "prefers-color-scheme: dark" in made
    links = {attributes["href"] for tag, attributes in page.tags if tag == "a"}
    ids = {f"#{attributes['id']}" for _, attributes in page.tags if "id" in attributes}
    assert links == ids
    assert ["frequency_hz", "1", "1", "1", "≠ 25"] in page.rows


# ---------------------------------------------------------------- folded


@SLOW
@given(documents(), documents())
def test_folded_no_row_is_lost_and_every_row_that_is_shown_differs(one: Document, other: Document) -> None:
    whole = compare([("x", study(one)), ("y", study(other))])
    made = fold(whole)
    assert sorted([*made.rows, *made.left]) == sorted([*whole.rows, *whole.left])
    assert all(found.differs for found in made.rows) or not made.folded


def test_a_longer_text_that_differs_is_named() -> None:
    how = '[blinding]\nhow = "the same device, electrode and wording in both arms, and nobody is told of the other arm{}"\n'
    words = " ".join(as_text(fold(side_by_side(start(how.format("")), start(how.format("s"))))).split())
    assert "No setting differs. Longer texts that differ: blinding.how; --all shows them." in words


def test_what_was_changed_in_the_dose_is_shown_and_the_rest_told() -> None:
    made = fold(side_by_side(EXAMPLE, OTHER))
    assert "stimulation.frequency_hz" in {found.path for found in made.rows}
    assert "stimulation.pulse_width_us" not in {found.path for found in made.rows}
    words = " ".join(as_text(made).split())
    assert "stimulation.pulse_width_us 250 µs" in words
    assert "--all shows them" in words


def test_what_is_told_to_differ_stands_in_the_table_of_its_trial(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE)
    run = tavns("compare", "study.toml", "--with", "migraine", env={"COLUMNS": "80"})
    assert (run.returncode, run.stderr) == (0, "")
    assert max(map(len, run.stdout.splitlines())) <= 80
    assert len(run.stdout.splitlines()) < 250
    assert not re.search(r"\[\d+\]", run.stdout)
    page = Page(as_html(fold(compare([("study.toml", load(EXAMPLE)), ("Luo", presets()["luo-2020"])]))))
    assert "details" in [tag for tag, _ in page.tags]


def test_keys_that_were_asked_for_are_not_folded(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE)
    run = tavns("compare", "study.toml", "--keys", "stimulation.pulse_width_us")
    assert "pulse_width_us" in run.stdout
    assert "--all" not in run.stdout


# ---------------------------------------------------------------- the command


def test_a_condition_brings_its_paradigm_and_all_its_trials(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE)
    run = tavns("compare", "study.toml", "--with", "migraine", "--with", "straube-2015", "--format", "csv")
    assert (run.returncode, run.stderr) == (0, "")
    head = next(csv.reader(io.StringIO(run.stdout)))[3:-1]
    studies = list(dict.fromkeys(column.split(": ")[0] for column in head))
    assert studies == ["study.toml", "migraine", *(trial.label for trial in of_condition("migraine"))]


def test_text_fits_the_terminal_and_puts_what_is_long_below(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE)
    run = tavns("compare", "study.toml", "straube-2015", "--all", env={"COLUMNS": "100"})
    assert (run.returncode, run.stderr) == (0, "")
    assert max(len(line) for line in run.stdout.splitlines()) <= 100
    numbers = [int(number) for number in re.findall(r"\[(\d+)\]", run.stdout)]
    first = list(dict.fromkeys(numbers))
    assert first == sorted(first)
    assert re.search(r"^\[1\] \w", run.stdout, re.MULTILINE)
    assert "above sensory threshold" in " ".join(run.stdout.split())


def test_files_of_one_name_are_told_apart_by_their_folders(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE, "old/study.toml")
    write(tmp_path, OTHER, "new/study.toml")
    run = tavns(
        "compare", "old/study.toml", "new/study.toml", "--keys", "stimulation.frequency_hz", "--format", "csv"
    )
    lines = list(csv.reader(io.StringIO(run.stdout)))
    arms = [f"{folder}/study.toml: {arm}" for folder in ("old", "new") for arm in ("tavns (active)", "sham")]
    assert lines == [
        ["key", "unit", "differs", *arms, "remarks"],
        ["stimulation.frequency_hz", "Hz", "yes", "1", "1", "25", "25", ""],
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "tavns: name a protocol or a preset, such as: tavns compare study.toml --with migraine\n"),
        (("--with", "migrane"), "tavns: there is no preset or condition migrane; did you mean migraine?\n"),
        (("none.toml",), "tavns: cannot read none.toml: no such file or directory\n"),
        (
            ("migraine", "--keys", "stimulation.freq"),
            "tavns: the format has no key stimulation.freq; did you mean ",
        ),
        (("-", "-"), "tavns: only one of the files can be standard input\n"),
        (("migraine", "--format", "pdf"), "'pdf' is none of text, markdown, csv, html"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(tavns: Run, arguments: tuple[str, ...], said: str) -> None:
    run = tavns("compare", *arguments)
    assert run.returncode == 2
    assert said in run.stderr
    assert run.stdout == ""


def test_standard_input_is_a_file(tavns: Run) -> None:
    run = tavns("compare", "-", stdin=EXAMPLE.encode())
    assert run.returncode == 0
    assert "<stdin>: sham" in run.stdout


def test_no_follow_up_is_said_in_words() -> None:
    without = changed("follow_up_weeks = 12\n", "follow_up_weeks = 0\n")
    assert [cell.text for cell in row(side_by_side(EXAMPLE, without), "study.follow_up_weeks").cells][-1] == (
        "no follow-up"
    )
