"""Count the processor instructions of a check: `make bench ARGS=--quick` runs it where valgrind is installed.

Unlike times, they are the same on a machine that is busy with other work, so that two versions can be compared there.
They say nothing of waiting, nor of how fast a processor is through them.
"""

import argparse
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from corpus import protocol, write
from tables import command, machine, put, table
from tools import PLAIN, Tool, prepare, prove, tools

FILES = 100
RE_COUNT = re.compile(r"I\s+refs:\s+([\d,]+)")
COMPARED = ("tavns", "check-jsonschema")
"""Those that are programs of Python in one process; valgrind is too slow for more."""


def main() -> None:
    """Count and report; without valgrind, say that nothing was counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="print only")
    parser.add_argument(
        "--write", action="store_true", help="write into docs/performance.md even with --quick"
    )
    given = parser.parse_args()
    if shutil.which("valgrind") is None:
        print("no valgrind: instructions are not counted")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        found = {}
        for tool in tools():
            if tool.name in COMPARED:
                prove(tool, folder, protocol(0))
                found[tool.name] = [counted(tool, folder, number) for number in (1, FILES)]
    ours = found[COMPARED[0]]
    rows = [
        [
            name,
            f"{one / 1e6:,.0f}",
            "" if name == COMPARED[0] else f"{ours[0] / one:.2f}",
            f"{each(one, many) / 1e6:.1f}",
            "" if name == COMPARED[0] else f"{each(one, many) / each(*ours):.2f}",
        ]
        for name, (one, many) in found.items()
    ]
    header = ["", "one file, M", "tavns takes × its", "each further file, M", "tavns is × as fast"]
    said = f"{machine()} Command: `{command()}`. The first file of the corpus alone, and its first {FILES}."
    put("instructions", f"{said}\n\n{table(header, rows)}", write=given.write or not given.quick)


def counted(tool: Tool, folder: Path, number: int) -> int:
    """Return how many instructions a tool takes for so many files, as a whole process."""
    write(folder / str(number), number)
    asked = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    done = subprocess.run(
        [*asked, *tool.over(folder, str(number))],
        capture_output=True, text=True, check=False, cwd=folder, env={**PLAIN, "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    found = RE_COUNT.search(done.stderr)
    if done.returncode not in (0, 1) or found is None:
        raise SystemExit(f"{tool.name} was not counted:\n{done.stderr[-2000:]}")
    return int(found[1].replace(",", ""))


def each(one: int, many: int) -> float:
    """Return the instructions of each file but the first, which pays for the start."""
    return (many - one) / (FILES - 1)


if __name__ == "__main__":
    main()
