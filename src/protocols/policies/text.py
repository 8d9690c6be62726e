"""A policy as text: its JSON, and the line and column of each of its parts."""

import json
import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from math import isfinite
from typing import Any, Final, NoReturn

from protocols.lib.errors import ConfigurationError

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 64

Pointer = tuple[str | int, ...]
SPACE: Final = re.compile(r"[ \t\r\n]*")
DECODER: Final = JSONDecoder()


class PolicyText:
    """A policy's JSON. name is what messages call it. Raises ConfigurationError for what is no JSON object."""

    def __init__(self, source: bytes, name: str) -> None:
        self.name = name
        self.text = self._decoded(source)
        self.data: dict[str, Any] = self._parsed()

    def refuse(self, where: Pointer, sentence: str) -> NoReturn:
        """Raise the error that says what is wrong at a part of the policy, or at the nearest part around it."""
        found = dict(places(self.text))
        while where not in found:
            where = where[:-1]
        self._refuse_at(found[where], sentence)

    def _refuse_at(self, offset: int, sentence: str) -> NoReturn:
        before = self.text[:offset]
        line, column = before.count("\n") + 1, offset - before.rfind("\n")
        raise ConfigurationError(f"{self.name}:{line}:{column}: {sentence}")

    def _decoded(self, source: bytes) -> str:
        if len(source) > MAX_BYTES:
            raise ConfigurationError(f"{self.name}: a policy has at most {MAX_BYTES} bytes (1 MiB)")
        try:
            return source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = source[: error.start].count(b"\n") + 1
            raise ConfigurationError(f"{self.name}:{line}:1: this line is not UTF-8") from None

    def _parsed(self) -> dict[str, Any]:
        try:
            data = json.loads(self.text, parse_float=_finite, parse_constant=_no_number)
        except JSONDecodeError as error:
            self._refuse_at(error.pos, f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}")
        except (RecursionError, ValueError) as error:
            raise ConfigurationError(f"{self.name}: this is not JSON that can be read: {error}") from None
        if not isinstance(data, dict):
            self._refuse_at(0, "a policy is one JSON object, in { }")
        seen: set[Pointer] = set()
        for path, start in places(self.text):
            if len(path) > MAX_DEPTH:
                self._refuse_at(start, f"a policy is nested at most {MAX_DEPTH} deep")
            if path in seen:
                self._refuse_at(start, f"the key {path[-1]} stands twice in this object; keep one of the two")
            seen.add(path)
        return data


def _finite(word: str) -> float:
    # A limit that becomes infinite would never be exceeded.
    value = float(word)
    if not isfinite(value):
        raise ValueError(f"{word} is larger than any number can be here")
    return value


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def places(text: str) -> Iterator[tuple[Pointer, int]]:
    """Yield each part of a JSON text with the offset of its key, or of the value where it has none.

    The text has been parsed: it is JSON.
    """
    start = _after_space(text, 0)
    todo: list[tuple[Pointer, int, int]] = [((), start, start)]
    while todo:
        path, shown, start = todo.pop()
        yield path, shown
        todo += reversed(list(_inside(text, path, start)))


def _inside(text: str, path: Pointer, start: int) -> Iterator[tuple[Pointer, int, int]]:
    """Yield what stands directly in an object or array: its path, what to point at, where its value starts."""
    if text[start] not in "{[":
        return
    pos, number = _after_space(text, start + 1), 0
    while text[pos] not in "}]":
        step: str | int = number
        shown = value = pos
        if text[start] == "{":
            step, end = DECODER.raw_decode(text, pos)
            value = _after_space(text, _after_space(text, end) + 1)
        yield (*path, step), shown, value
        pos = _after_space(text, DECODER.raw_decode(text, value)[1])
        pos = _after_space(text, pos + 1) if text[pos] == "," else pos
        number += 1


def _after_space(text: str, pos: int) -> int:
    found = SPACE.match(text, pos)
    return found.end() if found else pos
