"""The courses in examples/periods, each with its dose worked out by hand, and what every output says of it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from protocols import load
from protocols.dose.formulas import Interval
from protocols.dose.whole import whole_course
from protocols.drawing import calendar
from protocols.methods import STYLES
from protocols.methods.rendering import of_sentences
from protocols.model import Study
from protocols.model.calendar import begins

FOLDER = Path(__file__).parent.parent / "examples" / "periods"
TAVNS = Path(sys.executable).parent / "tavns"

# Sessions and pulses of the whole course, by hand: pulses a session are frequency × minutes × 60.
BY_HAND: dict[str, dict[str, tuple[float, float, float, float]]] = {
    # 2 weeks × 6 days × 2 sessions of 60 min at 25 Hz = 24 × 90,000 = 2.16 million; in the sham 0, then as much.
    "sham-then-stimulation": {
        "active_active": (48, 48, 4_320_000, 4_320_000),
        "sham_active": (48, 48, 2_160_000, 2_160_000),
    },
    # 2 × 4 weeks × 5 sessions of 30 min at 1 Hz = 40 × 1,800; the sham at the helix flows as well.
    "crossover": {"ab": (40, 40, 72_000, 72_000), "ba": (40, 40, 72_000, 72_000)},
    # 3 weeks × 5 sessions of 30 min at 25 Hz = 15 × 45,000.
    "rising-current": {"tavns": (15, 15, 675_000, 675_000)},
    # 4 × 5 + 8 × 1 = 28 sessions of 30 min at 1 Hz.
    "tapering": {"tavns": (28, 28, 50_400, 50_400), "sham": (28, 28, 50_400, 50_400)},
    # 7 × 2 + 14 × 1 = 28 sessions of 30 min at 25 Hz = 28 × 45,000.
    "acute-then-daily": {"tavns": (28, 28, 1_260_000, 1_260_000), "sham": (28, 28, 1_260_000, 1_260_000)},
    # Nothing for 4 weeks, then 4 × 5 sessions of 30 min at 1 Hz.
    "run-in": {"tavns": (20, 20, 36_000, 36_000), "sham": (20, 20, 36_000, 36_000)},
    # 4 × 5 sessions, and for some 4 × 5 × 2 more, of 30 min at 25 Hz.
    "non-responders": {"tavns": (20, 60, 900_000, 2_700_000)},
}


def read(name: str) -> Study:
    return load((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def test_every_example_is_worked_out() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(BY_HAND)


@pytest.mark.parametrize("name", BY_HAND)
def test_the_dose_of_the_course_is_what_it_is_by_hand(name: str) -> None:
    found = {}
    for arm in read(name).arms.values():
        whole = whole_course(arm)
        sessions, pulses = (whole[key].value for key in ("sessions", "pulses_per_course"))
        assert isinstance(sessions, Interval)
        assert isinstance(pulses, Interval)
        found[arm.name] = (sessions.min, sessions.max, pulses.min, pulses.max)
    assert found == BY_HAND[name]


@pytest.mark.parametrize("name", BY_HAND)
def test_it_has_neither_errors_nor_warnings(name: str) -> None:
    run = subprocess.run(
        [str(TAVNS), "check", "--concise", f"{name}.toml"],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0
    assert "0 errors, 0 warnings" in run.stdout


@pytest.mark.parametrize("name", BY_HAND)
@pytest.mark.parametrize("command", ["show", "methods", "resolve", "checklist", "report"])
def test_every_command_takes_it(name: str, command: str, tmp_path: Path) -> None:
    more = ["-o", str(tmp_path / "report.html")] if command == "report" else []
    run = subprocess.run(
        [str(TAVNS), command, f"{name}.toml", *more], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_the_charge_of_a_rising_current_is_the_sum_of_its_weeks() -> None:
    # 45,000 pulses × 250 µs × (1 + 2 + 3) mA × 5 sessions, in mC.
    charge = whole_course(read("rising-current").arms["tavns"])["charge_per_course"].value
    assert isinstance(charge, Interval)
    assert charge.max == pytest.approx(45_000 * 0.25 * (1 + 2 + 3) * 5 / 1000)


def text_of(study: Study, style: str) -> str:
    return re.sub(r"\s+", " ", of_sentences(STYLES[style](study).sentences))


def test_the_registry_text_of_a_delayed_start_is_true() -> None:
    text = text_of(read("sham-then-stimulation"), "registry")
    assert (
        "Participants in the sham–active arm will receive, one after the other: sham stimulation (weeks 1 and 2, 2 weeks); "
        "stimulation (weeks 3 and 4, 2 weeks)." in text
    )
    assert "Participants in the sham–active arm (period weeks 3 and 4) will receive stimulation." in text


def test_the_sheet_of_a_delayed_start_keeps_the_group_and_says_what_all_will_know() -> None:
    text = text_of(read("sham-then-stimulation"), "lay")
    assert "The study has two periods, one after the other." in text
    assert "In the second period you will know what you get." in text
    assert "For part of the time some people get a comparison treatment." in text
    assert "sham" not in text.lower()


def test_a_paper_tells_the_orders_of_a_crossover() -> None:
    text = text_of(read("crossover"), "paper")
    assert (
        "40 participants with migraine will be randomly allocated to taVNS first (n = 20) or sham first"
        in text
    )
    assert (
        "Participants in the taVNS first arm will receive, one after the other: stimulation (first, 4 weeks); sham "
        "stimulation (second, 4 weeks)." in text
    )
    assert "A washout of 28 days will come before this period." in text


def test_a_period_begins_after_the_others_and_the_washouts() -> None:
    arm = read("crossover").arms["ab"]
    assert [begins(arm, name).least for name in ("first", "second")] == [0, 28 + 28]


def bands(study: Study) -> list[Any]:
    found = re.findall(
        r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"[^>]*data-period="([^"]+)"', calendar(study)
    )
    return [(name, float(x), float(wide)) for x, wide, name in found]


def test_the_calendar_draws_a_band_for_each_period_to_scale() -> None:
    (_, first, wide), (_, second, as_wide), *others = bands(read("crossover"))
    assert [name for name, *_ in bands(read("crossover"))] == [
        "ab.first",
        "ab.second",
        "ba.first",
        "ba.second",
    ]
    assert wide == pytest.approx(as_wide)
    assert second - first == pytest.approx(2 * wide, rel=1e-3)  # 4 weeks, and 4 of washout
    assert others


def test_the_report_holds_the_calendar_and_what_the_periods_add_up_to(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    subprocess.run(
        [str(TAVNS), "report", "sham-then-stimulation.toml", "-o", str(path)], cwd=FOLDER, check=True
    )
    page = path.read_text(encoding="utf-8")
    assert "What each arm gets, and when" in page
    assert "What the periods of each arm add up to" in page
    assert re.search(r"4\W320\W000", page)
