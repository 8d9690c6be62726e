"""The server of `tavns edit`: the page, what it asks of the engine, and the one file that is open."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from protocols.dossier.forms import LackingError
from protocols.lib.errors import AuthoringError
from protocols.lib.resources import PACKAGE
from protocols.page.apart import apart
from protocols.page.bodies import body
from protocols.page.calls import CALLS, answer
from protocols.page.files import ChangedError, OpenFile, Stopped, UnusableFileError
from protocols.page.origins import PAGE, Guard
from protocols.page.own import Own
from protocols.page.plain import plain

STATIC: Final = PACKAGE / "page" / "static"
INDEX: Final = "index.html"
PLACE: Final = "<!--server-->"
"""Where the page learns that it has a server."""
WAIT: Final = 25.0
"""Seconds after which a question for changes is answered though there is none: browsers and proxies give up later."""
LONG: Final = 3
"""So many questions for changes may wait long: of one server, browsers ask no more than six things at a time."""
SHORTLY: Final = 1.0
"""Seconds for the others."""
KINDS: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""What of the page is given out, by the end of its name."""


class Told(Response):
    """An answer in JSON: also of numbers that JSON has none for, as texts, and of a file's name, which may be any bytes."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Return the bytes of a value."""
        return json.dumps(plain(content), ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def is_built() -> bool:
    """Say whether the page is there: a checkout has it once it was built."""
    return (STATIC / INDEX).is_file()


def statics(folder: Path) -> dict[str, Path]:
    """Return the files of the page by their path in an address; fixed from here on, so that no address leads elsewhere."""
    return {
        f"/{path.relative_to(folder).as_posix()}": path
        for path in sorted(folder.rglob("*"))
        if path.suffix in KINDS and path.name != INDEX and path.is_file()
    }


def app(
    file: OpenFile, token: str, port: int, stopped: Stopped = lambda: False, static: Path | None = None
) -> ASGIApp:
    """Return the application for one open file, behind the guard.

    token is what the page has to show, port where it is reached; stopped is asked whether the server is to end; static
    is the folder of the built page. Raises FileNotFoundError where the page was not built.
    """
    static = static or STATIC
    desk, given = _Desk(file, stopped), statics(static)
    index = (static / INDEX).read_text(encoding="utf-8")
    page = index.replace(PLACE, f'<meta name="tavns-server" content="{token}">')

    async def enter(_: Request) -> Response:
        return HTMLResponse(page)

    async def asset(request: Request) -> Response:
        path = given[request.url.path]
        return FileResponse(path, media_type=KINDS[path.suffix])

    routes = [
        Route(PAGE, enter),
        Route("/call", desk.call, methods=["POST"]),
        Route("/report", desk.report, methods=["POST"]),
        Route("/file", desk.read, methods=["GET"]),
        Route("/file", desk.save, methods=["PUT"]),
        Route("/changes", desk.changes),
        *(Route(path, asset) for path in given),
    ]
    handlers: Mapping[Any, Callable[..., Response]] = {
        HTTPException: _refused,
        UnusableFileError: _unusable,
        Exception: _failed,
    }
    inner = Starlette(routes=routes, exception_handlers=handlers)
    inner.router.redirect_slashes = False
    return Guard(inner, token, port, frozenset(given))


class _Desk:
    """What is done with the open file, request by request.

    The engine answers in the thread of the server, one after the other: there alone a house policy that never comes to
    an end can be stopped. What waits for the disk has threads of its own, and so has a report while it is laid out.
    """

    def __init__(self, file: OpenFile, stopped: Stopped) -> None:
        self.file, self.stopped, self.own = file, stopped, Own(file)
        self.calls = {**CALLS, **self.own.calls}
        self.waiting = 0

    async def call(self, request: Request) -> Response:
        asked = await body(request, name=str, arguments=dict)
        return Told(answer(asked["name"], asked["arguments"], self.calls))

    async def report(self, request: Request) -> Response:
        asked = await body(request, text=str, form=str)
        options = {key: asked[key] for key in ("profile", "paper") if isinstance(asked.get(key), str)}
        try:
            made = await apart(self.own.report_to_write(asked["text"], asked["form"], **options))
        except (AuthoringError, LackingError) as error:
            return Told({"error": str(error)}, 422)
        named = f"attachment; filename*=UTF-8''{quote(made.name, safe='', errors='replace')}"
        return Response(made.content, media_type=made.type, headers={"Content-Disposition": named})

    async def read(self, _: Request) -> Response:
        state = await run_in_threadpool(self.file.state)
        return Told({"name": self.file.name, **state._asdict()})

    async def save(self, request: Request) -> Response:
        sent = await body(request, text=str, base=str)
        try:
            version = await run_in_threadpool(self.file.save, sent["text"], sent["base"])
        except ChangedError as error:
            return Told(error.now._asdict(), 409)
        return Told({"version": version})

    async def changes(self, request: Request) -> Response:
        seconds = WAIT if self.waiting < LONG else min(SHORTLY, WAIT)
        self.waiting += 1
        try:
            state = await self.file.changed(request.query_params.get("version", ""), seconds, self.stopped)
        finally:
            self.waiting -= 1
        return Told(state._asdict()) if state else Response(status_code=204)


def _refused(_: Request, error: HTTPException) -> Response:
    return Told({"error": error.detail}, error.status_code, dict(error.headers or {}))


def _unusable(_: Request, error: UnusableFileError) -> Response:
    return Told({"error": str(error)}, 422)


def _failed(_: Request, error: Exception) -> Response:
    said = f"a mistake of tavns itself, please report it: {type(error).__name__}: {error}"
    return Told({"error": said}, 500)
