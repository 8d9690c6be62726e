"""Reading one TOML file. tomli decides what is valid and gives the values."""

import re
from typing import Final

import tomli

from protocols.document.document import BOM, Document, as_bytes
from protocols.document.tree import MAX_BYTES, MAX_DEPTH, MAX_PARTS, Problem, Span

# What explains mistakes is imported by the functions that need it: a file without a finding has no use for it, and to
# compile its patterns takes longer than to check such a file.

# A bracket that is closed again with no other bracket inside; there is no need to look at it twice.
RE_CLOSED: Final = re.compile(r"""[\[{][^\[\]{}"'#]*+(?:"[^"\\\n\[\]{}]++"[^\[\]{}"'#]*+)*+[\]}]""")


def read(source: bytes | str, name: str = "<text>") -> Document:
    """Read a file; this never fails, what is wrong is in the problems of the document."""
    document = Document(source, name)
    problem = _too_large(source)
    if problem is None:
        document.text, problem = _decode(source)
    if problem is None:
        problem = _too_deep(document.text)
    if problem is not None:
        document.problems = (problem,)
        return document
    try:
        document.data = tomli.loads(document.text)
    except (ValueError, RecursionError) as error:
        from protocols.document.locator import check  # noqa: PLC0415 - only for a file that is not TOML

        try:
            locator, problems = check(document.text)
            document.located(locator)
        except Exception:  # noqa: BLE001 - what tomli says is worth having, whatever becomes of the rest
            problems = []
        document.problems = tuple(problems) or (_from_tomli(document.text, error),)
    return document


def _too_large(source: bytes | str) -> Problem | None:
    # A character takes at most four bytes: short texts need not be encoded to know their size.
    size = len(source)
    if isinstance(source, str) and size > MAX_BYTES // 4:
        size = len(as_bytes(source))
    if size <= MAX_BYTES:
        return None
    message = f"the file has {size} bytes, which is more than a protocol can have"
    return Problem("limits", Span(0, 0), message, f"at most {MAX_BYTES} bytes (1 MiB) are read")


def _decode(source: bytes | str) -> tuple[str, Problem | None]:
    if isinstance(source, str):
        return source.removeprefix(BOM), None
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(source, error)
    if "\0\0" in (text[0:4:2], text[1:4:2]):
        return text, _utf16(Span(0, 1))
    return text.removeprefix(BOM), None


def _not_utf8(source: bytes, error: UnicodeDecodeError) -> tuple[str, Problem]:
    text = source.decode("utf-8", errors="replace").removeprefix(BOM)
    if source[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0\0" in (source[0:4:2], source[1:4:2]):
        return text, _utf16(Span(0, 1))
    before = source[: error.start].decode("utf-8").removeprefix(BOM)
    byte = source[error.start]
    message = f"line {before.count(chr(10)) + 1} holds the byte 0x{byte:02X}, which is not UTF-8"
    advice = "save the file as UTF-8"
    meant = bytes([byte]).decode("cp1252", errors="ignore")
    if error.reason != "unexpected end of data" and meant.isprintable() and meant:
        advice = f'the byte is "{meant}" in Windows-1252 (Latin-1): save the file as UTF-8 instead'
    return text, Problem("encoding", Span(len(before), len(before) + 1), message, advice)


def _utf16(span: Span) -> Problem:
    message = "line 1 does not begin like UTF-8; the file looks as if it was saved as UTF-16"
    return Problem(
        "encoding", span, message, "save the file as UTF-8 (in Windows also called UTF-8 without BOM)"
    )


def _too_deep(text: str) -> Problem | None:
    """Refuse deep brackets and keys of many parts before anything goes down into them."""
    if text.count("[") + text.count("{") > MAX_DEPTH:
        closed = len(RE_CLOSED.findall(text))
        if text.count("[") + text.count("{") - closed >= MAX_DEPTH:
            return _look_closely(text)
    # Sentences have points, too, but a line with so many is none of a protocol.
    if text.count(".") >= MAX_PARTS and any(line.count(".") >= MAX_PARTS for line in text.split("\n")):
        return _look_closely(text)
    return None


def _look_closely(text: str) -> Problem | None:
    from protocols.document.depth import look_closely  # noqa: PLC0415 - hardly any file needs it

    return look_closely(text)


def _from_tomli(text: str, error: ValueError | RecursionError) -> Problem:
    if not isinstance(error, tomli.TOMLDecodeError):
        return Problem(
            "limits", Span(0, 0), "the file holds a value that is too large or too deep to be read"
        )
    from protocols.document.advice import error_offset, explain_tomli  # noqa: PLC0415 - only for a file that is not TOML

    at = error_offset(text, error)
    return Problem("syntax", Span(at, min(at + 1, len(text))), explain_tomli(error))
