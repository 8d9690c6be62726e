"""What a report was made from and by: each with its version, so that two reports can be told apart."""

import datetime
from functools import cache
from hashlib import sha256

from protocols.document.document import Document
from protocols.findings.report import Report
from protocols.lib.resources import VERSION, data_file, preset_files, trial_files
from protocols.rules import RULES

EVIDENCE = ("literature", "devices", "references", "checklists", "exclusions", "families")
"""The data files that rules stand on, beside the presets."""
SHOWN = 12
"""Digits of a SHA-256 that tell two versions apart."""


def provenance(document: Document, report: Report, day: datetime.date) -> tuple[tuple[str, str], ...]:
    """Return each thing a report rests on, with its version."""
    return (
        ("Date of this report", day.isoformat()),
        ("File", f"{document.name}, SHA-256 {document.sha256}"),
        ("Tool", f"tavns-protocols {VERSION}"),
        ("Rule book", f"{len(RULES)} rules, version {rule_book()}"),
        ("Evidence", f"{_records()} and the data files, version {evidence()}"),
        ("Profile", report.profile),
        ("Configuration", report.configuration or "none"),
        ("No error under", ", ".join(report.would_pass) or "no profile"),
    )


@cache
def rule_book() -> str:
    """Return a version of the rules: the first digits of the SHA-256 of what each is and says."""
    said = [f"{rule.code} {rule.name} {rule.severity} {rule.check.__doc__}" for rule in RULES.values()]
    return _version("\n".join(said).encode())


@cache
def evidence() -> str:
    """Return a version of the presets and of the data files: the first digits of the SHA-256 of them all."""
    files = [*preset_files().values(), *trial_files().values(), *(data_file(name) for name in EVIDENCE)]
    return _version(b"".join(path.read_bytes().replace(b"\r\n", b"\n") for path in files))


def _records() -> str:
    beyond = len(trial_files())
    return f"{len(preset_files())} presets" + (f", {beyond} records beyond the review" if beyond else "")


def _version(content: bytes) -> str:
    return sha256(content).hexdigest()[:SHOWN]
