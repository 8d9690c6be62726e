"""What lies between two versions of a protocol, in words: for a terminal, and as Markdown."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from protocols.changes import Change, DoseChange, FindingChange, Revision
from protocols.changes.amendments import block
from protocols.changes.change import ADDED, CHANGED, REMOVED, RENAMED
from protocols.changes.classes import ADMINISTRATIVE, CLASSES
from protocols.dose.electrical import told
from protocols.dose.formulas import Missing, Value
from protocols.findings.report import DISCLAIMER
from protocols.formats.grid import Grid, markdown_parts
from protocols.formats.style import BOLD, Style, escaped, visible
from protocols.formats.text import wrapped
from protocols.model.facts import UNORDERED, in_words
from protocols.model.paths import dotted
from protocols.model.quantity import TERMINAL, TYPOGRAPHIC, Notation, counted, typeset
from protocols.overview.amounts import Said, unit_for, words_of

HEADER = ("what", "change", "of", "where")
NO_ARM = "no such arm"
DIGITS = (3, 4, 6, 9, 17)
"""So many digits are tried until a change of the dose shows."""


class Row(NamedTuple):
    """One thing to say: what it is about, what happened, of whom, and where it is written."""

    about: str
    what: str
    of: str = ""
    where: str = ""

    @property
    def more(self) -> str:
        """Of whom and where, in one line."""
        return "; ".join(part for part in (self.of, self.where) if part)


def as_text(revision: Revision, style: Style, *, required: bool) -> str:
    """Return it as lines for a terminal; required says whether a rationale is asked for."""
    parts = [[style.paint(visible(headline(revision)), BOLD)]]
    for title, rows in sections(revision):
        lines = [style.paint(title, BOLD)]
        for row in rows:
            lines += wrapped("  ", f"{row.about}: {row.what}", style)
            lines += wrapped("    ", row.more, style) if row.more else []
        parts.append(lines)
    if required:
        text, toml = asked(revision)
        parts += [wrapped("", text, style), [visible(line) for line in toml.splitlines()]]
    parts.append(wrapped("", DISCLAIMER, style))
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def as_markdown(revision: Revision, style: Style, *, required: bool) -> str:  # noqa: ARG001 - as every output
    """Return it as Markdown, to be put under a pull request or sent to a board."""
    parts = [f"# {escaped(headline(revision))}"]
    for title, rows in sections(revision, TYPOGRAPHIC):
        parts += markdown_parts(Grid(title, HEADER, rows).filled)
    if required:
        text, toml = asked(revision)
        parts += ["## Rationale", escaped(text), *([f"```toml\n{toml}```"] if toml else [])]
    return "\n\n".join([*parts, DISCLAIMER]) + "\n"


def headline(revision: Revision) -> str:
    """Say between which files, and how many changes there are; each counts once, under its gravest class."""
    names = f"{revision.old.document.name} → {revision.new.document.name}"
    counts, total = Counter(change.classes[0] for change in revision.changes), len(revision.changes)
    if not total:
        return f"{names}: no change"
    several = [(one, counts[one]) for one in CLASSES if counts[one]]
    listed = ", ".join(f"{count}{'' if one == ADMINISTRATIVE else ' of'} {one}" for one, count in several)
    return f"{names}: {counted(total, 'change')} ({listed})"


def sections(revision: Revision, notation: Notation = TERMINAL) -> Iterator[tuple[str, list[Row]]]:
    """Yield what there is to say, under headings."""
    said = zip(revision.changes, revision.rationale.of, strict=True)
    for title, group in groupby(said, key=lambda one: one[0].classes[0]):
        yield f"Changes: {title}", [_of_change(revision, *one, notation) for one in group]
    of_arms: dict[tuple[str, ...], list[Row]] = {}
    for one in revision.dose:
        of_arms.setdefault(one.arms, []).append(_of_dose(one, notation))
    yield from ((f"Dose of {names(arms)}", rows) for arms, rows in of_arms.items())
    findings = [_of_finding(revision, one, notation) for one in revision.findings]
    if findings:
        yield f"Findings (profile {revision.config.profile})", findings
    if revision.rationale.remarks:
        yield "Amendments", _of_remarks(revision)


def _of_change(revision: Revision, change: Change, versions: tuple[str, ...], notation: Notation) -> Row:
    also = f"also {names(change.classes[1:])}" if change.classes[1:] else ""
    arms = f"in {names(change.arms)}" if change.arms and change.path[0] != "arms" else ""
    of = "; ".join(part for part in (arms, also) if part)
    new, old = lines_of(revision, change)
    places = [
        f"{version.document.name}:{line}"
        for version, line in ((revision.new, new), (revision.old, old))
        if line
    ]
    where = ", before ".join(places) if new else f"before {''.join(places)}"
    why = f"amendment {names(versions)}" if versions else ""
    return Row(
        dotted(change.path), sentence(change, notation), of, "; ".join(part for part in (where, why) if part)
    )


def lines_of(revision: Revision, change: Change) -> tuple[int | None, int | None]:
    """Return the line of a change in the new file and in the old one; None where nothing of it is written."""
    new = next((revision.new.line(at) for at in change.new_at), None) if change.new is not None else None
    old = next((revision.old.line(at) for at in change.old_at), None) if change.old is not None else None
    return new, old


def sentence(change: Change, notation: Notation = TERMINAL) -> str:
    """Say what was and what is: `25 Hz → 1 Hz`; of lists that have something in common, what was added and removed."""
    if change.kind == RENAMED:
        return f"renamed, before {change.old}"
    if change.kind == ADDED and isinstance(change.new, dict):
        return f"added: {in_words(change.key, change.new, notation)}"
    if change.kind == REMOVED and isinstance(change.old, dict):
        return f"removed: {in_words(change.key, change.old, notation)}"
    if change.kind == CHANGED and change.key[-1] in UNORDERED and set(change.old) & set(change.new):
        added = tuple(one for one in change.new if one not in change.old)
        removed = tuple(one for one in change.old if one not in change.new)
        parts = (("added", added), ("removed", removed))
        return ", ".join(f"{word} {in_words(change.key, some, notation)}" for word, some in parts if some)
    return f"{in_words(change.was, change.old, notation)} → {in_words(change.key, change.new, notation)}"


def _of_dose(one: DoseChange, notation: Notation) -> Row:
    like = unit_for([value for value in (one.old, one.new) if value is not None], one.unit, notation)
    for digits in DIGITS:
        old, new = (
            _value(value and told(one.key, value), one.unit, digits, notation, like)
            for value in (one.old, one.new)
        )
        if old != new:
            break
    unit = f" ({like[0]})" if like[0] else ""
    return Row(f"{one.label}{unit}", f"{old} → {new}")


def _value(value: Value | None, unit: str, digits: int, notation: Notation, like: Said) -> str:
    if value is None or isinstance(value, Missing):
        return NO_ARM if value is None else value.reason
    text, own = words_of(value, unit, notation, like, digits)
    return text if own in ("", like[0]) else f"{text} {own}"


def _of_finding(revision: Revision, one: FindingChange, notation: Notation) -> Row:
    finding = one.finding
    version = revision.old if one.of_old else revision.new
    word = f"{finding.severity}{', waived' if finding.waiver else ''}"
    about = f"{one.what} {finding.code}"
    message = finding.message if notation is TERMINAL else typeset(finding.message)
    said = f"{finding.path}: {message}" if finding.path else message
    said += f" (now: {one.reason})" if one.reason else ""
    return Row(about, said, word, f"{version.document.name}:{finding.place.line}")


def _of_remarks(revision: Revision) -> list[Row]:
    name = revision.new.document.name
    return [
        Row(dotted(one.at), one.message, "", f"{name}:{revision.new.line(one.at)}")
        for one in revision.rationale.remarks
    ]


def asked(revision: Revision) -> tuple[str, str]:
    """Say whether each change that needs a rationale has one; and what to write, as TOML, where one has none."""
    lacking, to_write = revision.rationale.lacking, revision.rationale.to_write
    name = revision.new.document.name
    if not lacking:
        return "Each change of dose, blinding or safety has its rationale.", ""
    paths = names(list(dict.fromkeys(dotted(change.path) for change in lacking)))
    said = f"No amendment of {name} says why: {paths}."
    if not to_write:
        return f"{said} Complete the amendments that cover it, as said above.", ""
    return f"{said} Write this at its end, and fill in what is empty:", block_for(revision)


def block_for(revision: Revision) -> str:
    """Return the amendment to write, as TOML; "" where none is lacking."""
    to_write = revision.rationale.to_write
    before, now = (version.study.about.version for version in (revision.old, revision.new))
    version = now if now and now != before else ""
    return block(to_write, version, revision.config.today) if to_write else ""


def names(called: tuple[str, ...] | list[str]) -> str:
    """Return names as a reader says them: `a, b and c`."""
    return " and ".join(part for part in (", ".join(called[:-1]), *called[-1:]) if part)
