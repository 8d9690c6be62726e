"""SRC: where the file says its values are from."""

from difflib import get_close_matches
from functools import cache
from typing import Any

from protocols.evidence.trials import preset
from protocols.findings.rule import Flag, Results, Severity, Skip, rule
from protocols.lib.references import known
from protocols.lib.resources import data, record_files
from protocols.model import Arm, Range, Study, Table, overlap
from protocols.model.facts import plainly
from protocols.model.paths import INHERITED, dotted, is_known
from protocols.model.records import Source
from protocols.model.table import FixedKeys
from protocols.model.terms import meet
from protocols.model.unread import may_be_unread


@rule("SRC001", Severity.WARNING, if_written=("sources", "results", "citation"))
def citation_not_known(study: Study) -> Results:
    """A citation is neither known nor of a known form.

    Known are the keys of the references and the names of the presets; by form `doi:10.…`, `PMID n`, `PMCn`, a trial
    number (NCT…, ChiCTR…, ISRCTN…) or a URL.

    Fix: write one of these, so that a reader can find the work.
    """
    cited = [(where, source.cite) for where, _, source in study.sources]
    results = study.protocol.results or ()
    cited += [(("results", number, "source"), one.source) for number, one in enumerate(results) if one.source]
    if study.about.citation is not None:
        cited.append((("study", "citation"), study.about.citation))
    for where, citation in cited:
        if not known(citation):
            near = get_close_matches(citation, [*data("references"), *record_files()], n=1)
            forms = "write doi:10.…, PMID n, PMCn, a trial number or a URL"
            yield Flag(where, f'nobody can find "{citation}"', f"did you mean {near[0]}?" if near else forms)


@rule("SRC002", Severity.ERROR, if_written=("sources",))
def source_of_nothing(study: Study) -> Results:
    """A source is given for a path where nothing is written.

    Left over after a change, or misspelt: a reader would look for a value that is not there.

    Fix: correct the path, or take the entry out.
    """
    for where, about, _ in study.sources:
        if study.unread and may_be_unread(study, about):
            yield Skip(where, f"needs {dotted(about)}, which could not be read")
        elif value_at(study, about) is None:
            message = "nothing is written there" if is_known(about) else "the format has no such key"
            yield Flag(
                where,
                f"a source for {dotted(about)}, but {message}",
                "correct the path, or take the entry out",
                on_key=True,
            )


@rule("SRC003", Severity.WARNING, if_written=("sources",))
def value_differs_from_its_source(study: Study) -> Results:
    """A value differs from what the cited preset says, or from what the preset has from the same source.

    A draft takes over its preset's values with their sources. Where a value is changed and its source is not, a reader, and
    the Methods section, take the source for the new value's. A range agrees with a value inside it. Where the preset does not hold the key, this is not evaluated: what a preset
    leaves out was not found in what was read, which is not the whole paper.

    Fix: correct the value or the citation; `kind = "own_choice"` says that the value was chosen with the source in mind.

    Waive: the source was read more closely than the preset, and its entry names the place.
    """
    for where, about, source in study.sources:
        if source.kind == "own_choice" or not (name := _preset_of(study, about, source)):
            continue
        if study.unread and may_be_unread(study, about):
            yield Skip(where, f"needs {dotted(about)}, which could not be read")
            continue
        mine = value_at(study, about)
        if mine is None or isinstance(mine, Table):
            continue
        theirs = _said(preset(name), about, _role(study, about))
        if not theirs:
            yield Skip(where, f"the preset {name} does not hold {dotted(about)}")
        elif not any(_agree(mine, value) for value in theirs):
            listed = " or ".join(dict.fromkeys(plainly(value) for value in theirs))
            says, help_ = f"{name} says {listed}", "correct the value or the citation"
            if name != source.cite:
                says = f"the preset {name} has {listed} from the same source, {source.cite}"
                help_ = 'cite what the new value is from, or write kind = "own_choice"'
            yield Flag(
                _written(study, about),
                f"{dotted(about)} is {plainly(mine)}; {says}",
                help_,
                ((where, "its source"),),
            )


def _preset_of(study: Study, path: tuple[str, ...], source: Source) -> str:
    """Return the preset that a source names, or that it was taken over from as it is; "" where there is none."""
    base = study.about.based_on
    if source.cite in record_files() or base is None or base not in record_files():
        return source.cite if source.cite in record_files() else ""
    return base if source in _sources_of(base).get(path, ()) else ""


@cache
def _sources_of(name: str) -> dict[tuple[str, ...], list[Source]]:
    found: dict[tuple[str, ...], list[Source]] = {}
    for _, about, source in preset(name).sources:
        found.setdefault(about, []).append(source)
    return found


def _role(study: Study, path: tuple[str, ...]) -> str:
    """Return the role of the arm that a path is of; of a shared setting, active."""
    return study.arms[path[1]].role if path[0] == "arms" and path[1] in study.arms else "active"


def _written(study: Study, path: tuple[str, ...]) -> tuple[str | int, ...]:
    """Return where the value at a path is written: an arm may have it from the shared table; entries count from 0."""
    if path[0] == "arms" and path[1] in study.arms and len(path) > 3:
        return study.arms[path[1]].at(*path[2:])
    return tuple(int(part) if part.isdigit() else part for part in path)


def value_at(study: Study, path: tuple[str, ...]) -> Any:
    """Return the value at a key path, an arm's inherited values included; None where there is none."""
    found: Any = study.protocol
    if len(path) > 2 and path[0] == "arms" and path[1] in study.arms and path[2] in INHERITED:
        found, path = study.arms[path[1]], path[2:]
    for part in path:
        if isinstance(found, dict):
            found = found.get(part)
        elif isinstance(found, float) and part in Range._fields:
            continue  # a range of two equal ends is read as the number
        elif isinstance(found, Range) or not isinstance(found, tuple):
            found = getattr(found, part, None) if part in _names(found) else None
        else:
            found = found[int(part)] if part.isdigit() and int(part) < len(found) else None
    return found


def _names(found: Any) -> Any:
    if isinstance(found, Arm):
        return INHERITED
    # What is not written is nothing: a table's own list of keys is not asked for.
    return found.written_keys if isinstance(found, FixedKeys) else getattr(found, "_fields", ())


def _said(other: Study, path: tuple[str, ...], role: str) -> list[Any]:
    """Return what another study says at a path; of a setting of arms, what each of its arms of that role has."""
    rest = path[2:] if path[0] == "arms" else path
    if rest and rest[0] in INHERITED:
        arms = [other.arms[path[1]]] if path[0] == "arms" and path[1] in other.arms else other.by_role(role)
        values = [value_at(other, ("arms", arm.name, *rest)) for arm in arms]
    else:
        values = [value_at(other, path)]
    return [value for value in values if value is not None and not isinstance(value, Table)]


def _agree(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, float | int | Range) and isinstance(theirs, float | int | Range):
        return overlap(mine, theirs)
    if isinstance(mine, tuple) and isinstance(theirs, tuple):
        return all(
            any(one == other or (isinstance(one, str) and meet(one, other)) for other in theirs)
            for one in mine
        )
    return bool(mine == theirs)
