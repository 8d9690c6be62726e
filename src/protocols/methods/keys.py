"""What is said, key by key, for putting it into words: of an arm what it gets, else what a table says."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from protocols.document.document import Path
from protocols.lib.fillers import is_answer, says_none
from protocols.methods.pieces import Gap, Part, Said, Sentence, listed, sentence
from protocols.methods.words import asked, called, plainly
from protocols.model import Arm, Study
from protocols.model.facts import Facts, of_study, of_table, to_be_told
from protocols.model.terms import free


def steps(dotted: str) -> tuple[str, ...]:
    """Return a key path from its text: `stimulation.sites`, or of an arm's own key `label`."""
    return tuple(dotted.split("."))


def _holds_a_place(key: Path, value: object) -> bool:
    """Say whether a text only holds the place of an answer, such as `tbd`: then nothing is said yet."""
    if not isinstance(value, str) or key[-1] == "notes":
        return False
    return not is_answer(tuple(map(str, key)), value) and not says_none(value)


class Keys:
    """The values under some keys. A key is asked for by its path, as `stimulation.frequency_hz` or, of an arm, `label`."""

    def __init__(self, facts: Facts, at: Callable[..., Path]) -> None:
        self.facts = {key: fact for key, fact in facts.items() if not _holds_a_place(key, fact.value)}
        self.at = at

    def __contains__(self, dotted: str) -> bool:
        return steps(dotted) in self.facts

    def any(self, *dotted: str) -> bool:
        """Say whether something is said under any of these keys, or below them; `notes` do not count."""
        wanted = [steps(one) for one in dotted]
        return any(key[-1] != "notes" and key[: len(one)] == one for key in self.facts for one in wanted)

    def value(self, dotted: str) -> Any:
        """Return what is said under a key; None where nothing is."""
        found = self.facts.get(steps(dotted))
        return None if found is None else found.value

    def say(self, dotted: str, text: str | None = None, style: str = "paper") -> Said | None:
        """Return the value of a key in words, its own or these; None where nothing is said."""
        found = self.facts.get(steps(dotted))
        if found is None:
            return None
        words = plainly(steps(dotted), found.value, style) if text is None else text
        own = text is None and isinstance(found.value, str) and words == free(found.value)
        return Said(words, (found.at,), free=own)

    def together(self, text: str, *dotted: str) -> Said:
        """Return words that say several keys at once."""
        return Said(text, tuple(self.facts[steps(one)].at for one in dotted if one in self))

    def gap(self, *dotted: str, what: str = "") -> Gap | None:
        """Return what is not said of some keys as one gap; None where all of them are said. `a|b`: either will do."""
        lacking = [one.split("|") for one in dotted if not self.any(*one.split("|"))]
        names = (what,) if what else tuple(asked(steps(several[0])) for several in lacking)
        at = tuple(self.at(*steps(one)) for several in lacking for one in several)
        return Gap(names, at) if lacking else None

    def or_gap(self, dotted: str, text: str | None = None, style: str = "paper") -> Said | Gap:
        """Return the value of a key in words, or the gap where nothing is said."""
        return self.say(dotted, text, style) or Gap((asked(steps(dotted)),), (self.at(*steps(dotted)),))

    def lacking(self, *dotted: str, what: str = "", topic: str = "") -> list[Sentence]:
        """Return what is not said of some keys as a sentence; none where all of them are said."""
        gap = self.gap(*dotted, what=what)
        return [sentence(gap, topic=topic)] if gap else []

    def citation(self, dotted: str, cite: str) -> Said:
        """Return a work that a key names, as a number among the references."""
        return Said("", self.together("", dotted).at, cites=(cite,))

    def colon(self, words: str, dotted: str, topic: str = "") -> list[Sentence]:
        """Return a sentence that ends in a text of the file, behind a colon; none where nothing is said."""
        said = self.say(dotted)
        return [sentence(words, ": ", said, topic=topic)] if said else []

    def rest(self, said: Iterable[Sentence], *tables: str, topic: str = "further settings") -> list[Sentence]:
        """Return a sentence with all that is said in some tables and that no sentence has; none where nothing is left.

        `notes` are left to the end of a text.
        """
        done = {path for one in said for path in one.at}
        left = [key for key, fact in self._below(tables) if fact not in done]
        parts: list[Part] = [[f"{called(key)}: ", one] for key in left if (one := self._say(key))]
        return [sentence("Further settings: ", listed(parts, "; ", "; "), topic=topic)] if parts else []

    def _say(self, key: Path) -> Said | None:
        return self.say(".".join(str(part) for part in key))

    def _below(self, tables: tuple[str, ...]) -> Iterator[tuple[Path, Path]]:
        for key, fact in self.facts.items():
            if key[-1] != "notes" and any(key[: len(steps(one))] == steps(one) for one in tables):
                yield key, fact.at

    def notes(self) -> list[tuple[Path, Said]]:
        """Return each table that has `notes`, with them."""
        return [
            (key[:-1], Said(free(fact.value), (fact.at,)))
            for key, fact in self.facts.items()
            if key[-1] == "notes"
        ]


def keys_of_arm(arm: Arm) -> Keys:
    """Return what an arm gets, and its own keys without `arms.NAME`."""
    found = {key[2:] if key[0] in ("arms", "periods") else key: fact for key, fact in to_be_told(arm).items()}
    return Keys(found, arm.at)


def keys_of_study(study: Study) -> Keys:
    """Return what is said of the study as a whole."""
    return Keys(of_study(study), lambda *key: key)


def keys_of_outcome(study: Study, name: str) -> Keys:
    """Return what is said of an outcome, under its own keys."""
    where = ("outcomes", name)
    found = {key[2:]: fact for key, fact in of_table(study.outcomes[name], where).items()}
    return Keys(found, lambda *key: (*where, *key))
