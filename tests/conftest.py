"""Options of the test run."""

import os

import pytest
from hypothesis import settings

# What a CI sets for all it runs would colour what the tests read.
os.environ.pop("FORCE_COLOR", None)

# A machine that is busy makes a test slow, and not wrong.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update",
        action="store_true",
        help="rewrite the outputs in tests/rules and tests/methods; then read the diff",
    )
