"""Where presets, schemas and data files are: in the package once installed, in the checkout before."""

from functools import cache
from pathlib import Path
from typing import Any

import tomli

PACKAGE = Path(__file__).parent.parent
CHECKOUT = PACKAGE.parent.parent


def folder(name: str) -> Path:
    """Return the folder `presets`, `schemas` or `pages` (of the rules)."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else CHECKOUT / {"pages": "tests/rules"}.get(name, name)


@cache
def data(name: str) -> dict[str, Any]:
    """Return a data file of the package, such as `references`, read once."""
    return tomli.loads((PACKAGE / "data" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def preset_files() -> dict[str, Path]:
    """Return every preset's file by its name, paradigms first, then the published trials by year."""
    root = folder("presets")
    trials = sorted((root / "studies").glob("*.toml"), key=lambda path: (path.stem[-4:], path.stem))
    return {path.stem: path for path in [*sorted(root.glob("*.toml")), *trials]}


VERSION = "0.1.0"
"""The version of the package; a test holds it equal to pyproject.toml's. (importlib.metadata costs 20 ms a start.)"""
