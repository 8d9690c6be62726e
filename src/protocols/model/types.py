"""The types of values that many keys take: what mypy sees of them, and how they are read."""

import re
from typing import Annotated, Final, TypeVar

from protocols.model import several, values
from protocols.model.ranges import Range

T = TypeVar("T")

NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")

Text = Annotated[str, values.Words(least=1)]
"""Words; never empty, because a key without a value is left out."""

Name = Annotated[str, values.Words(pattern=NAME)]
"""The name of an arm or an outcome."""

Listed = Annotated[tuple[T, ...], several.AtLeast(0)]
"""A TOML array; kept as a tuple, so that a table cannot be changed. May be empty."""

Some = Annotated[tuple[T, ...], several.AtLeast(1)]
"""A TOML array with at least one element."""

Quantity = Annotated[float | Range, several.NumberOrRange(least=0)]
"""A number of at least 0, or a range of such."""

Positive = Annotated[float | Range, several.NumberOrRange(above=0)]
"""A number above 0, or a range of such."""

DaysOfWeek = Annotated[float | Range, several.NumberOrRange(above=0, most=7)]
"""Days in a week, above 0 and at most 7, or a range of such."""

Number = Annotated[float, values.Number(least=0)]
"""A number of at least 0."""

Above0 = Annotated[float, values.Number(above=0)]
"""A number above 0."""

Fraction = Annotated[float, values.Number(least=0, most=1)]
"""A number from 0 to 1."""

OfTen = Annotated[float, values.Number(least=0, most=10)]
"""A rating from 0 to 10."""

Percent = Annotated[float, values.Number(least=0, most=100)]
"""A share in percent, from 0 to 100."""

Count = Annotated[int, values.WholeNumber(least=1)]
"""A whole number of at least 1."""

Heads = Annotated[int, values.WholeNumber(least=0)]
"""A whole number of at least 0."""
