"""Names of files: joined and compared as the system does it, Windows without regard to capitals."""

import os
import re
from collections.abc import Hashable
from pathlib import PurePath, PurePosixPath
from typing import Final

Flavour = type[PurePath]
OWN: Final[Flavour] = type(PurePath())
"""Of the system that this runs on."""


def is_toml(name: str) -> bool:
    """Say whether a file is called as TOML files are, in whatever capitals."""
    return name.lower().endswith(".toml")


def stem_of(path: PurePath) -> str:
    """Return the name of a protocol's file without its ending: `study` of `study.tavns.toml` and of `study.toml`."""
    found = re.fullmatch(r"(.+?)(?:\.tavns)?\.toml", path.name, re.IGNORECASE)
    return found[1] if found else path.name


def start(folder: str | os.PathLike[str], flavour: Flavour = PurePath) -> str:
    """Return how the paths of files in a folder begin: what is in `.` or `./` has no folder in its name."""
    return str(flavour(folder, "x"))[:-1]


def same(real: str, flavour: Flavour = OWN) -> Hashable:
    """Return what is equal for two real paths of one file, and for no others."""
    # A real path is written in one way alone, but for capitals on Windows. There may be many.
    return real if flavour is PurePosixPath else flavour(real)


def slashed(path: str, flavour: Flavour = PurePath) -> str:
    """Return a path with / between its folders, as globs have it."""
    return flavour(path).as_posix()


def holds(folder: str, path: str, flavour: Flavour = PurePath) -> bool:
    """Say whether a real path is a folder, or lies in it."""
    return flavour(path).is_relative_to(flavour(folder))
