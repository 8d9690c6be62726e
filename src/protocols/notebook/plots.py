"""Drawings that a notebook shows, and that can be written into a file."""

from pathlib import Path

from protocols import drawing
from protocols.drawing import PARAMETERS
from protocols.lib.files import write_whole
from protocols.model import Arm, Study


class Svg(str):
    """A drawing as the text of one `<svg>`."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)

    def save(self, path: Path | str, *, force: bool = False) -> None:
        """Write the drawing into a file; over one that is there only with force.

        Raises FileExistsError where a file is there, OSError where none can be written.
        """
        write_whole(Path(path), str(self), force=force)


class Plot:
    """The drawings of a study. arm is an arm's name; without it, the first arm in which current flows is drawn."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def ear(self) -> Svg:
        """Draw the ear with the sites of all arms."""
        return Svg(drawing.ear_of(self._study, "ear-nb"))

    def pulse(self, arm: str | None = None) -> Svg:
        """Draw one pulse. Raises KeyError for an arm that the study does not have, or that is not stimulated."""
        one = self._arm(arm)
        return Svg(drawing.pulse(one, f"pulse-{one.name}"))

    def train(self, arm: str | None = None) -> Svg:
        """Draw the pulses one after the other. Raises KeyError as `pulse`."""
        one = self._arm(arm)
        return Svg(drawing.train(one, f"train-{one.name}"))

    def session(self, arm: str | None = None) -> Svg:
        """Draw a session, with its on- and off-times. Raises KeyError as `pulse`."""
        one = self._arm(arm)
        return Svg(drawing.session(one, f"session-{one.name}"))

    def course(self, arm: str | None = None) -> Svg:
        """Draw the course with its follow-up. Raises KeyError as `pulse`."""
        one = self._arm(arm)
        return Svg(drawing.course(self._study, one, f"course-{one.name}"))

    def literature(self, setting: str = "frequency") -> Svg:
        """Draw a setting beside those of the condition's trials. Raises KeyError for a setting that is not compared."""
        if setting not in PARAMETERS:
            raise KeyError(f"{setting} is not compared with trials; these are: {', '.join(PARAMETERS)}")
        return Svg(drawing.strip(self._study, setting, f"strip-{setting}"))

    def _arm(self, name: str | None) -> Arm:
        can = {arm.name: arm for arm in self._study.stimulated()}
        if name is None:
            first = next(iter([*self._study.with_current(), *can.values()]), None)
            if first is None:
                raise KeyError("no arm of the study is stimulated, so there is nothing to draw")
            return first
        if name not in can:
            raise KeyError(f"no stimulated arm is called {name}; there are: {', '.join(can) or 'none'}")
        return can[name]
