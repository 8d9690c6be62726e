"""DSN, fourth part: dates beside the day on which the file is checked."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.model import Study

OTHER_ZONE: Final = timedelta(days=1)
"""Elsewhere on earth it may already be tomorrow."""


class Dated(NamedTuple):
    """A study, and the day on which it is checked."""

    study: Study
    today: date


@rule("DSN012", Severity.WARNING)
def dated_after_today(dated: Dated) -> Results:
    """An amendment is dated later than today.

    It says what was changed, and when. A date of tomorrow is left alone: somewhere it is tomorrow already. The date of
    the protocol itself may be planned, and is only noted.

    Fix: correct the date.
    """
    last = dated.today + OTHER_ZONE
    about = dated.study.about
    for index, amendment in enumerate(dated.study.protocol.amendments or ()):
        if amendment.date is not None and amendment.date > last:
            message = f"the amendment is dated {amendment.date}, after today ({dated.today})"
            yield Flag(("amendments", index, "date"), message, "correct the date")
    if about.date is not None and about.date > last:
        message = f"this version is dated {about.date}, after today ({dated.today})"
        yield Flag(
            ("study", "date"), message, "correct the date, if it is not planned", severity=Severity.NOTE
        )
