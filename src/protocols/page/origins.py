"""Who may ask: only the page that this server itself gave out, on this machine, with the token of this run.

Any page that somebody has open in a browser can send requests to 127.0.0.1. What is refused here: a foreign name for this
machine (DNS rebinding), a foreign page (its Origin, and what the browser tells of the request), other methods than are
needed, and whoever has not the token. No header allows another origin to read anything (no CORS).
"""

from collections.abc import Mapping
from hmac import compare_digest
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS: Final = ("GET", "POST", "PUT")
PAGE: Final = "/"
TOKEN: Final = b"x-tavns-token"
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""What every answer says, also that of an error. The policy is that of the page, without the engine in the browser."""


class Refusal(NamedTuple):
    """Why a request is refused: the status and a sentence."""

    status: int
    why: str


class Guard:
    """Lets through to the app what may be asked, and puts HEADERS on every answer.

    free are the paths that need no token: what stands there is the same for everybody.
    """

    def __init__(self, app: ASGIApp, token: str, port: int, free: frozenset[str] = frozenset()) -> None:
        self.app, self.token, self.port, self.free = app, token.encode(), port, free

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on. Other than HTTP nothing is spoken here."""
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self.refusal(scope)
        app = JSONResponse({"error": refusal.why}, refusal.status) if refusal else self.app
        await app(scope, receive, guarded)

    def refusal(self, scope: Scope) -> Refusal | None:
        """Say why a request is refused; None where it is not."""
        hosts, origins, sites, modes = (
            [value for key, value in scope["headers"] if key == name]
            for name in (b"host", b"origin", b"sec-fetch-site", b"sec-fetch-mode")
        )
        known = {b"%s:%d" % (name, self.port) for name in (b"127.0.0.1", b"localhost")}
        if len(hosts) != 1 or hosts[0].lower() not in known:
            return Refusal(421, f"this server answers to http://127.0.0.1:{self.port} only")
        if any(origin != b"http://" + hosts[0].lower() for origin in origins):
            return Refusal(403, "another page may ask nothing here")
        entering = scope["method"] == "GET" and scope["path"] == PAGE and modes == [b"navigate"]
        if not entering and any(site not in (b"same-origin", b"none") for site in sites):
            return Refusal(403, "another page may ask nothing here")
        if scope["method"] not in METHODS:
            return Refusal(405, f"there are only {', '.join(METHODS)}")
        if scope["path"] not in self.free and not self._knows(scope):
            return Refusal(403, "the token is missing or wrong: open the address that tavns edit printed")
        return None

    def _knows(self, scope: Scope) -> bool:
        """Say whether the token comes with a request: for the page in its address, else in a header."""
        if scope["path"] == PAGE:
            query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            given = [value.encode("utf-8") for name, value in query if name == "token"]
        else:
            given = [value for name, value in scope["headers"] if name == TOKEN]
        return len(given) == 1 and compare_digest(given[0], self.token)
