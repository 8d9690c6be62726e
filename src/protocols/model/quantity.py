"""How a number or a range is said in words."""

from protocols.lib.units import plain
from protocols.model.table import Range


def show(quantity: float | Range) -> str:
    """Return a number or a range as people write it."""
    if not isinstance(quantity, Range):
        return plain(quantity)
    ends = (quantity.min, quantity.max)
    if None in ends:
        return (
            f"from {plain(quantity.min)}" if quantity.min is not None else f"up to {plain(quantity.max or 0)}"
        )
    return f"{plain(quantity.min or 0)} to {plain(quantity.max or 0)}"
