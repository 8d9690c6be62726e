"""Options of the test run, the evidence base that it stands on, and files that hold an expected output."""

import difflib
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

HERE = Path(__file__).parent

# What a CI sets for all it runs would colour what the tests read.
os.environ.pop("FORCE_COLOR", None)

# Where no bytecode may stand beside the sources, each of the hundreds of commands that tests start would compile all anew.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(HERE.parent / ".pytest_cache" / "bytecode")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

# Tests, and the commands that they start, count in a base that stays as it is: a new preset changes no expected output.
# test_presets.py alone looks at the real one.
os.environ["TAVNS_BASE"] = str(HERE / "base")

# A machine that is busy makes a test slow, and not wrong.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

Expect = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update",
        action="store_true",
        help="rewrite the outputs in tests/rules and tests/methods, and say which changed; then read the diff",
    )


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> Expect:
    """Hold a text against the file in which it is expected; with --update, write it there and say so."""

    def compare(path: Path, found: str) -> None:
        written = path.read_text(encoding="utf-8") if path.exists() else ""
        name = path.relative_to(HERE.parent).as_posix()
        if request.config.getoption("--update"):
            if found != written:
                path.write_text(found, encoding="utf-8")
            # Through the report, as it may be another process that tells it.
            request.node.user_properties.append(("update", (name, found != written)))
        elif found != written:
            lines = (written.splitlines(), found.splitlines())
            diff = "\n".join(difflib.unified_diff(*lines, name, "as it is now", lineterm=""))
            pytest.fail(f"{diff}\n{name}: run pytest --update and read the diff", pytrace=False)

    return compare


def pytest_terminal_summary(terminalreporter: Any) -> None:
    passed = terminalreporter.stats.get("passed", ())
    told = sorted(said for one in passed for kind, said in one.user_properties if kind == "update")
    for name, is_new in told:
        terminalreporter.write_line(f"{name} {'written' if is_new else 'unchanged'}")


@pytest.fixture
def no_pool_left() -> None:
    """Collect pools of processes that other tests have left: collected in the middle of a fork, one may hang Python 3.12.1."""
    gc.collect()
