"""What a sheet says of groups that differ: no gap where there is none, and nothing of some that everybody gets."""

from protocols import load
from protocols.methods import STYLES
from protocols.methods.rendering import of_sentences

START = 'format = 1\n[study]\ntitle = "x"\n'
ARMS = '[arms.a]\nrole = "active"\n{a}[arms.b]\nrole = "active"\n{b}'
KNOWN = "[blinding]\nparticipants = false\n"
TITRATED = (
    'method = "titrated"\ntarget = "below_pain_threshold"\ntarget_detail = "as told"\nmax_ma = 5\n'
    'retitrated = "each_session"\n'
)
FIXED = 'method = "fixed"\ncurrent_ma = 1\n'


def sheet(file: str) -> str:
    return of_sentences(STYLES["lay"](load(file)).sentences)


def of_two(a: str, b: str) -> str:
    """Return the sheet of two groups that participants know, each with its intensity."""
    own = {name: f"[arms.{name}.stimulation.intensity]\n{one}" for name, one in (("a", a), ("b", b))}
    return sheet(START + KNOWN + ARMS.format(**own))


# ---------------------------------------------------------------- strength


def test_a_fixed_strength_has_no_aim_and_one_that_is_found_is_not_set() -> None:
    text = of_two(TITRATED, FIXED)
    for said in (
        "In the group a: the aim is that it is not so strong that it hurts.",
        "In the group a: in the words of the protocol: as told.",
        "In the group b: the strength is 1 mA.",
        "In the group a: it will not be higher than 5 mA (milliamperes).",
        "In the group a: it is set again at each session.",
    ):
        assert said in text
    assert "[not specified]" not in text
    assert "In the group b: the aim" not in text
    assert "In the group a: the strength is [" not in text


def test_what_is_missing_in_a_known_group_is_a_gap() -> None:
    text = of_two(TITRATED, 'method = "titrated"\n')
    assert "In the group b: the aim is that [not specified: what you should feel]." in text
    assert "In the group b: it will not be higher than [not specified: the highest strength]." in text
    assert "In the group b: it is set [not specified]." in text
    assert "In the group b: the strength is [not specified]." in of_two(FIXED, 'method = "fixed"\n')


def test_a_gap_of_one_known_group_is_not_told_to_all() -> None:
    text = of_two('method = "titrated"\n', FIXED)
    assert "In the group a: the aim is that [not specified: what you should feel]." in text
    assert ". The aim is that" not in text


def test_no_cap_is_missing_where_the_current_is_written() -> None:
    text = of_two(
        TITRATED, 'method = "titrated"\ntarget = "below_pain_threshold"\ncurrent_ma = { max = 3 }\n'
    )
    assert "In the group b: it will not" not in text


def test_a_known_group_has_what_it_gets_in_addition() -> None:
    file = START + KNOWN + ARMS.format(a='co_intervention = "sport"\n', b="")
    assert "In the group a: you will also get: sport." in sheet(file)
    assert "b: you will" not in sheet(file)
