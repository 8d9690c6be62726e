"""A file as it stands in a revision of a git repository."""

import os
import re
import subprocess

from protocols.lib.names import slashed

# A revision holds no colon, but in braces: HEAD@{2026-01-01 10:30}. Without one it is what is staged.
_IN_GIT = re.compile(r"((?:[^:{]|\{[^}]*\})*):(.+)", re.DOTALL)


class GitError(ValueError):
    """A file that git could not give; the message says why, in one sentence."""


def is_in_git(name: str) -> bool:
    """Say whether a name is of the form REV:FILE."""
    return _IN_GIT.fullmatch(name) is not None


def file_of(name: str) -> str:
    """Return the file of a name, which may be REV:FILE."""
    found = _IN_GIT.fullmatch(name)
    return found[2] if found else name


def read(name: str) -> bytes:
    """Return a file of a revision, named REV:FILE, or :FILE for what is staged; FILE counts from the current folder.

    Raises GitError where git is not installed, or does not know the revision or the file.
    """
    found = _IN_GIT.fullmatch(name)
    if found is None or found[1].startswith("-"):
        raise GitError(f"{name} is no REV:FILE")
    command = ["git", "cat-file", "blob", f"{found[1]}:{_from_here(found[2])}"]
    try:
        run = subprocess.run(  # noqa: S603 - the one argument that is given begins with no -
            command, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"}
        )
    except FileNotFoundError:
        raise GitError(f"cannot read {name}: there is no such file, and git is not installed") from None
    except (OSError, ValueError) as error:  # a name that no command takes
        raise GitError(f"cannot read {name}: {error}") from None
    if run.returncode:
        said = run.stderr.decode("utf-8", "replace").strip().split("\n")[0].removeprefix("fatal: ")
        raise GitError(f"cannot read {name}: there is no such file, and git says: {said}")
    return run.stdout


def _from_here(file: str) -> str:
    """Return a path as git takes it: from the current folder, with / between the names."""
    return "./" + slashed(os.path.relpath(file))
