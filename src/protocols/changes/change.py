"""One change, and the changes between two tables of facts."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from protocols.changes.classes import classes_of, in_order
from protocols.document.document import Path
from protocols.model import Table
from protocols.model.facts import Fact, Facts
from protocols.model.paths import dotted, inner, table_at

CHANGED, ADDED, REMOVED, RENAMED = "changed", "added", "removed", "renamed"


class Change(NamedTuple):
    """One change: what it was, what it is, where both are written, and of which classes it is.

    key names what changed, by the new version's names of arms; was differs from it where another key said it before:
    schedule.weeks, now schedule.days. A setting that arms share is named by the shared table's path, with the arms that
    get it; of these, channels are channels. old and new are None where nothing is said; of an arm, an outcome or an entry as a whole they hold what it
    says by key, of a renamed one its names.
    """

    kind: str
    key: Path
    was: Path
    old: Any
    new: Any
    classes: tuple[str, ...]
    arms: tuple[str, ...] = ()
    old_at: tuple[Path, ...] = ()
    new_at: tuple[Path, ...] = ()
    channels: frozenset[str] = frozenset()

    @property
    def path(self) -> Path:
        """The path it has in the new version: an arm's own where it is written there alone, else the shared one."""
        return self.new_at[0] if self.arms and len(self.new_at) == 1 else self.key

    @property
    def parts(self) -> list[set[Path]]:
        """What changed, arm by arm: each with the paths that name it."""
        if self.arms:
            return [
                {_in_arm(arm, key, channel=arm in self.channels) for key in (self.key, self.was)}
                for arm in self.arms
            ]
        return [{self.key, self.was}]


def _in_arm(name: str, key: Path, *, channel: bool) -> Path:
    """Return a key as one arm would write it, one of its periods or of its channels, by the name of either."""
    arm, *within = name.split(".")
    if channel:
        return ("arms", arm, "channels", within[-1], *inner(key))
    return ("arms", arm, *(("periods", *within) if within else ()), *inner(key))


class Step(NamedTuple):
    """What two versions say under a key, where they say different things."""

    key: Path
    was: Path
    old: Fact | None
    new: Fact | None

    @property
    def kind(self) -> str:
        """Whether it changed, was added or was removed."""
        return ADDED if self.old is None else REMOVED if self.new is None else CHANGED

    def change(self) -> Change:
        """Return the step as a change of one place."""
        return Change(
            self.kind,
            self.key,
            self.was,
            self.old and self.old.value,
            self.new and self.new.value,
            in_order((*classes_of(self.key), *classes_of(self.was))),
            old_at=(self.old.at,) if self.old else (),
            new_at=(self.new.at,) if self.new else (),
        )


# What an absent key means by the format: to write it out changes nothing.
WHEN_ABSENT: Final[dict[Path, str]] = {
    ("study", "kind"): "plan",
    ("stimulation", "pulse_width_covers"): "phase",
}


def steps(old: Facts, new: Facts) -> Iterator[Step]:
    """Yield what differs, in the order of the format; a key that takes the place of one it excludes is one step.

    Where one version writes what the format takes an absent key to mean, and the other leaves it out, nothing differs.
    """
    said = old, new
    for key, meant in WHEN_ABSENT.items():
        if [key in facts for facts in said].count(True) == 1:
            old, new = (_but_for(key, meant, facts) for facts in (old, new))
    replaced = _replaced(old, new)
    for key, fact in new.items():
        was = replaced.get(key, key)
        before = old.get(was)
        if before is None or was != key or before.meaning != fact.meaning:
            yield Step(key, was, before, fact)
    for key, before in old.items():
        if key not in new and key not in replaced.values():
            yield Step(key, key, before, None)


def _but_for(key: Path, meant: str, facts: Facts) -> Facts:
    return {path: fact for path, fact in facts.items() if path != key or fact.meaning != meant}


def _replaced(old: Facts, new: Facts) -> dict[Path, Path]:
    """Return the keys that take the place of a key which excludes them, with that key."""
    found: dict[Path, Path] = {}
    for parent in dict.fromkeys(key[:-1] for key in new):
        for pair in _exclusive(parent):
            for gone, come in (pair, pair[::-1]):
                was, now = (*parent, gone), (*parent, come)
                swapped = was in old and was not in new and now in new and now not in old
                if swapped and now not in found and was not in found.values():
                    found[now] = was
    return found


def _exclusive(parent: Path) -> tuple[tuple[str, str], ...]:
    table = table_at(parent)
    return table.exclusive if table is not None and issubclass(table, Table) else ()


def of_whole(kind: str, key: Path, facts: Facts, classes: tuple[str, ...]) -> Change:
    """Return an arm, an outcome or an entry that was added or removed, as one change."""
    said = {
        dotted(path[len(key) :] if path[: len(key)] == key else path): fact.value
        for path, fact in facts.items()
    }
    if kind == ADDED:
        return Change(kind, key, key, None, said, classes, new_at=(key,))
    return Change(kind, key, key, said, None, classes, old_at=(key,))
