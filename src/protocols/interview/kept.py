"""Answers in a file: kept while they are given, and read again, or written by a program."""

from collections.abc import Mapping
from typing import Any, Final

from protocols.document.literal import key_text, literal
from protocols.document.reading import read
from protocols.interview.questions import BY_NAME
from protocols.interview.replies import as_typed

HEAD: Final = "# Answers to the questions of tavns new: - is not yet decided, and an empty text keeps what the preset has.\n"


def written(answers: Mapping[str, str]) -> str:
    """Return answers as a file."""
    return HEAD + "".join(f"{key_text(name)} = {literal(answer)}\n" for name, answer in answers.items())


def read_answers(content: bytes, name: str) -> dict[str, str]:
    """Return the answers of a file, each as it would be typed: lists, numbers and ranges may be written as TOML has them.

    Raises ValueError with one sentence for a file that holds none.
    """
    document = read(content, name)
    if document.data is None:
        first = document.problems[0]
        raise ValueError(f"{name}:{document.place(first.span).line}: {first.message}")
    found: dict[str, str] = {}
    for key, value in document.data.items():
        if key not in BY_NAME:
            raise ValueError(f"{name}: there is no question {key}; there are {', '.join(BY_NAME)}")
        found[key] = _answer(key, value, name)
    return found


def _answer(key: str, value: Any, name: str) -> str:
    if isinstance(value, dict) and not set(value) <= {"min", "max"}:
        if key != "arms":
            raise ValueError(f"{name}: {key} takes a value, not a table")
        return ", ".join(f"{arm}={role}" for arm, role in value.items())
    return as_typed(value)
