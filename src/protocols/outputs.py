"""Several outputs of one check: on standard output, and into files that are there whole or not at all."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple, TextIO

from protocols.files import whole
from protocols.formats import FORMATS, Output, output
from protocols.formats.style import Style
from protocols.inputs import Input
from protocols.many import Named
from protocols.report import DISCLAIMER, Report

MARKS = (b"tavns", DISCLAIMER[:27].encode(), b"[]")
"""One of these stands in every report."""
MARKED = 16 * 1024 * 1024
"""Bytes of an earlier report in which a mark is looked for."""
LARGEST_SUMMARY = 1_000_000  # GitHub takes 1 MiB a step
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
        raise UnwritableError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from error


def wanted(words: Iterable[str], inputs: Iterable[Named] = ()) -> list[Wanted]:
    """Read `FORMAT=FILE` words. Raises ValueError with one sentence for what cannot be.

    inputs are what is checked: no report is written over a protocol.
    """
    checked = {os.path.realpath(path) for path in inputs if not isinstance(path, Input)}
    found: list[Wanted] = []
    for word in words:
        name, sign, path = word.partition("=")
        if not sign or not path:
            raise ValueError(f"{word!r} is not FORMAT=FILE, such as sarif=findings.sarif")
        if name not in FORMATS:
            raise ValueError(f"{name!r} is none of {', '.join(FORMATS)}")
        if path.endswith(".toml") or os.path.realpath(path) in checked:
            raise ValueError(f"{path} is or may be a protocol; write the report into another file")
        if not Path(path).absolute().parent.is_dir():
            raise ValueError(f"there is no folder {Path(path).parent} for {path}")
        if _is_of_others(Path(path)):
            raise ValueError(f"{path} is there and no report of tavns; remove it, or write into another file")
        if any(os.path.realpath(one.path) == os.path.realpath(path) for one in found):
            raise ValueError(f"{path} is named twice")
        found.append(Wanted(name, Path(path)))
    return found


def _is_of_others(path: Path) -> bool:
    """Say whether a file is there that holds something else than an earlier report: that is not ours to replace."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            held = file.read(MARKED)
    except OSError:
        return False  # to write it will say why
    return bool(held.strip()) and not any(mark in held for mark in MARKS)


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
