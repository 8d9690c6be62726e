"""Check many files: in a fixed order, one after the other or on any executor of `concurrent.futures`."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from itertools import islice
from pathlib import Path

from protocols.config import Config
from protocols.engine import lint_document
from protocols.inputs import Input, find, open_document
from protocols.report import Report

Choose = Callable[[str], Config]
Job = tuple[Input, Config]

CHUNK = 32
"""Files that a worker takes at a time."""
AHEAD = 16
"""Chunks that are under way before the first of them is waited for: enough for the workers, and memory stays flat."""


def lint_many(
    paths: Iterable[str | os.PathLike[str] | Input],
    config: Config | Choose | None = None,
    executor: Executor | None = None,
    *,
    force_exclude: bool = False,
) -> Iterator[Report]:
    """Check files and all protocols in folders; yield a report for each, in a fixed order, as they are done.

    config is one for all, or a function that gives the one of a path, as `configured` returns it. A file that its
    configuration excludes is left out where it was found in a folder; with force_exclude also where it is named. executor is any of `concurrent.futures`: the same
    reports in the same order. What cannot be read, or holds no protocol, is a report with `trouble`. Raises nothing for
    a file; what config or an executor raises goes through.
    """
    choose = config if callable(config) else _always(config or Config())
    named = list(paths)
    held: set[int] = set()
    excluded: dict[int, str] = {}
    jobs = _jobs(find(named), choose, excluded, force_exclude)
    for given, report in _run(jobs, executor):
        if report is not None:
            held.add(given.argument)
            yield report
    for number, path in enumerate(named):
        if number not in held and not isinstance(path, Input) and Path(path).is_dir():
            name = os.fspath(path)
            what = f"no protocol in {name}: no .toml file there has both format and study"
            if number in excluded:
                what = f"no protocol in {name} but what {excluded[number]} excludes"
            yield Report(name, "", (), trouble=what)


def _jobs(found: Iterator[Input], choose: Choose, excluded: dict[int, str], force: bool) -> Iterator[Job]:
    """Yield each file with its settings; of what is left out, excluded says by which configuration."""
    for given in found:
        config = choose(given.path)
        if config.excluded and (force or not given.named):
            excluded[given.argument] = config.file
        else:
            yield given, config


def _always(config: Config) -> Choose:
    return lambda _: config


def _run(jobs: Iterator[Job], executor: Executor | None) -> Iterator[tuple[Input, Report | None]]:
    if executor is None:
        for given, config in jobs:
            yield given, check(given, config)
        return
    pending: list[tuple[list[Job], Future[list[Report | None]]]] = []
    while True:
        while len(pending) < AHEAD and (chunk := list(islice(jobs, CHUNK))):
            pending.append((chunk, executor.submit(check_chunk, chunk)))
        if not pending:
            return
        chunk, done = pending.pop(0)
        yield from zip((given for given, _ in chunk), done.result(), strict=True)


def check_chunk(jobs: list[Job]) -> list[Report | None]:
    """Check some files in a worker."""
    return [check(*job) for job in jobs]


def check(given: Input, config: Config) -> Report | None:
    """Check one file; None for one that was found in a folder and is no protocol."""
    try:
        document = open_document(given)
    except OSError as error:
        why = f"cannot read {given.path}: {(error.strerror or str(error)).lower()}"
        return Report(given.path, "", (), trouble=why)
    return None if document is None else lint_document(document, config)
