"""`tavns check --fix`, `--insert` and `--diff`: change files, or show what would change."""

import difflib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

import click

from protocols.authoring import AuthoringError, insert_missing
from protocols.check.configuration.config import Config, profile
from protocols.check.derive import derive
from protocols.check.fixes import Fixed, fix
from protocols.check.inputs import Input, open_document
from protocols.check.many import Chosen, Named, unreadable
from protocols.cli.terminal import in_colour, say_beside
from protocols.document.document import Document
from protocols.document.reading import read
from protocols.document.splice import Splice, replaced
from protocols.findings.report import Report
from protocols.formats.style import visible
from protocols.lib.errors import reason
from protocols.lib.files import FileChangedError, other_names, write_whole
from protocols.model.quantity import counted

COLOURS = {"+": "32", "-": "31", "@": "36"}


class Wish(NamedTuple):
    """What is wanted of the options."""

    fix: bool = False
    diff: bool = False
    derived: bool = False
    insert: bool = False

    @property
    def mends(self) -> bool:
        """Whether fixes are made: not where lines are inserted alone."""
        return self.fix or not self.insert or self.derived


def fixed(chosen: Chosen, wish: Wish) -> tuple[list[Named], list[Report]]:
    """Mend what is to be checked; return what to check now, and a report for each file that could not be written.

    A changed file is written whole; the fixed text of standard input goes to stdout. With diff nothing is written: a
    unified diff goes to stdout, and the command ends. Raises click.BadParameter for options that do not go together.
    """
    if wish.fix and wish.diff:
        raise click.BadParameter(
            "--fix writes and --diff only shows: take one of the two", param_hint="--diff"
        )
    if wish.derived and not wish.fix and not wish.diff:
        raise click.BadParameter("goes with --fix or --diff", param_hint="--derived")
    if wish.diff:
        _show(chosen, wish)
    piped = [one for one in chosen.named if isinstance(one, Input)]
    if piped and len(chosen.named) > 1:
        raise click.BadParameter(
            "- stands alone: its fixed text goes to stdout", param_hint="--fix" if wish.fix else "--insert"
        )
    if piped:
        return [_filter(piped[0], chosen, wish)], []
    files = list(chosen)  # every configuration is read before anything is written
    return list(chosen.named), [trouble for one in files if (trouble := _fix_file(*one, wish))]


def _mended(document: Document, config: Config, wish: Wish) -> tuple[Document, list[str]]:
    """Return a document with its fixes applied, and what changed, a line each."""
    result, changes = fix(document) if wish.mends else Fixed(document)
    if wish.derived:
        result, added = derive(result, config)
        changes += added
    said = [
        f"{document.name}:{one.line}: "
        + (f"{one.before} → {one.after}" if one.before else f"added {one.after}")
        for one in changes
    ]
    if wish.insert:
        result, more = _with_missing(result, config)
        said += [more] if more else []
    return result, [visible(line) for line in said]


def _with_missing(document: Document, config: Config) -> tuple[Document, str]:
    """Return a document with what its profile misses as comments, and what is to be said of that."""
    try:
        edits = insert_missing(document.text, config)["edits"]
    except AuthoringError as error:
        return document, f"{document.name}: nothing can be inserted yet: {error}"
    if not edits and profile(config.profile).gathers:
        return (
            document,
            f"{document.name}: the profile {config.profile} asks for no key by name; take --profile ethics",
        )
    lines = sum(1 for one in edits for line in one["text"].splitlines() if line)
    said = f"{document.name}: {counted(lines, 'commented line')} added" if lines else ""
    return replaced(document, [Splice(**one) for one in edits]), said


def _filter(given: Input, chosen: Chosen, wish: Wish) -> Input:
    """Write the fixed text of standard input; as it came where a hook leaves it alone."""
    config = chosen.choose(given.path)
    left = chosen.hook and (config.excluded or open_document(given._replace(named=False)) is None)
    before = read(given.source or b"", given.path)
    result, said = (before, []) if left else _mended(before, config, wish)
    sys.stdout.buffer.write(result.source)
    sys.stdout.flush()
    _say(said)
    return given._replace(source=result.source)


def _fix_file(given: Input, config: Config, wish: Wish) -> Report | None:
    """Mend a file; where that fails, return why. What cannot be read is left to the check that follows."""
    path = Path(given.path)
    # Of what cannot be asked, the check that follows says why.
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - those of Path raise where a folder is locked
        # A pipe, which would be empty for the check.
        return _trouble(given.path, "it is no file; give its content as standard input, -")
    try:
        document = open_document(given)
    except OSError:
        return None
    if document is not None:
        result, said = _mended(document, config, wish)
        try:
            said += _write(path, document, result)
        except OSError as error:
            return _trouble(given.path, reason(error))
        _say(said)
    return None


def _write(path: Path, before: Document, after: Document) -> list[str]:
    """Write what has changed; return what somebody has to know of how it was written."""
    if after.source == before.source:
        return []
    others = other_names(path)
    if not path.stat().st_mode & 0o222:  # one may be allowed to replace what one may not write
        raise OSError("it may only be read")
    try:
        write_whole(path, after.source.decode("utf-8"), was=before.source)
    except FileChangedError:
        raise OSError("somebody else has changed it meanwhile; nothing was written") from None
    if not others:
        return []
    names = "another name" if others == 1 else f"{others} other names"
    it = "that one still holds" if others == 1 else "those still hold"
    return [visible(f"{before.name}: this file had {names} (hard links); {it} the text before the fix")]


def _trouble(path: str, why: str) -> Report:
    return Report(path, "", (), trouble=f"cannot fix {path}: {why}")


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        say_beside(line)


def _show(chosen: Chosen, wish: Wish) -> NoReturn:
    """Print what would be changed as a unified diff, and leave: 1 where there is something, 2 where something is unreadable."""
    troubles: list[Report] = []
    changed = False
    for given, config in chosen:
        try:
            document = open_document(given)
        except OSError as error:
            troubles.append(unreadable(given.path, error))
            chosen.held.add(given.argument)
            continue
        if document is not None:
            chosen.held.add(given.argument)
            result, said = _mended(document, config, wish)
            if result.source != document.source:  # what is not changed need not even be UTF-8
                changed = True
                _print("".join(_diff(document, result)))
            else:
                _say(said)
    troubles += chosen.without_protocol()
    _say([f"tavns: {trouble.trouble}" for trouble in troubles])
    raise click.exceptions.Exit(2 if troubles else int(changed))


def _print(diff: str) -> None:
    """Print a diff; where no terminal shows it, in the bytes of the files, whatever encoding a terminal would have."""
    if sys.stdout.isatty():
        sys.stdout.write(diff)
    else:
        sys.stdout.buffer.write(diff.encode("utf-8", "surrogateescape"))  # a file's name may be any bytes


def _diff(before: Document, after: Document) -> Iterator[str]:
    """Yield the lines of a unified diff that `patch` takes; in colour at a terminal, with nothing that it would obey."""
    old, new = (_lines(document) for document in (before, after))
    terminal = sys.stdout.isatty()
    colour = terminal and in_colour()  # FORCE_COLOR, which CI sets for all it runs, may not spoil a patch
    for number, line in enumerate(difflib.unified_diff(old, new, before.name, after.name)):
        body, end = (
            line.removesuffix("\n"),
            "\n" if line.endswith("\n") else "\n\\ No newline at end of file\n",
        )
        shown = visible(body) if terminal else body
        code = "1" if number < 2 else COLOURS.get(line[0])
        yield (f"\x1b[{code}m{shown}\x1b[0m" if colour and code else shown) + end


def _lines(document: Document) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", document.source.decode("utf-8"))
