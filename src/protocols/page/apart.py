"""Work that takes long, in a thread that nobody has to wait for when the server ends."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def apart(work: Callable[[], T]) -> T:
    """Return what a function returns, or raise what it raises, while the server goes on.

    The threads of asyncio are waited for at the end of a program: a report as PDF may take a minute.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the server has ended
            loop.call_soon_threadsafe(lambda: None if done.done() else act())

    def run() -> None:
        try:
            made = work()
        except Exception as error:  # noqa: BLE001 - it is raised where somebody waits
            failed = error
            tell(lambda: done.set_exception(failed))
        else:
            tell(lambda: done.set_result(made))

    Thread(target=run, daemon=True).start()
    return await done
