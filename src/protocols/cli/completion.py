"""How a shell completes words: the script for the one that tavns is called from, shown or installed."""

import os
import subprocess
from pathlib import Path
from typing import Final

import click
from click.shell_completion import get_completion_class

from protocols.cli.terminal import fail
from protocols.lib.files import write_whole

SHELLS: Final = ("bash", "zsh", "fish", "powershell", "pwsh")


def shown(command: click.Command) -> str:
    """Return the script; exit with 2 where there is none for the shell."""
    return _script(command, _shell())


def installed(command: click.Command) -> str:
    """Write the script to where the shell finds it, and return what was done; exit with 2 where that cannot be."""
    shell, home = _shell(), Path.home()
    script = _script(command, shell)
    if shell == "bash":
        path = home / ".bash_completions" / "tavns.sh"
        quoted = str(path).replace("'", "'\\''")
        begin: tuple[Path, str] | None = (home / ".bashrc", f"source '{quoted}'")
    elif shell == "zsh":
        path = home / ".zfunc" / "_tavns"
        begin = (home / ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit")
    elif shell == "fish":
        path, begin = home / ".config" / "fish" / "completions" / "tavns.fish", None
    else:
        # It runs no file of ours unless its policy is changed for all, which is not for us to do.
        fail("add it yourself: tavns --show-completion | Out-File -Append -Encoding utf8 $PROFILE")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, script, force=True)
    if begin is not None:
        _add_line(*begin)
    return (
        f"{shell} completion installed in {path}\nCompletion will take effect once you restart the terminal"
    )


def _add_line(path: Path, line: str) -> None:
    """Add a line to a file that the shell reads when it begins, unless it is there."""
    before = path.read_bytes() if path.exists() else b""
    if line.encode() not in before.splitlines():
        with path.open("ab") as file:
            file.write(b"\n" * (bool(before) and not before.endswith(b"\n")) + f"{line}\n".encode())


def _script(command: click.Command, shell: str) -> str:
    made = get_completion_class("powershell" if shell == "pwsh" else shell)
    if made is None:
        fail(f"there is no completion for {shell} with this version of click; it needs click 8.5")
    return made(command, {}, "tavns", "_TAVNS_COMPLETE").source().rstrip("\n")


def _shell() -> str:
    """Return the shell that tavns is called from, also through other programs; else the one that the person has chosen."""
    process = os.getppid()
    while process > 1:
        asked = ("ps", "-o", "ppid=,comm=", "-p", str(process))
        try:
            run = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - a number is all that varies
        except OSError:
            break
        parent, _, called = run.stdout.strip().partition(" ")
        name = Path(called.strip()).name.removeprefix(
            "-"
        )  # so a shell is called into which one has logged in
        if name in SHELLS:
            return name
        process = int(parent) if parent.isdigit() else 0
    chosen = Path(os.environ.get("SHELL", "powershell" if os.name == "nt" else "")).stem
    if chosen not in SHELLS:
        fail(f"this shell is not known; there is completion for {', '.join(SHELLS)}")
    return chosen
