"""What follows from changes: the dose before and after, and the findings gained and lost."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from protocols.changes.study import channels_of, pairs, parts_of
from protocols.dose.electrical import Metric, dose
from protocols.dose.formulas import NOTHING, Interval, Value
from protocols.findings.report import Finding, Report
from protocols.model import Arm, Study
from protocols.model.paths import INHERITED, inner, steps_of
from protocols.rules import not_yet_decided

GAINED, LOST, WAIVED, UNWAIVED = "gained", "lost", "waived", "no longer waived"
UNEVALUATED = "no longer evaluated"


class DoseChange(NamedTuple):
    """A derived quantity of some arms that is not what it was; None where there is no such arm."""

    arms: tuple[str, ...]
    key: str
    label: str
    unit: str
    old: Value | None
    new: Value | None


class FindingChange(NamedTuple):
    """A finding that is there in one version only, or waived in one only; of a lost one, as it stood in the old.

    One is not lost where its rule could not be evaluated any more; reason then says what that lacks.
    """

    what: str
    finding: Finding
    reason: str = ""

    @property
    def of_old(self) -> bool:
        """Whether the finding is one of the old version."""
        return self.what in (LOST, UNEVALUATED)


def dose_changes(old: Study, new: Study) -> list[DoseChange]:
    """Return each derived quantity that changed, once for all arms with the same change; in the order of a dose table.

    What could not be computed in either version is left out. Of an arm that was added or removed it is what it gets.
    """
    found: dict[tuple[str, Value | None, Value | None], list[str]] = {}
    metrics: dict[str, Metric] = {}
    for name, before, after in _arms(old, new):
        mine = [dose(arm) if arm is not None else {} for arm in (before, after)]
        for key, metric in (mine[0] | mine[1]).items():
            was, now = (one[key].value if key in one else None for one in mine)
            metrics.setdefault(key, metric)
            if was != now and _tells(was, now):
                found.setdefault((key, was, now), []).append(name)
    order = list(metrics)
    return [
        DoseChange(tuple(names), key, metrics[key].label, metrics[key].unit, was, now)
        for (key, was, now), names in sorted(found.items(), key=lambda one: order.index(one[0][0]))
    ]


def _arms(old: Study, new: Study) -> Iterator[tuple[str, Arm | None, Arm | None]]:
    """Yield what is given in both versions, before and after, and what is given in one of them only."""
    given = parts_of(pairs(old, new))
    both = [one for pair in given for one in (channels_of(pair) or [pair])]
    both = [one for one in both if one.old.name in old.parts and one.new.name in new.parts]
    yield from ((pair.new.name, pair.old, pair.new) for pair in both)
    kept = {pair.old.name for pair in both}, {pair.new.name for pair in both}
    yield from ((name, arm, None) for name, arm in old.parts.items() if name not in kept[0])
    yield from ((name, None, arm) for name, arm in new.parts.items() if name not in kept[1])


def _tells(was: Value | None, now: Value | None) -> bool:
    """Say whether something is known of either; an arm without current that came or went is told by its role."""
    known = [value for value in (was, now) if isinstance(value, Interval)]
    return bool(known) and not (None in (was, now) and known == [NOTHING])


def finding_changes(
    old: Report, new: Report, called: Mapping[str, str], *, changed: bool = True
) -> list[FindingChange]:
    """Return the findings gained, lost, waived or no longer waived; called holds the new name of each old arm.

    A finding is the same where code, path and message are. One that only moved, from an arm's own table to the shared
    one, is neither gained nor lost; nor, where nothing changed, is one that names the arms apart since it moved.
    """
    before = {_identity(one, called): one for one in _apart(old)}
    after = {_identity(one, called): one for one in _apart(new)}
    gone = [one for one in before if one not in after]
    come = [one for one in after if one not in before]
    alike = _without_table if changed else _code
    moved = {alike(one) for one in gone} & {alike(one) for one in come}
    both = [one for one in after if one in before]
    return [
        *(FindingChange(GAINED, after[one]) for one in come if alike(one) not in moved),
        *(_gone(before[one], old, new) for one in gone if alike(one) not in moved),
        *(FindingChange(WAIVED, after[one]) for one in both if after[one].waiver and not before[one].waiver),
        *(
            FindingChange(UNWAIVED, after[one])
            for one in both
            if before[one].waiver and not after[one].waiver
        ),
    ]


def _gone(finding: Finding, old: Report, new: Report) -> FindingChange:
    """Say whether a finding was lost, or whether nobody can say any more whether it still holds."""
    lacked = {one.reason for one in old.not_evaluated if one.code == finding.code}
    lacks = [one.reason for one in new.not_evaluated if one.code == finding.code and one.reason not in lacked]
    return FindingChange(UNEVALUATED, finding, lacks[0]) if lacks else FindingChange(LOST, finding)


def _apart(report: Report) -> Iterator[Finding]:
    """Yield the findings of a report; what a draft gathers in one note, each thing that is open by itself."""
    for finding in report.findings:
        if finding.code != not_yet_decided.code:
            yield finding
            continue
        opening, _, things = finding.message.partition(": ")
        for thing in things.split("; "):
            yield replace(finding, message=f"{opening}: {thing}")


Identity = tuple[str, tuple[str, ...], str]


def _identity(finding: Finding, called: Mapping[str, str]) -> Identity:
    """Return what a finding is known by; renamed arms go by one name, whichever of the two is written."""
    renamed = {name: new for old, new in called.items() if old != new for name in (old, new)}
    words = "|".join(map(re.escape, sorted(renamed, key=len, reverse=True)))

    def one_name(text: str) -> str:
        if not words:
            return text
        return re.sub(rf"(?<![\w-])(?:{words})(?![\w-])", lambda found: renamed[found[0]], text)

    return finding.code, tuple(one_name(step) for step in steps_of(finding.path)), one_name(finding.message)


def _code(one: Identity) -> object:
    return one[0]


def _without_table(one: Identity) -> object:
    """Return an identity that does not tell an arm's own table from the shared one."""
    code, path, message = one
    own = inner(path)
    return code, own if own and own[0] in INHERITED else path, message
