"""A protocol as text for people: a Methods section, entries of a registry, a participant information sheet.

Every sentence is made from keys of the file. Where it is silent, the text says so: `[not specified: pulse width]`.
"""

from collections.abc import Callable
from typing import Final

from protocols.methods.lay import lay
from protocols.methods.paper import paper
from protocols.methods.pieces import Text
from protocols.methods.registry import registry
from protocols.model import Study

STYLES: Final[dict[str, Callable[[Study], Text]]] = {"paper": paper, "registry": registry, "lay": lay}
"""The function that makes the text of each style."""
