"""What shows itself in a notebook: how, says the room `notebook/`, which nothing below it imports before it is asked to."""

from importlib import import_module
from typing import Any


class Shown:
    """A study or a report: a table in a notebook, and columns for a data frame."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        text: str = _room().html(self)
        return text

    def to_frame(self) -> dict[str, list[Any]]:
        """Return columns of one length, by name: `pandas.DataFrame(x.to_frame())`, and `polars.DataFrame` alike."""
        columns: dict[str, list[Any]] = _room().frame(self)
        return columns


class Drawn(Shown):
    """What can be drawn, too: `study.plot.pulse()`."""

    __slots__ = ()

    @property
    def plot(self) -> Any:
        """The drawings of a study, as `protocols.notebook.Plot` has them."""
        return _room().Plot(self)


def _room() -> Any:
    return import_module("protocols.notebook")
