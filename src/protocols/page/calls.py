"""What the page may ask: each a plain function of `authoring` or of this room, JSON in and out.

The page calls these by name, in a web worker with Pyodide or over HTTP from `tavns edit`, and gets the same answers.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from protocols import authoring
from protocols.lib.errors import AuthoringError
from protocols.page import fields, looking, pictures, scopes, ways
from protocols.page.arguments import ArgumentError, check

Call = Callable[..., Any]


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
        check(calls[name], arguments)
        return {"value": calls[name](**arguments)}
    except AuthoringError as error:
        return {"error": str(error)}
    except ArgumentError as error:
        return {"error": f"{name}: {error}"}
    except RecursionError:
        return {"error": f"{name}: what was given is nested too deeply"}
    except Exception as error:  # noqa: BLE001 - a person has a protocol open: they get a sentence, and nothing ends
        return {"error": f"{name} failed, which is a fault of ours: {type(error).__name__}: {error}"}
