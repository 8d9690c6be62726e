"""Which files of a folder are checked, what a hook's files are, and what names mean on each system."""

import json
import os
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols import ConfigurationError, configured
from protocols.check.inputs import find
from protocols.cli.hook import files_last
from protocols.lib.names import holds, is_toml, same, slashed, start
from test_cli import EXAMPLE, SMALLEST, Run, tavns, write
from test_cli_fix import RIGHT, WRONG

pytestmark = pytest.mark.installed

__all__ = ["tavns"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*paths: str) -> list[str]:
    return [Path(one.path).as_posix() for one in find(paths or ["."])]


def files(folder: Path, *names: str, text: str = SMALLEST) -> None:
    for name in names:
        write(folder, text, name)


# ---------------------------------------------------------------- names and folders


def test_the_ending_counts_in_any_capitals(here: Path) -> None:
    files(here, "a.toml", "b.TOML", "c.Toml", "d.tom", "e.toml.bak", "TOML")
    assert found() == ["a.toml", "b.TOML", "c.Toml"]


def test_folders_of_other_peoples_files_are_passed_over_until_they_are_named(here: Path) -> None:
    others = (
        "node_modules/a.toml",
        "venv/a.toml",
        ".venv/a.toml",
        "x/node_modules/y/a.toml",
        "env39/lib/a.toml",
    )
    files(here, "a.toml", "node_module/a.toml", "venv.d/a.toml", *others)
    write(here, "home = /usr/bin\n", "env39/pyvenv.cfg")
    assert found() == ["a.toml", "node_module/a.toml", "venv.d/a.toml"]
    assert found(".", "venv", "env39", "x/node_modules/y/a.toml") == [
        "a.toml", "node_module/a.toml", "venv.d/a.toml", "venv/a.toml", "env39/lib/a.toml", "x/node_modules/y/a.toml",
    ]  # fmt: skip


def test_a_linked_folder_is_entered_once(here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    shared = tmp_path_factory.mktemp("shared")
    files(shared, "s.toml", "deep/t.toml")
    files(here, "a.toml", "z/b.toml")
    (here / "linked").symlink_to(shared)
    (here / "again").symlink_to(shared / "deep")
    (here / "inner").symlink_to("z")
    (here / "z" / "back").symlink_to("..")
    (here / "z" / "root").symlink_to("/")
    (shared / "round").symlink_to(shared)
    (here / "gone").symlink_to("nowhere")
    assert found() == ["a.toml", "z/b.toml", "again/t.toml", "linked/s.toml"]
    assert found("linked") == ["linked/s.toml", "linked/deep/t.toml"]


def test_what_is_in_two_named_folders_is_found_once(here: Path) -> None:
    files(here, "x/a.toml", "x/y/b.toml")
    assert found("x/y", "x", "./x/a.toml") == ["x/y/b.toml", "x/a.toml"]


def test_a_linked_file_is_found_by_its_own_name_where_both_are_in_one_folder(here: Path) -> None:
    files(here, "b.toml", "z/c.toml")
    for link, target in (
        ("a.toml", "b.toml"),
        ("d.toml", "z/c.toml"),
        ("z/e.toml", "../b.toml"),
        ("f.toml", "gone.toml"),
    ):
        (here / link).symlink_to(target)
    write(here, SMALLEST, "z/text.txt")
    (here / "z" / "g.toml").symlink_to("text.txt")
    assert found() == ["b.toml", "d.toml", "f.toml", "z/g.toml"]
    assert found("z", "a.toml", ".") == ["z/c.toml", "z/e.toml", "z/g.toml", "f.toml"]


PLACES = ("", "p", "p/q", "r")
FILES = ("a.toml", "b.toml", "c.txt")


def reached(folder: Path, began: Path, entered: set[Path]) -> set[Path]:
    """Return where each .toml file below a folder really is, links followed, one by one."""
    if folder.resolve() in entered:
        return set()
    entered.add(folder.resolve())
    files = {
        Path(os.path.realpath(one)) for one in folder.iterdir() if one.suffix == ".toml" and not one.is_dir()
    }
    folders = [one for one in folder.iterdir() if one.is_dir()]
    for one in folders:
        if not one.is_symlink() or not began.resolve().is_relative_to(one.resolve()):
            files |= reached(one, began, entered)
    return files


@settings(max_examples=60)
@given(
    st.sets(st.tuples(st.sampled_from(PLACES), st.sampled_from(FILES))),
    st.dictionaries(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(("0.toml", "bb.toml", "l", "gone.toml"))),
        st.tuples(st.sampled_from(PLACES), st.sampled_from((*FILES, "", "l", "gone.toml", "0.toml"))),
        max_size=6,
    ),
    st.lists(st.sampled_from([*PLACES, "p/a.toml", "r/bb.toml", "b.toml"]), min_size=1, max_size=3),
)
def test_each_file_is_found_once_whatever_is_named_and_linked(
    plain: set[tuple[str, str]], links: dict[tuple[str, str], tuple[str, str]], named: list[str]
) -> None:
    with TemporaryDirectory() as root:
        top = Path(root).resolve()
        for place in PLACES:
            (top / place).mkdir(exist_ok=True)
        for place, name in plain:
            (top / place / name).touch()
        for (place, name), target in links.items():
            (top / place / name).symlink_to(top.joinpath(*target))
        paths = [top / one for one in named]
        really = [os.path.realpath(one.path) for one in find(paths)]
        assert len(really) == len(set(really))
        expected = {Path(os.path.realpath(path)) for path in paths if not path.is_dir()}
        expected |= {real for path in paths if path.is_dir() for real in reached(path, path, set())}
        assert set(map(Path, really)) == expected


# ---------------------------------------------------------------- what git ignores


@pytest.mark.parametrize("repository", [True, False])
def test_folders_that_git_ignores_are_passed_over(here: Path, repository: bool) -> None:
    if repository:
        (here / ".git").mkdir()
    write(
        here,
        b"\xef\xbb\xbfbuild/\r\n# a comment\r\n/out\r\n**/cache/*\r\n!**/cache/kept/\r\n***[\r\n",
        ".gitignore",
    )
    write(here, "private\n!/build/\n", "sub/.gitignore")
    files(here, "a.toml", "build/b.toml", "x/build/c.toml", "out/d.toml", "x/out/e.toml")
    files(
        here,
        "x/cache/f/g.toml",
        "x/cache/kept/h.toml",
        "sub/private/i.toml",
        "sub/build/j.toml",
        "private/k.toml",
    )
    assert found() == [
        "a.toml", "private/k.toml", "sub/build/j.toml", "x/cache/kept/h.toml", "x/out/e.toml",
    ]  # fmt: skip
    assert found("build", "x/build/c.toml") == ["build/b.toml", "x/build/c.toml"]


def test_a_file_that_git_ignores_is_checked(here: Path) -> None:
    write(here, "*.toml\n", ".gitignore")
    files(here, "a.toml")
    assert found() == ["a.toml"]


def test_what_is_said_above_a_folder_holds_within_the_repository(here: Path) -> None:
    write(here, "work/\n", ".gitignore")
    (here / "r" / ".git" / "info").mkdir(parents=True)
    write(here, "secret/\n", "r/.git/info/exclude")
    write(here, "build/\n", "r/.gitignore")
    files(here, "r/p/work/a.toml", "r/p/build/b.toml", "r/p/secret/c.toml", "r/p/d.toml")
    assert found("r/p") == ["r/p/d.toml", "r/p/work/a.toml"]
    assert found("r") == ["r/p/d.toml", "r/p/work/a.toml"]
    assert found("r/p/build", "r/p/secret") == ["r/p/build/b.toml", "r/p/secret/c.toml"]


def test_an_ignored_folder_that_is_named_is_gone_through_whole(here: Path) -> None:
    (here / ".git").mkdir()
    write(here, "build\n", ".gitignore")
    files(here, "build/x/a.toml", "build/build/b.toml")
    assert found("build") == ["build/build/b.toml", "build/x/a.toml"]


def test_a_gitignore_that_cannot_be_read_ignores_nothing(here: Path) -> None:
    (here / ".gitignore").mkdir()
    files(here, "a.toml", "sub/b.toml")
    (here / "sub" / ".gitignore").symlink_to(".gitignore")
    assert found() == ["a.toml", "sub/b.toml"]


def test_nothing_but_ignored_folders_is_no_protocol(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, "build/\n", ".gitignore")
    files(tmp_path, "build/a.toml")
    run = tavns("check", ".")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("tavns: no protocol in .")


# ---------------------------------------------------------------- globs


@pytest.mark.parametrize(
    ("glob", "names"),
    [
        (r"\!old.toml", ["!old.toml"]),
        (r"\#old.toml", ["#old.toml"]),
        (r"a\*b.toml", ["a*b.toml"]),
        (r"a\[1\].toml", ["a[1].toml"]),
        (r"a\?.toml", ["a?.toml"]),
        (r"old\ drafts/", ["old drafts/x.toml"]),
        ("[ab].toml", ["a.toml", "b.toml"]),
        ("[!a].toml", ["b.toml", "old drafts/x.toml"]),
    ],
)
def test_exclude_takes_the_escapes_of_git(here: Path, glob: str, names: list[str]) -> None:
    write(here, f"exclude = ['{glob}']\n[per-file.'{glob}']\nprofile = 'ethics'\n", "tavns.toml")
    choose = configured()
    for name in ("!old.toml", "#old.toml", "a*b.toml", "axb.toml", "a[1].toml", "a1.toml", "a?.toml", "ax.toml",
                 "old drafts/x.toml", "a.toml", "b.toml"):  # fmt: skip
        assert choose(name).excluded == (name in names), name
        assert (choose(name).profile == "ethics") == (name in names), name


@pytest.mark.parametrize("glob", ["archive\\old.toml", "archive\\", "\\archive", "a\\\\\\b", "#old.toml"])
def test_a_backslash_between_folders_is_refused(here: Path, glob: str) -> None:
    write(here, f"exclude = ['{glob}']\n", "tavns.toml")
    with pytest.raises(ConfigurationError, match="matches no file; write / between folders"):
        configured()("x.toml")


# ---------------------------------------------------------------- hooks


@pytest.mark.parametrize(
    "text", ["", "Format = 1\nrandomised = 'yes'\n", "not toml [", "[tool]\r\nname = 'x'"]
)
def test_a_hook_leaves_standard_input_that_is_no_protocol_as_it_is(tavns: Run, text: str) -> None:
    run = tavns("check", "--hook", "--fix", "-", stdin=text.encode())
    assert (run.returncode, run.stdout, run.stderr) == (0, text, "")


def test_a_hook_leaves_standard_input_that_is_excluded_as_it_is(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, 'exclude = ["old/"]\n', "tavns.toml")
    for words, fixed in ((("--hook",), False), ((), True)):
        run = tavns("check", *words, "--fix", "-", "--stdin-filename", "old/a.toml", stdin=WRONG.encode())
        assert (run.returncode, run.stdout) == (0, RIGHT if fixed else WRONG)
        assert bool(run.stderr) == fixed
    run = tavns("check", "--hook", "--fix", "-", "--stdin-filename", "new/a.toml", stdin=WRONG.encode())
    assert run.stdout == RIGHT
    run = tavns("check", "--hook", "--diff", "-", "--stdin-filename", "old/a.toml", stdin=WRONG.encode())
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_a_hook_without_files_checks_none(tavns: Run, tmp_path: Path) -> None:
    path = write(tmp_path, WRONG)
    for words in ((), ("--fix",), ("--diff",), ("--",)):
        run = tavns("check", "--hook", *words)
        assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert path.read_text(encoding="utf-8") == WRONG
    assert json.loads(tavns("check", "--hook", "--format", "json").stdout)["files"] == []


def test_names_that_begin_as_options_do_are_files_for_a_hook(tavns: Run, tmp_path: Path) -> None:
    names = ["-a.toml", "--fix.toml", "--help.toml", "-v.TOML", "study.toml"]
    files(tmp_path, *names, text=EXAMPLE)
    write(tmp_path, 'fail-on = "never"\n', "mine.toml")
    run = tavns("check", "--hook", *names[:3], "--config=mine.toml", *names[3:], "--format", "json")
    assert run.stderr == ""
    found = json.loads(run.stdout)["files"]
    assert sorted(one["path"] for one in found) == sorted(names)
    assert {one["configuration"] for one in found} == {"mine.toml"}
    path = write(tmp_path, WRONG, "-a.toml")
    assert tavns("check", "--hook", "--fix", "-a.toml").returncode == 0
    assert path.read_text(encoding="utf-8") == RIGHT
    assert tavns("check", "-a.toml").returncode == 2
    assert tavns("check", "--", "-a.toml").returncode == 0


WORDS = st.sampled_from(["a.toml", "-a.toml", "--fix", "--config=x.toml", "-v", "--", "-", "--x=y.toml"])


@given(st.lists(WORDS))
def test_no_word_of_a_hook_is_lost(words: list[str]) -> None:
    ordered = files_last(words, ["--fix", "--config", "-v"])
    middle = ordered.index("--")
    behind = words.index("--") if "--" in words else len(words)
    assert sorted(ordered[:middle] + ordered[middle + 1 :]) == sorted(words[:behind] + words[behind + 1 :])
    assert not {"-a.toml", "--x=y.toml"} & set(ordered[:middle])
    assert set(ordered[:middle]) >= {"--fix", "--config=x.toml", "-v", "-"} & set(words[:behind])


# ---------------------------------------------------------------- names on each system


@pytest.mark.parametrize("name", ["a.toml", "A.TOML", "-.Toml", ".toml"])
def test_what_is_called_toml(name: str) -> None:
    assert is_toml(name)
    assert not is_toml(f"{name}~")


@pytest.mark.parametrize(
    ("folder", "posix", "windows"),
    [
        (".", "", ""),
        ("./", "", ""),
        ("sub", "sub/", "sub\\"),
        ("./sub//deep/", "sub/deep/", "sub\\deep\\"),
        ("../x", "../x/", "..\\x\\"),
        ("/", "/", "\\"),
        ("C:/Users", "C:/Users/", "C:\\Users\\"),
        ("C:\\Users\\x", "C:\\Users\\x/", "C:\\Users\\x\\"),
        (".\\sub", ".\\sub/", "sub\\"),
        ("\\\\server\\share", "\\\\server\\share/", "\\\\server\\share\\"),
    ],
)
def test_paths_are_joined_as_the_system_does_it(folder: str, posix: str, windows: str) -> None:
    assert start(folder, PurePosixPath) == posix
    assert start(folder, PureWindowsPath) == windows


def test_paths_are_compared_as_the_system_does_it() -> None:
    one, other = "C:\\Study\\A.toml", "c:/study/a.TOML"
    assert same(one, PureWindowsPath) == same(other, PureWindowsPath)
    assert hash(same(one, PureWindowsPath)) == hash(same(other, PureWindowsPath))
    assert same("/Study/a.toml", PurePosixPath) != same("/study/a.toml", PurePosixPath)
    assert holds("C:\\Study", "c:/study/x", PureWindowsPath)
    assert not holds("C:\\Study", "c:/study2", PureWindowsPath)
    assert not holds("/study", "/study2", PurePosixPath)
    assert slashed("a\\b\\c.toml", PureWindowsPath) == "a/b/c.toml"
    assert slashed("a\\b", PurePosixPath) == "a\\b"


@given(
    st.lists(st.text("ab .", min_size=1, max_size=3).filter(lambda one: set(one) - {" ", "."}), min_size=1)
)
def test_what_begins_as_a_folder_lies_in_it(names: list[str]) -> None:
    for flavour in (PurePosixPath, PureWindowsPath):
        folder: PurePath = flavour(*names)
        assert flavour(start(str(folder), flavour) + "x.toml") == folder / "x.toml"
        assert holds(str(folder), start(str(folder), flavour) + "x.toml", flavour)


def test_this_system_is_the_default() -> None:
    own: type[PurePath] = PureWindowsPath if os.name == "nt" else PurePosixPath
    for one in ("/Study/a.toml", "/study/a.toml"):
        assert same(one) == same(one, own)
        assert (same(one) == same("/study/a.toml")) is (own(one) == own("/study/a.toml"))
