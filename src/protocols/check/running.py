"""Running the rules: what each says of a study, and of which arms."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from protocols.check.silence import Raised
from protocols.findings.rule import Failure, Flag, Rule, Skip, Undecided
from protocols.model import Study
from protocols.model.keys import UnreadError
from protocols.model.study import NOBODY
from protocols.rules import a_rule_failed
from protocols.standards.shapes import words

Said = list[Flag | Undecided | Skip]
"""What a rule says of a case."""
Hear = Callable[[Rule, Study], Said]
"""How a rule is asked of a study: of one of which something could not be read, otherwise."""
KIND = ("study", "kind")
KIND_UNREAD = Skip(KIND, "needs study.kind, which could not be read")


def run(
    study: Study, rules: tuple[Rule, ...], hear: Hear
) -> tuple[list[Raised], list[tuple[Rule, Undecided]], list[tuple[Rule, Skip]]]:
    """Return what the rules raise of a study, what is not decided, and what could not be evaluated; each once."""
    raised: dict[tuple[object, ...], Raised] = {}
    undecided: list[tuple[Rule, Undecided]] = []
    skipped: list[tuple[Rule, Skip]] = []
    is_record = study.is_record
    for rule in asked(study, rules):
        if is_record and rule.plans_only:
            skipped.append((rule, KIND_UNREAD))
            continue
        if not (found := hear(rule, study)):
            continue
        lacking: set[Skip] = set()
        for said in found:
            if isinstance(said, Skip):
                if said not in lacking:
                    lacking.add(said)
                    skipped.append((rule, said))
            elif isinstance(said, Flag):
                code = a_rule_failed if isinstance(said, Failure) else rule
                raised.setdefault((code.code, said.where, said.message, said.arms), (code, said))
            elif not is_record:
                undecided.append((rule, said))
    return list(raised.values()), undecided, skipped


def asked(study: Study, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the rules that are asked of a study: without those that could say nothing, as their keys are not written.

    A rule for plans is not asked of a record, either; but of a study that may be one it is, to say that this is not known.
    """
    plans_only = not study.is_record or "kind" in study.about.unread
    written = words(study)
    return _asked(rules, plans_only, None if written is None else _needed(rules) & written)


@lru_cache
def _needed(rules: tuple[Rule, ...]) -> frozenset[str]:
    """Return all keys and terms without one of which some rule has nothing to say."""
    return frozenset().union(*(rule.if_written for rule in rules))


@lru_cache(maxsize=256)  # most files write the same keys as another, as far as rules ask
def _asked(rules: tuple[Rule, ...], plans_only: bool, written: frozenset[str] | None) -> tuple[Rule, ...]:
    return tuple(
        rule
        for rule in rules
        if (plans_only or not rule.plans_only)
        and (written is None or not rule.if_written or not rule.if_written.isdisjoint(written))
    )


def flags(rule: Rule, case: object) -> Iterator[Raised]:
    """Yield what a rule finds in a case, with the rule; where it failed, with the one that says so."""
    for flag in said_of(rule, case):
        if isinstance(flag, Flag):
            yield (a_rule_failed if isinstance(flag, Failure) else rule), flag


def said_of(rule: Rule, case: object) -> Said:
    """Run a rule; where it fails, say so and go on with the others."""
    found: Said = []
    hear_out(rule, case, found)
    return found


def hear_out(rule: Rule, case: object, found: Said) -> None:
    """Add what a rule says; what it said before it failed, or came upon something unread, is kept."""
    try:
        for one in rule.check(case):
            found.append(one if isinstance(one, Skip) else _of_its_arms(one, case))
    except UnreadError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a rule does wrong, the other findings are worth having
        found += a_rule_failed.check(rule, error)


def _of_its_arms(said: Flag | Undecided, case: object) -> Flag | Undecided:
    """Add the arms that something is said of: those of the loop that the rule is in, else the one that it names."""
    arms = case.at_hand if isinstance(case, Study) else NOBODY
    if isinstance(said, Flag) and said.arm and said.arm not in arms:
        arms = frozenset((said.arm,))
    return said.of(arms) if arms else said
