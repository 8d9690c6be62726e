"""What is to be checked: files as they are named, and the .toml files below folders."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from protocols.toml import MAX_BYTES, Document, read

PROTOCOL = tuple(re.compile(pattern, re.MULTILINE) for pattern in (r"^\s*format\s*=", r"^\s*\[study\]"))


class Input(NamedTuple):
    """One file to be checked. named: somebody named it, so that it is checked whatever it is; argument counts what was named.

    source is the content where there is no file to read, as for standard input.
    """

    path: str
    named: bool = True
    argument: int = 0
    source: bytes | None = None


def find(paths: Iterable[str | os.PathLike[str] | Input]) -> Iterator[Input]:
    """Yield every file of the paths, each once, in a fixed order; folders are gone through, but for hidden ones."""
    seen: set[str] = set()
    whole = list(paths)
    by_name = _by_name(whole)
    for number, path in enumerate(whole):
        for given, real in _of(path, number):
            if real not in seen:
                seen.add(real)
                yield given._replace(named=True) if real in by_name else given


def _by_name(paths: list[str | os.PathLike[str] | Input]) -> set[str]:
    """Return what is named although it may be found in a folder that is named too."""
    files = [path for path in paths if not isinstance(path, Input) and not Path(path).is_dir()]
    return {os.path.realpath(path) for path in files} if len(files) < len(paths) else set()


def _of(path: str | os.PathLike[str] | Input, number: int) -> Iterator[tuple[Input, str]]:
    """Yield each file of a path, and where it really is."""
    if isinstance(path, Input):
        yield path._replace(argument=number), f"<{number}>"
    elif Path(path).is_dir():
        for file, real in _below(path):
            yield Input(file, named=False, argument=number), real
    else:
        yield Input(os.fspath(path), argument=number), os.path.realpath(path)


def _below(folder: str | os.PathLike[str]) -> Iterator[tuple[str, str]]:
    """Yield the .toml files below a folder in a fixed order; hidden folders are left out."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        start = f"{here.rstrip('/')}/".removeprefix("./")  # ./study.toml is called study.toml
        real = os.path.realpath(here)
        for name in sorted(files):
            if name.endswith(".toml"):
                path = start + name
                # To follow each file's links takes longer than to read it: only what is one is followed.
                yield path, os.path.realpath(path) if Path(path).is_symlink() else f"{real}/{name}"


def open_document(given: Input) -> Document | None:
    """Read a file. None where it was only found in a folder and is no protocol; raises OSError where it cannot be read."""
    if given.source is not None:
        return read(given.source, given.path)
    with Path(given.path).open("rb") as file:
        # A pipe may never end; a file is read whole, so that its hash is right.
        source = file.read() if Path(given.path).is_file() else file.read(MAX_BYTES + 1)
    document = read(source, given.path)
    return document if given.named or _is_protocol(document) else None


def _is_protocol(document: Document) -> bool:
    if document.data is not None:
        return "format" in document.data and "study" in document.data
    # Not TOML yet: a protocol with a mistake in it is not to be passed over.
    return all(pattern.search(document.text) for pattern in PROTOCOL)
