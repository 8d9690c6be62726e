"""The page in a real Chromium, with the engine in WebAssembly: what people do with it, and what must never happen."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import page_site
from protocols.interview.starts import starts
from test_browser import chromium

EXAMPLE = (page_site.ROOT / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")
COMPLETE = (page_site.ROOT / "examples" / "complete-study.toml").read_text(encoding="utf-8")
RECORDS = sorted((page_site.ROOT / "presets").rglob("*.toml"))
AXE = page_site.HERE / "node_modules" / "axe-core" / "axe.min.js"
ANSWERS = {
    "study.rationale": "attacks became rarer in the trials at 1 Hz",
    "study.participants": "60",
    "device.version": "2.1",
    "stimulation.waveform": "biphasic_symmetric",
}
"""What a person would write where the example of the help is no answer."""
ASKED: list[str] = []
"""What the page that is open for all tests asked of the network."""
SAID: list[str] = []
"""What it said in the console or in a dialog, which should be nothing."""
PATIENCE = 60_000  # ms; other tests run beside

pytestmark = [
    pytest.mark.skipif(page_site.CHROMIUM is None, reason="there is no Chromium here"),
    pytest.mark.skipif(
        not page_site.IS_SET_UP, reason="needs npm, and what the page is made with: npm ci in page"
    ),
]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with page_site.serving(page_site.folder(page_site.built())) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 1000}, bypass_csp=False)
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


@pytest.fixture(scope="module")
def opened(context: BrowserContext, site: str) -> Page:
    """The page, open once for all tests that need no fresh one."""
    page = context.new_page()
    page.on("request", lambda request: ASKED.append(request.url))
    page.on("console", lambda message: SAID.append(message.text))
    page.on("pageerror", lambda error: SAID.append(str(error)))
    page.on("dialog", lambda dialog: SAID.append(dialog.message))
    ready(page, site)
    return page


@pytest.fixture
def page(opened: Page) -> Page:
    opened.set_viewport_size({"width": 1440, "height": 1000})
    opened.get_by_label("Check for").select_option("draft")
    opened.get_by_role("tab", name="Findings").click()
    return opened


def ready(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready]", timeout=PATIENCE)
    settled(page)


def settled(page: Page) -> None:
    """Wait until what was typed is in the text, and the text is checked."""
    page.evaluate(
        """async () => {
          do {
            for (const one of ["checked", "opening"]) await tavns[one];
            await tavns.state.queue;
            await new Promise(resolve => setTimeout(resolve, 5));
          } while (tavns.checking);
        }"""
    )


def show(page: Page, text: str, name: str = "protocol.toml") -> None:
    page.evaluate(
        "([text, name]) => { tavns.shelf.drafts.begin(); tavns.openText(text, name) }", [text, name]
    )
    settled(page)


def step(page: Page, name: str) -> None:
    page.evaluate(
        "async name => { history.replaceState(null, '', '#' + name); await tavns.openStep() }", name
    )
    settled(page)


def text_of(page: Page) -> str:
    return str(page.evaluate("tavns.state.text"))


def data_of(page: Page) -> Any:
    return page.evaluate("tavns.data")


def type_in(page: Page, label: str, words: str) -> None:
    page.get_by_label(label, exact=True).first.fill(words)
    page.keyboard.press("Tab")
    page.wait_for_timeout(30)
    settled(page)


def codes(page: Page) -> list[str]:
    return list(page.evaluate("tavns.found.findings.map(one => one.code)"))


def test_nothing_is_asked_of_another_host_and_nothing_goes_wrong(page: Page, site: str) -> None:
    assert {url[: len(site)] for url in ASKED if not url.startswith("blob:")} == {site}
    assert SAID == []
    refused = page.evaluate("fetch('http://127.0.0.1:9/').then(() => false, () => true)")
    assert refused
    assert any("Content Security Policy" in one for one in SAID)
    SAID.clear()


# ---------------------------------------------------------------- what people do


def test_a_newcomer_comes_from_nothing_to_a_protocol_without_errors_in_ethics(page: Page) -> None:
    page.get_by_role("button", name="New").click()
    page.wait_for_function("() => tavns.data.study.title === 'Untitled'")
    settled(page)
    type_in(page, "Title", "taVNS to prevent migraine")
    type_in(page, "Condition", "Migraine")
    assert data_of(page)["study"] == {"title": "taVNS to prevent migraine", "condition": "migraine"}
    type_in(page, "Rationale", "attacks became rarer in the trials at 1 Hz")
    page.get_by_role("link", name="Next: Start from a trial").click()
    page.get_by_role("button", name="Start from this: migraine").click()
    page.wait_for_function("() => location.hash === '#arms' && document.title.startsWith('Design')")
    settled(page)
    assert data_of(page)["study"]["title"] == "taVNS to prevent migraine"
    page.get_by_label("Check for").select_option("ethics")
    settled(page)
    before = page.evaluate("tavns.found.findings.filter(one => one.severity === 'error').length")
    assert before > 10
    answers = {
        "study": {"Rationale": "attacks became rarer in the trials at 1 Hz"},
        "arms": {
            "Allocation": "1:1, permuted blocks",
            "Participants": "60",
            "Follow-up (weeks)": "12",
            "Concomitant care": "stable preventive medication is permitted, other neuromodulation is not",
        },
        "strength": {"Cap (mA)": "5", "Step (mA)": "0.1", "Start (mA)": "0.1"},
        "pulse": {"Frequency (Hz)": "1", "Pulse width (µs)": "0.25 ms"},
        "schedule": {
            "Session (min)": "30",
            "Sessions a day": "1",
            "Days a week": "3",
            "Weeks": "4",
            "Delivered by": "study nurse",
            "Training": "two hours by the maker, then ten supervised sessions",
            "Missed sessions": "made up within the week",
        },
        "safety": {
            "Assessment": "open question and symptom list at each session",
            "Expected effects": "skin redness\nheadache",
            "Stopping rules": "two consecutive sessions with pain above 4 of 10",
        },
    }
    for name, fields in answers.items():
        step(page, name)
        for label, words in fields.items():
            if page.get_by_label(label, exact=True).count():
                type_in(page, label, words)
    assert data_of(page)["stimulation"]["pulse_width_us"] == 250
    step(page, "people")
    for label in (
        "active implant",
        "pregnancy",
        "bradycardia",
        "arrhythmia",
        "coronary disease",
        "skin condition of the ear",
    ):
        page.get_by_label(re.compile(f"^{label}")).first.check()
        settled(page)
    step(page, "where")
    page.locator("#step details.more summary").click()
    for arm, site in {"tavns": "concha", "sham": "helix"}.items():  # each with both electrodes on its site
        page.locator(".whose").get_by_label(arm, exact=True).check()
        settled(page)
        for label in ("Anode site", "Cathode site"):
            page.evaluate("document.querySelectorAll('#step details').forEach(one => { one.open = true })")
            page.get_by_label(label, exact=True).select_option(site)
            settled(page)
    # What is left is found as a person finds it: the first error, and the field it leads to.
    for _ in range(60):
        left = page.evaluate("tavns.found.findings.find(one => one.severity === 'error')?.path")
        if left is None:
            break
        answer_finding(page, left)
    assert (
        page.evaluate(
            "tavns.found.findings.filter(one => one.severity === 'error').map(one => [one.code, one.path, one.message])"
        )
        == []
    )
    assert "ethics" in page.evaluate("tavns.found.would_pass")


def answer_finding(page: Page, path: str) -> None:
    """Go to the field of a finding, and answer it: with yes, the first choice, or what its help has for an example."""
    before = text_of(page)
    page.get_by_role("button", name=f"Go to the field: {path}", exact=True).first.click()
    settled(page)
    field = page.locator(f'[data-path="{path}"]')
    if field.locator("input[type=radio]").count():
        field.get_by_label("Yes").check()
    elif field.locator("select").count():
        field.locator("select").select_option(ANSWERS.get(path), index=None if path in ANSWERS else 1)
    else:
        help_ = field.locator(".help").first.inner_text()
        field.locator("input, textarea").first.fill(ANSWERS.get(path) or help_.partition("For example: ")[2])
        page.keyboard.press("Tab")
    page.wait_for_timeout(20)
    settled(page)
    assert text_of(page) != before, path


def test_an_answer_that_is_no_number_stays_and_says_so(page: Page) -> None:
    show(page, EXAMPLE)
    step(page, "pulse")
    type_in(page, "Frequency (Hz)", "fast")
    assert data_of(page)["stimulation"]["frequency_hz"] == "fast"
    field = page.locator('[data-path="stimulation.frequency_hz"]')
    expect(field.locator("li.error")).to_have_count(1)
    expect(field.locator("input")).to_have_value("fast")
    page.get_by_role("banner").get_by_role("button", name="Undo").click()
    settled(page)
    assert text_of(page) == EXAMPLE
    expect(field.locator("input")).to_have_value("1")


def test_undo_and_redo_go_all_the_way(page: Page) -> None:
    show(page, EXAMPLE)
    step(page, "pulse")
    seen = [EXAMPLE]
    for value in ("2", "20-25", "at most 30", ""):
        type_in(page, "Frequency (Hz)", value)
        page.evaluate("tavns.state.last.place = ''")
        seen.append(text_of(page))
    assert len(set(seen)) == 5
    for text in reversed(seen[:-1]):
        page.evaluate("tavns.state.undo()")
        assert text_of(page) == text
    for text in seen[1:]:
        page.evaluate("tavns.state.redo()")
        assert text_of(page) == text
    settled(page)


def test_what_is_typed_in_the_text_shows_in_the_field_and_back(page: Page) -> None:
    show(page, EXAMPLE)
    step(page, "schedule")
    page.get_by_role("tab", name="Text").click()
    page.evaluate(
        "tavns.editor.show(tavns.state.text.indexOf('weeks = 4') + 8, tavns.state.text.indexOf('weeks = 4') + 9)"
    )
    page.keyboard.type("6")
    settled(page)
    assert text_of(page) == EXAMPLE.replace("weeks = 4\n", "weeks = 6\n")
    expect(page.get_by_label("Weeks (weeks)", exact=True)).to_have_value("6")
    assert "TIM004" in codes(page)
    type_in(page, "Weeks (weeks)", "4")
    assert text_of(page) == EXAMPLE
    assert page.evaluate("tavns.editor.view.state.doc.toString()") == EXAMPLE


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_marks_and_comments_stay(page: Page, end: str) -> None:
    text = "\ufeff" + EXAMPLE.replace("\n", end).replace("alcohol wipe", "alcohol 😀 wipe")
    show(page, text)
    step(page, "pulse")
    type_in(page, "Frequency (Hz)", "7")
    changed = text.replace("frequency_hz = 1" + end, "frequency_hz = 7" + end)
    assert text_of(page) == changed
    page.get_by_role("tab", name="Text").click()
    found = changed.index("weeks = 4")
    units = len(changed[: found + 8].encode("utf-16-le")) // 2
    assert page.evaluate("n => tavns.editor.shown.slice(n, n + 1)", units) == "4"
    page.evaluate("n => tavns.editor.show(n, n + 1)", found + 8)
    page.keyboard.type("5\n")
    settled(page)
    assert text_of(page) == changed.replace("weeks = 4" + end, f"weeks = 5{end}{end}")


def test_a_broken_text_is_mended_in_the_text(page: Page) -> None:
    broken = EXAMPLE.replace("frequency_hz = 1\n", "frequency_hz = \n")
    show(page, broken)
    step(page, "pulse")
    expect(page.locator("#step .banner")).to_contain_text("The text has to be mended")
    expect(page.get_by_label("Pulse width (µs)", exact=True)).to_be_disabled()
    page.get_by_role("tab", name="Text").click()
    at = broken.index("frequency_hz = \n") + len("frequency_hz = ")
    page.evaluate("n => tavns.editor.show(n, n)", at)
    page.keyboard.type("25")
    settled(page)
    expect(page.locator("#step .banner")).to_have_count(0)
    expect(page.get_by_label("Frequency (Hz)", exact=True)).to_have_value("25")


def test_a_finding_leads_to_its_field_and_to_its_place(page: Page) -> None:
    show(page, EXAMPLE.replace("total_sessions = 12", "total_sessions = 14"))
    step(page, "study")
    page.get_by_role("button", name="Go to the field: schedule.total_sessions").click()
    expect(page.get_by_label("Sessions in all", exact=True)).to_be_focused()
    page.get_by_role("button", name="Show in the text: TIM004").click()
    assert (
        page.evaluate(
            "tavns.editor.view.state.sliceDoc(...Object.values(tavns.editor.view.state.selection.main.toJSON()))"
        )
        == "14"
    )


def test_an_arm_gets_its_own_and_goes_back(page: Page) -> None:
    show(page, EXAMPLE)
    step(page, "strength")
    page.locator(".whose").get_by_label("sham").check()
    settled(page)
    expect(page.locator('[data-path="arms.sham.stimulation.intensity.max_ma"] .origin')).to_have_text(
        "As for all arms: 5 mA."
    )
    type_in(page, "Cap (mA)", "2")
    assert data_of(page)["arms"]["sham"]["stimulation"]["intensity"] == {
        **data_of(page)["stimulation"]["intensity"],
        "max_ma": 2,
    }


def test_what_was_typed_counts_when_the_step_is_left(page: Page) -> None:
    show(page, EXAMPLE)
    step(page, "pulse")
    page.get_by_label("Frequency (Hz)", exact=True).fill("")
    page.get_by_label("Frequency (Hz)", exact=True).press_sequentially("7")
    page.get_by_role("link", name="Next: Intensity").click()
    settled(page)
    assert text_of(page) == EXAMPLE.replace("frequency_hz = 1\n", "frequency_hz = 7\n")


def test_an_arm_may_be_named_as_people_name_it(page: Page) -> None:
    show(page, EXAMPLE)
    step(page, "arms")
    page.get_by_label("Name", exact=True).fill("Waiting list")
    page.get_by_label("Role", exact=True).first.select_option("no_stimulation")
    page.get_by_role("button", name="Add an arm").click()
    page.wait_for_function("() => tavns.data.arms.waiting_list")
    assert data_of(page)["arms"]["waiting_list"] == {"role": "no_stimulation", "label": "Waiting list"}
    page.get_by_label("Arm sham", exact=True).first.fill("Placebo group")
    page.keyboard.press("Tab")
    page.wait_for_function("() => tavns.data.arms.placebo_group")
    page.get_by_role("button", name="Remove placebo_group").click()
    page.wait_for_function("() => !tavns.data.arms.placebo_group")


def test_a_condition_under_another_name_is_found(page: Page) -> None:
    show(page, EXAMPLE)
    step(page, "study")
    type_in(page, "Condition", "Major depressive disorder")
    assert data_of(page)["study"]["condition"] == "Major depressive disorder"
    chips = page.locator('[data-path="study.condition"] .used > .chips button')
    expect(chips).to_have_text(["depression"])
    chips.click()
    page.wait_for_function("() => tavns.data.study.condition === 'depression'")


# ---------------------------------------------------------------- the ear


def test_each_site_of_the_ear_can_be_clicked(page: Page) -> None:
    show(page, EXAMPLE)
    step(page, "where")
    sites = page.evaluate(
        "tavns.step.shapes.sites.filter(one => one.shape && one.figure === 'auricle').map(one => [one.term, one.point])"
    )
    assert len(sites) > 10
    for side in ("left", "right"):
        page.evaluate("side => tavns.set(['stimulation', 'side'], side)", side)
        settled(page)
        for term, (x, y) in sites:
            page.evaluate("tavns.set(['stimulation', 'sites'], ['off_ear'])")
            settled(page)
            place = page.evaluate(
                """([x, y]) => {
                  const svg = document.querySelector('.ear svg.auricle'); svg.scrollIntoView({ block: 'center' });
                  const point = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM()); return [point.x, point.y]; }""",
                [x, y],
            )
            page.mouse.click(*place)
            page.wait_for_timeout(20)
            settled(page)
            assert data_of(page)["stimulation"]["sites"] == ["off_ear", term], (side, term)


def test_the_ear_works_by_keyboard(page: Page) -> None:
    show(page, EXAMPLE)
    step(page, "where")
    first = page.locator('.ear [role="checkbox"][tabindex="0"]')
    first.focus()
    page.keyboard.press("ArrowRight")
    name = page.evaluate("document.activeElement.dataset.site")
    page.keyboard.press("Space")
    page.wait_for_timeout(20)
    settled(page)
    assert data_of(page)["stimulation"]["sites"] == ["cymba_conchae", name]
    assert page.evaluate("document.activeElement.getAttribute('aria-checked')") == "true"


# ---------------------------------------------------------------- the same engine


def test_the_findings_are_those_of_the_command(page: Page) -> None:
    files = [
        *RECORDS,
        page_site.ROOT / "examples" / "migraine-two-arms.toml",
        page_site.ROOT / "examples" / "complete-study.toml",
    ]
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "protocols",
            "check",
            "--no-config",
            "--format",
            "json",
            "--fail-on",
            "never",
            *map(str, files),
        ],
        capture_output=True,
        check=False,
        env={name: value for name, value in os.environ.items() if name != "TAVNS_BASE"},
    )
    assert run.returncode == 0, run.stderr
    told = {one["path"]: one for one in json.loads(run.stdout)["files"]}
    texts = [path.read_bytes().decode() for path in files]
    found = page.evaluate(
        "async texts => { const all = []; for (const text of texts) all.push(await tavns.call('findings', { text, profile: 'draft' })); return all }",
        texts,
    )
    for path, one in zip(files, found, strict=True):
        expected = told[str(path)]
        assert [without_offsets(each) for each in one["findings"]] == expected["findings"], path.name
        assert one["would_pass"] == expected["would_pass"], path.name
        assert one["not_evaluated"] == expected["not_evaluated"], path.name


def without_offsets(finding: dict[str, Any]) -> dict[str, Any]:
    made = {key: value for key, value in finding.items() if key not in ("start", "end")}
    for key in ("related", "fix"):
        made[key] = made[key] and [
            {k: v for k, v in one.items() if k not in ("start", "end")} for one in made[key]
        ]
    return made


def test_each_preset_is_opened_and_changed_in_its_one_line(page: Page) -> None:
    for path in RECORDS:
        text = path.read_bytes().decode()
        page.evaluate("([text, name]) => tavns.openText(text, name)", [text, path.name])
        page.evaluate("tavns.set(['study', 'title'], 'Another title')")
        page.evaluate("tavns.state.queue")
        page.wait_for_function("() => tavns.state.text.includes('Another title')")
        old, new = text.splitlines(keepends=True), text_of(page).splitlines(keepends=True)
        differ = [(one, two) for one, two in zip(old, new, strict=True) if one != two]
        assert len(differ) == 1, path.name
        assert differ[0][0].startswith("title = "), path.name
    settled(page)


# ---------------------------------------------------------------- nothing is lost, nothing leaves


def test_a_draft_is_there_after_a_reload_and_offline(browser: Browser) -> None:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    with page_site.serving(page_site.folder(page_site.built())) as address:
        ready(page, address)
        type_in(page, "Title", "A draft to keep")
        page.evaluate(
            "async () => { await navigator.serviceWorker.ready; while ((await caches.keys()).length !== 1) await new Promise(r => setTimeout(r, 50)) }"
        )
    # The server is gone: what is shown now comes from the browser alone.
    page.reload()
    page.wait_for_selector("html[data-ready]", timeout=PATIENCE)
    settled(page)
    assert data_of(page)["study"]["title"] == "A draft to keep"
    type_in(page, "Title", "Changed offline")
    assert data_of(page)["study"]["title"] == "Changed offline"
    context.close()


def test_two_tabs_of_one_draft_write_over_nothing(context: BrowserContext, opened: Page, site: str) -> None:
    show(opened, EXAMPLE)
    opened.evaluate("tavns.state.change(tavns.state.text + '# first tab\\n')")
    mine = opened.evaluate("tavns.shelf.drafts.id")
    other = context.new_page()
    ready(other, site)
    assert other.evaluate("tavns.shelf.drafts.id") == mine
    expect(opened.locator(".messages")).to_contain_text("open in another tab")
    expect(other.locator(".messages")).to_contain_text("open in another tab")
    other.evaluate("tavns.state.change(tavns.state.text + '# second tab\\n')")
    expect(opened.locator(".messages")).to_contain_text("changed in another tab")
    opened.evaluate("tavns.state.change(tavns.state.text + '# first again\\n')")
    kept = opened.evaluate("tavns.shelf.drafts.list().map(one => one.text)")
    assert EXAMPLE + "# first tab\n# second tab\n" in kept
    assert EXAMPLE + "# first tab\n# first again\n" in kept
    other.close()


def test_an_address_holds_a_protocol_and_only_that(context: BrowserContext, opened: Page, site: str) -> None:
    show(opened, EXAMPLE)
    step(opened, "review")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.get_by_role("button", name="Copy an address").click()
    expect(opened.locator(".made")).to_contain_text("Copied")
    address = opened.evaluate("navigator.clipboard.readText()")
    assert address.startswith(f"{site}#p=")
    other = context.new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    ready(other, address)
    assert text_of(other) == EXAMPLE
    assert "#p=" not in other.url
    assert not any("p=" in url.partition("#")[0] for url in asked)
    # A text that unpacks to more than a protocol can be, and what is no text at all.
    bomb = other.evaluate(
        """async () => { const stream = new Blob([new Uint8Array(5e6)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
          const bytes = new Uint8Array(await new Response(stream).arrayBuffer()); let signs = ''; for (const one of bytes) signs += String.fromCharCode(one); return btoa(signs).replaceAll('+', '-').replaceAll('/', '_') }"""
    )
    for held in (bomb, "!!!", "AAAA", ""):
        before = text_of(other)
        other.evaluate("held => { location.hash = 'p=' + held }", held)
        other.wait_for_function("() => !location.hash.startsWith('#p=')")
        settled(other)
        assert text_of(other) == before
    other.close()


def test_a_hostile_text_is_shown_and_not_obeyed(page: Page) -> None:
    nasty = '<img src=x onerror=alert(1)><script>alert(2)</script>\\u202e\\" ]]> ${alert(3)}'
    text = EXAMPLE.replace('title = "', f'title = "{nasty}').replace(
        "[arms.sham]\n", f'[arms.sham]\nlabel = "{nasty}"\n'
    )
    show(page, text, '<b>"x".toml')
    for name in page.evaluate("tavns.steps.map(one => one.name)"):
        step(page, name)
    for tab in ("Dose", "Arms", "Text", "Findings"):
        page.get_by_role("tab", name=tab).click()
    assert page.locator("img, script:not([src]), iframe").count() == 0
    assert SAID == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "[" * 3000,
        "a = " + "[" * 500,
        "x" * 70_000,
        "format = 1\n[arms]\na = 3\n",
        "arms = []\nstudy = 1\noutcomes = 'x'\nsources = 3",
    ],
)
def test_whatever_the_text_the_page_goes_on(page: Page, text: str) -> None:
    show(page, text)
    for name in ("study", "arms", "where", "outcomes", "sources", "review"):
        step(page, name)
    show(page, EXAMPLE)
    assert codes(page) == []
    assert SAID == []


def test_what_is_saved_is_the_text(page: Page) -> None:
    show(page, "\ufeff" + EXAMPLE.replace("\n", "\r\n"), "mine.toml")
    step(page, "review")
    made = {}
    for button in ("Protocol (.toml)", "Report (.html; print it for a PDF)"):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        made[download.value.suggested_filename] = Path(download.value.path()).read_bytes()
    assert made["mine.toml"] == ("\ufeff" + EXAMPLE.replace("\n", "\r\n")).encode()
    assert made["mine.html"].startswith(b"<!doctype html>")
    for button in ("Methods section", "Registry entry", "Text for participants"):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_label(button, exact=True)).to_have_value(re.compile(".{200}", re.DOTALL))


def test_a_file_is_opened(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_bytes(COMPLETE.replace("\n", "\r\n").encode())
    page.locator("input[type=file]").set_input_files(str(path))
    page.wait_for_function("() => tavns.state.name === 'other.toml'")
    settled(page)
    assert text_of(page) == COMPLETE.replace("\n", "\r\n")
    path.write_bytes(b"\xff\xfe\x00")
    page.locator("input[type=file]").set_input_files(str(path))
    expect(page.locator(".messages")).to_contain_text("cannot be read")
    assert text_of(page) == COMPLETE.replace("\n", "\r\n")


# ---------------------------------------------------------------- for everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(context: BrowserContext, opened: Page, scheme: Any) -> None:
    opened.set_viewport_size({"width": 1440, "height": 1000})
    show(opened, EXAMPLE)
    opened.get_by_label("Check for").select_option("ethics")
    settled(opened)
    opened.emulate_media(color_scheme=scheme)
    # As the page's policy forbids a script of others, axe is put in past it.
    session = context.new_cdp_session(opened)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    found = []
    rules = {} if scheme == "light" else {"runOnly": ["color-contrast"]}  # all else is alike in the dark
    for name in opened.evaluate("tavns.steps.map(one => one.name)"):
        step(opened, name)
        found += violations(opened, name, rules)
    for tab in ("Dose", "Arms", "Text", "Findings"):
        opened.get_by_role("tab", name=tab).click()
        found += violations(opened, tab, rules)
    opened.emulate_media(color_scheme="light")
    assert found == []


def violations(page: Page, where: str, rules: dict[str, Any]) -> list[Any]:
    found = page.evaluate("rules => axe.run(document, { resultTypes: ['violations'], ...rules })", rules)
    return [
        (where, one["id"], [node["html"][:200] for node in one["nodes"]][:2]) for one in found["violations"]
    ]


@pytest.mark.parametrize("width", [1440, 1024, 400])
def test_each_step_fits_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    show(page, EXAMPLE)
    for name in page.evaluate("tavns.steps.map(one => one.name)"):
        step(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_back_and_forward_go_through_the_steps(page: Page) -> None:
    show(page, EXAMPLE)
    step(page, "study")
    page.get_by_role("link", name="Next: Start from a trial").click()
    page.get_by_role("link", name="Next: Design and arms").click()
    expect(page.locator("h1")).to_have_text("Design and arms")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Start from a trial")
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Design and arms")


def test_what_a_protocol_may_start_from_is_found(page: Page) -> None:
    show(page, EXAMPLE)
    step(page, "start")
    labels = [one.label for one in starts("migraine")]
    assert "Straube 2015" in labels
    page.get_by_label("Find a trial").fill("straube 2015")
    expect(page.locator(".starts li")).to_have_count(1)
