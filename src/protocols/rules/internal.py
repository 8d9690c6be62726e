"""Rules that the check itself raises: what a draft has not decided yet, and a rule that failed."""

from collections.abc import Sequence

from protocols.findings.rule import Failure, Flag, Results, Rule, Severity, Undecided, rule
from protocols.rules._unreported import Unreported, items_of_farmer


@rule("KEY011", Severity.NOTE, waivable=False)
def not_yet_decided(undecided: Sequence[Undecided]) -> Results:
    """What a draft has not decided yet, gathered into one note.

    A draft may be silent; each of these is asked for by name once the protocol goes to a board or a registry. Items of
    reporting standards are only counted here, and make no note by themselves: `tavns checklist` lists them.

    Fix: write what is decided; leave the rest until it is.
    """
    things = list(dict.fromkeys(one.what for one in undecided if not isinstance(one, Unreported)))
    if things:
        items = _items([one for one in undecided if isinstance(one, Unreported)])
        yield Flag(("study",), f"not yet decided: {'; '.join([*things, *items])}", on_key=True)


def _items(open_: Sequence[Unreported]) -> list[str]:
    """Sum up what reporting standards ask for: the items of Farmer 2021, then those that only others have."""
    if not open_:
        return []
    farmer = len({one.gap.topic.name for one in open_ if one.in_farmer})
    others = len({one.gap.topic.name for one in open_ if not one.in_farmer})
    all_of_farmer = items_of_farmer(open_[0].study)
    of = f" of {all_of_farmer}" if all_of_farmer else ""
    parts = [f"{farmer}{of} items of Farmer 2021"] if farmer else []
    parts += [f"{others} further of TIDieR and SPIRIT"] if others else []
    return [f"{', '.join(parts)} (tavns checklist lists them)"]


@rule("INT001", Severity.ERROR, waivable=False)
def a_rule_failed(failed: Rule, error: Exception) -> Results:
    """A rule failed on this file: a mistake in tavns-protocols, not in the protocol.

    The other rules ran; what this one would have found is not known.

    Fix: report it with the file, or with the part of it that can be shown.
    """
    yield _failure(f"rule {failed.code}", error)


def the_check_failed(error: Exception) -> Flag:
    """Return what is said of a file on which the check itself failed, before or behind the rules."""
    return _failure("the check", error)


def _failure(what: str, error: Exception) -> Failure:
    return Failure(
        (),
        f"{what} failed: {type(error).__name__}: {error}",
        "please report this with the file, or with the part of it that can be shown",
    )
