"""Sources, waivers and amendments in the page, in a real Chromium in front of `tavns edit`."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import page_site
from page_edit import Served, press
from protocols.document.reading import read
from test_browser import chromium
from test_page_browser import AXE, EXAMPLE, codes, data_of, settled, step, text_of, type_in, violations

FINDING = EXAMPLE.replace("material = ", "# material = ").replace("max_ma = 5", "max_ma = 5.05")

pytestmark = pytest.mark.skipif(page_site.CHROMIUM is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with chromium() as browser:
        made = Served(browser, tmp_path_factory.mktemp("records") / "study.toml", EXAMPLE)
        yield made
        made.close()


@pytest.fixture
def page(served: Served) -> Iterator[Page]:
    served.open(EXAMPLE)
    yield served.page
    assert served.said == []


def answer(page: Page, **answers: str) -> None:
    """Fill the form that is open, and save it."""
    form = page.get_by_role("dialog")
    for label, words in answers.items():
        form.get_by_label(label.replace("_", " "), exact=True).fill(words)
    press(page, "Save", within=form)
    page.wait_for_timeout(100)
    settled(page)


def test_a_value_gets_a_source_and_loses_it(page: Page) -> None:
    step(page, "pulse")
    field = page.locator('[data-path="stimulation.frequency_hz"]')
    field.get_by_role("button", name="Add a source").click()
    form = page.get_by_role("dialog")
    press(page, "Save", within=form)
    expect(form.get_by_role("alert")).to_have_text("Citation has to be said.")
    form.get_by_label("Kind", exact=True).select_option("primary_abstract")
    answer(page, Citation="doi:10.1186/s10194-015-0543-3", Note="conclusion")
    expect(form).to_have_count(0)
    assert data_of(page)["sources"]["stimulation.frequency_hz"] == {
        "cite": "doi:10.1186/s10194-015-0543-3",
        "kind": "primary_abstract",
        "note": "conclusion",
    }
    expect(field.locator(".origin")).to_contain_text("Source: doi:10.1186/s10194-015-0543-3, conclusion.")
    field.get_by_role("button", name="Change the source").click()
    expect(form.get_by_label("Citation", exact=True)).to_have_value("doi:10.1186/s10194-015-0543-3")
    answer(page, Citation="PMID 26156114", Note="")
    assert data_of(page)["sources"]["stimulation.frequency_hz"] == {
        "cite": "PMID 26156114",
        "kind": "primary_abstract",
    }
    press(page, "Remove the source", within=page.locator('[data-path="stimulation.frequency_hz"]'))
    assert text_of(page) == EXAMPLE


@pytest.mark.parametrize(
    "sources",
    [
        '[sources]\n"schedule.weeks" = "straube-2015"\n',
        '[sources.schedule]\nweeks = "straube-2015"\n',
        '[sources]\nschedule.weeks = { cite = "straube-2015" }\n',
    ],
)
def test_a_source_is_found_however_its_path_is_written(page: Page, served: Served, sources: str) -> None:
    text = f"{EXAMPLE}\n{sources}"
    served.open(text)
    step(page, "sources")
    press(page, "Change the source of schedule.weeks")
    answer(page, Citation="straube-2015", Note="Table 1")
    assert "Table 1" in text_of(page)
    assert text_of(page).splitlines()[:-2] == text.splitlines()[:-2]
    press(page, "Remove the source of schedule.weeks")
    left = read(text_of(page)).data or {}
    assert left.pop("sources", {}) == {}
    assert left == read(EXAMPLE).data


def test_a_finding_is_accepted_with_a_reason_and_not_without(page: Page, served: Served) -> None:
    served.open(
        EXAMPLE.replace("follow_up_weeks = 12\n", "").replace(
            'assessment = "James index, end of treatment"\n', ""
        )
    )
    code = "SHM007"
    assert code in codes(page)
    page.get_by_role("button", name=f"Accept with a reason: {code}").first.click()
    form = page.get_by_role("dialog")
    expect(form.get_by_label("Rule", exact=True)).to_have_value(code)
    expect(form.get_by_label("Reason", exact=True)).to_be_focused()
    press(page, "Save", within=form)
    expect(form.get_by_role("alert")).to_have_text("Reason has to be said.")
    answer(
        page, Reason="the guess of the group is asked for after the last session only", Expires="2027-06-30"
    )
    (waiver,) = data_of(page)["waivers"]
    assert (waiver["rule"], waiver["expires"]) == (code, "2027-06-30")
    assert waiver["date"] == date.today().isoformat()
    assert page.evaluate("code => tavns.found.findings.find(one => one.code === code).waiver !== null", code)
    step(page, "records")
    page.locator('[data-path="waivers[0].approved_by"] textarea').fill("ethics board, 2026-11-28")
    page.keyboard.press("Tab")
    page.wait_for_function("() => tavns.data.waivers[0].approved_by")
    settled(page)
    press(page, "Remove waiver 1")
    assert "waivers" not in data_of(page)


def test_what_must_not_be_waived_cannot_be(page: Page, served: Served) -> None:
    served.open(
        EXAMPLE.replace("frequency_hz = 1 ", "frequency_hz = -1 ").replace(
            "frequency_hz = 1\n", "frequency_hz = -1\n"
        )
    )
    assert codes(page)
    assert not page.get_by_role("button", name=f"Accept with a reason: {codes(page)[0]}").count()


def test_an_amendment_is_offered_what_has_changed(page: Page, served: Served) -> None:
    served.page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_function("() => !tavns.file.dirty")
    step(page, "schedule")
    type_in(page, "Session (min)", "45")
    step(page, "records")
    press(page, "Add an amendment")
    form = page.get_by_role("dialog")
    expect(form.get_by_label("Changes", exact=True)).to_have_value("schedule.session_min")
    answer(page, Version="1.1", Rationale="sessions of half an hour were too short for the task")
    assert data_of(page)["amendments"] == [
        {
            "version": "1.1",
            "date": date.today().isoformat(),
            "rationale": "sessions of half an hour were too short for the task",
            "changes": ["schedule.session_min"],
        }
    ]
    added = text_of(page).replace("session_min = 45", "session_min = 30")
    assert added.startswith(EXAMPLE.rstrip("\n")) or EXAMPLE.splitlines()[-1] in added


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forms_are_accessible_and_leave_the_keyboard_where_it_was(page: Page, scheme: Any) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    page.emulate_media(color_scheme=scheme)
    step(page, "records")
    found = violations(page, "records", {})
    for name in ("Add an amendment", "Accept a finding with a reason"):
        press(page, name)
        found += violations(page, name, {})
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name=name)).to_be_focused()
    page.emulate_media(color_scheme="light")
    assert found == []
