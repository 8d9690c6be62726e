"""The values of a table, and when two values, or words in a text, are the same."""

import re
from collections.abc import Iterator
from typing import Any


def leaves(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Return every value with its path; a range is one value."""
    for key, value in table.items():
        here = f"{path}.{key}" if path else key
        if here in {"sources", "conflicts", "results"}:
            continue
        if isinstance(value, dict) and not value.keys() <= {"min", "max"}:
            yield from leaves(value, here)
        else:
            yield here, value


def same(a: Any, b: Any) -> bool:
    """Say whether values are equal: numbers as numbers, a range as its two ends, and a bool never as a number."""
    if isinstance(a, dict):
        ends = (
            b
            if isinstance(b, dict)
            else dict(zip(("min", "max"), b, strict=False))
            if isinstance(b, list)
            else {}
        )
        return a.keys() == ends.keys() and all(same(a[key], ends[key]) for key in a)
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, str) and isinstance(b, str):
        return a == b or a.rstrip(".").casefold() == b.rstrip(".").casefold()
    return bool(a == b)


def plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def contains(text: str, words: str) -> bool:
    """Say whether words stand in a text; a number at their edge must be that whole number."""
    return re.search(rf"(?<![\d.]){re.escape(plain(words))}(?!\d|\.\d)", plain(text)) is not None
