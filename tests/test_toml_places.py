"""The place of every key and value: against the TOML test suite, our own corpus, and made-up files."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path as File
from typing import Any

import pytest
import tomli
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.document.document import Document, Path, Span
from protocols.document.locator import check
from protocols.document.reading import read

HERE = File(__file__).parent
OWN = HERE / "toml"
SUITE = HERE.parent.parent / "shared" / "toml-test" / "tests"
OWN_VALID = sorted(path.name for path in (OWN / "valid").glob("*.toml"))
OWN_INVALID = sorted(path.name for path in (OWN / "invalid").glob("*.toml"))


def suite(kind: str) -> list[str]:
    if not SUITE.is_dir():
        return []
    names = (SUITE / "files-toml-1.1.0").read_text().split()
    return [name for name in names if name.startswith(kind) and name.endswith(".toml")]


def leaves(data: object, path: Path = ()) -> dict[Path, object]:
    found: dict[Path, object] = {}
    items: list[tuple[str | int, object]] = []
    if isinstance(data, dict):
        items = list(data.items())
    elif isinstance(data, list):
        items = list(enumerate(data))
    for name, value in items:
        found.update(leaves(value, (*path, name)))
    return found if items or not path else {path: data}


def assert_places(document: Document) -> None:
    assert document.problems == ()
    assert document.data is not None
    expected = leaves(document.data)
    written = {path for path, _ in document.tree.leaves()}
    assert written == set(expected)
    for path, value in expected.items():
        assert document.written(path)
        span = document.value(path)
        assert span is not None
        text = document.text[span.start : span.end]
        if value == {} and text.startswith("["):
            assert tomli.loads(text)  # a header with nothing below it
        else:
            # repr tells NaN from numbers, 1 from 1.0 and True, and looks into lists
            assert repr(tomli.loads("x = " + text)["x"]) == repr(value)
        assert_keys(document, path)
    assert check(document.text)[1] == []


def assert_keys(document: Document, path: Path) -> None:
    for length in range(1, len(path) + 1):
        part = path[:length]
        assert document.written(part)
        key, value = document.key(part), document.value(part)
        assert value is not None
        assert value == document.nearest(part)
        if isinstance(part[-1], int):
            assert key is None
            continue
        assert key is not None
        text = document.text[key.start : key.end]
        keys: Any = tomli.loads(text + " = 1")
        while keys != 1:
            (last, keys), *_ = keys.items()
        assert last == part[-1]


def variants(source: bytes) -> list[bytes]:
    unix = source.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    windows = unix.replace(b"\n", b"\r\n")
    return [source, unix, windows, b"\xef\xbb\xbf" + unix, b"\xef\xbb\xbf" + windows]


def assert_refused(document: Document) -> None:
    spans = [problem.span for problem in document.problems]
    starts = [span.start for span in spans]
    assert starts == sorted(set(starts))
    assert document.data is None
    assert document.problems
    for problem in document.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(document.text)
        assert problem.message
        assert not problem.message.endswith(("\n", "."))
        document.place(problem.span)
        for span, sentence in problem.related:
            assert 0 <= span.start <= span.end <= len(document.text)
            assert sentence
    for path, _ in document.tree.leaves():
        assert document.written(path)
        document.nearest((*path, "more"))


@pytest.mark.skipif(not SUITE.is_dir(), reason="the toml-test files are not here")
@pytest.mark.parametrize("name", suite("valid/"))
def test_valid_files_of_the_suite(name: str) -> None:
    for source in variants((SUITE / name).read_bytes()):
        assert_places(read(source, name))


@pytest.mark.skipif(not SUITE.is_dir(), reason="the toml-test files are not here")
@pytest.mark.parametrize("name", suite("invalid/"))
def test_invalid_files_of_the_suite(name: str) -> None:
    # tomli refuses every one of them, so there is no list of exceptions to keep.
    assert_refused(read((SUITE / name).read_bytes(), name))


@pytest.mark.parametrize("name", OWN_VALID)
def test_own_valid_files(name: str) -> None:
    for source in variants((OWN / "valid" / name).read_bytes()):
        assert_places(read(source, name))


@pytest.mark.parametrize("name", OWN_INVALID)
def test_own_invalid_files(name: str) -> None:
    source = (OWN / "invalid" / name).read_bytes()
    assert_refused(read(source, name))
    assert_refused(read(b"\xef\xbb\xbf" + source, name))
    assert_refused(read(source.replace(b"\n", b"\r\n"), name))


def slices(text: str, path: Path) -> tuple[str | None, str | None]:
    document = read(text)
    key, value = document.key(path), document.value(path)
    return key and text[key.start : key.end], value and text[value.start : value.end]


TABLES = """\
[arms.sham] # comment
stimulation.sites = ["a", 'b']
[ arms . active ]
[[waivers]]
[[waivers]] # second
x.y = 1
x.z = { w = 2 }
[arms.sham.more]
"""


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ((), None, None),
        (("arms",), "arms", "[arms.sham]"),
        (("arms", "sham"), "arms.sham", "[arms.sham]"),
        (("arms", "active"), "arms . active", "[ arms . active ]"),
        (("arms", "sham", "stimulation"), "stimulation", "stimulation.sites = [\"a\", 'b']"),
        (("arms", "sham", "stimulation", "sites"), "sites", "[\"a\", 'b']"),
        (("arms", "sham", "stimulation", "sites", 1), None, "'b'"),
        (("arms", "sham", "more"), "arms.sham.more", "[arms.sham.more]"),
        (("waivers",), "waivers", "[[waivers]]"),
        (("waivers", 1), None, "[[waivers]]"),
        (("waivers", 1, "x"), "x", "x.y = 1"),
        (("waivers", 1, "x", "z", "w"), "w", "2"),
        (("waivers", 2), None, None),
        (("arms", 0), None, None),
        (("waivers", 0, "x"), None, None),
    ],
)
def test_keys_and_values(path: Path, key: str | None, value: str | None) -> None:
    assert slices(TABLES, path) == (key, value)


def test_elements_of_tables_have_the_place_of_their_own_header() -> None:
    document = read(TABLES)
    first, second = document.value(("waivers", 0)), document.value(("waivers", 1))
    assert first == document.value(("waivers",))
    assert first is not None
    assert second is not None
    assert document.place(first).line == 4
    assert document.place(second).line == 5


def test_a_table_named_after_its_subtable_has_its_own_header() -> None:
    assert slices("[a.b]\n[a]\n", ("a",)) == ("a", "[a]")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("arms", "sham", "role"), "[arms.sham]"),
        (("arms", "other", "role"), "[arms.sham]"),
        (("waivers", 1, "rule"), "[[waivers]]"),
        (("waivers", 1, "x", "v"), "x"),
        (("waivers", 1, "x", "z", "v"), "z"),
        (("arms", "sham", "stimulation", "sites", 7), "sites"),
        (("arms", "sham", "stimulation", "sites", 0, "x"), '"a"'),
        (("nothing", "of", "this"), ""),
        ((), ""),
    ],
)
def test_nearest(path: Path, text: str) -> None:
    document = read(TABLES)
    span = document.nearest(path)
    assert document.text[span.start : span.end] == text


def test_places_of_a_file_with_problems_are_found_as_far_as_possible() -> None:
    document = read("a = 1\nb = 25 Hz\n[c]\nd = 2\n")
    assert document.data is None
    assert document.value(("c", "d")) == Span(24, 25)
    assert document.written(("b",))


# ---------------------------------------------------------------- made-up files

KEYS = st.one_of(
    st.sampled_from(["a", "b", "c-1", "frequency_hz", "1", "true"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)
SCALARS = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.booleans(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text(st.sampled_from("\"'\\#[]{}=,\n a"), max_size=12),
    st.dates(),
    st.times().map(lambda time: time.replace(fold=0)),
    st.datetimes(timezones=st.one_of(st.none(), st.just(dt.UTC))).map(lambda time: time.replace(fold=0)),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
DATA = st.dictionaries(KEYS, VALUES, max_size=5)


class Writer:
    """Writes data as TOML in a style that is drawn anew at every choice."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.lines: list[str] = []

    def pick(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def space(self) -> str:
        return self.pick("", " ", "\t ")

    def gap(self) -> str:
        return self.pick("", " ", "\n", " # [comment] \"'\n\t", "\n\n#\n")

    def key(self, name: str) -> str:
        bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
        if bare and self.pick("bare", "quoted") == "bare":
            return name
        if "'" not in name and name.isprintable() and self.pick("literal", "basic") == "literal":
            return f"'{name}'"
        return self.basic(name)

    def dotted(self, names: tuple[str, ...]) -> str:
        return f"{self.space()}.{self.space()}".join(self.key(name) for name in names)

    def basic(self, text: str) -> str:
        return json.dumps(text).replace("\x7f", "\\u007f") if text.isascii() else self.escaped(text)

    def escaped(self, text: str) -> str:
        return '"' + "".join(c if c.isalpha() else f"\\U{ord(c):08x}" for c in text) + '"'

    def text(self, text: str) -> str:
        style = self.pick("basic", "literal", "lines", "raw")
        plain = all(c.isprintable() or c == "\n" for c in text)
        if style == "literal" and plain and not set("'\n") & set(text):
            return f"'{text}'"
        if style == "raw" and plain and "'''" not in text:
            return f"'''\n{text}'''" if not text.endswith("'''") else self.basic(text)
        if style == "lines" and plain:
            inner = text.replace("\\", "\\\\").replace('"""', '""\\"')
            return f'"""\n{inner}"""'
        return self.basic(text)

    def value(self, value: object) -> str:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            pairs = [
                f"{self.gap()}{self.dotted((name,))}{self.space()}={self.space()}{self.value(inner)}"
                for name, inner in value.items()
            ]
            return "{" + self.joined(pairs) + "}"
        if isinstance(value, list):
            return "[" + self.joined([self.gap() + self.value(inner) for inner in value]) + "]"
        return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")

    def joined(self, parts: list[str]) -> str:
        text = ",".join(part + self.gap() for part in parts)
        return text + (self.pick("", ",") if parts else "") + self.gap()

    def table(self, data: dict[str, Any], header: tuple[str, ...], prefix: tuple[str, ...] = ()) -> None:
        later: list[tuple[str, Any]] = []
        for name, value in data.items():
            nested = isinstance(value, dict) or (isinstance(value, list) and value and _all_tables(value))
            style = self.pick("header", "dotted", "inline") if nested else "inline"
            if style == "dotted" and isinstance(value, dict) and value:
                self.table(value, header, (*prefix, name))
            elif style == "header" and not prefix:
                later.append((name, value))
            else:
                self.line(f"{self.dotted((*prefix, name))}{self.space()}={self.space()}{self.value(value)}")
        for name, value in later:
            self.headers((*header, name), value)

    def headers(self, header: tuple[str, ...], value: Any) -> None:
        if isinstance(value, dict):
            self.line(f"[{self.space()}{self.dotted(header)}{self.space()}]")
            self.table(value, header)
            return
        for element in value:
            self.line(f"[[{self.space()}{self.dotted(header)}{self.space()}]]")
            self.table(element, header)

    def line(self, text: str) -> None:
        self.lines.append(self.space() + text + self.pick("", " ", " # [x] = \"'", "\n"))

    def document(self, data: dict[str, Any]) -> str:
        self.table(data, ())
        text = "\n".join(self.lines) + self.pick("", "\n")
        return self.pick("", "\ufeff") + (
            text.replace("\n", "\r\n") if self.pick("lf", "crlf") == "crlf" else text
        )


def _all_tables(values: list[object]) -> bool:
    return all(isinstance(value, dict) for value in values)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    data = draw(DATA)
    return Writer(draw).document(data), data


@given(DATA)
@settings(deadline=None)
def test_files_of_the_ordinary_writer(data: dict[str, Any]) -> None:
    for source in variants(tomli_w.dumps(data).encode()):
        assert_places(read(source))


@given(documents())
@settings(max_examples=200, deadline=None)
def test_files_in_any_style(made: tuple[str, dict[str, Any]]) -> None:
    text, data = made
    document = read(text)
    assert_places(document)
    assert _sorted(document.data) == _sorted(data)


@given(st.data(), documents())
@settings(max_examples=200, deadline=None)
def test_a_key_is_found_wherever_it_is_named(drawn: st.DataObject, made: tuple[str, dict[str, Any]]) -> None:
    text, data = made
    document = read(text)
    paths = [path for path in tables_and_keys(data) if isinstance(path[-1], str)]
    if not paths:
        return
    path = drawn.draw(st.sampled_from(paths))
    text = document.text
    for span in sorted(document.names(path), reverse=True):
        text = f"{text[: span.start]}renamed{text[span.end :]}"
    above: Any = data
    for step in path[:-1]:
        above = above[step]
    above["renamed"] = above.pop(path[-1])
    assert _sorted(tomli.loads(text)) == _sorted(data)


def tables_and_keys(data: object, path: Path = ()) -> list[Path]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    below = [one for name, value in items for one in tables_and_keys(value, (*path, name))]
    return [path, *below] if path else below


def _sorted(value: object) -> str:
    """Data with its keys in order (headers may stand in another order), NaN equal to itself."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name!r}: {_sorted(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_sorted(inner) for inner in value) + "]"
    return repr(value)


SOURCES = [(OWN / "valid" / name).read_bytes().decode() for name in OWN_VALID]
CHARACTERS = st.one_of(st.sampled_from("\"'[]{}=,.#\n\r\t \\-_09azéµ\u201c\x00\ufeff"), st.characters())


@st.composite
def broken(draw: st.DrawFn) -> str:
    text = draw(st.one_of(st.sampled_from(SOURCES), documents().map(lambda made: made[0])))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["delete", "insert", "replace", "cut", "double"]))
        if kind == "cut":
            text = text[:at]
        elif kind == "double":
            text = text[:at] + text[max(at - 20, 0) :]
        else:
            new = "" if kind == "delete" else draw(CHARACTERS)
            text = text[:at] + new + text[at + (kind != "insert") :]
    return text


@given(broken())
@settings(max_examples=500, deadline=None)
def test_broken_files_never_surprise(text: str) -> None:
    document = read(text)
    try:
        tomli.loads(document.text)
    except ValueError:
        assert_refused(document)
    else:
        assert_places(document)
