"""What an arm gets in one of its periods: its own period over the shared one, over the arm, over all arms."""

from typing import Any, Final, NamedTuple, cast

from protocols.document.document import Path
from protocols.model.arm import NO_KEYS, NOTHING_SAID, Arm, written_keys
from protocols.model.design import WrittenArm
from protocols.model.paths import INHERITED, dotted
from protocols.model.periods import WrittenPeriod
from protocols.model.protocol import Protocol
from protocols.model.schedule import Schedule
from protocols.model.table import Table

LENGTH_KEYS: Final = frozenset({"weeks", "months", "days", "total_sessions"})
"""Keys of a schedule that are of a whole course: a period has its own, and takes none from the arm or from all arms."""
NO_PERIOD: Final = WrittenPeriod()
GIVEN: Final = ("role", "sham_method", "controls", "co_intervention", "expectation")
"""What an arm is and gets beside its tables: a period that gives another arm takes these from it, too."""


KINDS: Final = {kind.__name__.lower(): kind for kind in NOTHING_SAID}


class Layer(NamedTuple):
    """Something that writes tables, and where it stands: all arms, an arm, a shared period, an arm's own period."""

    at: Path
    holder: Table

    def table(self, name: str) -> Table | None:
        """Return one of the inherited tables that it writes."""
        return cast("Table | None", getattr(self.holder, name))


class Part(Arm):
    """An arm in one of its periods. To rules and outputs it is what an arm without periods is.

    `name` is that of the arm and the period (`ab.first`), `arm_name` and `period` are the two; `participants` are those
    of the arm, None where not all of them enter the period (`who`).
    """

    def __init__(self, arm: tuple[str, WrittenArm], period: str, protocol: Protocol) -> None:
        self.arm_name, self.arm_written = arm
        self.period: str = period
        self.name = f"{self.arm_name}.{period}"
        self.derived: dict[Any, Any] = {}
        self.shared = (protocol.periods or {}).get(period, NO_PERIOD)
        self.own = (self.arm_written.periods or {}).get(period, NO_PERIOD)
        self.periods: dict[str, Arm] = {}
        self.channels: dict[str, Arm] = {}
        self.arm: Arm | None = None
        self.gives: str = self.own.gives or self.shared.gives or ""
        self.who = self.said("who")
        self.open_label = self.said("open_label")
        self.follows_another = False
        self._giver = self.gives or self.arm_name
        self._given = protocol.arms[self._giver]
        # Of an arm that only lends, its own schedule says how long what it gives takes.
        self._lends_its_length = (
            bool(self.gives) and not self._given.periods and self._given.participants == 0
        )
        self.role = self._of_period("role") or self._given.role
        self.stimulated = self.role != "no_stimulation"
        self._study = protocol.study
        self._layers = self._laid_layers(protocol)
        self._lay(protocol)
        self.written = self._as_written()
        self._settle()

    def _of_period(self, key: str) -> Any:
        """Return what the period itself says under a key: the arm's own, then the shared one."""
        own = getattr(self.own, key)
        # What the arm's own period gives goes over what all arms have in that period.
        shared = None if own is not None or self.own.gives is not None else getattr(self.shared, key)
        return shared if own is None else own

    def said(self, key: str) -> Any:
        """Return what is said of the period under a key that does not hang on what it gives."""
        own = getattr(self.own, key)
        return getattr(self.shared, key) if own is None else own

    def _laid_layers(self, protocol: Protocol) -> tuple[Layer, ...]:
        periods = (
            Layer(("periods", self.period), self.shared),
            Layer(("arms", self.arm_name, "periods", self.period), self.own),
        )
        if not self.stimulated:
            return periods  # without stimulation it takes no tables; its own schedule says how long it is
        return (Layer((), protocol), Layer(("arms", self._giver), self._given), *periods)

    def _lay(self, protocol: Protocol) -> None:
        """Lay the tables of the layers over one another."""
        self._shared = {name: getattr(protocol, name) for name in INHERITED} if self.stimulated else {}
        self._own = {name: self._keys_of_its_own(name) for name in INHERITED}
        for name in INHERITED:
            laid: Table | None = None
            for number, layer in enumerate(self._layers):
                if (table := self._taken(number, layer, name)) is not None:
                    laid = table.over(laid)
            setattr(self, name, NOTHING_SAID[KINDS[name]] if laid is None else laid)

    def _taken(self, number: int, layer: Layer, name: str) -> Table | None:
        """Return what the period takes of a table of a layer."""
        table = layer.table(name)
        if table is None or (self.stimulated and name != "schedule"):
            return table
        if not self.stimulated:  # how long it lasts is all that there is to say
            others = frozenset(Schedule.known_keys) - LENGTH_KEYS
            return table.without(others) if name == "schedule" else None
        return table.without(LENGTH_KEYS) if self._is_of_the_whole(number) else table

    def _is_of_the_whole(self, number: int) -> bool:
        """Say whether the lengths of a layer are of a whole course."""
        return self.stimulated and (number == 0 or (number == 1 and not self._lends_its_length))

    def _made_by(self, layer: Layer) -> bool:
        """Say whether a layer says what is given: a period of all arms that is a sham writes what is its own."""
        return not layer.holder.written_keys.isdisjoint({"role", "sham_method", "gives"})

    def _keys_of_its_own(self, name: str) -> frozenset[str]:
        """Return the keys that the arm writes, or a period that says itself what is given; not those of all arms."""
        keys: frozenset[str] = NO_KEYS
        for layer in self._layers:
            if layer.at[:1] == ("arms",) or (layer.at and self._made_by(layer)):
                keys |= written_keys(layer.table(name))
        return keys

    def _as_written(self) -> WrittenArm:
        """Return the arm as if it were written as it is in this period."""
        values = {name: value for name in GIVEN if (value := self._beside_tables(name)) is not None} | {
            "role": self.role,
            "label": self.label,
        }
        if self.who is None:  # else not all of the arm enter the period
            values["participants"] = self.arm_written.participants
        values["rationale"] = self.arm_written.rationale
        values |= {key: value for key in ("description", "notes") if (value := self.said(key)) is not None}
        values = {key: value for key, value in values.items() if value is not None}
        for name in INHERITED:
            own = [layer.table(name) for layer in self._layers if layer.at]
            laid: Table | None = None
            for table in own:
                laid = table.over(laid) if table is not None else laid
            if laid is not None:
                values[name] = laid
        return WrittenArm(**cast("Any", values))

    def _beside_tables(self, name: str) -> Any:
        period = self._of_period(name) if name in WrittenPeriod.known_keys else None
        if period is not None:
            return period
        if name == "sham_method" and self.role != "sham":
            return None  # what makes the arm a sham makes none of a period that is none
        given = getattr(self._given, name)
        return getattr(self.arm_written, name) if given is None and name == "co_intervention" else given

    @property
    def washout_days(self) -> Any:
        """The days without treatment before it: its own, or those that a crossover says of all its periods but the first."""
        own = self.said("washout_days")
        if own is not None or not self.follows_another:
            return own
        return self._study.washout_days if self._study.design == "crossover" else None

    @property
    def whole(self) -> Arm:
        """The arm that the period is of."""
        return self.arm or self

    @property
    def label(self) -> str:
        """The arm and the period in the words of the file: `sham-active, weeks 3 and 4`."""
        return f"{self.arm_written.label or self.arm_name}, {self.called}"

    @property
    def called(self) -> str:
        """The name for readers of the period without its arm's."""
        return str(self.said("label") or self.period.replace("_", " "))

    @property
    def treatment(self) -> str:
        """The name for readers of what is given: the arm's, or that of the arm whose treatment the period gives."""
        return self._given.label or self._giver

    @property
    def labelled(self) -> tuple[Path, ...]:
        """Where the names of the arm and of the period for readers are written."""
        of_arm = (("arms", self.arm_name, "label"),) if self.arm_written.label else ()
        return (*of_arm, *((self.at("label"),) if self.said("label") else ()))

    @property
    def header(self) -> Path:
        """Where the period stands: in the arm, or among those of all arms."""
        own = ("arms", self.arm_name, "periods", self.period)
        return own if self.period in (self.arm_written.periods or {}) else own[2:]

    def own_table(self, table: str, key: str) -> str:
        """Return the header of the table in which a value is written for this alone: in the arm, where no period says it."""
        where = self.at(table, key)
        if "periods" not in where[:3]:
            return dotted(("arms", self._giver, table))
        of_all = where[0] == "periods" and self._made_by(self._layers[-2])
        return dotted((*(() if of_all else ("arms", self.arm_name)), "periods", self.period, table))

    def at(self, *keys: str) -> Path:
        """Return where a value of this period is written; one that is not, where it would be."""
        if keys[0] in INHERITED:
            return self._at_table(keys)
        if keys[0] not in WrittenPeriod.known_keys:  # such as the participants, which an arm has alone
            return ("arms", self.arm_name, *keys)
        for layer in reversed(self._layers[-2:]):
            if keys[0] in layer.holder.written_keys:
                return (*layer.at, *keys)
            if layer.holder.written_keys & {"gives"} and keys[0] in GIVEN:
                return ("arms", self._giver, *keys)
        if keys[0] in GIVEN and keys[0] in self._given.written_keys:
            return ("arms", self._giver, *keys)
        of_all = (
            keys == ("washout_days",) and self.washout_days is not None
        )  # a crossover may say it for all periods
        return (*(("study",) if of_all else self.header), *keys)

    def _at_table(self, keys: tuple[str, ...]) -> Path:
        of_course = keys[0] == "schedule" and keys[1:2] and keys[1] in LENGTH_KEYS
        standing: Path | None = None
        for number, layer in reversed([*enumerate(self._layers)]):
            table = layer.table(keys[0])
            if table is None or (of_course and self._is_of_the_whole(number)):
                continue
            if len(keys) == 1 or keys[1] in written_keys(table):
                return (*layer.at, *keys)
            standing = (*layer.at, *keys)
        return (*self.header, *keys) if of_course or standing is None else standing
