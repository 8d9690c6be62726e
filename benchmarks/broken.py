"""Check a folder in which more than a hundred files are broken, each in its own way: the second part of `make bench`.

Asks of each run that it ends with 1, names every broken file and shows no traceback, and measures whether memory grows
with the number of files.
"""

import argparse
import re
import sys
import tempfile
from pathlib import Path

from corpus import write
from tables import command, machine, put, table
from tools import BIN, Run, run

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from hostile import NAMES, write_broken

SIZES = (2_000, 20_000)
QUICK = (200, 2_000)
RE_ERROR = re.compile(r"^broken/(.*\.toml):\d+:\d+: error ([A-Z]{3}\d{3}) ", re.MULTILINE)


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} files for {SIZES}; print only")
    parser.add_argument(
        "--write", action="store_true", help="write into docs/performance.md even with --quick"
    )
    given = parser.parse_args()
    rows = []
    for number in QUICK if given.quick else SIZES:
        with tempfile.TemporaryDirectory() as name:
            broken = make(Path(name), number)
            for jobs in ("1", "2"):
                done = run([str(BIN / "tavns"), "check", ".", "--jobs", jobs], Path(name))
                hold(done, broken)
                rows.append([f"{number:,}", jobs, f"{number / done.seconds:.0f}", f"{done.memory:.0f}"])
    said = (
        f"{machine()} Command: `{command()}`. In each folder {len(broken)} files are broken, each in its own way; every "
        "one was reported by name, with exit code 1 and no traceback. MB are those of the largest process."
    )
    results = table(["files", "processes", "files/s", "MB"], rows)
    put("broken files", f"{said}\n\n{results}", write=given.write or not given.quick)


def make(folder: Path, number: int) -> dict[str, str]:
    """Write so many files, the broken ones in a folder of their own; return the code that each of those must get."""
    (folder / "broken").mkdir()
    broken = write_broken(folder / "broken")
    write(folder, number - len(broken))
    return broken


def hold(done: Run, broken: dict[str, str]) -> None:
    """Raise SystemExit where a broken file was not reported, or the run did not end as it should."""
    reported = set(RE_ERROR.findall(done.output))
    missed = {name for name, code in broken.items() if name not in NAMES and (name, code) not in reported}
    if done.code != 1 or missed or "Traceback" in done.output:
        raise SystemExit(f"exit code {done.code}; not reported: {sorted(missed)}\n{done.output[-2000:]}")


if __name__ == "__main__":
    main()
