"""One arm as meant: its own tables laid over the shared ones, key by key."""

from functools import cached_property, lru_cache
from typing import Any, TypeVar, cast

from protocols.document.document import Path
from protocols.model.design import WrittenArm
from protocols.model.device import Device, Electrode
from protocols.model.keys import UnreadError
from protocols.model.paths import INHERITED, dotted
from protocols.model.protocol import Protocol
from protocols.model.ranges import Range, high
from protocols.model.schedule import Schedule
from protocols.model.stimulation import Intensity, Stimulation
from protocols.model.table import Table
from protocols.model.terms import meet
from protocols.model.unread_arm import UNKNOWN_ARM

NO_KEYS: frozenset[str] = frozenset()
# Frozen, so that every study may share them.
NO_INTENSITY = Intensity()
NOTHING_SAID: dict[type[Table], Table] = {kind: kind() for kind in (Stimulation, Schedule, Electrode, Device)}
NO_DOSE = frozenset({"no_current", "non_conducting_electrode"})
POLES = ("anode_site", "cathode_site", "return_site")
"""Keys that say where an electrode lies."""
CYCLE = frozenset({"on_s", "off_s", "duty_cycle"})
"""Keys that say for how long current flows."""

ByTable = tuple[tuple[str, frozenset[str]], ...]
"""Keys of tables that arms share, by table."""
T = TypeVar("T", bound=Table)


def written_keys(own: Table | None) -> frozenset[str] | set[str]:
    """Return the keys that an arm's own table writes, or drops from the shared one."""
    return NO_KEYS if own is None else own.written_keys | own.dropped()


def _laid(kind: type[T], own: T | None, shared: T | None) -> T:
    """Lay an arm's own table over the shared one; an empty table where neither is written."""
    return cast("T", NOTHING_SAID[kind] if own is None else own).over(shared)


class Arm:
    """One arm: its own tables laid over the shared ones, key by key.

    `stimulation`, `schedule`, `electrode` and `device` are what the arm really gets (empty tables where
    nothing is said, or where the arm has no stimulation); `written` is the arm as it stands in the file; `stops_once`
    says that current flows once a session, for the on-time, and then stops.
    """

    stimulation: Stimulation
    schedule: Schedule
    electrode: Electrode
    device: Device
    period: str = ""
    channel: str = ""
    gives: str = ""
    who: str | None = None
    open_label: bool | None = None

    def __init__(self, name: str, written: WrittenArm, protocol: Protocol) -> None:
        self.name = self.arm_name = name
        self.derived: dict[Any, Any] = {}
        self.periods: dict[str, Arm] = {}
        self.channels: dict[str, Arm] = {}
        self.written = written
        self.role = written.role
        self.stimulated = written.role != "no_stimulation"
        # An arm without stimulation takes none of these tables; TIM013 finds its own.
        self._shared: dict[str, Any] = (
            {table: getattr(protocol, table) for table in INHERITED} if self.stimulated else {}
        )
        self._own = {table: written_keys(getattr(written, table)) for table in INHERITED}
        own: dict[str, Any] = {table: getattr(written, table) for table in self._shared}
        self.stimulation = _laid(Stimulation, own.get("stimulation"), self._shared.get("stimulation"))
        self.schedule = _laid(Schedule, own.get("schedule"), self._shared.get("schedule"))
        self.electrode = _laid(Electrode, own.get("electrode"), self._shared.get("electrode"))
        self.device = _laid(Device, own.get("device"), self._shared.get("device"))
        self._settle()

    def _settle(self) -> None:
        """Work out what follows from the tables, once they are laid."""
        self.intensity = self.stimulation.intensity or NO_INTENSITY
        try:
            self.stops_once = self._stops_after_the_ramp()
        except UnreadError:  # what it takes of the shared cycle then depends on what could not be read
            self.stops_once = False
            self.stimulation = self.stimulation.hiding(CYCLE | {"pattern", "gating"})
        # Of each table that is shared, what the arm has beside it; rules ask this a hundred times.
        self._beside = {name: self._own[name] for name, table in self._shared.items() if table is not None}

    def _own_cycle(self) -> frozenset[str]:
        """Return the keys of a cycle that the arm writes itself."""
        return CYCLE & self._own["stimulation"]

    def _stops_after_the_ramp(self) -> bool:
        """Say whether current flows once a session, for the on-time: in a sham that ramps up, stops, and says when.

        Such a sham does not take the cycle of the shared table: with an off-time from there it would go on and on.
        """
        own = self._cycle = self._own_cycle()
        if not own or self.written.sham_method != "ramp_then_off":
            return False
        dropped = (CYCLE | {"pattern", "gating"}) - self._own["stimulation"]
        if {"on_s", "off_s"} <= own and self.stimulation.pattern == "intermittent":
            dropped -= {"pattern"}  # it goes on and off with times of its own
        self._own["stimulation"] = self._own["stimulation"] | dropped
        self.stimulation = self.stimulation.without(dropped)
        return "on_s" in own and "off_s" not in own

    @property
    def whole(self) -> "Arm":
        """The arm itself; of one of its periods the arm that it is of."""
        return self

    @property
    def parts(self) -> "list[Arm]":
        """What participants of the arm get one after another: its periods, or the arm itself where it has none."""
        return [*self.periods.values()] or [self]

    @property
    def washout_days(self) -> float | Range | None:
        """The days without treatment before one of an arm's periods; None where nothing is said of them."""
        return None

    @property
    def later(self) -> "list[Arm]":
        """What participants get after the first of its parts. Raises UnreadError where it is not known which these are."""
        if UNKNOWN_ARM in self.periods:
            raise UnreadError("periods", self.arm_name)
        return self.parts[1:]

    @property
    def base(self) -> "Arm":
        """The arm itself; of a channel what it is a channel of."""
        return self

    @property
    def at_once(self) -> "list[Arm]":
        """What flows in participants at the same time: its channels, or the arm itself where it has none."""
        return [*self.channels.values()] or [self]

    @property
    def channel_called(self) -> str:
        """The name for readers of a channel without its arm's; "" of what is none."""
        return ""

    @property
    def header(self) -> Path:
        """Where the arm stands in the file."""
        return ("arms", self.name)

    @property
    def called(self) -> str:
        """The name for readers of a period without its arm's; "" of an arm."""
        return ""

    @property
    def heading(self) -> str:
        """The path of its header, as it is written there: `arms.sham`."""
        return dotted(self.header)

    @property
    def treatment(self) -> str:
        """The name for readers of what is given: the arm's, or that of the arm whose treatment a period gives."""
        return self.written.label or self.name

    @property
    def labelled(self) -> tuple[Path, ...]:
        """Where its name for readers is written; nowhere, where that is its name in the file."""
        return (self.at("label"),) if self.written.label else ()

    @property
    def participants(self) -> int | None:
        """How many participants the arm has."""
        return self.written.participants

    @cached_property
    def delivers_current(self) -> bool:
        """Whether current flows in the participant: not without stimulation, nor in a sham without current.

        Where the current could not be read, it is what the arm says it is: a sham of a method with current has one.
        """
        if not self.stimulated or self.written.sham_method in NO_DOSE:
            return False
        try:
            return high(self.intensity.current_ma) != 0 and self.intensity.max_ma != 0
        except UnreadError:
            if self.written.sham_method is None:
                raise
            return True

    @cached_property
    def electrode_sites(self) -> tuple[tuple[str, str], ...]:
        """The electrodes whose site is said: the key, and the site."""
        return tuple((pole, site) for pole in POLES if (site := getattr(self.electrode, pole)) is not None)

    @cached_property
    def electrodes_away(self) -> tuple[tuple[str, str], ...]:
        """The electrodes whose site is said, where none of them lies at any of the arm's sites; else nothing."""
        sites = self.stimulation.sites
        if not sites or any(meet(site, one) for _, site in self.electrode_sites for one in sites):
            return ()
        return self.electrode_sites

    def at(self, *keys: str) -> Path:
        """Return where a value of this arm is written: in its own table or in the shared one.

        A value that is not written is placed in the shared table if there is one, else in the arm.
        """
        beside = self._beside.get(keys[0])
        shared = beside is not None and len(keys) > 1 and keys[1] not in beside
        return keys if shared else ("arms", self.name, *keys)

    def own_table(self, table: str, key: str) -> str:
        """Return the header of the table in which a value of an inherited table is written for this arm alone."""
        del key  # which is of consequence in a period or a channel
        return dotted(("arms", self.arm_name, table))

    def owns(self, *keys: str) -> bool:
        """Say whether the arm writes a value of an inherited table itself, or drops the shared one."""
        return len(keys) > 1 and keys[1] in self._own.get(keys[0], NO_KEYS)

    def inherits(self, values: tuple[tuple[str, ...], ...]) -> bool:
        """Say whether all of these values are written in shared tables, or would be."""
        tables = by_table(values)
        return tables is not None and self.takes(tables)

    def takes(self, tables: "ByTable") -> bool:
        """Say whether all of these keys of tables are written in shared ones, or would be."""
        beside = self._beside
        for table, keys in tables:
            own = beside.get(table)
            if own is None or not keys.isdisjoint(own):
                return False
        return True

    def __repr__(self) -> str:
        return f"<arm {self.name}: {self.role}>"


@lru_cache(maxsize=1024)  # each rule asks with the same values of every arm of every study
def by_table(values: tuple[tuple[str, ...], ...]) -> ByTable | None:
    """Return the keys of each table among some values; None where one is of no table that arms share, as a role is."""
    keys: dict[str, set[str]] = {}
    for value in values:
        if len(value) == 1 or value[0] not in INHERITED:
            return None
        keys.setdefault(value[0], set()).add(value[1])
    return tuple((table, frozenset(some)) for table, some in keys.items())


def is_unread(arm: Arm, value: tuple[str, ...]) -> bool:
    """Say whether a value of an arm, or a part of it, could not be read."""
    found: Any = getattr(arm, value[0]) if value[0] in INHERITED else arm.written
    for name in value[1:] if value[0] in INHERITED else value:
        if not isinstance(found, Table):
            return False
        if name in found.unread:
            return True
        found = found.__dict__.get(name)
    return isinstance(found, Table) and found.hides_something()
