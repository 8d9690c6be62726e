"""Options of the test run, and the evidence base that it stands on."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).parent

# What a CI sets for all it runs would colour what the tests read.
os.environ.pop("FORCE_COLOR", None)

# Tests, and the commands that they start, count in a base that stays as it is: a new preset changes no expected output.
# test_presets.py alone looks at the real one.
os.environ["TAVNS_BASE"] = str(HERE / "base")

# A machine that is busy makes a test slow, and not wrong.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update",
        action="store_true",
        help="rewrite the outputs in tests/rules and tests/methods; then read the diff",
    )
