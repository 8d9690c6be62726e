"""The findings on a text, as editors show them."""

import logging
from pathlib import Path
from typing import Any, Final, NamedTuple

from lsprotocol import types as lsp

from protocols import authoring
from protocols.editor.files import config_of, path_of
from protocols.editor.texts import Text
from protocols.lib.errors import ConfigurationError
from protocols.lib.references import Citation, by_work
from protocols.lib.resources import folder

SOURCE: Final = "tavns"
SEVERITY: Final = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "note": lsp.DiagnosticSeverity.Information,
}
USELESS: Final = "WAI002"
"""The rule that names what may go without anything being lost: a waiver that silences nothing."""
log = logging.getLogger(__name__)


class Checked(NamedTuple):
    """What was found in a text: as `authoring.check` has it, and as editors show it."""

    text: Text
    findings: list[dict[str, Any]]
    diagnostics: list[lsp.Diagnostic]


def checked(text: Text) -> Checked:
    """Return what `tavns check` finds in a text, under the configuration of its file; nothing where that excludes it.

    A configuration that cannot be used, and a check that fails, are one diagnostic: a server that stops helps nobody.
    """
    try:
        config = config_of(text.uri)
        name = path_of(text.uri) or text.uri
        found = [] if config.excluded else authoring.check(text.text, name, config)["findings"]
        return Checked(text, found, [_diagnostic(text, one) for one in found])
    except ConfigurationError as error:
        return Checked(text, [], [_at_the_top(str(error), "configuration")])
    except (
        Exception
    ) as error:  # whatever fails, the text is still the editor's, and the next version is checked
        log.exception("the check failed")
        said = f"a mistake of tavns itself, please report it: {type(error).__name__}: {error}"
        return Checked(text, [], [_at_the_top(said, "INT001")])


def _at_the_top(message: str, code: str) -> lsp.Diagnostic:
    start = lsp.Position(0, 0)
    return lsp.Diagnostic(
        lsp.Range(start, start), message, severity=lsp.DiagnosticSeverity.Error, code=code, source=SOURCE
    )


def _diagnostic(text: Text, finding: dict[str, Any]) -> lsp.Diagnostic:
    return lsp.Diagnostic(
        text.range(finding["start"], finding["end"]),
        said(finding),
        severity=lsp.DiagnosticSeverity.Hint if finding["waiver"] else SEVERITY[finding["severity"]],
        code=finding["code"],
        code_description=_page(finding["code"]),
        source=SOURCE,
        tags=[lsp.DiagnosticTag.Unnecessary] if finding["code"] == USELESS else None,
        related_information=_related(text, finding) or None,
        data={"path": finding["path"]},
    )


def said(finding: dict[str, Any]) -> str:
    """Return what is said of a finding: what it is, what to write instead, on whose word, why it is accepted."""
    lines = [f"{finding['path']}: {finding['message']}" if finding["path"] else finding["message"]]
    lines += [finding["help"]] if finding["help"] else []
    cited = [Citation(one["key"], one["pinpoint"]) for one in finding["sources"]]
    lines += [f"source: {work}" for work in by_work(cited)]
    if waiver := finding["waiver"]:
        by = f" (approved by {waiver['approved_by']})" if waiver["approved_by"] else ""
        lines.append(f"waived {finding['severity']}: {waiver['reason']}{by}")
    return "\n".join(lines)


def _related(text: Text, finding: dict[str, Any]) -> list[lsp.DiagnosticRelatedInformation]:
    return [
        lsp.DiagnosticRelatedInformation(
            lsp.Location(text.uri, text.range(one["start"], one["end"])), one["message"] or one["path"]
        )
        for one in finding["related"]
    ]


def _page(code: str) -> lsp.CodeDescription | None:
    """Return where the page of a rule is: beside the program, as it has no public address."""
    page = Path(str(folder("pages"))) / f"{code}.md"
    return lsp.CodeDescription(page.as_uri()) if page.is_absolute() else None
