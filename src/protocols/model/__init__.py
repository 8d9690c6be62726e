"""The model: the shape of a protocol file (`Protocol`) and its meaning (`Study`, `Arm`)."""

from protocols.model.arm import Arm
from protocols.model.protocol import Protocol
from protocols.model.ranges import Range, high, low, overlap, single
from protocols.model.study import Study
from protocols.model.table import Table

__all__ = ["Arm", "Protocol", "Range", "Study", "Table", "high", "low", "overlap", "single"]
