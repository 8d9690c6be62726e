"""Where an unknown key or table may belong: by its meaning, its unit, its home, its letters."""

from collections.abc import Iterator
from difflib import SequenceMatcher, get_close_matches

from protocols.document.document import Path
from protocols.lib.spelling import level, meant_key
from protocols.model.kinds import agree, kinds_at, kinds_of
from protocols.model.paths import INHERITED, WITHIN_AN_ARM, every_key, home_of, is_named, steps_of
from protocols.rules.advice import Said, seen_from
from protocols.rules.alike import LIKENESS, LONGEST, nearest_key
from protocols.rules.edits import keys_at, other_unit
from protocols.rules.meaning import Row, readings, rows, table_of
from protocols.rules.wording import as_name

ALIKE = 0.7
"""How much of two names has to be alike for one to be counted as perhaps meant by the other; a hint needs more."""
CLEARLY = 0.05
"""By how much more one table has to be alike than another one, to be the one that is meant: `ams` is no `harms`."""


def likely_places(name: str, parents: Path, value: object = None) -> tuple[Path, ...]:
    """Return where what stands under an unknown name may be meant to stand; none where nothing is known of the name.

    In the order of the hint that a finding gives: by meaning in this table, where a key of the name belongs, by meaning
    anywhere, by letters. One place alone is beyond doubt.
    """
    keys = keys_at(parents)
    if right := meant_key(name, keys, every_key()):
        return ((*parents, right),)
    if unit := other_unit(name, keys):
        return ((*parents, unit[1]),)
    found = tuple(dict.fromkeys(_places(name, parents, value)))
    return found or tuple(_by_letters(name, parents, keys, value))


def _places(name: str, parents: Path, value: object) -> Iterator[Path]:
    said = Said(name, parents, value)
    here = table_of(parents)
    if found := [row for row in _rows(name) if row.at is not None and here in row.at]:
        yield from _keys(found, said)
    elif name in (*INHERITED, *WITHIN_AN_ARM):
        yield seen_from((name,), parents)
    elif home := home_of(name, parents, lambda path: value is None or agree(path, value)):
        yield (*steps_of(home), name)
    else:
        yield from _keys([row for row in _rows(name) if row.at is None], said)


def _rows(name: str) -> Iterator[Row]:
    for word, _ in readings(name):
        yield from rows().get(word, ())


def _keys(found: list[Row], said: Said) -> Iterator[Path]:
    for row in found:
        for key, _ in row.keys:
            path = seen_from(key, said.parents)
            if path != (*said.parents, said.name):
                yield path


def _by_letters(name: str, parents: Path, keys: list[str], value: object) -> Iterator[Path]:
    word, alike = name[:LONGEST], {}
    if "table" in kinds_of(value):
        tables = [key for key in keys if "table" in kinds_at((*parents, key))]
        alike = {key: SequenceMatcher(None, level(word), key, autojunk=False).ratio() for key in tables}
        best = max(alike.values(), default=0.0)
        yield from ((*parents, key) for key in tables if alike[key] >= max(LIKENESS, best - CLEARLY))
        return
    near, root = nearest_key(name, parents, keys, value), word.rsplit("_", 1)[0]
    for key in keys:
        same = key.rsplit("_", 1)[0] in (root, word)
        if key == near or same or get_close_matches(word, [key], cutoff=ALIKE):
            yield (*parents, key)


def table_meant(name: str, parents: Path, value: dict[str, object]) -> Path | None:
    """Return where a table under an unknown name belongs, where that is beyond doubt; None where it is not.

    A table under a word for an arm, such as `[sham]`, is that arm; one that holds only tables is all arms.
    """
    found = [path for path in likely_places(name, parents, value) if "table" in kinds_at(path)]
    if len(found) != 1:
        return None
    (path,) = found
    if path in {(table,) for table in WITHIN_AN_ARM} and parents:
        return None  # to all arms belongs nothing that stands in something else
    if path == ("arms",) and ("role" in value or any(table in value for table in INHERITED)):
        word = as_name(name, "arms")
        return (*path, word) if word else None
    return path if not is_named(path) or all(isinstance(one, dict) for one in value.values()) else None


def name_meant(name: str, parents: Path) -> Path | None:
    """Return where a table under something that may be no name belongs, such as `[arms.Sham]`; None for no name at all."""
    word = as_name(name, str(parents[0]))
    return (*parents, word) if word else None
