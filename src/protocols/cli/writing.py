"""Whether a command may write a file: only by its own name, over nothing without --force, and never over a protocol."""

import os
from collections.abc import Callable
from pathlib import Path

from protocols.cli.terminal import fail
from protocols.formats.outputs import why_to_keep_by_force
from protocols.lib.errors import reason
from protocols.lib.files import write_whole


def _none(_begin: str, _end: str) -> bool:
    return False


def may_be_written(path: Path, *, force: bool, own: Callable[[str, str], bool] = _none) -> None:
    """Exit with 2 where a file may not be written.

    own says, by how a protocol that is there begins and ends, whether this command wrote it.
    """
    there = os.path.exists(path)  # noqa: PTH110 - Path.exists raises for a name that is too long
    if there and not force:
        fail(f"{path} is there already; --force replaces it")
    if why := why_to_keep_by_force(os.fspath(path), own):
        fail(f"{path} {why}")


def write(path: Path, content: str | bytes, *, force: bool) -> None:
    """Write a file whole, or exit with 2 and one sentence that says why not."""
    try:
        write_whole(path, content, force=force)
    except FileExistsError:
        fail(f"{path} is there already; --force replaces it")
    except OSError as error:
        fail(f"cannot write {path}: {reason(error)}")
