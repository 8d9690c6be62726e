"""What flows in an arm, or in one of its periods, through one of its channels: the channel's own tables over the rest."""

from typing import Any, Final

from protocols.document.document import Path
from protocols.model.arm import CYCLE, Arm, is_unread, written_keys
from protocols.model.channels import WrittenChannel
from protocols.model.part import Layer
from protocols.model.paths import dotted
from protocols.model.table import Table

OF_A_CHANNEL: Final = ("stimulation", "electrode")
"""The tables in which channels differ. Device and schedule are those of the arm."""
NO_CHANNEL: Final = WrittenChannel()
WORKED_OUT: Final = frozenset({"delivers_current", "electrode_sites", "electrodes_away"})
"""What an arm works out of its tables when it is asked: a channel works it out of its own."""


def on_one_channel(one: Arm, other: Arm) -> bool:
    """Say whether two arms are to be compared: channels of one name are, and of another only where none has that name."""
    if not one.channel or not other.channel or one.channel == other.channel:
        return True
    return other.channel not in one.base.channels and one.channel not in other.base.channels


class Channel(Arm):
    """An arm, or one of its periods, as it is in one of its channels. To rules and outputs it is an arm like others.

    `name` is that of the arm or period, and the channel (`verum.cymba`, `ab.first.cymba`); `base` is what it is a channel
    of, `channel` its own name.
    """

    def __init__(self, base: Arm, channel: str, shared: WrittenChannel, own: Layer | None) -> None:
        # Whatever a channel does not write itself is that of the arm or period.
        self.__dict__.update({key: value for key, value in vars(base).items() if key not in WORKED_OUT})
        self._base, self.channel = base, channel
        self.name = f"{base.name}.{channel}"
        self.derived: dict[Any, Any] = {}
        self.channels: dict[str, Arm] = {}
        self._own_stimulation = own.table("stimulation") if own is not None else None
        self._channel_layers = (
            Layer(("channels", channel), self._taken(shared)),
            *((own,) if own is not None else ()),
        )
        values: dict[str, Any] = {"label": self.label}
        self._own = dict(base._own)
        for table in OF_A_CHANNEL:
            written = [one for layer in self._channel_layers if (one := layer.table(table)) is not None]
            if not written:
                continue
            laid: Table = getattr(base, table)
            beside: Table | None = getattr(base.written, table)
            for one in written:
                laid, beside = one.over(laid), one.over(beside)
            setattr(self, table, laid)
            values[table] = beside
            if own is not None:  # what a channel of all arms says is no arm's own
                self._own[table] = base._own[table] | written_keys(own.table(table))
        values |= {key: value for key in ("description", "notes") if (value := self.said(key)) is not None}
        self.written = base.written.changed(**values)
        self._settle()

    def _own_cycle(self) -> frozenset[str]:
        return self.base._cycle | (CYCLE & written_keys(self._own_stimulation))

    def _taken(self, shared: WrittenChannel) -> WrittenChannel:
        """Return what is taken of a channel of all arms: a sham that says itself when it stops takes no cycle from there."""
        stimulation = shared.stimulation
        ramp = not is_unread(self, ("sham_method",)) and self.written.sham_method == "ramp_then_off"
        if stimulation is None or not ramp or not self._own_cycle():
            return shared
        return shared.changed(stimulation=stimulation.without(CYCLE | {"pattern", "gating"}))

    def said(self, key: str) -> Any:
        """Return what the channel itself says under a key: the arm's own, then the shared one."""
        said = (getattr(layer.holder, key) for layer in reversed(self._channel_layers))
        return next((one for one in said if one is not None), None)

    @property
    def base(self) -> Arm:
        """The arm, or the period, that it is a channel of."""
        return self._base

    @property
    def whole(self) -> Arm:
        """The arm that the channel is of."""
        return self.base.whole

    @property
    def label(self) -> str:
        """The arm, its period and the channel in the words of the file: `taVNS, before the tragus`."""
        return f"{self.base.written.label or self.base.name}, {self.channel_called}"

    @property
    def called(self) -> str:
        """The name for readers of the period that it is in, without its arm's; "" where the arm has none."""
        return self.base.called

    @property
    def channel_called(self) -> str:
        """The name for readers of the channel without its arm's."""
        return str(self.said("label") or self.channel.replace("_", " "))

    @property
    def treatment(self) -> str:
        """The name for readers of what is given: the arm's, or that of the arm whose treatment the period gives."""
        return self.base.treatment

    @property
    def labelled(self) -> tuple[Path, ...]:
        """Where the names of the arm and of the channel for readers are written."""
        return (*self.base.labelled, *((self.at("label"),) if self.said("label") else ()))

    @property
    def header(self) -> Path:
        """Where the channel stands: in the arm, or among those of all arms."""
        nearest: Layer = self._channel_layers[-1]
        return nearest.at

    def own_table(self, table: str, key: str) -> str:
        """Return the header of the table in which a value is written for this alone: in the arm, where no channel says it."""
        if "channels" not in self.at(table, key)[:3]:
            return self.base.own_table(table, key)
        return dotted(("arms", self.base.gives or self.base.arm_name, "channels", self.channel, table))

    def at(self, *keys: str) -> Path:
        """Return where a value of this channel is written: in the channel, else where the arm or period has it."""
        table = keys[0] in OF_A_CHANNEL
        for layer in reversed(self._channel_layers):
            if not table:
                if keys[0] in layer.holder.written_keys:
                    return (*layer.at, *keys)
            elif (written := layer.table(keys[0])) is not None and (
                len(keys) == 1 or keys[1] in written_keys(written)
            ):
                return (*layer.at, *keys)
        return self.base.at(*keys)
