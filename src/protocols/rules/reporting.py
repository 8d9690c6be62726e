"""REP: what must be written down. One rule an item of Farmer 2021, Table 3, then what other standards ask besides.

The rules are made from `data/checklists.toml`, where each topic has its code, its words and its keys. A draft is told
how many items are open (KEY011); the other profiles ask for each by name; a record is asked for nothing.
"""

from collections.abc import Iterator
from typing import Final

from protocols.findings.rule import Rule, Severity, Skip, rule
from protocols.lib.references import Citation, cite
from protocols.model import Study
from protocols.model.paths import dotted
from protocols.rules._unreported import Unreported, gaps_by_topic, listed
from protocols.standards.answers import unread_of
from protocols.standards.gaps import gaps
from protocols.standards.items import Topic, standards, topics

SAID_ELSEWHERE = (
    "it does not apply to this study, or the protocol says it in words the keys have no place for."
)


def cited(topic: Topic) -> tuple[Citation, ...]:
    """Return the items of all standards that ask for a topic; both variants of Farmer's as one."""
    found: list[Citation] = []
    for name, standard in standards().items():
        ids = [item.id for item in standard.items if topic in item.topics]
        if ids:
            found.append(cite(name, f"item{'s' if len(ids) > 1 else ''} {', '.join(ids)}"))
    return tuple(found)


def _text(topic: Topic) -> str:
    planned = [need for need in topic.needs if "record" not in need.when]
    keys = [
        " or ".join(f"`{'.'.join(key)}`" for key in need.keys if "delivered" not in key) for need in planned
    ]
    return (
        f"The protocol does not say {topic.what}.\n\n{topic.why}\n\n"
        f"Fix: write {listed(list(dict.fromkeys(keys)))}.\n\nWaive: {topic.waive or SAID_ELSEWHERE}"
    )


def made(topic: Topic) -> Rule:
    """Make the rule of a topic."""
    name = topic.name

    def check(study: Study) -> Iterator[Unreported | Skip]:
        if study.unread:
            yield from _of_what_was_read(study, topic)
            return
        for gap in gaps_by_topic(study).get(name, ()):
            yield Unreported(study, gap)

    check.__name__ = f"{name.replace('-', '_')}_not_reported"
    check.__doc__ = _text(topic)
    return rule(topic.code, Severity.WARNING, *cited(topic), silences=topic.silences, plans_only=True)(check)


def _of_what_was_read(study: Study, topic: Topic) -> Iterator[Unreported | Skip]:
    yield from (Unreported(study, gap) for gap in gaps(study, topic))
    if unread := unread_of(study, topic):
        yield Skip(unread, f"needs {dotted(unread)}, which could not be read")


REPORTED: Final = {topic.code: made(topic) for topic in topics().values() if topic.code.startswith("REP")}
globals().update(REPORTED)  # the rule book finds a family's rules among the names of its module
