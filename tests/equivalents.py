"""Files that mean the same, written in other ways; and findings as they are compared between such files."""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from pages import TODAY
from protocols.check.configuration.config import Config
from protocols.check.engine import lint
from protocols.document.literal import key_text, literal
from protocols.findings.report import Report
from protocols.model.paths import takes_range
from protocols.model.schedule import Schedule
from protocols.model.stimulation import Stimulation
from strategies import EXCLUSIVE, TABLES, Document

Told = tuple[str, str, str, str, str]
Choose = Callable[[int], int]
"""Return a whole number from 0 up to, but not including, the one given."""

INHERITED = ("stimulation", "schedule", "electrode", "device")
WHOLE = frozenset(
    key
    for keys in TABLES.values()
    for key, kind in keys.items()
    if 1 in kind.accepted and 1.5 in kind.refused
) | {
    key
    for keys in TABLES.values()
    for key, kind in keys.items()
    if 60 in kind.accepted and 1.5 in kind.refused
}
ITS_OWN = dict.fromkeys(("ramp_then_off", "no_current", "non_conducting_electrode"), ("stimulation",))
"""Shams of which it matters that a table is their own: it says for how long, or how, they ramp, or that current flows."""


def checked(text: str, profile: str = "ethics") -> Report:
    """Check a text on the day of the pages."""
    return lint(text, "study.toml", Config(today=TODAY, profile=profile))


def told(report: Report, names: Mapping[str, str] | None = None) -> set[Told]:
    """Return what a report says of each arm, wherever it is written: code, weight, arm, key and words.

    names gives the arms of a file their names in another.
    """
    names = names or {}
    return {
        (one.code, one.severity.value, _in_names(arm, names), _in_names(path, names), _in_names(words, names))
        for one in report.findings
        for path, words in (_said(one),)
        for arm in one.arms or {""}
    }


def not_evaluated(report: Report) -> set[tuple[str, str]]:
    """Return the rules that lacked something, and what."""
    return {(one.code, _nowhere(one.reason)) for one in report.not_evaluated}


def _said(finding: Any) -> tuple[str, str]:
    """Return path and message without where a value is written, and without an arm named only because it has its own."""
    names = "|".join(map(re.escape, finding.arms))
    message = re.sub(r" \(arms? [^()]*\)", "", finding.message)
    if names:
        message = re.sub(
            rf" (?:in|of) (?:{names})(?= (?:carries|make|leave|need|is continuous)|;)", "", message
        )
    return _nowhere(finding.path), _nowhere(message)


def _nowhere(text: str) -> str:
    return re.sub(rf"\barms\.[\w-]+\.(?=(?:{'|'.join(INHERITED)})\b)", "", text)


def _in_names(text: str, names: Mapping[str, str]) -> str:
    for name, other in names.items():
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", other, text)
    return text


# ---------------------------------------------------------------- the same, elsewhere


def written_out(document: Document) -> Document:
    """Write the shared tables into each arm that takes them, and leave them out where nobody takes them any more."""
    made, kept = deepcopy(document), set()
    for arm in made["arms"].values():
        if arm["role"] == "no_stimulation":
            continue
        alone = {*ITS_OWN.get(arm.get("sham_method", ""), ()), *_poles_apart(arm)}
        kept |= alone
        for table in INHERITED:
            if table not in alone and (table in made or table in arm):
                arm[table] = laid(table, arm.get(table, {}), made.get(table, {}))
    return {name: value for name, value in made.items() if name not in INHERITED or name in kept}


def _poles_apart(arm: Document) -> tuple[str, ...]:
    """Return the table of the poles where an arm has sites of its own: poles it only inherits are then not its own."""
    return ("electrode",) if "sites" in arm.get("stimulation", {}) else ()


SAYS_LESS = Stimulation.says_less | Schedule.says_less


def laid(table: str, own: Document, shared: Document) -> Document:
    """Lay a table over the shared one, as docs/format.md says: key by key, nested tables whole."""
    pairs = EXCLUSIVE.get(table, ())
    both_ways = {one for pair in pairs for one in (pair, pair[::-1])} - SAYS_LESS
    dropped = {other for one, other in both_ways if one in own}
    return deepcopy({key: value for key, value in shared.items() if key not in dropped} | own)


def renamed(document: Document, names: Mapping[str, str]) -> Document:
    """Give the arms other names, wherever they are named."""
    made = deepcopy(document)
    made["arms"] = {names[name]: arm for name, arm in made["arms"].items()}
    for arm in made["arms"].values():
        if "controls" in arm:
            arm["controls"] = [names.get(name, name) for name in arm["controls"]]
    for holder in (made, *made["arms"].values()):
        for period in holder.get("periods", {}).values():
            if "gives" in period:
                period["gives"] = names.get(period["gives"], period["gives"])
    paths = {f"arms.{name}": f"arms.{other}" for name, other in names.items()}
    for waiver in made.get("waivers", []):
        if "where" in waiver:
            waiver["where"] = _in_names(waiver["where"], paths)
    for amendment in made.get("amendments", []):
        if "changes" in amendment:
            amendment["changes"] = [_in_names(one, paths) for one in amendment["changes"]]
    return made


# ---------------------------------------------------------------- the same, in another hand


def respelt(document: Document, choose: Choose) -> str:
    """Write a document with its keys in any order, numbers in any spelling, tables inline, dotted or under headers."""
    lines: list[str] = []
    tables: list[str] = []
    _write(document, (), choose, lines, tables)
    return "\n".join([*lines, *tables]) + "\n"


def _write(
    table: Document, path: tuple[str, ...], choose: Choose, lines: list[str], tables: list[str]
) -> None:
    """Write the keys of a table: into lines what stands under its header, into tables what has a header of its own."""
    below: list[str] = []
    one_way = choose(3)  # where the order counts, which a header puts last
    for name in shuffled(list(table), choose) if _any_order(path) else list(table):
        value, here = table[name], (*path, name)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for one in value:
                below += [
                    f"[[{_dotted(here)}]]",
                    *(f"{key_text(k)} = {_value(v, (*here, k), choose)}" for k, v in one.items()),
                ]
        elif (
            not isinstance(value, dict)
            or _is_range(value)
            or (way := choose(3) if _any_order(path) else one_way) == 0
        ):
            lines.append(f"{key_text(name)} = {_value(value, here, choose)}")
        elif (
            way == 1
            and value
            and _any_order(path)
            and not any(isinstance(inner, dict) for inner in value.values())
        ):
            lines += [
                f"{key_text(name)}.{key_text(k)} = {_value(v, (*here, k), choose)}" for k, v in value.items()
            ]
        else:
            own: list[str] = []
            inner: list[str] = []
            _write(value, here, choose, own, inner)
            below += [f"[{_dotted(here)}]", *own, *inner]
    tables += below


def _any_order(path: tuple[str, ...]) -> bool:
    """Say whether order says nothing: messages list arms, outcomes and channels in the order of the file, and periods follow it."""
    return path not in (("arms",), ("outcomes",)) and path[-1:] not in (("periods",), ("channels",))


def shuffled(items: list[Any], choose: Choose) -> list[Any]:
    """Return some items in another order."""
    left = list(items)
    return [left.pop(choose(len(left))) for _ in items]


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(key_text(name) for name in path)


def _is_range(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and set(value) <= {"min", "max"}


def _value(value: Any, path: tuple[str, ...], choose: Choose) -> str:
    if isinstance(value, dict):
        names = shuffled(list(value), choose) if _any_order(path) else list(value)
        return (
            "{ " + ", ".join(f"{key_text(n)} = {_value(value[n], (*path, n), choose)}" for n in names) + " }"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_value(one, path, choose) for one in value) + "]"
    if isinstance(value, bool) or not isinstance(value, int | float) or path[:1] == ("conflicts",):
        return literal(value)
    spelt = (
        _whole(int(value), choose)
        if path[-1] in WHOLE or path == ("format",)
        else _number(float(value), choose)
    )
    if takes_range(path) and choose(4) == 0:
        return f"{{ min = {spelt}, max = {_number(float(value), choose)} }}"
    return spelt


def _whole(value: int, choose: Choose) -> str:
    digits = str(value)
    ways = [
        digits,
        hex(value),
        oct(value),
        bin(value),
        f"+{digits}" if value > 0 else digits,
        "_".join(digits),
    ]
    return ways[choose(len(ways))]


def _number(value: float, choose: Choose) -> str:
    ways = [repr(value), f"{value!r}e0" if "e" not in repr(value) else repr(value), f"{value:.17e}"]
    ways += [str(int(value)), hex(int(value))] if value.is_integer() and 0 <= value < 2**53 else []
    return ways[choose(len(ways))]
