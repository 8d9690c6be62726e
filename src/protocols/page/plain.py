"""Data of TOML as JSON has it."""

import datetime
import math
from typing import Any, Final

EXACT: Final = 2**53
"""Whole numbers beyond this are not exact in a browser."""


def plain(value: Any) -> Any:
    """Return a value of TOML as JSON has it: a date as its text; as a text too what JSON or a browser has no number for."""
    match value:
        case dict():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case datetime.date() | datetime.time():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return str(value)
        case int() if abs(value) > EXACT:
            return str(value)
    return value
