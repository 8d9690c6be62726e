"""What is sent to the server: a JSON object, of a size and within a time."""

import asyncio
import json
from typing import Any, Final, NoReturn

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

LARGEST: Final = 5_000_000
"""Bytes of a request: a protocol has at most 1 MiB, and JSON may write a character in six."""
PATIENCE: Final = 10.0
"""Seconds within which a request must have come whole."""


async def body(request: Request, **needed: type) -> dict[str, Any]:
    """Return the JSON object that was sent; needed are its keys and their types, and there may be others.

    Raises HTTPException for what is too large, too slow, of another type or no such object.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "what is sent here is application/json")
    try:
        async with asyncio.timeout(PATIENCE):
            sent = await _whole(request)
    except TimeoutError:
        raise HTTPException(408, f"this did not come whole within {PATIENCE:g} s") from None
    except ClientDisconnect:
        raise HTTPException(400, "this did not come whole") from None
    made = _parsed(sent)
    if not isinstance(made, dict) or any(not isinstance(made.get(key), kind) for key, kind in needed.items()):
        raise HTTPException(400, f"what is sent here is an object with {' and '.join(needed)}")
    return made


async def _whole(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    if not declared.isascii() or not declared.isdigit() or int(declared[:20]) > LARGEST:
        _too_large()
    sent = bytearray()
    async for part in request.stream():
        sent += part
        if len(sent) > LARGEST:
            _too_large()
    return bytes(sent)


def _too_large() -> NoReturn:
    raise HTTPException(413, f"at most {LARGEST} bytes are taken", {"Connection": "close"})


def _parsed(sent: bytes) -> Any:
    try:
        made = json.loads(sent.decode("utf-8"), parse_constant=_no_constant)
        if b"\\u" in sent:  # half a character can be written in JSON alone
            json.dumps(made, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise HTTPException(400, "what is sent here is JSON") from None
    return made


def _no_constant(word: str) -> NoReturn:
    raise ValueError(word)
