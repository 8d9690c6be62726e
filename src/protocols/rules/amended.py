"""TIM, ninth part: amendments and conflicts that speak of what the file does not have, and versions that are given twice."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from protocols.document.document import Path
from protocols.findings.rule import Flag, Results, Severity, rule
from protocols.lib.fillers import is_answer
from protocols.model import Study
from protocols.model.paths import is_known, meant_path, steps_of
from protocols.rules.dates import numbers

NAMED: Final = ("arms", "outcomes")
ALIKE: Final = 0.7
"""How alike a name is to one of the file to be a slip of it; another may be of an arm that the amendment took out."""
REASON: Final = ("amendments", "rationale")


@rule("TIM035", Severity.ERROR, if_written=("amendments", "conflicts"))
def amendment_of_no_key(study: Study) -> Results:
    """An amendment says that it changes something, or a conflict is about something, that the format does not have.

    `changes` lists key paths, as findings show them; a misspelt one covers nothing in `tavns diff`. An arm or outcome that
    the file no longer has may have been taken out by the amendment: it is found only where its name is a slip of one that
    is there. `field` of a conflict may be a word; it counts as a path where it has a point.

    Fix: write the key path; a change in words goes into `rationale`.
    """
    for at, text in _paths(study):
        path = steps_of(text)
        about_conflict = at[0] == "conflicts"
        if not path or not is_known(path):
            near = meant_path(text)
            yield Flag(
                at,
                f"the format has no key {text}",
                f"did you mean {near}?" if near else "write a key path, such as study.allocation",
            )
        elif path[0] in NAMED and len(path) > 1 and path[1] not in _names(study, path[0]):
            slip = get_close_matches(path[1], _names(study, path[0]), n=1, cutoff=ALIKE)
            if slip or about_conflict:
                what = f"there is no {path[0].removesuffix('s')} {path[1]}"
                yield Flag(at, what, f"did you mean {slip[0]}?" if slip else "correct the path")


def _paths(study: Study) -> Iterator[tuple[Path, str]]:
    """Yield each key path that an amendment or a conflict names, and where."""
    for number, amendment in enumerate(study.protocol.amendments or ()):
        for index, text in enumerate(amendment.changes or ()):
            yield ("amendments", number, "changes", index), text
    for number, conflict in enumerate(study.protocol.conflicts or ()):
        if conflict.field and "." in conflict.field.strip(".") and " " not in conflict.field.strip():
            yield ("conflicts", number, "field"), conflict.field


def _names(study: Study, table: str) -> list[str]:
    return list(study.arms if table == "arms" else study.outcomes)


@rule("TIM036", Severity.WARNING, if_written=("amendments",))
def version_of_two_amendments(study: Study) -> Results:
    """Two amendments lead to the same version.

    A version is what a board approved and a site works by: the second amendment needs one of its own. Two entries of the
    same date may be two reasons for one version, and are left alone. v1.1 and 1.1 are one version.

    Fix: write the version that the amendment leads to; of two reasons for one version, write the date of both.
    """
    first: dict[object, int] = {}
    amendments = study.protocol.amendments or ()
    for number, amendment in enumerate(amendments):
        if amendment.version is None:
            continue
        version = numbers(amendment.version) or amendment.version.casefold().strip()
        before = first.setdefault(version, number)
        other = amendments[before]
        if before == number or (amendment.date is not None and amendment.date == other.date):
            continue
        yield Flag(
            ("amendments", number, "version"),
            f"this amendment leads to version {amendment.version}, as amendment {before + 1} does already",
            "write the version that it leads to; of two reasons for one version, write the date of both",
            ((("amendments", before, "version"), "the same version"),),
        )


@rule("TIM037", Severity.WARNING, if_written=("amendments",))
def amendment_without_a_reason(study: Study) -> Results:
    """The rationale of an amendment says nothing, such as "tbd".

    Why a protocol was changed is what boards and readers ask first; `tavns diff --require-rationale` does not count it.

    Fix: write why, in a few words.
    """
    for number, amendment in enumerate(study.protocol.amendments or ()):
        said = amendment.rationale
        if said is not None and not is_answer(REASON, said):
            yield Flag(
                ("amendments", number, "rationale"),
                f'"{said}" is no reason for a change',
                "write why, in a few words",
            )
