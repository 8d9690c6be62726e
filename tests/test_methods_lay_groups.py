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


def to_complete(a: str, b: str) -> list[tuple[str, str]]:
    """Return what is to be completed of two groups that participants know, with the first key that would do."""
    own = {name: f"[arms.{name}.stimulation.intensity]\n{one}" for name, one in (("a", a), ("b", b))}
    gaps = STYLES["lay"](load(START + KNOWN + ARMS.format(**own))).to_complete
    return [(what, ".".join(map(str, gap.at[0]))) for gap in gaps if gap.at for what in gap.what]


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
    assert "In the group b: the aim" not in text
    assert "In the group a: the strength is 1" not in text


def test_what_is_missing_in_a_known_group_is_listed_with_its_key() -> None:
    missing = to_complete(TITRATED, 'method = "titrated"\n')
    own = "arms.b.stimulation.intensity"
    assert ("what you should feel", f"{own}.target") in missing
    assert ("the highest strength", f"{own}.max_ma") in missing
    assert ("how often the strength is set", f"{own}.retitrated") in missing
    assert ("the strength", f"{own}.current_ma") in to_complete(FIXED, 'method = "fixed"\n')


def test_what_is_not_asked_of_a_known_group_is_not_listed() -> None:
    missing = [what for what, _ in to_complete(TITRATED, FIXED)]
    assert not {"what you should feel", "the strength", "the highest strength"} & set(missing)


def test_a_gap_of_one_known_group_is_not_told_to_all() -> None:
    found = to_complete('method = "titrated"\n', FIXED)
    assert ("what you should feel", "arms.a.stimulation.intensity.target") in found
    assert "he aim is that" not in of_two('method = "titrated"\n', FIXED)


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
    "file",
    [
        ARMS.format(a=SPORT, b=""),
        ARMS.format(a=SPORT, b=SPORT) + REST,
        ARMS.format(a=SPORT, b="") + REST + DIET,
        ARMS.format(a=SPORT, b=DIET),
    ],
)
def test_nobody_is_told_what_one_arm_gets_in_addition(file: str) -> None:
    text = sheet(CROSSOVER + file)
    assert "sport" not in text
    assert "diet" not in text


def test_everybody_is_told_what_every_arm_gets_in_addition() -> None:
    assert "You will also get: sport." in sheet(CROSSOVER + ARMS.format(a=SPORT, b=SPORT))
    known = sheet(CROSSOVER + KNOWN + ARMS.format(a=SPORT, b=""))
    assert "In the group a: you will also get: sport." in known


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
