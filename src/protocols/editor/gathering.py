"""When to check: at once after a pause, else once the changes stop coming, and after a longest wait in any case.

A text of which the last check took long is not checked at once: more changes would wait behind it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

QUIET: Final = 0.05
"""Seconds without a change after which a text is checked."""
LONGEST: Final = 0.2
"""Seconds that a change waits at most, however many follow it."""


@dataclass(slots=True)
class _Waiting:
    ended: float = float("-inf")
    took: float = 0.0
    since: float | None = None
    handle: asyncio.TimerHandle | None = None


class Gathering:
    """Runs a check for what has changed; of changes that come close together, for the last."""

    def __init__(self, check: Callable[[str], None]) -> None:
        self._check = check
        self._waiting: dict[str, _Waiting] = {}

    def changed(self, uri: str) -> None:
        """Have a text checked: at once where it was quiet and that is quick, else together with the changes that follow."""
        loop = asyncio.get_running_loop()
        one, now = self._waiting.setdefault(uri, _Waiting()), loop.time()
        if one.handle is not None:
            one.handle.cancel()
        if one.since is None:
            one.since = now
        at_once = one.handle is None and now - one.ended >= QUIET and one.took < QUIET
        due = now if at_once else min(now + QUIET, one.since + LONGEST)
        one.handle = loop.call_at(due, self._run, uri)

    def forget(self, uri: str) -> None:
        """Check a text no more."""
        one = self._waiting.pop(uri, None)
        if one is not None and one.handle is not None:
            one.handle.cancel()

    def _run(self, uri: str) -> None:
        one, loop = self._waiting[uri], asyncio.get_running_loop()
        one.handle = one.since = None
        begun = loop.time()
        try:
            self._check(uri)
        finally:
            one.ended = loop.time()
            one.took = one.ended - begun
