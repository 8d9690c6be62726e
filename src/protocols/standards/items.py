"""What reporting standards ask for: their items, the topics these are made of, and the keys that answer them.

They are data: `data/checklists.toml`. What a study answers: `protocols.standards.answers`.
"""

from functools import cache
from typing import Any, Final, NamedTuple

from protocols.lib.resources import data
from protocols.model.paths import inner

Key = tuple[str, ...]
FARMER: Final = "farmer-2021"


class Need(NamedTuple):
    """A key that is asked for, or several of which any answers; asked only under its conditions."""

    keys: tuple[Key, ...]
    when: tuple[str, ...] = ()
    of_arm: tuple[Key, ...] = ()  # the keys as an arm has them


class Topic(NamedTuple):
    """What one rule asks for: its words and its keys, of the study as a whole or of some of its arms."""

    name: str
    what: str
    needs: tuple[Need, ...]
    code: str = ""
    asked: str = "study"
    when: tuple[str, ...] = ()
    shows: tuple[Key, ...] = ()
    why: str = ""
    waive: str = ""
    silences: tuple[str, ...] = ()


class Item(NamedTuple):
    """An item of a standard; answered when all its topics are."""

    id: str
    label: str
    topics: tuple[Topic, ...]
    timescale: str = "both"

    @property
    def number(self) -> str:
        """Its number without the letter of a part, or of a variant for one timescale."""
        return self.id.rstrip("abcdl+")


class Standard(NamedTuple):
    """A reporting standard. only names the one role whose arms it is about, such as sham; "" where it is all.

    total is how many numbered items it has; 0 where all of them are in items.
    """

    name: str
    title: str
    items: tuple[Item, ...]
    only: str = ""
    total: int = 0

    @property
    def covered(self) -> int:
        """How many of its numbered items have a key of the format, in whole or in part (15a and 15b are parts of 15)."""
        return len({item.number for item in self.items if item.topics})


def within(key: Key) -> Key:
    """Return a key as an arm has it: `sham_method` of `arms.NAME.sham_method`."""
    return inner(key)


@cache
def topics() -> dict[str, Topic]:
    """Return every topic by its name."""
    return {name: _topic(name, written) for name, written in data("checklists")["topics"].items()}


@cache
def standards() -> dict[str, Standard]:
    """Return every standard by its key among the references."""
    found = {}
    for name, written in data("checklists")["standards"].items():
        items = tuple(
            Item(**{**item, "topics": tuple(topics()[topic] for topic in item["topics"])})
            for item in written["items"]
        )
        found[name] = Standard(
            name, written["title"], items, written.get("only", ""), written.get("total", 0)
        )
    return found


def _topic(name: str, written: dict[str, Any]) -> Topic:
    rest = {key: value for key, value in written.items() if key not in ("keys", "when", "shows", "silences")}
    return Topic(
        name,
        needs=tuple(_need(entry) for entry in written["keys"]),
        when=_words(written.get("when", "")),
        shows=tuple(_key(text) for text in written.get("shows", ())),
        silences=tuple(written.get("silences", ())),
        **rest,
    )


def _need(entry: str | dict[str, str]) -> Need:
    text, when = (entry, "") if isinstance(entry, str) else (entry["key"], entry["when"])
    keys = tuple(_key(one) for one in text.split("|"))
    return Need(keys, _words(when), tuple(within(key) for key in keys))


def _key(text: str) -> Key:
    return tuple(text.strip().split("."))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
