"""Rules that the check itself raises: what a draft has not decided yet, and a rule that failed."""

from collections.abc import Iterator, Sequence

from protocols.rule import Flag, Rule, Severity, Undecided, rule


@rule("KEY011", Severity.NOTE, waivable=False)
def not_yet_decided(undecided: Sequence[Undecided]) -> Iterator[Flag]:
    """What a draft has not decided yet, gathered into one note.

    A draft may be silent; each of these is asked for by name once the protocol goes to a board or a registry.

    Fix: write what is decided; leave the rest until it is.
    """
    if undecided:
        things = "; ".join(dict.fromkeys(one.what for one in undecided))
        yield Flag(("study",), f"not yet decided: {things}", on_key=True)


@rule("INT001", Severity.ERROR, waivable=False)
def a_rule_failed(failed: Rule, error: Exception) -> Iterator[Flag]:
    """A rule failed on this file: a mistake in tavns-protocols, not in the protocol.

    The other rules ran; what this one would have found is not known.

    Fix: report it with the file, or with the part of it that can be shown.
    """
    yield Flag(
        (),
        f"rule {failed.code} failed: {type(error).__name__}: {error}",
        "please report this with the file, or with the part of it that can be shown",
    )
