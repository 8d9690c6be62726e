"""Real editors, without a screen: open, see what is wrong, mend it."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the language server needs the extra [editor]")

HERE = Path(__file__).parent
EXAMPLE = (HERE.parent / "examples" / "migraine-two-arms.toml").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    """Return what the guide shows to be copied."""
    guide = (HERE.parent / "docs" / "editor.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)


def test_what_the_guide_shows_starts_the_server() -> None:
    (helix,) = [tomllib.loads(block) for block in blocks("toml")]
    assert helix["language"][0]["language-servers"] == list(helix["language-server"])
    server = helix["language-server"]["tavns"]
    assert [server["command"], *server["args"]] == ["tavns", "server"]


WRONG = EXAMPLE.replace("total_sessions = 12", "total_sessions = 14")
TEXT = WRONG.replace("frequency_hz = 1\n", "frequncy_hz = 1\n")
LINES = TEXT.split("\n")
KEY, SESSIONS = LINES.index("frequncy_hz = 1") + 1, LINES.index("total_sessions = 14") + 1


def run(command: list[str], folder: Path) -> list[str]:
    """Run an editor in a folder with a protocol, where `tavns` is the one that is tested; return what it said."""
    server = folder / "bin" / "tavns"
    server.parent.mkdir()
    server.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m protocols "$@"\n', encoding="utf-8")
    server.chmod(0o755)
    (folder / "study.tavns.toml").write_text(TEXT, encoding="utf-8")
    environment = os.environ | {
        "PATH": f"{server.parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=90
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


@pytest.mark.skipif(shutil.which("nvim") is None, reason="there is no Neovim (nvim) here")
def test_in_neovim_a_mistake_is_seen_and_mended(tmp_path: Path) -> None:
    (tmp_path / "setup.lua").write_text(blocks("lua")[1], encoding="utf-8")
    assert run(["nvim", "--headless", "--clean", "-n", "-S", str(HERE / "neovim.lua")], tmp_path) == [
        f"says {KEY}:0 KEY001, {SESSIONS}:17 TIM004",
        "tells **Pulse width** (µs) `stimulation.pulse_width_us`",
        "offers KEY001: write frequency_hz",
        "has frequency_hz = 1",
        f"says {SESSIONS}:17 TIM004",
    ]
    assert (tmp_path / "study.tavns.toml").read_text(encoding="utf-8") == WRONG


def has_eglot() -> bool:
    """Say whether there is an Emacs with eglot: from 29 on it has it, before it is a package."""
    if shutil.which("emacs") is None:
        return False
    asked = [
        "emacs",
        "--batch",
        "-q",
        "--eval",
        "(progn (require 'package) (package-initialize) (require 'eglot))",
    ]
    return subprocess.run(asked, capture_output=True, check=False, timeout=60).returncode == 0


@pytest.mark.skipif(not has_eglot(), reason="there is no Emacs with eglot here")
def test_in_emacs_a_mistake_is_seen_and_mended(tmp_path: Path) -> None:
    (setup,) = blocks("lisp")
    (tmp_path / "setup.el").write_text(setup, encoding="utf-8")
    assert run(["emacs", "--batch", "-q", "-l", str(HERE / "emacs.el")], tmp_path) == [
        f"says {KEY} KEY001, {SESSIONS} TIM004",
        "tells **Pulse width** (µs) `stimulation.pulse_width_us`",
        "offers KEY001: write frequency_hz",
        "has frequency_hz = 1",
        f"says {SESSIONS + 1} TIM004",
    ]
    assert (tmp_path / "study.tavns.toml").read_text(encoding="utf-8") == f"# typed\n{WRONG}"
