"""WAI: the waivers of the file. Each rule looks at one waiver."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Rule, Severity, rule
from protocols.lib.fillers import is_answer, points_elsewhere
from protocols.lib.spelling import near_code
from protocols.model import Study
from protocols.model.paths import is_known, steps_of
from protocols.model.records import Waiver
from protocols.rules.today import OTHER_ZONE

SAFETY = ("SAF", "ELE")
LONGEST_YEARS = 3


@dataclass(frozen=True, slots=True)
class WaiverCase:
    """One waiver of a study, with what is needed to judge it."""

    waiver: Waiver
    at: Path
    study: Study
    rules: Mapping[str, Rule]
    used: bool
    today: date

    @property
    def where(self) -> tuple[str, ...]:
        """The path that the waiver is for; empty for the whole file."""
        return steps_of(self.waiver.where) if self.waiver.where else ()

    @property
    def approver(self) -> str | None:
        """Who approved it; None where nobody is named, be it by a text such as `"?"`."""
        said = self.waiver.approved_by
        return said if said is not None and is_answer(("waivers", "approved_by"), said) else None


@rule("WAI001", Severity.ERROR, waivable=False)
def waiver_of_an_unknown_rule(case: WaiverCase) -> Results:
    """A waiver names a rule that does not exist.

    Fix: write the rule's code, as its findings show it.
    """
    name = case.waiver.rule
    if name in case.rules:
        return
    by_name = {rule_.name: code for code, rule_ in case.rules.items()}
    near = by_name.get(name) or near_code(name, case.rules)
    yield Flag(
        (*case.at, "rule"),
        f"there is no rule {name}",
        f"did you mean {near}?" if near else "see: tavns rules",
    )


@rule("WAI002", Severity.WARNING, waivable=False)
def waiver_that_silences_nothing(case: WaiverCase) -> Results:
    """A waiver silences nothing, whatever the profile.

    What it was for has been mended or has moved; left in place it would silence the next mistake there.

    Fix: take the waiver out, or correct its `where`.
    """
    if not case.used:
        place = f" at {case.waiver.where}" if case.waiver.where else ""
        yield Flag(
            case.at,
            f"no finding of {case.waiver.rule}{place} is there to waive",
            "take the waiver out" + (", or correct its where" if case.where else ""),
        )


@rule("WAI003", Severity.ERROR, waivable=False)
def waiver_expired(case: WaiverCase) -> Results:
    """A waiver has expired; what it silenced counts again.

    Fix: decide again, and write a new `expires`.
    """
    last = case.waiver.expires
    if last is not None and last < case.today:
        yield Flag(
            (*case.at, "expires"),
            f"the waiver of {case.waiver.rule} held until {last}",
            "decide again, and write a new expires",
        )


@rule("WAI004", Severity.ERROR, waivable=False)
def waiver_of_a_rule_that_stands(case: WaiverCase) -> Results:
    """The rule may not be waived.

    Rules on the shape of the file, on the waivers themselves, and a few on safety leave nothing to weigh up.

    Fix: mend what the rule finds.
    """
    found = case.rules.get(case.waiver.rule)
    if found is not None and not found.waivable:
        yield Flag(
            (*case.at, "rule"),
            f"{found.code} may not be waived",
            "take the waiver out; mend what the rule finds",
        )


@rule("WAI005", Severity.ERROR, waivable=False)
def waiver_for_no_key(case: WaiverCase) -> Results:
    """A waiver is for a path that the format does not know.

    The path may be absent from this file, but it has to be a key of the format, and its arm or outcome one of the study.

    Fix: copy the path from the finding.
    """
    path = case.where
    if not path:
        return
    tables: dict[str, Collection[str]] = {"arms": case.study.arms, "outcomes": case.study.outcomes}
    named = tables.get(path[0])
    strange = named is not None and len(path) > 1 and path[1] not in named
    if strange or not is_known(path):
        one = path[0].removesuffix("s")
        what = f"there is no {one} {path[1]}" if strange else f"the format has no key {'.'.join(path)}"
        yield Flag((*case.at, "where"), what, "copy the path from the finding")


@rule("WAI006", Severity.WARNING, waivable=False)
def safety_waived_without_approval(case: WaiverCase) -> Results:
    """A rule on safety (SAF, ELE) is waived, and nobody is named who approved it.

    A text such as `"?"`, `"nobody"` or `"pending"` names nobody.

    Fix: write `approved_by`.
    """
    found, said = case.rules.get(case.waiver.rule), case.waiver.approved_by
    if found is None or found.family not in SAFETY or case.approver is not None:
        return
    message = f"{found.code} is waived without approved_by"
    if said is not None:
        message = f"{found.code} is waived, but “{said}” does not name who approved it"
    where = case.at if said is None else (*case.at, "approved_by")
    yield Flag(where, message, "write who approved it: approved_by = …")


@rule("WAI007", Severity.NOTE, waivable=False)
def waiver_without_an_end(case: WaiverCase) -> Results:
    """A waiver does not expire, or only in more than three years.

    A reason that held once is read again when it expires.

    Fix: write `expires`, a date within three years.
    """
    last = case.waiver.expires
    if last is None:
        yield Flag(
            case.at, f"the waiver of {case.waiver.rule} never expires", "write expires, within three years"
        )
    elif last > _in_years(case.today, LONGEST_YEARS):
        yield Flag(
            (*case.at, "expires"),
            f"the waiver of {case.waiver.rule} expires only on {last}",
            "choose a date within three years",
        )


@rule("WAI008", Severity.ERROR, waivable=False)
def waiver_dated_after_it_expires(case: WaiverCase) -> Results:
    """A waiver is dated after the last day on which it holds: it silences nothing on any day.

    Fix: correct `date` or `expires`.
    """
    written, last = case.waiver.date, case.waiver.expires
    if written is not None and last is not None and written > last:
        yield Flag(
            (*case.at, "date"),
            f"the waiver of {case.waiver.rule} was written on {written}, but holds until {last}",
            "correct date or expires",
            (((*case.at, "expires"), "it expires"),),
        )


@rule("WAI009", Severity.WARNING, waivable=False)
def waiver_dated_after_today(case: WaiverCase) -> Results:
    """A waiver is dated later than today.

    `date` says when it was written. A date of tomorrow is left alone: somewhere it is tomorrow already.

    Fix: correct `date`.
    """
    written = case.waiver.date
    if written is not None and written > case.today + OTHER_ZONE:
        yield Flag(
            (*case.at, "date"),
            f"the waiver of {case.waiver.rule} is dated {written}, after today ({case.today})",
            "correct date",
        )


@rule("WAI010", Severity.ERROR, waivable=False)
def waiver_without_a_reason(case: WaiverCase) -> Results:
    """The reason of a waiver is no reason: `"x"`, `"tbd"`, `"none"`. The waiver silences nothing.

    Whoever reads the finding later has to be able to judge why it was accepted.

    Fix: write why the finding is accepted in this study.
    """
    said = case.waiver.reason
    # Of a reason it may be said where it is written; the one who reads it has the protocol.
    if not is_answer(("waivers", "reason"), said) and not points_elsewhere(said):
        yield Flag(
            (*case.at, "reason"),
            f"“{said}” is no reason to waive {case.waiver.rule}",
            "write why the finding is accepted in this study",
        )


def _in_years(day: date, years: int) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)


# A waiver that is wrong in itself has that one finding; the later rules speak only of waivers that hold.
WRONG_WAIVER = (
    waiver_of_an_unknown_rule,
    waiver_of_a_rule_that_stands,
    waiver_for_no_key,
    waiver_without_a_reason,
    waiver_dated_after_it_expires,
    waiver_expired,
)
WAIVER_HOLDS = (
    waiver_that_silences_nothing,
    safety_waived_without_approval,
    waiver_without_an_end,
    waiver_dated_after_today,
)
