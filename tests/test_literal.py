"""A value as it is written into a file, or shown to be copied into one: it means the same, and hides nothing."""

import unicodedata

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from protocols.document.literal import key_text, literal

SCALARS = st.text() | st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.floats(allow_nan=False)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


@given(st.text(), VALUES)
def test_what_is_written_is_read_again_and_stands_on_one_line_of_visible_signs(
    key: str, value: object
) -> None:
    line = f"{key_text(key)} = {literal(value)}"
    assert tomli.loads(line) == {key: value}
    assert not [sign for sign in line if unicodedata.category(sign) in ("Cc", "Cf")]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-03", '"2026-03"'),
        ("a\tb", r'"a\tb"'),
        ("a\nb", r'"a\nb"'),
        ("\u202e5.2", r'"\u202E5.2"'),
        ("\x85", r'"\u0085"'),
        ("\U000e0041", r'"\U000E0041"'),
        ("250 µs × 25 Hz", '"250 µs × 25 Hz"'),
    ],
)
def test_signs_that_nobody_sees_are_written_out(text: str, written: str) -> None:
    assert literal(text) == written
