"""What is to be checked: files as they are named, and the .toml files below folders."""

import errno
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

from protocols.document.document import MAX_BYTES, Document
from protocols.document.reading import read
from protocols.lib.folders import Known, below
from protocols.lib.names import same

MARKS = ("format", "study", "arms")
"""What a protocol must hold. A file found in a folder with two of them is one, so that a mistake in the third is reported."""
RE_MARKS = tuple(re.compile(rf"""^[ \t]*+\[*+[ \t]*+["']?{name}\b""", re.MULTILINE) for name in MARKS)
TOO_LARGE = 64 * MAX_BYTES
"""Bytes above which an input is not even read to be counted and hashed."""


class Input(NamedTuple):
    """One file to be checked. named: somebody named it, so that it is checked whatever it is; argument counts what was named.

    source is the content where there is no file to read, as for standard input; unsearched says why nobody can look for
    the configuration of the file, so that it is not checked under another.
    """

    path: str
    named: bool = True
    argument: int = 0
    source: bytes | None = None
    unsearched: str = ""


def find(paths: Iterable[str | os.PathLike[str] | Input]) -> Iterator[Input]:
    """Yield every file of the paths, each once, in a fixed order; folders are gone through, as `folders.below` has it."""
    paths = list(paths)
    named = {same(os.path.realpath(path)) for path in paths if not isinstance(path, Input)}
    known = Known()
    for number, path in enumerate(paths):
        for given, real in _of(path, number, known):
            yield given._replace(named=True) if same(real) in named else given


def _of(path: str | os.PathLike[str] | Input, number: int, known: Known) -> Iterator[tuple[Input, str]]:
    """Yield each file of a path that is not known yet, and where it really is."""
    if isinstance(path, Input):
        yield path._replace(argument=number), f"<{number}>"
    elif is_folder(path):
        for found in below(path, known):
            yield Input(found.path, named=found.locked, argument=number), found.real
    elif known.comes_by(real := os.path.realpath(path)):
        yield Input(os.fspath(path), argument=number), real


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Say whether a path is a folder; of one that cannot be asked, it is left to the reading to say so."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for a name that is too long


def standard_input() -> bytes:
    """Return what stands on standard input, whole; raises OSError where there is none, or more than can be read."""
    if sys.stdin is None:
        raise OSError("it is closed")
    return _at_most(sys.stdin.buffer)


def _at_most(file: BinaryIO) -> bytes:
    """Read to the end, which a pipe may never have: only what was read whole has a size and a hash that are true."""
    source = file.read(TOO_LARGE + 1)
    if len(source) > TOO_LARGE:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return source


def open_document(given: Input) -> Document | None:
    """Read a file. None where it was only found in a folder and is no protocol; raises OSError where it cannot be read."""
    source = _content(given) if given.source is None else given.source
    if source is None:
        return None
    document = read(source, given.path)
    if not given.named and not _is_protocol(document.data, document.text, source):
        return None
    if given.unsearched:
        raise OSError(f"its configuration cannot be looked for: {given.unsearched}")
    return document


def _content(given: Input) -> bytes | None:
    """Return the bytes of a file. None for what is no file, which in a folder nobody has asked to wait for."""
    state = os.stat(given.path)  # noqa: PTH116 - Python keeps the parts of each Path: a megabyte over 20,000 files
    regular = stat.S_ISREG(state.st_mode)
    if not given.named and not regular:
        return None
    if stat.S_ISDIR(state.st_mode):
        os.scandir(given.path).close()  # says why the folder cannot be listed
    with open(given.path, "rb") as file:  # noqa: PTH123 - no Path of each of many files: Python keeps its parts
        if regular and not given.named and state.st_size > TOO_LARGE:
            if not _is_protocol(None, "", file.read(MAX_BYTES)):
                return None
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return _at_most(file)


def _is_protocol(data: dict[str, Any] | None, text: str, source: bytes) -> bool:
    """Say whether this is a protocol, if need be one with mistakes; data is None for what is not TOML yet."""
    if data is not None:
        return sum(name in data for name in MARKS) >= 2
    text = text or source[:MAX_BYTES].decode("utf-8", "replace")
    # Saved as UTF-16, or with the line ends of an old Mac, it is one still.
    text = text.translate({0: None, 0xFFFD: None, ord("\r"): "\n"})
    return sum(mark.search(text) is not None for mark in RE_MARKS) >= 2
