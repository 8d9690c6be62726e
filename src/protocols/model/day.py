"""A day, or a month of which the day is not set yet."""

import datetime
import re
from typing import Annotated, Any, Final

from protocols.model.values import Date, JsonSchema

MONTH: Final = re.compile("[1-9][0-9]{3}-(?:0[1-9]|1[0-2])")
LAST_DAYS: Final = (31, 30, 29, 28)
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)


class DayOrMonth(Date):
    """A date of TOML, or a text such as 2027-01; one fault and one schema for both, so that a mistake is one message."""

    def read(self, value: Any) -> Any:
        """Return the day, or the month."""
        if isinstance(value, str) and MONTH.fullmatch(value):
            return value
        return super().read(value)

    def schema(self, defs: JsonSchema) -> JsonSchema:  # noqa: ARG002 - as every kind of value has it
        """Return its JSON Schema."""
        day = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
        return {"type": "string", "pattern": f"^({MONTH.pattern.replace('?:', '')}|{day})$"}


Day = Annotated[datetime.date | str, DayOrMonth()]
"""A date, or the text of a month such as 2027-01."""


def first(day: datetime.date | str) -> datetime.date:
    """Return a day; of a month its first."""
    return day if isinstance(day, datetime.date) else datetime.date.fromisoformat(f"{day}-01")


def last(day: datetime.date | str) -> datetime.date:
    """Return a day; of a month its last."""
    if isinstance(day, datetime.date):
        return day
    begin = first(day)
    for number in LAST_DAYS:
        try:
            return begin.replace(day=number)
        except ValueError:
            continue
    return begin


def is_day(day: datetime.date | str) -> bool:
    """Say whether a day is set; not where only its month is."""
    return isinstance(day, datetime.date)


def in_words(day: datetime.date | str) -> str:
    """Return a day as people write it: `30 June 2028`; of a month `January 2027`."""
    begin = first(day)
    name = f"{MONTHS[begin.month - 1]} {begin.year}"
    return f"{begin.day} {name}" if is_day(day) else name
