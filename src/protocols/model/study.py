"""The study as meant: each arm with what it really gets, and where each value is written."""

from collections.abc import Collection, Iterator
from copy import copy
from functools import cached_property
from typing import Any, TypeVar, cast

from protocols.document.document import Path
from protocols.model.design import About, Blinding, WrittenArm
from protocols.model.device import Device, Electrode
from protocols.model.paths import INHERITED
from protocols.model.people import Adherence, Eligibility, Harms, Outcome, Sample
from protocols.model.protocol import Protocol
from protocols.model.records import Source, flatten
from protocols.model.schedule import Delivery, Schedule
from protocols.model.stimulation import Intensity, Stimulation
from protocols.model.table import Table, UnreadError, high
from protocols.model.terms import meet
from protocols.model.unread_arm import UnreadArm, unread_arms

NO_KEYS: frozenset[str] = frozenset()
NOBODY: frozenset[str] = frozenset()
# Frozen, so that every study may share them.
NO_INTENSITY = Intensity()
NO_DELIVERY, NO_BLINDING, NO_ADHERENCE = Delivery(), Blinding(), Adherence()
NO_ELIGIBILITY, NO_SAMPLE, NO_HARMS = Eligibility(), Sample(), Harms()
NOTHING_SAID: dict[type[Table], Table] = {kind: kind() for kind in (Stimulation, Schedule, Electrode, Device)}
NO_DOSE = frozenset({"no_current", "non_conducting_electrode"})
POLES = ("anode_site", "cathode_site", "return_site")
"""Keys that say where an electrode lies."""
CYCLE = frozenset({"on_s", "off_s", "duty_cycle"})
"""Keys that say for how long current flows."""

T = TypeVar("T", bound=Table)


def _written_keys(own: Table | None) -> frozenset[str] | set[str]:
    """Return the keys that an arm's own table writes, or drops from the shared one."""
    return NO_KEYS if own is None else own.model_fields_set | own.dropped()


def _laid(kind: type[T], own: T | None, shared: T | None) -> T:
    """Lay an arm's own table over the shared one; an empty table where neither is written."""
    return cast("T", NOTHING_SAID[kind] if own is None else own).over(shared)


def _is_unread(arm: "Arm", value: tuple[str, ...]) -> bool:
    """Say whether a value of an arm, or a part of it, could not be read."""
    found: Any = getattr(arm, value[0]) if value[0] in INHERITED else arm.written
    for name in value[1:] if value[0] in INHERITED else value:
        if not isinstance(found, Table):
            return False
        if name in found.unread:
            return True
        found = found.__dict__.get(name)
    return isinstance(found, Table) and found.hides_something()


class Arm:
    """One arm: its own tables laid over the shared ones, key by key.

    `stimulation`, `schedule`, `electrode` and `device` are what the arm really gets (empty tables where
    nothing is said, or where the arm has no stimulation); `written` is the arm as it stands in the file; `stops_once`
    says that current flows once a session, for the on-time, and then stops.
    """

    def __init__(self, name: str, written: WrittenArm, protocol: Protocol) -> None:
        self.name = name
        self.derived: dict[Any, Any] = {}
        self.written = written
        self.role = written.role
        self.stimulated = written.role != "no_stimulation"
        # An arm without stimulation takes none of these tables; TIM013 finds its own.
        self._shared: dict[str, Any] = (
            {table: getattr(protocol, table) for table in INHERITED} if self.stimulated else {}
        )
        self._own = {table: _written_keys(getattr(written, table)) for table in INHERITED}
        own: dict[str, Any] = {table: getattr(written, table) for table in self._shared}
        self.stimulation = _laid(Stimulation, own.get("stimulation"), self._shared.get("stimulation"))
        self.schedule = _laid(Schedule, own.get("schedule"), self._shared.get("schedule"))
        self.electrode = _laid(Electrode, own.get("electrode"), self._shared.get("electrode"))
        self.device = _laid(Device, own.get("device"), self._shared.get("device"))
        self.intensity = self.stimulation.intensity or NO_INTENSITY
        try:
            self.stops_once = self._stops_after_the_ramp()
        except UnreadError:  # what it takes of the shared cycle then depends on what could not be read
            self.stops_once = False
            self.stimulation = self.stimulation.hiding(CYCLE | {"pattern", "gating"})
        # Of each table that is shared, what the arm has beside it; rules ask this a hundred times.
        self._beside = {name: self._own[name] for name, table in self._shared.items() if table is not None}

    def _stops_after_the_ramp(self) -> bool:
        """Say whether current flows once a session, for the on-time: in a sham that ramps up, stops, and says when.

        Such a sham does not take the cycle of the shared table: with an off-time from there it would go on and on.
        """
        own = self._own["stimulation"] & CYCLE
        if not own or self.written.sham_method != "ramp_then_off":
            return False
        dropped = (CYCLE | {"pattern", "gating"}) - self._own["stimulation"]
        if {"on_s", "off_s"} <= own and self.stimulation.pattern == "intermittent":
            dropped -= {"pattern"}  # it goes on and off with times of its own
        self._own["stimulation"] = self._own["stimulation"] | dropped
        self.stimulation = self.stimulation.without(dropped)
        return "on_s" in own and "off_s" not in own

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

    @property
    def owned(self) -> tuple[frozenset[str], ...]:
        """The keys that the arm writes itself, or drops, of each inherited table."""
        return tuple(frozenset(self._own[table]) for table in INHERITED)

    def owns(self, *keys: str) -> bool:
        """Say whether the arm writes a value of an inherited table itself, or drops the shared one."""
        return len(keys) > 1 and keys[1] in self._own.get(keys[0], NO_KEYS)

    def inherits(self, values: tuple[tuple[str, ...], ...]) -> bool:
        """Say whether all of these values are written in shared tables, or would be."""
        beside = self._beside
        for value in values:
            own = beside.get(value[0])
            if own is None or len(value) == 1 or value[1] in own:
                return False
        return True

    def __repr__(self) -> str:
        return f"<arm {self.name}: {self.role}>"


class Study:
    """A protocol file, resolved.

    `arms` maps each arm's name to what it really gets; `is_record` says whether it is one of a published or registered
    study; the other attributes are the file's tables
    (empty where the file has none): `study.arms["sham"].stimulation.frequency_hz`.
    """

    def __init__(self, protocol: Protocol, unread: Collection[Path] = ()) -> None:
        self.protocol = protocol
        self.unread = unread
        self.derived: dict[Any, Any] = {}
        self.about: About = protocol.study
        self.blinding = protocol.blinding or NO_BLINDING
        self.delivery = protocol.delivery or NO_DELIVERY
        self.eligibility = protocol.eligibility or NO_ELIGIBILITY
        self.sample = protocol.sample or NO_SAMPLE
        self.harms = protocol.harms or NO_HARMS
        self.adherence = protocol.adherence or NO_ADHERENCE
        written = {} if ("arms",) in unread else protocol.arms
        unknown: dict[str, Any] = {
            name: UnreadArm(name, written.get(name)) for name in unread_arms(unread, written)
        }
        self.arms: dict[str, Arm] = {
            name: unknown.pop(name) if name in unknown else Arm(name, arm, protocol)
            for name, arm in written.items()
        } | unknown
        self._by_role: dict[tuple[str, ...], list[Arm]] = {}
        self._looking: tuple[list[Arm], tuple[tuple[str, ...], ...], Arm] | None = None
        self._passing_over = False

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """The outcomes, by name."""
        return self.protocol.outcomes or {}

    @cached_property
    def is_record(self) -> bool:
        """Whether it is a study that took place; also where that could not be read: a record is asked the least."""
        return "kind" in self.about.unread or self.about.kind == "record"

    @cached_property
    def _stimulated(self) -> list[Arm]:
        return [arm for arm in self.arms.values() if arm.stimulated]

    def without_arms(self, names: Collection[str]) -> "Study":
        """Return the study without some of its arms."""
        arms = {name: arm for name, arm in self.protocol.arms.items() if name not in names}
        unread = [path for path in self.unread if path[:1] != ("arms",) or path[1] not in names]
        return Study(self.protocol.model_copy(update={"arms": arms}), unread)

    def passing_over(self) -> "Study | None":
        """Return the study, whose loops over `once` leave out arms of which a value could not be read; None if it does."""
        if self._passing_over:
            return None
        other = self._another()
        other._passing_over = True
        return other

    def without_outcomes(self, names: Collection[str]) -> "Study":
        """Return the study without some of its outcomes."""
        outcomes = {name: one for name, one in self.outcomes.items() if name not in names}
        unread = [
            path
            for path in self.unread
            if path[:1] != ("outcomes",) or path[1:2] not in {(n,) for n in names}
        ]
        other = self._another()
        other.unread = unread
        other.__dict__["outcomes"] = outcomes
        return other

    def _another(self) -> "Study":
        """Return a copy that has nothing yet of what was derived of this one."""
        other = copy(self)
        other.derived, other._by_role = {}, {}
        return other

    def by_role(self, *roles: str) -> list[Arm]:
        """Return the arms with one of these roles, in the order of the file."""
        found = self._by_role.get(roles)
        if found is None:
            found = self._by_role[roles] = [arm for arm in self.arms.values() if arm.role in roles]
        return list(found)

    def stimulated(self) -> list[Arm]:
        """Return the arms that are stimulated, shams included."""
        return list(self._stimulated)

    def with_current(self) -> list[Arm]:
        """Return the arms in which current flows in the participant, shams included."""
        return list(self._with_current)

    @cached_property
    def _with_current(self) -> list[Arm]:
        return [arm for arm in self._stimulated if arm.delivers_current]

    def once(self, arms: list[Arm], *values: tuple[str, ...]) -> Iterator[Arm]:
        """Yield one arm for all that share these values, and each of the others for itself.

        Two arms that share a faulty value have one fault: a rule that loops over this names it once, and what it says
        is of all arms `at_hand`. So values has to name all that the rule goes by; what only an arm can write, such as
        `("sham_method",)`, is shared by none.
        """
        told = False
        if self._passing_over:
            arms = [arm for arm in arms if not any(_is_unread(arm, value) for value in values)]
        several = len(arms) > 1
        try:
            for arm in arms:
                if several and arm.inherits(values):
                    if told:
                        continue
                    told = True
                self._looking = arms, values, arm
                yield arm
        finally:
            self._looking = None

    @property
    def at_hand(self) -> frozenset[str]:
        """The names of the arms that a rule looks at: all that the arm of its loop over `once` stands for; else none."""
        if self._looking is None:
            return NOBODY
        arms, values, arm = self._looking
        alike = [one for one in arms if one.inherits(values)] if arm.inherits(values) else [arm]
        return frozenset(one.name for one in alike)

    @cached_property
    def sources(self) -> list[tuple[Path, tuple[str, ...], Source]]:
        """(Where it stands, the path it speaks of, the source) of each entry of `[sources]`."""
        return list(flatten(self.protocol.sources or {}))

    @cached_property
    def source_kinds(self) -> dict[tuple[str, ...], str | None]:
        """How the value at a path was read, by path."""
        return {about: source.kind for _, about, source in self.sources}
