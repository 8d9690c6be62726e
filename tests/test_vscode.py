"""The extension for VS Code: its types hold, its own tests pass, and the package holds what it needs and nothing else."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from protocols.lib.resources import VERSION

HERE = Path(__file__).parent.parent / "editors" / "vscode"
TAVNS = Path(sys.executable).parent / "tavns"
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
NPM = shutil.which("npm", path=PATH)
pytestmark = pytest.mark.skipif(
    NPM is None or not (HERE / "node_modules").is_dir(),
    reason="needs npm, and what the extension is made with: npm ci in editors/vscode",
)


def npm(script: str) -> str:
    run = subprocess.run(
        [NPM or "npm", "run", "--silent", script],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TAVNS": str(TAVNS), "PATH": PATH},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_the_types_hold() -> None:
    npm("check")


def test_its_own_tests_pass_with_the_command() -> None:
    assert "# fail 0" in npm("test")


def test_the_package_holds_the_extension_and_nothing_else() -> None:
    npm("package")
    with zipfile.ZipFile(HERE / "tavns-protocols.vsix") as package:
        names = {
            name.removeprefix("extension/") for name in package.namelist() if name.startswith("extension/")
        }
        made = package.read("extension/dist/extension.js").decode()
    assert names == {
        "package.json",
        "readme.md",
        "LICENSE.txt",
        "language-configuration.json",
        "dist/extension.js",
        "syntaxes/tavns.tmLanguage.json",
    }
    described = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    for command in described["contributes"]["commands"]:
        assert command["command"] in made
    assert described["version"] == VERSION
