"""A value as TOML writes it on one line."""

import unicodedata
from typing import Any

import tomli_w


def literal(value: Any) -> str:
    """Return a value as it stands behind the `=`: texts quoted, a range or table inline, each sign visible."""
    if isinstance(value, dict):
        if not value:
            return "{}"
        return (
            "{ " + ", ".join(f"{key_text(name)} = {literal(inner)}" for name, inner in value.items()) + " }"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(literal(inner) for inner in value) + "]"
    return _written_out(tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n"))


def over_lines(value: str, old: str, line_end: str) -> str:
    """Return a text of several lines between triple quotes where the text before it stood so; else as `literal` does."""
    if "\n" not in value or not old.startswith(('"""', "'''")):
        return literal(value)
    body = value.replace("\\", "\\\\").replace('"""', '""\\"')
    body = "".join(sign if sign == "\n" else _written_out(sign) for sign in body)
    if body.endswith('"') and not body.endswith('\\"'):
        body = f'{body[:-1]}\\"'
    first = line_end if old[3:5] == "\r\n" or old[3:4] == "\n" else ""
    if body.startswith("\n"):
        first = line_end  # the first line end behind the quotes is not part of the text
    return f'"""{first}{body.replace(chr(10), line_end)}"""'


def key_text(name: str) -> str:
    """Return a key as it stands before the `=`: quoted where it has to be."""
    return _written_out(tomli_w.dumps({name: 0}).removesuffix(" = 0\n"))


def _written_out(quoted: str) -> str:
    """Return TOML with escapes for the signs that nobody sees, a tab and one that turns the line round among them.

    They stand only between quotes, where an escape means the same; what shows the line would change or obey them.
    """
    return "".join(_escape(sign) if unicodedata.category(sign) in ("Cc", "Cf") else sign for sign in quoted)


def _escape(sign: str) -> str:
    if sign == "\t":
        return "\\t"
    return f"\\u{ord(sign):04X}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08X}"
