"""Measure how long the static page takes until it can be used: `make page`, then `.venv/bin/python benchmarks/visits.py`.

A first visit, then later ones: in the same browser, and in one that has just been started. Milliseconds from the start of
the navigation until the page says that it is ready, in a real Chromium, from a server on this machine.
"""

import http.server
import statistics
import sys
import tempfile
import threading
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from page_site import CHROMIUM, ROOT
from test_browser import FLAGS

STARTS, VISITS = 4, 3
WATCH = """new MutationObserver((_, watching) => {
    if (!document.documentElement?.hasAttribute("data-ready")) return;
    window.readyAt = performance.now();
    watching.disconnect();
}).observe(document, { subtree: true, attributes: true, childList: true })"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing of a request."""


def visit(page: Page, address: str) -> float:
    """Return how long a visit takes until the page is ready, ms."""
    page.goto(address)
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    return float(page.evaluate("window.readyAt"))


def main() -> None:
    """Measure, and print what was measured."""
    folder = ROOT / "dist" / "page"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    started: list[float] = []
    again: list[float] = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        for _ in range(STARTS):
            browser = playwright.chromium.launch_persistent_context(
                profile, executable_path=CHROMIUM, args=FLAGS
            )
            page = browser.new_page()
            page.add_init_script(WATCH)
            started.append(visit(page, address))
            page.wait_for_timeout(2000)  # what is kept for later visits is put away meanwhile
            again += [visit(page, address) for _ in range(VISITS)]
            browser.close()
    first, *later = started
    print(f"first visit: {first:.0f} ms")
    for what, times in (("later, in a browser just started", later), ("later, in the same browser", again)):
        print(f"{what}: {statistics.median(times):.0f} ms ({min(times):.0f}–{max(times):.0f})")


if __name__ == "__main__":
    main()
