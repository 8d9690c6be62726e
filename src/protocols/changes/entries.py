"""What changed among waivers, amendments and conflicts, which have no name, and among the sources."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from protocols.changes.change import ADDED, REMOVED, Change, of_whole, steps
from protocols.changes.classes import ADMINISTRATIVE, classes_of_waiver
from protocols.document.document import Path
from protocols.model import Study, Table
from protocols.model.facts import Fact, Facts, of_table
from protocols.model.paths import dotted, steps_of
from protocols.model.records import Source

# What an entry is known by, so that it can be told from another when it changed.
KNOWN_BY: Final = {
    "waivers": ("rule", "where"),
    "amendments": ("version",),
    "conflicts": ("field",),
    "results": ("outcome",),
}


class Entry(NamedTuple):
    """One entry of a list: where it stands, and what it says."""

    at: Path
    facts: Facts

    @property
    def said(self) -> dict[Path, object]:
        """What it says, wherever it stands."""
        return {key[2:]: fact.meaning for key, fact in self.facts.items()}

    @property
    def identity(self) -> tuple[object, ...]:
        """What it is known by; empty where it says nothing of that."""
        known = tuple(self.said.get((key,)) for key in KNOWN_BY[str(self.at[0])])
        return known if any(known) else ()

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of a change of it."""
        rule = self.said.get(("rule",))
        return (ADMINISTRATIVE,) if rule is None else classes_of_waiver(str(rule))


def of_entries(old: Study, new: Study, called: Mapping[str, str]) -> Iterator[Change]:
    """Yield what changed among the entries; called holds the new name of each old arm."""
    for name in KNOWN_BY:
        before = entries(name, getattr(old.protocol, name) or (), called)
        yield from _of_list(before, entries(name, getattr(new.protocol, name) or ()))
    for step in steps(_sources(old, called), _sources(new)):
        yield step.change()


def entries(name: str, listed: Sequence[Table], called: Mapping[str, str] | None = None) -> list[Entry]:
    """Return what each entry of a list says. The path a waiver is for is compared step by step, with an arm's new name."""
    found = [Entry((name, number), of_table(one, (name, number))) for number, one in enumerate(listed)]
    for _, facts in found:
        for key, fact in facts.items():
            if key[-1] == "where":
                facts[key] = fact._replace(meaning=by_new_name(steps_of(fact.value), called or {}))
    return found


def by_new_name(path: tuple[str, ...], called: Mapping[str, str]) -> tuple[str, ...]:
    """Return a path of the old version by the new name of its arm."""
    return ("arms", called.get(path[1], path[1]), *path[2:]) if path[:1] == ("arms",) and path[1:] else path


def not_in(some: Sequence[Entry], others: Sequence[Entry]) -> list[Entry]:
    """Return the entries that say what none of the others says; two that say the same need two others."""
    left = [other.said for other in others]
    found = []
    for entry in some:
        if entry.said in left:
            left.remove(entry.said)
        else:
            found.append(entry)
    return found


def _of_list(old: list[Entry], new: list[Entry]) -> Iterator[Change]:
    gone = not_in(old, new)
    for entry in not_in(new, old):
        same = next((other for other in gone if entry.identity and other.identity == entry.identity), None)
        if same is None:
            yield of_whole(ADDED, entry.at, entry.facts, entry.classes)
            continue
        gone.remove(same)
        before = {(*entry.at, *key[2:]): fact for key, fact in same.facts.items()}
        for step in steps(before, entry.facts):
            yield step.change()._replace(classes=entry.classes)
    for entry in gone:
        yield of_whole(REMOVED, entry.at, entry.facts, entry.classes)


def _sources(study: Study, called: Mapping[str, str] | None = None) -> Facts:
    """Return the sources by the path they are of, however that is written."""
    found: Facts = {}
    for at, about, source in study.sources:
        key = ("sources", dotted(by_new_name(about, called or {})))
        before = found.get(key, Fact((), at, ()))
        cited = tuple(sorted((*before.value, _cited(source))))
        found[key] = Fact(cited, before.at, cited)
    return found


def _cited(source: Source) -> str:
    remark = ", ".join(part for part in (source.kind, source.confidence, source.note) if part)
    return " ".join(f"{source.cite} ({remark})".split() if remark else source.cite.split())
