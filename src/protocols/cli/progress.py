"""How far a long check has come, on a terminal, once it takes more than a second."""

import sys
import time
from collections.abc import Callable, Iterator

from protocols.findings.report import Report

AFTER_S, EVERY_S, WIDE = 1.0, 0.1, 24


class Progress:
    """A bar on standard error. It is wiped away before anything else is written to the terminal, and at the end."""

    def __init__(self, count: Callable[[], int]) -> None:
        """Take a function that counts the files; it is called once the bar is shown."""
        self.count = count
        self.total = 0
        self.shown = False
        self.next = time.monotonic() + AFTER_S if sys.stderr.isatty() else float("inf")

    def over(self, reports: Iterator[Report]) -> Iterator[Report]:
        """Pass reports on and count them."""
        try:
            for number, report in enumerate(reports, start=1):
                yield report
                if time.monotonic() >= self.next:
                    self._show(number)
        finally:
            self.wipe()

    def write(self, text: str) -> None:
        """Write to standard output, with the bar out of the way."""
        if text:
            self.wipe()
            sys.stdout.write(text)

    def wipe(self) -> None:
        """Take the bar away."""
        if self.shown:
            sys.stdout.flush()
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.shown = False

    def _show(self, number: int) -> None:
        self.total = self.total or self.count()
        done = WIDE * min(number, self.total) // max(self.total, 1)
        bar = "#" * done + "." * (WIDE - done)
        sys.stderr.write(f"\r[{bar}] {number:,} of {self.total:,} files\x1b[K")
        sys.stderr.flush()
        self.shown, self.next = True, time.monotonic() + EVERY_S
