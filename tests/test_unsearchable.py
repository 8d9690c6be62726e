"""Paths that cannot be asked, and configurations that are there and cannot be used: one sentence that names the file."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from protocols import ConfigurationError, configured, lint_many
from test_cli import EXAMPLE, SMALLEST, TAVNS, Run, tavns, write
from test_cli_fix import RIGHT, WRONG

__all__ = ["tavns"]
LONG = "a/" * 3000 + "x.toml"
DROP = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]


def as_a_user() -> list[str] | None:
    """Return the words before a command that is to be refused what permissions refuse; None where none are found."""
    if sys.platform == "win32":
        return None
    if os.geteuid() != 0:
        return []
    try:
        tried = subprocess.run([*DROP, "true"], capture_output=True, check=False)
    except OSError:
        return None
    return DROP if tried.returncode == 0 else None


BEFORE = as_a_user()
refused = pytest.mark.skipif(BEFORE is None, reason="this user may read everything")
Ran = subprocess.CompletedProcess[str]


def run(folder: Path, *arguments: str, stdin: str = "") -> Ran:
    words = [*(BEFORE or []), str(TAVNS), *arguments]
    return subprocess.run(
        words, input=stdin, capture_output=True, cwd=folder, check=False, text=True, timeout=60
    )


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    write(tmp_path, WRONG, "bad.toml")
    write(tmp_path, 'profile = "ethics"\n', "locked/tavns.toml")
    write(tmp_path, EXAMPLE, "locked/s.toml")
    (tmp_path / "locked").chmod(0)
    return tmp_path


SAID = "cannot read locked/s.toml: permission denied\n"


@refused
def test_a_folder_that_may_not_be_searched_spares_the_other_files(locked: Path) -> None:
    for arguments in (("check", "locked/s.toml", "bad.toml"), ("check", "bad.toml", "locked/s.toml")):
        one = run(locked, *arguments)
        assert (one.returncode, one.stderr) == (2, f"tavns: {SAID}")
        assert "bad.toml:37:1: error KEY008" in one.stdout
    diff = run(locked, "check", "--diff", "locked/s.toml", "bad.toml")
    assert (diff.returncode, diff.stderr) == (2, f"tavns: {SAID}")
    assert diff.stdout.startswith("--- bad.toml")
    fix = run(locked, "check", "--fix", "locked/s.toml", "bad.toml")
    assert fix.returncode == 2
    assert fix.stderr.endswith(f"tavns: {SAID}")
    assert (locked / "bad.toml").read_text(encoding="utf-8") == RIGHT


@refused
def test_of_such_a_folder_no_configuration_is_shown_or_passed_over(locked: Path) -> None:
    show = run(locked, "config", "show", "locked/s.toml")
    assert (show.returncode, show.stdout, show.stderr) == (2, "", f"tavns: {SAID}")
    for more in ((), ("--fix",)):
        one = run(locked, "check", "-", *more, "--stdin-filename", "locked/s.toml", stdin=EXAMPLE)
        assert (one.returncode, "no rule fired" in one.stdout) == (2, False)
        assert one.stderr.startswith("tavns: cannot read locked/s.toml: ")
    assert run(locked, "check", "--config", "locked/tavns.toml", "bad.toml").stderr == (
        "tavns: cannot read locked/tavns.toml: permission denied\n"
    )
    write(locked, 'policies = ["locked/p.json"]\n', "tavns.toml")
    assert run(locked, "check", "bad.toml").stderr == (
        "tavns: tavns.toml:1:13: cannot read the policy locked/p.json: permission denied\n"
    )


@refused
def test_a_folder_that_may_be_listed_and_not_searched(locked: Path) -> None:
    (locked / "locked").chmod(0o600)
    one = run(locked, "check", ".", "--format", "json")
    assert one.returncode == 2
    assert f"tavns: {SAID}" in one.stderr
    assert '"path": "bad.toml"' in one.stdout


def test_a_path_that_is_too_long_spares_the_other_files(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, WRONG, "bad.toml")
    for more in ((), ("--diff",), ("--fix",)):
        one = tavns("check", LONG, "bad.toml", *more)
        assert one.returncode == 2
        assert one.stderr.endswith(f"tavns: cannot read {LONG}: file name too long\n")
        assert one.stdout != ""
    show = tavns("config", "show", LONG)
    assert (show.returncode, show.stderr) == (2, f"tavns: cannot read {LONG}: file name too long\n")
    assert [one.trouble for one in lint_many([LONG], configured())] == [
        f"cannot read {LONG}: file name too long"
    ]


# ---------------------------------------------------------------- there, and of no use


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def looping(path: Path) -> None:
    path.symlink_to(path.name)


UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link that leads nowhere": (dangling, "it is a link that leads nowhere"),
    "a link to itself": (looping, "too many levels of symbolic links"),
    "a folder": (Path.mkdir, "it is no file"),
}
if hasattr(os, "mkfifo"):
    UNUSABLE["a pipe"] = (os.mkfifo, "it is no file")


@pytest.mark.parametrize("file", ["tavns.toml", "pyproject.toml"])
@pytest.mark.parametrize("name", UNUSABLE)
def test_a_configuration_that_is_there_is_never_passed_over(
    tavns: Run, tmp_path: Path, name: str, file: str
) -> None:
    make, why = UNUSABLE[name]
    write(tmp_path, SMALLEST, "inner/study.toml")
    make(tmp_path / file)
    for arguments in (
        ("check", "inner"),
        ("check", "--fix", "inner/study.toml"),
        ("config", "show", "inner/study.toml"),
    ):
        one = tavns(*arguments)
        assert (one.returncode, one.stdout, one.stderr) == (2, "", f"tavns: cannot read {file}: {why}\n")
    assert tavns("check", "--no-config", "inner").returncode == 0
    with pytest.raises(ConfigurationError, match=why):
        configured()(tmp_path / "study.toml")


@refused
@pytest.mark.parametrize("file", ["tavns.toml", "pyproject.toml"])
def test_a_configuration_that_may_not_be_read_is_never_passed_over(tmp_path: Path, file: str) -> None:
    write(tmp_path, SMALLEST)
    write(tmp_path, '[tool.tavns]\nprofile = "ethics"\n', file).chmod(0)
    one = run(tmp_path, "check", "study.toml")
    assert (one.returncode, one.stdout) == (2, "")
    assert one.stderr == f"tavns: cannot read {file}: permission denied\n"


def test_what_stands_where_a_folder_should_is_the_files_own_trouble(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, SMALLEST)
    one = tavns("check", "study.toml/other.toml", "study.toml")
    assert (one.returncode, one.stderr) == (2, "tavns: cannot read study.toml/other.toml: not a directory\n")
    assert "KEY011" in one.stdout
