"""Laws of periods: what is written in another way, or in more parts, is the same study."""

from pathlib import Path

import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from equivalents import checked
from protocols import load
from protocols.authoring.edits import add
from protocols.authoring.meanings import meaning
from protocols.authoring.naming import rename
from protocols.authoring.products import drawing
from protocols.authoring.values import values_for
from protocols.changes.study import changes
from protocols.dose.electrical import dose
from protocols.dose.formulas import Interval
from protocols.draft import draft
from protocols.model.resolved import resolved
from strategies import Document

FOLDER = Path(__file__).parent.parent / "examples" / "periods"
QUICK = settings(deadline=None, max_examples=20)
DAYS = st.integers(1, 7)


def plan(weeks: int, hz: int, days: int) -> Document:
    return {
        "format": 1,
        "study": {"title": "x", "design": "parallel"},
        "stimulation": {
            "sites": ["cymba_conchae"],
            "side": "left",
            "frequency_hz": hz,
            "pulse_width_us": 250,
            "waveform": "biphasic_symmetric",
            "pattern": "continuous",
            "intensity": {"method": "fixed", "current_ma": 1},
        },
        "schedule": {"session_min": 30, "sessions_per_day": 1, "days_per_week": days, "weeks": weeks},
        "arms": {"tavns": {"role": "active"}, "sham": {"role": "sham", "sham_method": "no_current"}},
    }


def pulses(document: Document, arm: str = "tavns") -> float:
    """Return the pulses of an arm's whole course, over its periods."""
    found = 0.0
    for part in load(tomli_w.dumps(document)).arms[arm].parts:
        value = dose(part)["pulses_per_course"].value
        assert isinstance(value, Interval)
        assert value.min is not None
        found += value.min
    return found


def with_periods(document: Document, **periods: Document) -> Document:
    arms = document["arms"]
    return document | {"arms": arms | {"tavns": arms["tavns"] | {"periods": periods}}}


@QUICK
@given(st.integers(1, 12), st.integers(1, 100), DAYS)
def test_one_period_has_the_dose_and_the_findings_of_none(weeks: int, hz: int, days: int) -> None:
    old = plan(weeks, hz, days)
    new = with_periods(old, all={"schedule": {"weeks": weeks}})
    assert pulses(new) == pulses(old)
    before, after = ({one.code for one in checked(tomli_w.dumps(each)).findings} for each in (old, new))
    assert after == before


@QUICK
@given(st.integers(1, 6), st.integers(1, 100), DAYS)
def test_two_equal_periods_have_the_dose_of_one(weeks: int, hz: int, days: int) -> None:
    half = {"schedule": {"weeks": weeks}}
    old = plan(2 * weeks, hz, days)
    assert pulses(with_periods(old, first=half, second=half)) == pulses(old)


def test_giving_an_arm_is_writing_it_out() -> None:
    length = {"schedule": {"weeks": 4}}
    old = with_periods(plan(4, 25, 5), all={"gives": "sham"} | length)
    new = with_periods(plan(4, 25, 5), all={"role": "sham", "sham_method": "no_current"} | length)
    one, other = (
        resolved(load(tomli_w.dumps(each)))["arms"]["tavns"]["periods"]["all"] for each in (old, new)
    )
    assert {key: value for key, value in one.items() if key != "gives"} == other
    assert changes(load(tomli_w.dumps(old)), load(tomli_w.dumps(new))) == []


def test_shared_periods_are_those_written_in_each_arm() -> None:
    length = {"schedule": {"weeks": 4}}
    shared = plan(4, 25, 5) | {"periods": {"all": length}}
    apart = plan(4, 25, 5)
    apart["arms"] = {name: arm | {"periods": {"all": length}} for name, arm in apart["arms"].items()}
    assert changes(load(tomli_w.dumps(shared)), load(tomli_w.dumps(apart))) == []


def test_a_period_can_be_added_and_an_arm_renamed_in_what_it_gives() -> None:
    text = add(
        tomli_w.dumps(plan(4, 25, 5)), "arms.tavns.periods.all", {"gives": "sham", "schedule": {"weeks": 4}}
    )
    assert load(text["text"]).parts["tavns.all"].role == "sham"
    named = rename(text["text"], "arms.sham", "placebo")
    assert load(named["text"]).protocol.arms["tavns"].periods["all"].gives == "placebo"  # type: ignore[index]


def test_a_draft_with_periods_can_be_read_and_asks_for_their_lengths() -> None:
    text = draft("x", arms={"tavns": "active", "sham": "sham"}, periods=True)
    assert list(load(text).parts) == ["tavns.first", "tavns.second", "sham.first", "sham.second"]
    report = checked(text, "draft")
    assert "draft" in report.would_pass
    (open_,) = [one.message for one in report.findings if one.code == "KEY011"]
    assert "how long the period first lasts" in open_
    assert "how long the period second lasts" in open_
    before, _, behind = text.partition("[periods.first")
    half = f"{before}[periods.first{behind.replace('# weeks = …', 'weeks = 4', 1)}"
    assert [one.path for one in checked(half, "draft").findings if one.code == "DSN020"] == [
        "periods.second.schedule.weeks"
    ]
    decided = text.replace("# weeks = …", "weeks = 4")
    assert not any("lasts" in one.message for one in checked(decided, "draft").findings)


def test_a_period_is_offered_every_arm_and_what_trials_used_of_its_settings() -> None:
    text = tomli_w.dumps(
        with_periods(plan(4, 25, 5), all={"gives": "sham", "stimulation": {"frequency_hz": 1}})
        | {"study": {"title": "x", "condition": "migraine"}}
    )
    gives = values_for(text, ("arms", "tavns", "periods", "all", "gives"))
    assert [one["label"] for one in gives] == ["tavns", "sham"]
    ours, shared = (
        [one["label"] for one in values_for(text, (*path, "stimulation", "frequency_hz"))]
        for path in (("periods", "all"), ())
    )
    assert ours == shared
    assert ours
    assert meaning("arms.tavns.periods.all.gives")["title"] == "Gives"
    assert drawing(text, "tavns.all", "pulse").startswith("<svg")


def test_a_washout_that_the_study_says_for_all_periods_stands_there() -> None:
    text = (FOLDER / "crossover.toml").read_text(encoding="utf-8")
    second = load(text).parts["ab.second"]
    assert second.washout_days == 28
    assert second.at("washout_days") == ("study", "washout_days")
    own = load(text.replace("periods.second = { ", "periods.second = { washout_days = 28, ")).parts[
        "ab.second"
    ]
    assert own.at("washout_days") == ("arms", "ab", "periods", "second", "washout_days")


def test_the_results_of_a_crossover_compare_the_treatments_that_its_periods_give() -> None:
    text = (FOLDER / "crossover.toml").read_text(encoding="utf-8")
    result = '[[results]]\noutcome = "headache days"\ndirection = "no_difference"\narm = "verum"\nagainst = ["placebo"]\n'
    assert load(f"{text}\n{result}").lenders.keys() == {"verum", "placebo"}
