"""Check many files: in a fixed order, one after the other or on any executor of `concurrent.futures`."""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from protocols.check.configuration.config import Config
from protocols.check.engine import lint_document
from protocols.check.inputs import Input, find, is_folder, open_document
from protocols.evidence.trials import trials
from protocols.findings.report import Report
from protocols.lib.errors import ConfigurationError, UnsearchableError

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Choose = Callable[[str], Config]
Named = str | os.PathLike[str] | Input
Job = tuple[Input, Config]
Done = tuple[Input, Report | None]

CHUNK = 32
"""Files that a worker takes at a time."""
MANY = 100
"""Files from which processes of one's own pay for their start."""
AHEAD = 16
"""Chunks that are under way before the first of them is waited for, or two for each worker: memory stays flat."""


def lint_many(
    paths: Iterable[Named],
    config: Config | Choose | None = None,
    executor: "Executor | None" = None,
    *,
    jobs: int | None = 1,
    hook: bool = False,
) -> Iterator[Report]:
    """Check files and all protocols in folders; yield a report for each, in a fixed order, as they are done.

    config is one for all, or a function that gives the one of a path, as `configured` returns it. executor is any of
    `concurrent.futures`, and jobs then says how many workers it has, so that more than a few are kept busy. Without
    one, jobs is the number of processes, None as many as there are cores where the files are many. The reports and
    their order are the same. A file that its configuration excludes, or that is no protocol, is left out where it was
    found in a folder; with hook also where it is named, and then no file is no trouble. What cannot be read, or holds
    no protocol, is a report with `trouble`. Raises nothing for a file; what config or an executor raises goes through,
    and a process of our own that is lost is a WorkerLostError.
    """
    chosen = Chosen(paths, config, hook=hook)
    for given, report in _run(iter(chosen), executor, jobs):
        if report is not None:
            chosen.held.add(given.argument)
            yield report
    yield from chosen.without_protocol()


class WorkerLostError(RuntimeError):
    """A process that checked files is gone before it was done. Its text is one sentence."""

    def __init__(self) -> None:
        super().__init__(
            "a process that checked files ended before it was done, as where it is killed or memory runs out; "
            "try again with fewer --jobs"
        )


class Chosen:
    """The files to be checked of what was named, each with its settings.

    paths, config and hook as for `lint_many`; held gathers what was named and holds a protocol.
    """

    def __init__(
        self,
        paths: Iterable[Named],
        config: Config | Choose | None = None,
        *,
        hook: bool = False,
    ) -> None:
        self.named, self.hook = list(paths), hook
        self.choose = config if callable(config) else _always(config or Config())
        self.held: set[int] = set()
        self.excluded: dict[int, str] = {}

    def __iter__(self) -> Iterator[Job]:
        for one in find(self.named):
            given = one._replace(named=False) if self.hook else one
            try:
                config = self.choose(given.path)
            except UnsearchableError as error:
                # The others are checked; this one says what is wrong when it is opened.
                given, config = given._replace(unsearched=error.reason), Config()
            if config.excluded and not given.named:
                self.excluded[given.argument] = config.file
            else:
                yield given, config

    def without_protocol(self) -> Iterator[Report]:
        """Yield a report for each folder that was named and holds no protocol, once all files were gone through."""
        for number, path in enumerate(self.named):
            if number in self.held or self.hook or isinstance(path, Input) or not is_folder(path):
                continue
            name = os.fspath(path)
            what = f"no protocol in {name}: no .toml file there has two of format, study and arms"
            if number in self.excluded:
                what = f"no protocol in {name} but what {self.excluded[number]} excludes"
            yield Report(name, "", (), trouble=what)


def unreadable(path: str, error: OSError) -> Report:
    """Return the report of a file that cannot be read."""
    return Report(path, "", (), trouble=f"cannot read {path}: {(error.strerror or str(error)).lower()}")


def _always(config: Config) -> Choose:
    return lambda _: config


def _run(work: Iterator[Job], executor: "Executor | None", jobs: int | None) -> Iterator[Done]:
    if executor is not None:
        yield from _on(executor, work, jobs or 1)
        return
    first = list(islice(work, MANY if jobs is None else 0))
    work = chain(first, work)
    workers = jobs or (_cores() if len(first) == MANY else 1)
    if workers == 1:
        for given, config in work:
            yield given, check(given, config)
        return
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415 - only where there are processes

    with _processes(workers) as own:
        try:
            yield from _on(own, work, workers)
        except BrokenExecutor:
            raise WorkerLostError from None
        except (
            BaseException
        ):  # an interrupt, or nobody asks for the rest: what is under way is not waited for
            own.shutdown(wait=False, cancel_futures=True)
            raise


def _cores() -> int:
    available = getattr(os, "sched_getaffinity", None)  # what this process may use, where the system says it
    return len(available(0)) if available else os.cpu_count() or 1


def _processes(workers: int) -> "Executor":
    # Imported here: a check of few files has no use for them.
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - as said above
    from multiprocessing import get_all_start_methods, get_context  # noqa: PLC0415 - as said above

    how = "fork" if "fork" in get_all_start_methods() and sys.platform != "darwin" else "spawn"
    trials("review")  # read before the processes part, so that they share what was read
    return ProcessPoolExecutor(workers, mp_context=get_context(how), initializer=_work_for_one)


def _work_for_one() -> None:
    """Leave an interrupt to the process that shares out the work: it ends the others. Where it is killed, end with it."""
    from threading import Thread  # noqa: PLC0415 - only in a worker

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process  # noqa: PLC0415 - only in a worker

    parent = parent_process()
    if parent is not None:
        parent.join()  # a killed one cannot tell its workers, who would wait for ever
        os._exit(1)


def _on(executor: "Executor", work: Iterator[Job], workers: int) -> Iterator[Done]:
    """Have chunks checked, no more of them under way than workers need, and yield what comes in the order of the work."""
    ahead = max(AHEAD, 2 * workers)
    pending: deque[tuple[list[Job], Future[list[Report | None]]]] = deque()
    while True:
        while len(pending) < ahead and (chunk := list(islice(work, CHUNK))):
            pending.append((chunk, executor.submit(check_chunk, chunk)))
        if not pending:
            return
        chunk, done = pending.popleft()
        yield from zip((given for given, _ in chunk), done.result(), strict=True)


def check_chunk(jobs: list[Job]) -> list[Report | None]:
    """Check some files in a worker. What is raised can be sent to the process that waits, see `sendable`."""
    try:
        return [check(*job) for job in jobs]
    except Exception as error:  # noqa: BLE001 - whatever a check raises has to reach the process that waits for it
        alone = sendable(error)  # raised below: there this one is no longer its context
    raise alone


def sendable(error: Exception) -> Exception:
    """Return an error without traceback, cause and context, which libraries may pickle and cannot always; they are a note.

    One that cannot be pickled, or not be read again, is a ConfigurationError or RuntimeError of the same sentence.
    """
    import pickle  # noqa: PLC0415 - of use only where a worker fails, not to a plain check
    from traceback import format_exception  # noqa: PLC0415 - of use only where a worker fails

    where = "".join(format_exception(error))
    error.__cause__ = error.__context__ = None
    try:
        pickle.loads(pickle.dumps(error.with_traceback(None)))  # noqa: S301 - what this process has pickled in the same line
    except Exception:  # noqa: BLE001 - a class may do anything when it is pickled
        if isinstance(error, ConfigurationError):
            error = ConfigurationError(str(error))
        else:
            error = RuntimeError(f"{type(error).__name__}: {error}")
    error.add_note(where)
    return error


def check(given: Input, config: Config) -> Report | None:
    """Check one file; None for one that was found in a folder and is no protocol."""
    try:
        document = open_document(given)
    except OSError as error:
        return unreadable(given.path, error)
    return None if document is None else lint_document(document, config)
