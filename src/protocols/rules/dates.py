"""DSN, third part: versions and dates of the protocol and its amendments."""

import re
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.model import Study

Version = tuple[int, ...]

VERSION: Final = re.compile(r"\s*(?:v|version)?[\s.]*(\d{1,9}(?:\.\d{1,9})*)\s*", re.IGNORECASE | re.ASCII)


class _Step(NamedTuple):
    """An amendment with a version that can be compared, and a date; written is the version as it stands there."""

    version: Version
    date: date
    number: int
    written: str


def numbers(version: str | None) -> Version | None:
    """Return the numbers of a version such as 1.2 or v2, without zeros at its end; None for any other text."""
    found = VERSION.fullmatch(version or "")
    if found is None:
        return None
    parts = [int(part) for part in found[1].split(".")]
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


@rule("DSN011", Severity.WARNING, if_written=("amendments",))
def amendment_newer_than_the_protocol(study: Study) -> Results:
    """An amendment leads to a newer version than the protocol has, or is dated after it; or a newer one is dated earlier.

    `study.version` and `study.date` are those of the file as it is, with all its amendments. Versions are compared where
    they are numbers, such as 1.2 or v2.

    Fix: write the version and date of the last amendment in `[study]`, or correct the amendment.
    """
    about, amendments = study.about, study.protocol.amendments or ()
    version = numbers(about.version)
    for index, amendment in enumerate(amendments):
        at: Path = ("amendments", index)
        to = numbers(amendment.version)
        if version is not None and to is not None and to > version:
            yield Flag(
                (*at, "version"),
                f"the amendment leads to version {amendment.version}, but the protocol has version {about.version}",
                f'write: version = "{amendment.version}" in [study], or correct the amendment',
                ((("study", "version"), "version of the protocol"),),
            )
        elif amendment.date is not None and about.date is not None and amendment.date > about.date:
            yield Flag(
                (*at, "date"),
                f"the amendment is of {amendment.date}, but this version of the protocol of {about.date}",
                f"write: date = {amendment.date} in [study], or correct the amendment",
                ((("study", "date"), "date of the protocol"),),
            )
    yield from _out_of_order(study)


def _out_of_order(study: Study) -> Results:
    """Flag each amendment that leads to a newer version than another, but is dated before it."""
    known = [
        _Step(number, one.date, index, one.version or "")
        for index, one in enumerate(study.protocol.amendments or ())
        if one.date is not None and (number := numbers(one.version)) is not None
    ]
    latest: _Step | None = None
    for _, same in groupby(sorted(known), key=lambda step: step.version):
        steps = list(same)
        for step in steps:
            if latest is not None and step.date < latest.date:
                yield Flag(
                    ("amendments", step.number, "date"),
                    f"version {step.written} is dated {step.date}, before version {latest.written} of {latest.date}",
                    "correct the date or the version",
                    ((("amendments", latest.number, "date"), f"version {latest.written}"),),
                )
        latest = max(([latest] if latest else []) + steps, key=lambda step: step.date)
