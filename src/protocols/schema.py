"""The JSON Schema of a protocol file, made from the model, for editors and other validators.

TOML has no null, and neither has the schema: each `anyOf … null` would double an editor's messages.
"""

import json
from typing import Any

from protocols.model import Protocol
from protocols.model.keys import KINDS
from protocols.model.limits import MAX_KEYS, MAX_NAMED, MAX_SIGNS, NAMED
from protocols.rules import RULES

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def protocol_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the file format."""
    defs: dict[str, Any] = {}
    KINDS[Protocol].schema(defs)
    defs = {name: _limited(one) for name, one in sorted(defs.items())}
    defs["Waiver"]["properties"]["rule"]["enum"] = [rule.code for rule in RULES.values() if rule.waivable]
    made = defs.pop(Protocol.__name__)
    for (table,) in NAMED:
        made["properties"][table]["maxProperties"] = MAX_NAMED
    made.pop("title")
    return {"$schema": DIALECT, "title": "taVNS protocol", "$defs": defs, **made}


def _limited(schema: Any, key: str = "") -> Any:
    """Return a schema with how much a list, or a table of names, may hold."""
    if isinstance(schema, list):
        return [_limited(one) for one in schema]
    if not isinstance(schema, dict) or key == "examples":
        return schema
    made = {name: _limited(one, name) for name, one in schema.items()}
    if key == "properties":
        return made
    kind = schema.get("type")
    if kind == "array" or (isinstance(kind, list) and "array" in kind):
        made["maxItems"] = MAX_KEYS
    if kind == "object" and "properties" not in schema and "if" not in schema and "required" not in schema:
        made |= {"maxProperties": MAX_KEYS, "propertyNames": {"maxLength": MAX_SIGNS}}
    return dict(sorted(made.items()))


def schema_text() -> str:
    """Return the schema as the committed file holds it."""
    return json.dumps(protocol_schema(), ensure_ascii=False, indent=2) + "\n"
