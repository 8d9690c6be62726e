"""How hard the sheets for participants are to read: a reader of 14 understands them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols import Study, load
from protocols.evidence.trials import preset
from protocols.lib.resources import record_files
from protocols.methods import STYLES
from protocols.methods.pieces import Said
from protocols.methods.readability import HARDEST, grade, syllables
from protocols.methods.rendering import of_sentences

ROOT = Path(__file__).parent.parent
FILES = ("examples/complete-study.toml", "examples/migraine-two-arms.toml", "tests/methods/four-arms.toml")
STUDIES = [*sorted(record_files()), *FILES]


def study(name: str) -> Study:
    return load(ROOT / name) if name in FILES else preset(name)


@pytest.mark.parametrize("name", STUDIES)
def test_a_sheet_can_be_read_at_14(name: str) -> None:
    text = STYLES["lay"](study(name))
    handed_out = [one for part in text.sections for several in part.paragraphs for one in several.sentences]
    assert grade(of_sentences(handed_out)) <= HARDEST
    for one in handed_out:
        # A text of the file is somebody's own, and a disease has the name that it has.
        if any(isinstance(piece, Said) and piece.free for piece in one.pieces):
            continue
        said = of_sentences([one])
        assert grade(said) <= 12 or said.startswith("This study is for"), said


def test_the_team_is_told_the_level_and_what_to_say_more_simply() -> None:
    easy = STYLES["lay"](load(ROOT / "examples" / "migraine-two-arms.toml")).remarks[-1]
    assert re.fullmatch(r"Reading level of the sheet: grade \d \(Flesch–Kincaid\), where 9 or less .*", easy)
    hard = "pharmacologically uncontrollable manifestations necessitating discontinuation of participation"
    head = 'format = 1\n[study]\ntitle = "x"\n[arms.a]\nrole = "active"\n'
    said = STYLES["lay"](load(f'{head}[harms]\nstopping_rules = "{hard}"\n')).remarks[-1]
    assert "Say more simply in the file: “Your stimulation is stopped or changed in this case: pharma" in said


# Counted by hand; the formula worked out by hand: 0.39 × 6 + 11.8 × 6/6 − 15.59 = −1.45, and so on.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cat sat on the mat.", -1.45),
        ("The cat sat. The mat lay.", 0.39 * 3 + 11.8 - 15.59),
        ("Electrical stimulation.", 0.39 * 2 + 11.8 * 8 / 2 - 15.59),
        ("", 0.0),
        ("12 %.", 0.0),
    ],
)
def test_the_grade_of_a_text(text: str, expected: float) -> None:
    assert grade(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("ear", 1),
        ("time", 1),
        ("people", 2),
        ("session", 2),
        ("placed", 1),
        ("started", 2),
        ("electrode", 3),
        ("sham", 1),
    ],
)
def test_the_syllables_of_a_word(word: str, count: int) -> None:
    assert syllables(word) == count


@given(
    st.lists(st.sampled_from(["the", "device", "stimulation", "sends", "pulses"]), min_size=4, max_size=30)
)
def test_shorter_sentences_are_never_harder(words: list[str]) -> None:
    half = len(words) // 2
    parted = f"{' '.join(words[:half])}. {' '.join(words[half:])}."
    assert grade(parted) < grade(f"{' '.join(words)}.")


@given(st.text())
def test_any_text_has_a_grade(text: str) -> None:
    assert isinstance(grade(text), float)
