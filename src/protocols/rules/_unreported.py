"""What a plan does not report of a topic: found once for all protocols that write the same keys, told when asked for."""

from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from protocols.document.document import Path
from protocols.findings.rule import Flag, Undecided
from protocols.lib.fillers import is_answer
from protocols.model import Study
from protocols.model.derived import derived
from protocols.model.paths import dotted, inner
from protocols.model.study import NOBODY
from protocols.model.table import Table
from protocols.standards.applying import applicable
from protocols.standards.gaps import Gap, gaps, missing_of
from protocols.standards.items import FARMER, standards, topics
from protocols.standards.shapes import Shape, shape


class Words(NamedTuple):
    """What is said of a gap, as `Undecided` has it."""

    where: Path
    what: str
    message: str
    help: str


class Unreported(Undecided):
    """A topic that a plan does not report yet. Its words are made when asked for: a draft is only told how many there are."""

    __slots__ = ("_held",)
    _held: tuple[Study, Gap, frozenset[str] | None]

    def __init__(self, study: Study, gap: Gap, arms: frozenset[str] | None = None) -> None:
        object.__setattr__(self, "_held", (study, gap, arms))

    @property
    def study(self) -> Study:
        """The study."""
        return self._held[0]

    @property
    def gap(self) -> Gap:
        """What is lacking."""
        return self._held[1]

    @property
    def arms(self) -> frozenset[str]:  # made when asked for, as are the next four
        """The arms that lack it, none where the study does."""
        study, gap, arms = self._held
        if arms is not None or not gap.arms:
            return arms or NOBODY
        names = list(study.parts)
        return frozenset([names[number] for number in gap.arms])

    where = property(lambda self: self.words().where)
    what = property(lambda self: self.words().what)
    message = property(lambda self: self.words().message)
    help = property(lambda self: self.words().help)

    def words(self) -> Words:
        """Return what is said of it."""
        return _told(self.study, self.gap)

    def of(self, arms: frozenset[str]) -> "Unreported":
        """Return the same, said of these arms."""
        return Unreported(self.study, self.gap, arms)

    def flag(self) -> Flag:
        """Return it as a finding."""
        words = self.words()
        return Flag(words.where, words.message, words.help, arms=self.arms)

    @property
    def in_farmer(self) -> bool:
        """Whether Farmer 2021 asks for it."""
        return self.gap.topic.name in _of_farmer()


SHAPES: Final = 256
"""Shapes of protocols that are remembered."""
_OF_SHAPE: dict[Shape, dict[str, tuple[Gap, ...]]] = {}


@derived  # not what is made of a gap: that holds the study, which would then hold itself and be kept for long
def gaps_by_topic(study: Study) -> dict[str, tuple[Gap, ...]]:
    """Return what a plan does not report, by the name of each topic of which something is open.

    It follows from which keys are written, and hardly from their values: of protocols of one shape it is looked up.
    """
    seen = shape(study)
    # Where periods write it, a shape does not tell.
    found = None if study.has_periods else _OF_SHAPE.get(seen)
    if found is None:
        if len(_OF_SHAPE) >= SHAPES:
            _OF_SHAPE.clear()
        asked = [topic for topic in topics().values() if topic.code]
        found = {topic.name: some for topic in asked if (some := gaps(study, topic))}
        _OF_SHAPE[seen] = found
    return found


def _told(study: Study, gap: Gap) -> Words:
    missing = missing_of(study, gap)
    words = _asked(gap.topic.what, missing, len(study.arms) > 1)
    still = _still(study, missing, partly=gap.partly)
    return words._replace(message=words.message + still) if still else words


@lru_cache(maxsize=256)  # most drafts lack the same, and say nothing else of it
def _asked(what: str, missing: tuple[tuple[Path, ...], ...], of_several: bool) -> Words:
    where = missing[0][0]
    of_arm = f" (arm {where[1]})" if where[0] == "arms" and of_several else ""
    said = f"the protocol does not say {what}{of_arm}"
    return Words(where, f"{what} ({dotted(where)})", said, _help(missing))


def _still(study: Study, missing: tuple[tuple[Path, ...], ...], *, partly: bool) -> str:
    """Say which keys are not written, where others are, and which hold a text that is no answer."""
    held = {path: text for paths in missing for path in paths if (text := _filler(study, path))}
    absent = dict.fromkeys(str(paths[0][-1]) for paths in missing if held.keys().isdisjoint(paths))
    still = f"; {listed(list(absent))} not written" if partly and absent else ""
    return still + "".join(f"; {path[-1]} = “{text}” is no answer" for path, text in held.items())


def _filler(study: Study, path: Path) -> str:
    """Return the text that stands at a path, where it is one that is no answer; "" for anything else."""
    value: Any = study.protocol
    for step in path:
        if isinstance(value, Table) and step in value.unread:
            return ""
        value = value.get(step) if isinstance(value, dict) else getattr(value, str(step), None)
    if isinstance(value, tuple):
        value = value[0] if value else None
    key = tuple(str(step) for step in inner(path))
    return value if isinstance(value, str) and not is_answer(key, value) else ""


@cache
def _of_farmer() -> frozenset[str]:
    return frozenset(topic.name for item in standards()[FARMER].items for topic in item.topics)


def items_of_farmer(study: Study) -> int:
    """Return how many items of Farmer 2021 apply to a study; 0 where something of it could not be read."""
    return 0 if study.unread else applicable(study, FARMER)


def _help(missing: tuple[tuple[Path, ...], ...]) -> str:
    """Say what to write, table by table."""
    tables: dict[str, list[str]] = {}
    for first, *others in missing:
        near = [str(path[-1]) for path in others if path[:-1] == first[:-1]]
        line = f"{first[-1]} = …" + (f" (or {', '.join(near)})" if near else "")
        tables.setdefault(dotted(first[:-1]), []).append(line)
    return "write: " + "; ".join(f"{listed(lines)} in [{table}]" for table, lines in tables.items())


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence: a, b and c."""
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else words[0]
