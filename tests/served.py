"""Requests to the server of the page, as raw as a browser, or who is none, may send them."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Message

from protocols.page.files import OpenFile
from protocols.page.server import app

PORT, TOKEN = 8123, "the-token-of-this-run"
HOST = ("Host", f"127.0.0.1:{PORT}")
JSON = ("Content-Type", "application/json")
WITH_TOKEN = ("X-Tavns-Token", TOKEN)
Header = tuple[str, str]


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The value in the body."""
        return json.loads(self.body)


def page(tmp_path: Path) -> Path:
    """Return a folder with a page of two files, and one that is none of the page's."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><head><!--server--></head>", encoding="utf-8")
    (folder / "assets" / "page.js").write_text("'µ'", encoding="utf-8")
    (folder / "notes.txt").write_text("of nobody's business", encoding="utf-8")
    return folder


def opened(tmp_path: Path, text: str | None, name: str = "study.toml") -> tuple[ASGIApp, Path]:
    """Return the application for a file with this text, and the file; None for one that is not there yet."""
    path = tmp_path / "folder" / name
    path.parent.mkdir()
    if text is not None:
        path.write_bytes(text.encode())
    return app(OpenFile(path), TOKEN, PORT, static=page(tmp_path)), path


def ask(
    asked: ASGIApp,
    method: str,
    target: str,
    *,
    headers: Iterable[Header] = (HOST, WITH_TOKEN, JSON),
    parts: Iterable[bytes] = (),
    pause: float = 0,
) -> Answer:
    """Send a request with these headers and no others, its body in parts with a pause before each, and take the answer."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", PORT),
        "state": {},
    }
    rest = iter(parts)
    said: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(pause)
        part = next(rest, None)
        return {"type": "http.request", "body": part or b"", "more_body": part is not None}

    async def send(message: Message) -> None:
        said.append(message)

    async def whole() -> None:
        await asked(scope, receive, send)

    asyncio.run(whole())
    sent = {name.decode(): value.decode() for name, value in said[0]["headers"]}
    return Answer(said[0]["status"], sent, b"".join(one.get("body", b"") for one in said[1:]))


def send(asked: ASGIApp, method: str, target: str, **value: Any) -> Answer:
    """Send a JSON object as the page does."""
    return ask(asked, method, target, parts=[json.dumps(value).encode()])
