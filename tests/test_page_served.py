"""The page in front of a server that holds one file: what it saves, and what it does where the disk has changed meanwhile.

The server here is the contract and nothing more; `tavns edit` is tried by tests of its own.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

import page_site
from protocols.page.calls import answer
from test_browser import chromium
from test_page_browser import EXAMPLE, PATIENCE, codes, data_of, settled, step, text_of, type_in

STATIC = page_site.ROOT / "src" / "protocols" / "page" / "static"
TOKEN = "a-token-of-this-run"  # noqa: S105 - of no server that is anywhere

pytestmark = pytest.mark.skipif(page_site.CHROMIUM is None, reason="there is no Chromium here")


class Disk:
    """The file as it is on disk; None where it is not there."""

    def __init__(self) -> None:
        self.text: str | None = EXAMPLE
        self.changed = threading.Condition()
        self.answers = True

    @property
    def version(self) -> str:
        return "absent" if self.text is None else hashlib.sha256(self.text.encode()).hexdigest()

    def told(self) -> dict[str, str]:
        return {"name": "study.toml", "text": self.text or "", "version": self.version}

    def write(self, text: str | None) -> None:
        with self.changed:
            self.text = text
            self.changed.notify_all()


DISK = Disk()


class Handler(page_site.Quiet):
    """The contract between the page and its server."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, directory=str(STATIC))

    def tell(self, told: Any, status: int = HTTPStatus.OK) -> None:
        body = b"" if status == HTTPStatus.NO_CONTENT else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def asked(self) -> Any:
        assert self.headers["X-Tavns-Token"] == TOKEN
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def do_GET(self) -> None:  # noqa: N802 - as the class has it
        url = urlsplit(self.path)
        if url.path == "/":
            html = (STATIC / "index.html").read_text(encoding="utf-8")
            body = html.replace("<!--server-->", f'<meta name="tavns-server" content="{TOKEN}">').encode()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)
        elif url.path == "/file":
            self.tell(DISK.told())
        elif url.path == "/changes":
            seen = parse_qs(url.query).get("version", [""])[0]
            with DISK.changed:
                found = DISK.changed.wait_for(lambda: DISK.version != seen, timeout=2)
            self.tell(DISK.told(), HTTPStatus.OK if found else HTTPStatus.NO_CONTENT)
        else:
            super().do_GET()

    def do_POST(self) -> None:  # noqa: N802 - as the class has it
        told = self.asked()
        self.tell(answer(told["name"], told["arguments"]))

    def do_PUT(self) -> None:  # noqa: N802 - as the class has it
        told = self.asked()
        if not DISK.answers:
            self.tell({"error": "the disk is full"}, HTTPStatus.UNPROCESSABLE_ENTITY)
        elif told["base"] != DISK.version:
            self.tell(DISK.told(), HTTPStatus.CONFLICT)
        else:
            DISK.write(told["text"])
            self.tell({"version": DISK.version})


@pytest.fixture(scope="module")
def tab() -> Iterator[tuple[Page, str]]:
    with page_site.serving(Handler) as address, chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("dialog", lambda dialog: dialog.accept())
        yield page, address


@pytest.fixture
def page(tab: tuple[Page, str]) -> Page:
    page, address = tab
    DISK.answers = True
    DISK.write(EXAMPLE)
    page.goto("about:blank")
    opened(page, address)
    return page


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("sessionStorage.clear()")
    page.goto("about:blank")
    page.goto(address)
    ready(page)


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]")
    settled(page)


def saved(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.evaluate("tavns.file.saving")


def says(page: Page, words: str) -> None:
    expect(page.locator(".messages")).to_contain_text(words, timeout=PATIENCE)


def test_it_saves_what_was_changed_and_nothing_else(page: Page) -> None:
    assert text_of(page) == EXAMPLE
    step(page, "pulse")
    type_in(page, "Frequency (Hz)", "25")
    expect(page.locator(".file")).to_contain_text("not saved yet")
    saved(page)
    says(page, "Saved.")
    assert DISK.text == EXAMPLE.replace("frequency_hz = 1\n", "frequency_hz = 25\n")
    expect(page.locator(".file")).not_to_contain_text("not saved yet")


def test_a_change_on_disk_is_shown_and_can_be_undone(page: Page) -> None:
    DISK.write(EXAMPLE.replace("weeks = 4\n", "weeks = 6\n"))
    says(page, "The file was changed on disk, and is shown")
    settled(page)
    assert data_of(page)["schedule"]["weeks"] == 6
    page.evaluate("tavns.state.undo()")
    assert text_of(page) == EXAMPLE


def test_changes_of_other_lines_are_merged(page: Page) -> None:
    type_in(page, "Title", "Mine")
    DISK.write(EXAMPLE.replace("weeks = 4\n", "weeks = 6\n"))
    says(page, "both changes are in the text")
    settled(page)
    assert data_of(page)["study"]["title"] == "Mine"
    assert data_of(page)["schedule"]["weeks"] == 6
    assert "Mine" not in (DISK.text or "")
    saved(page)
    assert DISK.text == text_of(page)


@pytest.mark.parametrize("choice", ["Show the file on disk", "Keep mine, and save over it"])
def test_changes_of_one_line_are_asked_about(page: Page, choice: str) -> None:
    type_in(page, "Title", "Mine")
    theirs = EXAMPLE.replace("taVNS for the prevention of migraine without aura", "Theirs")
    DISK.write(theirs)
    says(page, "in the same lines")
    mine = text_of(page)
    assert DISK.text == theirs
    page.get_by_role("button", name=choice).click()
    if choice.startswith("Show"):
        expect(page.locator(".file")).not_to_contain_text("not saved yet")
        assert text_of(page) == theirs
        page.evaluate("tavns.state.undo()")
        assert text_of(page) == mine
        assert DISK.text == theirs
    else:
        says(page, "Saved.")
        assert DISK.text == text_of(page) == mine


def test_a_file_that_was_removed_is_written_again_and_not_forgotten(page: Page) -> None:
    DISK.write(None)
    says(page, "removed on disk")
    assert text_of(page) == EXAMPLE
    saved(page)
    assert DISK.text == EXAMPLE


def test_a_file_that_is_not_there_yet_is_made_by_the_first_save(tab: tuple[Page, str]) -> None:
    page, address = tab
    DISK.write(None)
    opened(page, address)
    says(page, "it is made when you save")
    assert DISK.text is None
    assert "KEY001" not in codes(page)
    saved(page)
    assert DISK.text == text_of(page)


def test_what_was_not_saved_is_there_after_a_reload(page: Page) -> None:
    type_in(page, "Title", "Not saved")
    page.reload()
    ready(page)
    says(page, "What you had not saved is here again")
    assert data_of(page)["study"]["title"] == "Not saved"
    DISK.write(EXAMPLE.replace("weeks = 4\n", "weeks = 6\n"))
    says(page, "both changes")
    assert DISK.text is not None
    assert "Not saved" not in DISK.text


def test_what_cannot_be_saved_stays_and_is_said(page: Page) -> None:
    DISK.answers = False
    type_in(page, "Title", "Kept here")
    saved(page)
    says(page, "the disk is full")
    assert data_of(page)["study"]["title"] == "Kept here"
    assert DISK.text == EXAMPLE
    expect(page.locator(".file")).to_contain_text("not saved yet")
