"""Reading TOML: data, problems in plain words, limits, encodings, and lines and columns."""

from __future__ import annotations

import hashlib
import time

import pytest

from protocols.document.document import MAX_BYTES, Place, Span
from protocols.document.reading import read

COMMENT = "nothing but a comment may follow here on the same line"
LETTERS = "a key takes only the letters A to Z, digits, - and _; any other key needs quotes"
LEAVE_OUT = "write the value, or leave the key out while it is not known"
UNIT = "a number stands without its unit; the unit is part of the key's name"
OPEN_TEXT = "the text that opens here is not closed on this line"
BACKSLASH = r"write \\ for a backslash, or put the text in single quotes"


def problems(text: str) -> list[tuple[int, int, str, str]]:
    document = read(text)
    found = []
    for problem in document.problems:
        place = document.place(problem.span)
        found.append((place.line, place.column, problem.message, problem.help))
    return found


def test_valid_file_has_data_and_no_problems() -> None:
    document = read(b'a = 1\n[b]\nc = "d"\n', "x.toml")
    assert document.name == "x.toml"
    assert document.data == {"a": 1, "b": {"c": "d"}}
    assert document.problems == ()


ONE_MISTAKE = [
    ('x = "abc', 5, OPEN_TEXT, 'close it with "'),
    ("x = 'abc", 5, OPEN_TEXT, "close it with '"),
    ('x = "abc\u201d', 5, OPEN_TEXT, 'close it with a straight "'),
    ("frequency_hz", 1, "a key must be followed by = and a value", "frequency_hz = …"),
    ("frequency_hz 25", 1, "a key must be followed by = and a value", "frequency_hz = …"),
    ("frequency_hz =", 14, "nothing stands after =", LEAVE_OUT),
    ("weeks = …", 9, "this stands in place of a value", LEAVE_OUT),
    ("weeks = TBD", 9, "this stands in place of a value", LEAVE_OUT),
    ("= 3", 1, "the key before = is missing", "name = …"),
    ("x = True", 5, "true and false are written in small letters", "x = true"),
    ("condition = migraine", 13, "text must stand in quotes", 'condition = "migraine"'),
    ("x = chronic migraine # note", 5, "text must stand in quotes", 'x = "chronic migraine"'),
    ("x = 1,5", 5, "a decimal point is written as a point", "x = 1.5 if the comma is a decimal sign"),
    ("pulse_width_us = 250us", 18, UNIT, "pulse_width_us = 250"),
    ("frequency_hz = 25 Hz", 16, UNIT, "frequency_hz = 25"),
    ("pulse_width_us = 0.25 ms", 18, UNIT, "pulse_width_us = 250"),
    ("session_min = 1 h", 15, UNIT, "session_min = 60"),
    ("weeks = 4-6", 9, UNIT, "weeks = { min = 4, max = 6 }"),
    ("weeks = 4 kg", 9, UNIT, "the key is in weeks"),
    ("duty_cycle = 50%", 14, UNIT, "duty_cycle = 0.5"),
    ("x = \u201cabc\u201d", 5, "use straight quotes", 'x = "abc"'),
    ("x = [\u2018a, b\u2019]", 6, "use straight quotes", '"a, b"'),
    ("x: 3", 2, "= must stand between a key and its value, not :", "x = 3"),
    ("x == 3", 4, "one = between the key and its value is enough", "leave this = out"),
    ("x = 08", 5, "a number must not begin with 0", "x = 8"),
    ("x = .5", 5, "a digit must stand before the decimal point", "x = 0.5"),
    ("x = 1 2", 5, "several values need brackets", "x = [1, 2]"),
    ("x = [1 2]", 6, "a comma is missing between two values", "1, 2"),
    ('x = ["a" "b"]', 10, "a comma is missing before this", "put , between the two"),
    ("x = [1,,2]", 8, "there is nothing before this comma", "leave the comma out"),
    ("x = [1, 2", 5, "the bracket [ that opens here is not closed", "close it with ]"),
    ("x = [1, 2}", 10, "this } should be ], to close the bracket that was opened before", "]"),
    ("x = 2026-02-30", 5, "there is no such date or time", ""),
    (
        "x = 31.3.2026",
        5,
        "a date or time is not written in this way",
        "write 2026-03-31 for a date and 09:30:00 for a time",
    ),
    (r'x = "C:\Data"', 8, "a backslash has a special meaning in double quotes", BACKSLASH),
    (r'x = "\xZZ"', 6, r"\x must be followed by 2 hexadecimal digits", BACKSLASH),
    ("// note", 1, "a comment begins with #", "write # instead of //"),
    ("x = 3 // note", 7, "a comment begins with #", "write # instead of //"),
    ("pulse width = 3", 1, LETTERS, "pulse_width = …"),
    ("µ = 3", 1, LETTERS, '"µ" = …'),
    ("a..b = 3", 2, "a part of the key is missing beside this point", ""),
    ("[pulse width]", 2, LETTERS, "[pulse_width]"),
    ("[stimulation", 1, "the name of the table is not closed with ]", "[stimulation]"),
    ("[[waivers]", 1, "the name of the table is not closed with ]]", "[[waivers]]"),
    ("[]", 1, "a table needs a name between its brackets", "[name]"),
    ("[a] x = 1", 5, COMMENT, "begin a comment with #, and anything else on a new line"),
    ('x = "say "hi" now"', 11, COMMENT, r"write \" for a double quote inside the text"),
    ('x = "a" b', 9, COMMENT, "begin a comment with #, and anything else on a new line"),
    ('x = "a",', 8, "no , is needed here", "leave it out"),
    ("x = 1 y = 2", 7, "each key must stand on a line of its own", "begin a new line before it"),
    ("x = \u22125", 5, "this is not the minus sign of the keyboard", "x = -5"),
    ("x = null", 5, "an empty value cannot be written", "leave the key out"),
    ("x = 1 # \x01", 9, "an invisible character (U+0001) stands here", "delete it"),
    (
        "x = 1\ry = 2",
        6,
        "a carriage return stands here without a line feed",
        "save the file with the line ends of Windows or Unix",
    ),
    ("x = " + "1" * 5000, 5, "this number has too many digits to be read", ""),
]


@pytest.mark.parametrize(
    ("line", "column", "message", "advice"), ONE_MISTAKE, ids=lambda value: str(value)[:20]
)
def test_one_mistake_is_said_once_and_hides_nothing(
    line: str, column: int, message: str, advice: str
) -> None:
    assert problems(line) == [(1, column, message, advice)]
    between = f"first = 1\r\n{line}\r\nlast = 2\r\n[table]\r\nlast = 3\r\n"
    assert problems(between) == [(2, column, message, advice)]


def test_a_table_given_twice_points_at_the_first() -> None:
    document = read("[stimulation]\nx = 1\n[arms]\n[stimulation]\nx = 1\n")
    (problem,) = document.problems
    assert problem.message == "the table [stimulation] is given twice"
    assert problem.help == "merge the two into one"
    assert document.place(problem.span) == Place(4, 1, 4, 14)
    assert problem.related == ((Span(0, 13), "first given here"),)


def test_a_key_given_twice_points_at_the_first() -> None:
    document = read('[stimulation]\nfrequency_hz = 25\n"frequency_hz" = 1\n')
    (problem,) = document.problems
    assert problem.message == '"frequency_hz" is given twice in this table'
    assert document.place(problem.span) == Place(3, 1, 3, 15)
    assert problem.related == ((Span(14, 26), "first given here"),)


def test_tables_and_values_of_the_same_name() -> None:
    text = "a = 1\n[a]\n[b]\n[[b]]\n[[c]]\n[c]\n[d.e]\n[d]\ne.f = 1\n"
    assert [(line, message) for line, _, message, _ in problems(text)] == [
        (2, '"a" already has a value, so it cannot be a table too'),
        (4, "[[b]] stands in double brackets here, but [b] is a single table elsewhere"),
        (6, "[c] stands in single brackets here and in double brackets elsewhere"),
        (9, 'the table "e" is given elsewhere, so nothing can be added to it here'),
    ]


def test_three_independent_mistakes_are_three_problems() -> None:
    text = '[stimulation]\nfrequency_hz = 25 Hz\nsites = ["a"\nwidth = 250\nside = left\n'
    assert problems(text) == [
        (2, 16, UNIT, "frequency_hz = 25"),
        (3, 9, "the bracket [ that opens here is not closed", "close it with ]"),
        (5, 8, "text must stand in quotes", 'side = "left"'),
    ]


SEVERAL_LINES = [
    ('a = [\n  "x",\n  "y"\n\n[table]\nb = 1\n', [(1, 5)]),
    ("a = { b = 1, c = 2\nd = 3\n", [(1, 5)]),
    ("a = {\n  b = 1\n  c = 2\n}\nd = 3\n", [(3, 3)]),
    ('a = [\n  "x,\n  "y",\n]\nb = 1\n', [(2, 3)]),
    ('a = [\n  "x",\n  "y]\nb = 1\n', [(3, 3)]),
    ('a = ["x, "y"]\nb = 1\n', [(1, 11)]),
    ('a = "begins\nand ends"\nb = 1\n', [(1, 5)]),
    ('a = 1\nb = """\nc = 2\n', [(2, 5)]),
    ("a = [1, [2, 3]\nb = {c = 1]\nd = Yes\n", [(1, 5), (2, 11), (3, 5)]),
    ("a = [250us, True, 1]\nb = [{ c = , d = 08 }]\n", [(1, 6), (1, 13), (2, 10), (2, 18)]),
]


@pytest.mark.parametrize(("text", "places"), SEVERAL_LINES)
def test_each_cause_is_reported_once(text: str, places: list[tuple[int, int]]) -> None:
    assert [(line, column) for line, column, _, _ in problems(text)] == places
    assert [found[:2] for found in problems(text.replace("\n", "\r\n"))] == places


def test_more_mistakes_than_anybody_reads() -> None:
    document = read("[a]\n" * 2000)
    assert len(document.problems) == 501
    assert document.problems[-1].kind == "limits"


LIMITS = {
    "2 MB of parts": b"a." * MAX_BYTES,
    "2 MB of text": "x" * 2 * MAX_BYTES,
    "900 kB of parts": "a." * 450_000 + "a = 1",
    "65 parts": "a." * 64 + "a = 1",
    "65 parts in a header": "[" + '"a" . ' * 64 + "a]",
    "65 parts inside": "x = {" + "a." * 64 + "a = 1}",
    "[": "[" * 10_000,
    "x = [": "x = " + "[" * 10_000,
    "x = {a=": "x = " + "{a=" * 10_000,
    "65 deep": "x = " + "[" * 65 + "]" * 65,
    "65 deep over lines": "x = " + "[\n" * 65 + "]" * 65,
}


@pytest.mark.parametrize("source", LIMITS.values(), ids=LIMITS)
def test_too_large_or_too_deep_is_one_problem(source: bytes | str) -> None:
    start = time.perf_counter()
    document = read(source)
    assert time.perf_counter() - start < 1
    assert [problem.kind for problem in document.problems] == ["limits"]
    assert document.data is None
    assert document.problems[0].span.end <= len(document.text)


ALLOWED = {
    "64 parts": "a." * 63 + "a = 1",
    "64 deep": "x = " + "[" * 64 + "]" * 64,
    "brackets in text": 'x = "' + "[" * 100 + '"',
    "brackets in a comment": "# " + "[{" * 100,
    "brackets over lines": 'x = """' + "[\n" * 100 + '"""',
    "points in text": "x = '" + "a." * 100 + "'",
    "points in a comment": "x = 1 # " + "a." * 100,
    "many lists": 'x = [["a"], [1.5], {b = []}]\n[y]\n' + "".join(f"z{i} = [[]]\n" for i in range(100)),
    "many tables": "".join(f"[[t]]\n[t.a{i}]\n" for i in range(100)),
}


@pytest.mark.parametrize("text", ALLOWED.values(), ids=ALLOWED)
def test_what_only_looks_too_deep_is_read(text: str) -> None:
    assert read(text).problems == ()


def test_lists_left_open_are_not_taken_for_deep_ones() -> None:
    document = read("".join(f"a{i} = [1, 2\n" for i in range(100)))
    assert {problem.kind for problem in document.problems} == {"syntax"}
    assert len(document.problems) == 100


HOSTILE = {
    "digits": "1" * MAX_BYTES,
    "a number": "x = " + "1" * (MAX_BYTES - 4),
    "[a]": "[a]\n" * (MAX_BYTES // 4),
    "quotes": '"' * MAX_BYTES,
    "three quotes": '"""\n' * (MAX_BYTES // 4),
    "equals": "=" * MAX_BYTES,
    "open lists": "x=[\n" * (MAX_BYTES // 4),
    "words": "x = " + "a b " * (MAX_BYTES // 4 - 1),
    "backslashes": 'x = "' + "\\" * (MAX_BYTES - 5),
    "commas": "x = [" + "," * (MAX_BYTES - 5),
    "wrong entries": "x = {" + "a b," * (MAX_BYTES // 4 - 2),
    "carriage returns": "x = 1\r" * (MAX_BYTES // 6),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_answered_soon(text: str) -> None:
    start = time.perf_counter()
    assert read(text).problems
    assert time.perf_counter() - start < 2  # each takes a fraction of this; the machine may be busy


def test_latin_1_is_named_with_line_and_byte() -> None:
    document = read(b'\xef\xbb\xbfa = 1\nb = "Migr\xe4ne"\n')
    (problem,) = document.problems
    assert problem.kind == "encoding"
    assert problem.message == "line 2 holds the byte 0xE4, which is not UTF-8"
    assert problem.help == 'the byte is "ä" in Windows-1252 (Latin-1): save the file as UTF-8 instead'
    assert document.place(problem.span) == Place(2, 10, 2, 11)
    assert document.line(2) == 'b = "Migr\ufffdne"'


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_recognised(codec: str) -> None:
    (problem,) = read("title = 1\n".encode(codec)).problems
    assert problem.kind == "encoding"
    assert "UTF-16" in problem.message


def test_a_file_that_is_cut_off_inside_a_character() -> None:
    (problem,) = read('a = "ä'.encode()[:-1]).problems
    assert (problem.kind, problem.help) == ("encoding", "save the file as UTF-8")


def test_hash_is_of_the_raw_bytes() -> None:
    source = b"\xef\xbb\xbfa = 1\r\n"
    assert read(source).sha256 == hashlib.sha256(source).hexdigest()
    assert read("a = 'µ'").sha256 == hashlib.sha256("a = 'µ'".encode()).hexdigest()


def test_byte_order_mark_is_not_counted() -> None:
    document = read(b"\xef\xbb\xbfa = 1\n")
    assert document.text == "a = 1\n"
    assert document.key(("a",)) == Span(0, 1)
    assert read("\ufeffa = 1").data == {"a": 1}


def test_place_counts_code_points_lines_and_tabs() -> None:
    document = read("\tbrain = '🧠🧠' # x\r\nb = 1\r\nc = '''\r\nx'''")
    value = document.value(("brain",))
    assert value is not None
    assert document.place(value) == Place(1, 10, 1, 14)
    assert document.place(document.nearest(("b",))) == Place(2, 5, 2, 6)
    assert document.place(document.nearest(("c",))) == Place(3, 5, 4, 5)
    assert [document.line(number) for number in range(6)] == [
        "",
        "\tbrain = '🧠🧠' # x",
        "b = 1",
        "c = '''",
        "x'''",
        "",
    ]


def test_empty_file() -> None:
    document = read(b"")
    assert document.data == {}
    assert document.nearest(("a", 0)) == Span(0, 0)
    assert document.place(Span(0, 0)) == Place(1, 1, 1, 1)
    assert document.line(1) == ""


@pytest.mark.parametrize(
    ("text", "first_table", "first"),
    [
        ("#:schema x\n\na = 1\n[b]\nc = 2\n", "[b]", "a"),
        ("#:schema x\n[b]\nc = 2\n", "[b]", "[b]"),
        ("# x\na = 1\nb.c = 2\n[d]\n", "b", "a"),
        ("a = [1]\nb = { c = 2 }\n", "b", "a"),
        ("# x\n[[b]]\n", "[[b]]", "[[b]]"),
        ("# x\n[b.c]\n", "[b.c]", "[b.c]"),
        ("# x\na = 1\n", "a", "a"),
        ("# x", "", ""),
        ("", "", ""),
    ],
)
def test_a_file_opens_with_its_first_table_or_key(text: str, first_table: str, first: str) -> None:
    document = read(text)
    for table, said in ((True, first_table), (False, first)):
        span = document.opening(table=table)
        assert text[span.start : span.end] == said
        assert not text or span.end > 0


def test_last_line_without_a_line_end() -> None:
    document = read("a = 1\nb = 22")
    assert document.place(document.nearest(("b",))) == Place(2, 5, 2, 7)
    assert document.line(2) == "b = 22"
