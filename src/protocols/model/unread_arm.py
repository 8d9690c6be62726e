"""An arm of which it could not be read what it is."""

from collections.abc import Collection
from typing import Any, NoReturn

from protocols.document.document import Path
from protocols.model.design import WrittenArm
from protocols.model.keys import UnreadError
from protocols.model.paths import INHERITED

UNKNOWN_ARM = "?"
"""Stands for an arm, a period or a channel of which not even the name could be read; no file can name one so."""


class UnreadArm:
    """An arm that is there, but of which it is not known what it is: whoever asks it something learns that.

    What is written in the arm itself, such as its participants, can be read all the same, where there is a table of it.
    """

    def __init__(self, name: str, written: WrittenArm | None = None) -> None:
        self.name = name
        self.arm_name, _, self.period = name.partition(".")
        self.channel = ""
        if written is not None:
            self.written = written
            if "participants" not in written.unread:
                self.participants = written.participants

    @property
    def whole(self) -> Any:  # stands for an arm's own
        """The arm itself. It has `periods` only where it is known that it has none."""
        return self

    @property
    def later(self) -> list[Any]:
        """No periods after the first, where it is known that it has none."""
        return [*self.periods]

    def at(self, *keys: str) -> Path:
        """Return where a value of the arm's own is written; of one that may be shared, nobody knows."""
        if keys[0] in INHERITED:
            raise UnreadError(keys[0], self.name)
        return ("arms", self.name, *keys)

    def __getattr__(self, asked: str) -> NoReturn:
        if asked.startswith("__"):
            raise AttributeError(asked)
        raise UnreadError(asked, self.name)


def unread_arms(unread: Collection[Path], names: Collection[str]) -> list[str]:
    """Return the names of the arms of which it could not be read what they are."""
    if ("arms",) in unread:
        return [UNKNOWN_ARM]
    about_arms = [path for path in unread if path[:1] == ("arms",)]
    return [
        str(path[1])
        for path in about_arms
        if (len(path) == 2 and path[1] not in names) or path[2:] == ("role",)
    ]
