"""What a sheet says of groups that differ: no gap where there is none, and nothing of some that everybody gets."""

import pytest

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


# ---------------------------------------------------------------- a crossover, in which everybody gets everything

CROSSOVER = START + 'design = "crossover"\n'
REST = '[arms.c]\nrole = "no_stimulation"\n'
SPORT, DIET = 'co_intervention = "sport"\n', 'co_intervention = "diet"\n'


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (ARMS.format(a=SPORT, b=""), "In one of the periods you will also get: sport."),
        (ARMS.format(a=SPORT, b=SPORT) + REST, "In some of the periods you will also get: sport."),
        (
            ARMS.format(a=SPORT, b="") + REST + DIET,
            "In some of the periods you will also get: diet; or sport.",
        ),
        (ARMS.format(a=SPORT, b=DIET), "At different times: you will also get: diet; or sport."),
        (KNOWN + ARMS.format(a=SPORT, b=""), "In the group a: you will also get: sport."),
    ],
)
def test_everybody_gets_in_one_period_what_one_arm_gets_in_addition(file: str, said: str) -> None:
    text = sheet(CROSSOVER + file)
    assert said in text
    assert "Some people" not in text


def test_everybody_gets_each_arm_in_a_period_of_its_own() -> None:
    comparison = '[arms.d]\nrole = "sham"\n'
    one = sheet(CROSSOVER + ARMS.format(a="", b="") + REST + comparison)
    assert "In one of the periods everybody gets a comparison treatment." in one
    assert "In one of the periods everybody gets no stimulation." in one
    several = sheet(CROSSOVER + ARMS.format(a="", b="") + comparison + comparison.replace("arms.d", "arms.e"))
    assert "In some of the periods everybody gets a comparison treatment." in several


@pytest.mark.parametrize(("days", "said"), [(0, "there is no pause."), (7, "there is a pause of 7 days.")])
def test_a_pause_of_no_days_is_none(days: int, said: str) -> None:
    assert f"In between {said}" in sheet(f"{CROSSOVER}washout_days = {days}\n" + ARMS.format(a="", b=""))
