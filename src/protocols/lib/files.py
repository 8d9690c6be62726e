"""Write a file so that nothing is lost: whole or not at all, and never over another without leave; name it shortly."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from protocols.lib.errors import reason
from protocols.lib.temporary import clear, held, temporary


class FileChangedError(OSError):
    """A file that is not any more what it was when it was read; it is left as it is."""


def write_whole(path: Path, content: str | bytes, *, force: bool = False, was: bytes | None = None) -> None:
    """Write text, or bytes as they are, to a file through a temporary file in the same folder.

    An interrupted run leaves the old file or the new one. Raises FileExistsError for an existing file without force,
    and OSError where the folder cannot be written to. A link is followed: the file it leads to is replaced. With was,
    the file is replaced only while it holds these bytes; FileChangedError where somebody has written it since.
    """
    with whole(path, force=force, was=was) as file:
        if isinstance(content, bytes):
            file.buffer.write(content)
        else:
            file.write(content)


@contextmanager
def whole(
    path: Path, *, force: bool = False, was: bytes | None = None, errors: str = "strict"
) -> Iterator[TextIO]:
    """Open a file that is there, whole, once the block is left; where the block raises, nothing was changed.

    As `write_whole`, for text that comes in parts; errors says what to do with what is no UTF-8, as for `open`. What
    is there and no file, such as a device, is never replaced: OSError.
    """
    target = Path(os.path.realpath(path))  # Path.resolve fails on a link to itself until Python 3.13
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "it is there and no file", str(path))
    clear(target.parent)
    # Named before it is there, so that a run that is ended between the two still clears it away.
    beside = temporary(target)
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with held(handle):
            with os.fdopen(handle, "w", encoding="utf-8", errors=errors, newline="") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(_owned_as(beside, target))
            if was is not None and target.read_bytes() != was:
                raise FileChangedError(f"{path} was changed by somebody else meanwhile")
            if force or was is not None:
                beside.replace(target)
            else:
                _place_new(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def _place_new(temporary: Path, target: Path) -> None:
    try:
        os.link(temporary, target)  # fails when somebody wrote the target in the meantime
    except FileExistsError:
        raise
    except (OSError, AttributeError):  # a file system, or a system, without links
        if target.exists():
            raise FileExistsError(target) from None
        temporary.replace(target)


def _owned_as(temporary: Path, target: Path) -> int:
    """Give a file owner and group of the one it is to replace, where that is allowed; return the mode it is to have."""
    if not target.exists():
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
    old, new = target.stat(), temporary.stat()
    mode = old.st_mode & 0o777
    if new.st_uid != old.st_uid:
        with suppress(PermissionError):
            os.chown(temporary, old.st_uid, -1)
    if new.st_gid != old.st_gid:
        try:
            os.chown(temporary, -1, old.st_gid)
        except PermissionError:  # what its group might do, another may not
            mode &= ~0o070
    return mode


def other_names(path: Path) -> int:
    """Return how many names a file has besides this one (hard links): they keep the old file where it is replaced."""
    return path.stat().st_nlink - 1


def why_no_file(path: Path) -> str | None:
    """Say why what is there cannot be read as a file; "" where it can, None where nothing is there.

    Raises OSError where nobody can tell, as in a folder that may not be searched.
    """
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        mode = path.stat().st_mode if stat.S_ISLNK(mode) else mode
    except FileNotFoundError:
        return "it is a link that leads nowhere"
    except OSError as error:
        return reason(error)
    return "" if stat.S_ISREG(mode) else "it is no file"


def absolute(path: str | os.PathLike[str]) -> Path:
    """Return a path from the root, without `..`; links are left as they are."""
    return Path(os.path.normpath(Path(path).absolute()))


def seen_from(folder: Path, path: str | os.PathLike[str]) -> str:
    """Return a path as it is seen from a folder; whole where there is no way, as to another drive of Windows."""
    whole = absolute(path)
    try:
        return os.path.relpath(whole, folder)
    except ValueError:
        return str(whole)


def shown(path: str | os.PathLike[str]) -> str:
    """Return a file's path as people read it best: seen from here, or whole where that is shorter."""
    return min(seen_from(Path.cwd(), path), str(absolute(path)), key=len)
