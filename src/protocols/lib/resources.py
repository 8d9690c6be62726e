"""Where presets, schemas and data files are: in the package once installed, in the checkout before."""

import os
from errno import ENOTDIR
from functools import cache
from pathlib import Path
from typing import Any

import tomli

PACKAGE = Path(__file__).parent.parent
CHECKOUT = PACKAGE.parent.parent


BASE = "TAVNS_BASE"
"""The environment variable that names another evidence base: a folder of `presets/` and, where wanted, `data/NAME.toml`.

It is there for the tests. What the pages of the rules show is counted in the trials; with a base that stays as it is
(`tests/base/`), a new trial changes no page. As a variable it holds for a command that a test starts, too.
"""


def folder(name: str) -> Path:
    """Return the folder `presets`, `schemas` or `pages` (of the rules).

    Raises NotADirectoryError where BASE names a base that is not there: without trials, a check would find too little.
    """
    named = os.environ.get(BASE)
    if named and name == "presets":
        presets = Path(named, name)
        if not presets.is_dir():
            raise NotADirectoryError(
                ENOTDIR, "not a folder, though the environment names it as the evidence base", str(presets)
            )
        return presets
    installed = PACKAGE / name
    return installed if installed.is_dir() else CHECKOUT / {"pages": "tests/rules"}.get(name, name)


def data_file(name: str) -> Path:
    """Return the file of `data(name)`: that of the base that BASE names where it has one, else the package's."""
    own = Path(os.environ.get(BASE) or PACKAGE, "data", f"{name}.toml")
    return own if own.is_file() else PACKAGE / "data" / f"{name}.toml"


@cache
def data(name: str) -> dict[str, Any]:
    """Return a data file of the package, such as `references`, read once."""
    return tomli.loads(data_file(name).read_text(encoding="utf-8"))


@cache
def preset_files() -> dict[str, Path]:
    """Return every preset's file by its name, paradigms first, then the published trials by year."""
    root = folder("presets")
    trials = sorted((root / "studies").glob("*.toml"), key=lambda path: (path.stem[-4:], path.stem))
    return {path.stem: path for path in [*sorted(root.glob("*.toml")), *trials]}


@cache
def trial_files() -> dict[str, Path]:
    """Return the file of each trial read beyond the review, by its name: published ones and registered ones."""
    return {path.stem: path for path in sorted((folder("presets") / "trials").glob("*.toml"))}


@cache
def record_files() -> dict[str, Path]:
    """Return the file of every preset and of every trial beyond the review, by its name."""
    return {**preset_files(), **trial_files()}


def record_form(name: str) -> str:
    """Return the form for a record of a trial, to be filled in."""
    return (PACKAGE / "data" / "record.txt").read_text(encoding="utf-8").format(name=name)


VERSION = "0.1.0"
"""The version of the package; a test holds it equal to pyproject.toml's. (importlib.metadata costs 20 ms a start.)"""
