"""Misspelt keys: the one that was meant, or none."""

from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.lib.spelling import meant_key, near_code
from protocols.lib.units import spelled, unit_of
from protocols.model.paths import every_key, table_at
from protocols.rules import RULES
from strategies import TABLES

KEYS = sorted(
    {
        (path, key)
        for path in TABLES
        if (table := table_at(tuple(path.replace("*", "a").replace("[]", ".0").split(".") if path else ())))
        for key in table.known_keys
    }
)
LETTERS = "abcdefghijklmnopqrstuvwxyz_0"


def beside(path: str) -> list[str]:
    return [key for table, key in KEYS if table == path]


@st.composite
def slipped(draw: st.DrawFn) -> tuple[str, str, str]:
    """Draw a key with one letter too many, lacking, or another, or with two neighbours exchanged."""
    path, key = draw(st.sampled_from(KEYS))
    at, letter = draw(st.integers(0, len(key) - 1)), draw(st.sampled_from(LETTERS))
    before, after = key[:at], key[at + 1 :]
    forms = [before + after, before + letter + key[at:], before + letter + after]
    return path, key, draw(st.sampled_from([*forms, before + after[:1] + key[at] + after[1:]]))


@given(slipped())
@settings(max_examples=500)
def test_one_slip_is_never_taken_for_another_key(drawn: tuple[str, str, str]) -> None:
    path, key, name = drawn
    assert meant_key(name, beside(path), every_key()) in ("", key)


@given(slipped())
@settings(max_examples=500)
def test_the_unit_is_never_guessed(drawn: tuple[str, str, str]) -> None:
    path, _, name = drawn
    meant = meant_key(name, beside(path), every_key())
    if meant and unit_of(meant) and "_" in name:
        assert spelled(name.rpartition("_")[2]) == unit_of(meant) or name.replace("_", "") == meant.replace(
            "_", ""
        )


def test_every_key_is_known_where_any_table_has_it() -> None:
    assert {key for _, key in KEYS} | {"cite", "note"} == every_key()


def test_no_key_of_the_format_is_taken_for_another() -> None:
    for path in TABLES:
        assert [key for key in every_key() if meant_key(key, beside(path), every_key())] == []


@given(st.sampled_from(sorted(code for code in RULES if code[3] == "0")))
def test_a_code_that_lacks_zeros_is_known_by_its_number(code: str) -> None:
    for word in {code[:3] + code[4:], code[:3] + code[3:].lstrip("0")}:
        assert near_code(word, RULES) == near_code(word.lower(), RULES) == code
