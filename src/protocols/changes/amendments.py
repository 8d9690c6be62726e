"""Whether the amendments say why what matters has changed, and what is to be written where they do not."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from itertools import takewhile
from typing import Final, NamedTuple

from protocols.changes.change import Change
from protocols.changes.classes import GRAVE
from protocols.changes.entries import by_new_name, entries, not_in
from protocols.document.document import Path
from protocols.document.literal import literal
from protocols.lib.fillers import is_answer
from protocols.model import Range, Study
from protocols.model.paths import covers, dotted, is_known, meant_path, steps_of
from protocols.model.records import Amendment

NEEDED: Final = ("version", "date", "rationale")
"""What an amendment must say to count."""


class Remark(NamedTuple):
    """Something about an amendment of the new version: where it stands, and a sentence."""

    at: Path
    message: str


class New(NamedTuple):
    """An amendment that the old version does not have: its number, what it lacks, and the paths it is for."""

    number: int
    amendment: Amendment
    paths: dict[int, tuple[str, ...]]

    @property
    def lacks(self) -> list[str]:
        """Which keys it needs and does not say, or says with no word in them; a reason such as "tbd" is none."""
        said = {key: str(getattr(self.amendment, key) or "").strip() for key in NEEDED}
        reason = is_answer(("amendments", "rationale"), said["rationale"])
        return [key for key, text in said.items() if not text or (key == "rationale" and not reason)]

    def covers(self, part: set[Path]) -> bool:
        """Say whether one of its paths covers what changed in one arm, by one of its names."""
        return any(covers(path, _text(where)) for path in self.paths.values() for where in part)


class Rationale(NamedTuple):
    """Which amendments cover each change, which grave changes none covers, and what is wrong with the amendments.

    of holds, for each change in turn, the versions of the new amendments that say why; to_write are the changes for
    which there is no new amendment at all, where one of `lacking` may only be incomplete.
    """

    of: list[tuple[str, ...]]
    lacking: list[Change]
    to_write: list[Change]
    remarks: list[Remark]


def rationale(old: Study, new: Study, changes: Sequence[Change], called: Mapping[str, str]) -> Rationale:
    """Hold changes against the amendments that are new; called holds the new name of each old arm."""
    added, remarks = [], []
    for number, amendment in _new(old, new):
        said = amendment.changes or ()
        paths = {place: by_new_name(_up_to_key(text), called) for place, text in enumerate(said)}
        at = ("amendments", number, "changes")
        wrong = {
            place: why
            for place, path in paths.items()
            if (why := _nowhere(said[place], path, old, new) or _unchanged(path, changes))
        }
        remarks += [Remark((*at, place), why) for place, why in wrong.items()]
        added.append(New(number, amendment, {n: path for n, path in paths.items() if n not in wrong}))
    of = [_versions(change, [one for one in added if not one.lacks]) for change in changes]
    lacking = [change for change, said in zip(changes, of, strict=True) if not said and is_grave(change)]
    to_write = [change for change in lacking if not _covered(change, added)]
    remarks += [
        Remark(
            ("amendments", one.number), f"it lacks {' and '.join(one.lacks)}, so that it gives no rationale"
        )
        for one in added
        if one.lacks
    ]
    return Rationale(of, lacking, to_write, remarks)


def is_grave(change: Change) -> bool:
    """Say whether a rationale is asked for: a change of dose, blinding or safety."""
    return bool(GRAVE & set(change.classes))


def _new(old: Study, new: Study) -> Iterator[tuple[int, Amendment]]:
    listed = new.protocol.amendments or ()
    for entry in not_in(entries("amendments", listed), entries("amendments", old.protocol.amendments or ())):
        number = int(entry.at[1])
        yield number, listed[number]


def _text(path: Path) -> tuple[str, ...]:
    return tuple(str(part) for part in path)


def _up_to_key(text: str) -> tuple[str, ...]:
    """Return the steps of a path up to its key: of an element of a list, or of an end of a range."""
    path = steps_of(text)
    while path[1:] and (path[-1].isdigit() or path[-1] in Range._fields):
        path = path[:-1]
    return path


def _covered(change: Change, by: Sequence[New]) -> bool:
    return all(any(one.covers(part) for one in by) for part in change.parts)


def _versions(change: Change, by: Sequence[New]) -> tuple[str, ...]:
    """Return the versions of the amendments that cover a change between them; none where part of it is left out."""
    if not _covered(change, by):
        return ()
    return tuple(
        dict.fromkeys(
            str(one.amendment.version) for one in by if any(one.covers(part) for part in change.parts)
        )
    )


def _nowhere(text: str, path: tuple[str, ...], old: Study, new: Study) -> str:
    """Say why a path leads nowhere; "" where it leads somewhere."""
    arms = {*old.protocol.arms, *new.protocol.arms}
    named = {"arms": arms, "outcomes": {*old.outcomes, *new.outcomes}}
    if len(path) > 1 and path[0] in named and path[1] not in named[path[0]]:
        near = get_close_matches(path[1], sorted(named[path[0]]), n=1)
        return _with_hint(f"neither version has {dotted(path[:2])}", near)
    if path and is_known(path):
        return ""
    meant = meant_path(text)
    return _with_hint(f"the format has no key {text}", [meant] if meant else [])


def _with_hint(message: str, near: list[str]) -> str:
    return f"{message}; did you mean {near[0]}?" if near else message


def _unchanged(path: tuple[str, ...], changes: Sequence[Change]) -> str:
    changed = [_text(where) for change in changes for part in change.parts for where in part]
    touched = any(covers(path, where) or path[: len(where)] == where for where in changed)
    return "" if touched else f"nothing changed at {dotted(path)}"


def block(changes: Sequence[Change], version: str, today: date) -> str:
    """Return the amendment to write for changes, as TOML. What only its author knows is left empty, which a check finds."""
    # Entries have no name: the list as a whole is named.
    paths = dict.fromkeys(
        dotted(tuple(takewhile(lambda part: isinstance(part, str), change.path))) for change in changes
    )
    listed = "".join(f"    {literal(path)},\n" for path in paths)
    return (
        f"[[amendments]]\nversion = {literal(version)}\ndate = {today.isoformat()}\n"
        f'rationale = ""\nchanges = [\n{listed}]\n'
    )
