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


@pytest.mark.skipif(shutil.which("nvim") is None, reason="there is no Neovim (nvim) here")
def test_in_neovim_a_mistake_is_seen_and_mended(tmp_path: Path) -> None:
    wrong = EXAMPLE.replace("total_sessions = 12", "total_sessions = 14")
    text = wrong.replace("frequency_hz = 1\n", "frequncy_hz = 1\n")
    study = tmp_path / "study.tavns.toml"
    study.write_text(text, encoding="utf-8")
    (tmp_path / "setup.lua").write_text(blocks("lua")[1], encoding="utf-8")
    server = tmp_path / "bin" / "tavns"
    server.parent.mkdir()
    server.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m protocols "$@"\n', encoding="utf-8")
    server.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{server.parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    command = ["nvim", "--headless", "--clean", "-n", "-S", str(HERE / "neovim.lua")]
    run = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=90
    )
    assert run.returncode == 0, run.stdout + run.stderr
    lines = text.split("\n")
    key, sessions = lines.index("frequncy_hz = 1") + 1, lines.index("total_sessions = 14") + 1
    assert run.stdout.splitlines() == [
        f"says {key}:0 KEY001, {sessions}:17 TIM004",
        "tells **Pulse width** (µs) `stimulation.pulse_width_us`",
        "offers KEY001: write frequency_hz",
        "has frequency_hz = 1",
        f"says {sessions}:17 TIM004",
    ]
    assert study.read_text(encoding="utf-8") == wrong
