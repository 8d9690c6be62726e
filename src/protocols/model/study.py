"""The study as meant: each arm with what it really gets, and where each value is written."""

from collections.abc import Collection, Iterator
from copy import copy
from functools import cached_property
from typing import Any

from protocols.document.document import Path
from protocols.lib.shown import Drawn
from protocols.model.arm import Arm, by_table, is_unread
from protocols.model.design import About, Blinding
from protocols.model.governance import Analysis, Governance
from protocols.model.parts import with_parts
from protocols.model.people import Adherence, Eligibility, Harms, Outcome, Sample
from protocols.model.protocol import Protocol
from protocols.model.records import Source, flatten
from protocols.model.schedule import Delivery
from protocols.model.terms import PUBLISHED, Evidence, may_be_vagal
from protocols.model.unread_arm import UnreadArm, unread_arms

NOBODY: frozenset[str] = frozenset()
# Frozen, so that every study may share them.
NO_DELIVERY, NO_BLINDING, NO_ADHERENCE = Delivery(), Blinding(), Adherence()
NO_ELIGIBILITY, NO_SAMPLE, NO_HARMS = Eligibility(), Sample(), Harms()
NO_ANALYSIS, NO_GOVERNANCE = Analysis(), Governance()


class Study(Drawn):
    """A protocol file, resolved.

    `arms` maps each arm's name to what it really gets, `arms[NAME].periods` the names of its periods to what it gets in
    them, `.channels` those of its channels to what flows in them; `given` is what participants get one after another: the
    periods of arms that have some, and the other arms, by name (`ab.first`); `parts` is the same channel by channel
    (`ab.first.cymba`): what rules on settings and the dose look at, one by one; `lenders` the arms
    that nobody is in, and that only say what periods give. `is_record` says whether it is one of a published or registered
    study; `evidence` which trials it is held against; the other attributes are the file's tables
    (empty where the file has none): `study.arms["sham"].stimulation.frequency_hz`.
    """

    def __init__(self, protocol: Protocol, unread: Collection[Path] = ()) -> None:
        self.protocol = protocol
        self.unread = unread
        self.derived: dict[Any, Any] = {}
        self.evidence: Evidence = PUBLISHED
        self.about: About = protocol.study
        self.blinding = protocol.blinding or NO_BLINDING
        self.delivery = protocol.delivery or NO_DELIVERY
        self.eligibility = protocol.eligibility or NO_ELIGIBILITY
        self.sample = protocol.sample or NO_SAMPLE
        self.harms = protocol.harms or NO_HARMS
        self.adherence = protocol.adherence or NO_ADHERENCE
        self.analysis = protocol.analysis or NO_ANALYSIS
        self.governance = protocol.governance or NO_GOVERNANCE
        written = {} if ("arms",) in unread else protocol.arms
        unknown: dict[str, Any] = {
            name: UnreadArm(name, written.get(name)) for name in unread_arms(unread, written)
        }
        every: dict[str, Arm] = {
            name: unknown.pop(name) if name in unknown else Arm(name, arm, protocol)
            for name, arm in written.items()
        } | unknown
        self.arms, self.lenders, self.given, self.parts, self.has_periods = with_parts(every, protocol)
        self.has_parts = self.parts is not self.arms
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
        return [arm for arm in self.parts.values() if arm.stimulated]

    def without_arms(self, names: Collection[str]) -> "Study":
        """Return the study without some of its arms."""
        arms = {name: arm for name, arm in self.protocol.arms.items() if name not in names}
        unread = [path for path in self.unread if path[:1] != ("arms",) or path[1] not in names]
        return Study(self.protocol.changed(arms=arms), unread).against(self.evidence)

    def against(self, evidence: Evidence) -> "Study":
        """Return the study, to be held against the trials of these tiers."""
        if evidence == self.evidence:
            return self
        other = self._another()
        other.evidence = evidence
        return other

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
            found = self._by_role[roles] = [arm for arm in self.parts.values() if arm.role in roles]
        return list(found)

    def held_against_trials(self, *roles: str) -> list[Arm]:
        """Return the arms with one of these roles; active, if none is given. They are those that the literature speaks of.

        Of an arm in channels these are the ones where the vagus nerve is reached or may be, if there are such.
        """
        found = self.by_role(*(roles or ("active",)))
        if not self.has_parts or not any(arm.channel for arm in found):
            return found
        vagal = {
            arm.name: arm.stimulation.sites is None or any(map(may_be_vagal, arm.stimulation.sites))
            for arm in found
        }
        return [
            arm for arm in found if vagal[arm.name] or not any(vagal[one.name] for one in arm.base.at_once)
        ]

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
        if self._passing_over:
            arms = [arm for arm in arms if not any(is_unread(arm, value) for value in values)]
        told: set[object] = set()
        several = len(arms) > 1
        tables = by_table(values) if several and not self.has_parts else None
        try:
            for arm in arms:
                if several and (shares := self._shares(arm, values) if tables is None else arm.takes(tables)):
                    if shares in told:
                        continue
                    told.add(shares)
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
        shares = self._shares(arm, values)
        alike = [one for one in arms if self._shares(one, values) == shares] if shares else [arm]
        return frozenset(one.name for one in alike)

    def _shares(self, arm: Arm, values: tuple[tuple[str, ...], ...]) -> object:
        """Return what is equal of arms that share these values, false of an arm that shares them with none.

        Without periods and channels these are the arms that take them all from the shared tables. Periods and channels share,
        beside that, what is their arm's own, and what is of an arm that they give.
        """
        return tuple(arm.at(*value) for value in values) if self.has_parts else arm.inherits(values)

    @cached_property
    def sources(self) -> list[tuple[Path, tuple[str, ...], Source]]:
        """(Where it stands, the path it speaks of, the source) of each entry of `[sources]`."""
        return list(flatten(self.protocol.sources or {}))

    @cached_property
    def source_kinds(self) -> dict[tuple[str, ...], str | None]:
        """How the value at a path was read, by path."""
        return {about: source.kind for _, about, source in self.sources}
