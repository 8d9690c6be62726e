"""What the page may ask: each a plain function of `authoring` or of this room, JSON in and out.

The page calls these by name, in a web worker with Pyodide or over HTTP from `tavns edit`, and gets the same answers.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from pydantic import ConfigDict, ValidationError, validate_call

from protocols import authoring
from protocols.lib.errors import AuthoringError
from protocols.page import fields, looking, pictures, scopes, ways

Call = Callable[..., Any]
SURE: Final = ConfigDict(strict=True)


def findings(text: str, profile: str = "draft", name: str = "protocol.toml") -> dict[str, Any]:
    """Return what `tavns check` finds in a text under a profile, without a configuration and without house policies.

    `tavns edit` puts its own in place of this one, which takes the configuration of the file and its house policies.
    """
    return authoring.check(text, name, {"profile": profile})


def report(text: str, profile: str = "draft", name: str = "protocol.toml") -> str:
    """Return the report of a protocol as a page of HTML."""
    return authoring.report(text, name, {"profile": profile})


CALLS: Final[Mapping[str, Call]] = {
    "findings": findings,
    "report": report,
    "look": looking.look,
    "references": looking.references,
    "starts": looking.starts,
    "start": looking.start,
    "steps": fields.steps,
    "fields": fields.fields,
    "scopes": scopes.scopes,
    "set": fields.put,
    "unset": fields.unset,
    "as_all_arms": fields.as_all_arms,
    "ear": pictures.ear,
    "strip": pictures.strip,
    "calendar": pictures.calendar,
    "drawing": authoring.drawing,
    "add": authoring.add,
    "drop": authoring.drop,
    "move": authoring.move,
    "in_periods": ways.in_periods,
    "rename": authoring.rename,
    "share": authoring.share,
    "own": authoring.own,
    "fix": authoring.fix,
    "formatted": authoring.formatted,
    "insert_missing": authoring.insert_missing,
    "at": authoring.at,
    "definition": authoring.definition,
    "offers": authoring.offers,
    "meaning": authoring.meaning,
    "methods": authoring.methods,
}
"""What the page may ask, by name."""


def answer(name: str, arguments: Mapping[str, object], calls: Mapping[str, Call] = CALLS) -> dict[str, Any]:
    """Return `{"value": …}` of a call, or `{"error": "one sentence"}`: for what cannot be done, and for what is no call.

    arguments are by name, as JSON has them. calls are those that may be called, which a server adds its own to.
    """
    if name not in calls:
        return {"error": f"there is no call {name}"}
    try:
        return {"value": _checked(calls[name])(**{str(key): value for key, value in arguments.items()})}
    except AuthoringError as error:
        return {"error": str(error)}
    except ValidationError as error:
        first = error.errors()[0]
        return {"error": f"{name}: {'.'.join(map(str, first['loc']))}: {first['msg'].lower()}"}
    except RecursionError:
        return {"error": f"{name}: what was given is nested too deeply"}
    except Exception as error:  # noqa: BLE001 - a person has a protocol open: they get a sentence, and nothing ends
        return {"error": f"{name} failed, which is a fault of ours: {type(error).__name__}: {error}"}


@cache
def _checked(call: Call) -> Call:
    """Return a call that takes no other kinds of argument than it names; cached, as making it takes a while."""
    return validate_call(config=SURE)(call)
