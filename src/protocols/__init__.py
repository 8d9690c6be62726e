"""Draft and check stimulation protocols of transcutaneous auricular vagus nerve stimulation (taVNS).

from protocols import lint, load, presets

report = lint(Path("study.toml"))             # findings, each with its place and its sources
study = load(Path("study.toml"))              # the study, each arm with what it really gets
study.arms["sham"].stimulation.frequency_hz
presets()["straube-2015"].arms["hz_25"].schedule.weeks
"""

from typing import TYPE_CHECKING

from protocols.lib.lazy import on_demand
from protocols.lib.resources import VERSION

if TYPE_CHECKING:
    from protocols.check.configuration.choosing import configured
    from protocols.check.configuration.config import Config
    from protocols.check.engine import InvalidProtocolError, lint, load
    from protocols.check.many import lint_many
    from protocols.evidence.trials import presets
    from protocols.findings.report import Finding, Report
    from protocols.findings.rule import Rule, Severity
    from protocols.lib.errors import ConfigurationError
    from protocols.model import Arm, Range, Study
    from protocols.rules import RULES

__version__ = VERSION
# Imported when asked for: `tavns --version` needs none of it.
_HOME = {
    "Arm": "model",
    "Config": "check.configuration.config",
    "ConfigurationError": "lib.errors",
    "Finding": "findings.report",
    "InvalidProtocolError": "check.engine",
    "RULES": "rules",
    "Range": "model",
    "Report": "findings.report",
    "Rule": "findings.rule",
    "Severity": "findings.rule",
    "Study": "model",
    "configured": "check.configuration.choosing",
    "lint": "check.engine",
    "lint_many": "check.many",
    "load": "check.engine",
    "presets": "evidence.trials",
}

__all__ = [
    "RULES",
    "Arm",
    "Config",
    "ConfigurationError",
    "Finding",
    "InvalidProtocolError",
    "Range",
    "Report",
    "Rule",
    "Severity",
    "Study",
    "__version__",
    "configured",
    "lint",
    "lint_many",
    "load",
    "presets",
]


__getattr__ = on_demand(__name__, _HOME)


def __dir__() -> list[str]:
    return __all__
