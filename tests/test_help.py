"""What a finding on the shape says to write: the next run takes it. And a number that may be another one is never fixed."""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from protocols.check.engine import lint
from protocols.check.fixes import fix
from protocols.document.document import Path
from protocols.document.reading import read
from protocols.findings.report import Finding
from protocols.lib.units import SIGNS, amount, in_doubt
from protocols.model import Study
from protocols.model.faults import build
from protocols.model.paths import steps_of, table_at
from protocols.model.values import Fault
from protocols.rules.edits import keys_at

TABLES: list[Path] = [
    ("study",), ("blinding",), ("device",), ("device", "limits"), ("electrode",), ("stimulation",),
    ("stimulation", "burst"), ("stimulation", "gating"), ("stimulation", "intensity"), ("schedule",), ("delivery",),
    ("sample",), ("harms",), ("arms", "a"), ("arms", "a", "stimulation"), ("arms", "a", "delivered"),
    ("outcomes", "pain"),
]  # fmt: skip
KEYS = [(table, key) for table in TABLES for key in keys_at(table) if key not in ("role", "title")]
OTHER_NAMES = [
    (("stimulation",), name) for name in ("freq", "intensity_ma", "duty", "on_off", "pw_ms", "pulse_width_ms", "materials")
] + [(("schedule",), name) for name in ("duration_weeks", "hours", "session_h", "sessions_per_week")]  # fmt: skip

NUMBERS = st.sampled_from(
    ["0", "0.5", "0,5", "1,25", "1.5", "4", "5", "8", "20", "50", "120", "250", "1.500", "-1"]
)
ENDS = st.tuples(NUMBERS, st.sampled_from(["-", "/", ",", ", ", " ", " to ", "; "]), NUMBERS).map("".join)
UNITS = st.sampled_from(["", *(f" {sign}" for sign in SIGNS.values()), " %", " x", " sessions"])
TEXTS = st.tuples(NUMBERS | ENDS, UNITS).map("".join) | st.sampled_from(
    ["yes", "tbd", "daily", "ear", "2026-01-01"]
)
PLAIN = st.sampled_from([0, 0.5, 5, 50, 150, -1, True, float("inf"), 10**20]) | TEXTS
VALUES = PLAIN | st.lists(PLAIN, min_size=1, max_size=2) | st.fixed_dictionaries({"min": PLAIN, "max": PLAIN})

LINE = re.compile(r'in \[([\w.]+)\]|(\w+) = ("[^"]*"|\[[^\]]*\]|\{[^}]*\}|[\w.+-]+)')
ENTRY = re.compile(r"write: ([\d.]+|\{[^}]*\})(?: if|\Z)")


def as_toml(value: Any) -> str:
    """Return a value as TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {as_toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)


def protocol(table: Path, line: str) -> dict[str, Any]:
    """Return a protocol that says nothing but one line."""
    whole: dict[str, Any] = {"format": 1, "study": {"title": "x"}, "arms": {"a": {"role": "active"}}}
    inner = whole
    for step in table:
        inner = inner.setdefault(str(step), {})
    inner.update(tomllib.loads(line))
    return whole


def text_of(table: Path, line: str) -> str:
    """Return the text of the same protocol."""
    head = 'format = 1\nstudy.title = "x"\narms.a.role = "active"\n'
    return head + f"{'.'.join(map(str, table))}.{line}\n"


def advised(finding: Finding) -> Iterator[tuple[Path, str]]:
    """Yield each line that a help says to write, with the table that it belongs in."""
    path: Path = tuple(step for step in steps_of(finding.path) if not step.isdigit())
    while table_at(path) is None or path == tuple(steps_of(finding.path)):
        path = path[:-1]
    key = steps_of(finding.path)[len(path)]
    if entry := ENTRY.search(finding.help):
        yield path, f"{key} = [{entry[1]}]"
    for found in LINE.finditer(finding.help):
        if found[1]:
            path = tuple(step.replace("NAME", "a") for step in found[1].split("."))
        elif found[2] in ("min", "max"):
            yield path, f"{key} = {{ {found[2]} = {found[3]} }}"
        else:
            yield path, f"{found[2]} = {found[3]}"


def refused(table: Path, line: str) -> list[Fault]:
    """Return the faults of a line; whether there is an arm or a preset of its name is another matter."""
    built = build(protocol(table, line))
    faults = [] if isinstance(built, Study) else built
    return [one for one in faults if one.kind not in ("unknown_arm", "unknown_preset")]


@given(st.sampled_from(KEYS + OTHER_NAMES), VALUES)
@example((("stimulation",), "duty_cycle"), "50")
@example((("stimulation",), "duty_cycle"), "0,5")
@example((("stimulation",), "duty_cycle"), [5])
@example((("stimulation",), "on_off"), "0,5")
@example((("schedule",), "days_per_week"), "8")
@example((("schedule",), "weeks"), {"min": 5, "max": -1})
def test_what_a_help_says_to_write_is_taken_by_the_next_run(at: tuple[Path, str], value: Any) -> None:
    table, key = at
    for finding in lint(text_of(table, f"{key} = {as_toml(value)}")).faults:
        for where, line in advised(finding):
            assert not refused(where, line), (finding.help, line)


@given(st.sampled_from(KEYS), VALUES)
@example((("stimulation",), "frequency_hz"), "1,25")
@example((("stimulation",), "alternating_hz"), ["2,15"])
def test_a_number_that_may_be_another_one_is_never_fixed(at: tuple[Path, str], value: Any) -> None:
    table, key = at
    several = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    doubtful = [one for one in several if isinstance(one, str) and amount(one) and in_doubt(one)]
    fixed = fix(read(text_of(table, f"{key} = {as_toml(value)}"))).document.text
    assert all(as_toml(one) in fixed for one in doubtful)
