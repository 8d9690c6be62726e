"""Try the command as people install it: with the lowest versions that are declared, and on each Python that is there.

    python tools/floors.py

The wheel is built once. The tests marked `installed` run with it in an environment of the lowest declared versions, its
extras included, and in one of the newest versions for each other Python that we declare, where this machine has it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

import tomli
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

ROOT: Final = Path(__file__).parent.parent
PROJECT: Final = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: Final = ("pdf", "docx", "dask", "editor", "web", "tests")
UV: Final = Path(sys.executable).parent / "uv"
MARK: Final = "pytest.mark.installed"
LOWEST_ONLY: Final = frozenset({"test_dossier.py", "test_edit.py", "test_editor.py", "test_folders.py"})
"""Tests for the lowest versions alone: what they try goes by the libraries, and hardly by the Python."""
HERE: Final = f"{sys.version_info.major}.{sys.version_info.minor}"


class Environment(NamedTuple):
    """An environment to try. lowest: with the lowest versions that are declared, rather than the newest."""

    name: str
    python: str
    lowest: bool = False

    @property
    def folder(self) -> Path:
        """Return where it is."""
        return ROOT / f".venv-{self.name}"

    @property
    def own(self) -> str:
        """Return its Python."""
        return str(self.folder / ("Scripts" if os.name == "nt" else "bin") / "python")


def declared() -> list[str]:
    """Return the versions of Python that we say we run on, such as 3.11."""
    found = [
        re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", one) for one in PROJECT["classifiers"]
    ]
    return [one[1] for one in found if one]


def floors() -> dict[NormalizedName, Version]:
    """Return the lowest version of each library that the command, its extras and its tests need."""
    lines = [
        *PROJECT["dependencies"],
        *(line for one in EXTRAS for line in PROJECT["optional-dependencies"][one]),
    ]
    lowest = {}
    for needed in map(Requirement, lines):
        (lowest[canonicalize_name(needed.name)],) = [
            Version(one.version) for one in needed.specifier if one.operator == ">="
        ]
    return lowest


def python(version: str) -> str | None:
    """Return a Python of a version, None where this machine has none that runs."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [
        shutil.which(f"python{version}"),
        *map(str, sorted(pyenv.glob(f"{version}.*/bin/python{version}"))),
    ]
    asked = subprocess.run(
        [UV, "python", "find", "--no-python-downloads", version], capture_output=True, text=True, check=False
    )
    found += [asked.stdout.strip()] if asked.returncode == 0 else []
    return next((one for one in found if one and _runs(one, version)), None)


def _runs(path: str, version: str) -> bool:
    code = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    try:
        run = subprocess.run([path, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return run.stdout.strip() == version


def make(one: Environment) -> None:
    """Install what is needed, unless that was done with these requirements; raises where a floor is not what was installed."""
    stamp = one.folder / "made-for"
    for_ = f"{one.python}\n{(ROOT / 'pyproject.toml').read_text(encoding='utf-8')}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == for_:
        return
    shutil.rmtree(one.folder, ignore_errors=True)
    run(one.python, "-m", "venv", "--without-pip", one.folder)
    extras = [word for extra in EXTRAS for word in ("--extra", extra)]
    which = ("--resolution", "lowest-direct") if one.lowest else ()
    uv(one, *which, "--requirements", ROOT / "pyproject.toml", *extras)
    if one.lowest:
        asked = [str(UV), "pip", "list", "--quiet", "--format", "json", "--python", one.own]
        installed = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
        there = {canonicalize_name(each["name"]): Version(each["version"]) for each in installed}
        wrong = [f"{name} {there[name]}" for name, lowest in floors().items() if there[name] != lowest]
        if wrong:
            sys.exit(f"these are not the lowest versions that pyproject.toml declares: {', '.join(wrong)}")
    stamp.write_text(for_, encoding="utf-8")


def uv(one: Environment, *words: str | Path) -> None:
    """Install into an environment."""
    run(UV, "pip", "install", "--quiet", "--python", one.own, *words)


def run(*words: str | Path) -> None:
    """Run a command; leave as it does where it fails."""
    code = subprocess.run(words, cwd=ROOT, check=False).returncode
    if code:
        sys.exit(code)


def main() -> None:
    """Try each environment that can be had."""
    lowest = declared()[0]
    wanted = [Environment("lowest", python(lowest) or sys.executable, lowest=True)]
    for version in declared():
        found = python(version) if version != HERE else None
        if found:
            wanted.append(Environment(version, found))
        elif version != HERE:
            print(f"Python {version} is not on this machine: not tried")
    # Only these files: to collect all of them takes longer than to run some.
    marked = [
        path for path in sorted(ROOT.glob("tests/test_*.py")) if MARK in path.read_text(encoding="utf-8")
    ]
    tests = (
        "-m",
        "pytest",
        "-m",
        "installed",
        "-k",
        "not every_preset",
        "-n",
        "auto",
        "-p",
        "no:cacheprovider",
    )
    with tempfile.TemporaryDirectory() as folder:
        run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, str(ROOT))
        (wheel,) = Path(folder).glob("*.whl")
        for one in wanted:
            print(f"the installed command, {one.name}:", flush=True)
            make(one)
            uv(one, "--no-deps", "--reinstall", wheel)
            run(one.own, *tests, *(path for path in marked if one.lowest or path.name not in LOWEST_ONLY))


if __name__ == "__main__":
    main()
