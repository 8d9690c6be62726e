"""What people write for a key: each row names keys that exist, and each line that is shown is accepted where it is said."""

import tomllib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocols.check.engine import lint
from protocols.document.document import Path
from protocols.lib.resources import data
from protocols.lib.spelling import level
from protocols.lib.units import SIGNS, Amount, in_unit_of, spelled, unit_of
from protocols.model import Study
from protocols.model.faults import build
from protocols.model.kinds import agree, kinds_at
from protocols.model.paths import every_key, is_known, table_at
from protocols.model.values import Fault
from protocols.rules import RULES
from protocols.rules.advice import Advice, Line, Said, advised
from protocols.rules.alike import LONGEST, nearest_key, nearest_word
from protocols.rules.edits import keys_at, misspelt
from protocols.rules.instead import values
from protocols.rules.meaning import Row, meant, rows, table_of
from protocols.rules.shape import rule_for

TRIED: list[Any] = [
    0.5, 30, 250, 4.0, -1, True, "30/30", "left", "cymba concha", "1:1", "4 weeks", "0.5 mA", "primary", [4, 20], [],
    {"min": 1, "max": 5}, {"a": 1}, float("inf"), 10**400,
]  # fmt: skip
ENTRIES = data("advice")["advice"]


def tables(row: Row) -> list[Path]:
    """Return where the words of a row may stand: in its tables, or in some that many people write them in."""
    places = ("", "study", "stimulation", "schedule", "arms.NAME.stimulation") if row.at is None else row.at
    found: list[Path] = []
    for place in places:
        steps: Path = tuple(place.replace("NAME", "a").split(".")) if place else ()
        found.append((*steps, 0) if steps[:1] in (("waivers",), ("amendments",)) else steps)
    return found


def shown(row: Row, word: str) -> list[tuple[Path, Advice]]:
    """Return what a row advises for each value that is tried, wherever its words may stand."""
    made = [
        (here, advised(row, "", Said(word, here, value)), value) for here in tables(row) for value in TRIED
    ]
    return [(here, advice) for here, advice, _ in made if advice is not None]


def protocol(line: Line) -> dict[str, Any]:
    """Return a protocol that says nothing but a line."""
    whole: dict[str, Any] = {"format": 1, "study": {"title": "x"}, "arms": {"a": {"role": "active"}}}
    steps = ["a" if step == "NAME" else step for step in line.path[:-1] if not isinstance(step, int)]
    table = whole
    for step in steps:
        table = table.setdefault(step, {})
    table[str(line.path[-1])] = tomllib.loads(f"x = {line.literal}")["x"]
    if steps[0] == "waivers":
        whole["waivers"] = [{"rule": "DSN006", "reason": "x"} | whole["waivers"]]
    if steps[0] == "amendments":
        whole["amendments"] = [whole["amendments"]]
    return whole


def test_a_row_names_keys_that_exist_and_shows_lines_that_are_accepted() -> None:
    for word, row in ((word, row) for word, several in rows().items() for row in several):
        assert level(word) == word
        assert row.keys or row.say
        for path, _ in row.keys:
            assert is_known(path), path
        for place in row.at or ():
            steps: Path = tuple(place.split(".")) if place else ()
            assert place in ("waivers", "amendments") or table_at(steps), place
        for here, advice in shown(row, word):
            assert advice.seen_from(here)
            for line in advice.lines:
                if line.literal:
                    built = build(protocol(line))
                    # Whether there is an arm or a preset of that name is another matter.
                    named = isinstance(built, list) and built[0].kind in ("unknown_arm", "unknown_preset")
                    assert named or isinstance(built, Study), (word, line, built)


def test_an_entry_for_a_word_behind_a_key_shows_lines_that_are_accepted() -> None:
    for (key, word), entry in values().items():
        assert level(word) == word
        assert key in every_key()
        assert entry.get("lines") or entry.get("say")
        synonyms = {one for words in data("terms").get(key, {}).values() for one in words}
        assert word not in synonyms, (key, word)
        for text, literal, *_ in entry.get("lines", ()):
            line = Line(tuple(text.split(".")), f'"{word}"' if literal == "same" else literal)
            assert is_known(line.path)
            assert not literal or isinstance(build(protocol(line)), Study), line


def test_what_a_row_means_is_never_renamed_to_another_key() -> None:
    for word, several in rows().items():
        for row in several:
            for here in tables(row):
                right = misspelt(Fault("unknown_key", (*here, word), 1, {"siblings": (word,)}))
                assert not right or right in {path[-1] for path, _ in row.keys}, (word, here)


def test_no_word_of_a_row_is_a_key_of_its_own_table() -> None:
    for word, several in rows().items():
        for row in several:
            for here in tables(row) if row.at is not None else ():
                table = table_at(here)
                assert table is None or word not in table.known_keys or kinds_at((*here, word)) == {"table"}


def test_nothing_that_a_row_says_is_written_by_a_fix() -> None:
    text = (
        'format = 1\n[study]\ntitle = "x"\nsample_size = 60\n[stimulation]\nfreq = 25\nwaveform = "square"\n'
    )
    text += 'intensity = 0.5\n[arms.a]\nrole = "active"\n'
    findings = lint(text).faults
    assert [(finding.code, finding.fix) for finding in findings] == [
        ("KEY001", ()), ("KEY001", ()), ("KEY005", ()), ("KEY003", ()),
    ]  # fmt: skip


# ---------------------------------------------------------------- laws

TABLES: list[Path] = [
    ("study",), ("blinding",), ("device",), ("device", "limits"), ("electrode",), ("stimulation",),
    ("stimulation", "intensity"), ("schedule",), ("harms",), ("arms", "a"), ("arms", "a", "schedule"),
]  # fmt: skip
KEYS = [(table, key) for table in TABLES for key in keys_at(table)]
VALUES = st.sampled_from([1, 0.5, True, "x", "25 Hz", [1], ["x"], {"min": 1}, {"a": 1}])


@st.composite
def misspelled(draw: st.DrawFn) -> tuple[Path, str]:
    """Return a table, and a name like one of its keys: letters lost, exchanged, or another word or unit at its end."""
    table, key = draw(st.sampled_from(KEYS))
    name = list(key)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(name) - 1))
        name[at : at + 1] = draw(st.sampled_from([[], [name[at]] * 2, ["x"]]))
        name = name or ["x"]
    parts = "".join(name).split("_")
    if draw(st.booleans()):
        other = draw(st.sampled_from([*SIGNS, "day", "week", "month", "max", "min", "total", "percent"]))
        parts = draw(st.sampled_from([[*parts[:-1], other], [*parts, other], [other, *parts]]))
    return table, "_".join(parts)


@given(misspelled(), VALUES)
@example((("schedule",), "time_of_days"), "x")  # the key's own last word, which is no unit there
def test_letters_alone_never_lead_to_another_unit_or_kind(written: tuple[Path, str], value: Any) -> None:
    table, name = written
    near = nearest_key(name, table, keys_at(table), value)
    *first, last = level(name).split("_")
    if near:
        assert agree((*table, near), value)
        own_word = last.removesuffix("s") == near.rpartition("_")[2]
        assert (
            own_word or spelled(last) not in SIGNS or first[-1:] == ["per"] or spelled(last) == unit_of(near)
        )
        for word in ("day", "week", "month", "max", "min", "total"):
            words = {part.removesuffix("s") for part in level(name).split("_")}
            assert word not in words or word in {part.removesuffix("s") for part in near.split("_")}


@given(st.sampled_from(sorted(rows())), st.sampled_from(sorted(SIGNS)), VALUES)
@example("follow_up", "days", 1)  # names the key without a number
def test_a_row_shows_a_number_only_in_its_own_unit(word: str, unit: str, value: Any) -> None:
    said = Said(f"{word}_{unit}", ("stimulation",), value)
    for row, read in meant(said.name, lambda row: row.at is None):
        advice = advised(row, row.unit or read, said)
        if advice is None or not read or row.unit:
            continue
        for line in advice.lines:
            key = str(line.path[-1])
            assert not line.literal or in_unit_of(key, Amount((Decimal(1),), read)) is not None, line


@given(misspelled(), VALUES)
def test_any_unknown_key_gets_a_help(written: tuple[Path, str], value: Any) -> None:
    table, name = written
    if name not in keys_at(table):
        fault = Fault("unknown_key", (*table, name), value, {"siblings": (name,)})
        assert all(flag.help for flag in rule_for(fault).check(fault))


def test_the_tables_of_rows_are_called_as_they_are_read() -> None:
    assert table_of(("arms", "a", "stimulation", "intensity")) == "stimulation.intensity"
    assert table_of(("arms", "a")) == "arms.NAME"
    assert table_of(("outcomes", "pain")) == "outcomes.NAME"
    assert table_of(("waivers", 0)) == "waivers"
    assert table_of(()) == ""
    assert "KEY001" in RULES
    assert len(ENTRIES) > 200


@pytest.mark.parametrize(
    ("table", "name", "value", "near"),
    [
        ("schedule", "sesions_per_day", 1, "sessions_per_day"),  # what tells stands in both
        ("schedule", "sesions_per_week", 1, ""),
        ("schedule", "sesions_per", 1, ""),  # the key has a word that tells, the name has not
        ("device.limits", "frequncy_stepp_hz", 1, "frequency_step_hz"),
        ("device.limits", "frequncy_min_hz", 1, ""),  # the name has a word that tells, the key has not
        ("stimulation", "frequncy_ms", 1, ""),
        ("stimulation", "frequncy", 1, "frequency_hz"),
        ("stimulation", "frequncy", "fast", ""),
        ("stimulation", "frequncy", "25 Hz", "frequency_hz"),
        ("stimulation", "duty_cyle_percent", 50, ""),
        ("stimulation", "duty_cyle", 0.5, "duty_cycle"),
        ("study", "registraton_number_of_the_trial", "x", ""),
        ("schedule", "weks", 4, "weeks"),
        ("electrode", "cathod_site", "helix", "cathode_site"),
        ("electrode", "anode", "helix", ""),  # the table knows it, its letters do not
    ],
)
def test_letters_count_where_nothing_tells_two_words_apart(
    table: str, name: str, value: Any, near: str
) -> None:
    path = tuple(table.split("."))
    assert nearest_key(name, path, keys_at(path), value) == near


def test_what_is_longer_than_any_key_is_like_none() -> None:
    key = "a" * LONGEST
    assert nearest_word(key, [key]) == key
    assert nearest_word(f"{key}a", [key]) == ""
    assert nearest_word("above_discomfort", ["below_discomfort"]) == ""
    assert nearest_word("triphasic", ["biphasic"]) == ""
