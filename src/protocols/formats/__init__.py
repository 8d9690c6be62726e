"""The outputs: plain functions from reports to text."""

from collections.abc import Callable, Sequence
from typing import Final

from protocols.formats.json import as_json
from protocols.formats.text import Style, as_text
from protocols.report import Report

FORMATS: Final[dict[str, Callable[[Sequence[Report], Style], str]]] = {"text": as_text, "json": as_json}

__all__ = ["FORMATS", "Style"]
