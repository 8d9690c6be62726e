"""Whether a file holds an earlier report of this tool, by how each output begins and ends: only that may be replaced."""

import re
from typing import Final

from markupsafe import escape

from protocols.findings.report import DISCLAIMER

FOLDED: Final = r"\s+".join(re.escape(word) for word in DISCLAIMER.split())
"""The last sentence of the outputs for people, in however many lines."""
PLAIN: Final = re.escape(DISCLAIMER)
COUNTS: Final = r"(?:\d+ files: )?(?:no rule fired|\d+ errors?, \d+ warnings?, \d+ notes?); "
UNDER: Final = r"profile [^\n]*; no error under: [^\n]*\n"
HEAD_OF_A_FINDING: Final = r"[^\n]+:\d+:\d+: (?:waived )?(?:error|warning|note) [A-Z]{3}\d{3} [a-z0-9-]+\n"
TOOL: Final = r'"name": "tavns-protocols"'

EDGES: Final = {
    "text": (
        rf"(?:{HEAD_OF_A_FINDING}|{COUNTS}|not checked: |[^\n]+: not evaluated\n  [A-Z]{{3}}\d{{3}} )",
        rf"(?:^|\n){COUNTS}[^\n]*\n(?:\d+ of these can be fixed: [^\n]*\n)?{UNDER}{FOLDED}\n",
    ),
    "text, nothing checked": (r"not checked: [^\n]+\n\n", r"(?:^|\n\n)not checked: [^\n]+\n\n"),
    "json": (rf'\{{\n  "format": \d+,\n  "tool": \{{\n    {TOOL},', rf'"disclaimer": "{PLAIN}"\n\}}\n'),
    "jsonl": (
        rf'\{{"kind": "(?:finding|file|trouble|summary)", "format": \d+, "tool": \{{{TOOL},',
        rf'(?:^|\n)\{{"kind": "summary", [^\n]*"disclaimer": "{PLAIN}"\}}\n',
    ),
    "sarif": (
        rf'\{{"\$schema": "[^"\n]*sarif[^"\n]*", "version": "[\d.]+", "runs": \[\{{\n"tool": \{{"driver": \{{{TOOL},',
        rf'\n"properties": \{{"disclaimer": "{PLAIN}", [^\n]*\}}\n\}}\]\}}\n',
    ),
    "github": (
        rf"(?:::(?:error|warning|notice) file=|{COUNTS})",
        rf"(?:^|\n){COUNTS}[^\n]*\n{UNDER}{PLAIN}\n",
    ),
    "github, nothing checked": (
        r"::error file=[^\n]*,title=not checked::",
        r"(?:^|\n)::error file=[^\n]*,title=not checked::[^\n]*\n",
    ),
    "gitlab": (
        r'\[\n\{"description": "[^\n]*"check_name": "',
        rf'(?:{PLAIN}"\}}|"not-checked"), "fingerprint": "[^\n]*"location": [^\n]*\}}\n\]\n',
    ),
    "gitlab, nothing found": (r"\[\]", r"^\[\]\n"),
    "junit": (
        r'<\?xml [^\n]*\?>\n<testsuites name="tavns"/?>\n',
        r'<(?:/testsuites|testsuites name="tavns"/)>\n',
    ),
    "markdown": (
        rf"# taVNS protocols\n\n(?:\*\*{COUNTS}|- \*\*not checked\*\*: |\*{PLAIN}\*)",
        rf"\n\*{PLAIN}\*\n",
    ),
}
"""How each output begins and ends; begin and end are both asked for, as other files may share one of the two."""


def is_report(begin: str, end: str) -> bool:
    """Say whether a file that begins and ends so holds a whole report, and nothing before or behind it.

    begin and end are stretches of the file, or both the whole of it.
    """
    # One that went through a version control system of Windows has other line ends.
    begin, end = begin.replace("\r\n", "\n"), end.replace("\r\n", "\n")
    return any(re.match(first, begin) and re.search(rf"(?:{last})\Z", end) for first, last in EDGES.values())


PAGES: Final = {
    "html": (
        r'\s*<!doctype html>\n[\s\S]{0,200}<meta name="generator" content="tavns-protocols">',
        rf'<p class="disclaimer">{re.escape(escape(DISCLAIMER))}</p></footer>\n</body>\n</html>\s*',
    ),
    "markdown": (
        r"# [^\n]*\n\n(?:[^\n]+\n\n)*?\*\*(?:no rule fired|\d+ errors?, \d+ warnings?, \d+ notes?); [^\n]*\*\*, checked ",
        rf"\n\*{PLAIN}\*\s*",
    ),
}
"""How the page of `tavns report` begins and ends; a PDF cannot be taken for a protocol."""


def is_page(begin: str, end: str) -> bool:
    """Say whether a file that begins and ends so holds an earlier page of `tavns report`, and nothing else."""
    begin, end = begin.replace("\r\n", "\n"), end.replace("\r\n", "\n")
    return any(re.match(first, begin) and re.search(rf"(?:{last})\Z", end) for first, last in PAGES.values())
