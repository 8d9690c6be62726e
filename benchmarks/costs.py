"""Say where the time goes, in one file and in many: `python benchmarks/costs.py`, the last part of `make bench`."""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from corpus import protocol, write
from protocols.check.engine import lint_document
from protocols.document.reading import read
from protocols.findings.report import Report
from protocols.findings.rule import Rule
from protocols.formats import render
from protocols.model.faults import build
from protocols.rules import NAMES, STUDY_RULES
from tables import command, machine, put, table
from tools import PLAIN

FILES = 2_000
ROUNDS = 9
GROUPS = {
    "click": {"click"},
    "tomli": {"tomli"},
    "tavns": {"protocols"},
}
T = TypeVar("T")
RE_IMPORT = re.compile(r"^import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)$", re.MULTILINE)


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and files; print only")
    parser.add_argument(
        "--write", action="store_true", help="write into docs/performance.md even with --quick"
    )
    given = parser.parse_args()
    files, rounds = (FILES // 10, 3) if given.quick else (FILES, ROUNDS)
    parts = [
        f"{machine()} Command: `{command()}`.",
        f"**One file**, the shortest of {rounds} runs; imports by package, each without what it imports in turn",
        as_shares(one_file(rounds), "ms"),
        f"**{files:,} files**, one process, each step over all of them",
        as_shares({name: taken / files * 1000 for name, taken in steps(files).items()}, "µs a file"),
        "**The rules**, by family (the first to ask for an arm pays for laying its tables over the shared ones)",
        as_shares({name: taken / files * 1000 for name, taken in families(files).items()}, "µs a file"),
    ]
    put("costs", "\n\n".join(parts), write=given.write or not given.quick)


def as_shares(times: dict[str, float], unit: str) -> str:
    """Return times and their shares of the whole as a table; with a last row for the whole."""
    whole = sum(times.values())
    rows = [[name, f"{taken:.0f}", f"{taken / whole:.0%}"] for name, taken in times.items()]
    return table(["", unit, "share"], [*rows, ["together", f"{whole:.0f}", ""]])


def one_file(rounds: int) -> dict[str, float]:
    """Return ms for the start of Python, for the imports of each group, and for the rest, which is the check.

    Each is the shortest of all rounds: whatever else the machine does only adds.
    """
    with tempfile.TemporaryDirectory() as folder:
        (file,) = write(Path(folder), 1)
        check = ["-m", "protocols", "check", str(Path(folder) / file)]
        whole, empty, imports = [], [], []
        for _ in range(rounds):
            whole.append(in_ms(check))
            empty.append(in_ms(["-c", "pass"]))
            imports.append(groups(["-X", "importtime", *check]))
        started = groups(["-X", "importtime", "-c", "pass"])
    times = {
        name: min(one.get(name, 0) for one in imports) for name in ("Python's library", *GROUPS, "others")
    }
    times["Python's library"] -= sum(started.values())  # in the start already
    times = {"start of Python": min(empty)} | times
    return times | {"the check itself": min(whole) - sum(times.values())}


def in_ms(arguments: list[str]) -> float:
    """Run Python and return how long it took."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], capture_output=True, check=False, env=PLAIN)
    return (time.perf_counter() - start) * 1000


def groups(arguments: list[str]) -> dict[str, float]:
    """Return ms of importing, by group."""
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, check=False, env=PLAIN, text=True
    )
    times: dict[str, float] = defaultdict(float)
    for taken, module in RE_IMPORT.findall(done.stderr):
        times[group(module.split(".")[0])] += int(taken) / 1000
    return times


def group(package: str) -> str:
    """Return the group that a package belongs to."""
    if package in sys.stdlib_module_names:
        return "Python's library"
    return next((name for name, packages in GROUPS.items() if package in packages), "others")


def timed(each: Callable[[], T]) -> tuple[float, T]:
    """Return how long something takes, in ms, and what it gives."""
    start = time.perf_counter()
    given = each()
    return (time.perf_counter() - start) * 1000, given


def steps(files: int) -> dict[str, float]:
    """Return ms for each step from bytes to text, over all files."""
    sources = [protocol(number).encode() for number in range(files)]
    for (
        source
    ) in sources:  # what is kept of values that were seen before would serve only the later of two steps
        lint_document(read(source))
    reading = building = ruling = linting = 0.0
    reports: list[Report] = []
    for (
        source
    ) in sources:  # file by file: studies that are kept would have Python look for garbage among them
        took, document = timed(partial(read, source, "x.toml"))
        reading += took
        took, study = timed(partial(build, document.data or {}))
        building += took
        ruling += timed(partial(said, study))[0]
        took, report = timed(partial(lint_document, document))
        linting += took
        reports.append(report)
    writing, _ = timed(lambda: render("text", reports))
    return {
        "reading (tomli, limits)": reading,
        "the model": building,
        "the rules": ruling,
        "judging: waivers, profiles, places": linting - building - ruling,
        "writing text": writing,
    }


def said(study: Any, rules: Iterable[Rule] = STUDY_RULES) -> int:
    """Count what rules say of a study."""
    return sum(1 for rule in rules for _ in rule.check(study))


def families(files: int) -> dict[str, float]:
    """Return ms for each family of rules, over all files."""
    times = dict.fromkeys(NAMES, 0.0)
    for number in range(files):
        study = build(read(protocol(number).encode()).data or {})
        for rule in STUDY_RULES:
            times[rule.family] += timed(partial(said, study, [rule]))[0]
    return {f"{name}, {NAMES[name]}": taken for name, taken in times.items() if taken}


if __name__ == "__main__":
    main()
