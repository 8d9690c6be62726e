"""For programs in which a protocol is written: changes of its text by place, so that every other byte stays."""

from protocols.authoring.changing import Edit, Edited
from protocols.authoring.edits import add, drop, put
from protocols.lib.errors import AuthoringError

__all__ = ["AuthoringError", "Edit", "Edited", "add", "drop", "put"]
