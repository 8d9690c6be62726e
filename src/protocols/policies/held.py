"""A protocol held against policies: each violation with the policy's own words."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from jsonschema.exceptions import ValidationError

from protocols.document.document import Path
from protocols.findings.rule import Flag, Severity
from protocols.lib.references import POLICY, cite
from protocols.model import Study
from protocols.model.resolved import resolved, written
from protocols.policies import limit
from protocols.policies.limit import NeverDoneError, limited
from protocols.policies.schema import FORBIDDEN, SEVERITY, Policy
from protocols.policies.words import Schema

LONGEST = 200


class Held(NamedTuple):
    """A study, and the policies that it is held against."""

    study: Study
    policies: Sequence[Policy]

    def broken(self) -> Iterator[Flag]:
        """Yield each violation once, also where several arms share the value. Raises NeverDoneError, naming the policy."""
        whole, seen = resolved(self.study), set()
        for policy in self.policies:
            for error in _errors(policy, whole):
                where = written(self.study, tuple(error.absolute_path))
                if (policy.name, where, once := tuple(error.absolute_schema_path)) not in seen:
                    seen.add((policy.name, where, once))
                    yield _flag(policy, where, error)


def _errors(policy: Policy, whole: dict[str, Any]) -> list[ValidationError]:
    try:
        with limited(limit.SECONDS):
            return list(policy.validator.iter_errors(whole))
    except NeverDoneError:
        what = f"not done with one protocol after {limit.SECONDS:g} s; a pattern in it may never end"
        raise NeverDoneError(f"the policy {policy.name} is {what}") from None


def _flag(policy: Policy, where: Path, error: ValidationError) -> Flag:
    around = _around(policy.schema, error)
    severity = _nearest(around, SEVERITY)
    # The innermost schema with a title speaks; what stands inside it is how it says so. The policy's own title is a name.
    speaker = next((number for number, one in enumerate(around[:-1]) if isinstance(one.get("title"), str)), 0)
    return Flag(
        # What is wrong with the file as a whole is said at its head.
        where or ("study",),
        _nearest(around[speaker:-1], "title").rstrip(".") or _own_words(policy, error),
        _nearest(around[speaker:-1], "description"),
        sources=(cite(POLICY + policy.name, _nearest(around[speaker:], "$comment").rstrip(".")),),
        severity=Severity(severity) if severity else None,
        on_key=not where,
    )


def _around(schema: Schema, error: ValidationError) -> list[Schema]:
    """Return the schemas on the way to the one that is broken, innermost first; the last is the policy itself."""
    here: Any = schema
    around = [schema]
    for step in error.absolute_schema_path:
        here = here[step]
        if isinstance(here, dict):
            around.append(here)
    return around[::-1]


def _nearest(around: Sequence[Schema], word: str) -> str:
    # The keys of `properties` are no keywords: what stands under them is never a text.
    return next((one[word] for one in around if isinstance(one.get(word), str)), "")


def _own_words(policy: Policy, error: ValidationError) -> str:
    """Say what is broken where the policy gives it no title."""
    said = error.message if len(error.message) <= LONGEST else f"{error.validator} is not met"
    if error.schema is FORBIDDEN:
        said = "this may not be written"
    return f"{policy.schema.get('title') or policy.name}: {said}"
