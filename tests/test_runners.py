"""What a protocol says is shown by CI runners, and never obeyed: by GitHub, Azure Pipelines, TeamCity and the like."""

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.formats.style import unobeyed
from test_cli import EXAMPLE, Run, tavns, write

__all__ = ["tavns"]

COMMANDS = (
    "::error::owned", "::stop-commands::x", " ::add-mask::y", "##[error]x", "##vso[task.complete result=Failed;]done",
    "##teamcity[buildStop]", "###[group]x", "\u2003::warning::x",
)  # fmt: skip
OBEYED = re.compile(r"^\s*::|##\w*\[", re.MULTILINE)


def held(run: "subprocess.CompletedProcess[str]") -> str:
    text = run.stdout + run.stderr
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


@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_of_a_check_is_a_command(tavns: Run, tmp_path: Path, command: str) -> None:
    write(tmp_path, hostile(command), "::error::a.toml")
    write(tmp_path, hostile(command).replace(f'\n"{command}" = 1\n', ""), "##vso[x]b.toml")
    (tmp_path / "::error::gone.toml").symlink_to("nowhere")
    for form in ("text", "markdown"):
        assert "TIM004" in held(tavns("check", ".", "--format", form, "-v", env={"COLUMNS": "60"}))
    held(tavns("check", "--fix", "::error::a.toml", "##vso[x]b.toml"))


@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_of_another_command_is_one(tavns: Run, tmp_path: Path, command: str) -> None:
    text = hostile(command).replace(f'\n"{command}" = 1\n', "")
    write(tmp_path, text, "::a.toml")
    write(tmp_path, text.replace("weeks = 4", "weeks = 5"), "b.toml")
    for words in (
        ("show", "::a.toml"), ("methods", "::a.toml"), ("methods", "::a.toml", "--style", "lay"),
        ("methods", "::a.toml", "--format", "markdown"), ("checklist", "::a.toml"), ("compare", "::a.toml", "b.toml"),
        ("diff", "::a.toml", "b.toml"), ("config", "show", "::a.toml"), ("show", "::none.toml"),
    ):  # fmt: skip
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
