"""A value as TOML writes it on one line."""

from typing import Any

import tomli_w


def literal(value: Any) -> str:
    """Return a value as it stands behind the `=`: texts quoted, a range or table inline."""
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{key_text(name)} = {literal(inner)}" for name, inner in value.items()) + " }"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(literal(inner) for inner in value) + "]"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")


def key_text(name: str) -> str:
    """Return a key as it stands before the `=`: quoted where it has to be."""
    return tomli_w.dumps({name: 0}).removesuffix(" = 0\n")
