"""Many files on executors: the same reports in the same order as without, and no more under way than is needed."""

import importlib.util
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from traceback import format_exception
from types import ModuleType
from typing import Any

import pytest

from hostile import write_broken, write_good
from protocols import ConfigurationError, Report, lint_many
from protocols.check import many
from protocols.check.many import AHEAD, CHUNK
from protocols.lib.errors import UnsearchableError

pytestmark = [pytest.mark.installed, pytest.mark.usefixtures("no_pool_left")]

EXAMPLE = Path(__file__).parent.parent / "examples" / "check_on_a_cluster.py"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("many")
    write_good(path, 40)
    write_broken(path)
    (path / "gone.toml").symlink_to("nowhere.toml")
    return path


@pytest.fixture(scope="module")
def expected(folder: Path) -> list[Report]:
    reports = list(lint_many([folder]))
    assert len(reports) > 4 * CHUNK
    assert [report.path for report in reports if report.trouble] == [str(folder / "gone.toml")]
    return reports


def processes(method: str) -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method))


EXECUTORS: dict[str, Callable[[], Executor]] = {
    "threads": partial(ThreadPoolExecutor, 3),
    **{
        f"processes by {method}": partial(processes, method)
        for method in multiprocessing.get_all_start_methods()
    },
}


# From Python 3.12 on, a fork is warned of wherever another test has left a thread behind.
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("name", EXECUTORS)
def test_reports_and_their_order_are_the_same_on_every_executor(
    folder: Path, expected: list[Report], name: str
) -> None:
    with EXECUTORS[name]() as executor:
        assert list(lint_many([folder], executor=executor)) == expected


class Counting(Executor):
    """Does the work at once, and counts what was submitted and not yet asked for."""

    def __init__(self) -> None:
        self.submitted = self.pending = self.most = self.largest = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.submitted += 1
        self.pending += 1
        self.most = max(self.most, self.pending)
        self.largest = max(self.largest, len(args[0]))
        future: Future[Any] = Asked(self)
        future.set_result(fn(*args, **kwargs))
        return future


class Asked(Future[Any]):
    def __init__(self, executor: Counting) -> None:
        super().__init__()
        self.executor = executor

    def result(self, timeout: float | None = None) -> Any:
        self.executor.pending -= 1
        return super().result(timeout)


MISSING = [f"missing-{number}.toml" for number in range(100 * CHUNK)]


@pytest.mark.parametrize(("workers", "most"), [(1, AHEAD), (AHEAD, 2 * AHEAD), (None, AHEAD)])
def test_work_is_handed_out_in_a_window_and_as_it_is_asked_for(workers: int | None, most: int) -> None:
    executor = Counting()
    reports = lint_many(MISSING, executor=executor, jobs=workers)
    assert executor.submitted == 0
    assert next(reports).path == MISSING[0]
    assert executor.submitted == most
    assert [report.path for report in reports] == MISSING[1:]
    assert (executor.submitted, executor.most, executor.largest) == (100, most, CHUNK)


def test_what_an_executor_raises_goes_through() -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(RuntimeError, match="after shutdown"):
        next(lint_many(MISSING, executor=executor))


class HookedError(ConfigurationError):
    """Is pickled with all that hangs on it, as some libraries have it for every exception; no traceback can be."""

    def __reduce__(self) -> tuple[Any, ...]:
        return HookedError, self.args, {"on it": (self.__traceback__, self.__context__, self.__cause__)}


def inside(error: Exception, cause: Exception | None = None) -> None:
    try:
        raise HookedError("the first of two")  # noqa: TRY301 - the context of the other
    except HookedError:
        raise error from cause


def of_its_own(base: type[Exception]) -> Exception:
    class OwnError(base):  # type: ignore[misc, valid-type]
        """A class that no other process can find."""

    return OwnError("one sentence")


SENT: dict[str, tuple[Callable[[], None], type[Exception], str]] = {
    "with a context": (partial(inside, HookedError("one sentence")), HookedError, "one sentence"),
    "with a cause": (
        partial(inside, HookedError("one sentence"), of_its_own(ValueError)), HookedError, "one sentence",
    ),
    "as the setting of a class of its own": (
        partial(inside, of_its_own(ConfigurationError)), ConfigurationError, "one sentence",
    ),
    "of a class of its own": (partial(inside, of_its_own(LookupError)), RuntimeError, "OwnError: one sentence"),
    "made of other words than its text": (
        partial(inside, UnsearchableError("a/b", "no")), ConfigurationError, "cannot read a/b: no",
    ),
}  # fmt: skip


@pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="a worker would not know what is to fail"
)
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("name", SENT)
def test_what_a_worker_raises_arrives_as_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    fails, kind, sentence = SENT[name]
    monkeypatch.setattr(many, "check", lambda *_: fails())
    with pytest.raises(kind) as caught:
        list(lint_many(["a.toml"], jobs=2))
    assert (type(caught.value), str(caught.value)) == (kind, sentence)
    assert "raise error from cause" in "".join(format_exception(caught.value)), "where it happened"


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A Dask cluster of two workers in threads of this process that talk through the loopback."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address=None,
    ) as cluster:
        yield cluster


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_reports_and_their_order_are_the_same_on_a_dask_cluster(
    folder: Path, expected: list[Report], cluster: Any
) -> None:
    with cluster.get_client() as client:
        assert list(lint_many([folder], executor=client.get_executor(pure=False))) == expected


def test_the_example_checks_a_folder_on_a_dask_cluster(
    folder: Path, expected: list[Report], cluster: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(EXAMPLE).main(str(folder), cluster.scheduler_address) == 2
    said = capsys.readouterr()
    assert said.err == f"cannot read {folder / 'gone.toml'}: no such file or directory\n"
    first = next(finding for report in expected for finding in report.open if finding.severity == "error")
    path = next(report.path for report in expected if first in report.open)
    assert said.out.startswith(f"{path}:{first.place.line}: {first.code} {first.message}\n")
    assert len([line for line in said.out.split("\n") if line.startswith(str(folder))]) == sum(
        finding.severity == "error" for report in expected for finding in report.open
    )
