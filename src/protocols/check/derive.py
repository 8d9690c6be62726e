"""Write down what follows from a protocol's own values, where somebody asks for it; never over what is written."""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from math import prod
from typing import Final, NamedTuple

from protocols.check.configuration.config import Config
from protocols.check.engine import lint_document
from protocols.check.fixes import PASSES, Change, Fixed, accepted
from protocols.document.document import Document, Path, Span
from protocols.document.splice import add_lines, line_start, next_line, replaced
from protocols.document.tree import TABLE
from protocols.findings.report import Replacement, Report
from protocols.lib.units import exact, plain
from protocols.model import Study, Table
from protocols.model.course import sessions_of_course
from protocols.model.faults import build
from protocols.model.paths import dotted
from protocols.model.schedule import Schedule

DIGITS: Final = 4
"""Digits behind the point that a duty cycle may have; one that needs more is left to be reckoned."""
# What bears on a derived value: where an arm overrides one of these, the shared value would not be the arm's.
BEARING: Final = {
    "total_sessions": frozenset({"sessions_per_day", "days_per_week", "weeks", "months", "days"}),
    "duty_cycle": frozenset({"on_s", "off_s", "pattern", "gating"}),
}


class _Following(NamedTuple):
    """A key that follows from others of its table, and its value."""

    path: Path
    factors: tuple[str, ...]
    text: str


def derive(document: Document, config: Config | None = None) -> Fixed:
    """Add `total_sessions` and `duty_cycle` where they are absent and follow exactly from their own table.

    All factors are single numbers under the table's header, and no arm overrides one of them. What a check of the
    result finds anew, under these settings, keeps a value out. A record says what was reported: nothing is added to it.
    """
    added: list[tuple[Path, str]] = []
    for _ in range(PASSES):
        before = lint_document(document, config)
        offered = [(one, place) for one in _following(document) if (place := _addition(document, one))]
        offered.sort(key=lambda pair: pair[1].start)
        kept = accepted(partial(_holds, document, before, config), offered)
        if not kept:
            break
        document = replaced(document, [place for _, place in kept])
        added += [(one.path, one.text) for one, _ in kept]
    changes = [Change(document.place(document.nearest(path)).line, "", text) for path, text in added]
    return Fixed(document, tuple(sorted(changes)))


def _holds(
    document: Document, before: Report, config: Config | None, chosen: list[tuple[_Following, Replacement]]
) -> bool:
    """Say whether a check finds nothing anew; that less is undecided (KEY011) is the purpose."""
    there = {(one.code, one.path) for one in before.findings}
    after = lint_document(replaced(document, [place for _, place in chosen]), config).findings
    return all((one.code, one.path) in there for one in after if one.code != "KEY011")


def _following(document: Document) -> Iterator[_Following]:
    study = build(document.data) if document.data is not None else None
    if not isinstance(study, Study) or study.is_record:
        return
    for path, table, whole, overriding in _tables(study):
        for one in _sessions(path, table), _duty(path, table, whole):
            key = str(one.path[-1]) if one else ""
            overridden = any(
                key not in other.written_keys and other.written_keys & BEARING.get(key, set())
                for other in overriding
            )
            if one and key not in whole.written_keys and not overridden:
                yield one


def _tables(study: Study) -> Iterator[tuple[Path, Table, Table, list[Table]]]:
    """Yield each schedule and stimulation: its path, as it is written, as it is meant, and what arms lay over it."""
    # How many sessions there are in all, periods say together; no table of one of them says it.
    for name in ("stimulation",) if study.has_periods else ("schedule", "stimulation"):
        every = dict.fromkeys([arm for arm in study.given.values() if arm.stimulated] + study.stimulated())
        arms = {arm: own for arm in every if (own := getattr(arm.written, name)) is not None}
        shared: Table | None = getattr(study.protocol, name)
        if shared is not None:
            yield (name,), shared, shared, list(arms.values())
        for arm, own in arms.items():
            if not arm.period and not arm.channel:
                yield ("arms", arm.name, name), own, getattr(arm, name), []


def _sessions(path: Path, table: Table) -> _Following | None:
    course = ("days",) if "days" in table.written_keys else ("days_per_week", "weeks")
    factors = ("sessions_per_day", *course)
    total = prod(_numbers(table, factors) or [Fraction(0)])
    if total.denominator != 1 or not isinstance(table, Schedule):
        return None
    # Part of a week may hold more days than its share, or fewer.
    if sessions_of_course(table) != (total, total):
        return None
    return _Following((*path, "total_sessions"), factors, f"total_sessions = {total}")


def _duty(path: Path, table: Table, whole: Table) -> _Following | None:
    factors = ("on_s", "off_s")
    numbers = _numbers(table, factors)
    by_the_clock = getattr(whole, "pattern", None) in (None, "intermittent") and not getattr(
        whole, "gating", None
    )
    if not numbers or not by_the_clock:
        return None
    share = numbers[0] / sum(numbers)
    if (share * 10**DIGITS).denominator != 1:
        return None
    return _Following((*path, "duty_cycle"), factors, f"duty_cycle = {plain(float(share))}")


def _numbers(table: Table, keys: tuple[str, ...]) -> list[Fraction] | None:
    """Return the values of some keys, where the table writes each as one number."""
    values = [getattr(table, key, None) for key in keys]
    numbers = [exact(value) for value in values if isinstance(value, float | int)]
    return numbers if len(numbers) == len(keys) else None


def _addition(document: Document, one: _Following) -> Replacement | None:
    """Return the line to add after the last factor; None where the factors do not stand under the table's header."""
    text, node = document.text, document.tree.find(one.path[:-1])
    spans = [document.value((*one.path[:-1], factor)) or Span(0, 0) for factor in one.factors]
    keys = [document.key((*one.path[:-1], factor)) or Span(0, 0) for factor in one.factors]
    before = [text[line_start(text, key.start) : key.start] for key in keys]
    if node is None or node.kind != TABLE or any(indent.strip() for indent in before):
        return None
    last = max(range(len(spans)), key=lambda number: spans[number].start)
    added = add_lines(text, next_line(text, spans[last].end), f"{before[last]}{one.text}")
    return Replacement(dotted(one.path), document.place(Span(added.start, added.end)), *added)
