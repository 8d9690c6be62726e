"""Where a file is for a platform: in its project, whatever the folder that the check was run in."""

import os
from pathlib import Path
from urllib.parse import quote

ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""The variables in which GitHub and GitLab name the folder of the project; elsewhere it is the one the check is run in."""


def in_project(path: str) -> str:
    """Return a file's path from the root of the project, with forward slashes; one outside of it stays whole.

    What is no file, such as <stdin>, keeps its name.
    """
    if path.startswith("<"):
        return path
    whole = Path(os.path.normpath(Path(path).absolute()))
    here = Path.cwd()
    for root in (Path(os.environ[name]) for name in ROOTS if os.environ.get(name)):
        if here.is_relative_to(root) and whole.is_relative_to(root):
            return whole.relative_to(root).as_posix()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()


def uri(path: str) -> str:
    """Return a path of `in_project` as a reference: everything escaped that needs it, a whole path with its scheme."""
    if Path(path).is_absolute():
        return Path(path).as_uri()
    return quote(path.encode("utf-8", "surrogateescape"), safe="/-._~")
