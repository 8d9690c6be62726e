"""Which configuration holds for a file, and what it sets: command line, per-file tables, nearest file, defaults."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple, cast

from protocols.check.configuration.config import FAIL_ON, PROFILES, Config
from protocols.check.configuration.grades import severity
from protocols.check.configuration.reading import OWN, SHARED, TABLE, File, Reader, Section, Setting, opened
from protocols.document.document import Document
from protocols.lib.errors import ConfigurationError, UnsearchableError
from protocols.lib.files import absolute, seen_from, shown, why_no_file
from protocols.lib.names import slashed
from protocols.model.terms import EVIDENCE, PUBLISHED, Evidence


def configured(  # noqa: PLR0913 - what can be set on the command line can be set here
    file: str | os.PathLike[str] | None = None,
    *,
    search: bool = True,
    profile: str | None = None,
    fail_on: str | None = None,
    policies: Sequence[str | os.PathLike[str]] = (),
    today: date | None = None,
    evidence: str | None = None,
) -> "Chooser":
    """Return a function from a path to the settings that its configuration gives it, for `lint_many` and `lint`.

        for report in lint_many(["protocols"], config=configured()): ...
        lint(path, config=configured()(path))

    The configuration is the nearest `tavns.toml`, or `pyproject.toml` with a table `[tool.tavns]`, in the file's folder
    or above it; `file` names one for all instead, and without `search` there is none. profile, fail_on (error,
    warning, note or never) and evidence (review, published or all) win over what is configured; policies hold in addition. What was read is kept: take a new
    one to see that files have changed.

    Raises ConfigurationError, here or when called, for a configuration or a policy that cannot be used, and ValueError
    for a profile, fail_on or evidence that is none.
    """
    if profile not in (None, *PROFILES):
        raise ValueError(f"there is no profile {profile}")
    if fail_on not in (None, *FAIL_ON):
        raise ValueError(f"fail_on is one of {', '.join(FAIL_ON)}, not {fail_on}")
    if evidence not in (None, *EVIDENCE):
        raise ValueError(f"evidence is one of {', '.join(EVIDENCE)}, not {evidence}")
    paths = []
    for policy in policies:
        from protocols.policies import load, local  # noqa: PLC0415 - it brings a library that only policies need

        paths.append(str(absolute(local(os.fspath(policy)))))
        load(paths[-1])
    given = Given(profile, fail_on, tuple(paths), today or date.today(), evidence)
    return Chooser(given, None if file is None else os.fspath(file), search=search)


DRAFT: Final = Setting("profile", "draft")
ERROR: Final = Setting("fail-on", "error")
COUNTED: Final = Setting("evidence", PUBLISHED)


class Given(NamedTuple):
    """What the command line, or the caller, sets for every file."""

    profile: str | None
    fail_on: str | None
    policies: tuple[str, ...]
    today: date
    evidence: str | None = None


@dataclass(slots=True)
class Holding:
    """The settings that hold for a file, each the last that was set; rules by code, policies by path."""

    profile: Setting = DRAFT
    fail_on: Setting = ERROR
    evidence: Setting = COUNTED
    rules: dict[str, Setting] = field(default_factory=dict)
    policies: dict[str, Setting] = field(default_factory=dict)

    def add(self, section: Section) -> None:
        """Lay a table of settings over these. Policies add up: what a board asks for is not lost by asking for more."""
        self.profile = section.profile or self.profile
        self.fail_on = section.fail_on or self.fail_on
        self.evidence = section.evidence or self.evidence
        self.rules = self.rules | section.rules
        self.policies = self.policies | section.policies


@dataclass(slots=True)
class Folder:
    """A folder that files are in: its configuration, how paths in it begin seen from there, and what was given out."""

    file: File | None
    start: str = ""
    configs: dict[tuple[bool, tuple[bool, ...]], Config] = field(default_factory=dict)


class Chooser:
    """Gives each path its settings. A folder is looked up once, however many files are in it."""

    def __init__(self, given: Given, file: str | None, *, search: bool) -> None:
        self._given, self._search = given, search
        self._fixed = None if file is None else _named(Path(file))
        self._nearest: dict[Path, File | None] = {}
        self._folders: dict[str, Folder] = {}

    def __call__(self, path: str | os.PathLike[str]) -> Config:
        """Return the settings of a file; it does not have to be there. Raises ConfigurationError."""
        folder, inside = self._of(path)
        file = folder.file
        matched = tuple(section.matches(inside) for section in file.sections) if file else ()
        excluded = file is not None and file.excludes(inside)
        config = folder.configs.get((excluded, matched))
        if config is None:
            config = folder.configs[excluded, matched] = self._config(file, _held(file, inside), excluded)
        return config

    def settings(self, path: str | os.PathLike[str]) -> list[Setting]:
        """Return each setting of a file with where it comes from, the caller's own apart. Raises ConfigurationError."""
        folder, inside = self._of(path)
        held = _held(folder.file, inside)
        listed = [
            *held.rules.values(),
            *held.policies.values(),
            *(folder.file.exclude if folder.file else ()),
        ]
        return [held.profile, held.fail_on, held.evidence, *dict.fromkeys(listed)]

    def _config(self, file: File | None, held: Holding, excluded: bool) -> Config:
        given = self._given
        return Config(
            given.today,
            given.profile or held.profile.value,
            severity(given.fail_on or held.fail_on.value),
            file.name if file else "",
            {code: severity(setting.value) for code, setting in held.rules.items()},
            tuple(dict.fromkeys([*held.policies, *given.policies])),
            excluded,
            cast("Evidence", given.evidence or held.evidence.value),
        )

    def _of(self, path: str | os.PathLike[str]) -> tuple[Folder, str]:
        """Return the folder of a file, and the file's path as its configuration sees it."""
        where, name = os.path.split(os.fspath(path))
        folder = self._folders.get(where)
        if folder is None:
            whole = absolute(where)
            try:
                file = self._fixed or (self._above(whole) if self._search else None)
            except OSError as error:
                raise UnsearchableError(os.fspath(path), (error.strerror or str(error)).lower()) from None
            start = slashed(seen_from(file.folder, whole)) + "/" if file else ""
            folder = self._folders[where] = Folder(file, start.removeprefix("./"))
        return folder, folder.start + name

    def _above(self, folder: Path) -> File | None:
        found, passed = None, []
        for here in (folder, *folder.parents):
            passed.append(here)
            found = self._nearest[here] if here in self._nearest else _in(here)
            if found:
                break
        self._nearest.update(dict.fromkeys(passed, found))
        return found


def _held(file: File | None, inside: str) -> Holding:
    held = Holding()
    for section in file.sections if file else ():
        if section.matches(inside):
            held.add(section)
    return held


def _named(path: Path) -> File:
    """Return the configuration that somebody named."""
    document = opened(path)
    if path.name == SHARED and not _has_table(document):
        raise ConfigurationError(f"{document.name} has no table [{'.'.join(TABLE)}]")
    return Reader(document, path).file()


def _in(folder: Path) -> File | None:
    """Return the configuration of a folder itself."""
    own, shared = folder / OWN, folder / SHARED
    project = _project(shared) if _is_there(shared) else None
    if not _is_there(own):
        return Reader(project, shared).file() if project else None
    if project:
        place = project.place(project.nearest(TABLE))
        what = f"{OWN} stands beside this [{'.'.join(TABLE)}]; keep one of the two"
        raise ConfigurationError(f"{project.name}:{place.line}:{place.column}: {what}")
    return Reader(opened(own), own).file()


def _is_there(path: Path) -> bool:
    """Say whether a configuration is there: none is passed over for a weaker one, or for the defaults."""
    why = why_no_file(path)
    if why:
        raise ConfigurationError(f"cannot read {shown(path)}: {why}")
    return why is not None


def _project(path: Path) -> Document | None:
    """Return a pyproject.toml that configures us; of one that does not, it is of no interest whether it is TOML."""
    try:
        speaks_of_us = TABLE[-1].encode() in path.read_bytes()
    except OSError:
        speaks_of_us = True  # it may: to open it says why it cannot be read
    document = opened(path) if speaks_of_us else None
    return document if document and _has_table(document) else None


def _has_table(document: Document) -> bool:
    tool = (document.data or {}).get(TABLE[0])
    return isinstance(tool, dict) and TABLE[-1] in tool
