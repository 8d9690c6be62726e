"""Writing a file: whole or not at all, and never over another without leave."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from protocols.lib.files import FileChangedError, write_whole

OLD, NEW = 'title = "old"\n', 'title = "µ new"\r\n'


@pytest.fixture
def umask() -> Iterator[int]:
    before = os.umask(0o027)
    yield 0o027
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_holds_the_text_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    write_whole(path, NEW)
    assert path.read_bytes() == NEW.encode("utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "study.toml"
    write_whole(path, NEW)
    assert mode(path) == 0o666 & ~umask
    other = tmp_path / "other"
    other.touch()
    assert mode(path) == mode(other)
    assert os.umask(umask) == umask


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(OLD, encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_whole(path, NEW)
    assert path.read_text(encoding="utf-8") == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_file_is_replaced_when_told_so(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(OLD * 100, encoding="utf-8")
    write_whole(path, NEW, force=True)
    assert path.read_bytes() == NEW.encode("utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_force_also_writes_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    write_whole(path, NEW, force=True)
    assert path.read_bytes() == NEW.encode("utf-8")


@pytest.mark.parametrize("permissions", [0o600, 0o640, 0o664, 0o755])
def test_permissions_are_kept(tmp_path: Path, permissions: int) -> None:
    path = tmp_path / "study.toml"
    path.write_text(OLD, encoding="utf-8")
    path.chmod(permissions)
    write_whole(path, NEW, force=True)
    assert mode(path) == permissions


def linked(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "folder"
    folder.mkdir()
    link, target = tmp_path / "link.toml", folder / "study.toml"
    link.symlink_to(target)
    return link, target


def test_a_link_is_followed(tmp_path: Path) -> None:
    link, target = linked(tmp_path)
    target.write_text(OLD, encoding="utf-8")
    write_whole(link, NEW, force=True)
    assert link.is_symlink()
    assert target.read_bytes() == NEW.encode("utf-8")
    assert sorted(tmp_path.rglob("*")) == sorted([link, target, target.parent])


def test_a_link_to_an_existing_file_is_refused(tmp_path: Path) -> None:
    link, target = linked(tmp_path)
    target.write_text(OLD, encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_whole(link, NEW)
    assert target.read_text(encoding="utf-8") == OLD


def test_a_link_that_leads_nowhere_is_followed(tmp_path: Path) -> None:
    link, target = linked(tmp_path)
    write_whole(link, NEW)
    assert link.is_symlink()
    assert target.read_bytes() == NEW.encode("utf-8")


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_that_is_missing_is_said(tmp_path: Path, force: bool) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "missing" / "study.toml", NEW, force=force)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_is_no_file(tmp_path: Path, force: bool) -> None:
    path = tmp_path / "study.toml"
    path.mkdir()
    with pytest.raises(OSError, match=r"study\.toml"):
        write_whole(path, NEW, force=force)
    assert list(tmp_path.iterdir()) == [path]
    assert list(path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
@pytest.mark.parametrize("force", [False, True])
def test_what_is_no_file_is_never_replaced(tmp_path: Path, force: bool) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(OSError, match="pipe"):
        write_whole(path, NEW, force=force)
    assert path.is_fifo()
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_to_itself_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.symlink_to(path)
    with pytest.raises(OSError, match=r"study\.toml"):
        write_whole(path, NEW)
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_whole(Path("study.toml"), NEW)
    assert (tmp_path / "study.toml").read_bytes() == NEW.encode("utf-8")


def test_a_text_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(OLD, encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800", force=True)
    assert path.read_text(encoding="utf-8") == OLD
    assert list(tmp_path.iterdir()) == [path]


# Failures in the middle.


def failing(error: BaseException) -> Callable[..., NoReturn]:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise error

    return fail


STEPS = [(os, "fsync"), (os, "fdopen"), (Path, "chmod"), (os, "replace")]
ERRORS = [OSError(28, "No space left on device"), KeyboardInterrupt(), SystemExit(1), MemoryError()]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[0].__name__}.{step[1]}")
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: tuple[Any, str], error: BaseException
) -> None:
    path = tmp_path / "study.toml"
    path.write_text(OLD, encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(*step, failing(error))
        with pytest.raises(type(error)):
            write_whole(path, NEW, force=True)
    assert path.read_text(encoding="utf-8") == OLD
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), OSError(28, "No space left on device")], ids=["interrupt", "full"]
)
@pytest.mark.parametrize("step", ["fsync", "fdopen"])
def test_a_failure_leaves_no_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, step, failing(error))
        with pytest.raises(type(error)):
            write_whole(tmp_path / "study.toml", NEW)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_as_the_temporary_file_comes_to_be_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = os.open

    def interrupted(*words: Any) -> NoReturn:
        os.close(make(*words))
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_whole(tmp_path / "study.toml", NEW)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_while_placing_a_new_file_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "link", failing(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            write_whole(tmp_path / "study.toml", NEW)
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_without_links_is_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "study.toml"
    monkeypatch.setattr(os, "link", failing(OSError(1, "Operation not permitted")))
    write_whole(path, NEW)
    assert path.read_bytes() == NEW.encode("utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_system_without_links_keeps_an_existing_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "study.toml"
    path.write_text(OLD, encoding="utf-8")
    monkeypatch.setattr(os, "link", failing(OSError(1, "Operation not permitted")))
    with pytest.raises(FileExistsError):
        write_whole(path, NEW)
    assert path.read_text(encoding="utf-8") == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_somebody_writes_in_the_meantime_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "study.toml"
    sync = os.fsync

    def meanwhile(handle: int) -> None:
        sync(handle)
        path.write_text(OLD, encoding="utf-8")

    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(FileExistsError):
        write_whole(path, NEW)
    assert path.read_text(encoding="utf-8") == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_replaced_only_while_it_is_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(OLD, encoding="utf-8")
    with pytest.raises(FileChangedError):
        write_whole(path, NEW, was=b"something else")
    assert path.read_text(encoding="utf-8") == OLD
    assert list(tmp_path.iterdir()) == [path]
    write_whole(path, NEW, was=OLD.encode("utf-8"))
    assert path.read_bytes() == NEW.encode("utf-8")
