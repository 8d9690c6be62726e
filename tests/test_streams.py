"""Streams that are closed, readers that go, workers that are killed: never the exit code that means findings."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from test_cli import EXAMPLE, TAVNS, write

COMMANDS = [
    "check study.toml",
    "check",
    "rules",
    "resolve study.toml",
    "config show",
    "--help",
    "methods study.toml",
]


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    write(folder, EXAMPLE)
    words = ["bash", "-c", f'tavns() {{ "{TAVNS}" "$@"; }}; {line}']
    return subprocess.run(words, capture_output=True, cwd=folder, check=False, text=True, timeout=60)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_standard_output_leaves_with_2_and_one_sentence(tmp_path: Path, command: str) -> None:
    run = shell(tmp_path, f"tavns {command} >&-")
    assert (run.returncode, run.stderr) == (2, "tavns: cannot write: standard output is closed\n")


@pytest.mark.parametrize("command", COMMANDS[:3])
def test_a_closed_standard_error_leaves_with_2_and_one_sentence(tmp_path: Path, command: str) -> None:
    run = shell(tmp_path, f"tavns {command} 2>&-")
    assert (run.returncode, run.stdout) == (2, "tavns: cannot write: standard error is closed\n")
    assert shell(tmp_path, f"tavns {command} >&- 2>&-").returncode == 2


def test_a_draft_needs_no_standard_input(tmp_path: Path) -> None:
    assert shell(tmp_path, "tavns new draft.toml <&-").returncode == 0
    assert (tmp_path / "draft.toml").is_file()


@pytest.mark.parametrize(
    "command", [*COMMANDS, "explain LIT019", "check none.toml study.toml", "rules nonsense"]
)
def test_a_reader_that_is_gone_is_no_finding_and_not_spoken_of(tmp_path: Path, command: str) -> None:
    write(tmp_path, EXAMPLE)
    read, written = os.pipe()
    os.close(read)
    run = subprocess.run(
        [str(TAVNS), *command.split()],
        stdout=written,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        check=False,
        timeout=60,
    )
    os.close(written)
    nothing_written = command == "rules nonsense"
    assert run.returncode == (2 if nothing_written else 141)
    assert b"Traceback" not in run.stderr
    assert b"cannot write" not in run.stderr
    assert run.stderr.count(b"\n") == (1 if nothing_written or "none" in command else 0)


@pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="a system that does not name the children of a process"
)
def test_a_worker_that_is_killed_leaves_with_2_and_one_sentence(tmp_path: Path) -> None:
    old = write(tmp_path, "", "report.json")
    for name in ("a.toml", "b.toml"):
        os.mkfifo(tmp_path / name)  # a file whose end never comes
    with subprocess.Popen(
        [str(TAVNS), "check", "a.toml", "b.toml", "--jobs", "2", "--output", "json=report.json"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        children, until = Path(f"/proc/{run.pid}/task/{run.pid}/children"), time.monotonic() + 30
        while not (pids := children.read_text(encoding="utf-8").split()) and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(int(pids[0]), signal.SIGKILL)
        shown, said = run.communicate(timeout=30)
    assert (run.returncode, shown) == (2, "")
    assert said == (
        "tavns: a process that checked files ended before it was done, as where it is killed or memory runs out; "
        "try again with fewer --jobs\n"
    )
    assert old.read_bytes() == b""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.toml", "b.toml", "report.json"]


def lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return (
        state.rpartition(")")[2].split()[0] not in "ZX"
    )  # one that nobody has asked for yet has ended all the same


@pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="a system that does not name the children of a process"
)
def test_workers_end_where_the_run_is_killed(tmp_path: Path) -> None:
    names = [f"{number}.toml" for number in range(65)]  # three chunks, one for each worker
    for name in names:
        os.mkfifo(tmp_path / name)
    with subprocess.Popen(
        [str(TAVNS), "check", *names, "--jobs", "3"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as run:
        children, until = Path(f"/proc/{run.pid}/task/{run.pid}/children"), time.monotonic() + 30
        while len(pids := children.read_text(encoding="utf-8").split()) < 3 and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.2)  # the last of them may just begin
        run.kill()
    assert len(pids) == 3
    until = time.monotonic() + 30
    while (left := [one for one in pids if lives(int(one))]) and time.monotonic() < until:
        time.sleep(0.05)
    for one in left:
        os.kill(int(one), signal.SIGKILL)
    assert left == []
