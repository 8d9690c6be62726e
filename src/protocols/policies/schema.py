"""A policy made ready: what is wrong with it said once, references put in, nothing fetched from anywhere."""

import os
import re
import stat
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import extend

from protocols.findings.rule import Severity
from protocols.lib.errors import ConfigurationError, reason
from protocols.lib.files import shown
from protocols.policies.reach import check_reach
from protocols.policies.text import Pointer, PolicyText
from protocols.policies.words import INSTEAD, KEYWORDS, SAME, Schema, everything, inside

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SEVERITY: Final = "x-severity"
MOST_STEPS: Final = 32
ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
FORBIDDEN: Final[Schema] = {"not": {}}


class Policy(NamedTuple):
    """A policy that can be used. name is the name of its file."""

    name: str
    schema: Schema
    validator: Any


def load(path: str) -> Policy:
    """Return the policy of a file; read once, and again when the file has changed.

    Raises ConfigurationError for a file that is no policy, or cannot be read.
    """
    try:
        status = _state(path)
        return _loaded(path, status.st_mtime_ns, status.st_size)
    except OSError as error:
        why = reason(error)
        raise ConfigurationError(f"cannot read the policy {shown(path)}: {why}") from None


def _state(path: str) -> os.stat_result:
    """Return the state of a file. Raises OSError for a pipe or a device, which may never end."""
    status = Path(path).stat()
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise OSError("it is no file")
    return status


def local(name: str) -> str:
    """Return the name of a policy. Raises ConfigurationError for an address, which as a path would lose a slash."""
    if ADDRESS.match(name):
        raise ConfigurationError(
            f"cannot read the policy {name}: nothing is fetched from the network; name a file"
        )
    return name


@lru_cache(maxsize=64)
def _loaded(path: str, _changed: int, _size: int) -> Policy:
    text = PolicyText(Path(path).read_bytes(), shown(path))
    try:
        return _made(text, Path(path).name)
    except RecursionError:
        raise ConfigurationError(f"{text.name}: this policy is nested too deeply to be read") from None


def _made(text: PolicyText, name: str) -> Policy:
    schema = text.data
    dialect = schema.get("$schema", DIALECT)
    if not isinstance(dialect, str) or dialect.removesuffix("#") != DIALECT:
        text.refuse(("$schema",), f"a policy is written in JSON Schema 2020-12; write {DIALECT}")
    try:
        # Regular expressions are tried below, where the reason can be said.
        Draft202012Validator.check_schema(schema, format_checker=FormatChecker(formats=()))
    except SchemaError as error:
        text.refuse(tuple(error.absolute_path), f"this is not JSON Schema: {error.message[:200]}")
    found = list(everything(schema))
    for where, one in found:
        _check_words(text, where, one)
    _put_in(text, found)
    _check_steps(text, found)
    check_reach(text, schema, {id(one): where for where, one in found})
    _name_what_is_forbidden(found)
    return Policy(name, schema, _Validator(schema))


def _check_words(text: PolicyText, where: Pointer, schema: Schema) -> None:
    """Refuse what JSON Schema would pass over without a word: a misspelt keyword is a rule that nobody checks."""
    for word, value in schema.items():
        at = (*where, word)
        if word in ("$schema", "$id") and not where:
            continue
        if word == SEVERITY and value not in list(Severity):
            text.refuse(at, f"{SEVERITY} takes {', '.join(Severity)}, not {value}")
        if word not in KEYWORDS and not word.startswith("x-"):
            near = get_close_matches(word, list(KEYWORDS), n=1)
            advice = INSTEAD.get(word) or (
                f"did you mean {near[0]}?" if near else "a name of your own begins with x-"
            )
            text.refuse(at, f"a policy has no keyword {word}; {advice}")
    patterns = [((*where, "patternProperties", one), one) for one in schema.get("patternProperties", ())]
    for at, pattern in [((*where, "pattern"), schema.get("pattern", "")), *patterns]:
        try:
            re.compile(pattern)
        except (re.error, OverflowError) as error:
            text.refuse(at, f"{pattern!r} is no regular expression: {error}")


def _put_in(text: PolicyText, found: list[tuple[Pointer, Schema]]) -> None:
    """Replace every `$ref` by what it refers to, so that nothing is left to look up."""
    anchors = {one["$anchor"]: one for _, one in found if "$anchor" in one}
    schemas = {id(one) for _, one in found}
    targets = [
        (where, one, _target(text, where, one["$ref"], anchors)) for where, one in found if "$ref" in one
    ]
    for where, one, target in targets:
        if not isinstance(target, bool) and id(target) not in schemas:
            text.refuse((*where, "$ref"), f"there is no schema at {one['$ref']} in this policy")
        del one["$ref"]
        one["allOf"] = [*one.get("allOf", ()), target]


def _target(text: PolicyText, where: Pointer, reference: str, anchors: dict[str, Schema]) -> Any:
    at = (*where, "$ref")
    if not reference.startswith("#"):
        text.refuse(
            at, f"{reference} leads out of this policy; only references within it (#/$defs/…) are read"
        )
    if not reference.startswith("#/"):
        return anchors.get(reference[1:]) if len(reference) > 1 else text.data
    target: Any = text.data
    for step in reference[2:].split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(target, list) and name.isdecimal():
            target = target[int(name)] if int(name) < len(target) else None
        else:
            target = target.get(name) if isinstance(target, dict) else None
    return target


def _check_steps(text: PolicyText, found: list[tuple[Pointer, Schema]]) -> None:
    """Refuse references that lead on and on, without going into the value: checking against them would not end."""
    steps: dict[int, int] = {}

    def count(where: Pointer, schema: Schema) -> int:
        if id(schema) not in steps:
            steps[id(schema)] = 0
            steps[id(schema)] = 1 + max(
                (count(where, inner) for _, inner in inside(schema, where, SAME)), default=0
            )
        elif not steps[id(schema)]:
            text.refuse(where, "a $ref leads back to where it stands; this would never end")
        return steps[id(schema)]

    for where, schema in found:
        if count(where, schema) > MOST_STEPS:
            text.refuse(where, f"one schema leads to the next more than {MOST_STEPS} times here")


def _name_what_is_forbidden(found: list[tuple[Pointer, Schema]]) -> None:
    """Put `false` for a key in other words: the library does not say which key it stood at."""
    for _, one in found:
        for word in ("properties", "patternProperties"):
            if word in one:
                one[word] = {
                    name: FORBIDDEN if inner is False else inner for name, inner in one[word].items()
                }


def _required(_validator: Any, names: list[str], value: Any, _schema: Schema) -> Iterator[ValidationError]:
    """As the standard has it; the error stands at the key that is missing."""
    for name in names if isinstance(value, dict) else ():
        if name not in value:
            yield ValidationError(f"{name} is missing", path=(name,))


_make: Any = extend  # it has no types
_Validator = _make(Draft202012Validator, {"required": _required})
