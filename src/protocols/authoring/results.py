"""What a check finds in a text, as plain data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from protocols.check.configuration.config import PROFILES, Config
from protocols.check.engine import lint_document
from protocols.document.document import Document, Place, mark_of
from protocols.document.reading import read
from protocols.findings.report import Finding
from protocols.findings.rule import Severity
from protocols.formats.records import of_finding, of_report
from protocols.lib.errors import AuthoringError


def check(
    text: str, name: str = "<text>", config: Config | Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the findings on a text as `tavns check --format json` gives those of a file, with offsets beside lines and columns.

    config is a Config, or its settings as JSON has them: profile, today (2026-11-28), rules by code (error, warning,
    note or off). start and end of a finding, of what is related and of a fix count code points of the text. Raises
    AuthoringError for settings that cannot be used; a faulty text raises nothing.
    """
    document = read(text, name)
    report = lint_document(document, config_from(config))
    told = _Offsets(document, len(mark_of(text)))
    return {**of_report(report), "findings": [told.finding(one) for one in report.findings]}


class _Offsets:
    """Adds to places in lines and columns where they are in the text."""

    def __init__(self, document: Document, shift: int) -> None:
        self.starts, at = [shift], shift
        for line in document.text.split("\n"):
            at += len(line) + 1
            self.starts.append(at)

    def finding(self, finding: Finding) -> dict[str, Any]:
        made = of_finding(finding) | self.of(finding.place)
        made["related"] = [
            entry | self.of(one.place) for entry, one in zip(made["related"], finding.related, strict=True)
        ]
        made["fix"] = made["fix"] and [
            entry | self.of(one.place) for entry, one in zip(made["fix"], finding.fix, strict=True)
        ]
        return made

    def of(self, place: Place) -> dict[str, int]:
        start = self.starts[place.line - 1] + place.column - 1
        return {"start": start, "end": self.starts[place.end_line - 1] + place.end_column - 1}


def config_from(config: Config | Mapping[str, Any] | None) -> Config:
    """Return settings as they are given: none, a Config, or as JSON has them. Raises AuthoringError for others."""
    if config is None or isinstance(config, Config):
        return config or Config()
    unknown = config.keys() - {"profile", "today", "rules"}
    if unknown:
        raise AuthoringError(f"there is no setting {min(unknown)}; there are profile, today and rules")
    profile = config.get("profile", "draft")
    if profile not in PROFILES:
        raise AuthoringError(f"there is no profile {profile}; there are {', '.join(PROFILES)}")
    try:
        rules = {
            code: None if grade == "off" else Severity(grade)
            for code, grade in config.get("rules", {}).items()
        }
        today = date.fromisoformat(config["today"]) if "today" in config else date.today()
        return Config(today=today, profile=profile, rules=rules)
    except (ValueError, TypeError, AttributeError) as error:
        raise AuthoringError(f"these settings cannot be used: {error}") from None
