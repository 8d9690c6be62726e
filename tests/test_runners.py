"""What a protocol says is shown by CI runners, and never obeyed: by GitHub, Azure Pipelines, TeamCity and the like."""

import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from protocols.cli import app
from protocols.formats.style import unobeyed
from test_cli import EXAMPLE, Run, tavns, write

__all__ = ["tavns"]

COMMANDS = (
    "::error::owned", "::stop-commands::x", " ::add-mask::y", "##[error]x", "##vso[task.complete result=Failed;]done",
    "##teamcity[buildStop]", "###[group]x", "\u2003::warning::x",
)  # fmt: skip
OBEYED = re.compile(r"^\s*::|##\w*\[", re.MULTILINE)


def held(run: "subprocess.CompletedProcess[str]") -> str:
    return no_command_in(run.stdout + run.stderr)


def no_command_in(text: str) -> str:
    assert not [line for line in text.split("\n") if OBEYED.search(line)]
    return text


def hostile(command: str) -> str:
    text = f'"""short\n{command}\n{"long " * 30}{command}"""'
    return (
        EXAMPLE.replace("total_sessions = 12", "total_sessions = 14")
        .replace("randomized = true", f"randomized = true\nnotes = {text}\nconcomitant = {text}")
        .replace('condition = "migraine"', f"condition = {text.replace(chr(10), ' ')}".replace('"""', '"'))
        + f'\n"{command}" = 1\n'
        + f"\n[[waivers]]\nrule = 'TIM004'\nreason = {text}\napproved_by = '{command}'\n"
    )


def test_no_line_of_a_check_is_a_command(tavns: Run, tmp_path: Path) -> None:
    for number, command in enumerate(COMMANDS):
        write(tmp_path, hostile(command), f"::error::a{number}.toml")
        write(tmp_path, hostile(command).replace(f'\n"{command}" = 1\n', ""), f"##vso[x]b{number}.toml")
    (tmp_path / "::error::gone.toml").symlink_to("nowhere")
    for form in ("text", "markdown"):
        told = held(tavns("check", ".", "--format", form, "-v", env={"COLUMNS": "60"}))
        assert told.count("TIM004") >= 2 * len(COMMANDS)
        assert all(f"{name}{number}.toml" in told for name in "ab" for number in range(len(COMMANDS)))
    told = held(tavns("check", "--fix", *(path.name for path in tmp_path.glob("*[ab]?.toml"))))
    assert all(f"{name}{number}.toml" in told for name in "ab" for number in range(len(COMMANDS)))


OTHERS = (
    ("show", "::a.toml"), ("methods", "::a.toml"), ("methods", "::a.toml", "--style", "lay"),
    ("methods", "::a.toml", "--format", "markdown"), ("checklist", "::a.toml"), ("compare", "::a.toml", "b.toml"),
    ("diff", "::a.toml", "b.toml"), ("config", "show", "::a.toml"), ("show", "::none.toml"),
)  # fmt: skip


def write_two(folder: Path, command: str) -> None:
    text = hostile(command).replace(f'\n"{command}" = 1\n', "")
    write(folder, text, "::a.toml")
    write(folder, text.replace("weeks = 4", "weeks = 5"), "b.toml")


@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_of_another_command_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    write_two(tmp_path, command)
    monkeypatch.chdir(tmp_path)
    for words in OTHERS:
        ran = CliRunner().invoke(app, words, env={"COLUMNS": "60"})
        assert isinstance(ran.exception, SystemExit | None)
        assert no_command_in(ran.output)


@pytest.mark.parametrize("words", OTHERS)
def test_no_line_of_another_command_is_one_as_it_is_installed(
    tavns: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    write_two(tmp_path, COMMANDS[0])
    assert held(tavns(*words, env={"COLUMNS": "60"}))


def test_a_report_for_programs_holds_what_the_file_says(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, hostile("##vso[x]"))
    assert "##vso[x]" in tavns("check", "study.toml", "--format", "json").stdout


@given(st.text(alphabet=":#[ \n\tab\u2003\x1b") | st.text())
def test_nothing_is_left_to_obey_and_all_else_is_as_it_was(text: str) -> None:
    shown = unobeyed(text)
    assert not any(OBEYED.search(line) for line in shown.split("\n"))
    assert len(shown) == len(text)
    assert all(
        one == other or (other == "\ufffd" and one in ":#") for one, other in zip(text, shown, strict=True)
    )
    assert unobeyed(shown) == shown


def test_colour_follows_no_color_and_force_color(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE.replace("total_sessions = 12", "total_sessions = 14"))
    for env, coloured in (
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ({}, False),
    ):
        run = tavns("check", "study.toml", env={"NO_COLOR": "", "FORCE_COLOR": "", **env})
        assert ("\x1b[" in run.stdout) == coloured, env


def test_a_patch_is_one_whatever_ci_forces(tavns: Run, tmp_path: Path) -> None:
    write(tmp_path, EXAMPLE.replace("randomized", "randomised"))
    env = {"FORCE_COLOR": "1", "NO_COLOR": ""}
    assert "\x1b[" not in tavns("check", "--diff", "study.toml", env=env).stdout
    tavns("check", "study.toml", "--output", "text=report.txt", env=env)
    assert "\x1b[" not in (tmp_path / "report.txt").read_text(encoding="utf-8")
