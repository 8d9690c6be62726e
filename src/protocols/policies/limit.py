"""A limit to how long a policy may take: a regular expression can be made so that it never ends."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

SECONDS: Final = 10.0
"""A judgement of ours: the policies of the guide take some milliseconds."""


class NeverDoneError(BaseException):
    """The time is over. No exception among others: nothing that goes on after a failure may go on after this."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise NeverDoneError in the block once the time is over.

    Only the main thread of a process can be interrupted, and only where the system has timers; elsewhere there is no limit.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _over)
    left, every = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left, every)
        signal.signal(signal.SIGALRM, before)


def _over(_number: int, _frame: object) -> NoReturn:
    raise NeverDoneError
