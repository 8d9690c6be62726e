"""Several outputs of one check: on standard output, and into files that are there whole or not at all."""

import os
import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from protocols.check.inputs import Input, open_document
from protocols.check.many import Named
from protocols.findings.report import DISCLAIMER, Report
from protocols.formats import FORMATS, Output, output
from protocols.formats.missing import TITLE
from protocols.formats.style import Style
from protocols.lib.errors import reason
from protocols.lib.files import whole
from protocols.lib.names import is_toml, same

EDGE = 64 * 1024
"""Bytes at the begin and at the end of a file by which it is known what made it."""
PLAIN: Final = re.escape(DISCLAIMER)
FOLDED: Final = r"\s+".join(re.escape(word) for word in DISCLAIMER.split())
"""The last sentence in however many lines."""
COUNTS: Final = r"(?:\d+ files: )?(?:no rule fired|\d+ errors?, \d+ warnings?, \d+ notes?); "
BEGINS: Final = (
    r"[^\n]+:\d+:\d+: (?:waived )?(?:error|warning|note) [A-Z]{3}\d{3} [^\n]+\n",
    rf"[^\n]+: \d+ {TITLE}\n",
    rf"{COUNTS}|not checked: |[^\n]+: not evaluated\n  [A-Z]{{3}}\d{{3}} ",
    r'\{\s*(?:"kind": "\w+", )?"format": \d+,\s*"tool": \{\s*"name": "tavns-protocols"',
    r'\{"\$schema": "[^"\n]*sarif[^\n]*\n"tool": \{"driver": \{"name": "tavns-protocols"',
    r"::(?:error|warning|notice) file=",
    r'\[\n\{"description": "[^\n]*"check_name": "|\[\]\n\Z',
    r'<\?xml [^\n]*\?>\n<testsuites name="tavns"',
    r"# taVNS protocols\n",
)
ENDS: Final = (
    rf"(?:^|\n){FOLDED}\n",
    r"(?:^|\n)(?:not checked: [^\n]+\n|::error file=[^\n]*,title=not checked::[^\n]*)\n",
    rf'"disclaimer": "{PLAIN}"(?:\n?\}}|, "[^\n]*\}}\n\}}\]\}})\n',
    rf'(?:{PLAIN}"\}}|"not-checked"), "fingerprint": "[^\n]*\n\]\n|^\[\]\n',
    r'<(?:/testsuites|testsuites name="tavns"/)>\n',
    rf"\n\*{PLAIN}\*\n",
)
"""How our outputs begin and end; both are asked for, as what somebody wrote around a report has only one of the two."""
LARGEST_SUMMARY = 1_000_000  # GitHub takes 1 MiB a step
PROTOCOL: Final = "is or may be a protocol"
Write = Callable[[str], object]


class Wanted(NamedTuple):
    """An output that is wanted in a file."""

    format: str
    path: Path


class UnwritableError(Exception):
    """An output that cannot be written. Its text is one sentence."""


@contextmanager
def _naming(path: Path | str) -> Iterator[None]:
    """Say of which file an error is, in one sentence."""
    try:
        yield
    except OSError as error:
        raise UnwritableError(f"cannot write {path}: {reason(error)}") from error


def wanted(words: Iterable[str], inputs: Iterable[Named] = (), read: Iterable[str] = ()) -> list[Wanted]:
    """Read `FORMAT=FILE` words. Raises ValueError with one sentence for what cannot be.

    inputs are what is checked, read what else the run reads: a configuration, policies. No report is written over them.
    """
    checked, also = (
        {_real(path) for path in paths if not isinstance(path, Input)} for paths in (inputs, read)
    )
    found: list[Wanted] = []
    for word in words:
        name, sign, path = word.partition("=")
        if not sign or not path:
            raise ValueError(f"{word!r} is not FORMAT=FILE, such as sarif=findings.sarif")
        if name not in FORMATS:
            raise ValueError(f"{name!r} is none of {', '.join(FORMATS)}")
        if path == "-":
            raise ValueError(
                f"{word} names no file; what goes to standard output is said with --format {name}"
            )
        real = _real(path)
        if any(is_toml(str(one)) for one in (path, real)) or real in checked:
            raise ValueError(f"{path} {PROTOCOL}; write the report into another file")
        if real in also:
            raise ValueError(f"{path} is what this check goes by; write the report into another file")
        if not os.path.isdir(Path(path).absolute().parent):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
            raise ValueError(f"there is no folder {Path(path).parent} for {path}")
        if why := _why_to_keep(path):
            raise ValueError(f"{path} {why}")
        if any(_real(one.path) == real for one in found):
            raise ValueError(f"{path} is named twice")
        found.append(Wanted(name, Path(path)))
    return found


def _real(path: str | os.PathLike[str]) -> Hashable:
    return same(os.path.realpath(path))


def _why_to_keep(path: str) -> str:
    """Say why a file that is there is not ours to replace; "" where it is, or where there is none."""
    kept = why_to_keep_by_force(path, _is_report)
    if kept or not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises for a name that is too long
        return kept.replace("remove it, or write", "write the report")
    begin, end = edges(path)
    if _is_report(begin, end) or not (begin + end).strip():
        return ""
    return "is there and no report of tavns; remove it, or write into another file"


def _is_report(begin: str, end: str) -> bool:
    # One that went through a version control system of Windows has other line ends.
    begin, end = begin.replace("\r\n", "\n"), end.replace("\r\n", "\n")
    last = re.search(rf"(?:{'|'.join(ENDS)})\Z", end)
    return last is not None and re.match("|".join(BEGINS), begin) is not None


def why_to_keep_by_force(path: str, own: Callable[[str, str], bool]) -> str:
    """Say why a file that is there is not replaced even where somebody asks for that; "" where it may be.

    A protocol is replaced only by a command that wrote it: own tells that by how the file begins and ends. A link is
    never followed, since whoever names it may not know what is lost.
    """
    try:
        if os.path.islink(path):  # noqa: PTH114 - Path.is_symlink raises where a folder may not be searched
            return f"is a link to {os.readlink(path)}; name the file itself"  # noqa: PTH115 - as said above
        if not os.path.exists(path) or own(*edges(path)) or open_document(Input(path, named=False)) is None:  # noqa: PTH110 - as said above
            return ""
    except OSError as error:
        # One that cannot be read could be replaced all the same, and nobody would know what is lost.
        return f"is there and cannot be read: {reason(error)}"
    return f"{PROTOCOL}; remove it, or write into another file"


def edges(path: str) -> tuple[str, str]:
    """Return how a file begins and ends, "" for no file."""
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises for a name that is too long
        return "", ""  # what else is there is refused by the writing
    with Path(path).open("rb") as file:
        begin = file.read(2 * EDGE)
        file.seek(max(0, os.fstat(file.fileno()).st_size - EDGE))
        end = file.read() if len(begin) == 2 * EDGE else begin
    return begin.decode("utf-8", "replace"), end.decode("utf-8", "replace")


@contextmanager
def written(several: Iterable[Wanted], style: Style) -> Iterator[list[tuple[Output, Write]]]:
    """Start outputs into files. They are there once the block is left; where it raises, no file was changed.

    Raises UnwritableError, before the block is entered where it can be known.
    """
    plain = style._replace(colour=False, alone=True)
    with ExitStack() as all_files:
        made, files = [], []
        for one in several:
            file = all_files.enter_context(ExitStack())
            with _naming(one.path):
                opened = file.enter_context(whole(one.path, force=True, errors="backslashreplace"))
            files.append((one.path, file))
            made.append((output(one.format, plain), _into(opened, one.path)))
        yield made
        for path, file in files:
            with _naming(path):
                file.close()


def _into(file: TextIO, path: Path) -> Write:
    def write(text: str) -> None:
        with _naming(path):
            file.write(text)

    return write


@contextmanager
def summary_of_a_job(shown: str, style: Style) -> Iterator[list[tuple[Output, Write]]]:
    """On GitHub, start a summary of the job as Markdown: of annotations only the first few are shown.

    It is appended to the file that GitHub names, and cut at a line where GitHub would refuse it as too large.
    """
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if shown != "github" or not path:
        yield []
        return
    parts: list[str] = []
    yield [(output("markdown", style), parts.append)]
    text = "".join(parts).encode("utf-8", "backslashreplace")
    if len(text) > LARGEST_SUMMARY:
        text = (
            text[:LARGEST_SUMMARY].rpartition(b"\n")[0]
            + f"\n\nMore findings than a summary holds: see the log.\n\n*{DISCLAIMER}*\n".encode()
        )
    with _naming(path), Path(path).open("ab") as file:
        file.write(text)


def run(reports: Iterable[Report], outputs: list[tuple[Output, Write]]) -> Iterator[Report]:
    """Give each report to every output, and yield it; write what can be written already."""
    for report in reports:
        for one, write in outputs:
            write(one.add(report))
        yield report
    for one, write in outputs:
        write(one.end())
