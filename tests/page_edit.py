"""The page in front of `tavns edit` on a real file, in a real browser."""

import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from test_page_browser import PATIENCE, settled

TAVNS = Path(sys.executable).parent / "tavns"


class Served:
    """The page on a file, as `tavns edit` shows it."""

    def __init__(self, browser: Browser, path: Path, text: str) -> None:
        self.path = path
        path.write_bytes(text.encode("utf-8"))
        self.run = subprocess.Popen(
            [TAVNS, "edit", str(path), "--no-browser"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        address = next(
            found[0] for line in self.run.stdout or () if (found := re.search(r"http://\S+", line))
        )
        self.page = browser.new_page(viewport={"width": 1440, "height": 1000})
        self.page.set_default_timeout(PATIENCE)
        self.said: list[str] = []
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(address)
        self.page.wait_for_selector("html[data-ready]", timeout=PATIENCE)
        settled(self.page)

    def open(self, text: str) -> None:
        """Show another text, as if it had been opened."""
        self.page.evaluate("text => tavns.openText(text, 'study.toml')", text)
        settled(self.page)

    def close(self) -> None:
        self.page.close()
        self.run.terminate()
        self.run.communicate()


def whose(page: Page, name: str) -> None:
    page.locator(".whose").get_by_label(name, exact=True).check()
    settled(page)


def press(page: Page, name: str, *, within: Locator | None = None) -> None:
    (within or page).get_by_role("button", name=name, exact=True).click()
    page.wait_for_timeout(50)
    settled(page)
