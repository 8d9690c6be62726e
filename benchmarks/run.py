"""Compare with other tools on the same files and the same schema: `make bench`, or `make bench ARGS=--quick`.

Whole processes, as a person or CI starts them; after one warm-up they take turns, round by round, so that a busy moment
of the machine meets all of them. Ratios are taken within a round.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

from corpus import SEED, protocol, write
from protocols import Severity, lint_many
from tables import command, machine, put, spread, table
from tools import Run, Tool, check_count, prepare, prove, run, tools

ROUNDS = {1: 15, 100: 9, 2_000: 7, 20_000: 3}
QUICK = {1: 7, 100: 3, 2_000: 3}
FREE = 0.9
"""The share of a processor that one process has to itself on a machine that does nothing else."""
Runs = dict[str, list[Run]]


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds, no corpus of 20,000; print only")
    parser.add_argument(
        "--write", action="store_true", help="write into docs/performance.md even with --quick"
    )
    given = parser.parse_args()
    rounds = QUICK if given.quick else ROUNDS
    compared = tools()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        for tool in compared:
            prove(tool, folder, protocol(0))
        measured = {}
        for number, times in rounds.items():
            write(folder / str(number), number)
            fit = [tool for tool in compared if number > 1 or "," not in tool.name]  # one file: one process
            measured[number] = rounds_of(fit, folder, number, times)
        findings = share(folder / str(max(rounds)))
    put("throughput", page(compared, measured, findings), write=given.write or not given.quick)


def rounds_of(compared: list[Tool], folder: Path, number: int, times: int) -> Runs:
    """Run each tool once to warm up, then all of them in turn, so many times."""
    for tool in compared:
        check_count(tool, run(tool.over(folder, str(number)), folder), number)
    runs: Runs = {tool.name: [] for tool in compared}
    for turn in range(times):
        print(f"{number} files, round {turn + 1} of {times}", file=sys.stderr)
        for tool in compared:
            runs[tool.name].append(run(tool.over(folder, str(number)), folder))
    return runs


def share(folder: Path) -> str:
    """Say how many protocols of a corpus have findings."""
    reports = list(lint_many([folder]))
    errors = sum(report.reaches(Severity.ERROR) for report in reports)
    warnings = sum(report.reaches(Severity.WARNING) for report in reports)
    some = sum(bool(report.findings) for report in reports)
    lines = sorted(len(path.read_bytes().split(b"\n")) for path in folder.rglob("*.toml"))
    return (
        f"Of {len(reports)} generated protocols (seed {SEED}, {lines[0]} to {lines[-1]} lines, median "
        f"{lines[len(lines) // 2]}) {some / len(reports):.0%} have findings, {warnings / len(reports):.0%} a warning or "
        f"an error, {errors / len(reports):.0%} an error."
    )


def page(compared: list[Tool], measured: dict[int, Runs], findings: str) -> str:
    """Return the results as a person reads them."""
    versions = ", ".join(f"{tool.name} {tool.version}" for tool in compared if "," not in tool.name)
    parts = [f"{machine()} {versions}. Command: `{command()}`. {findings}"]
    if min(busy(runs) for runs in measured.values()) < FREE:
        parts.append("**The machine was busy with other work: these figures are not to be relied on.**")
    for number, runs in measured.items():
        rounds = len(next(iter(runs.values())))
        files = "One file" if number == 1 else f"{number:,} files"
        parts.append(f"**{files}**, {rounds} rounds; median (lowest–highest)")
        parts.append(one_file(runs) if number == 1 else bulk(runs, number))
    return "\n\n".join(parts)


def busy(runs: Runs) -> float:
    """Return the share of the time in which our one process had a processor."""
    return median(done.processor / done.seconds for done in next(iter(runs.values())))


def one_file(runs: Runs) -> str:
    """Return the table for one file: how long each takes, and how much of that time ours takes."""
    (_, ours), *_ = runs.items()
    rows = [
        [name, spread([1000 * done.seconds for done in these]), memory(these), shorter(ours, these)]
        for name, these in runs.items()
    ]
    return table(["", "ms", "MB", "tavns takes × its time"], rows)


def bulk(runs: Runs, number: int) -> str:
    """Return the table for many files: how many a second, and how many times as many ours checks."""
    (_, ours), *_ = runs.items()
    rows = [
        [
            name,
            spread([number / done.seconds for done in these]),
            memory(these),
            format(median(done.processor / done.seconds for done in these), ".1f"),
            ""
            if these is ours
            else spread([b.seconds / a.seconds for a, b in zip(ours, these, strict=True)], ".2f"),
        ]
        for name, these in runs.items()
    ]
    return table(["", "files/s", "MB", "cores used", "tavns is × as fast"], rows)


def memory(runs: list[Run]) -> str:
    """Return the peak memory of the largest process."""
    return format(max(done.memory for done in runs), ".0f")


def shorter(ours: list[Run], theirs: list[Run]) -> str:
    """Return the ratio of the times, round by round."""
    return (
        ""
        if ours is theirs
        else spread([a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True)], ".2f")
    )


if __name__ == "__main__":
    main()
