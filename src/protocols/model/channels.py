"""A channel, as written: what flows through one pair of electrodes while others deliver something else."""

from protocols.model.device import Electrode
from protocols.model.keys import key
from protocols.model.stimulation import Stimulation
from protocols.model.table import Table
from protocols.model.types import Text


class WrittenChannel(Table):
    """A channel: its own tables hold only what differs from the arm's, or from those of the period."""

    label: Text | None = key("Label", "The channel's name for readers.", example="before the tragus")
    description: Text | None = key("Description", "What the keys do not say.", example="clip electrode")
    stimulation: Stimulation | None = key(
        "Stimulation", "What differs in this channel.", example={"frequency_hz": 100}
    )
    electrode: Electrode | None = key(
        "Electrode", "What differs in this channel.", example={"contact_area_mm2": 20}
    )
