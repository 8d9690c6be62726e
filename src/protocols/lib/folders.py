"""The .toml files below a folder, each with where it really is; folders that hold nothing of the user's are passed over."""

import os
from collections.abc import Iterator
from typing import Final, NamedTuple

from protocols.lib.ignored import Ignores, around, inside, is_ignored
from protocols.lib.names import holds, is_toml, same, start

PASSED_OVER: Final = frozenset({"node_modules", "venv"})
"""Folders of other people's files. Hidden ones, such as .venv and .git, begin with a dot."""
ENVIRONMENT: Final = "pyvenv.cfg"
"""Stands in every virtual environment of Python, whatever that is called."""


class Found(NamedTuple):
    """A file below a folder, or a folder that cannot be listed; real is where it is once all links are followed."""

    path: str
    real: str
    locked: bool = False


def below(folder: str | os.PathLike[str]) -> Iterator[Found]:
    """Yield the .toml files below a folder in a fixed order, then the folders that cannot be listed.

    A link to a folder is entered once, after all that is no link, unless it leads back to where the search began.
    """
    walk = _Walk(os.path.realpath(folder))
    yield from walk.through(os.fspath(folder))
    while walk.links:
        yield from walk.through(walk.links.pop(0))
    for error in walk.locked:
        path = start(error.filename)[:-1] or error.filename
        yield Found(path, os.path.realpath(error.filename), locked=True)


class _Walk:
    """A search, and what it has come by: folders it was in, links to follow, folders that are locked."""

    def __init__(self, began: str) -> None:
        self.began = began
        self.entered: set[object] = set()
        self.links: list[str] = []
        self.locked: list[OSError] = []

    def through(self, top: str) -> Iterator[Found]:
        outside = around(os.path.realpath(top))
        held: dict[str, Ignores] = {}
        for here, folders, files in os.walk(top, onerror=self.locked.append):
            real = os.path.realpath(here)
            if same(real) in self.entered or (here != top and ENVIRONMENT in files):
                folders.clear()
                continue
            self.entered.add(same(real))
            held[here] = inside(real, held.get(os.path.dirname(here), outside))  # noqa: PTH120 - as os.walk joins them
            folders[:] = self._to_enter(here, real, sorted(folders), held[here])
            begin, really = start(here), start(real)
            for name in sorted(files):
                if is_toml(name):
                    yield Found(begin + name, _where(begin + name, really + name))

    def _to_enter(self, here: str, real: str, folders: list[str], held: Ignores) -> list[str]:
        entered = []
        for name in folders:
            if name.startswith(".") or name.lower() in PASSED_OVER:
                continue
            path = os.path.join(here, name)  # noqa: PTH118 - Path would forget the ./ of what os.walk was given
            link = os.path.islink(path)  # noqa: PTH114 - Path.is_symlink raises where a folder may not be searched
            if held and is_ignored(os.path.join(real, name), held, link=link):  # noqa: PTH118 - as said above
                continue
            if not link:
                entered.append(name)
            elif not holds(os.path.realpath(path), self.began):
                self.links.append(path)
        return entered


def _where(path: str, real: str) -> str:
    # To follow each file's links takes longer than to read it: only what is one is followed.
    is_link = os.path.islink(path)  # noqa: PTH114 - Path.is_symlink raises where a folder may not be searched
    return os.path.realpath(path) if is_link else real
