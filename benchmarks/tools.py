"""What is compared: each tool's command for a folder of protocols, and a proof that it really validates them."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal, NamedTuple

BIN = Path(sys.executable).parent
SCHEMA = Path(__file__).parent.parent / "schemas" / "protocol.schema.json"
MEASURE = Path(__file__).parent / "measure.py"
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
"""The environment of a measured run: no PYTHONDONTWRITEBYTECODE, no PYTHONPATH to somewhere else."""


class Run(NamedTuple):
    """What a run of a command took: seconds, seconds of processor time, MB of its largest process; and what it said."""

    seconds: float
    processor: float
    memory: float
    code: int
    output: str


class Tool(NamedTuple):
    """One way to check a folder. takes says what the command ends with: the folder, a pattern, or each file.

    counted finds the number of files in what it says, where it says one.
    """

    name: str
    version: str
    command: list[str]
    takes: Literal["folder", "pattern", "files"] = "folder"
    counted: str = ""

    def over(self, folder: Path, below: str) -> list[str]:
        """Return the command for a folder below the one it is to be run in."""
        if self.takes == "files":
            return self.command + [
                str(path.relative_to(folder)) for path in sorted((folder / below).rglob("*.toml"))
            ]
        return [*self.command, below if self.takes == "folder" else f"{below}/**/*.toml"]


def run(command: list[str], folder: Path) -> Run:
    """Run a command in a folder and measure it as a whole process."""
    with tempfile.NamedTemporaryFile(suffix=".txt") as said:
        measure = [sys.executable, "-I", "-S", str(MEASURE), said.name, *command]
        done = subprocess.run(measure, capture_output=True, text=True, check=True, cwd=folder, env=PLAIN)
        output = Path(said.name).read_text(encoding="utf-8", errors="replace")
    seconds, processor, memory, code = done.stdout.split()
    return Run(float(seconds), float(processor), int(memory) / 1024, int(code), output)


def tools() -> list[Tool]:
    """Return ours first, with two processes where it can, then the others, each with its own defaults and offline."""
    names = ("tavns", "check-jsonschema", "taplo", "tombi")
    ours, checker, taplo, tombi = ([str(BIN / name), version(str(BIN / name))] for name in names)
    counted = r"^(\d+) files: "
    one, two = ([ours[0], "check", "--jobs", jobs] for jobs in "12")
    schema = [taplo[0], "lint", "--no-auto-config", "--schema", SCHEMA.as_uri()]
    return [
        Tool("tavns", ours[1], one, counted=counted),
        Tool("tavns, 2 processes", ours[1], two, counted=counted),
        Tool("check-jsonschema", checker[1], [checker[0], "--schemafile", str(SCHEMA)], "files"),
        Tool("taplo", taplo[1], schema, "pattern", r"found files total=(\d+) "),
        Tool("tombi", tombi[1], [tombi[0], "lint", "--offline"], counted=r"^(\d+) files? linted"),
    ]


def prepare(folder: Path) -> None:
    """Write what a tool needs besides its command: tombi takes a schema from a configuration only."""
    config = f'[[schemas]]\npath = "{SCHEMA}"\ninclude = ["**/protocol-*.toml"]\n'
    (folder / "tombi.toml").write_text(config, encoding="utf-8")


def prove(tool: Tool, folder: Path, text: str) -> None:
    """Hold a tool to its task: it must find the one file that breaks the schema among those that do not.

    Raises SystemExit where it does not.
    """
    for name, invalid in (("good", False), ("mixed", True)):
        below = folder / "proof" / name
        below.mkdir(parents=True, exist_ok=True)
        (below / "protocol-1.toml").write_text(text, encoding="utf-8")
        wrong = re.sub(r"^title = .*$", "title = 1\nunheard_of = true", text, count=1, flags=re.MULTILINE)
        (below / "protocol-2.toml").write_text(wrong if invalid else text, encoding="utf-8")
        done = run(tool.over(folder, f"proof/{name}"), folder)
        faults = "protocol-2.toml" in done.output and bool(done.code)
        if faults != invalid or (invalid and f"{name}/protocol-1.toml" in done.output):
            raise SystemExit(f"{tool.name} does not validate as it should:\n{done.output}")


def check_count(tool: Tool, done: Run, number: int) -> None:
    """Hold a run to the number of files it was to check. Raises SystemExit where it says another one."""
    counted = re.search(tool.counted, done.output, re.MULTILINE) if tool.counted and number > 1 else None
    if done.code not in (0, 1) or (
        tool.counted and number > 1 and (not counted or int(counted[1]) != number)
    ):
        raise SystemExit(f"{tool.name} did not check {number} files:\n{done.output[-2000:]}")


def version(command: str) -> str:
    """Return the version a tool names."""
    found = re.search(r"\d+\.\d+[.\w]*", said(command, "--version"))
    return found[0] if found else "?"


def said(*command: str) -> str:
    """Return what a command says."""
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=PLAIN)
    return done.stdout + done.stderr
