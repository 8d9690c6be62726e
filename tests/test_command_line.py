"""What the command line shows of itself, and what it says of a wrong use; how a shell completes its words."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import get_completion_class
from click.testing import CliRunner

from protocols.cli import COMMANDS, app, explain

pytestmark = pytest.mark.installed

TAVNS = Path(sys.executable).parent / "tavns"


def said(*words: str, columns: int = 80) -> str:
    """Return what a command shows that is to exit with 0."""
    run = CliRunner().invoke(app, words, env={"COLUMNS": str(columns)})
    assert run.exit_code == 0, run.output
    return run.output


def refused(*words: str) -> str:
    """Return the last line of what is said of a wrong use."""
    run = CliRunner().invoke(app, words)
    assert (run.exit_code, run.stdout) == (2, "")
    return run.stderr.splitlines()[-1]


def commands() -> Iterator[tuple[str, ...]]:
    """Yield the words of each command and of those that it has."""
    context = click.Context(app)
    for name in app.list_commands(context):
        yield (name,)
        found = app.get_command(context, name)
        if isinstance(found, click.Group):
            yield from ((name, inner) for inner in found.list_commands(context))


# ---------------------------------------------------------------- help


def test_help_shows_arguments_and_options_with_their_help_and_defaults() -> None:
    assert said("checklist", "--help").split("\n\n", 1)[0] == "Usage: tavns checklist [OPTIONS] FILE"
    assert said("checklist", "--help").partition("\nArguments:\n")[2] == (
        "  FILE  A protocol, or - for standard input.  [required]\n"
        "\n"
        "Options:\n"
        "  --standard NAME                 farmer-2021, tidier, tidier-placebo or\n"
        "                                  spirit-2025; may be repeated. Without one:\n"
        "                                  all.\n"
        "  --format text|markdown|json|csv\n"
        "                                  How to show it.  [default: text]\n"
        "  --require N                     Exit with 1 where less than N % is present.\n"
        "                                  [default: 0; 0<=x<=100]\n"
        "  -h, --help                      Show this message and exit.\n"
    )


def test_the_help_of_an_argument_that_may_be_left_out_says_what_is_taken() -> None:
    assert "\n  [PATH]  A protocol, there or not yet; or a folder.  [default: .]\n" in said(
        "config", "show", "-h"
    )
    assert "\n  [PATH]…  Files, folders, or - for standard input. Without one: this folder.\n" in said(
        "check", "-h"
    )
    assert said("rules", "-h").startswith("Usage: tavns rules [OPTIONS] [FAMILY]\n")


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_argument_and_option_has_a_help_text_and_is_shown_once(words: tuple[str, ...]) -> None:
    shown, found = said(*words, "--help"), click.Context(app).command
    for word in words:
        assert isinstance(found, click.Group)
        inner = found.get_command(click.Context(found), word)
        assert inner is not None
        found = inner
    assert shown == said(*words, "-h")
    assert shown.count("Arguments:") == any(isinstance(one, click.Argument) for one in found.params)
    for one in found.params:
        assert getattr(one, "help", ""), one.name
        if isinstance(one, click.Argument):
            name = re.escape(one.make_metavar(click.Context(found)))
            assert len(re.findall(rf"^  {name}  ", shown, re.MULTILINE)) == 1


def test_the_commands_are_listed_in_the_order_of_use() -> None:
    listed = re.findall(r"^  (\w+)  ", said("--help").partition("\nCommands:\n")[2], re.MULTILINE)
    assert tuple(listed) == COMMANDS


@pytest.mark.parametrize(
    ("words", "loaded"),
    [(("--version",), set()), (("rules",), {"rules"}), (("check", "--help"), {"check"})],
    ids=["version", "rules", "check"],
)
def test_a_command_is_imported_when_it_is_called(words: tuple[str, ...], loaded: set[str]) -> None:
    code = "import sys\nfrom protocols.cli import main\ntry:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    assert set(run.stderr.split()) & {f"protocols.cli.{name}" for name in COMMANDS} == {
        f"protocols.cli.{name}" for name in loaded
    }


# ---------------------------------------------------------------- wrong use


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["chek"], "No such command 'chek'. Did you mean 'check'?"),
        (["chek", "--fix"], "No such command 'chek'. Did you mean 'check'?"),
        (["presets", "shw"], "No such command 'shw'. Did you mean 'show'?"),
        (["study.toml"], "No such command 'study.toml'."),
        ([""], "No such command ''."),
        (["config", "nonsense"], "No such command 'nonsense'."),
        (["show"], "Missing argument 'FILE'."),
        (["presets", "show"], "Missing argument 'NAME'."),
        (["report", "study.toml"], "Missing option '--output' / '-o'."),
        (["check", "--format"], "Option '--format' requires an argument."),
        (["check", "--fix=yes"], "Option '--fix' does not take a value."),
        (["check", "--format", "yaml"], "Invalid value for --format: 'yaml' is none of text, json, "),
        (["check", "--today", "1"], "Invalid value for '--today': '1' is no day; write it as 2026-11-23"),
        (["checklist", "x", "--require", "half"], "Invalid value for '--require': 'half' is not a valid whole number."),
        (["checklist", "x", "--require", "1.5"], "Invalid value for '--require': '1.5' is not a valid whole number."),
        (["checklist", "x", "--require", "101"], "Invalid value for '--require': 101 is not in the range 0<=x<=100."),
        (["edit", "x", "--port", "-1"], "Invalid value for '--port': -1 is not in the range 0<=x<=65535."),
    ],
)  # fmt: skip
def test_a_wrong_use_is_said_in_a_sentence(words: list[str], message: str) -> None:
    assert refused(*words).startswith(f"Error: {message}")


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_an_option_that_is_none_leaves_with_2_and_its_name(words: tuple[str, ...]) -> None:
    assert "--nonsense" in refused(*words, "--nonsense")


@pytest.mark.parametrize("words", [[], ["config"]], ids=["tavns", "config"])
def test_where_a_command_is_lacking_the_help_is_shown(words: list[str]) -> None:
    run = CliRunner().invoke(app, words)
    assert (run.exit_code, run.stdout) == (2, "")
    assert "\nCommands:\n" in run.stderr


def test_an_interrupt_leaves_as_the_shell_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(explain.command, "callback", interrupted)
    run = CliRunner().invoke(app, ["explain", "SHM002"])
    assert (run.exit_code, run.output) == (130, "")


# ---------------------------------------------------------------- the shell


def called(home: Path, *words: str, login: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command where no program says which shell calls it."""
    env = {**os.environ, "HOME": str(home), "USERPROFILE": str(home), "SHELL": login, "PATH": "", **more}
    return subprocess.run([TAVNS, *words], capture_output=True, text=True, check=False, env=env)


@pytest.mark.parametrize(
    ("shell", "script", "begin", "line"),
    [
        ("bash", ".bash_completions/tavns.sh", ".bashrc", "source '{home}/.bash_completions/tavns.sh'"),
        ("zsh", ".zfunc/_tavns", ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit"),
    ],
)
def test_a_shell_gets_its_script_and_one_line(
    tmp_path: Path, shell: str, script: str, begin: str, line: str
) -> None:
    own = tmp_path / "own"
    own.write_bytes(b"alias ll='ls -l'  # \xfc, and no end of line")
    (tmp_path / begin).symlink_to(own)
    for _ in range(2):
        run = called(tmp_path, "--install-completion", login=f"/usr/bin/{shell}")
        assert run.returncode == 0, run.stderr
        assert run.stdout.startswith(f"{shell} completion installed in {tmp_path / script}\n")
    assert (tmp_path / begin).is_symlink()
    added = line.format(home=tmp_path).encode()
    assert own.read_bytes() == b"alias ll='ls -l'  # \xfc, and no end of line\n" + added + b"\n"
    shown = called(tmp_path, "--show-completion", login=f"/usr/bin/{shell}").stdout
    assert (tmp_path / script).read_text(encoding="utf-8") == shown.rstrip("\n")
    assert "_TAVNS_COMPLETE=" in shown


def test_fish_gets_its_script_and_needs_no_line(tmp_path: Path) -> None:
    run = called(tmp_path, "--install-completion", login="/usr/bin/fish")
    assert (run.returncode, run.stderr) == (0, "")
    found = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert found == [".config/fish/completions/tavns.fish"]


def test_powershell_is_told_how_to_add_the_script(tmp_path: Path) -> None:
    run = called(tmp_path, "--install-completion", login="pwsh")
    has = get_completion_class("powershell") is not None
    assert (run.returncode, run.stdout) == (2, "")
    assert ("tavns --show-completion | Out-File" if has else "it needs click 8.5") in run.stderr
    shown = called(tmp_path, "--show-completion", login="pwsh")
    assert (shown.returncode, "Register-ArgumentCompleter" in shown.stdout) == (
        (0, True) if has else (2, False)
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("shell", ["", "/bin/tcsh"])
def test_a_shell_that_is_not_known_gets_a_sentence(tmp_path: Path, shell: str) -> None:
    for option in ("--show-completion", "--install-completion"):
        run = called(tmp_path, option, login=shell)
        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr == (
            "tavns: this shell is not known; there is completion for bash, zsh, fish, powershell, pwsh\n"
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("ps")), reason="without them none is seen")
def test_the_shell_is_the_one_that_calls(tmp_path: Path) -> None:
    run = subprocess.run(
        ["bash", "-c", '"$0" --install-completion; exit $?', str(TAVNS)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HOME": str(tmp_path), "SHELL": "/usr/bin/fish"},
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("bash completion installed in ")


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("che", ["plain,check", "plain,checklist"]),
        ("check --fo", ["plain,--format"]),
        ("check stu", ["file,stu"]),
        ("report study.toml -o ", ["file,"]),
        ("presets s", ["plain,show"]),
        ("presets straube-2015 ", ["plain,show", "plain,check"]),
        ("devices DS8R --f", ["plain,--format"]),
        ("chek --f", []),
    ],
)
def test_words_are_completed(tmp_path: Path, words: str, completed: list[str]) -> None:
    count = len(words.split(" "))
    more = {"COMP_WORDS": f"tavns {words}", "COMP_CWORD": str(count), "_TAVNS_COMPLETE": "bash_complete"}
    run = called(tmp_path, **more)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.split() == completed
