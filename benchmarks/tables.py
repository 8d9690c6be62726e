"""Numbers as tables in Markdown, and their place in docs/performance.md."""

import os
import platform
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from statistics import median

DOCS = Path(__file__).parent.parent / "docs" / "performance.md"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; all but its first column stand to the right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def spread(values: Sequence[float], form: str = ".0f") -> str:
    """Return the median with the lowest and the highest in brackets."""
    low, high = format(min(values), form), format(max(values), form)
    middle = format(median(values), form)
    return middle if low == high else f"{middle} ({low}–{high})"


def machine() -> str:
    """Return what kind of machine this is, and when: never whose."""
    model = ""
    if Path("/proc/cpuinfo").is_file():
        found = re.search(
            r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE
        )
        model = f", {found[1].strip()}" if found else ""
    return (
        f"{platform.system()}, {platform.machine()}{model}, {os.cpu_count()} cores; "
        f"Python {platform.python_version()}; {date.today().isoformat()}."
    )


def command() -> str:
    """Return the command that made the results."""
    return "make bench" + (f" ARGS='{' '.join(sys.argv[1:])}'" if sys.argv[1:] else "")


def put(name: str, text: str, *, write: bool) -> None:
    """Print a part of the results; write puts it between its marks in docs/performance.md, too."""
    print(text)
    if not write:
        return
    start, end = f"<!-- {name}: measured -->", f"<!-- {name}: end -->"
    page = DOCS.read_text(encoding="utf-8")
    before, rest = page.split(start)
    _, after = rest.split(end)
    DOCS.write_text(f"{before}{start}\n\n{text}\n\n{end}{after}", encoding="utf-8")
    print(f"\nwritten into docs/{DOCS.name}")
