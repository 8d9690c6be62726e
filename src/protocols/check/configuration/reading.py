"""One configuration file: its settings with where each stands, or the first thing that is wrong with it."""

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, Final, NamedTuple, NoReturn

from protocols.check.configuration.config import FAIL_ON, PROFILES
from protocols.check.configuration.grades import GRADES, expanded, refusal
from protocols.document.document import Document, Path
from protocols.document.kinds import called
from protocols.document.reading import read
from protocols.lib.errors import ConfigurationError
from protocols.lib.files import absolute, shown, why_no_file
from protocols.model.terms import EVIDENCE

OWN: Final = "tavns.toml"
SHARED: Final = "pyproject.toml"
TABLE: Final = ("tool", "tavns")
KEYS: Final = ("profile", "fail-on", "evidence", "rules", "exclude", "policies", "per-file")
PER_FILE: Final = ("profile", "fail-on", "evidence", "rules", "policies")

NO_ESCAPE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\(?:\w|\Z)")
r"""A \ that takes nothing its meaning, as it does in `\#`, `\!`, `\*` and `\ `: it was meant for a /."""

Matches = Callable[[str], bool]


class Setting(NamedTuple):
    """One setting, and where it stands: file and line, and the glob of its per-file table; "" and 0 for a default.

    name is its key, such as `fail-on` or `rules.SAF003`; value what it says, as it is written.
    """

    name: str
    value: str
    file: str = ""
    line: int = 0
    glob: str = ""


class Section(NamedTuple):
    """One table of settings: the file's own, or a per-file table. rules go by code, policies by their whole path."""

    matches: Matches
    profile: Setting | None
    fail_on: Setting | None
    evidence: Setting | None
    rules: dict[str, Setting]
    policies: dict[str, Setting]


class File(NamedTuple):
    """A configuration file. sections begins with its own settings; the per-file tables follow in their order."""

    name: str
    folder: FilePath
    exclude: tuple[Setting, ...]
    excludes: Matches
    sections: tuple[Section, ...]


def opened(path: FilePath) -> Document:
    """Read a configuration file as TOML. Raises ConfigurationError where it cannot be read, or is not TOML."""
    name = shown(path)
    try:
        if why := why_no_file(path):  # a pipe may never end
            raise ConfigurationError(f"cannot read {name}: {why}")
        document = read(path.read_bytes(), name)
    except OSError as error:
        raise ConfigurationError(f"cannot read {name}: {(error.strerror or str(error)).lower()}") from None
    for problem in document.problems:
        place = document.place(problem.span)
        raise ConfigurationError(f"{name}:{place.line}:{place.column}: {problem.message}")
    return document


class Reader:
    """Goes through a configuration that was opened, and refuses what it does not know."""

    def __init__(self, document: Document, path: FilePath) -> None:
        self.document = document
        self.folder = absolute(path).parent
        self.top: Path = TABLE if path.name == SHARED else ()

    def file(self) -> File:
        """Return what the configuration says. Raises ConfigurationError."""
        whole = self._table((), KEYS)
        sections = [self._section((), "", lambda _: True, KEYS)]
        for glob in self._table(("per-file",)) if "per-file" in whole else ():
            at = ("per-file", glob)
            sections.append(self._section(at, glob, self._globs([(at, glob)]), PER_FILE))
        exclude = self._texts(("exclude",)) if "exclude" in whole else []
        return File(
            self.document.name,
            self.folder,
            tuple(self._setting(at, "exclude", glob) for at, glob in exclude),
            self._globs(exclude),
            tuple(sections),
        )

    def _section(self, at: Path, glob: str, matches: Matches, keys: Sequence[str]) -> Section:
        table = self._table(at, keys)
        found = {
            key: self._setting((*at, key), key, self._choice((*at, key), key, table[key], words), glob)
            for key, words in (("profile", PROFILES), ("fail-on", FAIL_ON), ("evidence", EVIDENCE))
            if key in table
        }
        rules = self._rules((*at, "rules"), glob) if "rules" in table else {}
        policies = self._policies((*at, "policies"), glob) if "policies" in table else {}
        return Section(
            matches, found.get("profile"), found.get("fail-on"), found.get("evidence"), rules, policies
        )

    def _rules(self, at: Path, glob: str) -> dict[str, Setting]:
        table = self._table(at)
        for word, grade in table.items():
            self._choice((*at, word), word, grade, GRADES)
            if wrong := refusal(word, grade, table):
                self._refuse((*at, word), wrong)
        return {
            code: self._setting((*at, word), f"rules.{word}", table[word], glob)
            for code, word in expanded(table).items()
        }

    def _policies(self, at: Path, glob: str) -> dict[str, Setting]:
        """Return the policies by their path; each is made ready now, so that a faulty one is told before the first file."""
        found = {}
        for place, text in self._texts(at):
            from protocols.policies import load, local  # noqa: PLC0415 - it brings a library that only policies need

            try:
                path = str(absolute(self.folder / local(text)))
                FilePath(path).stat()
            except ConfigurationError as error:
                self._refuse(place, str(error))
            except (FileNotFoundError, NotADirectoryError, ValueError):  # a name may hold what none can
                self._refuse(place, f"there is no policy {text} in {shown(self.folder)}")
            except OSError as error:
                self._refuse(
                    place, f"cannot read the policy {text}: {(error.strerror or str(error)).lower()}"
                )
            load(path)
            found[path] = self._setting(place, "policies", text, glob)
        return found

    def _globs(self, globs: list[tuple[Path, str]]) -> Matches:
        """Return the function that says whether a path, seen from the configuration's folder, is one of these."""
        if not globs:
            return lambda _: False
        from pathspec import GitIgnoreSpec  # noqa: PLC0415 - only where there is something to match

        read = [_without_here(glob) for _, glob in globs]
        for (at, glob), line in zip(globs, read, strict=True):
            try:
                means = [pattern.include for pattern in GitIgnoreSpec.from_lines([line]).patterns]
            except ValueError:
                means = []
            useful = means == [True] or (means == [False] and at[0] == "exclude")
            if not useful or NO_ESCAPE.search(glob) or ".." in glob.split("/"):
                what = "write / between folders, seen from this file's folder; * and ** as in .gitignore"
                self._refuse(at, f"{glob!r} matches no file; {what}")
        spec = GitIgnoreSpec.from_lines(read)
        return lambda path: bool(spec.match_file(path))  # None, with pathspec 0.12

    def _table(self, at: Path, keys: Sequence[str] = ()) -> dict[str, Any]:
        table: Any = self.document.data
        for step in (*self.top, *at):
            table = table[step]
        if not isinstance(table, dict):
            self._refuse(at, f"{at[-1] if at else 'tool.tavns'} takes a table, not {called(table)}")
        for key in table if keys else ():
            if key not in keys:
                near = get_close_matches(key.lower().replace("_", "-"), keys, n=1)
                where = "per-file" if at else "a configuration"
                advice = f"did you mean {near[0]}?" if near else f"there are: {', '.join(keys)}"
                self._refuse((*at, key), f"{where} has no key {key}; {advice}")
        return table

    def _choice(self, at: Path, key: str, value: object, words: Sequence[str]) -> str:
        choices = f"{', '.join(words[:-1])} or {words[-1]}"
        if not isinstance(value, str):
            self._refuse(at, f"{key} takes {choices} in quotes, not {called(value)}", value=True)
        if value not in words:
            near = get_close_matches(value.lower(), words, n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            what = value if value.strip() else "an empty text"
            self._refuse(at, f"{key} takes {choices}, not {what}{meant}", value=True)
        return value

    def _texts(self, at: Path) -> list[tuple[Path, str]]:
        table = self._table(at[:-1])
        texts = table[str(at[-1])]
        if not isinstance(texts, list):
            self._refuse(at, f"{at[-1]} takes a list of texts in [ ], not {called(texts)}", value=True)
        for number, text in enumerate(texts):
            if not isinstance(text, str) or not text:
                what = called(text) if text else "an empty one"
                self._refuse((*at, number), f"{at[-1]} takes a list of texts, not {what}", value=True)
        return [((*at, number), text) for number, text in enumerate(texts)]

    def _setting(self, at: Path, name: str, value: str, glob: str = "") -> Setting:
        place = self.document.place(self.document.nearest((*self.top, *at)))
        return Setting(name, value, self.document.name, place.line, glob)

    def _refuse(self, at: Path, sentence: str, *, value: bool = False) -> NoReturn:
        path = (*self.top, *at)
        key = None if value else self.document.key(path)
        place = self.document.place(key or self.document.nearest(path))
        raise ConfigurationError(f"{self.document.name}:{place.line}:{place.column}: {sentence}")


def _without_here(glob: str) -> str:
    """Return a glob without ./, which means the same to people and matches nothing in .gitignore."""
    steps = [step for step in glob.removeprefix("!").split("/") if step != "."]
    return "!" * glob.startswith("!") + "/".join(steps)
