"""The one file that is open: read as it is, saved only over what its reader has seen, and watched."""

import asyncio
import os
import stat
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple

from protocols.document.document import MAX_BYTES
from protocols.document.reading import read
from protocols.lib.errors import reason
from protocols.lib.files import FileChangedError, write_whole
from protocols.lib.names import holds

ABSENT: Final = "absent"
"""The version of a file that is not there."""
LOOKS: Final = 0.5
"""Seconds between two looks at the file on disk."""
SETTLES: Final = 0.1
"""Seconds for which a change must stand: others may write a file in two steps."""
Stopped = Callable[[], bool]


class State(NamedTuple):
    """What is on disk: the text with its byte order mark and line ends, "" where there is no file; and its version."""

    text: str
    version: str


class UnusableFileError(Exception):
    """A file that cannot be shown or saved as it is on disk. Its text is one sentence."""


class ChangedError(Exception):
    """A save that would have replaced what its sender has not seen. Nothing was written; now is what is on disk."""

    def __init__(self, now: State) -> None:
        super().__init__("the file was changed by somebody else meanwhile")
        self.now = now


def version_of(source: bytes | None) -> str:
    """Return the version of a content: the same for the same bytes; ABSENT for no file."""
    return ABSENT if source is None else sha256(source).hexdigest()


class OpenFile:
    """A file that is open in the page, and the only one that is ever read or written.

    path is as somebody named it, and shown so; a link is followed once, within its folder. Raises UnusableFileError for
    one that leads out of its folder: what is written there should be named by its own name.
    """

    def __init__(self, path: Path) -> None:
        self.shown, self.name = str(path), path.name
        folder = os.path.realpath(path.parent)
        self.path = Path(os.path.realpath(path))
        if not holds(folder, str(self.path)):
            raise UnusableFileError(f"{path} is a link to {self.path}; name the file itself")
        self._saving = Lock()

    def state(self) -> State:
        """Return what is on disk. Raises UnusableFileError for what is no text, and where it cannot be read."""
        return self._state(self._bytes())

    def save(self, text: str, base: str) -> str:
        """Write a text whole, and return its version.

        base is the version that the text was made from. Raises ChangedError where another is on disk, and
        UnusableFileError where nothing can be written; the file is then as it was.
        """
        try:
            new = text.encode("utf-8")
        except UnicodeEncodeError:
            raise UnusableFileError("the text holds half a character, which no file can hold") from None
        self._not_too_large(new)
        with self._saving:
            now = self._bytes()
            if now == new:  # as where the answer to the same save was lost
                return version_of(new)
            if version_of(now) != base:
                raise ChangedError(self._state(now))
            self._write(new, now)
        return version_of(new)

    async def changed(self, version: str, seconds: float, stopped: Stopped = lambda: False) -> State | None:
        """Return what is on disk once that is another version, and has stood for a moment; None where that does not come.

        seconds is how long to wait; stopped is asked at each look. Raises UnusableFileError as `state` does, once that
        has stood for a moment too.
        """
        until = time.monotonic() + seconds
        before: State | str | None = None
        while not stopped():
            now = await asyncio.to_thread(self._other_than, version)
            if now is not None and now == before:
                if isinstance(now, str):
                    raise UnusableFileError(now)
                return now
            left = until - time.monotonic()
            if left <= 0:
                break
            before = now
            await asyncio.sleep(min(LOOKS if now is None else SETTLES, left))
        return None

    def _other_than(self, version: str) -> State | str | None:
        """Return what is on disk, or in words why it cannot be used; None where it is this version."""
        try:
            state = self.state()
        except UnusableFileError as error:
            return str(error)
        return None if state.version == version else state

    def _state(self, source: bytes | None) -> State:
        if source is None:
            return State("", ABSENT)
        wrong = next((one for one in read(source).problems if one.kind == "encoding"), None)
        if wrong:
            raise UnusableFileError(f"{self.name}: {wrong.message}; {wrong.help}")
        return State(source.decode("utf-8"), version_of(source))

    def _bytes(self) -> bytes | None:
        """Return the content, None where there is no file. Links are not followed any more, pipes not waited for."""
        if os.path.realpath(self.path) != str(self.path):
            raise UnusableFileError(f"{self.name} has become a link to another file, and is left alone")
        flags = os.O_RDONLY | sum(getattr(os, one, 0) for one in ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK"))
        try:
            source = _content(os.open(self.path, flags))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnusableFileError(f"cannot read {self.name}: {reason(error)}") from None
        self._not_too_large(source)
        return source

    def _not_too_large(self, source: bytes) -> None:
        if len(source) > MAX_BYTES:
            raise UnusableFileError(f"{self.name} has more than {MAX_BYTES} bytes, which no protocol has")

    def _write(self, new: bytes, now: bytes | None) -> None:
        try:
            # One may be allowed to replace what one may not write.
            locked = now is not None and not self.path.stat().st_mode & 0o222
            if not locked:
                write_whole(self.path, new, was=now)
        except (FileChangedError, FileExistsError):
            raise ChangedError(self.state()) from None
        except OSError as error:
            raise UnusableFileError(f"cannot write {self.name}: {reason(error)}") from None
        if locked:
            raise UnusableFileError(f"cannot write {self.name}: it may only be read")


def _content(handle: int) -> bytes:
    """Return what an open file holds, at most a byte more than a protocol can have, and close it."""
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("it is no file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(MAX_BYTES + 1)
    finally:
        os.close(handle)
