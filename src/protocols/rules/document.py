"""TOM: the file cannot be read as TOML. Each rule takes the reader's problem and makes it a flag."""

from protocols.document.document import Problem
from protocols.findings.rule import Flag, Results, Severity, rule


def _flag(problem: Problem) -> Flag:
    return Flag(problem.span, problem.message, problem.help, problem.related)


@rule("TOM001", Severity.ERROR, waivable=False)
def not_toml(problem: Problem) -> Results:
    """The file is not TOML here.

    Nothing else can be checked until the file can be read. Every place is reported at once.

    Fix: write what the message says was expected. A table that stands twice is merged into one.
    """
    yield _flag(problem)


@rule("TOM002", Severity.ERROR, waivable=False)
def not_utf8(problem: Problem) -> Results:
    """The file is not in the encoding UTF-8.

    TOML is UTF-8 by definition; in another encoding signs such as µ or ä turn into something else.

    Fix: save the file again with the encoding UTF-8.
    """
    yield _flag(problem)


@rule("TOM003", Severity.ERROR, waivable=False)
def too_large(problem: Problem) -> Results:
    """The file is larger or more deeply nested than a protocol can be.

    A file of more than 1 MiB, a key of more than 64 parts or brackets nested deeper than 64 is no protocol, and
    could keep the reader busy for minutes.

    Fix: check that this is the file you meant.
    """
    yield _flag(problem)


BY_KIND = {"syntax": not_toml, "encoding": not_utf8, "limits": too_large}
