"""What may be written over, end to end; and what a run that was killed leaves behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from protocols.lib import temporary
from protocols.lib.files import whole, write_whole
from test_cli import EXAMPLE, SMALLEST, Run, tavns, write
from test_cli_fix import CHANGES, RIGHT, WRONG

__all__ = ["tavns"]

OTHER = EXAMPLE.replace("\r\n", "\n").removeprefix("#:schema ./protocol.schema.json\n")
COMMANDS = {
    "report.html": ("report", "mine.toml", "-o", "report.html"),
    "report.md": ("report", "mine.toml", "-o", "report.md"),
    "report.pdf": ("report", "mine.toml", "-o", "report.pdf"),
    "draft.toml": ("new", "draft.toml", "--preset", "migraine"),
    "schema.json": ("schema", "-o", "schema.json"),
}
KEPT = {
    "a protocol": OTHER,
    "the least of a protocol": SMALLEST,
    "a protocol with mistakes": SMALLEST.replace('"x"', '"x'),
    "a protocol that names its schema": f"#:schema ./protocol.schema.json\n{OTHER}",
}


@pytest.mark.parametrize("held", KEPT)
@pytest.mark.parametrize("file", COMMANDS)
def test_force_replaces_no_protocol(tavns: Run, tmp_path: Path, file: str, held: str) -> None:
    write(tmp_path, EXAMPLE, "mine.toml")
    path = write(tmp_path, KEPT[held], file)
    run = tavns(*COMMANDS[file], "--force")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"tavns: {file} is or may be a protocol; remove it, or write into another file\n"
    assert path.read_text(encoding="utf-8") == KEPT[held]


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
@pytest.mark.parametrize("target", ["mine.toml", "notes.txt", "not-yet.toml"])
@pytest.mark.parametrize("file", COMMANDS)
def test_nothing_is_written_through_a_link(
    tavns: Run, tmp_path: Path, file: str, target: str, force: tuple[str, ...]
) -> None:
    write(tmp_path, EXAMPLE, "mine.toml")
    write(tmp_path, "mine", "notes.txt")
    (tmp_path / file).symlink_to(target)
    run = tavns(*COMMANDS[file], *force)
    there = f"{file} is there already; --force replaces it"
    linked = f"{file} is a link to {target}; name the file itself"
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"tavns: {linked if force or target == 'not-yet.toml' else there}\n"
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8") == EXAMPLE
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "not-yet.toml").exists()


@pytest.mark.parametrize("file", [file for file in COMMANDS if file != "report.pdf"])
def test_what_a_command_wrote_it_replaces_and_so_what_is_no_protocol(
    tavns: Run, tmp_path: Path, file: str
) -> None:
    write(tmp_path, EXAMPLE, "mine.toml")
    for before in ("", "mine"):
        write(tmp_path, before, file)
        assert tavns(*COMMANDS[file], "--force").returncode == 0
    made = (tmp_path / file).read_text(encoding="utf-8")
    write(tmp_path, made.replace("\n", "\r\n"), file)
    assert tavns(*COMMANDS[file], "--force").returncode == 0
    assert (tmp_path / file).read_bytes().decode("utf-8") == made


@pytest.mark.parametrize("name", ["tavns.toml", "pyproject.toml", "PyProject.toml", "Tavns.TOML"])
def test_new_writes_no_configuration(tavns: Run, tmp_path: Path, name: str) -> None:
    for force in ((), ("--force",)):
        run = tavns("new", name, *force)
        assert run.returncode == 2
        assert (
            run.stderr
            == f"tavns: {name} is the name of a configuration; name the protocol otherwise, such as study.tavns.toml\n"
        )
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- --fix


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_root_leaves_a_file_to_its_owner(tavns: Run, tmp_path: Path) -> None:
    path = write(tmp_path, WRONG)
    os.chown(path, 12345, 23456)
    path.chmod(0o640)
    assert tavns("check", "--fix", "study.toml").returncode == 0
    state = path.stat()
    assert (state.st_uid, state.st_gid, state.st_mode & 0o7777) == (12345, 23456, 0o640)
    assert path.read_text(encoding="utf-8") == RIGHT


def test_a_group_that_cannot_be_kept_gets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "old")
    path.chmod(0o664)
    group = path.stat().st_gid
    monkeypatch.setattr(temporary, "clear", lambda _: None)
    real = Path.stat

    class Others:
        def __init__(self, state: os.stat_result) -> None:
            self.st_mode, self.st_uid, self.st_gid = state.st_mode, state.st_uid, group + 1

    def foreign(self: Path, **more: bool) -> object:
        return Others(real(self, **more)) if self == path else real(self, **more)

    def refused(*_: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", foreign)
        patched.setattr(os, "chown", refused)
        write_whole(path, "new", force=True)
    assert path.read_text(encoding="utf-8") == "new"
    assert path.stat().st_mode & 0o777 == 0o604


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (1, "study.toml: this file had another name (hard links); that one still holds the text before the fix\n"),
        (2, "study.toml: this file had 2 other names (hard links); those still hold the text before the fix\n"),
    ],
)  # fmt: skip
def test_a_hard_link_that_is_split_is_told(tavns: Run, tmp_path: Path, others: int, said: str) -> None:
    path = write(tmp_path, WRONG)
    for number in range(others):
        os.link(path, tmp_path / f"kept-{number}")
    assert tavns("check", "--fix", "study.toml").stderr == CHANGES + said
    assert (tmp_path / "kept-0").read_text(encoding="utf-8") == WRONG
    assert tavns("check", "--fix", "study.toml").stderr == ""


# ---------------------------------------------------------------- what a killed run leaves

WRITER = """
import sys
from pathlib import Path
from protocols.lib.files import whole
with whole(Path(sys.argv[1]), force=True) as file:
    file.write("half")
    file.flush()
    print("writing", flush=True)
    sys.stdin.read()
"""


@contextmanager
def writing(path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == b"writing"
        yield writer


def left(folder: Path) -> list[str]:
    temporary.clear.cache_clear()
    return sorted(path.name for path in folder.iterdir() if ".tavns-tmp-" in path.name)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a system without SIGKILL")
def test_what_a_killed_run_leaves_is_known_and_cleared_by_the_next(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, WRONG)
    with writing(tmp_path / "study.toml") as writer:
        writer.send_signal(signal.SIGKILL)
    (name,) = left(tmp_path)
    assert name.startswith(f".study.toml.tavns-tmp-{writer.pid}-")
    assert tavns("check", "--fix", "study.toml").returncode == 0
    assert left(tmp_path) == []
    assert (tmp_path / "study.toml").read_text(encoding="utf-8") == RIGHT


def test_a_run_that_goes_on_keeps_its_file(tmp_path: Path) -> None:
    with writing(tmp_path / "a.txt") as writer:
        (name,) = left(tmp_path)
        write_whole(tmp_path / "b.txt", "b")
        assert left(tmp_path) == [name]
        assert writer.stdin is not None
        writer.stdin.close()
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "half"
    with whole(tmp_path / "a.txt", force=True) as file:
        file.write("mine")
        assert len(left(tmp_path)) == 1
        write_whole(tmp_path / "c.txt", "c")
        assert len(left(tmp_path)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.skipif(temporary.fcntl is None, reason="a system without locks of this kind")
def test_a_lock_speaks_for_a_writer_that_has_another_number_elsewhere(tmp_path: Path) -> None:
    gone = 2**22 + 1  # above every number of a process
    held = write(tmp_path, "half", f".a.toml.tavns-tmp-{gone}-0123456789ab")
    stale = write(tmp_path, "half", f".b.toml.tavns-tmp-{gone}-0123456789ab")
    (tmp_path / f".c.toml.tavns-tmp-{gone}-0123456789ab").symlink_to("a")
    others = [
        write(tmp_path, "x", name)
        for name in (".b.toml.tmp", f"b.tavns-tmp-{gone}-0123456789ab", ".b.tavns-tmp-1-x")
    ]
    with held.open("rb") as file:
        temporary.fcntl.flock(file, temporary.fcntl.LOCK_EX)
        write_whole(tmp_path / "new", "new")
    assert not stale.exists()
    assert held.exists()
    assert all(path.exists() for path in others)
    assert (tmp_path / f".c.toml.tavns-tmp-{gone}-0123456789ab").is_symlink()


def test_a_name_of_any_length_that_a_file_may_have_can_be_written(tmp_path: Path) -> None:
    for name in ("µ" * 127, "a" * 255):
        write_whole(tmp_path / name, "x")
        assert (tmp_path / name).read_text(encoding="utf-8") == "x"
