"""How a check is to be run."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a check. today is the day that waivers expire against, given for runs that can be repeated."""

    today: date = field(default_factory=date.today)
