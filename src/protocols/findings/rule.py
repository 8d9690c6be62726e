"""What a rule is, and what it may say: a flag, something undecided, or that it could not be evaluated."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from protocols.document.document import Path, Span
from protocols.lib.references import Citation


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for an error, 1 for a warning, 2 for a note."""
        return list(Severity).index(self)


class Edit(NamedTuple):
    """Part of a fix, by key path: the key, or the value that stands there, becomes another text."""

    where: Path
    what: Literal["key", "value"]
    text: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A key path and a sentence. It knows nothing of files, lines or outputs.

    fix is what to write instead, where that changes no meaning beyond doubt; never a dose, a site or a schedule. arms are
    the arms that it is about, none where it is about the study: the engine adds those of the loop that a rule is in.
    """

    where: Path | Span
    message: str
    help: str = ""
    also: tuple[tuple[Path | Span, str], ...] = ()
    arm: str = ""
    sources: tuple[Citation, ...] = ()
    severity: Severity | None = None
    on_key: bool = False
    fix: tuple[Edit, ...] = ()
    arms: frozenset[str] = frozenset()

    def of(self, arms: frozenset[str]) -> "Flag":
        """Return the same, said of these arms."""
        # Written out, as each finding within a loop is made so: `replace` takes three times as long.
        said = self.where, self.message, self.help, self.also, self.arm
        return type(self)(*said, self.sources, self.severity, self.on_key, self.fix, arms)

    def uses(self) -> set[Path | Span]:
        """Return the places of all values the flag stands on."""
        return {self.where, *(place for place, _ in self.also)}


@dataclass(frozen=True, slots=True)
class Failure(Flag):
    """What is said where a rule failed, in place of what it would have found."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Something a plan has not said yet, of arms or of the study. A draft gathers these in one note (KEY011); a record has none."""

    where: Path
    what: str
    message: str
    help: str = ""
    arms: frozenset[str] = field(default=frozenset(), kw_only=True)

    def of(self, arms: frozenset[str]) -> "Undecided":
        """Return the same, said of these arms."""
        return Undecided(self.where, self.what, self.message, self.help, arms=arms)

    def flag(self) -> Flag:
        """Return it as a finding of its rule, where it is asked for by name."""
        return Flag(self.where, self.message, self.help, arms=self.arms)


class Skip(NamedTuple):
    """The rule lacks what it needs; reason names the key to write."""

    where: Path
    reason: str


Results = Iterator[Flag | Undecided | Skip]
"""What a rule yields."""
Check = Callable[..., Iterator[Any]]


@dataclass(frozen=True, slots=True, eq=False)  # there is one of each code: it is itself alone
class Rule:
    """A rule: what it is called, how much it weighs, why it is there, and how it is checked."""

    code: str
    severity: Severity
    check: Check = field(repr=False)
    sources: tuple[Citation, ...] = ()
    waivable: bool = True
    silences: tuple[str, ...] = ()
    plans_only: bool = False
    if_written: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The offence in words, such as `pulse-longer-than-its-period`."""
        return self.check.__name__.replace("_", "-")

    @property
    def family(self) -> str:
        """The letters of the code, such as TIM."""
        return self.code[:3]

    @property
    def title(self) -> str:
        """The first sentence of the rule's text."""
        return self._paragraphs()[0].rstrip(".")

    @property
    def rationale(self) -> str:
        """Why the rule is there."""
        return "\n\n".join(p for p in self._paragraphs()[1:] if not p.startswith(("Fix: ", "Waive: ")))

    @property
    def fix(self) -> str:
        """What to do about a finding."""
        return self._part("Fix: ")

    @property
    def waive(self) -> str:
        """When a finding may be accepted."""
        return self._part("Waive: ") if self.waivable else "Never: it may not be waived."

    def _part(self, opening: str) -> str:
        return next((p.removeprefix(opening) for p in self._paragraphs() if p.startswith(opening)), "")

    def _paragraphs(self) -> list[str]:
        text = inspect.cleandoc(self.check.__doc__ or "")
        return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


def rule(  # noqa: PLR0913 - what a rule is told beside its function, each by name
    code: str,
    severity: Severity,
    *sources: Citation,
    waivable: bool = True,
    silences: tuple[str, ...] = (),
    plans_only: bool = False,
    if_written: tuple[str, ...] = (),
) -> Callable[[Check], Rule]:
    """Make a function a rule. Its name is the rule's name, its docstring the rule's text.

    silences names the rules that say nothing where this one has spoken, of an arm that it speaks of: where both name
    their arm, whatever the value; else of the same value. ("*",) means every other rule that uses the flagged value. plans_only: a record
    of a study that took place is not asked. if_written names keys, or terms, without which the rule has nothing to say, not even
    that something is lacking: where no table of the file or of an arm writes one of them, it is not asked.
    """

    def make(check: Check) -> Rule:
        return Rule(code, severity, check, sources, waivable, silences, plans_only, frozenset(if_written))

    return make
