"""What was judged, at its places in the text: findings, and the report that holds them."""

from collections.abc import Iterable

from protocols.check.configuration.config import PROFILES, Config
from protocols.check.judgement import Judged
from protocols.check.silence import Heard, Teller, together
from protocols.check.whole import Whole
from protocols.document.document import Document, Place, Span
from protocols.findings.report import Finding, Related, Replacement, Report, Waived
from protocols.findings.rule import Edit, Flag, Rule, Severity
from protocols.model import Study
from protocols.model.paths import Steps, dotted


def report_of(
    document: Document,
    judged: Judged,
    config: Config,
    study: Study | None = None,
    places: Document | None = None,
) -> Report:
    """Return the report of what was judged. places is where things stand, if not in the document."""
    chosen = config.under(config.profile)
    found = _told(together(judged.under(chosen)), study)
    findings = [
        _finding(places or document, one.rule, one.flag, chosen.grade(one.rule, one.flag), one.waived)
        for one in found
    ]
    findings.sort(key=lambda finding: (finding.place, finding.code))
    lines = tuple(document.text.replace("\r\n", "\n").removesuffix("\r").split("\n")) if findings else ()
    passes = tuple(name for name in PROFILES if judged.passes(config.under(name)))
    return Report(
        document.name,
        document.sha256,
        tuple(findings),
        profile=chosen.name,
        would_pass=passes,
        configuration=config.file,
        fail_on=config.fail_on,
        lines=lines,
    )


def _told(found: list[Heard], study: Study | None) -> list[Heard]:
    """Return findings in the words in which they are told of a study's arms."""
    if study is None:
        return found
    teller = Teller(study)
    told = [one._replace(flag=teller.told(one)) for one in found]
    return Whole(study).findings(told) if study.has_parts else told


def _finding(
    document: Document, rule: Rule, flag: Flag, severity: Severity, waiver: Waived | None
) -> Finding:
    here = _place(document, flag.where, on_key=flag.on_key)
    also = [Related(_path(place), _place(document, place), message) for place, message in flag.also]
    return Finding(
        rule.code,
        rule.name,
        severity,
        flag.message,
        flag.help,
        _path(flag.where),
        here,
        tuple(one for one in also if one.place != here),
        tuple(dict.fromkeys((*rule.sources, *flag.sources))),
        waiver,
        _replacements(document, flag.fix),
        flag.arms,
    )


def _replacements(document: Document, edits: Iterable[Edit]) -> tuple[Replacement, ...]:
    found = []
    for edit in edits:
        of_key = edit.what == "key"
        path = dotted((*edit.where[:-1], edit.text) if of_key else edit.where)
        spans = document.names(edit.where) if of_key else [document.nearest(edit.where)]
        found += [Replacement(path, document.place(span), *span, edit.text) for span in spans]
    return tuple(sorted(found, key=lambda one: one.start))


def _path(where: Steps | Span) -> str:
    return "" if isinstance(where, Span) else dotted(where)


def _place(document: Document, where: Steps | Span, *, on_key: bool = False) -> Place:
    if isinstance(where, Span):
        return document.place(where)
    span = (document.key(where) if on_key else None) or document.nearest(where)
    if span.end == 0:  # nothing in the file holds it
        span = document.opening(table=where != ("format",))
    return document.place(span)
