"""Which folders git ignores: by .gitignore in the folder and above it in the repository, and .git/info/exclude.

Git itself is not asked and need not be there. What is set for a user or a machine is not read, so that a check is the
same everywhere.
"""

import itertools
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from protocols.lib.names import slashed

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

FILE = ".gitignore"
MAX_BYTES = 1024 * 1024


class Patterns(NamedTuple):
    """The patterns of one file, and the folder from which they are seen."""

    folder: Path
    spec: "GitIgnoreSpec"


Ignores = tuple[Patterns, ...]
"""What holds in a folder, from the outermost file to the innermost, which has the last word."""


def around(folder: str) -> Ignores:
    """Return what holds for a folder from outside; nothing where it is itself ignored: then somebody wants it all the same."""
    here = Path(folder)
    above = [here, *here.parents]
    root = next((one for one in above if os.path.exists(one / ".git")), None)  # noqa: PTH110 - Path.exists raises where a folder is locked
    if root is None:
        return ()
    found = _read(root / ".git" / "info" / "exclude", root)
    passed = above[: above.index(root) + 1][::-1]
    for one, inner in itertools.pairwise(passed):
        found += _read(one / FILE, one)
        if is_ignored(str(inner), found):
            return ()
    return found


def inside(folder: str, held: Ignores) -> Ignores:
    """Return what holds in a folder, given what holds for it from outside."""
    here = Path(folder)
    return held + _read(here / FILE, here)


def is_ignored(path: str, held: Ignores, *, link: bool = False) -> bool:
    """Say whether git ignores a folder. To git a link to one is a file."""
    for one in reversed(held):
        seen = slashed(os.path.relpath(path, one.folder)) + "/" * (not link)
        if (word := one.spec.check_file(seen).include) is not None:
            return word
    return False


def _read(file: Path, folder: Path) -> Ignores:
    try:
        if not file.is_file() or file.stat().st_size > MAX_BYTES:
            return ()
        text = file.read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError:
        return ()
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - only where there is something to match

    lines = [line for line in text.replace("\r\n", "\n").split("\n") if _is_pattern(line)]
    return (Patterns(folder, GitIgnoreSpec.from_lines(lines)),) if lines else ()


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - as said above

    try:
        return any(one.include is not None for one in GitIgnoreSpec.from_lines([line]).patterns)
    except ValueError:  # git passes over what is none
        return False
