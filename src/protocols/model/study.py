"""The study as meant: each arm with what it really gets, and where each value is written."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, TypeVar

from protocols.model.design import About, Blinding, WrittenArm
from protocols.model.device import Device, Electrode
from protocols.model.people import Adherence, Eligibility, Harms, Outcome, Sample
from protocols.model.protocol import Protocol
from protocols.model.records import Source, flatten
from protocols.model.schedule import Delivery, Schedule
from protocols.model.stimulation import Intensity, Stimulation
from protocols.model.table import Table, high
from protocols.toml import Path

INHERITED = ("stimulation", "schedule", "electrode", "device")
NO_DOSE = frozenset({"no_current", "non_conducting_electrode"})


class Arm:
    """One arm: its own tables laid over the shared ones, key by key.

    `stimulation`, `schedule`, `electrode` and `device` are what the arm really gets (empty tables where
    nothing is said, or where the arm has no stimulation); `written` is the arm as it stands in the file.
    """

    def __init__(self, name: str, written: WrittenArm, protocol: Protocol) -> None:
        self.name = name
        self.written = written
        self._protocol = protocol
        self.role = written.role
        self.participants = written.participants
        self.stimulated = written.role != "no_stimulation"
        # An arm without stimulation takes none of these tables; TIM013 finds its own.
        own = written if self.stimulated else WrittenArm(role=written.role)
        self.stimulation = _laid(Stimulation, own.stimulation, self._shared("stimulation"))
        self.schedule = _laid(Schedule, own.schedule, self._shared("schedule"))
        self.electrode = _laid(Electrode, own.electrode, self._shared("electrode"))
        self.device = _laid(Device, own.device, self._shared("device"))
        self.intensity = self.stimulation.intensity or Intensity()

    def _shared(self, table: str) -> Any:
        return getattr(self._protocol, table) if self.stimulated else None

    @property
    def delivers_current(self) -> bool:
        """Whether current flows in the participant: not without stimulation, nor in a sham without current."""
        none = high(self.intensity.current_ma) == 0 or self.intensity.max_ma == 0
        return self.stimulated and self.written.sham_method not in NO_DOSE and not none

    def at(self, *keys: str) -> Path:
        """Return where a value of this arm is written: in its own table or in the shared one.

        A value that is not written is placed in the shared table if there is one, else in the arm.
        """
        table, *rest = keys
        own: Table | None = getattr(self.written, table)
        if table not in INHERITED or not rest:
            return ("arms", self.name, *keys)
        shared: Table | None = self._shared(table)
        if own is not None and (rest[0] in own.model_fields_set or rest[0] in own.dropped()):
            return ("arms", self.name, *keys)
        if shared is not None:
            return keys
        return ("arms", self.name, *keys)

    def __repr__(self) -> str:
        return f"<arm {self.name}: {self.role}>"


class Study:
    """A protocol file, resolved.

    `arms` maps each arm's name to what it really gets; the other attributes are the file's tables
    (empty where the file has none): `study.arms["sham"].stimulation.frequency_hz`.
    """

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.about: About = protocol.study
        self.blinding = protocol.blinding or Blinding()
        self.delivery = protocol.delivery or Delivery()
        self.eligibility = protocol.eligibility or Eligibility()
        self.sample = protocol.sample or Sample()
        self.harms = protocol.harms or Harms()
        self.adherence = protocol.adherence or Adherence()
        self.outcomes: dict[str, Outcome] = protocol.outcomes or {}
        self.arms = {name: Arm(name, written, protocol) for name, written in protocol.arms.items()}

    @property
    def is_record(self) -> bool:
        """Whether this is a record of a published or registered study."""
        return self.about.kind == "record"

    def by_role(self, *roles: str) -> list[Arm]:
        """Return the arms with one of these roles, in the order of the file."""
        return [arm for arm in self.arms.values() if arm.role in roles]

    def stimulated(self) -> list[Arm]:
        """Return the arms that are stimulated, shams included."""
        return [arm for arm in self.arms.values() if arm.stimulated]

    def once(self, arms: list[Arm], *values: tuple[str, ...]) -> Iterator[Arm]:
        """Yield one arm for each set of places where these values are written.

        Two arms that share a faulty value have one fault: a rule that loops over this names it once.
        """
        seen: set[tuple[Path, ...]] = set()
        for arm in arms:
            places = tuple(arm.at(*value) for value in values)
            if places not in seen:
                seen.add(places)
                yield arm

    @cached_property
    def sources(self) -> list[tuple[Path, tuple[str, ...], Source]]:
        """(Where it stands, the path it speaks of, the source) of each entry of `[sources]`."""
        return list(flatten(self.protocol.sources or {}))

    @cached_property
    def source_kinds(self) -> dict[tuple[str, ...], str | None]:
        """How the value at a path was read, by path."""
        return {about: source.kind for _, about, source in self.sources}


T = TypeVar("T", bound=Table)


def _laid(kind: type[T], own: T | None, shared: T | None) -> T:
    """Lay an arm's own table over the shared one; an empty table where neither is written."""
    return (own if own is not None else kind()).over(shared)
