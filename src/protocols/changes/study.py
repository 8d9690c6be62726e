"""What changed from one study to another, in what it means.

Arms and outcomes are known by name; one that is otherwise equal under another name was renamed. Compared is what each arm
gets: a value that moves from an arm's own table to the shared one has not changed.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from protocols.changes.change import ADDED, REMOVED, RENAMED, Change, Step, of_whole, steps
from protocols.changes.classes import ADMINISTRATIVE, BLINDING, CLASSES, DOSE, classes_of, in_order
from protocols.changes.entries import of_entries
from protocols.document.document import Path
from protocols.model import Arm, Study
from protocols.model.channel import OF_A_CHANNEL, Channel
from protocols.model.facts import Fact, Facts, meaning, of_arm, of_study, of_table
from protocols.model.part import LENGTH_KEYS, Part
from protocols.model.paths import INHERITED, inner
from protocols.model.periods import WrittenPeriod

BESIDE: Final = ("role", "sham_method", "co_intervention")
"""What a period is and gives beside its tables, where that is not what its arm is and gets."""


class Pair(NamedTuple):
    """An arm, one of its periods, or one of the channels of either, in both versions."""

    old: Arm
    new: Arm


def changes(old: Study, new: Study) -> list[Change]:
    """Return what changed from one study to another: the gravest class first, else in the order of the format."""
    found = [
        *(step.change() for step in steps(of_study(old), of_study(new))),
        *_of_arms(old, new),
        *_of_outcomes(old, new),
        *of_entries(old, new, {pair.old.name: pair.new.name for pair in pairs(old, new)}),
    ]
    return sorted(found, key=lambda change: CLASSES.index(change.classes[0]))


def pairs(old: Study, new: Study) -> list[Pair]:
    """Return the arms that are in both studies, renamed ones too, in the order of the new one."""
    gone, come = old.arms | old.lenders, new.arms | new.lenders
    before = _renamed(
        {name: _to_match(arm) for name, arm in gone.items() if name not in come},
        {name: _to_match(arm) for name, arm in come.items() if name not in gone},
    )
    names = {name: before.get(name, name) for name in come}
    return [Pair(gone[was], come[name]) for name, was in names.items() if was in gone]


def parts_of(both: list[Pair]) -> list[Pair]:
    """Return what is given in both versions: arms without periods, and periods of one name of the others."""
    found: list[Pair] = []
    for pair in both:
        if pair.old.periods and pair.new.periods:
            old = pair.old.periods
            found += [Pair(old[name], part) for name, part in pair.new.periods.items() if name in old]
        elif not pair.old.periods and not pair.new.periods:
            found.append(pair)
    return found


def channels_of(pair: Pair) -> list[Pair]:
    """Return the channels that an arm, or a period, has in both versions."""
    old = pair.old.channels
    return [Pair(old[name], one) for name, one in pair.new.channels.items() if name in old]


def _to_match(arm: Arm) -> dict[Path, object]:
    """Return what two arms must have in common to be one arm under two names: all but how it is called and spoken of."""
    return {
        key: fact.meaning
        for key, fact in of_arm(arm, "*").items()
        if key[-1] != "controls" and classes_of(key) != (ADMINISTRATIVE,)
    }


def _renamed(gone: dict[str, dict[Path, object]], come: dict[str, dict[Path, object]]) -> dict[str, str]:
    """Return the names that came with the names that went, where both are of the same."""
    found: dict[str, str] = {}
    for was, before in gone.items():
        name = next((name for name, now in come.items() if now == before and name not in found), None)
        if name is not None:
            found[name] = was
    return found


def _of_arms(old: Study, new: Study) -> Iterator[Change]:
    both = pairs(old, new)
    yield from _names("arms", {pair.new.name: pair.old.name for pair in both})
    kept = {pair.old.name for pair in both}, {pair.new.name for pair in both}
    for name, arm in (old.arms | old.lenders).items():
        if name not in kept[0]:
            yield _of_whole(REMOVED, ("arms", name), of_arm(arm))
    for name, arm in (new.arms | new.lenders).items():
        if name not in kept[1]:
            yield _of_whole(ADDED, ("arms", name), of_arm(arm))
    yield from _of_periods(both)
    yield from _of_channels(both)
    yield from _of_settings(both, _controlled(old), _controlled(new))


def _of_periods(both: list[Pair]) -> Iterator[Change]:
    """Yield the periods that came and that went."""
    for old, new in both:
        for kind, mine, theirs in ((REMOVED, old, new), (ADDED, new, old)):
            for name, part in mine.periods.items():
                if name not in theirs.periods:
                    yield _of_whole(kind, ("arms", new.name, "periods", name), of_arm(part))


def _of_channels(both: list[Pair]) -> Iterator[Change]:
    """Yield the channels that came and that went; of one that all arms share, and of periods, once."""
    given = [
        pair for pair in parts_of(both) if pair.old.stimulated == pair.new.stimulated
    ]  # else the role says it
    kept = {("channels", one.new.channel) for pair in given for one in channels_of(pair)}
    found: dict[tuple[str, Path], Change] = {}
    for old, new in given:
        for kind, mine, theirs in ((REMOVED, old, new), (ADDED, new, old)):
            for name, one in mine.channels.items():
                # Where others have a shared one in both versions, it came, or went, in this arm alone.
                at = ("arms", new.arm_name, "channels", name) if one.header in kept else one.header
                if name not in theirs.channels and (kind, at) not in found:
                    found[kind, at] = _of_whole(kind, at, _seen_from(at, _of_channel(one)))
    yield from found.values()


def _seen_from(at: Path, facts: Facts) -> Facts:
    """Return what a channel says, its own keys under the path that it is called by."""
    return {(*at, *key[2:]) if key[0] == "channels" else key: fact for key, fact in facts.items()}


def _controlled(study: Study) -> frozenset[str]:
    """Return the arms that a sham is for which does not say it."""
    return frozenset(arm.arm_name for arm in study.by_role("active"))


def _of_settings(both: list[Pair], before: frozenset[str], after: frozenset[str]) -> Iterator[Change]:
    """Yield what changed in arms that are in both versions; what is the same change of several arms, once.

    before and after are the arms that a sham without `controls` is for: to write these out changes nothing.
    """
    called = {pair.old.name: pair.new.name for pair in both}
    shared: dict[object, list[tuple[Pair, Step]]] = {}
    for pair in both:
        if pair.old.periods or pair.new.periods:
            old_facts, new_facts = (
                _of_the_whole(_facts(pair.old, pair.new.name, called)),
                _of_the_whole(of_arm(pair.new)),
            )
            yield from (_at_places(pair, step) for step in steps(old_facts, new_facts))
    given = parts_of(both)
    for pair in [*given, *(one for both_ in given for one in channels_of(both_))]:
        before_, after_ = _facts(pair.old, pair.new.name, called), _facts(pair.new, pair.new.name, {})
        if pair.old.channels and pair.new.channels:  # these tables are looked at channel by channel
            before_, after_ = _without_channels(before_), _without_channels(after_)
        for step in steps(before_, after_):
            if step.key[-1] == "controls" and _says_all(
                step, frozenset(called.get(one, one) for one in before), after
            ):
                continue
            if step.key[0] == "arms":
                yield step.change()
            elif (
                step.key[0] == "periods" or pair.old.stimulated == pair.new.stimulated
            ):  # else the role says it all
                said = step.old and (step.old.meaning,), step.new and (step.new.meaning,)
                shared.setdefault((step.key, step.was, said), []).append((pair, step))
    for several in shared.values():
        yield _together(several)


def _says_all(step: Step, before: frozenset[str], after: frozenset[str]) -> bool:
    """Say whether only one version names the arms that a sham is for, and names all that it would be for anyway."""
    said = step.old or step.new
    return None in (step.old, step.new) and said is not None and said.meaning == before == after


def _facts(arm: Arm, name: str, called: dict[str, str]) -> Facts:
    """Return what an arm of the old version says, by the new version's names of arms."""
    if arm.channel:
        return _of_channel(arm)
    if isinstance(arm, Part):
        return _of_part(arm)
    found, controls = of_arm(arm, name), ("arms", name, "controls")
    if controls in found:
        now = frozenset(called.get(one, one) for one in found[controls].meaning)
        found[controls] = found[controls]._replace(meaning=now)
    return found


def _of_the_whole(facts: Facts) -> Facts:
    """Return what an arm with periods says of itself: its own keys, and how long its whole course is."""
    return {
        key: fact
        for key, fact in facts.items()
        if key[0] not in INHERITED or (key[0] == "schedule" and key[1] in LENGTH_KEYS)
    }


def _of_part(part: Part) -> Facts:
    """Return what a period says, and what it gives: to name an arm in `gives` is to write out what that arm gets."""
    found: Facts = {}
    for key in WrittenPeriod.known_keys:
        if key in INHERITED or key == "gives":
            continue
        value = getattr(part.written, key) if key in BESIDE else part.said(key)
        if value is not None and not (key in BESIDE and value == getattr(part.arm_written, key)):
            found["periods", part.period, key] = Fact(value, part.at(key), meaning(key, value))
    return found | {key: fact for key, fact in of_arm(part).items() if key[0] in INHERITED}


def _of_channel(one: Arm) -> Facts:
    """Return what a channel says, and what flows in it."""
    found: Facts = {}
    for key in ("label", "description", "notes"):
        value = one.said(key) if isinstance(one, Channel) else None
        if value is not None:
            found["channels", one.channel, key] = Fact(value, one.at(key), meaning(key, value))
    return found | {key: fact for key, fact in of_arm(one).items() if key[0] in OF_A_CHANNEL}


def _without_channels(facts: Facts) -> Facts:
    return {key: fact for key, fact in facts.items() if key[0] not in OF_A_CHANNEL}


def _at_places(pair: Pair, step: Step) -> Change:
    """Return a step of an arm's own; of the length of its whole course, which all arms may share, in that arm."""
    if step.key[0] == "arms":
        return step.change()
    return _together([(pair, step)])


def _together(several: list[tuple[Pair, Step]]) -> Change:
    """Return one change of several arms. What shams alone get is a change of the blinding too."""
    change = several[0][1].change()
    shams = all("sham" in (pair.old.role, pair.new.role) for pair, _ in several)
    classes = (*change.classes, BLINDING) if shams and DOSE in change.classes else change.classes
    return change._replace(
        classes=in_order(classes),
        arms=tuple(pair.new.name for pair, _ in several),
        channels=frozenset(pair.new.name for pair, _ in several if pair.new.channel),
        old_at=tuple(dict.fromkeys(pair.old.at(*_words(inner(step.was))) for pair, step in several)),
        new_at=tuple(dict.fromkeys(pair.new.at(*_words(inner(step.key))) for pair, step in several)),
    )


def _words(key: Path) -> tuple[str, ...]:
    return tuple(str(part) for part in key)


def _of_outcomes(old: Study, new: Study) -> Iterator[Change]:
    before = {name: of_table(outcome, ("outcomes", name)) for name, outcome in old.outcomes.items()}
    after = {name: of_table(outcome, ("outcomes", name)) for name, outcome in new.outcomes.items()}
    # Without its measure an outcome is nothing but its name.
    was = _renamed(
        {name: _below(facts) for name, facts in before.items() if name not in after and _measured(facts)},
        {name: _below(facts) for name, facts in after.items() if name not in before},
    )
    yield from _names("outcomes", was)
    for name, facts in before.items():
        if name in after:
            yield from (step.change() for step in steps(facts, after[name]))
        elif name not in was.values():
            yield _of_whole(REMOVED, ("outcomes", name), facts)
    for name, facts in after.items():
        if name not in before and name not in was:
            yield _of_whole(ADDED, ("outcomes", name), facts)


def _below(facts: Facts) -> dict[Path, object]:
    return {key[2:]: fact.meaning for key, fact in facts.items()}


def _measured(facts: Facts) -> bool:
    return any(key[-1] == "measure" for key in facts)


def _names(table: str, now: dict[str, str]) -> Iterator[Change]:
    for name, was in now.items():
        if name != was:
            at = ((table, was),), ((table, name),)
            yield Change(RENAMED, at[1][0], at[0][0], was, name, (ADMINISTRATIVE,), (), *at)


def _of_whole(kind: str, key: Path, facts: Facts) -> Change:
    classes = in_order(one for fact in facts for one in classes_of(fact)) or classes_of(key)
    return of_whole(kind, key, facts, classes)
