"""A file of which something could not be read: what is judged of the rest, and what is not."""

from typing import Final, NamedTuple

from protocols.check.headers import in_order, moved
from protocols.check.running import Said, hear_out
from protocols.check.salvage import Salvaged, salvage
from protocols.document.document import Document, Standing
from protocols.findings.rule import Rule, Skip
from protocols.model import Study
from protocols.model.keys import UnreadError
from protocols.model.partial import build_partly
from protocols.model.paths import dotted, table_at
from protocols.model.people import Outcome
from protocols.model.table import Table
from protocols.model.unread_arm import UNKNOWN_ARM, UnreadArm
from protocols.model.values import Fault
from protocols.rules import likely_places

OF_ONE_ARM: Final = frozenset({"TIM", "ELE", "SAF", "LIT", "DEV", "REP"})
"""Families of which most rules look at one arm after the other, so that one arm takes nothing from another."""
OF_SEVERAL_ARMS: Final = frozenset({"DSN", "SHM"})
"""Families that count arms, or hold one against another."""
OF_ALL_ARMS: Final = frozenset({"TIM005", "TIM010", "TIM033", "LIT009", "LIT012", "LIT030"})
"""Rules of these families that need every arm: a sum, the longest course, the arms of a preset, an arm beside another."""


OF_ALL_OUTCOMES: Final = frozenset({"primary"})
"""Keys of an outcome by which outcomes are counted."""


class Part(NamedTuple):
    """What could be read of a document: the study, the faults of its shape, and where things stand."""

    study: Study | None
    faults: list[Fault]
    places: Document


def read_partly(document: Document) -> Part:
    """Read what can be read of a document whose data, or whose shape, is broken."""
    rest = Salvaged(document, frozenset()) if document.data is not None else salvage(document)
    if rest is None or rest.document.data is None:
        return Part(None, [], document)
    tables, places = moved(rest.document.data), rest.document
    if tables.at:
        places = places.standing({path: Standing(real) for path, real in tables.at.items()})
    found = build_partly(in_order(tables.data, places), rest.unread | tables.twice, likely_places)
    return Part(found.study, [*tables.faults, *found.faults], places)


def unread_at(study: Study, error: UnreadError) -> Skip:
    """Say that a rule was not evaluated, and what it asked for that could not be read."""
    named = [path for path in study.unread if not error.arm or path[1:2] in ((error.arm,), ())]
    at_key = [path for path in named if path[-1] == error.key and table_at(path[:-1]) is error.table]
    around = [path for path in named if error.table is not None and table_at(path) is error.table]
    where = next(iter([*at_key, *around, *(named if error.arm else ())]), ())
    what = "an arm" if UNKNOWN_ARM in where else dotted(where) or error.key
    return Skip(where, f"needs {what}, which could not be read")


def lacks_an_arm(rule: Rule, study: Study) -> Skip | None:
    """Say that a rule needs every arm where there is one of which not even the name could be read."""
    every = rule.family in OF_SEVERAL_ARMS or rule.code in OF_ALL_ARMS
    return (
        Skip(("arms",), "needs every arm, and one could not be read")
        if every and UNKNOWN_ARM in study.arms
        else None
    )


def of_the_others(rule: Rule, study: Study, error: UnreadError) -> Study | None:
    """Return the study without what a rule asked for in vain; None where the rule needs all of it, or nothing is left.

    First its loops leave out the arms whose values could not be read, then it is without the outcomes that lack what
    was asked for, then without such arms.
    """
    if (passing := study.passing_over()) is not None:
        return passing
    if error.table is Outcome:
        lacking = {name for name, one in study.outcomes.items() if error.key in one.unread}
        whole = not lacking or len(lacking) == len(study.outcomes) or error.key in OF_ALL_OUTCOMES
        return None if whole else study.without_outcomes(lacking)
    # A part is named `ARM.PERIOD`; an arm may have a name with a point in it, which is a fault of its own.
    lacking_it = [name for name, arm in study.parts.items() if _lacks(arm, error.key)]
    hurt = {name if name in study.arms else name.partition(".")[0] for name in lacking_it} & study.arms.keys()
    alone = rule.family in OF_ONE_ARM and rule.code not in OF_ALL_ARMS
    shams = rule.family == "SHM" and all(_is_sham(study, name) for name in hurt)
    if not hurt or len(hurt) == len(study.arms) or not (alone or shams):
        return None
    return study.without_arms(hurt)


def _is_sham(study: Study, name: str) -> bool:
    arm = study.arms[name]
    return not isinstance(arm, UnreadArm) and arm.role == "sham"


def _lacks(arm: object, key: str) -> bool:
    """Say whether something of an arm could not be read that has this name."""
    if isinstance(arm, UnreadArm):
        return True
    tables = [getattr(arm, name) for name in ("written", "stimulation", "schedule", "electrode", "device")]
    return any(_unread_in(table, key) for table in tables)


def _unread_in(table: Table, key: str) -> bool:
    return key in table.unread or any(
        _unread_in(inner, key) for inner in table.__dict__.values() if isinstance(inner, Table)
    )


def said_of_the_rest(rule: Rule, study: Study) -> Said:
    """Run a rule on a study of which something could not be read: what hangs on that is not evaluated."""
    if lacking := lacks_an_arm(rule, study):
        return [lacking]
    found: Said = []
    try:
        hear_out(rule, study, found)
    except UnreadError as error:
        found.append(unread_at(study, error))
        others = of_the_others(rule, study, error)
        found += [] if others is None else said_of_the_rest(rule, others)
    return found
