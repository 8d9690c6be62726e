"""Temporary files beside those that are written: named so that they are known, and cleared where a run was killed."""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

fcntl: Any
try:
    import fcntl
except ImportError:  # Windows, which lets nobody remove a file that is open
    fcntl = None

NAME: Final = re.compile(r"\..+\.tavns-tmp-(\d+)-[0-9a-f]{12}")
LONGEST: Final = 40
"""Signs of a file's name that the name of its temporary file begins with: names have an end."""


def temporary(target: Path) -> Path:
    """Return a name that nobody has for a temporary file beside a file: `.study.toml.tavns-tmp-PID-…`."""
    return target.with_name(f".{target.name[:LONGEST]}.tavns-tmp-{os.getpid()}-{os.urandom(6).hex()}")


@contextmanager
def held(handle: int) -> Iterator[None]:
    """Lock an open file until the block is left, or until this process is gone, however it went."""
    if fcntl is None:
        yield
        return
    twin = os.dup(handle)  # the lock stays where the file itself is closed
    try:
        with suppress(OSError):  # a file system without locks: nothing there is taken for left behind
            fcntl.flock(twin, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(twin)


@lru_cache(maxsize=1024)
def clear(folder: Path) -> None:
    """Remove the temporary files that killed runs left in a folder; once in a run, as it may hold many files."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if found := NAME.fullmatch(entry.name):
                _remove(Path(entry.path), int(found[1]))


def _remove(path: Path, writer: int) -> None:
    """Remove a temporary file unless somebody writes it still: its writer lives, or it is locked."""
    with suppress(OSError):
        if not stat.S_ISREG(path.lstat().st_mode):
            return
        if fcntl is None:
            path.unlink()
        elif writer == os.getpid() or not _lives(writer):
            # In another container that number may be somebody's who is at work, and ours that of a run long gone.
            handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
            finally:
                os.close(handle)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is there, and somebody else's
        return True
    except OverflowError:
        return False
    return True
