"""Text is broken into lines as `textwrap` breaks it."""

import textwrap

from hypothesis import example, given
from hypothesis import strategies as st

from protocols.findings.report import DISCLAIMER
from protocols.formats.wrapping import wrap

WORDS = st.text(st.sampled_from("aé-—.µ漢 \t\n\r\x0b\x0c\u00a0\u2028"), max_size=90)
PLAIN = st.lists(st.text(st.sampled_from("abcé-.µ漢"), min_size=1, max_size=14), max_size=20).map(" ".join)


@given(st.one_of(WORDS, PLAIN), st.integers(1, 60))
@example("", 40)
@example("a-b c", 3)
@example(DISCLAIMER, 80)
@example(" a  b ", 2)
def test_lines_are_those_of_textwrap(text: str, room: int) -> None:
    assert wrap(text, room) == textwrap.wrap(text, room, break_on_hyphens=False)


@given(st.integers(40, 200))
def test_the_last_sentence_has_nothing_that_a_hyphen_would_change(room: int) -> None:
    assert wrap(DISCLAIMER, room) == textwrap.wrap(DISCLAIMER, room)
