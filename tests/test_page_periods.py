"""Periods in the page, in a real Chromium in front of `tavns edit`: what a clinician does who has never seen TOML."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import page_site
from page_edit import TAVNS, Served, press, whose
from test_browser import chromium
from test_page_browser import (
    AXE,
    EXAMPLE,
    codes,
    data_of,
    settled,
    step,
    text_of,
    type_in,
    violations,
)

EXAMPLES = sorted((page_site.ROOT / "examples" / "periods").glob("*.toml"))

pytestmark = pytest.mark.skipif(page_site.CHROMIUM is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = Served(browser, tmp_path_factory.mktemp("periods") / "study.toml", EXAMPLE)
    yield made
    made.close()


@pytest.fixture
def page(served: Served) -> Iterator[Page]:
    served.page.set_viewport_size({"width": 1440, "height": 1000})
    served.open(EXAMPLE)
    yield served.page
    assert served.said == []


def severe(page: Page) -> list[str]:
    return list(
        page.evaluate("tavns.found.findings.filter(one => one.severity !== 'note').map(one => one.code)")
    )


def test_a_crossover_is_made_of_a_parallel_study_by_clicks_alone(page: Page, served: Served) -> None:
    page.get_by_role("link", name="Periods").click()
    settled(page)
    expect(page.locator("main")).to_contain_text("the same from beginning to end")
    press(page, "a crossover of the two arms")
    expect(page.locator(".messages")).to_contain_text("Say how long the washout between the periods is")
    assert severe(page) == ["DSN003"]
    page.get_by_role("button", name="Go to the field: study.washout_days").click()
    settled(page)
    page.keyboard.type("28")
    page.keyboard.press("Tab")
    page.wait_for_function("() => tavns.data.study.washout_days === 28")
    settled(page)
    assert severe(page) == []
    assert list(data_of(page)["arms"]["sham_first"]["periods"]) == ["first", "second"]
    expect(page.locator("svg [data-part=period]")).to_have_count(4)
    page.get_by_role("tab", name="Dose").click()
    expect(page.get_by_role("region", name="The whole course")).to_contain_text("24")
    page.get_by_role("tab", name="Findings").click()
    press(page, "Save")
    page.evaluate("tavns.file.saving")
    assert served.path.read_text(encoding="utf-8") == text_of(page)
    run = subprocess.run([TAVNS, "check", str(served.path)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_a_crossover_is_made_period_by_period(page: Page) -> None:
    """The same without the ready way: arms, periods and what each gives, all by the page's own questions."""
    step(page, "arms")
    page.get_by_label("Design", exact=True).select_option("crossover")
    for name in ("ab", "ba"):
        page.get_by_label("Name", exact=True).fill(name)
        press(page, "Add an arm")
        expect(page.get_by_label(f"Arm {name}", exact=True).first).to_be_visible()
    for name, number in (("tavns", 0), ("sham", 0), ("ab", 30), ("ba", 30)):
        field = page.locator(f'[data-path="arms.{name}.participants"] input')
        field.fill(str(number))
        field.press("Tab")
        page.wait_for_function(
            "([name, number]) => tavns.data.arms[name].participants === number", arg=[name, number]
        )
        settled(page)
    step(page, "schedule")
    for key in ("weeks", "total_sessions"):
        field = page.locator(f'[data-path="schedule.{key}"] input')
        field.fill("")
        field.press("Tab")
        page.wait_for_function("key => tavns.data.schedule[key] === undefined", arg=key)
    settled(page)
    step(page, "periods")
    for arm, gives in (("ab", ("tavns", "sham")), ("ba", ("sham", "tavns"))):
        whose(page, arm)
        for name, given in zip(("first", "second"), gives, strict=True):
            page.get_by_label("Name", exact=True).fill(name)
            page.get_by_label("What is given", exact=True).select_option(given)
            page.get_by_label("Length (weeks)", exact=True).fill("4")
            press(page, "Add a period")
            expect(page.get_by_label(f"Period {name}", exact=True).first).to_be_visible()
    type_in(page, "Washout (days)", "28")
    assert severe(page) == []
    assert data_of(page)["arms"]["ba"]["periods"] == {
        "first": {"gives": "sham", "schedule": {"weeks": 4}},
        "second": {"gives": "tavns", "schedule": {"weeks": 4}},
    }


def test_periods_are_moved_renamed_and_removed(page: Page, served: Served) -> None:
    text = (page_site.ROOT / "examples" / "periods" / "sham-then-stimulation.toml").read_text(
        encoding="utf-8"
    )
    served.open(text)
    step(page, "periods")
    expect(page.get_by_role("button", name="Earlier: blinded")).to_be_disabled()
    press(page, "Earlier: open")
    assert list(data_of(page)["periods"]) == ["open", "blinded"]
    # It is the first now: the way back has the focus.
    expect(page.get_by_role("button", name="Later: open")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_timeout(50)
    settled(page)
    assert text_of(page) == text
    page.get_by_label("Period open", exact=True).first.fill("Weeks 3 and 4")
    page.keyboard.press("Tab")
    page.wait_for_function("() => tavns.data.periods.weeks_3_and_4")
    settled(page)
    press(page, "Remove weeks_3_and_4")
    assert list(data_of(page)["periods"]) == ["blinded"]
    press(page, "Remove blinded")
    assert "periods" not in data_of(page)
    page.evaluate("() => { for (let n = 0; n < 3; n++) tavns.state.undo() }")
    settled(page)
    assert text_of(page) == text
    expect(page.locator("main ol li")).to_have_count(2)


def test_one_arm_changes_a_period_of_all_arms_and_goes_back(page: Page, served: Served) -> None:
    text = (page_site.ROOT / "examples" / "periods" / "sham-then-stimulation.toml").read_text(
        encoding="utf-8"
    )
    served.open(text)
    step(page, "periods")
    whose(page, "sham_active")
    path = "arms.sham_active.periods.open.schedule.weeks"
    origin = page.locator(f'[data-path="{path}"] .origin')
    expect(origin).to_contain_text("As for period open of all arms: 2 weeks.")
    page.locator(f'[data-path="{path}"] input').fill("3")
    page.keyboard.press("Tab")
    page.wait_for_function("() => tavns.data.arms.sham_active.periods?.open?.schedule?.weeks === 3")
    settled(page)
    assert "TIM038" in codes(page)
    expect(page.locator("main ol li").last).to_contain_text("of all arms, changed here")
    origin.get_by_role("button", name="Use the setting for period open of all arms").click()
    page.wait_for_function("text => tavns.state.text === text", arg=text)


def test_what_differs_in_a_period_is_asked_where_it_is_asked_of_all_arms(page: Page, served: Served) -> None:
    text = (page_site.ROOT / "examples" / "periods" / "rising-current.toml").read_text(encoding="utf-8")
    served.open(text)
    step(page, "strength")
    whose(page, "tavns")
    whose(page, "week_2")
    field = page.locator('[data-path="arms.tavns.periods.week_2.stimulation.intensity.current_ma"]')
    expect(field.locator("input")).to_have_value("2")
    expect(field.locator(".origin")).to_contain_text("As for all arms: 1 mA.")
    field.locator("input").fill("2.5")
    page.keyboard.press("Tab")
    page.wait_for_function("() => tavns.state.text.includes('current_ma = 2.5')")
    assert text_of(page) == text.replace("current_ma = 2 }", "current_ma = 2.5 }")
    step(page, "where")
    whose(page, "tavns")
    whose(page, "week_3")
    page.locator("[data-site=cavum_conchae]").first.click(force=True)
    page.wait_for_function("() => tavns.data.arms.tavns.periods.week_3.stimulation.sites")
    settled(page)
    assert set(data_of(page)["arms"]["tavns"]["periods"]["week_3"]["stimulation"]["sites"]) >= {
        "cymba_conchae"
    }


CHANNELS = (page_site.ROOT / "examples" / "channels.toml").read_text(encoding="utf-8")


def test_two_channels_are_made_by_clicks_alone(page: Page) -> None:
    step(page, "channels")
    for name in ("cymba", "tragus"):
        page.get_by_label("Name", exact=True).fill(name)
        press(page, "Add a channel")
        expect(page.get_by_label(f"Channel {name}", exact=True).first).to_be_visible()
    step(page, "pulse")
    whose(page, "tragus")
    field = page.locator('[data-path="channels.tragus.stimulation.frequency_hz"]')
    expect(field.locator(".origin")).to_contain_text("As for all arms")
    field.locator("input").fill("100")
    page.keyboard.press("Tab")
    page.wait_for_function("() => tavns.data.channels.tragus.stimulation?.frequency_hz === 100")
    settled(page)
    assert data_of(page)["channels"] == {"cymba": {}, "tragus": {"stimulation": {"frequency_hz": 100}}}
    page.get_by_role("tab", name="Dose").click()
    expect(page.locator("#panel-dose, [role=tabpanel]").first).to_contain_text("tavns.tragus")


def test_a_setting_of_one_channel_is_changed_in_its_one_line(page: Page, served: Served) -> None:
    served.open(CHANNELS)
    step(page, "pulse")
    whose(page, "first")
    field = page.locator('[data-path="channels.first.stimulation.frequency_hz"] input')
    expect(field).to_have_value("15")
    field.fill("20")
    page.keyboard.press("Tab")
    page.wait_for_function("() => tavns.data.channels.first.stimulation.frequency_hz === 20")
    settled(page)
    assert text_of(page) == CHANNELS.replace("frequency_hz = 15", "frequency_hz = 20")


def test_a_finding_leads_to_the_period(page: Page, served: Served) -> None:
    text = (page_site.ROOT / "examples" / "periods" / "crossover.toml").read_text(encoding="utf-8")
    served.open(text.replace('{ gives = "placebo", schedule = { weeks = 4 } }', '{ gives = "placebo" }', 1))
    place = next(
        one for one in page.evaluate("tavns.found.findings.map(one => one.path)") if "periods" in one
    )
    page.get_by_role("button", name=f"Go to the field: {place}", exact=True).first.click()
    settled(page)
    expect(page.locator("h1")).to_have_text("Periods")
    expect(page.locator(".whose input:checked + *, .whose label:has(input:checked)").first).to_contain_text(
        "ab"
    )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_each_example_is_opened_changed_and_saved_in_its_one_line(
    browser: Browser, tmp_path: Path, path: Path
) -> None:
    text = path.read_bytes().decode("utf-8")
    served = Served(browser, tmp_path / path.name, text)
    try:
        page = served.page
        step(page, "periods")
        weeks = page.locator('[data-path$=".schedule.weeks"] input, [data-path$=".schedule.days"] input')
        filled = [n for n in range(weeks.count()) if weeks.nth(n).input_value()]
        weeks.nth(filled[0]).evaluate(
            "one => { for (let up = one; (up = up.closest('details:not([open])')); ) up.open = true }"
        )
        weeks.nth(filled[0]).fill("5")
        page.keyboard.press("Tab")
        page.wait_for_function("text => tavns.state.text !== text", arg=text)
        settled(page)
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_function("() => !tavns.file.dirty")
        saved = served.path.read_bytes().decode("utf-8")
    finally:
        served.close()
    differ = [
        (one, two)
        for one, two in zip(text.splitlines(keepends=True), saved.splitlines(keepends=True), strict=True)
        if one != two
    ]
    assert len(differ) == 1
    ((old, new),) = differ
    assert re.sub(r"(weeks|days) = \d+", "", old) == re.sub(r"(weeks|days) = \d+", "", new)
    assert served.said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_periods_are_accessible(page: Page, served: Served, scheme: Any) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    page.emulate_media(color_scheme=scheme)
    found = violations(page, "none yet", {})
    for name in ("crossover", "run-in"):
        served.open((EXAMPLES[0].parent / f"{name}.toml").read_text(encoding="utf-8"))
        for each in ("periods", "schedule", "where"):
            step(page, each)
            found += violations(page, f"{name} {each}", {})
        page.get_by_role("tab", name="Dose").click()
        found += violations(page, f"{name} dose", {})
        page.get_by_role("tab", name="Findings").click()
    page.emulate_media(color_scheme="light")
    assert found == []


@pytest.mark.parametrize("width", [1440, 1024, 400])
def test_periods_fit_the_screen(page: Page, served: Served, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in EXAMPLES:
        served.open(path.read_text(encoding="utf-8"))
        for name in ("periods", "strength", "schedule"):
            step(page, name)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path.stem, name)
