"""The open file: whatever others do to it meanwhile, nothing that its reader has not seen is lost."""

import asyncio
import tempfile
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.lib import files as writing
from protocols.lib.files import FileChangedError, write_whole
from protocols.page import files
from protocols.page.files import ABSENT, ChangedError, OpenFile, State, UnusableFileError, version_of

TEXTS = st.sampled_from(["", "a = 1\n", "a = 1\r\n", "\ufeffa = 1\n", "b = 'µ'\n", "c = [", "a = 2\n"])
STEPS = st.lists(
    st.one_of(
        st.just(("read", "")),
        st.tuples(st.just("save"), TEXTS),  # on the version that was seen last
        st.tuples(st.just("save on an older one"), TEXTS),
        st.tuples(st.just("others write"), TEXTS),
        st.tuples(st.just("others replace"), TEXTS),
        st.tuples(st.just("others write between"), TEXTS),  # while the save is under way
        st.just(("others remove", "")),
        st.just(("others save no UTF-8", "")),
    ),
    max_size=12,
)


class Others:
    """Somebody else who works on the file; between is what they write while the next save is under way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.between: bytes | None = None
        self.last: bytes | None = None

    def do(self, what: str, text: str) -> None:
        if what == "others write":
            self.path.write_bytes(text.encode())
        elif what == "others replace":
            write_whole(self.path, text, force=True)
        elif what == "others remove":
            self.path.unlink(missing_ok=True)
        elif what == "others save no UTF-8":
            self.path.write_bytes(b"\xff")
        elif what == "others write between":
            self.between = text.encode()

    def come_between(self, *_: object) -> int:
        """Stand in for the last step of a save before it looks whether the file is as it was."""
        if self.between is not None:
            self.path.write_bytes(self.between)
            self.between = None
        self.last = on_disk(self.path)
        return 0o600


class Reader:
    """Who has the file open in the page: the versions that they know, and what they have seen."""

    def __init__(self, file: OpenFile) -> None:
        self.file = file
        self.known: list[str] = []
        self.seen: set[bytes | None] = {None}

    def see(self, state: State) -> None:
        self.known.append(state.version)
        self.seen.add(state.text.encode())

    def do(self, what: str, text: str) -> None:
        try:
            if what == "read":
                self.see(self.file.state())
            else:
                base = self.known[-1 if what == "save" else 0] if self.known else ABSENT
                self.see(State(text, self.file.save(text, base)))
        except ChangedError as error:
            self.see(error.now)
        except UnusableFileError:
            pass


def on_disk(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


@given(st.none() | TEXTS, STEPS)
def test_no_text_that_was_on_disk_and_not_seen_is_ever_lost(
    first: str | None, steps: list[tuple[str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        path = Path(folder, "study.toml")
        if first is not None:
            path.write_bytes(first.encode())
        others, reader = Others(path), Reader(OpenFile(path))
        patched.setattr(writing, "_owned_as", others.come_between)
        for what, text in steps:
            if what.startswith("others"):
                others.do(what, text)
                continue
            others.last, seen = on_disk(path), set(reader.seen)
            reader.do(what, text)
            now = on_disk(path)
            assert now == others.last or (others.last in seen and now == text.encode())
            # What the page takes for saved is saved.
            assert now == b"\xff" or not reader.known or reader.known[-1] == version_of(now)
        assert [one for one in Path(folder).iterdir() if one != path] == []


def test_a_change_in_the_last_moment_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "study.toml"
    path.write_text("a = 1\n", encoding="utf-8")
    file = OpenFile(path)
    base = file.state().version

    def late(*_: object, **__: object) -> None:
        path.write_text("theirs = 1\n", encoding="utf-8")
        raise FileChangedError

    monkeypatch.setattr(files, "write_whole", late)
    with pytest.raises(ChangedError) as raised:
        file.save("mine = 1\n", base)
    assert raised.value.now.text == "theirs = 1\n"


def test_a_link_within_its_folder_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "v1.toml").write_text("a = 1\n", encoding="utf-8")
    link = tmp_path / "study.toml"
    link.symlink_to("v1.toml")
    file = OpenFile(link)
    file.save("a = 2\n", file.state().version)
    assert link.is_symlink()
    assert (tmp_path / "v1.toml").read_text(encoding="utf-8") == "a = 2\n"


@pytest.mark.parametrize("there", [True, False])
def test_a_link_that_leads_out_of_its_folder_is_refused(tmp_path: Path, there: bool) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "secret.toml"
    folder.mkdir()
    if there:
        outside.write_text("a = 1\n", encoding="utf-8")
    link = folder / "study.toml"
    link.symlink_to("../secret.toml")
    with pytest.raises(UnusableFileError, match=r"is a link to .*secret\.toml; name the file itself"):
        OpenFile(link)


def test_a_folder_that_is_a_link_is_the_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "study.toml").write_text("a = 1\n", encoding="utf-8")
    (tmp_path / "link").symlink_to("real")
    assert OpenFile(tmp_path / "link" / "study.toml").state().text == "a = 1\n"


def test_a_folder_that_becomes_a_link_leads_nowhere_else(tmp_path: Path) -> None:
    folder, other = tmp_path / "folder", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (other / "study.toml").write_text("a = 1\n", encoding="utf-8")
    file = OpenFile(folder / "study.toml")
    folder.rmdir()
    folder.symlink_to("other")
    for act in (file.state, lambda: file.save("b = 1\n", version_of(b"a = 1\n"))):
        with pytest.raises(UnusableFileError, match="has become a link"):
            act()
    assert (other / "study.toml").read_text(encoding="utf-8") == "a = 1\n"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os_pipe = pytest.importorskip("os").mkfifo
    os_pipe(tmp_path / "study.toml")
    with pytest.raises(UnusableFileError, match=r"cannot read study\.toml: it is no file"):
        OpenFile(tmp_path / "study.toml").state()


def test_a_folder_that_is_gone_is_said_by_the_save(tmp_path: Path) -> None:
    file = OpenFile(tmp_path / "folder" / "study.toml")
    assert file.state() == State("", ABSENT)
    with pytest.raises(UnusableFileError, match=r"cannot write study\.toml: no such file or directory"):
        file.save("a = 1\n", ABSENT)


def test_a_disk_that_is_full_leaves_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "study.toml"
    path.write_text("a = 1\n", encoding="utf-8")
    file = OpenFile(path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UnusableFileError, match=r"cannot write study\.toml: no space left on device"):
        file.save("a = 2\n", file.state().version)
    assert path.read_text(encoding="utf-8") == "a = 1\n"
    assert [*tmp_path.iterdir()] == [path]


def test_a_save_that_was_made_already_is_made_again_without_harm(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text("a = 1\n", encoding="utf-8")
    file = OpenFile(path)
    base = file.state().version
    version, written = file.save("a = 2\n", base), _as_written(path)
    assert file.save("a = 2\n", base) == version  # as where the answer to the first was lost
    assert _as_written(path) == written


def _as_written(path: Path) -> tuple[int, int, int]:
    """Return what tells that a file was written anew; not when it was last read, which the second save does."""
    told = path.stat()
    return told.st_ino, told.st_mtime_ns, told.st_size


def test_half_a_character_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match="half a character"):
        OpenFile(tmp_path / "study.toml").save("\ud800", ABSENT)
    assert [*tmp_path.iterdir()] == []


def changed(file: OpenFile, version: str, seconds: float = 30) -> State | None:
    return asyncio.run(file.changed(version, seconds))


def test_a_file_that_is_written_in_two_steps_is_told_once_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text("a = 1\n", encoding="utf-8")
    file = OpenFile(path)
    version = file.state().version

    def write() -> None:
        for text in ("", "a", "a = ", "a = 2\n"):
            path.write_text(text, encoding="utf-8")
            time.sleep(0.02)

    writer = threading.Thread(target=write)
    writer.start()
    assert changed(file, version) == State("a = 2\n", version_of(b"a = 2\n"))
    writer.join()


def test_a_file_that_is_replaced_by_way_of_nothing_is_not_told_as_removed(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text("a = 1\n", encoding="utf-8")
    file = OpenFile(path)
    version = file.state().version
    path.unlink()
    threading.Timer(files.SETTLES / 2, path.write_text, ["a = 2\n"]).start()
    assert changed(file, version) == State("a = 2\n", version_of(b"a = 2\n"))


def test_who_waits_is_let_go_when_the_server_ends(tmp_path: Path) -> None:
    file = OpenFile(tmp_path / "study.toml")
    looks: list[int] = []

    def stopped() -> bool:
        looks.append(1)
        return len(looks) > 2

    assert asyncio.run(file.changed(ABSENT, 600, stopped)) is None
