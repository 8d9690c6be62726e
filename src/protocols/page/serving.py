"""Running the server: on this machine alone, until somebody stops it; nobody holds a connection who says nothing."""

import asyncio
import logging
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from secrets import token_urlsafe
from typing import Any, Final

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from protocols.page.files import OpenFile
from protocols.page.server import app

HERE: Final = "127.0.0.1"
"""The address of this machine as only it can reach it."""
PATIENCE: Final = 10.0
"""Seconds within which whoever connects must have said what they want."""
IDLE: Final = 30
"""Seconds for which a connection is kept for the next request."""
MANY: Final = 100
"""Connections at once; more are answered with 503."""


class Impatient(H11Protocol):
    """HTTP that ends a connection on which no request comes: uvicorn itself would wait for ever."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; where it is part of a request alone, the rest has to come soon."""
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        super().connection_lost(exc)
        self._rest()

    def _wait(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            self._rest()  # from here on the app sees to it
        elif self._timer is None and not self.transport.is_closing():
            self._timer = self.loop.call_later(PATIENCE, self.transport.close)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Announced(Server):
    """A server that says when it has begun: from then on it ends in good order when it is told to."""

    def __init__(self, config: Config, begun: Callable[[], object]) -> None:
        super().__init__(config)
        self.begun = begun

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin."""
        await super().startup(sockets=sockets)
        self.begun()


def listening(port: int) -> socket.socket:
    """Return a socket that listens on this machine alone; port 0 takes one that is free. Raises OSError."""
    # The protocol is named so that asyncio sends at once what it has: else each answer waits 40 ms for the one before.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would let two servers have one port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((HERE, port))
        found.listen(MANY)
    except BaseException:
        found.close()
        raise
    return found


def serve(file: OpenFile, at: socket.socket, begin: Callable[[str], object]) -> None:
    """Serve a file until SIGINT or SIGTERM; what is under way, such as a save, is brought to its end first.

    begin is called with the address of the page once it can be reached. SIGTERM ends the program as its handler has it,
    and SIGINT returns.
    """
    port, token = at.getsockname()[1], token_urlsafe(32)
    loud = logging.ERROR if os.environ.get("TAVNS_TRACEBACK") else logging.CRITICAL
    logging.getLogger("uvicorn").setLevel(loud)
    server: Server
    config = Config(
        app(file, token, port, lambda: server.should_exit),
        http=Impatient,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,  # addresses hold the token
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=MANY,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=5,
    )
    server = Announced(config, lambda: begin(f"http://{HERE}:{port}/?token={token}"))
    with suppress(KeyboardInterrupt):
        server.run(sockets=[at])
