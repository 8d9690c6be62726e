"""The .toml files below folders, each once, with where it really is; folders that hold nothing of the user's are passed over."""

import os
from collections.abc import Hashable, Iterator
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


class Known:
    """What a search has come by, by where it really is: files that were named or linked, and folders that were gone through.

    The files of such a folder are not held one by one, so that memory does not grow with their number.
    """

    def __init__(self) -> None:
        self._folders: set[Hashable] = set()
        self._files: set[Hashable] = set()

    def enters(self, folder: str) -> bool:
        """Say whether a folder was not gone through before; from now on it was."""
        new = same(folder) not in self._folders
        self._folders.add(same(folder))
        return new

    def lists(self, real: str) -> bool:
        """Say whether a file of a folder that is gone through was not come by in another way before."""
        return same(real) not in self._files

    def comes_by(self, real: str) -> bool:
        """Say the same of a file that was named, or that a link leads to; from now on it is known."""
        new = same(real) not in self._files and not self._was_listed(real)
        self._files.add(same(real))
        return new

    def _was_listed(self, real: str) -> bool:
        folder, name = os.path.split(real)
        listed = is_toml(name) and same(folder) in self._folders
        return listed and os.path.exists(real)  # noqa: PTH110 - Path.exists raises for a name that is too long


def below(folder: str | os.PathLike[str], known: Known) -> Iterator[Found]:
    """Yield the .toml files below a folder that are not known yet, in a fixed order, then folders that cannot be listed.

    A link to a file comes behind the files of its folder. A link to a folder is entered once, after all that is no link,
    unless it leads back to where the search began.
    """
    walk = _Walk(os.path.realpath(folder), known)
    yield from walk.through(os.fspath(folder))
    while walk.links:
        yield from walk.through(walk.links.pop(0))
    for error in walk.locked:
        path, real = start(error.filename)[:-1] or error.filename, os.path.realpath(error.filename)
        if known.comes_by(real):
            yield Found(path, real, locked=True)


class _Walk:
    """A search below one folder, and what it has come by: links to follow, folders that are locked."""

    def __init__(self, began: str, known: Known) -> None:
        self.began, self.known = began, known
        self.links: list[str] = []
        self.locked: list[OSError] = []

    def through(self, top: str) -> Iterator[Found]:
        outside = around(os.path.realpath(top))
        held: dict[str, Ignores] = {}
        for here, folders, files in os.walk(top, onerror=self.locked.append):
            real = os.path.realpath(here)
            if (here != top and ENVIRONMENT in files) or not self.known.enters(real):
                folders.clear()
                continue
            held[here] = inside(real, held.get(os.path.dirname(here), outside))  # noqa: PTH120 - as os.walk joins them
            folders[:] = self._to_enter(here, real, sorted(folders), held[here])
            yield from self._files(start(here), start(real), sorted(filter(is_toml, files)))

    def _files(self, begin: str, really: str, names: list[str]) -> Iterator[Found]:
        links = []
        for name in names:
            # To follow each file's links takes longer than to read it: only what is one is followed.
            if os.path.islink(begin + name):  # noqa: PTH114 - Path.is_symlink raises where a folder may not be searched
                links.append(begin + name)
            elif self.known.lists(really + name):
                yield Found(begin + name, really + name)
        for path in links:
            real = os.path.realpath(path)
            if self.known.comes_by(real):
                yield Found(path, real)

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
