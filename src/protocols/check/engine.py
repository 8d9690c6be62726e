"""Check a protocol: from its text to a report. No printing, no global state."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path as FilePath

from protocols.check.configuration.config import PROFILES, Config
from protocols.check.judgement import Judged, judge
from protocols.check.silence import Raised, Teller, together
from protocols.document.document import Document, Place, Span
from protocols.document.reading import read
from protocols.findings.report import Finding, NotEvaluated, Related, Replacement, Report, Waived
from protocols.findings.rule import Edit, Failure, Flag, Rule, Severity, Skip, Undecided
from protocols.lib.errors import ConfigurationError
from protocols.model import Study
from protocols.model.faults import Fault, build
from protocols.model.paths import Steps, dotted
from protocols.model.study import NOBODY
from protocols.model.table import UnreadError
from protocols.rules import (
    BY_KIND,
    RULES,
    STUDY_RULES,
    Dated,
    a_rule_failed,
    dated_after_today,
    house_policy_broken,
    rule_for,
    the_check_failed,
    waiver_that_silences_nothing,
)

CANNOT_BE_SKIPPED = 1  # INT001 is no check of the protocol
KIND = ("study", "kind")
KIND_UNREAD = Skip(KIND, "needs study.kind, which could not be read")
NOT_WHOLE = NotEvaluated(
    house_policy_broken.code, "", "needs the whole file, of which something could not be read"
)
NO_POLICY = NotEvaluated(house_policy_broken.code, "", "no policy is configured")


def lint(
    source: str | bytes | os.PathLike[str], name: str | None = None, config: Config | None = None
) -> Report:
    """Check a protocol and return its report.

    source is the text of a protocol (str, or bytes as they are in the file) or the path of one (a pathlib.Path);
    name is how the report calls it. Raises OSError where a path cannot be read; a faulty protocol raises nothing.
    """
    return lint_document(_read(source, name), config)


def _read(source: str | bytes | os.PathLike[str], name: str | None) -> Document:
    if isinstance(source, os.PathLike):
        path = FilePath(source)
        return read(path.read_bytes(), name or str(path))
    if isinstance(source, str) and source.endswith(".toml") and "\n" not in source:
        raise ValueError(f"this takes the text of a protocol; of a file, give Path({source!r})")
    return read(source, name or "<text>")


class InvalidProtocolError(ValueError):
    """A file that is no protocol; `report` holds the findings that say why."""

    def __init__(self, report: Report) -> None:
        first = report.first_fault
        super().__init__(
            f"{report.path}:{first.place.line}:{first.place.column}: {first.code} {first.message}"
        )
        self.report = report


def load(source: str | bytes | os.PathLike[str], name: str | None = None) -> Study:
    """Return the study that a protocol describes, each arm with what it really gets.

    source as for `lint`. Raises InvalidProtocolError for a file that is not of the format's shape, OSError where a
    path cannot be read. What is merely unwise or incomplete raises nothing: that is for `lint` to say.
    """
    document = _read(source, name)
    study = build(document.data) if document.data is not None else None
    if isinstance(study, Study):
        return study
    raise InvalidProtocolError(lint_document(document))


def lint_document(document: Document, config: Config | None = None) -> Report:
    """Check a document that has been read. Whatever goes wrong is a finding of this file: the next one is checked, too."""
    config = config or Config()
    try:
        return _of_document(document, config)
    except ConfigurationError:
        raise
    except Exception as error:  # noqa: BLE001 - a mistake of ours, which is not to end a run of many files
        failed = [(a_rule_failed, the_check_failed(error))]
        return replace(_report(document, Judged(failed), config), would_pass=())


def _of_document(document: Document, config: Config) -> Report:
    built = None if document.data is None else build(document.data)
    if isinstance(built, Study):
        return _checked(document, built, config)
    from protocols.check.partly import read_partly  # noqa: PLC0415 - only where something is wrong

    # What is faulty is said, and the rest is judged at its real places; but such a file passes no profile.
    part = read_partly(document)
    found = [(BY_KIND[p.kind], flag) for p in document.problems for flag in BY_KIND[p.kind].check(p)]
    found += [raised for fault in part.faults for raised in _of_fault(fault)]
    if part.study is None:
        return replace(_report(document, Judged(found), config), would_pass=())
    return replace(_checked(document, part.study, config, found, part.places), would_pass=())


def _checked(
    document: Document,
    study: Study,
    config: Config,
    found: Iterable[Raised] = (),
    places: Document | None = None,
) -> Report:
    """Run the rules on a study. found is what is said besides; places is where things stand, if not in the document."""
    raised, undecided, skipped = _run(study, config.on(STUDY_RULES))
    raised += [*found, *_against_policies(study, config), *_against_today(study, config)]
    left_out = _not_asked_for(study, config)
    judged = judge(study, raised, undecided, config, {entry.code for entry in left_out})
    lacking = tuple(NotEvaluated(rule.code, dotted(skip.where), skip.reason) for rule, skip in skipped)
    lacking += left_out
    evaluated = len(RULES) - CANNOT_BE_SKIPPED - len({entry.code for entry in lacking})
    report = _report(document, judged, config, study, places)
    return replace(report, evaluated=evaluated, not_evaluated=lacking)


def _run(
    study: Study, rules: Iterable[Rule]
) -> tuple[list[Raised], list[tuple[Rule, Undecided]], list[tuple[Rule, Skip]]]:
    raised: dict[tuple[object, ...], Raised] = {}
    undecided: list[tuple[Rule, Undecided]] = []
    skipped: dict[tuple[str, Skip], tuple[Rule, Skip]] = {}
    is_record = study.is_record
    hear = _said_of_the_rest if study.unread else _said
    for rule in rules:
        if is_record and rule.plans_only:
            if "kind" in study.about.unread:
                skipped[rule.code, KIND_UNREAD] = (rule, KIND_UNREAD)
            continue
        for said in hear(rule, study):
            if isinstance(said, Skip):
                skipped.setdefault((rule.code, said), (rule, said))
            elif isinstance(said, Flag):
                code = a_rule_failed if isinstance(said, Failure) else rule
                raised.setdefault((code.code, said.where, said.message, said.arms), (code, said))
            elif not is_record:
                undecided.append((rule, said))
    return list(raised.values()), undecided, list(skipped.values())


def _of_fault(fault: Fault) -> Iterator[Raised]:
    return _flags(rule_for(fault), fault)


def _flags(rule: Rule, case: object) -> Iterator[Raised]:
    for flag in _said(rule, case):
        if isinstance(flag, Flag):
            yield (a_rule_failed if isinstance(flag, Failure) else rule), flag


def _against_policies(study: Study, config: Config) -> list[Raised]:
    """Hold a study against the house's policies; what that needs is imported only where there are some."""
    if not config.policies or house_policy_broken.code in config.off or study.unread:
        return []
    from protocols.policies import Held, NeverDoneError, load  # noqa: PLC0415 - only where there are policies

    held = Held(study, [load(path) for path in config.policies])
    try:
        return list(_flags(house_policy_broken, held))
    except NeverDoneError as error:
        raise ConfigurationError(str(error)) from None


def _against_today(study: Study, config: Config) -> list[Raised]:
    """Hold the dates of a study against the day of the check."""
    asked = () if study.unread else config.on((dated_after_today,))
    return [one for rule in asked for one in _flags(rule, Dated(study, config.today))]


def _not_asked_for(study: Study, config: Config) -> tuple[NotEvaluated, ...]:
    """Name the rules that the settings leave out, so that nothing is left out without a word."""
    off = config.off
    why = f"switched off in {config.file or 'the settings'}"
    left = [NotEvaluated(code, "", why) for code in off]
    if not config.policies and house_policy_broken.code not in off:
        left.append(NO_POLICY)
    if study.unread:
        left.append(NotEvaluated(dated_after_today.code, "", NOT_WHOLE.reason))
    if study.unread and study.protocol.unread.isdisjoint({"waivers"}) and study.protocol.waivers:
        left.append(NotEvaluated(waiver_that_silences_nothing.code, "waivers", NOT_WHOLE.reason))
    if config.policies and study.unread and house_policy_broken.code not in off:
        left.append(NOT_WHOLE)
    return tuple(left)


def _said(rule: Rule, case: object) -> list[Flag | Undecided | Skip]:
    """Run a rule; where it fails, say so and go on with the others."""
    found: list[Flag | Undecided | Skip] = []
    _hear(rule, case, found)
    return found


def _hear(rule: Rule, case: object, found: list[Flag | Undecided | Skip]) -> None:
    """Add what a rule says; what it said before it failed, or came upon something unread, is kept."""
    try:
        for one in rule.check(case):
            found.append(one if isinstance(one, Skip) else _of_its_arms(one, case))  # noqa: PERF401 - it is faster
    except UnreadError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a rule does wrong, the other findings are worth having
        found += a_rule_failed.check(rule, error)


def _said_of_the_rest(rule: Rule, study: Study) -> list[Flag | Undecided | Skip]:
    """Run a rule on a study of which something could not be read: what hangs on that is not evaluated."""
    from protocols.check.partly import lacks_an_arm, of_the_others, unread_at  # noqa: PLC0415 - only where something is wrong

    if lacking := lacks_an_arm(rule, study):
        return [lacking]
    found: list[Flag | Undecided | Skip] = []
    try:
        _hear(rule, study, found)
    except UnreadError as error:
        found.append(unread_at(study, error))
        others = of_the_others(rule, study, error)
        found += [] if others is None else _said_of_the_rest(rule, others)
    return found


def _of_its_arms(said: Flag | Undecided, case: object) -> Flag | Undecided:
    """Add the arms that something is said of: those of the loop that the rule is in, else the one that it names."""
    arms = case.at_hand if isinstance(case, Study) else NOBODY
    if isinstance(said, Flag) and said.arm and said.arm not in arms:
        arms = frozenset((said.arm,))
    return replace(said, arms=arms) if arms else said


def _report(
    document: Document,
    judged: Judged,
    config: Config,
    study: Study | None = None,
    places: Document | None = None,
) -> Report:
    chosen = config.under(config.profile)
    found = together(judged.under(chosen))
    teller = Teller(study) if study else None
    findings = [
        _finding(
            places or document,
            one.rule,
            teller.told(one) if teller else one.flag,
            chosen.grade(one.rule, one.flag),
            one.waived,
        )
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
