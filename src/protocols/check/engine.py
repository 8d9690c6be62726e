"""Check a protocol: from its text to a report. No printing, no global state."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path as FilePath
from typing import NamedTuple

from protocols.check.configuration.config import Config
from protocols.check.judgement import Judged, judge
from protocols.check.placing import report_of
from protocols.check.running import Hear, flags, run, said_of
from protocols.check.silence import Raised
from protocols.document.document import Document
from protocols.document.reading import read
from protocols.findings.report import NotEvaluated, Report
from protocols.lib.errors import ConfigurationError
from protocols.model import Study
from protocols.model.faults import build
from protocols.model.paths import dotted
from protocols.model.values import Fault
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
        return replace(report_of(document, Judged(failed), config), would_pass=())


def _of_document(document: Document, config: Config) -> Report:
    built = None if document.data is None else build(document.data)
    if isinstance(built, Study):
        return _checked(document, built.against(config.evidence), config)
    from protocols.check.partly import read_partly, said_of_the_rest  # noqa: PLC0415 - only where something is wrong

    # What is faulty is said, and the rest is judged at its real places; but such a file passes no profile.
    part = read_partly(document)
    found = [(BY_KIND[p.kind], flag) for p in document.problems for flag in BY_KIND[p.kind].check(p)]
    found += [raised for fault in part.faults for raised in _of_fault(fault)]
    if part.study is None:
        return replace(report_of(document, Judged(found), config), would_pass=())
    study, faulty = part.study.against(config.evidence), Faulty(found, part.places, said_of_the_rest)
    return replace(_checked(document, study, config, faulty), would_pass=())


class Faulty(NamedTuple):
    """What is otherwise for a file of which something could not be read: what is said of that, and where the rest stands."""

    found: list[Raised]
    places: Document
    hear: Hear


def _checked(document: Document, study: Study, config: Config, faulty: Faulty | None = None) -> Report:
    """Run the rules on a study, judge what they say, and report it."""
    found, places, hear = faulty or Faulty([], document, said_of)
    raised, undecided, skipped = run(study, config.on(STUDY_RULES), hear)
    raised += [*found, *_against_policies(study, config), *_against_today(study, config)]
    left_out = _not_asked_for(study, config)
    judged = judge(study, raised, undecided, config, {entry.code for entry in left_out})
    lacking = tuple(NotEvaluated(rule.code, dotted(skip.where), skip.reason) for rule, skip in skipped)
    lacking += left_out
    evaluated = len(RULES) - CANNOT_BE_SKIPPED - len({entry.code for entry in lacking})
    report = report_of(document, judged, config, study, places)
    return replace(report, evaluated=evaluated, not_evaluated=lacking)


def _of_fault(fault: Fault) -> Iterator[Raised]:
    return flags(rule_for(fault), fault)


def _against_policies(study: Study, config: Config) -> list[Raised]:
    """Hold a study against the house's policies; what that needs is imported only where there are some."""
    if not config.policies or house_policy_broken.code in config.off or study.unread:
        return []
    from protocols.policies import Held, NeverDoneError, load  # noqa: PLC0415 - only where there are policies

    held = Held(study, [load(path) for path in config.policies])
    try:
        return list(flags(house_policy_broken, held))
    except NeverDoneError as error:
        raise ConfigurationError(str(error)) from None


def _against_today(study: Study, config: Config) -> list[Raised]:
    """Hold the dates of a study against the day of the check."""
    asked = () if study.unread else config.on((dated_after_today,))
    return [one for rule in asked for one in flags(rule, Dated(study, config.today))]


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
