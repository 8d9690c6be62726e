"""A folder in which more than half of the files are broken, each in a way of its own: all are reported, nothing stops."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hostile import CASES, EXAMPLE, SMALLEST, UNRECOGNISED, file_name, write_broken, write_good
from protocols import lint, lint_many
from protocols.formats import render
from protocols.formats.style import Style, visible

TAVNS = Path(sys.executable).parent / "tavns"
Run = subprocess.CompletedProcess[str]


@dataclass
class Folder:
    """Good and broken protocols; broken maps each file to the code of the finding it must get."""

    path: Path
    good: list[str]
    broken: dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    path = tmp_path_factory.mktemp("hostile")
    return Folder(path, write_good(path, 80), write_broken(path))


def check(path: Path, *arguments: str) -> Run:
    return subprocess.run(
        [str(TAVNS), "check", *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=path,
        env={**os.environ, "COLUMNS": "80"},
        check=False,
        timeout=60,
    )


def errors(run: Run) -> dict[str, set[str]]:
    """Return the codes of the errors in a JSON report, by file."""
    return {file["path"]: _errors(file) for file in json.loads(run.stdout)["files"]}


def _errors(file: dict[str, Any]) -> set[str]:
    return {finding["code"] for finding in file["findings"] if finding["severity"] == "error"}


def test_there_are_a_hundred_ways(folder: Folder) -> None:
    assert len(folder.broken) >= 100
    assert len({(folder.path / name).read_bytes() for name in folder.broken}) >= 100
    assert {"TOM001", "TOM002", "TOM003"} | {f"KEY{n:03}" for n in range(1, 10)} == set(
        folder.broken.values()
    )


def test_every_broken_file_is_reported_and_no_good_one(folder: Folder) -> None:
    run = check(folder.path, ".", "--format", "json", "--jobs", "1")
    assert (run.returncode, run.stderr) == (1, "")
    found = errors(run)
    assert {name: found[name] for name in folder.good} == {name: set() for name in folder.good}
    missed = {name: code for name, code in folder.broken.items() if code not in found.get(name, set())}
    assert missed == {}
    assert len(found) == len(folder.good) + len(folder.broken)
    assert check(folder.path, ".", "--format", "json", "--jobs", "2").stdout == run.stdout


def test_text_names_every_broken_file_and_steers_no_terminal(folder: Folder) -> None:
    run = check(folder.path, ".")
    assert (run.returncode, run.stderr) == (1, "")
    heads = [line.split(": error ") for line in run.stdout.split("\n") if ": error " in line]
    said = {(name.rsplit(":", 2)[0], rest[:6]) for name, rest in heads}
    assert {(visible(name), code) for name, code in folder.broken.items()} <= said
    assert not {sign for sign in run.stdout if sign < " " and sign != "\n"}
    assert "Traceback" not in run.stdout


@pytest.mark.parametrize("case", CASES)
def test_no_way_makes_a_rule_fail(case: str) -> None:
    report = lint(CASES[case])
    assert not report.crashed
    assert all(finding.message for finding in report.findings)


def test_thousands_of_marks_on_one_long_line_are_shown() -> None:
    texts = ", ".join(f'"heart thing {number}"' for number in range(1000))
    report = lint(f"{SMALLEST}[eligibility]\nexclusion = [{texts}]\n")
    shown = render("text", [report], Style(width=80))
    assert shown.count("-------------") >= 999
    assert max(len(line) for line in shown.split("\n") if " | " in line) <= 100


def test_what_looks_like_no_protocol_is_passed_over_until_it_is_named(tmp_path: Path) -> None:
    for case, source in UNRECOGNISED.items():
        (tmp_path / file_name(case)).write_bytes(source)
    (good,) = write_good(tmp_path, 1)
    assert errors(check(tmp_path, ".", "--format", "json")) == {good: set()}
    named = check(tmp_path, ".", *map(file_name, UNRECOGNISED), "--format", "json")
    assert named.returncode == 1
    found = errors(named)
    assert [case for case in UNRECOGNISED if case[:6] not in found[file_name(case)]] == []
    assert found[good] == set()


@pytest.fixture
def strange(tmp_path: Path) -> Iterator[Path]:
    """A folder with one protocol and all that is no file, under names that end like one."""
    write_good(tmp_path, 1)
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "link-to-a-pipe.toml").symlink_to("pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "endless.toml").symlink_to("/dev/zero")
    (tmp_path / "sub").mkdir()
    for name in ("loop", "loop.toml"):
        (tmp_path / "sub" / name).symlink_to("..")
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(tmp_path)  # the path of a socket must be short
        one.bind("socket.toml")
        os.chdir(here)
        yield tmp_path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes that have names")
def test_pipes_devices_and_loops_do_not_keep_a_folder_waiting(strange: Path) -> None:
    run = check(strange, ".", "--format", "json")
    assert (run.returncode, run.stderr) == (0, "")
    assert list(errors(run)) == ["good-00000.toml"]


def test_what_cannot_be_read_is_said_and_the_rest_is_checked(tmp_path: Path) -> None:
    good = write_good(tmp_path, 3)
    (tmp_path / "gone.toml").symlink_to("nowhere.toml")
    (tmp_path / "self.toml").symlink_to("self.toml")
    run = check(tmp_path, ".", "--format", "json")
    assert run.returncode == 2
    assert run.stderr == (
        "tavns: cannot read gone.toml: no such file or directory\n"
        "tavns: cannot read self.toml: too many levels of symbolic links\n"
    )
    assert errors(run) == {name: set() for name in good}


def test_a_name_cannot_steer_the_terminal_when_its_file_cannot_be_read(tmp_path: Path) -> None:
    run = check(tmp_path, "two\nlines \x1b[31mred\x07.toml", f"{'x' * 300}.toml", "a\udcff.toml")
    assert run.returncode == 2
    assert run.stderr.splitlines() == [
        "tavns: cannot read two\ufffdlines \ufffd[31mred\ufffd.toml: no such file or directory",
        f"tavns: cannot read {'x' * 300}.toml: file name too long",
        "tavns: cannot read a\ufffd.toml: no such file or directory",
    ]


def test_a_name_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    try:
        (tmp_path / "a\udcff.toml").write_bytes(CASES["KEY001 key misspelt"])
    except OSError:
        pytest.skip("a file system that takes UTF-8 only")
    run = check(tmp_path, ".")
    assert run.returncode == 1
    assert run.stdout.startswith("a\ufffd.toml:")


def test_a_file_that_goes_while_the_folder_is_checked_is_said(tmp_path: Path) -> None:
    first, second, third = write_good(tmp_path, 3)
    reports = lint_many([tmp_path])
    assert next(reports).path.endswith(first)
    (tmp_path / second).unlink()
    gone, rest = list(reports)
    assert gone.trouble == f"cannot read {tmp_path / second}: no such file or directory"
    assert rest.path.endswith(third)
    assert rest.trouble == ""


def test_a_folder_that_cannot_be_listed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_good(tmp_path, 1)
    locked = tmp_path / "locked"
    locked.mkdir()
    scandir = os.scandir

    def refused(path: str) -> Any:
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    reports = list(lint_many([tmp_path]))
    assert [report.trouble for report in reports] == ["", f"cannot read {locked}: permission denied"]
    assert [report.trouble for report in lint_many([locked])] == [f"cannot read {locked}: permission denied"]


@pytest.mark.parametrize("head", [EXAMPLE, ""], ids=["a protocol", "something else"])
def test_a_file_too_large_for_memory_is_not_read(tmp_path: Path, head: str) -> None:
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.write(head.encode())
        file.truncate(2**40)  # a hole: it takes no room on the disk
    assert [report.trouble for report in lint_many([path])] == [f"cannot read {path}: file too large"]
    write_good(tmp_path, 1)
    troubles = [report.trouble for report in lint_many([tmp_path])]
    assert troubles == ["", *([f"cannot read {path}: file too large"] if head else [])]
