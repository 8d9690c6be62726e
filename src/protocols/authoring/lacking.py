"""What a profile asks for and a protocol does not write: key by key, where each would be written."""

from collections.abc import Iterator

from protocols.authoring.paths import is_list, known, steps
from protocols.check.configuration.config import Config
from protocols.check.engine import lint_document
from protocols.document.document import Document, Path
from protocols.findings.report import Finding
from protocols.model import Study
from protocols.model.paths import INHERITED, dotted, is_named, table_at
from protocols.standards.gaps import gaps, missing_of
from protocols.standards.items import topics

Lacking = dict[Path, tuple[Path, ...]]
"""Keys that are not written, each with those that answer as well."""
APART = ("sources", "waivers", "conflicts", "amendments")
"""Tables that speak of others, and in which nothing is missing by itself."""


def lacking(document: Document, study: Study, config: Config) -> Lacking:
    """Return the keys that open findings of a check ask for and that are not written. What is waived is not asked for."""
    found = [one for one in lint_document(document, config).findings if one.waiver is None]
    asked: Lacking = {}
    for path, others in [*_of_standards(study, found), *((one, ()) for one in _of_findings(study, found))]:
        shared = path[2:] if path[0] == "arms" and path[2:3] and path[2] in INHERITED else path
        if not any(document.written(one) for one in (path, *others)) and shared not in asked:
            asked.setdefault(path, others)
    return asked


def _of_standards(study: Study, found: list[Finding]) -> Iterator[tuple[Path, tuple[Path, ...]]]:
    """Yield all keys of what is not reported, of which a finding names one place."""
    arms = list(study.parts)
    asking = {one.code for one in found}
    for topic in topics().values():
        for gap in gaps(study, topic) if topic.code in asking else ():
            missing = missing_of(study, gap)
            where, of = dotted(missing[0][0]), {arms[number] for number in gap.arms}
            if any(one.code == topic.code and (one.path == where or of & one.arms) for one in found):
                yield from ((first, tuple(others)) for first, *others in missing)


def _of_findings(study: Study, found: list[Finding]) -> Iterator[Path]:
    """Yield the keys that findings stand on; what all arms lack, in the table that they share."""
    paths = [steps(one.path) for one in found if one.path]
    stimulated = {arm.name for arm in study.stimulated()}
    for path in dict.fromkeys(paths):
        shared = path[2:]
        if path[0] == "arms" and shared and shared[0] in INHERITED:
            lack = {str(one[1]) for one in paths if one[0] == "arms" and one[2:] == shared}
            yield shared if lack == stimulated and len(lack) > 1 else path
        elif path == ("outcomes",) or _is_key(path):
            yield path


def _is_key(path: Path) -> bool:
    """Say whether a path is that of a single key, in a table that is no list."""
    return (
        path[0] not in APART
        and all(isinstance(step, str) for step in path)
        and known(path)
        and table_at(path) is None
        and not is_named(path)
        and not is_list(path)
    )
