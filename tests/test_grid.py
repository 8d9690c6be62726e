"""A table of text, as every view shows it: nothing is lost, and no cell is taken for anything but text."""

import csv
import io
import re
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from protocols.findings.report import DISCLAIMER
from protocols.formats.columns import text_table
from protocols.formats.grid import Grid, View, as_csv, as_markdown, as_text, markdown_table
from protocols.formats.style import Style

WORDS: Final = st.lists(st.text("abc-≠", min_size=1, max_size=9), max_size=6).map(" ".join)
ANY: Final = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=12)


def tables(cells: st.SearchStrategy[str], least: int = 1) -> st.SearchStrategy[list[tuple[str, ...]]]:
    """Return tables of up to four columns, a header first."""
    return st.integers(least, 4).flatmap(
        lambda wide: st.lists(st.tuples(*[cells] * wide), min_size=1, max_size=5)
    )


def columns(text: str) -> list[tuple[int, int]]:
    """Return where each column of a table for a terminal begins and ends, by the line below its header."""
    rule = next(line for line in text.split("\n") if re.fullmatch(r"-+( +-+)*", line))
    return [found.span() for found in re.finditer("-+", rule)]


@given(tables(WORDS), st.integers(20, 120))
def test_a_table_for_a_terminal_fits_and_loses_nothing(table: list[tuple[str, ...]], room: int) -> None:
    header, *rows = [("x" * 3, *row[1:]) for row in table]  # a cell of dashes alone would look like the rule
    lines = text_table(header, rows, room).split("\n")
    longest = [
        max(1, *(len(word) for row in (header, *rows) for word in re.split(r" |(?<=\w-)", row[number])))
        for number in range(len(header))
    ]
    assert max(map(len, lines)) <= max(room, sum(longest) + len(header) - 1)
    for number, (begin, end) in enumerate(columns("\n".join(lines))):
        shown = "".join(line[begin:end].replace(" ", "") for line in lines)
        rule = "-" * (end - begin)
        assert shown.replace(rule, "", 1) or not any(row[number] for row in (header, *rows))
        wanted = "".join(row[number].replace(" ", "") for row in (header, *rows))
        assert sorted(shown) == sorted(wanted + rule)


@given(tables(ANY, least=2))
def test_markdown_shows_each_cell_as_it_is(table: list[tuple[str, ...]]) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown_table(table[0], table[1:]))
    cells = [after.content for before, after in pairwise(tokens) if before.type in ("th_open", "td_open")]
    read = [
        "".join(one.content for one in MarkdownIt().parseInline(cell)[0].children or ()) for cell in cells
    ]
    assert [" ".join(one.split()) for one in read] == [
        " ".join(cell.split()) for row in table for cell in row
    ]


@given(tables(ANY))
def test_a_spreadsheet_gets_each_cell_and_no_formula(table: list[tuple[str, ...]]) -> None:
    read = list(csv.reader(io.StringIO(as_csv(table))))
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in table
    ]
    assert not any(cell.startswith(("=", "+", "@")) for row in read for cell in row)


def test_numbers_of_ours_are_no_formulas_in_a_spreadsheet() -> None:
    assert as_csv([("a", "b", "c", "d"), (-2.5, None, 3, True)]) == "a,b,c,d\n-2.5,,3,True\n"


@given(tables(st.sampled_from(["", "a"])))
def test_columns_that_say_nothing_are_left_out_and_no_others(table: list[tuple[str, ...]]) -> None:
    header = tuple(map(str, range(len(table[0]))))
    shown = Grid("t", header, table).filled
    for row, kept in zip(table, shown.rows, strict=True):
        assert (
            dict(zip(shown.header, kept, strict=True)).items() <= dict(zip(header, row, strict=True)).items()
        )
        assert sum(map(len, kept)) == sum(map(len, row))
    assert all(any(row[number] for row in shown.rows) for number in range(len(shown.header)))


VIEW: Final = View(
    "A * study",
    "a.toml: plan",
    [Grid("Arms", ("", "x"), [("≠", "1"), ("", "\x1b[31m2")], ("note | one",)), Grid("Notes", notes=("n",))],
    ("last",),
)


def test_a_view_for_a_terminal() -> None:
    assert as_text(VIEW, Style(width=200)) == (
        "A * study\na.toml: plan\n\nArms\n   x\n-  ------\n≠  1\n   \ufffd[31m2\nnote | one\n\nNotes\nn\n\nlast\n\n"
        + as_text(View("", "", []), Style(width=200))
    )


def test_a_view_as_markdown() -> None:
    assert as_markdown(VIEW) == (
        "# A \\* study\n\na.toml: plan\n\n## Arms\n\n|  | x |\n| --- | --- |\n| ≠ | 1 |\n|  | \ufffd\\[31m2 |\n\n"
        f"note \\| one\n\n## Notes\n\nn\n\nlast\n\n{DISCLAIMER}\n"
    )


@pytest.mark.parametrize("width", [40, 60, 200])
def test_no_line_of_running_text_is_wider_than_the_terminal(width: int) -> None:
    long = "word " * 60
    shown = as_text(View(long, long, [Grid(long, notes=(long,))], (long,)), Style(width=width))
    assert max(map(len, shown.split("\n"))) <= width


def test_what_marks_a_difference_is_in_colour_where_colours_are_wanted() -> None:
    coloured = as_text(VIEW, Style(colour=True, width=80))
    assert "\x1b[33m≠  1\x1b[0m" in coloured
