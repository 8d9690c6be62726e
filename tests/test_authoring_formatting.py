"""The layout of a text is made even, and nothing that it says is changed."""

import re
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.authoring import AuthoringError, draft_from, formatted
from protocols.document.kinds import same
from strategies import documents
from written import comments, written

ROOT = Path(__file__).parent.parent
FILES = [*(ROOT / "presets").rglob("*.toml"), *(ROOT / "examples").rglob("*.toml")]


def applied(text: str, edits: list[Any]) -> str:
    for edit in reversed(edits):
        text = text[: edit["start"]] + edit["text"] + text[edit["end"] :]
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\n \n", ""),
        ("a=1", "a = 1\n"),
        ("a   =    1\n", "a   =    1\n"),  # a column of somebody's own
        ("a = 1  \n\n\n", "a = 1\n"),
        ("a=[1,2,  3]", "a = [1, 2,  3]\n"),
        ("a=[1,2,]", "a = [1, 2,]\n"),
        ("a={x=1,y={}}", "a = { x = 1, y = {} }\n"),
        ('a="x,y=z"# c=d,e \t', 'a = "x,y=z"# c=d,e\n'),
        ("\"a=b\"='c,d'", "\"a=b\" = 'c,d'\n"),
        ('a = """\n x=1,2  \n\n\n[b]  \n"""  ', 'a = """\n x=1,2  \n\n\n[b]  \n"""\n'),
        ("a = [\n  1,2,  \n\n  3 # c \n]", "a = [\n  1, 2,\n\n  3 # c\n]\n"),
        ("[a]\n[b]\nx=1\n\n\n\n[c]", "[a]\n\n[b]\nx = 1\n\n[c]\n"),
        ("# top\n[a]\n", "# top\n[a]\n"),
        ("\n\n[a]\n", "[a]\n"),
        ("x=1\n\n# of b\n[b]\n", "x = 1\n\n# of b\n[b]\n"),
        ("x=1\n# of b\n[b]\n", "x = 1\n\n# of b\n[b]\n"),
        ("x=1\n# Side.\n# side = …\n[b]\n", "x = 1\n# Side.\n# side = …\n\n[b]\n"),
        ("x=1\n  [b]\n", "x = 1\n\n  [b]\n"),
        ("x=1\r\n[b]\r\ny=2", "x = 1\r\n\r\n[b]\r\ny = 2\r\n"),
        ("\ufeffx=1\n[b]\n", "\ufeffx = 1\n\n[b]\n"),
        ("t = 1979-05-27 07:32:00\n", "t = 1979-05-27 07:32:00\n"),
    ],
)
def test_the_layout_is_made_even(text: str, expected: str) -> None:
    found = formatted(text)
    assert found["text"] == applied(text, found["edits"]) == expected
    assert formatted(expected)["edits"] == []


def test_a_broken_line_has_to_be_mended_first() -> None:
    with pytest.raises(AuthoringError, match="line 2 has to be mended first"):
        formatted("a=1\nb=\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_own_files_lack_at_most_an_empty_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [line for line in formatted(text)["text"].split("\n") if line] == [
        line for line in text.split("\n") if line
    ]


def test_a_draft_is_even() -> None:
    draft = draft_from("migraine")
    assert formatted(draft)["text"] == draft


@settings(max_examples=100)
@given(documents().flatmap(written), st.randoms(use_true_random=False))
def test_data_and_comments_stay_and_twice_is_once(text: str, chance: Any) -> None:
    loose = re.sub(
        r"(?m)^([\w.]+) = (?=[\w\[])",
        lambda found: f"{found[1]}{chance.choice(['=', '= ', ' =', '  ='])}",
        text,
    )
    if not same(tomli.loads(loose.removeprefix("\ufeff")), tomli.loads(text.removeprefix("\ufeff"))):
        loose = text  # within a text of several lines
    found = formatted(loose)
    new = found["text"]
    assert new == applied(loose, found["edits"])
    before, after = (tomli.loads(one.removeprefix("\ufeff")) for one in (loose, new))
    assert same(before, after)
    assert list(before) == list(after)
    assert comments(new) == comments(loose)
    assert new.count("#") == loose.count("#")
    again = formatted(new)
    assert (again["text"], again["edits"]) == (new, [])
